"""The endpoints about speakers: the registry, and merges of two of them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from articles.api.authentication import person
from articles.api.bodies import Typed
from articles.api.conditions import IF_MATCH, as_read, tag_of
from articles.api.filters import OneOfFilter, WordsFilter
from articles.api.rendering import RowSerializer
from articles.api.repeats import repeatable
from articles.api.resources import ForPerson, ListAndDetail, asked_of
from articles.document import SPEAKER_KINDS
from articles.errors import BadWikidata
from articles.models import Article, Speaker, SpeakerMerge
from articles.services.merging import merge_speakers, undo_merge
from articles.services.registry import WIKIDATA, create_speaker, edit_speaker, locked_speakers


class SpeakerSerializer(Typed, RowSerializer):
    """A speaker of the registry."""

    aliases = serializers.ListField(
        child=serializers.CharField(max_length=300), required=False, max_length=100
    )
    kind = serializers.ChoiceField(choices=SPEAKER_KINDS, required=False)
    wikidata = serializers.RegexField(
        WIKIDATA, required=False, allow_blank=True, error_messages={"invalid": str(BadWikidata())}
    )
    attribution_count = serializers.IntegerField(read_only=True)
    article_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Speaker
        fields = [
            "id",
            "name",
            "kind",
            "aliases",
            "wikidata",
            "merged_into",
            "attribution_count",
            "article_count",
        ]
        read_only_fields = ["id", "merged_into"]

    def to_representation(self, instance: Speaker) -> Any:
        shown = {
            "id": str(instance.pk),
            "name": instance.name,
            "kind": instance.kind,
            "wikidata": instance.wikidata,
            "merged_into": instance.merged_into_id and str(instance.merged_into_id),
            "attribution_count": getattr(instance, "attribution_count", 0),
            "article_count": getattr(instance, "article_count", 0),
        }
        if "aliases" in self.fields:
            shown["aliases"] = [alias.name for alias in instance.aliases.all()]
        return {name: shown[name] for name in map(str, self.fields)}


class MergeSerializer(ForPerson):
    into = serializers.UUIDField(help_text="The speaker who stays.")
    article = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=2**63 - 1,
        help_text="On whose page it is done: there, the person can undo it.",
    )


class SpeakerMergeSerializer(RowSerializer):
    """That two speakers were found to be one."""

    by = serializers.CharField(source="by.display_name", read_only=True)

    class Meta:
        model = SpeakerMerge
        fields = ["id", "merged", "into", "by", "at", "article", "undone_at"]
        read_only_fields = fields


class UnmergedSerializer(serializers.Serializer):
    kept = serializers.IntegerField(
        help_text="Quotes that stay where they are: they were changed since the merge."
    )


class SpeakerFilter(filters.FilterSet):
    search = WordsFilter(method="words", label="Words of the name or an alias.")
    kind = OneOfFilter(SPEAKER_KINDS, label="What they are.")

    class Meta:
        model = Speaker
        fields: list[str] = []

    def words(self, speakers: QuerySet, name: str, value: str) -> QuerySet:
        return speakers.matching(value)  # type: ignore[attr-defined]  # ours


ALL_ALIASES = (
    "These aliases would take the place of all there are. Send If-Match with the ETag of the speaker as you read "
    "them, so that none that somebody adds meanwhile is lost."
)


class SpeakerViewSet(ListAndDetail):
    """The registry of who speaks. A list leaves out those who were merged into others."""

    open_to_export = True
    queryset = Speaker.objects.all()
    serializer_class = SpeakerSerializer
    filters = SpeakerFilter
    ordering = ("created_at", "id")
    makes = {"merge": "speakermerge"}

    def get_queryset(self) -> Any:
        speakers = Speaker.objects.current() if self.action == "list" else Speaker.objects.all()
        if self.wants("attribution_count", "article_count"):
            speakers = speakers.with_attribution_count()
        return speakers.prefetch_related("aliases") if self.wants("aliases") else speakers

    @extend_schema(responses={201: SpeakerSerializer})
    @repeatable
    def create(self, request: Request) -> Response:
        """Put somebody into the registry."""
        given = SpeakerSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        speaker = create_speaker(**given.validated_data)
        return Response(SpeakerSerializer(speaker).data, status=status.HTTP_201_CREATED)

    @extend_schema(parameters=[IF_MATCH])
    @transaction.atomic
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change what is given. `aliases` takes the place of all there were, and so needs If-Match."""
        given = SpeakerSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        speaker = self.get_object()
        list(locked_speakers([speaker.pk]))
        as_read(request, self._shown, needed=ALL_ALIASES if "aliases" in given.validated_data else "")
        edit_speaker(speaker=speaker, **given.validated_data)
        shown = self._shown()
        return Response(shown, headers={"ETag": tag_of(shown)})

    def _shown(self) -> Any:
        return SpeakerSerializer(self.get_object()).data

    @extend_schema(request=MergeSerializer, responses={201: SpeakerMergeSerializer})
    @action(detail=True, methods=["post"])
    @repeatable
    def merge(self, request: Request, pk: str) -> Response:
        """Merge this speaker into another: every quote moves, and the name finds the other from now on."""
        asked = asked_of(request, MergeSerializer).validated_data
        into = get_object_or_404(Speaker, pk=asked["into"])
        number = asked.get("article")
        article = get_object_or_404(Article.objects.without_text(), pk=number) if number else None
        merge = merge_speakers(merged=self.get_object(), into=into, by=person(request), article=article)
        return Response(SpeakerMergeSerializer(merge).data, status=status.HTTP_201_CREATED)


class SpeakerMergeViewSet(ListAndDetail):
    """Merges of two speakers, the newest first, those that were undone included."""

    queryset = SpeakerMerge.objects.select_related("by")
    serializer_class = SpeakerMergeSerializer
    ordering = ("-at", "-id")

    @extend_schema(request=ForPerson, responses=UnmergedSerializer)
    @action(detail=True, methods=["post"])
    @repeatable
    def undo(self, request: Request, pk: str) -> Response:
        """Part the two again."""
        asked_of(request, ForPerson)
        return Response({"kept": undo_merge(merge=self.get_object(), by=person(request))})
