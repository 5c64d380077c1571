"""Who gets in: nobody without sign-in, and nobody beyond what their token allows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from rest_framework.test import APIClient

from articles.models import AccessToken, Article, User
from articles.services.merging import merge_speakers
from articles.services.registry import create_speaker
from articles.services.sign_in import create_token
from tests import making
from tests.making import WON

pytestmark = pytest.mark.django_db

OPEN = {
    "health", "sign-in-once", "release-linked", "account_login", "account_logout", "account_signup", "account_inactive",
    "account_reset_password", "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done", "account_confirm_email", "account_email_verification_sent",
    "account_confirm_login_code", "account_request_login_code",
}  # fmt: skip
MAIL_PAGES = ("/accounts/email/", "/accounts/(email|")
VALUES = {
    "pk": "1",
    "id": "1",
    "token": "x",
    "key": "x-y",
    "uidb36": "1",
    "format": "json",
    "number": "1",
    "name": "x",
}
UUID = "00000000-0000-4000-8000-000000000001"


def addresses(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, str]]:
    """Every address of the site with its name, parts that vary filled in."""
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, route)
        elif isinstance(pattern, URLPattern):
            path = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda found: VALUES[found[1]], route)
            path = re.sub(r"<uuid:\w+>", UUID, path)
            path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: VALUES[found[1]], path)
            yield "/" + path.replace("\\Z", "").replace("$", "").replace("\\.", "."), pattern.name or ""


def endpoints() -> dict[str, set[str]]:
    """The methods of every endpoint of the API, by its address as docs/api.md writes it: `articles/ID/runs/`."""
    found: dict[str, set[str]] = {}
    for route, view in _views(get_resolver()):
        if route.startswith("api/v1/"):
            path = re.sub(
                r"\(\?P<(\w+)>[^)]*\)", lambda part: {"number": "N", "name": "NAME"}.get(part[1], "ID"), route
            )
            has = getattr(view, "actions", None) or dir(view.cls)
            methods = {method for method in ("get", "post", "put", "patch", "delete") if method in has}
            path = path.removeprefix("api/v1/").replace("\\Z", "").replace("$", "")
            path = path or "/"
            found[path] = found.get(path, set()) | methods
    return found


def _views(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            yield from _views(pattern, route)
        else:
            yield route, pattern.callback


ALL = sorted({(path, name) for path, name in addresses(get_resolver())})


def test_the_walk_finds_the_pages_and_the_api() -> None:
    paths = {path for path, _ in ALL}
    assert {"/", "/articles/1/", f"/speakers/{UUID}/", "/export/", "/api/v1/decisions/", "/api/v1/schema/",
            "/api/v1/articles/1/review/"} <= paths  # fmt: skip
    assert len(paths) > 30


@pytest.mark.parametrize(("path", "name"), ALL, ids=[path for path, _ in ALL])
def test_without_sign_in_nothing_answers_but_sign_in_and_health(
    path: str, name: str, article: Article
) -> None:
    for method in ("get", "post", "head", "put", "delete", "options"):
        nothing_given_away(method, path, name)


def nothing_given_away(method: str, path: str, name: str) -> None:
    response = getattr(Client(), method)(path)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    assert b"Ferry strike" not in body
    assert b"We won" not in body
    if name in OPEN:
        return
    if path.startswith("/api/"):
        assert response.status_code == 401
        assert response["WWW-Authenticate"] == "Bearer"
        if response["Content-Type"] == "application/json" and method != "head":
            assert response.json()["errors"][0]["code"] == "not_authenticated"
    elif path.startswith(MAIL_PAGES):
        assert response.status_code == 404  # there is nothing at all where no mail can be sent
    else:
        assert response.status_code == 302
        assert response["Location"].startswith("/accounts/login/?next=")


@pytest.mark.parametrize("address", ["/accounts/signup/", "/accounts/password/reset/", "/accounts/login/"])
def test_nobody_makes_an_account_for_themselves(address: str) -> None:
    sent = {
        "username": "eve",
        "email": "eve@paper.example",
        "password1": "correct horse 12",
        "password2": "correct horse 12",
    }
    Client().post(address, sent)
    assert not User.objects.exists()


# --- tokens -----------------------------------------------------------------------------------------------------


def asking(header: str) -> APIClient:
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=header)
    return api


def status(header: str, method: str = "get", url: str = "/api/v1/articles/", **sent: Any) -> int:
    return getattr(asking(header), method)(url, **sent).status_code


def test_a_token_gets_in_until_it_expires(editor: User) -> None:
    token = create_token(user=editor, scope="read", days=1)
    assert status(f"Bearer {token.secret}") == 200
    AccessToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    response = asking(f"Bearer {token.secret}").get("/api/v1/articles/")
    assert response.status_code == 401
    assert response.json()["errors"][0]["code"] == "authentication_failed"


def test_a_token_that_was_revoked_or_whose_owner_left_gets_nobody_in(editor: User) -> None:
    revoked, left = create_token(user=editor, scope="write"), create_token(user=editor, scope="write")
    revoked.row.delete()
    assert status(f"Bearer {revoked.secret}") == 401
    User.objects.update(is_active=False)
    assert status(f"Bearer {left.secret}") == 401


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer  ",
        "Bearer x",
        "Bearer a b",
        "Bearer onr_" + "x" * 5000,
        "Bearer \u00e9\u00ff",
        "Bearer x\x00y",
        "Token x",
        "Basic bWFyYTp4",
        "bearer",
        "",
        "\u00e9",
    ],
    ids=lambda header: ascii(header[:20]),
)
def test_what_is_no_token_gets_nobody_in(header: str, editor: User) -> None:
    assert status(header) == 401


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("post", "articles/"),
        ("post", "decisions/"),
        ("post", "decisions/bulk/"),
        ("post", "speakers/"),
        ("post", "articles/{article}/runs/"),
        ("patch", "speakers/{speaker}/"),
        ("post", "speakers/{speaker}/merge/"),
        ("post", "speaker-merges/{speaker}/undo/"),
    ],
    ids=lambda value: value,
)
def test_a_token_to_read_writes_nothing(method: str, url: str, reader: APIClient, article: Article) -> None:
    address = "/api/v1/" + url.format(article=article.pk, speaker=UUID)
    assert reader.get("/api/v1/articles/").status_code == 200
    response = getattr(reader, method)(address, {"text": "Something new", "name": "Ada"})
    assert response.status_code == 403
    assert response.json() == {
        "type": "client_error",
        "errors": [
            {
                "code": "permission_denied",
                "detail": "This token may only read. Make one whose scope is “write”.",
                "attr": None,
            }
        ],
    }


@pytest.mark.parametrize(
    "url",
    ["articles/{article}/runs/", "speakers/{speaker}/merge/", "speaker-merges/{merge}/undo/"],
    ids=["looking again", "merging", "parting"],
)
def test_a_page_that_somebody_else_left_open_does_nothing_in_their_name(
    url: str, api: APIClient, article: Article, editor: User
) -> None:
    ada, bo = create_speaker(name="Ada"), create_speaker(name="Bo")
    merge = merge_speakers(merged=ada, into=bo, by=editor)
    other = create_speaker(name="Cy")
    address = "/api/v1/" + url.format(article=article.pk, speaker=other.pk, merge=merge.pk)
    body = {"into": str(bo.pk), "article": article.pk} if url.endswith("/merge/") else {}
    refused = api.post(address, {**body, "person": editor.pk + 1})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "not_you")
    assert api.post(address, {**body, "person": editor.pk}).status_code in (200, 201)


def test_a_token_notes_when_it_was_used(editor: User) -> None:
    token = create_token(user=editor, scope="read")
    assert token.row.last_used_at is None
    status(f"Bearer {token.secret}")
    used = AccessToken.objects.get().last_used_at
    assert used
    status(f"Bearer {token.secret}")
    assert AccessToken.objects.get().last_used_at == used


def test_a_browser_reads_with_its_session_and_writes_only_with_the_token_of_a_page(editor: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(editor)
    assert browser.get("/api/v1/articles/").status_code == 200
    for sent in ({}, {"X-CSRFToken": "x" * 32}):
        response = browser.post(
            "/api/v1/speakers/", {"name": "Ada"}, content_type="application/json", headers=sent
        )
        assert response.status_code == 403


def test_a_program_needs_no_page_token(api: APIClient) -> None:
    strict = APIClient(enforce_csrf_checks=True)
    strict.credentials(**api._credentials)
    assert strict.post("/api/v1/speakers/", {"name": "Ada"}).status_code == 201


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_what_is_on_record_is_not_rewritten_through_the_api(
    method: str, api: APIClient, editor: User
) -> None:
    article = making.article(WON)
    decision = making.act(editor, article, making.quote(article), "accept")
    for url in (f"articles/{article.pk}", f"attributions/{decision.attribution}", f"decisions/{decision.id}",
                f"suggestions/{decision.attribution}", "articles", "decisions"):  # fmt: skip
        assert getattr(api, method)(f"/api/v1/{url}/", {"text": "x"}).status_code == 405
