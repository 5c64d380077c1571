"""Who may ask the API for what: a signed-in browser, or a program with a token, within the token's scope.

docs/api.md has the table of endpoints and scopes, which the tests hold against every endpoint.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.utils import timezone
from knox.crypto import hash_token
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, IsAuthenticated
from rest_framework.request import Request

from articles.errors import TooManyRequests
from articles.models import AccessToken, User
from articles.services.limiting import meter

if TYPE_CHECKING:
    from rest_framework.views import APIView

NOTE_USE_EVERY = timedelta(minutes=1)  # so that reading does not mean writing at each request
Scope = AccessToken.Scope


class BearerToken(BaseAuthentication):
    """A token in the Authorization header, found by its hash. Says why one is not taken; notes when one was used."""

    def authenticate(self, request: Request) -> tuple[User, AccessToken] | None:
        scheme, _, secret = request.headers.get("Authorization", "").strip().partition(" ")
        if scheme.lower() != "bearer":
            return None
        address = get_adapter().get_client_ip(request._request)
        _hear_no_more_guesses(address)
        digest = hash_token(secret.strip())
        token = AccessToken.objects.select_related("user").filter(pk=digest).first()
        if token is None or token.expired or not token.user.is_active:
            _count_guess(digest, address)
            raise AuthenticationFailed(_why_not(token))
        _note_use(token)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


def _why_not(token: AccessToken | None) -> str:
    if token is None:
        return "There is no such token. It was ended, or something is missing of it."
    if token.expired:
        return f"This token expired on {token.expiry:%Y-%m-%d}. Make a new one."
    return "This token belongs to somebody who no longer works here."


def _note_use(token: AccessToken) -> None:
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > NOTE_USE_EVERY:
        AccessToken.objects.filter(pk=token.pk).update(last_used_at=now)


def _hear_no_more_guesses(address: str) -> None:
    """Raise TooManyRequests for an address that guessed so often that not even a right token is taken from it."""
    limit = settings.WRONG_TOKENS
    if limit and not (standing := meter.left(f"wrong tokens {address}", limit)).allowed:
        raise TooManyRequests(limit, standing.seconds, of="wrong tokens from your address")


def _count_guess(digest: str, address: str) -> None:
    # One and the same token again and again is a program whose token ended, and no reason to shut out its neighbours.
    if meter.ask(f"wrong token {digest}", 1, alone=True).allowed:
        meter.ask(f"wrong tokens {address}", settings.WRONG_TOKENS, alone=True)


def person(request: Request) -> User:
    """Who asks; every endpoint is behind SignedInWithinScope."""
    assert isinstance(request.user, User)
    return request.user


def exports_only(request: Request) -> bool:
    """Whether a token asks that may read the record, and nothing of how it came about."""
    return isinstance(request.auth, AccessToken) and request.auth.scope == Scope.EXPORT


class SignedInWithinScope(IsAuthenticated):
    """Signed in; and where a token speaks, its scope covers what is asked.

    To read takes no more than `read`; a view that `only_reads` does so by POST. What an `export` token may read is
    `open_to_export`, which every view has to say of itself.
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not super().has_permission(request, view):
            return False
        token = request.auth
        enough = _enough(request, view)
        if not isinstance(token, AccessToken) or token.scope in enough:
            return True
        may = "read the record" if token.scope == Scope.EXPORT else "read"
        would = " or ".join(f"“{scope.value}”" for scope in enough)
        self.message = f"This token may only {may}. Make one whose scope is {would}."
        return False


def _enough(request: Request, view: APIView) -> list[Scope]:
    """The scopes of which each covers this, the least first."""
    scopes = [Scope.EXPORT, Scope.READ, Scope.WRITE]
    if request.method not in SAFE_METHODS:
        return scopes[1:] if getattr(view, "only_reads", False) else scopes[2:]
    return scopes if getattr(view, "open_to_export", False) else scopes[1:]
