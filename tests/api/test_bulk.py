"""Many articles in one request: a line each, and a line about each in the answer."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult
from rest_framework.test import APIClient

from articles.models import Article, Run, User
from articles.services import importing_lines
from articles.services.importing_lines import MAX_LINE, import_lines
from articles.services.sign_in import create_token
from tests.api.test_server import ask
from tests.machine.processes import Site
from tests.making import at_once

pytestmark = pytest.mark.django_db
NDJSON = "application/x-ndjson"
ADDRESS = "/api/v1/articles/bulk/"


def line(number: int, **about: Any) -> bytes:
    return json.dumps({"text": f"“We won {number},” said Ada Nkemelu.", **about}).encode()


def sent(api: APIClient, *lines: bytes, query: str = "") -> list[dict[str, Any]]:
    answer = api.generic("POST", ADDRESS + query, b"\n".join(lines), content_type=NDJSON)
    assert (answer.status_code, answer["Content-Type"]) == (200, NDJSON)
    return [json.loads(told) for told in b"".join(answer.streaming_content).splitlines()]


def test_each_line_becomes_an_article_with_what_is_said_about_it(api: APIClient, editor: User) -> None:
    about = {
        "title": "Vote", "publisher": "Paper", "byline": "Lou", "url": "https://paper.example/a",
        "published": "2026-03-04", "language": "en",
    }  # fmt: skip
    first, second = sent(api, line(1, **about), b"", line(2))
    article = Article.objects.get(pk=first["article"])
    assert {name: str(getattr(article, name)) for name in about} == about
    assert (article.imported_by, article.text) == (editor, "“We won 1,” said Ada Nkemelu.")
    assert first == {"line": 1, "result": "taken", "article": article.pk, "code": "", "detail": ""}
    assert (second["line"], second["result"]) == (3, "taken")


def test_a_look_for_quotes_is_queued_for_each_as_for_a_single_one(api: APIClient) -> None:
    api.post("/api/v1/articles/", {"text": "“Alone,” she said."})
    sent(api, line(1), line(2))
    runs = list(Run.objects.order_by("pk").values_list("state", "attempt", "requested_by"))
    assert len(runs) == 3
    assert len(set(runs)) == 1
    jobs = [
        {
            f.name: getattr(job, f.name)
            for f in job._meta.fields
            if f.name not in ("id", "enqueued_at", "args_kwargs")
        }
        for job in DBTaskResult.objects.all()
    ]
    assert len(jobs) == 3
    assert jobs[0] == jobs[1] == jobs[2]
    assert sorted(job.args_kwargs["args"][0] for job in DBTaskResult.objects.all()) == sorted(
        Run.objects.values_list("pk", flat=True)
    )


def test_no_look_is_queued_where_none_is_wanted(api: APIClient) -> None:
    sent(api, line(1), query="?suggest=false")
    assert (Article.objects.count(), Run.objects.count(), DBTaskResult.objects.count()) == (1, 0, 0)


BAD: dict[str, tuple[str, bytes]] = {
    "half an object": ("bad_line", b'{"text": "'),
    "a list": ("bad_line", b'["text"]'),
    "no text": ("bad_line", b'{"title": "Vote"}'),
    "a number for a text": ("bad_line", b'{"text": 7}'),
    "a list for a title": ("bad_line", b'{"text": "a", "title": []}'),
    "a date that is none": ("bad_line", b'{"text": "a", "published": "yesterday"}'),
    "no words for a date": ("bad_line", b'{"text": "a", "published": ""}'),
    "a list for a date": ("bad_line", b'{"text": "a", "published": []}'),
    "a number for a date": ("bad_line", b'{"text": "a", "published": 20260304}'),
    "quotes, which it would lose": ("bad_line", b'{"text": "a", "attributions": []}'),
    "bytes that are no UTF-8": ("bad_line", b'{"text": "caf\xe9"}'),
    "brackets without end": ("bad_line", b"[" * 100_000),
    "half a surrogate pair": ("unknown_encoding", b'{"text": "said \\ud83d"}'),
    "a NUL": ("not_text", b'{"text": "said \\u0000"}'),
    "no words": ("empty_text", b'{"text": " "}'),
    "a title that is too long": ("bad_details", json.dumps({"text": "a", "title": "x" * 301}).encode()),
    "an address that runs a script": ("bad_details", b'{"text": "a", "url": "javascript:alert(1)"}'),
    "a text that is too long": ("too_long", json.dumps({"text": "x" * 1_000_001}).encode()),
    "a line that is too long": ("line_too_long", b" " * (MAX_LINE + 1)),
}


@pytest.mark.parametrize(("code", "bad"), BAD.values(), ids=BAD)
def test_a_bad_line_is_refused_and_spoils_no_other(api: APIClient, code: str, bad: bytes) -> None:
    before, refused, after = sent(api, line(1), bad, line(2))
    assert (before["result"], after["result"]) == ("taken", "taken")
    assert (refused["line"], refused["result"], refused["article"], refused["code"]) == (
        2,
        "refused",
        None,
        code,
    )
    assert refused["detail"].endswith(".")
    assert Article.objects.count() == 2


def test_the_same_lines_again_change_nothing(api: APIClient) -> None:
    first = sent(api, line(1), line(2))
    rows = list(Article.objects.order_by("pk").values())
    again = sent(api, line(2, title="Other"), line(1), line(1))
    assert [told["result"] for told in again] == ["known"] * 3
    assert [told["article"] for told in again] == [first[n]["article"] for n in (1, 0, 0)]
    assert list(Article.objects.order_by("pk").values()) == rows
    assert Run.objects.count() == 2


def test_a_text_twice_in_one_request_is_taken_once(api: APIClient) -> None:
    first, second = sent(api, line(1), line(1))
    assert (first["result"], second["result"]) == ("taken", "known")
    assert first["article"] == second["article"]


def test_a_batch_takes_the_same_queries_for_3_and_for_40_lines(editor: User) -> None:
    def queries(numbers: range) -> int:
        with CaptureQueriesContext(connection) as captured:
            fates = list(import_lines(lines=[line(n) for n in numbers], by=editor))
        assert {fate.result for fate in fates} == {"taken"}
        return len(captured)

    # Django gives SQLite 999 values at once: an insert of more than 999 / columns articles is split there.
    assert queries(range(3)) == queries(range(100, 140))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_the_same_lines_at_once_each_line_is_taken_from_one(
    editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing_lines, "BATCH", 20)
    lines = [line(n) for n in range(100)]
    told = at_once(
        lambda: list(import_lines(lines=lines, by=editor)),
        lambda: list(import_lines(lines=lines[::-1], by=editor)),
    )
    ours, theirs = told[0], told[1][::-1]
    assert [a.article for a in ours] == [b.article for b in theirs]
    assert {(a.result, b.result) for a, b in zip(ours, theirs, strict=True)} <= {
        ("taken", "known"),
        ("known", "taken"),
    }
    assert (Article.objects.count(), Run.objects.count()) == (100, 100)


def test_only_who_may_write_may_send_lines(reader: APIClient) -> None:
    assert reader.generic("POST", ADDRESS, line(1), content_type=NDJSON).status_code == 403
    assert APIClient().generic("POST", ADDRESS, line(1), content_type=NDJSON).status_code == 401
    assert not Article.objects.exists()


def test_other_kinds_of_body_are_refused(api: APIClient) -> None:
    assert api.post(ADDRESS, {"text": "a"}).status_code == 415


def test_more_than_may_come_at_once_is_refused_unread(api: APIClient, settings: Any) -> None:
    settings.BULK_MAX_BYTES = 100
    answer = api.generic("POST", ADDRESS, line(1) * 9, content_type=NDJSON)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (413, "too_large")


@pytest.mark.django_db(transaction=True)
def test_a_real_server_reads_line_by_line_and_says_so_to_who_sends_in_chunks(
    site: Site, editor: User
) -> None:
    token = create_token(user=editor, scope="write").secret
    body = b"\n".join(line(n) for n in range(450))
    answer = ask(site, token, "POST", "articles/bulk/?suggest=0", content=body)
    assert answer.status_code == 415
    answer = send(site, token, body)
    assert [json.loads(told)["result"] for told in answer.iter_lines()] == ["taken"] * 450
    chunked = send(site, token, iter([body]))
    assert (chunked.status_code, chunked.json()["errors"][0]["code"]) == (411, "length_required")


def send(site: Site, token: str, body: Any) -> Any:
    import httpx

    headers = {"Authorization": f"Bearer {token}", "Content-Type": NDJSON, "Accept": NDJSON}
    address = f"{site.url}/api/v1/articles/bulk/?suggest=0"
    return httpx.post(address, content=body, headers=headers, timeout=30, trust_env=False)
