"""The endpoint that finds the quotes of a text and stores nothing."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from articles.api.asking import Asking
from articles.api.bodies import Typed, Words
from articles.api.quotes import ProposalSerializer
from articles.services.documents import suggestions_in
from articles.services.extracting import extract


class ExtractSerializer(Typed):
    text = Words()


class ExtractedSerializer(serializers.Serializer):
    """What was found. Spans count in `text`, which is the text sent, its line endings made `\\n`."""

    text = serializers.CharField()
    language = serializers.CharField(help_text="As recognised; empty where it was not.")
    suggestions = ProposalSerializer(many=True)


class ExtractView(Asking):
    only_reads = True  # a token that may only read may ask

    @extend_schema(operation_id="extract", request=ExtractSerializer, responses=ExtractedSerializer)
    def post(self, request: Request) -> Response:
        """Find the quotes of a text. Nothing is stored; a speaker has an `id` where the registry knows the name."""
        asked = ExtractSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        found = extract(asked.validated_data["text"])
        body = {"text": found.text, "language": found.language, "suggestions": suggestions_in(found)}
        return Response(body)
