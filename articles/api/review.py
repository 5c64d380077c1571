"""What the annotation page is given: an article with all it shows, and later what is new."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from articles.api.articles import ArticleTextSerializer
from articles.api.asking import Asking
from articles.api.authentication import person
from articles.api.bodies import Typed
from articles.api.comments import CommentSerializer
from articles.api.completions import StandingSerializer
from articles.api.quotes import ProposalSerializer, QuoteSerializer, SpanSerializer, SpeakerRefSerializer
from articles.api.resources import ForPerson, asked_of
from articles.models import Article, Run
from articles.services.deciding import Part
from articles.services.documents import review_of
from articles.services.filling_in import fill_in
from articles.services.watching import Heard, watch


class ReviewArticleSerializer(ArticleTextSerializer):
    quotations = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField(), min_length=2, max_length=2),
        help_text="Start and end of what stands inside quotation marks, marks included.",
    )

    class Meta(ArticleTextSerializer.Meta):
        kept = [f for f in ArticleTextSerializer.Meta.fields if f not in ("length", "sha256", "doubt")]
        fields = [*kept, "quotations"]
        read_only_fields = ["id", "created_at", "done_at"]


class ReviewRunSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Run.State.choices)
    failure = serializers.CharField()
    attempt = serializers.IntegerField()
    pipeline = serializers.CharField()


class MergeActSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    merged = SpeakerRefSerializer()
    into = SpeakerRefSerializer()


class HeardSerializer(serializers.Serializer):
    """What is known of the talk about the quotes: numbers of the newest comment and resolution, 0 for none."""

    comments = serializers.IntegerField(min_value=0, max_value=2**63 - 1)
    resolutions = serializers.IntegerField(min_value=0, max_value=2**63 - 1)


class ActSerializer(serializers.Serializer):
    """What a person did in one go: a decision, a group of them, a merge of speakers, or calling the article done."""

    group = serializers.UUIDField(allow_null=True)
    decisions = serializers.ListField(child=serializers.UUIDField())
    merge = MergeActSerializer(allow_null=True)
    done = serializers.BooleanField(help_text="Calling the article done.")


class ReviewSerializer(serializers.Serializer):
    """Everything the annotation page shows of an article."""

    article = ReviewArticleSerializer()
    run = ReviewRunSerializer(allow_null=True)
    quotes = QuoteSerializer(many=True)
    cast = SpeakerRefSerializer(many=True)
    comments = CommentSerializer(many=True)
    heard = HeardSerializer(help_text="The newest of what was said: what comes later can be asked for.")
    undo = ActSerializer(many=True, help_text="What this person can take back, the next one last.")
    redo = ActSerializer(many=True)
    latest = serializers.IntegerField(help_text="Number of the newest decision on the article, 0 for none.")


class WatchSerializer(ForPerson):
    """That somebody has an article open, and what they know of it."""

    after = serializers.IntegerField(
        min_value=0,
        max_value=2**63 - 1,
        help_text="`latest` of the last answer, or of the review; 0 for none.",
    )

    heard = HeardSerializer(
        required=False, help_text="Of the last answer, or of the review, to be told what was said since."
    )


class BegunSerializer(Typed):
    """A quote that somebody begins: its words at least, and what else of it is known."""

    spans = SpanSerializer(many=True)
    attribution = serializers.UUIDField(
        required=False, allow_null=True, help_text="Its id, where it stands in the article already."
    )


class PersonSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()


class ChangedQuoteSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    version = serializers.IntegerField(help_text="Number of decisions made about it.")
    quote = QuoteSerializer(allow_null=True, help_text="As it stands; null where it is no more.")


class LatestRunSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Run.State.choices)


class NewsSerializer(serializers.Serializer):
    """Who else has an article open, and what was decided and said since."""

    people = PersonSerializer(many=True)
    latest = serializers.IntegerField(help_text="Number of the newest decision: to ask on from.")
    quotes = ChangedQuoteSerializer(many=True)
    run = LatestRunSerializer(allow_null=True)
    standing = StandingSerializer()
    comments = CommentSerializer(many=True, help_text="Made, settled or taken up again since.")
    heard = HeardSerializer(help_text="To ask on from.")


class OpenArticleViewSet(Asking, GenericViewSet):
    """What a page asks about the article that it has open."""

    queryset = Article.objects.select_related("done_by")
    only_reads = False

    def get_queryset(self) -> Any:
        return self.queryset.without_text() if self.action == "presence" else self.queryset.all()

    @extend_schema(responses=ReviewSerializer)
    @action(detail=True)
    def review(self, request: Request, pk: str) -> Response:
        """Everything the annotation page shows of an article, suggestions and decided quotes alike."""
        return Response(review_of(self.get_object(), person(request)))

    @extend_schema(request=WatchSerializer, responses=NewsSerializer)
    @action(detail=True, methods=["post"])
    def presence(self, request: Request, pk: str) -> Response:
        """Say that you have the article open (it counts for 30 seconds), and ask what is new."""
        asked = asked_of(request, WatchSerializer).validated_data
        heard = Heard(**asked["heard"]) if "heard" in asked else None
        news = watch(article=self.get_object(), person=person(request), after=asked["after"], heard=heard)
        return Response(news)

    @extend_schema(request=BegunSerializer, responses=ProposalSerializer)
    @action(detail=True, methods=["post"], only_reads=True)
    def proposal(self, request: Request, pk: str) -> Response:
        """Ask what goes with words that you say are a quote: cue, source, speakers, kind. Nothing is stored.

        What you send stays as it is. A speaker has an `id` where the registry knows the name.
        """
        asked = BegunSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        parts = [Part(**span) for span in given["spans"]]
        return Response(fill_in(article=self.get_object(), parts=parts, quote=given.get("attribution")))
