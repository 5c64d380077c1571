"""The endpoints. Each asks a queryset or calls one service."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from articles.api import filters
from articles.api import serializers as s
from articles.api.authentication import person
from articles.errors import NotYou
from articles.models import Article, Attribution, Decision, Run, Speaker, SpeakerMerge, Suggestion
from articles.services.deciding import decide
from articles.services.documents import one_moment, quote_of, review_of
from articles.services.importing import import_article
from articles.services.merging import merge_speakers, undo_merge
from articles.services.preferences import change_preferences, preferences_of
from articles.services.registry import create_speaker, edit_speaker
from articles.services.suggesting import retry_run
from articles.services.watching import watch


class ListAndDetail(mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet):
    """What every resource has: pages of a list, and one by its id."""

    ordering: tuple[str, ...]

    @one_moment()
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)

    @one_moment()
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().retrieve(request, *args, **kwargs)


class ArticleViewSet(ListAndDetail):
    queryset = Article.objects.all()
    serializer_class = s.ArticleTextSerializer
    filterset_class = filters.ArticleFilter
    ordering = ("-id",)

    def get_queryset(self) -> Any:
        articles = Article.objects.select_related("done_by")
        return articles.without_text() if self.action in ("list", "presence") else articles

    def get_serializer_class(self) -> Any:
        return s.ArticleSerializer if self.action == "list" else s.ArticleTextSerializer

    @extend_schema(responses={201: s.ArticleTextSerializer, 200: s.ArticleTextSerializer})
    def create(self, request: Request) -> Response:
        """Import a text. 200 with the article that is there already where the text is the same."""
        given = s.ArticleTextSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        article, created = import_article(by=person(request), **given.validated_data)
        code = status.HTTP_201_CREATED if created else status.HTTP_200_OK
        return Response(s.ArticleTextSerializer(article).data, status=code)

    @extend_schema(responses=s.ReviewSerializer)
    @action(detail=True)
    def review(self, request: Request, pk: str) -> Response:
        """Everything the annotation page shows of an article, suggestions and decided quotes alike."""
        return Response(review_of(self.get_object(), person(request)))

    @extend_schema(request=None, responses={201: s.RunSerializer})
    @action(detail=True, methods=["post"])
    def runs(self, request: Request, pk: str) -> Response:
        """Look for quotes again."""
        run = retry_run(article=self.get_object(), by=person(request))
        return Response(s.RunSerializer(run).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=s.WatchSerializer, responses=s.NewsSerializer)
    @action(detail=True, methods=["post"])
    def presence(self, request: Request, pk: str) -> Response:
        """Say that you have the article open (it counts for 30 seconds), and ask what is new."""
        asked = s.WatchSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        if asked.validated_data.get("person", person(request).pk) != person(request).pk:
            raise NotYou
        after = asked.validated_data["after"]
        return Response(watch(article=self.get_object(), person=person(request), after=after))


class WithNames(ListAndDetail):
    """Resources that show suggestions: their speakers' names are looked up once a page."""

    def suggestions(self, rows: list[Any]) -> list[Suggestion | None]:
        """The suggestion each row shows. Every view of this kind says it in its own way."""
        raise NotImplementedError

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        rows = list(args[0]) if kwargs.get("many") else list(args)
        kwargs["context"] = {**self.get_serializer_context(), "names": s.names_in(self.suggestions(rows))}
        return self.get_serializer_class()(*args, **kwargs)


class AttributionViewSet(WithNames):
    """Quotes that people decided on. What a machine suggests is elsewhere."""

    queryset = Attribution.objects.with_parts()
    serializer_class = s.AttributionSerializer
    filterset_class = filters.AttributionFilter
    ordering = ("changed_at", "id")

    def suggestions(self, rows: list[Attribution]) -> list[Suggestion | None]:
        return [row.suggestion for row in rows]


