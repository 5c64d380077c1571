"""Links that sign in once, and the keys of programs."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from articles.errors import NoSuchValue, NotFound, NotPossible, SignInLinkUsed
from articles.models import AccessToken, User
from articles.services.sign_in import (
    MAX_TOKENS,
    create_token,
    end_own_token,
    forget_tokens,
    redeem_sign_in_link,
    sign_in_token,
    tokens_of,
)
from tests.making import at_once


def request() -> Any:
    asked = RequestFactory().get("/")
    asked.session = SessionStore()
    return asked


def redeem(token: str) -> User:
    return redeem_sign_in_link(token=token, request=request())


@pytest.mark.django_db
def test_a_link_signs_in_once(editor: User, client: Client) -> None:
    address = reverse("sign-in-once", args=[sign_in_token(editor)])
    assert client.get(address).status_code == 302
    assert client.get("/").status_code == 200
    assert Client().get(address).status_code == 410


@pytest.mark.django_db
def test_a_link_is_used_up_by_any_other_sign_in(editor: User, client: Client) -> None:
    token = sign_in_token(editor)
    client.force_login(editor)
    with pytest.raises(SignInLinkUsed):
        redeem(token)


@pytest.mark.django_db
def test_a_link_that_is_too_old_or_not_ours_signs_nobody_in(editor: User, settings: Any) -> None:
    token = sign_in_token(editor)
    for false in (
        token + "x",
        token.replace(str(editor.pk), "1" + str(editor.pk), 1),
        "",
        "a:b:c",
        token.rpartition(":")[0],
    ):
        with pytest.raises(SignInLinkUsed):
            redeem(false)
    settings.SIGN_IN_LINK_SECONDS = -1
    with pytest.raises(SignInLinkUsed):
        redeem(token)


@pytest.mark.django_db
def test_a_person_who_left_is_not_let_in(editor: User) -> None:
    token = sign_in_token(editor)
    User.objects.update(is_active=False)
    with pytest.raises(SignInLinkUsed):
        redeem(token)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_follow_a_link_at_once_one_gets_in(editor: User) -> None:
    outcomes = at_once(*[partial(redeem, sign_in_token(editor))] * 6)
    assert sum(isinstance(outcome, User) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, SignInLinkUsed) for outcome in outcomes) == 5


@pytest.mark.django_db
def test_a_token_keeps_its_scope_and_term_and_not_its_secret(editor: User) -> None:
    token = create_token(user=editor, scope="read", name="Dashboard", days=2)
    row = AccessToken.objects.get()
    assert (row.user, row.scope, row.name) == (editor, "read", "Dashboard")
    assert row.expiry
    assert timedelta(days=1) < row.expiry - timezone.now() <= timedelta(days=2)
    assert token.secret.startswith("onr_")
    assert token.secret not in str(AccessToken.objects.values().get())
    assert create_token(user=editor, scope="write", days=None).row.expiry is None
    with pytest.raises(NoSuchValue):
        create_token(user=editor, scope="all")


@pytest.mark.django_db(transaction=True)
def test_a_person_has_so_many_tokens_and_no_more_even_at_once(editor: User) -> None:
    for n in range(MAX_TOKENS - 1):
        create_token(user=editor, scope="export", name=f"Token {n}")
    outcomes = at_once(*[partial(create_token, user=editor, scope="write")] * 4)
    assert sum(isinstance(outcome, NotPossible) for outcome in outcomes) == 3
    assert AccessToken.objects.count() == MAX_TOKENS
    assert create_token(user=User.objects.create_user("theo"), scope="read").secret


@pytest.mark.django_db
def test_a_token_is_ended_by_its_owner_only_and_expired_ones_are_forgotten_in_time(editor: User) -> None:
    old, new = (create_token(user=editor, scope="read", name=name, days=1) for name in ("Old", "New"))
    with pytest.raises(NotFound):
        end_own_token(user=User.objects.create_user("theo"), first_letters=old.row.token_key)
    AccessToken.objects.filter(pk=old.row.pk).update(expiry=timezone.now() - timedelta(days=29))
    forget_tokens()
    assert [row.name for row in tokens_of(editor)] == ["New", "Old"]
    AccessToken.objects.filter(pk=old.row.pk).update(expiry=timezone.now() - timedelta(days=31))
    forget_tokens()
    assert list(tokens_of(editor)) == [new.row]
    assert end_own_token(user=editor, first_letters=new.row.token_key) == new.row
    assert not tokens_of(editor)
