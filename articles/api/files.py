"""The endpoints through which articles come in as files and from web addresses."""

from __future__ import annotations

import tempfile
from typing import BinaryIO, cast

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from articles.api.annotated import AnyBody, DocumentFateSerializer, told
from articles.api.articles import AboutSerializer
from articles.api.asking import Asking
from articles.api.authentication import person
from articles.api.bodies import Typed
from articles.api.lines import KEPT_IN_MEMORY, NDJSON, LinesRenderer, answered_in_lines, copied
from articles.api.rendering import JsonRenderer
from articles.services.importing_files import import_address, import_file


class FileSerializer(AboutSerializer):
    """A file's name, and what is to be said of its articles in place of what the file says."""

    name = serializers.CharField(max_length=200, help_text="Of the file, such as story.docx.")


class AddressSerializer(Typed, AboutSerializer):
    """An address, and what is to be said of its articles in place of what is said there."""

    address = serializers.CharField(max_length=2000, help_text="Of a page or a feed on the public web.")


class FileView(Asking):
    asks = FileSerializer
    parser_classes = [AnyBody]
    renderer_classes = [JsonRenderer, LinesRenderer]

    @extend_schema(
        operation_id="articles_files_create",
        request={"application/octet-stream": OpenApiTypes.BINARY},
        responses={(200, NDJSON): DocumentFateSerializer(many=True)},
    )
    def post(self, request: Request) -> FileResponse:
        """Import the articles of a file: text, Markdown, HTML, DOCX, PDF, RSS, Atom, or a ZIP archive of these.

        The answer has a line about each article.
        """
        about = self.asked(request)
        name = about.pop("name")
        with tempfile.SpooledTemporaryFile(KEPT_IN_MEMORY) as file:
            size = copied(request, file)
            fates = import_file(
                file=cast(BinaryIO, file), name=name, size=size, by=person(request), about=about
            )
            return answered_in_lines(map(told, fates))


class AddressView(Asking):
    renderer_classes = [JsonRenderer, LinesRenderer]

    @extend_schema(
        operation_id="articles_address_create",
        request=AddressSerializer,
        responses={(200, NDJSON): DocumentFateSerializer(many=True)},
    )
    def post(self, request: Request) -> FileResponse:
        """Import what is at a web address, where this installation allows it.

        The answer has a line about each article.
        """
        asked = AddressSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        about = dict(asked.validated_data)
        fates = import_address(address=about.pop("address"), by=person(request), about=about)
        return answered_in_lines(map(told, fates))