class SuggestionViewSet(WithNames):
    """What the machine proposes and nobody has decided on yet."""

    queryset = Suggestion.objects.undecided()
    serializer_class = s.SuggestionSerializer
    filterset_class = filters.SuggestionFilter
    ordering = ("id",)

    def suggestions(self, rows: list[Suggestion]) -> list[Suggestion | None]:
        return list(rows)


class DecisionViewSet(ListAndDetail):
    """The history: what people did, in order. Deciding means adding to it."""

    queryset = Decision.objects.select_related("by")
    serializer_class = s.DecisionSerializer
    filterset_class = filters.DecisionFilter
    ordering = ("number",)
    lookup_field = "id"

    @extend_schema(request=s.DecideSerializer, responses={201: s.DecidedSerializer, 200: s.DecidedSerializer})
    def create(self, request: Request) -> Response:
        """Decide on a quote. 200 where this very decision was stored before."""
        asked = s.DecideSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        if asked.validated_data.get("person", person(request).pk) != person(request).pk:
            raise NotYou
        decision, created = decide(by=person(request), **asked.decision())
        body = {
            "decision": s.DecisionSerializer(decision).data,
            "quote": quote_of(decision.article, decision.attribution),
        }
        return Response(body, status=status.HTTP_201_CREATED if created else status.HTTP_200_OK)


class SpeakerViewSet(ListAndDetail):
    queryset = Speaker.objects.all()
    serializer_class = s.SpeakerSerializer
    filterset_class = filters.SpeakerFilter
    ordering = ("created_at", "id")

    def get_queryset(self) -> Any:
        speakers = Speaker.objects.with_attribution_count().prefetch_related("aliases")
        return speakers.current() if self.action == "list" else speakers

    @extend_schema(responses={201: s.SpeakerSerializer})
    def create(self, request: Request) -> Response:
        given = s.SpeakerSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        speaker = create_speaker(**given.validated_data)
        return Response(s.SpeakerSerializer(speaker).data, status=status.HTTP_201_CREATED)

    def partial_update(self, request: Request, pk: str) -> Response:
        given = s.SpeakerSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        speaker = edit_speaker(speaker=self.get_object(), **given.validated_data)
        return Response(s.SpeakerSerializer(self.get_queryset().get(pk=speaker.pk)).data)

    @extend_schema(request=s.MergeSerializer, responses={201: s.SpeakerMergeSerializer})
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: str) -> Response:
        """Merge this speaker into another: every quote moves, and the name finds the other from now on."""
        asked = s.MergeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        into = get_object_or_404(Speaker, pk=asked.validated_data["into"])
        number = asked.validated_data.get("article")
        article = get_object_or_404(Article.objects.without_text(), pk=number) if number else None
        merge = merge_speakers(merged=self.get_object(), into=into, by=person(request), article=article)
        return Response(s.SpeakerMergeSerializer(merge).data, status=status.HTTP_201_CREATED)


class SpeakerMergeViewSet(ListAndDetail):
    queryset = SpeakerMerge.objects.select_related("by")
    serializer_class = s.SpeakerMergeSerializer
    ordering = ("-at", "id")

    @extend_schema(request=None, responses=s.UnmergedSerializer)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: str) -> Response:
        """Part the two again."""
        return Response({"kept": undo_merge(merge=self.get_object(), by=person(request))})


class RunViewSet(ListAndDetail):
    """Looks for quotes, the newest first: queued, running, done or failed, and why."""

    queryset = Run.objects.all()
    serializer_class = s.RunSerializer
    filterset_fields = ["article", "state"]
    ordering = ("-id",)


class PreferencesView(APIView):
    """How the person who asks wants the pages to look, and which keys do what."""

    @extend_schema(responses=s.PreferencesSerializer)
    def get(self, request: Request) -> Response:
        return Response(preferences_of(person(request)))

    @extend_schema(request=s.PreferencesSerializer(partial=True), responses=s.PreferencesSerializer)
    def patch(self, request: Request) -> Response:
        """Change some of them. `keys` takes the place of all keys kept before."""
        given = s.PreferencesSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        return Response(change_preferences(user=person(request), **given.validated_data))
