"""The endpoint about decisions: the history of the quotes, and adding to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from articles.api.authentication import person
from articles.api.filters import ArticleIdFilter, IdFilter, MomentFilter
from articles.api.quotes import QUOTE_STATES, QuoteSerializer, SpanSerializer, SpeakerRefSerializer
from articles.api.rendering import RowSerializer
from articles.api.resources import ForPerson, ListAndDetail, asked_of
from articles.document import KINDS
from articles.models import Decision
from articles.services.deciding import WITH_RESULT, Part, Result, decide
from articles.services.documents import quote_of
from articles.services.registry import SpeakerRef

ACTIONS = [a.value for a in Decision.Action if a != Decision.Action.MERGE]


class SnapshotSerializer(serializers.Serializer):
    state = serializers.ChoiceField(choices=QUOTE_STATES)
    kind = serializers.ChoiceField(choices=KINDS)
    spans = SpanSerializer(many=True)
    speakers = SpeakerRefSerializer(many=True)


class DecisionSerializer(RowSerializer):
    """What a person did to one quote, with what stood before and after."""

    by = serializers.CharField(source="by.display_name", read_only=True)
    by_id = serializers.IntegerField(read_only=True, help_text="Id of that person: two may have one name.")
    before = SnapshotSerializer(allow_null=True)
    after = SnapshotSerializer(allow_null=True)
    undoes = serializers.UUIDField(source="undoes_id", allow_null=True)

    class Meta:
        model = Decision
        fields = [
            "id",
            "article",
            "attribution",
            "action",
            "version",
            "before",
            "after",
            "undoes",
            "group",
            "by",
            "by_id",
            "at",
        ]


class DecideSerializer(ForPerson):
    """What a person decides. `kind`, `spans` and `speakers` go with correct, add and fill, `undoes` with undo.

    With accept, `speakers` are those on the person's screen: 409 where the names mean somebody else by now.
    """

    id = serializers.UUIDField(help_text="Made by the client; sending it again changes nothing.")
    article = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    attribution = serializers.UUIDField(
        help_text="Of the suggestion or attribution; made by the client to add one."
    )
    action = serializers.ChoiceField(choices=ACTIONS)
    version = serializers.IntegerField(
        min_value=0, max_value=2**31 - 1, help_text="The version that was seen."
    )
    kind = serializers.ChoiceField(choices=KINDS, required=False)
    spans = SpanSerializer(many=True, required=False)
    speakers = SpeakerRefSerializer(many=True, required=False)
    undoes = serializers.UUIDField(required=False, allow_null=True)
    group = serializers.UUIDField(
        required=False,
        allow_null=True,
        help_text="Made by the client for decisions that a person makes in one go, to be undone in one go.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["action"] in WITH_RESULT:
            for name in ("kind", "spans", "speakers"):
                if name not in attrs:
                    raise serializers.ValidationError(
                        {name: "To correct, add or fill in a quote, send all of it."}
                    )
        if attrs["action"] == Decision.Action.UNDO and not attrs.get("undoes"):
            raise serializers.ValidationError({"undoes": "Say which decision to undo."})
        return attrs

    def decision(self) -> dict[str, Any]:
        """The arguments of `services.deciding.decide`, but who decides."""
        return self.arguments(self.validated_data)

    @staticmethod
    def arguments(given: Mapping[str, Any]) -> dict[str, Any]:
        """As `decision`, of what was found to be valid."""
        result = None
        if "spans" in given and "kind" in given:
            result = Result(
                kind=given["kind"],
                parts=[Part(**span) for span in given["spans"]],
                speakers=[SpeakerRef(**speaker) for speaker in given.get("speakers", [])],
            )
        return {
            "id": given["id"],
            "article_id": given["article"],
            "attribution": given["attribution"],
            "action": given["action"],
            "version": given["version"],
            "result": result,
            "seen": [SpeakerRef(**s) for s in given["speakers"]] if "speakers" in given else None,
            "undoes": given.get("undoes"),
            "group": given.get("group"),
        }


class DecidedSerializer(serializers.Serializer):
    """A stored decision and the quote that came of it; None where the quote is no more."""

    decision = DecisionSerializer()
    quote = QuoteSerializer(allow_null=True)


class DecisionFilter(filters.FilterSet):
    article = ArticleIdFilter(field_name="article_id")
    attribution = IdFilter(label="Id of the quote.")
    group = IdFilter(label="Id of a group: decisions that were made in one go.")
    since = MomentFilter(field_name="at", lookup_expr="gte", label="Made then or later.")

    class Meta:
        model = Decision
        fields: list[str] = []


class DecisionViewSet(ListAndDetail):
    """The history: what people did, in order. Deciding means adding to it."""

    queryset = Decision.objects.select_related("by")
    serializer_class = DecisionSerializer
    filters = DecisionFilter
    ordering = ("number",)
    lookup_field = "id"

    @extend_schema(request=DecideSerializer, responses={201: DecidedSerializer, 200: DecidedSerializer})
    def create(self, request: Request) -> Response:
        """Decide on a quote. 200 where this very decision was stored before."""
        asked = asked_of(request, DecideSerializer)
        decision, created = decide(by=person(request), **asked.decision())
        body = {
            "decision": DecisionSerializer(decision).data,
            "quote": quote_of(decision.article, decision.attribution),
        }
        return Response(body, status=status.HTTP_201_CREATED if created else status.HTTP_200_OK)
