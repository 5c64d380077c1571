"""The endpoint that finds quotes by their words and by the names of who said them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django_filters import rest_framework as filters

from articles.api.quotes import AttributionFilter, AttributionSerializer, WithNames
from articles.api.resources import choices
from articles.models import Attribution, Suggestion
from articles.query import QUERY_LENGTH, Query
from articles.services.selecting import STANDING


class SearchFilter(AttributionFilter):
    q = filters.CharFilter(
        required=True,
        max_length=QUERY_LENGTH,
        method="found",
        label="Words that all occur in the quote or in a name of its speakers; “phrases”, starts of words as in "
        "`harb*`, and `-` before what must not occur. Case and accents do not matter.",
    )
    state = filters.MultipleChoiceFilter(choices=choices(STANDING), method="states")

    def found(self, attributions: QuerySet, name: str, value: str) -> QuerySet:
        return attributions.saying(Query.read(value))  # type: ignore[attr-defined]  # ours

    def said_by(self, attributions: QuerySet, name: str, value: UUID) -> QuerySet:
        return attributions.filter(speaking__speaker=value)


class SearchViewSet(WithNames):
    """Quotes that people stand by, found by their words and by the names of who said them, the latest first."""

    open_to_export = True
    queryset = Attribution.objects.with_parts()
    serializer_class = AttributionSerializer
    filterset_class = SearchFilter
    ordering = ("-place",)

    def suggestions(self, rows: list[Any]) -> list[Suggestion | None]:
        return [row.suggestion for row in rows]
