"""The endpoint at the top of the API: which addresses there are."""

from __future__ import annotations

from django.urls import get_resolver, reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from articles.api.asking import Asking

ADDRESSES = {"type": "object", "additionalProperties": {"type": "string", "format": "uri"}}


class IndexView(Asking):
    open_to_export = True

    @extend_schema(operation_id="index", responses={200: ADDRESSES})
    def get(self, request: Request) -> Response:
        """The addresses of this API, but those of single things. `docs/` shows what can be asked at each."""
        here = request.build_absolute_uri(reverse("api:index"))
        known = get_resolver("articles.api.urls").reverse_dict
        ways = [way for name in known if isinstance(name, str) for way, *_ in known.getlist(name)]
        routes = {route for way in ways for route, varies in way if route and not varies}
        return Response({route.rstrip("/"): here + route for route in sorted(routes)})
