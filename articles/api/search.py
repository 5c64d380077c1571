"""The endpoint that finds quotes by their words and by the names of who said them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field

from articles.api.filters import OneOfFilter
from articles.api.quotes import AttributionFilter, DecidedQuotes
from articles.query import QUERY_LENGTH, Query
from articles.services.selecting import STANDING


@extend_schema_field({"type": "string", "minLength": 1, "maxLength": QUERY_LENGTH, "pattern": r"\S"})
class SearchWordsFilter(filters.CharFilter):
    """Words as `articles.query` reads them."""


class SearchFilter(AttributionFilter):
    q = SearchWordsFilter(
        required=True,
        max_length=QUERY_LENGTH,
        method="found",
        label="Words that all occur in the quote or in a name of its speakers; “phrases”, starts of words as in "
        "`harb*`, and `-` before what must not occur. Case and accents do not matter.",
    )
    state = OneOfFilter(STANDING, label="All that stand, unless some are named.", method="states")

    def found(self, attributions: QuerySet, name: str, value: str) -> QuerySet:
        return attributions.saying(Query.read(value))  # type: ignore[attr-defined]  # ours

    def said_by(self, attributions: QuerySet, name: str, value: list[UUID]) -> QuerySet:
        if len(value) == 1:
            return attributions.filter(speaking__speaker=value[0])
        return attributions.by_any_of(value)  # type: ignore[attr-defined]  # ours


class SearchViewSet(DecidedQuotes):
    """Quotes that people stand by, found by their words and by the names of who said them.

    Those that came into the record last come first; to decide anew moves none.
    """

    open_to_export = True
    filters = SearchFilter
    ordering = ("-place",)
