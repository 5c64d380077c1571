"""By what the lists of the API can be narrowed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django_filters import rest_framework as filters
from django_filters.fields import IsoDateTimeField

from articles.document import KINDS, SPEAKER_KINDS, STATES
from articles.models import Article, Attribution, Decision, Speaker, Suggestion


def choices(values: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(v, v) for v in values]


class ArticleIdFilter(filters.NumberFilter):
    field_class = forms.IntegerField

    def __init__(self, **details: Any) -> None:
        super().__init__(min_value=1, max_value=2**63 - 1, **details)


class MomentField(IsoDateTimeField):
    """A moment that every database can compare: in UTC it lies between the years 1 and 9999."""

    def clean(self, value: Any) -> datetime | None:
        moment: datetime | None = super().clean(value)
        try:
            return moment and moment.astimezone(UTC)
        except OverflowError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None


class MomentFilter(filters.IsoDateTimeFilter):
    field_class = MomentField


class ArticleFilter(filters.FilterSet):
    q = filters.CharFilter(method="words", label="Words of the title, publisher or byline.")
    publisher = filters.CharFilter()
    done = filters.BooleanFilter(label="Done ones, or open ones.")
    min_doubt = filters.NumberFilter(field_name="doubt", lookup_expr="gte", min_value=0)

    class Meta:
        model = Article
        fields: list[str] = []

    def words(self, articles: QuerySet, name: str, value: str) -> QuerySet:
        return articles.matching(value)  # type: ignore[attr-defined]  # ours


class AttributionFilter(filters.FilterSet):
    article = ArticleIdFilter(field_name="article_id")
    speaker = filters.UUIDFilter(field_name="speakers", label="Id of the speaker.")
    kind = filters.ChoiceFilter(choices=choices(KINDS))
    state = filters.MultipleChoiceFilter(
        choices=choices(STATES), label="Rejected ones only come when asked for.", method="states"
    )
    changed_since = MomentFilter(field_name="changed_at", lookup_expr="gte")

    class Meta:
        model = Attribution
        fields: list[str] = []

    def states(self, attributions: QuerySet, name: str, value: list[str]) -> QuerySet:
        return attributions.filter(state__in=value) if value else attributions

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        if not self.form.cleaned_data.get("state"):
            queryset = queryset.standing()  # type: ignore[attr-defined]  # ours
        return super().filter_queryset(queryset)


class SuggestionFilter(filters.FilterSet):
    article = ArticleIdFilter(field_name="article_id")
    kind = filters.ChoiceFilter(choices=choices(KINDS))
    min_confidence = filters.NumberFilter(
        field_name="confidence", lookup_expr="gte", min_value=0, max_value=1
    )

    class Meta:
        model = Suggestion
        fields: list[str] = []


class DecisionFilter(filters.FilterSet):
    article = ArticleIdFilter(field_name="article_id")
    attribution = filters.UUIDFilter()
    group = filters.UUIDFilter(label="Id of a group: decisions that were made in one go.")
    since = MomentFilter(field_name="at", lookup_expr="gte")

    class Meta:
        model = Decision
        fields: list[str] = []


class SpeakerFilter(filters.FilterSet):
    search = filters.CharFilter(method="words", label="Words of the name or an alias.")
    kind = filters.ChoiceFilter(choices=choices(SPEAKER_KINDS))

    class Meta:
        model = Speaker
        fields: list[str] = []

    def words(self, speakers: QuerySet, name: str, value: str) -> QuerySet:
        return speakers.matching(value)  # type: ignore[attr-defined]  # ours
