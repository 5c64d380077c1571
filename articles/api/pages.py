"""Pages of a list: cursors, so that a page costs the same wherever it is and shifts under no one.

A cursor holds the place of a row in the list's order; the next page is what follows that place, found by one
comparison that an index serves (`articles.models.keyset`). So it does not matter how many rows share a moment.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import DataError
from django.db.models import QuerySet
from rest_framework.exceptions import ValidationError as ApiValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from articles.models.keyset import fields_of, following

CURSOR_LENGTH = 1000
GREATEST = 2**63


class Cursor(NamedTuple):
    """A place in a list, and whether the page lies before it."""

    place: list[Any]
    back: bool = False

    def __str__(self) -> str:
        written = json.dumps([int(self.back), *(_plain(value) for value in self.place)])
        return urlsafe_b64encode(written.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str, queryset: QuerySet, names: Sequence[str]) -> Cursor:
        """The cursor written so, its values as those of `names`. Raises ValueError, TypeError or ValidationError."""
        if len(text) > CURSOR_LENGTH:
            raise ValueError("longer than any of ours")
        back, *values = json.loads(urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4)))
        if back not in (0, 1) or len(values) != len(names) or None in values:
            raise ValueError("not a place in this list")
        place = [
            field.to_python(value) for field, value in zip(fields_of(queryset, names), values, strict=True)
        ]
        if any(isinstance(value, int) and abs(value) >= GREATEST for value in place):
            raise ValueError("a number that no row has")
        return cls(place, bool(back))


def _plain(value: Any) -> int | float | str:
    return (
        value
        if isinstance(value, int | float)
        else value.isoformat()
        if hasattr(value, "isoformat")
        else str(value)
    )


class CursorPages(BasePagination):
    """The order is the queryset's, or else the view's `ordering`: names that go one way and end in a unique one.

    `page_size` may be asked for, up to 200.
    """

    page_size = 50
    max_page_size = 200

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        order = list(queryset.query.order_by or view.ordering)
        names = [name.removeprefix("-") for name in order]
        size, cursor = self._size(request), self._cursor(request, queryset, names)
        back = cursor is not None and cursor.back
        if back:
            order = [name.removeprefix("-") if name.startswith("-") else f"-{name}" for name in order]
        try:
            found = following(queryset, order, cursor.place) if cursor else queryset.order_by(*order)
            rows = list(found[: size + 1])
        except (DataError, OverflowError):  # a value in the cursor that the database has no room for
            raise _no_cursor() from None
        more, rows = len(rows) > size, rows[:size]
        if back:
            rows.reverse()
        self.address = request.build_absolute_uri()
        self.next = self._link(rows[-1:], names) if more or back else None
        self.previous = self._link(rows[:1], names, back=True) if (more if back else cursor) else None
        return rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self.next, "previous": self.previous, "results": data})

    def _size(self, request: Request) -> int:
        asked = request.query_params.get("page_size")
        if asked is None:
            return self.page_size
        if asked.isascii() and asked.isdigit() and len(asked) < 5 and 0 < int(asked) <= self.max_page_size:
            return int(asked)
        detail = f"A page has from 1 to {self.max_page_size} rows. Ask for a page_size between these."
        raise ApiValidationError({"page_size": detail}, code="invalid")

    def _cursor(self, request: Request, queryset: QuerySet, names: Sequence[str]) -> Cursor | None:
        text = request.query_params.get("cursor")
        if text is None:
            return None
        try:
            return Cursor.read(text, queryset, names)
        except (ValueError, TypeError, OverflowError, RecursionError, ValidationError):
            raise _no_cursor() from None

    def _link(self, end: list[Any], names: Sequence[str], *, back: bool = False) -> str | None:
        """The page beyond this end of the page."""
        if not end:
            return None
        cursor = Cursor([getattr(end[0], name) for name in names], back)
        return replace_query_param(self.address, "cursor", str(cursor))

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": {**link, "description": "The address of the next page; null on the last."},
                "previous": {**link, "description": "The address of the page before; null on the first."},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        size = {"type": "integer", "minimum": 1, "maximum": self.max_page_size, "default": self.page_size}
        parameters: list[tuple[str, dict[str, Any], str]] = [
            ("cursor", {"type": "string"}, "Where the page begins, as `next` and `previous` say it."),
            ("page_size", size, "How many rows a page has."),
        ]
        return [
            {"name": name, "in": "query", "required": False, "schema": schema, "description": description}
            for name, schema, description in parameters
        ]


def _no_cursor() -> ApiValidationError:
    detail = "This cursor came from no page of this list. Start again without it, and follow `next`."
    return ApiValidationError({"cursor": detail}, code="bad_cursor")
