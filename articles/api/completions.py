"""The endpoint about articles being done: calling one done or opening it again, and the history of that."""

from __future__ import annotations

from typing import Any

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from articles.api.authentication import person
from articles.api.filters import ArticleIdFilter, MomentFilter, YesNoFilter
from articles.api.rendering import Moment, RowSerializer
from articles.api.resources import ForPerson, ListAndDetail, asked_of
from articles.models import Completion
from articles.services.completing import Completed, mark_done, open_again
from articles.services.documents import standing_of


class CompletionSerializer(RowSerializer):
    """That an article was done, or open again, from a moment on."""

    by = serializers.CharField(source="by.display_name", read_only=True)
    undecided = serializers.IntegerField(help_text="Quotes that nobody had decided on then.")
    decision = serializers.UUIDField(
        source="decision_id", allow_null=True, help_text="What opened it again, where somebody decided anew."
    )

    class Meta:
        model = Completion
        fields = ["id", "article", "done", "undecided", "decision", "by", "at"]


class CompleteSerializer(ForPerson):
    """That a person calls an article done, or opens it again."""

    id = serializers.UUIDField(help_text="Made by the client; sending it again changes nothing.")
    article = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    done = serializers.BooleanField(help_text="False opens the article again.")


class StandingSerializer(serializers.Serializer):
    """How an article stands."""

    done = serializers.BooleanField()
    done_by = serializers.CharField()
    done_at = Moment(allow_null=True)


class CompletedSerializer(StandingSerializer):
    """How an article stands, and what is left in it."""

    article = serializers.IntegerField()
    undecided = serializers.IntegerField(help_text="Quotes that nobody has decided on.")

    def to_representation(self, instance: Completed) -> Any:
        own = {"article": instance.article.pk, "undecided": instance.undecided}
        return own | standing_of(instance.article)


class CompletionFilter(filters.FilterSet):
    article = ArticleIdFilter(field_name="article_id")
    done = YesNoFilter(label="Those that called it done, or that opened it again.")
    since = MomentFilter(field_name="at", lookup_expr="gte", label="Then or later.")

    class Meta:
        model = Completion
        fields: list[str] = []


class CompletionViewSet(ListAndDetail):
    """When articles were done and opened again, in order. Calling one done means adding to it."""

    queryset = Completion.objects.select_related("by")
    serializer_class = CompletionSerializer
    filters = CompletionFilter
    ordering = ("number",)
    lookup_field = "id"

    @extend_schema(request=CompleteSerializer, responses={201: CompletedSerializer, 200: CompletedSerializer})
    def create(self, request: Request) -> Response:
        """Call an article done, or open it again. 200 where it stood so already."""
        given = asked_of(request, CompleteSerializer).validated_data
        change = mark_done if given["done"] else open_again
        completed = change(id=given["id"], article_id=given["article"], by=person(request))
        code = status.HTTP_201_CREATED if completed.changed else status.HTTP_200_OK
        return Response(CompletedSerializer(completed).data, status=code)
