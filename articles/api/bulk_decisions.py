"""The endpoint that takes many decisions in one request and tells of each what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Max
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from articles.api.asking import Asking
from articles.api.authentication import person
from articles.api.bodies import Typed
from articles.api.decisions import DecideSerializer, DecisionSerializer
from articles.api.errors import told
from articles.api.quotes import QuoteSerializer
from articles.api.resources import meant_for
from articles.errors import DomainError
from articles.models import Article, Decision
from articles.services.deciding import Decided, decide_in_order
from articles.services.documents import quotes_of

MOST = 100


class DecideManySerializer(Typed):
    """Decisions in the order in which they were made."""

    decisions = serializers.ListField(child=DecideSerializer(), min_length=1, max_length=MOST)


class ErrorSerializer(serializers.Serializer):
    code = serializers.CharField(help_text="For programs.")
    detail = serializers.CharField(help_text="A sentence for people.")
    attr = serializers.CharField(allow_null=True)


class OutcomeSerializer(serializers.Serializer):
    """What came of one decision. The quote is as it stands after all of them."""

    id = serializers.UUIDField(help_text="Of the decision.")
    status = serializers.IntegerField(
        help_text="What it would have been answered with alone: 201, 200 where it was stored before, 400, 404 or 409."
    )
    decision = DecisionSerializer(allow_null=True, help_text="With 201 and 200.")
    quote = QuoteSerializer(allow_null=True, help_text="With 201 and 200; null where the quote is no more.")
    errors = ErrorSerializer(many=True, help_text="Else.")  # type: ignore[assignment]  # a field takes its place
    current = QuoteSerializer(allow_null=True, help_text="With 409, the quote as it stands.")
    last_decision = DecisionSerializer(allow_null=True, help_text="With 409, who made it so.")


class OutcomesSerializer(serializers.Serializer):
    """What came of each decision, in their order."""

    results = OutcomeSerializer(many=True)


class BulkDecisionView(Asking):
    @extend_schema(
        operation_id="decisions_bulk_create", request=DecideManySerializer, responses=OutcomesSerializer
    )
    def post(self, request: Request) -> Response:
        """Decide on many quotes, one after another, each as `decisions/` would take it.

        One that is refused spoils no other, but those on the same quote that come after it are not tried
        (409 `not_tried`). Sending all of them again does no harm.
        """
        given = DecideManySerializer(data=request.data)
        given.is_valid(raise_exception=True)
        meant_for(request, *given.validated_data["decisions"])
        asked = [DecideSerializer.arguments(one) for one in given.validated_data["decisions"]]
        outcomes = decide_in_order(asked=asked, by=person(request))
        stand = Standing((one["article_id"], one["attribution"]) for one in asked)
        results = [_told(one, outcome, stand) for one, outcome in zip(asked, outcomes, strict=True)]
        return Response({"results": results})


class Standing:
    """Quotes as they stand after all decisions, by article and id, in a number of queries that their articles bound."""

    def __init__(self, about: Iterable[tuple[int, UUID]]) -> None:
        ids: dict[int, set[UUID]] = {}
        for article, attribution in about:
            ids.setdefault(article, set()).add(attribution)
        articles = Article.objects.without_text().in_bulk(ids)
        self.quotes = {
            (pk, id): quote for pk in articles for id, quote in quotes_of(articles[pk], ids[pk]).items()
        }
        newest = (
            Decision.objects.filter(article__in=articles, attribution__in={id for _, id in self.quotes})
            .order_by()
            .values("article", "attribution")
            .annotate(newest=Max("number"))
            .values("newest")
        )
        last = Decision.objects.filter(number__in=newest).select_related("by")
        self.last = {(one.article_id, one.attribution): one for one in last}


def _told(asked: dict[str, Any], outcome: Decided | DomainError, stand: Standing) -> dict[str, Any]:
    about = (asked["article_id"], asked["attribution"])
    result: dict[str, Any] = {
        "id": str(asked["id"]), "decision": None, "quote": None, "errors": [], "current": None, "last_decision": None,
    }  # fmt: skip
    if isinstance(outcome, Decided):
        decision = DecisionSerializer(outcome.decision).data
        status = 201 if outcome.created else 200
        return result | {"status": status, "decision": decision, "quote": stand.quotes[about]}
    status, errors = told(outcome)
    if status == 409:
        last = stand.last.get(about)
        result["current"] = stand.quotes.get(about)
        result["last_decision"] = DecisionSerializer(last).data if last else None
    return result | {"status": status, "errors": errors}
