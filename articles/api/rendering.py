"""How answers of the API are written: JSON without blanks, in the order in which fields are declared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from rest_framework.renderers import JSONRenderer
from rest_framework.utils.encoders import JSONEncoder


def _plain(value: Any) -> Any:
    """What no JSON has a name for, in plain values: texts with more to them, such as errors; sets; what is lazy."""
    return str.__str__(value) if isinstance(value, str) else JSONEncoder().default(value)


written = msgspec.json.Encoder(enc_hook=_plain).encode
"""The bytes of an answer with this in it."""


class JsonRenderer(JSONRenderer):
    """JSON, some times sooner than by Python's own encoder."""

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return b"" if data is None else written(data)
