"""Pages of a list: cursors, so that a page costs the same wherever it is and shifts under no one."""

from typing import Any

from django.core.exceptions import ValidationError
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination


class CursorPages(CursorPagination):
    """`ordering` is the view's. `page_size` may be asked for, up to 200."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200

    def get_ordering(self, request, queryset, view):
        return view.ordering

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        page: dict[str, Any] = super().get_paginated_response_schema(schema)
        for name in ("next", "previous"):  # null in the words of OpenAPI 3.1
            page["properties"][name] = {"type": ["string", "null"], "format": "uri"}
        return page

    def paginate_queryset(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().paginate_queryset(*args, **kwargs)
        except (ValueError, OverflowError, ValidationError):  # a cursor that no page of ours gave out
            raise NotFound(self.invalid_cursor_message) from None
