"""How people and programs get in without a password page: links that sign in once, and access tokens."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest
from django.utils import timezone

from articles.errors import BadTerm, NoSuchValue, SignInLinkUsed
from articles.models import AccessToken, User

MAX_DAYS = 36_500
signer = TimestampSigner(salt="articles.services.sign_in")


class _OnceToken(PasswordResetTokenGenerator):
    """Django's reset token under another salt: it depends on the last sign-in, so a sign-in uses it up."""

    key_salt = "articles.services.sign_in.once"


once = _OnceToken()


def sign_in_token(user: User) -> str:
    """What goes into the address of sign-in-once: signs this person in once, within SIGN_IN_LINK_SECONDS."""
    return signer.sign(f"{user.pk}.{once.make_token(user)}")


def redeem_sign_in_link(*, token: str, request: HttpRequest) -> User:
    """Sign in the person whom the link was made for. Raises SignInLinkUsed where it is false, too old or used."""
    try:
        key, secret = signer.unsign(token, max_age=settings.SIGN_IN_LINK_SECONDS).split(".")
    except (BadSignature, ValueError):
        raise SignInLinkUsed from None
    user = User.objects.filter(pk=key, is_active=True).first()
    if user is None or not once.check_token(user, secret):
        raise SignInLinkUsed
    # Of two who come at the same moment, the one who moves the clock goes in.
    if not User.objects.filter(pk=user.pk, last_login=user.last_login).update(last_login=timezone.now()):
        raise SignInLinkUsed
    login(request, user)
    return user


class NewToken(NamedTuple):
    """A token's row and its secret, which is not stored and cannot be shown again."""

    row: AccessToken
    secret: str


def create_token(*, user: User, scope: str, name: str = "", days: int | None = 365) -> NewToken:
    """Make an access token for a program. `days` until it expires, at most a hundred years; None for never.

    Raises NoSuchValue or BadTerm.
    """
    if scope not in AccessToken.Scope.values:
        raise NoSuchValue("scope", scope, tuple(AccessToken.Scope.values))
    if days is not None and not 1 <= days <= MAX_DAYS:
        raise BadTerm(days, MAX_DAYS)
    name = name.strip()[:100]
    expiry = timedelta(days=days) if days is not None else None
    return NewToken(*AccessToken.objects.create(user=user, expiry=expiry, scope=scope, name=name or scope))
