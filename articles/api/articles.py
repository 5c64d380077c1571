"""The endpoint about articles: texts that come in, and what can be asked of one."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from articles.api.authentication import person
from articles.api.bodies import Typed, Words
from articles.api.conditions import tag_of, unless_known
from articles.api.filters import LeastFilter, WordsFilter, YesNoFilter
from articles.api.lines import NDJSON, Lines, LinesRenderer, answered_in_lines, lines_in
from articles.api.rendering import JsonRenderer, RowSerializer
from articles.api.repeats import repeatable
from articles.api.resources import ForPerson, ListAndDetail, asked_of
from articles.api.runs import RunSerializer
from articles.models import Article
from articles.services.documents import one_moment
from articles.services.importing import import_article
from articles.services.importing_lines import import_lines
from articles.services.suggesting import retry_run


class ArticleSerializer(RowSerializer):
    """An article in a list: everything but its text."""

    done = serializers.BooleanField(
        read_only=True, help_text="Somebody called it done and nobody decided since."
    )
    done_by = serializers.CharField(source="done_by.display_name", default="", read_only=True)
    doubt = serializers.FloatField(
        read_only=True, help_text="How many of the undecided suggestions are expected to be wrong."
    )

    class Meta:
        model = Article
        fields = [
            "id",
            "title",
            "publisher",
            "byline",
            "url",
            "published",
            "language",
            "length",
            "sha256",
            "created_at",
            "done",
            "done_by",
            "done_at",
            "doubt",
        ]
        read_only_fields = ["id", "length", "sha256", "created_at", "done_at"]
        extra_kwargs = {"title": {"required": False, "allow_blank": True}}


class ArticleTextSerializer(Typed, ArticleSerializer):
    """An article with its text."""

    text = Words()

    class Meta(ArticleSerializer.Meta):
        fields = [*ArticleSerializer.Meta.fields, "text"]


class AboutSerializer(serializers.Serializer):
    """What is known of an article beside its text."""

    title = serializers.CharField(required=False, allow_blank=True, help_text="Its headline.")
    publisher = serializers.CharField(
        required=False, allow_blank=True, help_text="Whose paper or site it is from."
    )
    byline = serializers.CharField(required=False, allow_blank=True, help_text="Who wrote it.")
    url = serializers.CharField(required=False, allow_blank=True, help_text="Where it can be read.")
    published = serializers.DateField(required=False, allow_null=True, help_text="The day on which it was.")
    language = serializers.CharField(
        required=False, allow_blank=True, help_text="As a code, such as en; recognised where it is not given."
    )


class ArticleLineSerializer(AboutSerializer):
    """An article on a line of many."""

    text = Words()


class SuggestSerializer(serializers.Serializer):
    suggest = serializers.BooleanField(default=True, help_text="Look for quotes in each article that is new.")


class FateSerializer(serializers.Serializer):
    """What became of a line: taken as a new article, known (the same text is there already), or refused and why."""

    line = serializers.IntegerField(help_text="From 1; blank lines count and have no fate.")
    result = serializers.ChoiceField(choices=["taken", "known", "refused"])
    article = serializers.IntegerField(allow_null=True)
    code = serializers.CharField(help_text="Of the refusal, for programs.")
    detail = serializers.CharField(help_text="Of the refusal, for people.")


class ArticleFilter(filters.FilterSet):
    q = WordsFilter(method="words", label="Words of the title, publisher or byline.")
    publisher = WordsFilter(label="Its name, exactly.")
    done = YesNoFilter(label="Done ones, or open ones.")
    order = filters.ChoiceFilter(
        choices=[("newest", "Newest first"), ("doubt", "Most to check first")],
        method="in_order",
        label="`newest` first, or those with the most `doubt`.",
    )
    min_doubt = LeastFilter(field_name="doubt", label="As many suggestions or more are expected to be wrong.")

    class Meta:
        model = Article
        fields: list[str] = []

    def words(self, articles: QuerySet, name: str, value: str) -> QuerySet:
        return articles.matching(value)  # type: ignore[attr-defined]  # ours

    def in_order(self, articles: QuerySet, name: str, value: str) -> QuerySet:
        return articles.order_by("-doubt", "-id") if value == "doubt" else articles


class ArticleViewSet(ListAndDetail):
    """Articles, the newest first, without their texts."""

    open_to_export = True
    queryset = Article.objects.all()
    serializer_class = ArticleTextSerializer
    filters = ArticleFilter
    ordering = ("-id",)
    makes = {"runs": "run"}

    def get_queryset(self) -> Any:
        articles = Article.objects.without_text()
        return articles.select_related("done_by") if self.wants("done_by") else articles

    def get_serializer_class(self) -> Any:
        return ArticleSerializer if self.action == "list" else ArticleTextSerializer

    @one_moment()
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """An article with its text, which is not read where the client has it already."""
        article = self.get_object()
        tag = tag_of(ArticleSerializer(article).data)  # the text's hash is in it
        if known := unless_known(request, tag):
            return known
        return Response(self.get_serializer(article).data, headers={"ETag": tag})

    @extend_schema(responses={201: ArticleTextSerializer, 200: ArticleTextSerializer})
    @repeatable
    def create(self, request: Request) -> Response:
        """Import a text. 200 with the article that is there already where the text is the same."""
        given = ArticleTextSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        article, created = import_article(by=person(request), **given.validated_data)
        code = status.HTTP_201_CREATED if created else status.HTTP_200_OK
        return Response(ArticleTextSerializer(article).data, status=code)

    @extend_schema(
        request={NDJSON: ArticleLineSerializer(many=True)},
        responses={(200, NDJSON): FateSerializer(many=True)},
    )
    @action(
        detail=False,
        methods=["post"],
        parser_classes=[Lines],
        renderer_classes=[JsonRenderer, LinesRenderer],
        pagination_class=None,
        asks=SuggestSerializer,
    )
    def bulk(self, request: Request) -> FileResponse:
        """Import many texts: an article a line, and a line about each in the answer. A bad line spoils no other.

        Sending the same lines again changes nothing.
        """
        suggest = self.asked(request)["suggest"]
        fates = import_lines(lines=lines_in(request), by=person(request), suggest=suggest)
        return answered_in_lines(fate._asdict() for fate in fates)

    @extend_schema(request=ForPerson, responses={201: RunSerializer})
    @action(detail=True, methods=["post"])
    @repeatable
    def runs(self, request: Request, pk: str) -> Response:
        """Look for quotes again."""
        asked_of(request, ForPerson)
        run = retry_run(article=self.get_object(), by=person(request))
        return Response(RunSerializer(run).data, status=status.HTTP_201_CREATED)
