"""What a token may do by its scope: the table of docs/api.md, held against every endpoint there is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from articles.models import AccessToken, User
from articles.services.sign_in import create_token
from tests import making
from tests.api.conftest import program
from tests.api.test_access import UUID, endpoints
from tests.making import WON, act

pytestmark = pytest.mark.django_db
SCOPES = ["export", "read", "write"]
PAGE = Path(__file__).parents[2] / "docs" / "api.md"
ROW = re.compile(r"^\| `([^`]+)` \| (export|read|write|–) \| (export|read|write|–) \|$", re.MULTILINE)
TABLE = {path: (reading, changing) for path, reading, changing in ROW.findall(PAGE.read_text())}


def test_every_endpoint_is_in_the_table_with_the_methods_it_has() -> None:
    there = {path: ("get" in methods, bool(methods - {"get"})) for path, methods in endpoints().items()}
    said = {path: (reading != "–", changing != "–") for path, (reading, changing) in TABLE.items()}
    assert len(there) > 40
    assert said == there


@pytest.mark.parametrize("path", TABLE)
def test_a_token_may_do_what_the_table_says_and_no_more(path: str, editor: User) -> None:
    reading, changing = TABLE[path]
    url = "/api/v1/" + path.removeprefix("/").replace("ID", UUID).replace("/N/", "/1/").replace("NAME", "x")
    needed = {m: reading if m == "get" else changing for m in endpoints()[path]}
    for method, least in needed.items():
        for scope in SCOPES:
            answer = getattr(program(editor, scope), method)(url, {})
            enough = SCOPES.index(scope) >= SCOPES.index(least)
            assert (answer.status_code != 403) == enough, f"{method} with {scope}: {answer.status_code}"
            if not enough:
                advice = re.findall("“(.*?)”", answer.data["errors"][0]["detail"])
                assert advice == SCOPES[SCOPES.index(least) :], f"{method} with {scope}"


def test_a_token_for_exports_reads_the_record_and_not_what_the_machine_proposed(
    editor: User, api: APIClient
) -> None:
    article = making.article(WON)
    decided = act(editor, article, making.quote(article), "accept")
    exporter = program(editor, "export")
    for url in ("attributions/", "search/?q=won"):
        [mine], [theirs] = (who.get(f"/api/v1/{url}").json()["results"] for who in (exporter, api))
        assert theirs["suggestion"]["kind"] == "direct"
        assert mine == theirs | {"suggestion": None}
    assert exporter.get(f"/api/v1/attributions/{decided.attribution}/").json()["suggestion"] is None
    events = [change["event"] for change in exporter.get("/api/v1/changes/").json()["results"]]
    assert events[-1] == "attribution.accept"
    refused = exporter.get("/api/v1/suggestions/")
    assert refused.json()["errors"][0]["detail"] == (
        "This token may only read the record. Make one whose scope is “read” or “write”."
    )


def test_the_record_is_exported_over_the_api(editor: User) -> None:
    article = making.article(WON, title="Ferry strike ends")
    act(editor, article, making.quote(article), "accept")
    exporter = program(editor, "export")
    answer: Any = exporter.get("/api/v1/export/", {"format": "csv", "article": article.pk})
    table = b"".join(answer.streaming_content).decode()
    assert answer["Content-Type"].startswith("text/csv")
    assert "Ferry strike ends" in table
    assert "“We won,”" in table
    other: Any = exporter.get("/api/v1/export/", {"format": "jsonl", "state": "added"})
    assert b"".join(other.streaming_content) == b""
    assert exporter.get("/api/v1/export/", {"format": "xls"}).json()["errors"][0]["attr"] == "format"


@pytest.mark.parametrize("scope", SCOPES)
def test_no_token_makes_or_ends_a_token_or_opens_a_page(scope: str, editor: User) -> None:
    token = create_token(user=editor, scope=scope)
    browser = Client(headers={"Authorization": f"Bearer {token.secret}"})
    for url in ("/tokens/", f"/tokens/{token.row.token_key}/end/", "/webhooks/", "/export/?format=jsonl"):
        for answer in (browser.get(url), browser.post(url, {"name": "x", "scope": "write", "days": "30"})):
            assert answer.status_code == 302
            assert answer["Location"].startswith("/accounts/login/")
    assert AccessToken.objects.get() == token.row
    assert not [path for path in endpoints() if "token" in path]
