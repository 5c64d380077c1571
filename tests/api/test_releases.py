"""Releases over the API: asked for, watched, downloaded with a token or by a link, and closed to everybody else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from articles.models import Article, Release, User
from articles.services.freezing import folder_of
from articles.services.releasing import build
from tests import making
from tests.making import act

pytestmark = pytest.mark.django_db
URL = "/api/v1/releases/"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.RELEASES_DIR = tmp_path / "releases"


@pytest.fixture
def release(api: APIClient, article: Article, editor: User) -> dict[str, Any]:
    """A release of the one accepted quote, as the API gives it once it is built."""
    act(editor, article, making.quote(article), "accept")
    asked = api.post(URL, {"name": "Ferry quotes", "formats": ["csv"], "selection": {"kinds": ["direct"]}})
    assert (asked.status_code, asked.json()["state"], asked.json()["files"]) == (202, "queued", [])
    build.call(asked.json()["number"], 1)
    found: dict[str, Any] = api.get(f"{URL}{asked.json()['number']}/").json()
    return found


def content(response: Any) -> bytes:
    return b"".join(cast(Iterable[bytes], response.streaming_content))


def test_a_release_is_asked_for_watched_and_downloaded(reader: APIClient, release: dict[str, Any]) -> None:
    assert (release["state"], release["progress"], release["requested_by"]) == ("done", 100, "Mara Editor")
    assert release["selection"]["kinds"] == ["direct"]
    assert (release["contents"]["attributions"], release["formats"]) == (1, ["jsonl", "csv"])
    formats = {file["format"] for file in release["files"] if file["part"] == "all"}
    assert formats == {"jsonl", "csv"}
    for file in release["files"]:
        answer = reader.get(file["download"])
        assert answer["Content-Disposition"] == f'attachment; filename="{file["name"]}"'
        assert (answer["ETag"], answer["Content-Type"]) == (f'"{file["sha256"]}"', file["media_type"])
        body = content(answer)
        assert (len(body), hashlib.sha256(body).hexdigest()) == (file["size"], file["sha256"])
        again = reader.get(file["download"], headers={"if-none-match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_what_is_asked_for_is_checked(api: APIClient, release: dict[str, Any]) -> None:
    for asked, code in (
        ({}, "required"),
        ({"name": "x", "formats": ["papyrus"]}, "invalid_choice"),
        ({"name": "x", "selection": {"states": ["rejected"]}}, "invalid_choice"),
        ({"name": "x", "selection": {"kinds": ["mixed"]}}, "nothing_selected"),
        ({"name": "x", "selection": {"speakers": [str(uuid4())]}}, "not_found"),
        (
            {"name": "x", "selection": {"decided_from": "2026-02-01", "decided_until": "2026-01-01"}},
            "bad_period",
        ),
    ):
        answer = api.post(URL, asked)
        assert answer.json()["errors"][0]["code"] == code, asked
    assert Release.objects.count() == 1


def test_a_token_that_may_only_read_neither_asks_nor_makes_links(
    reader: APIClient, release: dict[str, Any]
) -> None:
    file = release["files"][0]["download"]
    for url in (URL, f"{URL}{release['number']}/retry/", f"{file}link/"):
        assert reader.post(url, {"name": "x"}).status_code == 403


def test_a_link_lets_anybody_have_its_file_until_it_expires(
    api: APIClient, release: dict[str, Any], settings: Any, editor: User
) -> None:
    file = release["files"][0]
    made = api.post(f"{file['download']}link/").json()
    anybody = Client()
    assert hashlib.sha256(content(anybody.get(made["url"]))).hexdigest() == file["sha256"]
    assert anybody.get(file["download"]).status_code == 401
    assert anybody.get(made["url"][:-1]).status_code == 410
    settings.RELEASE_LINK_SECONDS = -1
    expired = anybody.get(made["url"])
    assert (expired.status_code, b"too old" in expired.content) == (410, True)
    settings.RELEASE_LINK_SECONDS = 60
    assert content(anybody.get(made["url"]))
    User.objects.filter(pk=editor.pk).update(is_active=False)
    assert anybody.get(made["url"]).status_code == 410, "a link goes with the account of whoever made it"


def test_what_is_no_file_of_a_release_that_is_done_is_not_there(
    api: APIClient, release: dict[str, Any]
) -> None:
    number = release["number"]
    (folder_of(number) / "secret.txt").write_text("not listed")
    for name in ("secret.txt", "..%2f..%2fsecret_key", "nothing"):
        assert api.get(f"{URL}{number}/files/{name}/").status_code == 404
    gone = release["files"][0]
    (folder_of(number) / gone["name"]).unlink()
    assert api.get(gone["download"]).status_code == 404
    other = Release.objects.create(
        name="Not built", selection={}, formats=[], queued_at=timezone.now() - timedelta(hours=1)
    )
    assert api.get(f"{URL}{other.pk}/files/{gone['name']}/").status_code == 404


def test_a_release_that_failed_is_built_again(api: APIClient, release: dict[str, Any]) -> None:
    assert api.post(f"{URL}{release['number']}/retry/").json()["errors"][0]["code"] == "not_possible"
    assert api.post(f"{URL}9999/retry/").status_code == 404
    failed = Release.objects.create(
        name="Failed", selection=release["selection"], formats=["jsonl"], state="failed", failure="Out of luck.",
        attempt=3, queued_at=timezone.now(),
    )  # fmt: skip
    assert api.post(f"{URL}{failed.pk}/retry/").json()["state"] == "queued"
    build.call(failed.pk, 4)
    assert api.get(f"{URL}{failed.pk}/").json()["state"] == "done"


def test_a_release_is_asked_for_once_however_often_the_request_comes(
    api: APIClient, release: dict[str, Any]
) -> None:
    key = {"headers": {"Idempotency-Key": "asked-once"}}
    asked, again = (api.post(URL, {"name": "Another"}, **key) for _ in range(2))
    assert (asked.status_code, again.status_code) == (202, 202)
    assert asked.json() == again.json()
    assert Release.objects.count() == 2
    Release.objects.filter(pk=asked.json()["number"]).update(state="failed")
    key = {"headers": {"Idempotency-Key": "tried-once"}}
    tries = [api.post(f"{URL}{asked.json()['number']}/retry/", **key) for _ in range(2)]
    assert [answer.status_code for answer in tries] == [202, 202]


def test_no_file_has_a_nul_in_its_name(api: APIClient, release: dict[str, Any]) -> None:
    assert api.get(f"{URL}{release['number']}/files/a%00/").status_code == 404


def test_how_much_a_release_would_hold_is_told_before_it_is_made(
    reader: APIClient, release: dict[str, Any]
) -> None:
    assert reader.post(f"{URL}size/", {}).json() == {"attributions": 1, "articles": 1}
    indirect = reader.post(f"{URL}size/", {"selection": {"kinds": ["indirect"]}})
    assert indirect.json() == {"attributions": 0, "articles": 0}
    assert Release.objects.count() == 1
