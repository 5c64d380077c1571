"""How answers of the API are written: JSON without blanks, fields as they are declared, moments in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
from django.db import models
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.utils.encoders import JSONEncoder


def _plain(value: Any) -> Any:
    """What no JSON has a name for, in plain values: texts with more to them, such as errors; sets; what is lazy."""
    return str.__str__(value) if isinstance(value, str) else JSONEncoder().default(value)


written = msgspec.json.Encoder(enc_hook=_plain).encode
"""The bytes of an answer with this in it."""


class Moment(serializers.DateTimeField):
    """A moment as exports have it, whichever time zone the server is in."""

    def to_representation(self, value: datetime | None) -> Any:
        return value and value.astimezone(UTC).isoformat()


class RowSerializer(serializers.ModelSerializer):
    """Rows, their moments written so."""

    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.DateTimeField: Moment,
    }


class JsonRenderer(JSONRenderer):
    """JSON, some times sooner than by Python's own encoder."""

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return b"" if data is None else written(data)
