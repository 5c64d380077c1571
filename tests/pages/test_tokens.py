"""The page about access tokens: what it shows of them, how one is made and ended, and whose it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from articles.models import AccessToken, User
from articles.services.sign_in import MAX_TOKENS, create_token
from tests.pages.test_releases import page_of

NEW = {"name": "Dashboard", "scope": "export", "days": "90"}


def shown_secret(page: str) -> str:
    (secret,) = re.findall(r'<input id="secret"[^>]* value="([^"]+)"', page)
    return secret


def test_a_token_is_made_and_its_secret_shown_once(reader: Client, editor: User) -> None:
    page = page_of(reader, "/tokens/")
    assert "You have no tokens" in page
    for scope in AccessToken.Scope.values:  # by these names the API speaks of them
        assert f'<code class="quiet">{scope}</code>' in page
    answer = reader.post("/tokens/", NEW)
    secret = shown_secret(answer.content.decode())
    assert "no-store" in answer["Cache-Control"]
    token = AccessToken.objects.get()
    assert (token.user, token.name, token.scope) == (editor, "Dashboard", "export")
    assert token.expiry is not None
    assert timedelta(days=89) < token.expiry - timezone.now() <= timedelta(days=90)

    page = page_of(reader, "/tokens/")
    assert secret not in page
    assert f"{secret[:15]}…" in page
    assert "never used" in page
    program = APIClient()
    program.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert program.get("/api/v1/attributions/").status_code == 200
    assert program.get("/api/v1/comments/").status_code == 403
    assert "last used" in page_of(reader, "/tokens/")


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"name": "  "}, "Say what the token is for"),
        ({"name": "x" * 101}, "at most 100 characters"),
        ({"scope": "everything"}, "Select a valid choice"),
        ({"days": "0"}, "Select a valid choice"),
        ({"days": "100000"}, "Select a valid choice"),
        ({"name": "\x00"}, "Null characters are not allowed"),
    ],
    ids=["no name", "too long a name", "no such scope", "no days", "too many days", "NUL"],
)
def test_what_makes_no_token_is_said_beside_the_field(
    reader: Client, wrong: dict[str, str], why: str
) -> None:
    page = reader.post("/tokens/", NEW | wrong).content.decode()
    assert why in page
    assert not AccessToken.objects.exists()


def test_a_token_ends_at_once_and_for_good(reader: Client, editor: User) -> None:
    token, other = (create_token(user=editor, scope="read", name=name) for name in ("Old <b>", "Other"))
    program = APIClient()
    program.credentials(HTTP_AUTHORIZATION=f"Bearer {token.secret}")
    assert program.get("/api/v1/articles/").status_code == 200
    page = page_of(reader, "/tokens/")
    assert "Old &lt;b&gt;" in page
    assert "This can’t be undone" in page
    ended = reader.post(f"/tokens/{token.row.token_key}/end/", follow=True).content.decode()
    assert "“Old &lt;b&gt;” has ended." in ended
    assert list(AccessToken.objects.all()) == [other.row]
    assert program.get("/api/v1/articles/").status_code == 401
    assert reader.post(f"/tokens/{token.row.token_key}/end/").status_code == 404
    assert reader.get(f"/tokens/{other.row.token_key}/end/").status_code == 405


def test_nobody_sees_or_ends_the_tokens_of_others(reader: Client) -> None:
    theirs = create_token(user=User.objects.create_user("theo"), scope="write", name="Theo’s own").row
    assert "Theo’s own" not in page_of(reader, "/tokens/")
    assert reader.post(f"/tokens/{theirs.token_key}/end/").status_code == 404
    assert AccessToken.objects.get() == theirs


def test_an_expired_token_stays_and_says_so(reader: Client, editor: User) -> None:
    create_token(user=editor, scope="read", name="Old", days=1)
    AccessToken.objects.update(expiry=timezone.now() - timedelta(hours=1))
    page = page_of(reader, "/tokens/")
    assert "Expired" in page
    assert "expired <time" in page


def test_with_as_many_as_one_can_have_the_page_says_so(reader: Client, editor: User) -> None:
    for n in range(MAX_TOKENS):
        create_token(user=editor, scope="read", name=f"Token {n}")
    assert "which is as many as one can have" in page_of(reader, "/tokens/")
    refused = reader.post("/tokens/", NEW).content.decode()
    assert "End one of them." in refused
    assert AccessToken.objects.count() == MAX_TOKENS


def test_the_page_costs_the_same_whatever_the_number_of_tokens(
    editor: User, queries: Callable[[str], int]
) -> None:
    create_token(user=editor, scope="read")
    before = queries("/tokens/")
    for _ in range(9):
        create_token(user=editor, scope="write", days=None)
    assert queries("/tokens/") == before
