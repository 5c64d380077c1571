"""Requests with a condition: If-None-Match spares an answer that is known, If-Match spares what others did.

The tag of an answer is made from its body, so that whatever changes the body changes the tag.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import parse_etags, quote_etag
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from articles.api.rendering import written

IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description="The ETag of what you read: 412, with nothing changed, where it is no longer so.",
)
Answering = Callable[[HttpRequest], HttpResponseBase]


class Changed(APIException):
    status_code = 412
    default_code = "precondition_failed"
    default_detail = (
        "This was changed since you read it. Read it again, and then decide whether to change it."
    )


class ConditionNeeded(APIException):
    status_code = 428
    default_code = "precondition_required"


def tags(answer: Answering) -> Answering:
    """Middleware: what the API answers to GET has an ETag, and is 304 without a body where the client has it."""

    def tagged(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        if not request.path.startswith("/api/") or request.method not in ("GET", "HEAD"):
            return response
        # The answer is for one person, and to be asked for again before it is used again.
        patch_cache_control(response, private=True, no_cache=True)
        patch_vary_headers(response, ["Authorization", "Cookie"])
        if response.status_code != 200 or not isinstance(response, HttpResponse):
            return response
        if not response.has_header("ETag"):
            response["ETag"] = _tag(response.content)
        return get_conditional_response(request, etag=response["ETag"], response=response) or response

    return tagged


def tag_of(shown: Any) -> str:
    """The ETag of an answer with this in it."""
    return _tag(written(shown))


def unless_known(request: Request, tag: str) -> HttpResponseBase | None:
    """304 where the client has the answer with this tag already, before anything of it is read."""
    known = get_conditional_response(request._request, etag=tag)
    if known:
        known["ETag"] = tag
    return known


def as_read(request: Request, shown: Callable[[], Any], *, needed: str = "") -> None:
    """Hold If-Match against what is shown now. Call it in a transaction that has locked what is to be changed.

    Raises Changed (412); and where there is no If-Match but it is `needed`, which says why, ConditionNeeded (428).
    """
    wanted = request.headers.get("If-Match")
    if wanted is None:
        if needed:
            raise ConditionNeeded(needed)
    elif wanted.strip() != "*" and tag_of(shown()) not in parse_etags(wanted):
        raise Changed


def _tag(body: bytes) -> str:
    return quote_etag(sha256(body).hexdigest()[:32])
