"""What the API says about how often one may ask: 429 to who asks more often, and to everyone how they stand.

The headers are those of the Internet-Draft “RateLimit header fields for HTTP”, draft-ietf-httpapi-ratelimit-headers-10.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from articles.api.conditions import Answering
from articles.errors import TooManyRequests
from articles.models import AccessToken
from articles.services.limiting import SECONDS, meter

if TYPE_CHECKING:
    from rest_framework.views import APIView

SAID = "_ratelimit"


class RequestsAMinute(BaseThrottle):
    """Each token by itself, and each person with all their browsers."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        token = request.auth
        if isinstance(token, AccessToken):
            policy, key, limit = "token", f"token {token.pk[:32]}", settings.REQUESTS_PER_TOKEN
        else:
            policy, key, limit = "person", f"person {request.user.pk}", settings.REQUESTS_PER_PERSON
        if not limit:
            return True
        standing = meter.ask(key, limit)
        said = {
            "RateLimit-Policy": f'"{policy}";q={limit};w={SECONDS}',
            "RateLimit": f'"{policy}";r={standing.left};t={standing.seconds}',
        }
        setattr(request._request, SAID, said)
        if not standing.allowed:
            raise TooManyRequests(limit, standing.seconds)
        return True


def standings(answer: Answering) -> Answering:
    """Middleware: who was counted is told how they stand, whatever came of the request."""

    def told(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        for name, value in getattr(request, SAID, {}).items():
            response[name] = value
        return response

    return told
