"""The endpoint about releases: asking for one, how its building goes, what is in it, and its files."""

from __future__ import annotations

from typing import Any

from django.http.response import HttpResponseBase
from django.urls import reverse
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from articles.api.authentication import person
from articles.api.bodies import Typed
from articles.api.filters import OneOfFilter
from articles.api.rendering import Moment, RowSerializer
from articles.api.repeats import repeatable
from articles.api.resources import ListAndDetail
from articles.document import KINDS
from articles.formats import FORMATS
from articles.models import Release, ReleaseFile
from articles.services.handing_out import download, file_named, link_to
from articles.services.releasing import (
    LICENCE_MAX,
    NAME_MAX,
    PURPOSE_MAX,
    ask_for_release,
    retry_release,
)
from articles.services.selecting import MOST, STANDING, select


class ChosenSerializer(serializers.Serializer):
    """A speaker or a person, as they were called when the release was asked for."""

    id = serializers.CharField()
    name = serializers.CharField()


class SelectionSerializer(serializers.Serializer):
    """What was asked for. Days are whole and included; empty lists and nulls narrow nothing."""

    states = serializers.ListField(child=serializers.ChoiceField(choices=STANDING))
    kinds = serializers.ListField(child=serializers.ChoiceField(choices=KINDS))
    decided_from = serializers.DateField(allow_null=True)
    decided_until = serializers.DateField(allow_null=True)
    published_from = serializers.DateField(allow_null=True)
    published_until = serializers.DateField(allow_null=True)
    publishers = serializers.ListField(child=serializers.CharField())
    speakers = ChosenSerializer(many=True)
    reviewers = ChosenSerializer(many=True)
    done = serializers.BooleanField(help_text="Only articles that were called done.")


class AskedSelectionSerializer(serializers.Serializer):
    """What to release: quotes that somebody stands by, narrowed. What is left out narrows nothing."""

    states = serializers.ListField(child=serializers.ChoiceField(choices=STANDING), required=False)
    kinds = serializers.ListField(child=serializers.ChoiceField(choices=KINDS), required=False)
    decided_from = serializers.DateField(required=False, allow_null=True)
    decided_until = serializers.DateField(required=False, allow_null=True)
    published_from = serializers.DateField(required=False, allow_null=True)
    published_until = serializers.DateField(required=False, allow_null=True)
    publishers = serializers.ListField(
        child=serializers.CharField(max_length=200), required=False, max_length=MOST
    )
    speakers = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=MOST)
    reviewers = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), required=False, max_length=MOST
    )
    done = serializers.BooleanField(required=False)


class AskForReleaseSerializer(Typed):
    """A release to be built. JSON Lines is always among its formats."""

    name = serializers.CharField(max_length=NAME_MAX)
    purpose = serializers.CharField(max_length=PURPOSE_MAX, required=False, allow_blank=True)
    licence = serializers.CharField(max_length=LICENCE_MAX, required=False, allow_blank=True)
    formats = serializers.ListField(child=serializers.ChoiceField(choices=list(FORMATS)), required=False)
    selection = AskedSelectionSerializer(required=False)


class SizeAskedSerializer(Typed):
    """The selection of a release that nobody has asked for yet."""

    selection = AskedSelectionSerializer(required=False)


class SizeSerializer(serializers.Serializer):
    """How much a selection holds now."""

    attributions = serializers.IntegerField()
    articles = serializers.IntegerField()


class ReleaseFileSerializer(RowSerializer):
    """A file of a release; `download` is its address in the API."""

    download = serializers.SerializerMethodField()

    class Meta:
        model = ReleaseFile
        fields = ["name", "format", "part", "media_type", "size", "sha256", "download"]

    @extend_schema_field(OpenApiTypes.URI)
    def get_download(self, file: ReleaseFile) -> str:
        path = reverse("api:release-file", args=[file.release_id, file.name])
        return self.context["request"].build_absolute_uri(path)


