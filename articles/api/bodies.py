"""What a request may carry: JSON that can be read without breaking the reader, and of the types it says.

How much of it, Django says (DATA_UPLOAD_MAX_MEMORY_SIZE); `articles.api.errors` tells the client.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ParseError, ValidationError
from rest_framework.parsers import JSONParser
from rest_framework.settings import api_settings


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
    (
        (serializers.Serializer, serializers.DictField),
        lambda value: isinstance(value, Mapping),
        "This should be an object: names and values in braces.",
    ),
    (
        (serializers.ListSerializer, serializers.ListField),
        lambda value: isinstance(value, list),
        ErrorDetail("This should be a list.", code="not_a_list"),
    ),
]


class Typed(serializers.Serializer):
    """A body that has the fields it says, and each of its type: no 7 is taken for a “7”, and no field that is
    misspelt goes unheard, at whatever depth."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        if data is serializers.empty:  # what is left out is DRF's to miss
            return super().run_validation(data)
        if unknown := _unknown(self, data):
            raise ValidationError(unknown, code="unknown_field")
        if mistakes := _mistyped(self, data):
            raise ValidationError(
                mistakes if isinstance(mistakes, dict) else {api_settings.NON_FIELD_ERRORS_KEY: mistakes},
                code="invalid",
            )
        return super().run_validation(data)


def _unknown(field: serializers.Field, value: Any) -> Any:
    """The fields of a value that nothing reads, as DRF has errors."""
    if not isinstance(field, serializers.Serializer):
        return _mistakes(_parts(field, value), _unknown)
    given = value if isinstance(value, Mapping) else ()
    known = [name for name, part in field.fields.items() if not part.read_only]
    said = f"There are: {', '.join(known)}." if known else "There are none."
    mistakes = {
        str(name)[:60]: [f"There is no field “{str(name)[:60]}” here. {said}"]
        for name in [name for name in given if name not in known][:10]
    }
    return mistakes | _mistakes(_parts(field, value), _unknown)


def _mistyped(field: serializers.Field, value: Any) -> Any:
    """What has another type than `field` says, as DRF has errors; nothing where all is well, or is DRF's to refuse."""
    for kind, holds, sentence in TYPES:
        if isinstance(field, kind) and value is not None and not holds(value):
            return [sentence]
    return _mistakes(_parts(field, value), _mistyped)


def _parts(field: serializers.Field, value: Any) -> Iterator[tuple[Any, serializers.Field, Any]]:
    """What a value of this field is made of: name or place, field and value of each part."""
    if isinstance(field, serializers.Serializer) and isinstance(value, Mapping):
        yield from ((name, field.fields[name], value[name]) for name in value if name in field.fields)
    elif isinstance(field, serializers.ListField | serializers.ListSerializer) and isinstance(value, list):
        child: Any = field.child
        yield from ((n, child, part) for n, part in enumerate(value))
    elif isinstance(field, serializers.DictField) and isinstance(value, Mapping):
        yield from ((name, field.child, part) for name, part in value.items())


def _mistakes(
    parts: Iterable[tuple[Any, serializers.Field, Any]], found_in: Callable[[serializers.Field, Any], Any]
) -> dict[Any, Any]:
    return {name: found for name, field, value in parts if (found := found_in(field, value))}
