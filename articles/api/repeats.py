"""Requests that may come twice: with an Idempotency-Key, the second gets the answer to the first."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from articles.api.authentication import person
from articles.api.rendering import written
from articles.services.repeating import MAX_KEY, Answered, once

KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": MAX_KEY, "pattern": "^[ -~]+$"},
    OpenApiParameter.HEADER,
    description="Made by the client, a random UUID say: for a day, this request with this key is carried out once.",
)


def repeatable(view: Callable[..., Response]) -> Callable[..., Response]:
    """The method of a view, which answers a repetition with what it answered before. For requests without an id."""

    @wraps(view)
    def answer(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = request.headers.get("Idempotency-Key")
        if given is None:
            return view(self, request, *args, **kwargs)

        def act() -> Answered:
            response = view(self, request, *args, **kwargs)
            return Answered(response.status_code, written(response.data).decode())

        asked = json.dumps([request.method, request.get_full_path(), request.data], sort_keys=True)
        key = given[1:-1] if len(given) > 1 and given[0] == given[-1] == '"' else given
        status, body = once(user=person(request), key=key, request=asked.encode(), act=act)
        return Response(json.loads(body), status=status)

    answer.repeatable = True  # type: ignore[attr-defined]  # `articles.api.schema` asks for it
    return answer


def completed(
    complete: Callable[[Any, Any], Any],
) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """Around a repeatable method: what `complete(view, data)` adds to its answer is made anew each time, not kept."""

    def wrap(view: Callable[..., Response]) -> Callable[..., Response]:
        @wraps(view)
        def answer(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
            response = view(self, request, *args, **kwargs)
            return Response(complete(self, response.data), status=response.status_code)

        return answer

    return wrap