class ReleaseSerializer(RowSerializer):
    """A release in a list: everything but what is in it. `progress` is in percent."""

    requested_by = serializers.CharField(source="requested_by.display_name", default="", read_only=True)
    selection = SelectionSerializer(read_only=True)
    formats = serializers.ListField(child=serializers.CharField(), read_only=True)
    files = ReleaseFileSerializer(many=True, read_only=True)

    class Meta:
        model = Release
        fields = [
            "number",
            "name",
            "purpose",
            "licence",
            "selection",
            "formats",
            "state",
            "stage",
            "progress",
            "failure",
            "requested_by",
            "queued_at",
            "frozen_at",
            "finished_at",
            "files",
        ]
        read_only_fields = fields


class ReleaseContentsSerializer(ReleaseSerializer):
    """A release with what is in it, once it is frozen, as its manifest has it."""

    contents = serializers.DictField(read_only=True)

    class Meta(ReleaseSerializer.Meta):
        fields = [*ReleaseSerializer.Meta.fields, "contents"]


class ReleaseLinkSerializer(serializers.Serializer):
    """A link by which anybody can download a file until it expires."""

    url = serializers.URLField()
    until = Moment()


class ReleaseFilter(filters.FilterSet):
    state = OneOfFilter(Release.State.values, label="How its building goes.")

    class Meta:
        model = Release
        fields: list[str] = []


class ReleaseViewSet(ListAndDetail):
    """Releases, the newest first. What is done never changes."""

    open_to_export = True
    only_reads = False
    queryset = Release.objects.with_files()
    serializer_class = ReleaseContentsSerializer
    filters = ReleaseFilter
    ordering = ("-number",)
    lookup_field = "number"
    lookup_value_regex = "[0-9]{1,15}"

    def get_serializer_class(self) -> Any:
        return ReleaseSerializer if self.action == "list" else ReleaseContentsSerializer

    @extend_schema(request=AskForReleaseSerializer, responses={202: ReleaseContentsSerializer})
    @repeatable
    def create(self, request: Request) -> Response:
        """Ask for a release. It is built behind this; ask for it until its `state` is done or failed."""
        asked = AskForReleaseSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        selection = select(**given.pop("selection", {}))
        release = ask_for_release(by=person(request), selection=selection, **given)
        return Response(self.get_serializer(release).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(request=SizeAskedSerializer, responses=SizeSerializer)
    @action(detail=False, methods=["post"], only_reads=True)
    def size(self, request: Request) -> Response:
        """How many quotes and articles a release would hold if it were made now. Nothing is stored."""
        asked = SizeAskedSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response(select(**asked.validated_data.get("selection", {})).size()._asdict())

    @extend_schema(request=None, responses={202: ReleaseContentsSerializer})
    @action(detail=True, methods=["post"])
    @repeatable
    def retry(self, request: Request, number: str) -> Response:
        """Build a release again that failed."""
        release = retry_release(number=int(number))
        return Response(self.get_serializer(release).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(
        responses={
            (200, "*/*"): OpenApiTypes.BINARY,
            304: OpenApiResponse(description="You have it already, as If-None-Match says."),
        }
    )
    @action(detail=True, url_path=r"files/(?P<name>[^/]{1,100})", url_name="file")
    def file(self, request: Request, number: str, name: str) -> HttpResponseBase:
        """A file of a release, streamed. Its ETag is its SHA-256."""
        return download(file=file_named(number=int(number), name=name), request=request)

    @extend_schema(request=None, responses={201: ReleaseLinkSerializer})
    @action(detail=True, methods=["post"], url_path=r"files/(?P<name>[^/]{1,100})/link", url_name="link")
    def link(self, request: Request, number: str, name: str) -> Response:
        """Make a link by which somebody without an account can download the file for a while."""
        link = link_to(file=file_named(number=int(number), name=name), by=person(request))
        said = {"url": request.build_absolute_uri(link.address), "until": link.until}
        return Response(
            ReleaseLinkSerializer(said).data,
            status=status.HTTP_201_CREATED,
            headers={"Location": str(said["url"])},
        )
