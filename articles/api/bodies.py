"""What a request may carry: JSON that can be read without breaking the reader, and of the types it says.

How much of it, Django says (DATA_UPLOAD_MAX_MEMORY_SIZE); `articles.api.errors` tells the client.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.parsers import JSONParser


class Json(JSONParser):
    """JSON, whose brackets may not be nested without end."""

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError("The JSON is nested too deeply.") from None


@extend_schema_field({"type": "string", "minLength": 1, "pattern": r"\S"})
class Words(serializers.CharField):
    """A text that is kept as it is. Where there is nothing in it, the service says so."""

    def __init__(self, **details: Any) -> None:
        super().__init__(trim_whitespace=False, allow_blank=True, **details)


def _whole(value: Any) -> bool:
    return not isinstance(value, bool) and isinstance(value, int | float) and value == value // 1


TYPES: list[tuple[Any, Callable[[Any], bool], str]] = [
    (serializers.BooleanField, lambda value: isinstance(value, bool), "This should be true or false."),
    (serializers.IntegerField, _whole, "This should be a whole number."),
    (
        (serializers.CharField, serializers.UUIDField),
        lambda value: isinstance(value, str),
        "This should be a text.",
    ),
]


class Typed(serializers.Serializer):
    """A body whose texts are texts and whose numbers are numbers: what has another type is a mistake, and no 7 is
    taken for a “7”."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        if mistakes := _mistyped(self, data):
            raise ValidationError(mistakes, code="invalid")
        return super().run_validation(data)


def _mistyped(field: serializers.Field, value: Any) -> Any:
    """What has another type than `field` says, as DRF has errors; nothing where all is well, or is DRF's to refuse."""
    if isinstance(field, serializers.Serializer):
        given = value if isinstance(value, Mapping) else {}
        return _mistakes((name, field.fields[name], given[name]) for name in given if name in field.fields)
    if isinstance(field, serializers.ListField | serializers.ListSerializer):
        child: Any = field.child
        return _mistakes((n, child, v) for n, v in enumerate(value if isinstance(value, list) else []))
    if isinstance(field, serializers.DictField):
        return _mistakes((k, field.child, v) for k, v in (value if isinstance(value, dict) else {}).items())
    for kind, holds, sentence in TYPES:
        if isinstance(field, kind) and value is not None and not holds(value):
            return [sentence]
    return None


def _mistakes(parts: Iterable[tuple[Any, serializers.Field, Any]]) -> dict[Any, Any]:
    return {name: found for name, field, value in parts if (found := _mistyped(field, value))}
