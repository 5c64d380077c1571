"""The endpoint about changes: everything that happens to the dataset, in order, for who keeps a mirror of it."""

from __future__ import annotations

from drf_spectacular.utils import (
    PolymorphicProxySerializer,
    extend_schema,
    extend_schema_field,
)
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from articles.api.articles import ArticleSerializer
from articles.api.asking import Asking
from articles.api.quotes import AttributionSerializer
from articles.api.rendering import Moment
from articles.api.speakers import SpeakerSerializer
from articles.models.change import EVENTS
from articles.services.mirroring import changes_after


class ChangedArticleSerializer(ArticleSerializer):
    """An article as it stands; its text, which never changes, where it was imported."""

    text = serializers.CharField(required=False)

    class Meta(ArticleSerializer.Meta):
        fields = [*(f for f in ArticleSerializer.Meta.fields if f != "doubt"), "text"]


class ChangedAttributionSerializer(AttributionSerializer):
    """A quote as it stands."""

    suggestion = None  # type: ignore[assignment]  # a mirror holds what people decided


class ChangedSpeakerSerializer(SpeakerSerializer):
    """A speaker as they stand."""

    attribution_count = None  # type: ignore[assignment]  # a mirror counts itself
    article_count = None  # type: ignore[assignment]  # likewise

    class Meta(SpeakerSerializer.Meta):
        fields = ["id", "name", "kind", "aliases", "wikidata", "merged_into"]


@extend_schema_field(
    PolymorphicProxySerializer(
        component_name="ChangedThing",
        serializers=[ChangedArticleSerializer, ChangedAttributionSerializer, ChangedSpeakerSerializer],
        resource_type_field_name=None,
    )
)
class ThingField(serializers.DictField):
    """One of what can change."""


class ChangeSerializer(serializers.Serializer):
    """That something changed, and how it stands now."""

    cursor = serializers.CharField(help_text="To ask on from here.")
    event = serializers.ChoiceField(choices=EVENTS)
    at = Moment()
    article = serializers.IntegerField(allow_null=True)
    attribution = serializers.UUIDField(allow_null=True)
    speaker = serializers.UUIDField(allow_null=True)
    decision = serializers.UUIDField(allow_null=True)
    now = ThingField(allow_null=True, help_text="As it stands now; null where it is no more.")


class ChangesSerializer(serializers.Serializer):
    """Changes in order, and where to ask on from."""

    next = serializers.CharField(help_text="What to give as `since` next, at the end of the list, too.")
    more = serializers.BooleanField(help_text="There is more to ask for right now.")
    results = ChangeSerializer(many=True)


class AskSerializer(serializers.Serializer):
    since = serializers.RegexField(
        r"^[0-9]{1,18}$",
        default="0",
        error_messages={"invalid": "This is no cursor. Give what `next` said, or leave it out to begin."},
        help_text="`next` of the last answer; without it, from the beginning.",
    )
    page_size = serializers.IntegerField(
        min_value=1, max_value=500, default=200, help_text="How many changes a page has at most."
    )


class ChangesView(Asking):
    """Every change of an article, a quote or a speaker, in order: none is missed, none comes twice."""

    open_to_export = True
    asks = AskSerializer

    @extend_schema(responses=ChangesSerializer)
    def get(self, request: Request) -> Response:
        """What changed since. Apply all in order, keep `next`, and ask again."""
        asked = self.asked(request)
        page = changes_after(position=int(asked["since"]), limit=asked["page_size"])
        return Response({"next": str(page.position), "more": page.more, "results": page.changes})
