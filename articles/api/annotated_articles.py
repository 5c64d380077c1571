"""The endpoint that gives articles with their texts and the quotes that people stand by, many at a time.

What a program reads that has no use for one without the other; as JSON Lines has them, so that it can be kept so.
"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from articles.api.articles import ArticleFilter
from articles.api.rendering import Moment
from articles.api.resources import ListAndDetail
from articles.document import KINDS, SPEAKER_KINDS
from articles.formats.record import VERSION, Record
from articles.models import Article, Attribution
from articles.services.reading import records_of
from articles.services.selecting import STANDING


class WordsSerializer(serializers.Serializer):
    """A span whose role is said by where it stands."""

    start = serializers.IntegerField(min_value=0, help_text="First code point, from 0.")
    end = serializers.IntegerField(min_value=0, help_text="The code point after the last.")
    text = serializers.CharField()


class KnownSpeakerSerializer(serializers.Serializer):
    """A speaker with all that the registry knows."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=SPEAKER_KINDS)
    aliases = serializers.ListField(child=serializers.CharField())
    wikidata = serializers.CharField()


class StandingQuoteSerializer(serializers.Serializer):
    """A quote that somebody stands by, its spans by role."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=KINDS)
    content = WordsSerializer(many=True)
    cue = WordsSerializer(many=True)
    source = WordsSerializer(many=True)  # type: ignore[assignment]  # a field of ours, not where it comes from
    speakers = KnownSpeakerSerializer(many=True)
    confidence = serializers.FloatField(allow_null=True, help_text="Of the suggestion that it comes from.")
    reason = serializers.CharField()
    state = serializers.ChoiceField(choices=STANDING)
    version = serializers.IntegerField(help_text="Number of decisions made about it.")
    decided_by = serializers.CharField()
    decided_at = Moment()


class AnnotatedArticleSerializer(serializers.Serializer):
    """An article as a line of an export has it (docs/formats.md); its quotes in text order."""

    version = serializers.IntegerField(help_text=f"Of this form: {VERSION}.")
    id = serializers.CharField()
    title = serializers.CharField()
    publisher = serializers.CharField()
    byline = serializers.CharField()
    url = serializers.CharField()
    published = serializers.DateField(allow_null=True)
    language = serializers.CharField()
    text = serializers.CharField()
    attributions = StandingQuoteSerializer(many=True)

    def to_representation(self, instance: Record) -> Record:
        return {name: instance[name] for name in map(str, self.fields)}


class AnnotatedArticleViewSet(ListAndDetail):
    """Articles with their texts and the quotes that people stand by, the oldest first."""

    open_to_export = True
    queryset = Article.objects.only("id", "doubt")  # what they are ordered by
    serializer_class = AnnotatedArticleSerializer
    filters = ArticleFilter
    ordering = ("id",)

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """Of rows, which have no more than their ids: what is read of them is read of all at once."""
        if args:
            rows = args[0] if kwargs.get("many") else args
            found = records_of([row.pk for row in rows], Attribution.objects.standing())
            args = (found,) if kwargs.get("many") else tuple(found)
        return super().get_serializer(*args, **kwargs)
