"""The endpoint through which annotated articles come in: a file in one of the formats that can be read."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from typing import Any, BinaryIO, cast

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from articles.api.asking import Asking
from articles.api.authentication import person
from articles.api.lines import KEPT_IN_MEMORY, NDJSON, LinesRenderer, answered_in_lines, copied
from articles.api.rendering import JsonRenderer
from articles.formats import FORMATS
from articles.services.importing_datasets import DocumentFate, import_dataset, readable


class AnyBody(BaseParser):
    """The request as a stream, whatever its type says: `format` says what it is."""

    media_type = "*/*"

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        return stream


class AnnotatedSerializer(serializers.Serializer):
    format = serializers.ChoiceField(choices=[name for name, format in FORMATS.items() if format.read])
    by_people = serializers.BooleanField(
        default=False,
        help_text="Quotes on which the file has no decision were made by people: take them as decided by whoever asks.",
    )


class QuoteRefusedSerializer(serializers.Serializer):
    quote = serializers.IntegerField(help_text="Which quote of the article in the file, from 1.")
    code = serializers.CharField()
    detail = serializers.CharField()


class DocumentFateSerializer(serializers.Serializer):
    """What became of an article of the file; the numbers count its quotes."""

    place = serializers.CharField(help_text="Where it stands in the file, such as “line 3” or “article 3”.")
    result = serializers.ChoiceField(choices=["taken", "known", "refused", "left_out"])
    article = serializers.IntegerField(allow_null=True)
    title = serializers.CharField()
    decided = serializers.IntegerField()
    suggested = serializers.IntegerField()
    known = serializers.IntegerField(help_text="There already; they stay as they are.")
    refused = QuoteRefusedSerializer(many=True)
    code = serializers.CharField(help_text="Why the whole article was refused, for programs.")
    detail = serializers.CharField(help_text="The same for people.")
    created = serializers.BooleanField(help_text="Whether the article itself is new here.")


class AnnotatedView(Asking):
    asks = AnnotatedSerializer
    parser_classes = [AnyBody]
    renderer_classes = [JsonRenderer, LinesRenderer]

    @extend_schema(
        operation_id="articles_annotated_create",
        request={"application/octet-stream": OpenApiTypes.BINARY},
        responses={(200, NDJSON): DocumentFateSerializer(many=True)},
    )
    def post(self, request: Request) -> FileResponse:
        """Import annotated articles: what people decided becomes decisions of whoever asks, the rest suggestions.

        The answer has a line about each article of the file. A bad one spoils no other, and sending the same file
        again changes nothing.
        """
        asked = self.asked(request)
        format, by_people = asked["format"], asked["by_people"]
        readable(format)
        with tempfile.SpooledTemporaryFile(KEPT_IN_MEMORY) as file:
            copied(request, file)
            fates = import_dataset(
                stream=cast(BinaryIO, file), format=format, by=person(request), by_people=by_people
            )
            return answered_in_lines(map(told, fates))


def told(fate: DocumentFate) -> dict[str, Any]:
    """The fate as the serializer describes it."""
    return {**vars(fate), "refused": [refusal._asdict() for refusal in fate.refused]}
