"""The endpoint about articles: texts that come in, and what can be asked of one."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from articles.api.authentication import person
from articles.api.resources import ListAndDetail
from articles.api.runs import RunSerializer
from articles.models import Article
from articles.services.importing import import_article
from articles.services.suggesting import retry_run


class ArticleSerializer(serializers.ModelSerializer):
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


class ArticleTextSerializer(ArticleSerializer):
    """An article with its text."""

    text = serializers.CharField(trim_whitespace=False, allow_blank=True)

    class Meta(ArticleSerializer.Meta):
        fields = [*ArticleSerializer.Meta.fields, "text"]


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


class ArticleViewSet(ListAndDetail):
    queryset = Article.objects.all()
    serializer_class = ArticleTextSerializer
    filterset_class = ArticleFilter
    ordering = ("-id",)

    def get_queryset(self) -> Any:
        articles = Article.objects.select_related("done_by")
        return articles.without_text() if self.action == "list" else articles

    def get_serializer_class(self) -> Any:
        return ArticleSerializer if self.action == "list" else ArticleTextSerializer

    @extend_schema(responses={201: ArticleTextSerializer, 200: ArticleTextSerializer})
    def create(self, request: Request) -> Response:
        """Import a text. 200 with the article that is there already where the text is the same."""
        given = ArticleTextSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        article, created = import_article(by=person(request), **given.validated_data)
        code = status.HTTP_201_CREATED if created else status.HTTP_200_OK
        return Response(ArticleTextSerializer(article).data, status=code)

    @extend_schema(request=None, responses={201: RunSerializer})
    @action(detail=True, methods=["post"])
    def runs(self, request: Request, pk: str) -> Response:
        """Look for quotes again."""
        run = retry_run(article=self.get_object(), by=person(request))
        return Response(RunSerializer(run).data, status=status.HTTP_201_CREATED)
