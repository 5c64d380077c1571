"""Who may ask the API for what: a signed-in browser, or a program with a token, within the token's scope."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, IsAuthenticated
from rest_framework.request import Request

from articles.models import AccessToken, User

if TYPE_CHECKING:
    from rest_framework.views import APIView

NOTE_USE_EVERY = timedelta(minutes=1)  # so that reading does not mean writing at each request


class BearerToken(TokenAuthentication):
    """knox's token authentication, noting when a token was last used."""

    def authenticate_credentials(self, token: bytes) -> tuple[Any, AccessToken]:
        if not token.isascii() or b"\x00" in token:
            raise AuthenticationFailed("Invalid token.")
        return super().authenticate_credentials(token)

    def validate_user(self, auth_token: AccessToken) -> tuple[Any, AccessToken]:
        now = timezone.now()
        if auth_token.last_used_at is None or now - auth_token.last_used_at > NOTE_USE_EVERY:
            AccessToken.objects.filter(pk=auth_token.pk).update(last_used_at=now)
        return super().validate_user(auth_token)


def person(request: Request) -> User:
    """Who asks; every endpoint is behind SignedInWithinScope."""
    assert isinstance(request.user, User)
    return request.user


class SignedInWithinScope(IsAuthenticated):
    """Signed in; and where a token speaks, its scope covers the method. A view that `only_reads` does so by POST."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not super().has_permission(request, view):
            return False
        token = request.auth
        reads = request.method in SAFE_METHODS or getattr(view, "only_reads", False)
        if isinstance(token, AccessToken) and not reads:
            self.message = "This token may only read. Make one with --scope write."
            return token.scope == AccessToken.Scope.WRITE
        return True
