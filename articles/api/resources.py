"""What every resource of the API has: pages of a list, one by its id, whom a request is for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.urls import reverse
from rest_framework import mixins, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from articles.api.asking import Sparse
from articles.api.authentication import person
from articles.api.bodies import Typed
from articles.errors import NotYou
from articles.services.documents import one_moment

MADE = (201, 202)


class ListAndDetail(Sparse, mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet):
    """What every resource has: pages of a list, and one by its id."""

    ordering: tuple[str, ...]
    makes: Mapping[str, str] = {}  # by action: what it makes, where that is in another list

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """With the address of what was made: by the id in the answer, or the one that the client made."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        if answer.status_code in MADE and not answer.has_header("Location"):
            sent: Any = request.data
            key = answer.data.get("number") or answer.data.get("id") or sent["id"]
            kind = self.makes.get(self.action, self.basename)
            answer["Location"] = request.build_absolute_uri(reverse(f"api:{kind}-detail", args=[key]))
        return answer

    @one_moment()
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)

    @one_moment()
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().retrieve(request, *args, **kwargs)


class ForPerson(Typed):
    """A request that a page may make for whom it believes to be signed in."""

    person = serializers.IntegerField(
        required=False,
        help_text="Id of the user who did it, to be told (409) where somebody else is signed in.",
    )


Asked = TypeVar("Asked", bound=serializers.Serializer)


def asked_of(request: Request, kind: type[Asked]) -> Asked:
    """The request's body, found to be valid and meant for the person who is signed in. Raises NotYou."""
    asked = kind(data=request.data)
    asked.is_valid(raise_exception=True)
    meant_for(request, asked.validated_data)
    return asked


def meant_for(request: Request, *asked: Mapping[str, Any]) -> None:
    """Raises NotYou where a request (or a part of it) says that somebody else did it than who is signed in."""
    me = person(request).pk
    if any(one.get("person", me) != me for one in asked):
        raise NotYou
