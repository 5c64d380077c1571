"""How people and programs get in without a password page: accounts, links that sign in once, and access tokens."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from knox.settings import CONSTANTS

from articles.errors import BadPerson, BadTerm, NoSuchValue, NotFound, NotPossible, SignInLinkUsed
from articles.models import AccessToken, User

MAX_DAYS = 36_500
MAX_TOKENS = 20  # of a person
EXPIRED_KEPT = timedelta(days=30)
FIRST_LETTERS = 8
signer = TimestampSigner(salt="articles.services.sign_in")


class _OnceToken(PasswordResetTokenGenerator):
    """Django's reset token under another salt: it depends on the last sign-in, so a sign-in uses it up."""

    key_salt = "articles.services.sign_in.once"


once = _OnceToken()


def create_user(*, name: str, email: str = "", full_name: str = "") -> User:
    """Make an account without a password: a sign-in link lets the person in to choose one. Raises BadPerson."""
    first, _, last = " ".join(full_name.split()).rpartition(" ")
    user = User(username=User.normalize_username(name), email=email, first_name=first, last_name=last)
    user.set_unusable_password()
    if User.objects.filter(username__iexact=user.username).exists():
        raise BadPerson(f"there is a user “{name}” already. `manage.py changepassword` gives a new password.")
    if email and User.objects.filter(email__iexact=email).exists():
        raise BadPerson(f"somebody has the address {email} already, and people sign in with it.")
    try:
        user.full_clean()
    except ValidationError as error:
        raise BadPerson(
            " ".join(f"{field}: {' '.join(why)}" for field, why in error.message_dict.items())
        ) from None
    user.save()
    return user


def sign_in_link(user: User, site: str) -> str:
    """The link into `site`, such as https://onrecord.paper.org, that signs this person in, once."""
    return site.rstrip("/") + reverse("sign-in-once", args=[sign_in_token(user)])


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


@transaction.atomic
def create_token(*, user: User, scope: str, name: str = "", days: int | None = 365) -> NewToken:
    """Make an access token for a program. `days` until it expires, at most a hundred years; None for never.

    Only the command line and pages behind sign-in call this: no token makes another. Raises NoSuchValue, BadTerm or
    NotPossible.
    """
    if scope not in AccessToken.Scope.values:
        raise NoSuchValue("scope", scope, tuple(AccessToken.Scope.values))
    if days is not None and not 1 <= days <= MAX_DAYS:
        raise BadTerm(days, MAX_DAYS)
    name = name.replace("\x00", "").strip()[:100]
    list(User.objects.select_for_update().filter(pk=user.pk).values_list("pk"))
    if AccessToken.objects.filter(user=user).count() >= MAX_TOKENS:
        raise NotPossible(
            f"There are {MAX_TOKENS} tokens, which is as many as one can have. End one of them."
        )
    expiry = timedelta(days=days) if days is not None else None
    return NewToken(*AccessToken.objects.create(user=user, expiry=expiry, scope=scope, name=name or scope))


def tokens(*, username: str | None = None) -> QuerySet[AccessToken]:
    """The tokens of this user, or all, oldest first. Raises NotFound where there is no such user."""
    found: QuerySet[AccessToken] = AccessToken.objects.select_related("user").order_by("created")
    if username is None:
        return found
    if not User.objects.filter(username=username).exists():
        raise NotFound("user")
    return found.filter(user__username=username)


def end_token(*, which: str, username: str | None = None) -> AccessToken:
    """End the token that has this name or these first letters (at least eight), for good. It is returned as it was.

    Raises NotFound, or NotPossible where it could be one of several.
    """
    named = Q(name=which)
    if len(which) >= FIRST_LETTERS:
        named |= Q(token_key__startswith=which[: CONSTANTS.TOKEN_KEY_LENGTH])
    found = list(tokens(username=username).filter(named))
    if not found:
        raise NotFound("token")
    if len(found) > 1:
        raise NotPossible(f"{len(found)} tokens go by “{which}”. Name one by its first letters.")
    AccessToken.objects.filter(pk=found[0].pk).delete()
    return found[0]


def tokens_of(user: User) -> QuerySet[AccessToken]:
    """This person's tokens, the newest first."""
    found: QuerySet[AccessToken] = AccessToken.objects.filter(user=user).order_by("-created", "digest")
    return found


def end_own_token(*, user: User, first_letters: str) -> AccessToken:
    """End the token of this person that begins so, for good. It is returned as it was. Raises NotFound."""
    found = tokens_of(user).filter(token_key=first_letters).first()
    if found is None:
        raise NotFound("token")
    AccessToken.objects.filter(pk=found.pk).delete()
    return found


def forget_tokens() -> None:
    """Remove tokens that expired long ago; until then their owner sees why a program is no longer let in."""
    AccessToken.objects.filter(expiry__lt=timezone.now() - EXPIRED_KEPT).delete()
