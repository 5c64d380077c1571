"""By what the lists of the API can be narrowed."""

from __future__ import annotations

from django.db.models import QuerySet
from django_filters import rest_framework as filters

from articles.document import KINDS, SPEAKER_KINDS, STATES
from articles.models import Article, Attribution, Decision, Speaker, Suggestion


def choices(values: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(v, v) for v in values]


class ArticleFilter(filters.FilterSet):
    q = filters.CharFilter(method="words", label="Words of the title, publisher or byline.")
    publisher = filters.CharFilter()

    class Meta:
        model = Article
        fields: list[str] = []

    def words(self, articles: QuerySet, name: str, value: str) -> QuerySet:
        return articles.matching(value)  # type: ignore[attr-defined]  # ours


class AttributionFilter(filters.FilterSet):
    article = filters.NumberFilter(field_name="article_id", min_value=1, max_value=2**63 - 1)
    speaker = filters.UUIDFilter(field_name="speakers", label="Id of the speaker.")
    kind = filters.ChoiceFilter(choices=choices(KINDS))
    state = filters.MultipleChoiceFilter(
        choices=choices(STATES), label="Rejected ones only come when asked for.", method="states"
    )
    changed_since = filters.IsoDateTimeFilter(field_name="decided_at", lookup_expr="gte")

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
    article = filters.NumberFilter(field_name="article_id", min_value=1, max_value=2**63 - 1)
    kind = filters.ChoiceFilter(choices=choices(KINDS))
    min_confidence = filters.NumberFilter(
        field_name="confidence", lookup_expr="gte", min_value=0, max_value=1
    )

    class Meta:
        model = Suggestion
        fields: list[str] = []


class DecisionFilter(filters.FilterSet):
    article = filters.NumberFilter(field_name="article_id", min_value=1, max_value=2**63 - 1)
    attribution = filters.UUIDFilter()
    since = filters.IsoDateTimeFilter(field_name="at", lookup_expr="gte")

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
