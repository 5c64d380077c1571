"""The endpoints about quotes: attributions, which people decided on, and suggestions, which nobody did yet."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from articles.api.authentication import exports_only
from articles.api.filters import ArticleIdFilter, IdFilter, LeastFilter, MomentFilter, OneOfFilter
from articles.api.rendering import Moment
from articles.api.resources import ListAndDetail
from articles.document import KINDS, ROLES, SPEAKER_KINDS, STATES
from articles.models import Attribution, Suggestion
from articles.services.documents import Registry, decided_quote, proposal, quote_of_record

QUOTE_STATES = ["suggested", *STATES]


class SpanSerializer(serializers.Serializer):
    role = serializers.ChoiceField(choices=ROLES)
    start = serializers.IntegerField(min_value=0, help_text="First code point, from 0.")
    end = serializers.IntegerField(min_value=0, help_text="The code point after the last.")
    text = serializers.CharField(
        trim_whitespace=False, allow_blank=True, help_text="What stands there in the article."
    )


class SpeakerRefSerializer(serializers.Serializer):
    """A speaker in a quote. In a request: `id` of the registry; or `name`, found or created; or both, created so."""

    id = serializers.UUIDField(allow_null=True, required=False, default=None)
    name = serializers.CharField(required=False, default="", max_length=300)
    kind = serializers.ChoiceField(choices=SPEAKER_KINDS, required=False, default="person")


class ProposalSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=KINDS)
    spans = SpanSerializer(many=True)
    speakers = SpeakerRefSerializer(many=True)
    confidence = serializers.FloatField(
        allow_null=True, help_text="Probability that words and speaker are right."
    )
    reason = serializers.CharField()


class QuoteSerializer(serializers.Serializer):
    """A quote as the annotation page has it: "suggested" until somebody decides."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=QUOTE_STATES)
    version = serializers.IntegerField(help_text="Number of decisions made about it.")
    kind = serializers.ChoiceField(choices=KINDS)
    spans = SpanSerializer(many=True)
    speakers = SpeakerRefSerializer(many=True)
    confidence = serializers.FloatField(allow_null=True)
    reason = serializers.CharField()
    suggestion = ProposalSerializer(allow_null=True)
    decided_by = serializers.CharField()
    decided_by_id = serializers.IntegerField(
        allow_null=True, help_text="Id of that person: two may have one name."
    )
    decided_at = Moment(allow_null=True)


class AttributionSerializer(QuoteSerializer):
    """A quote that somebody decided on."""

    state = serializers.ChoiceField(choices=STATES)
    article = serializers.IntegerField()
    changed_at = Moment(help_text="When it was decided, or its speakers were merged since.")

    def to_representation(self, instance: Any) -> Any:
        own = {"article": instance.article_id, "changed_at": instance.changed_at.isoformat()}
        fields = self.fields.keys() - own.keys()
        if exports_only(self.context["request"]):
            quote = quote_of_record(instance, fields)
        else:
            quote = decided_quote(instance, self.context["names"], fields)
        return {name: own[name] if name in own else quote[name] for name in map(str, self.fields)}


class SuggestionSerializer(ProposalSerializer):
    """What the machine proposes and nobody has decided on."""

    id = serializers.UUIDField()
    article = serializers.IntegerField()
    run = serializers.IntegerField()

    def to_representation(self, instance: Suggestion) -> Any:
        own = {"id": str(instance.pk), "article": instance.article_id, "run": instance.run_id}
        shown = own | proposal(instance, self.context["names"])
        return {name: shown[name] for name in map(str, self.fields)}


def names_in(suggestions: list[Suggestion | None]) -> Registry:
    """The registry's entries for everyone whom these suggestions name, in a constant number of queries."""
    return Registry.of_names(
        s["name"] for suggestion in suggestions if suggestion for s in suggestion.speakers
    )


class StateFilter(filters.FilterSet):
    state = OneOfFilter(STATES, label="Rejected ones only come when asked for.", method="states")

    class Meta:
        model = Attribution
        fields: list[str] = []

    def states(self, attributions: QuerySet, name: str, value: list[str]) -> QuerySet:
        if len(value) > 1:
            return attributions.in_states(value)  # type: ignore[attr-defined]  # ours
        return attributions.filter(state=value[0]) if value else attributions

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        if not self.form.cleaned_data.get("state"):
            queryset = queryset.standing()  # type: ignore[attr-defined]  # ours
        return super().filter_queryset(queryset)


class AttributionFilter(StateFilter):
    article = ArticleIdFilter(field_name="article_id")
    speaker = IdFilter(label="Id of the speaker.", method="said_by")
    kind = OneOfFilter(KINDS, label="How it is quoted.")
    changed_since = MomentFilter(field_name="changed_at", lookup_expr="gte", label="Changed then or later.")

    def said_by(self, attributions: QuerySet, name: str, value: list[UUID]) -> QuerySet:
        found: Any = attributions  # ours
        return found.by_speaker(value[0]) if len(value) == 1 else found.by_either_of(value)


@extend_schema_field({"type": "number", "minimum": 0, "maximum": 1})
class ConfidenceFilter(LeastFilter):
    """Between 0 and 1."""

    def __init__(self, **details: Any) -> None:
        super().__init__(max_value=1, **details)


class SuggestionFilter(filters.FilterSet):
    article = ArticleIdFilter(field_name="article_id")
    kind = OneOfFilter(KINDS, label="How it is quoted.")
    min_confidence = ConfidenceFilter(field_name="confidence", label="As sure as this, or surer.")

    class Meta:
        model = Suggestion
        fields: list[str] = []


class WithNames(ListAndDetail, ABC):
    """Resources that show suggestions: their speakers' names are looked up once a page."""

    @abstractmethod
    def suggestions(self, rows: list[Any]) -> list[Suggestion | None]:
        """The suggestion each row shows. Every view of this kind says it in its own way."""

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        rows = list(args[0]) if kwargs.get("many") else list(args)
        named = self.suggestions(rows) if self.wants("speakers", "suggestion") else []
        kwargs["context"] = {**self.get_serializer_context(), "names": names_in(named)}
        return super().get_serializer(*args, **kwargs)


class DecidedQuotes(WithNames):
    """Resources whose rows are attributions."""

    queryset = Attribution.objects.all()
    serializer_class = AttributionSerializer

    def get_queryset(self) -> Any:
        return Attribution.objects.with_parts(self.wanted)

    def suggestions(self, rows: list[Any]) -> list[Suggestion | None]:
        return [row.suggestion for row in rows]


class AttributionViewSet(DecidedQuotes):
    """Quotes that people decided on. What a machine suggests is elsewhere."""

    open_to_export = True
    filters = AttributionFilter
    filters_one = StateFilter
    ordering = ("changed_at", "id")


class SuggestionViewSet(WithNames):
    """What the machine proposes and nobody has decided on yet."""

    queryset = Suggestion.objects.undecided()
    serializer_class = SuggestionSerializer
    filters = SuggestionFilter
    ordering = ("id",)

    def suggestions(self, rows: list[Suggestion]) -> list[Suggestion | None]:
        return list(rows)
