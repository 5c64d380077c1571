"""The endpoint about runs: how looks for quotes went."""

from __future__ import annotations

from django_filters import rest_framework as filters
from rest_framework import serializers

from articles.api.filters import ArticleIdFilter, OneOfFilter
from articles.api.rendering import RowSerializer
from articles.api.resources import ListAndDetail
from articles.models import Run


class RunSerializer(RowSerializer):
    """A look for quotes in an article."""

    pipeline = serializers.CharField(read_only=True)

    class Meta:
        model = Run
        fields = [
            "id",
            "article",
            "state",
            "failure",
            "attempt",
            "pipeline",
            "pipeline_hash",
            "queued_at",
            "finished_at",
        ]
        read_only_fields = fields


class RunFilter(filters.FilterSet):
    article = ArticleIdFilter(field_name="article_id")
    state = OneOfFilter(Run.State.values, label="How it went.")

    class Meta:
        model = Run
        fields: list[str] = []


class RunViewSet(ListAndDetail):
    """Looks for quotes, the newest first: queued, running, done or failed, and why."""

    queryset = Run.objects.all()
    serializer_class = RunSerializer
    filters = RunFilter
    ordering = ("-id",)
