"""The endpoint about runs: how looks for quotes went."""

from __future__ import annotations

from rest_framework import serializers

from articles.api.resources import ListAndDetail
from articles.models import Run


class RunSerializer(serializers.ModelSerializer):
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


class RunViewSet(ListAndDetail):
    """Looks for quotes, the newest first: queued, running, done or failed, and why."""

    queryset = Run.objects.all()
    serializer_class = RunSerializer
    filterset_fields = ["article", "state"]
    ordering = ("-id",)
