"""The endpoint that streams the record as it stands, in one of the file formats."""

from __future__ import annotations

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from articles.api.asking import Asking
from articles.api.filters import MOST
from articles.formats import FORMATS
from articles.services.exporting import export
from articles.services.selecting import STANDING


class ExportSerializer(serializers.Serializer):
    format = serializers.ChoiceField(choices=list(FORMATS), help_text="As docs/formats.md has it.")
    article = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        required=False,
        max_length=MOST,
        help_text="Only the quotes of these.",
    )
    state = serializers.MultipleChoiceField(
        choices=STANDING, required=False, help_text="All that stand, unless some are named."
    )


class ExportView(Asking):
    """The record of this moment as a file. What is to stay as it was is a release."""

    open_to_export = True
    asks = ExportSerializer

    @extend_schema(
        operation_id="export",
        responses={(200, "*/*"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request) -> HttpResponseBase:
        """All quotes that people stand by, with their articles, in a file format."""
        given = self.asked(request)
        pieces = export(
            format=given["format"],
            article_ids=given.get("article"),
            states=given.get("state") or STANDING,
        )
        return StreamingHttpResponse(pieces, content_type=FORMATS[given["format"]].media_type)
