"""The endpoint about comments and flags: what was said about quotes, saying something, settling it."""

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
from articles.api.filters import ArticleIdFilter, IdFilter, MomentFilter, OneOfFilter, YesNoFilter
from articles.api.rendering import Moment
from articles.api.resources import ForPerson, ListAndDetail, asked_of
from articles.models import Comment
from articles.services.commenting import Said, comment, flag, settle
from articles.services.documents import comment_json


class CommentSerializer(serializers.Serializer):
    """What somebody said about a quote. A flag has a reason and marks the quote until it is resolved."""

    id = serializers.UUIDField()
    article = serializers.IntegerField()
    attribution = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Comment.Kind.choices)
    reason = serializers.ChoiceField(choices=Comment.Reason.choices, allow_blank=True)
    text = serializers.CharField()
    by = serializers.CharField()
    by_id = serializers.IntegerField(help_text="Id of that person: two may have one name.")
    at = Moment()
    resolved = serializers.BooleanField()
    resolved_by = serializers.CharField()
    resolved_by_id = serializers.IntegerField(allow_null=True)
    resolved_at = Moment(allow_null=True)

    def to_representation(self, instance: Comment) -> Any:
        shown = comment_json(instance)
        return {name: shown[name] for name in map(str, self.fields)}


class SaySerializer(ForPerson):
    """What a person says about a quote. A flag has a reason, and text where the reason is "other"."""

    id = serializers.UUIDField(help_text="Made by the client; sending it again changes nothing.")
    article = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    attribution = serializers.UUIDField(help_text="Of the suggestion or attribution.")
    kind = serializers.ChoiceField(choices=Comment.Kind.choices, required=False, default="comment")
    reason = serializers.ChoiceField(choices=Comment.Reason.choices, required=False, help_text="Of a flag.")
    text = serializers.CharField(
        required=False, default="", allow_blank=True, trim_whitespace=False, help_text="Plain text."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["kind"] == Comment.Kind.FLAG and "reason" not in attrs:
            raise serializers.ValidationError({"reason": "Say why you flag this quote."})
        return attrs


class SettleSerializer(ForPerson):
    """That a person settles a comment or flag, or takes it up again."""

    id = serializers.UUIDField(help_text="Made by the client; sending it again changes nothing.")


class CommentFilter(filters.FilterSet):
    article = ArticleIdFilter(field_name="article_id")
    attribution = IdFilter(label="Id of the quote.")
    kind = OneOfFilter(Comment.Kind.values, label="Comments, or flags.")
    resolved = YesNoFilter(label="Settled ones, or open ones.")
    since = MomentFilter(field_name="at", lookup_expr="gte", label="Said then or later.")

    class Meta:
        model = Comment
        fields: list[str] = []


class CommentViewSet(ListAndDetail):
    """What people say about quotes, in order: comments, and flags, which mark a quote until they are settled."""

    serializer_class = CommentSerializer
    filters = CommentFilter
    queryset = Comment.objects.all()
    ordering = ("number",)
    lookup_field = "id"

    def get_queryset(self) -> QuerySet[Comment]:
        return Comment.objects.with_people()

    @extend_schema(request=SaySerializer, responses={201: CommentSerializer, 200: CommentSerializer})
    def create(self, request: Request) -> Response:
        """Comment on a quote, or flag it. 200 where this very comment was stored before."""
        given = asked_of(request, SaySerializer).validated_data
        about = {name: given[name] for name in ("id", "article", "attribution", "text")}
        about["article_id"] = about.pop("article")
        if given["kind"] == Comment.Kind.FLAG:
            return self._told(flag(by=person(request), reason=given["reason"], **about))
        return self._told(comment(by=person(request), **about))

    @extend_schema(request=SettleSerializer, responses={201: CommentSerializer, 200: CommentSerializer})
    @action(detail=True, methods=["post"])
    def resolve(self, request: Request, id: str) -> Response:
        """Settle it. 200 where it was settled already."""
        return self._settle(request, resolved=True)

    @extend_schema(request=SettleSerializer, responses={201: CommentSerializer, 200: CommentSerializer})
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, id: str) -> Response:
        """Take it up again. 200 where it was open already."""
        return self._settle(request, resolved=False)

    def _settle(self, request: Request, *, resolved: bool) -> Response:
        given = asked_of(request, SettleSerializer).validated_data
        about = self.get_object().id
        return self._told(settle(id=given["id"], comment=about, resolved=resolved, by=person(request)))

    def _told(self, said: Said) -> Response:
        code = status.HTTP_201_CREATED if said.created else status.HTTP_200_OK
        return Response(CommentSerializer(said.comment).data, status=code)
