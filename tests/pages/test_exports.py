"""The export page and the files that it hands out."""

import csv
import io
import json
import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, cast
from uuid import uuid4

import httpx
import psutil
import pytest
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import Client

from articles.formats import FORMATS
from articles.models import Attribution, User
from articles.services.deciding import decide
from articles.services.sign_in import sign_in_token
from tests import making
from tests.machine.processes import Site
from tests.pages.conftest import Newsroom
from tests.services.test_suggesting import until


def file_text(response: Any) -> str:
    assert isinstance(response, StreamingHttpResponse)
    return b"".join(cast(Iterator[bytes], response.streaming_content)).decode()


def test_with_nothing_decided_there_is_nothing_to_export(reader: Client, newsroom: Newsroom) -> None:
    newsroom.article("Ferry", quotes=3)
    page = reader.get("/export/").content.decode()
    assert "There is nothing to export yet" in page
    assert "Download" not in page


def test_the_page_offers_formats_articles_and_states(reader: Client, newsroom: Newsroom) -> None:
    article = newsroom.article("Ferry <b>", quotes=1, decided=1)
    page = reader.get("/export/", {"article": article.pk}).content.decode()
    assert f'<option value="{article.pk}" selected>Ferry &lt;b&gt;</option>' in page
    assert page.count('type="radio" name="format"') == len(FORMATS)
    assert page.count('type="checkbox"') == 3


def test_a_format_whose_package_is_missing_is_offered_nowhere_and_refused_in_a_sentence(
    reader: Client, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom.article("Ferry", quotes=1, decided=1)
    monkeypatch.setitem(FORMATS, "parquet", replace(FORMATS["parquet"], needs="no_such_package"))
    page = reader.get("/export/").content.decode()
    assert re.findall(r'value="(\w+)" disabled', page) == ["parquet"]
    assert "Not installed here." in page
    assert "<code>.venv/bin/python -m pip install no_such_package</code>" in page
    for address in ("/releases/new/", "/articles/new/"):
        page = reader.get(address).content.decode()
        assert re.findall(r'value="(\w+)"[^>]* disabled[^>]*>\s*([^<]+?)\s*<', page) == [
            ("parquet", "Parquet (not installed here)")
        ]
    refused = reader.get("/export/", {"format": "parquet"})
    assert refused.status_code == 400
    assert "Parquet needs a package that is not installed here." in refused.content.decode()
    assert "pip install no_such_package" in refused.content.decode()


def test_the_page_says_of_each_format_what_it_loses(reader: Client, newsroom: Newsroom) -> None:
    newsroom.article("Ferry", quotes=1, decided=1)
    page = reader.get("/export/").content.decode()
    lines = re.findall(r"<b>(Nothing is lost|\d+ things? left out)\.</b>", page)
    assert lines == [
        f"{n} thing{'' if n == 1 else 's'} left out" if (n := len(format.loses)) else "Nothing is lost"
        for format in FORMATS.values()
    ]
    folded = dict(re.findall(r"<summary>Of ([^<]+)</summary>\s*<p class=\"note\">([^<]+)</p>", page))
    assert folded == {it.title: ", ".join(sorted(it.loses)) for it in FORMATS.values() if it.loses}


def test_json_lines_hold_what_was_decided_and_nothing_else(reader: Client, newsroom: Newsroom) -> None:
    newsroom.article("Ferry", quotes=3, decided=2)
    newsroom.article("Undecided", quotes=2)
    response = reader.get("/export/", {"format": "jsonl"})
    assert response["Content-Type"] == "application/x-ndjson"
    assert response["Content-Disposition"].startswith('attachment; filename="onrecord-')
    assert response["Content-Disposition"].endswith('.jsonl"')
    lines = [json.loads(line) for line in file_text(response).splitlines()]
    assert [(line["title"], len(line["attributions"])) for line in lines] == [("Ferry", 2)]


def test_csv_has_a_row_for_each_quote(reader: Client, newsroom: Newsroom) -> None:
    newsroom.article("Ferry", quotes=3, decided=2, by="Zoë Ström")
    response = reader.get("/export/", {"format": "csv"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(file_text(response).removeprefix("\ufeff"))))
    assert [(row["title"], row["speakers"]) for row in rows] == [("Ferry", "Zoë Ström")] * 2


def test_one_article_can_be_exported_alone(reader: Client, newsroom: Newsroom) -> None:
    newsroom.article("Ferry", quotes=1, decided=1)
    harbour = newsroom.article("Harbour", quotes=1, decided=1)
    response = reader.get("/export/", {"format": "jsonl", "article": str(harbour.pk)})
    assert f"article-{harbour.pk}" in response["Content-Disposition"]
    assert [json.loads(line)["title"] for line in file_text(response).splitlines()] == ["Harbour"]


def test_quotes_can_be_chosen_by_what_became_of_them(reader: Client, newsroom: Newsroom) -> None:
    newsroom.article("Ferry", quotes=2, decided=2)
    rejected = Attribution.objects.first()
    assert rejected is not None
    decide(
        id=uuid4(), article_id=rejected.article_id, attribution=rejected.pk,
        action="reject", version=rejected.version, by=newsroom.editor,
    )  # fmt: skip
    (line,) = file_text(reader.get("/export/", {"format": "jsonl", "state": ["accepted"]})).splitlines()
    assert [quote["state"] for quote in json.loads(line)["attributions"]] == ["accepted"]
    assert file_text(reader.get("/export/", {"format": "jsonl", "state": ["added", "corrected"]})) == ""


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"format": "<xml>"}, "There is no such file format."),
        ({"format": "jsonl", "article": "999"}, "There is no such article."),
        ({"format": "jsonl", "article": "x"}, "There is no such article."),
        ({"format": "jsonl", "state": "rejected"}, "Quotes cannot be “rejected”."),
        ({"format": "jsonl", "state": ""}, "Tick at least one."),
    ],
)
def test_what_cannot_be_exported_is_said_on_the_page(
    reader: Client, newsroom: Newsroom, asked: dict[str, str], sentence: str
) -> None:
    newsroom.article("Ferry", quotes=1, decided=1)
    response = reader.get("/export/", asked)
    assert response.status_code == 400
    assert sentence in response.content.decode()
    assert "<xml>" not in response.content.decode()


def connections_of(site: Site) -> int:
    """How many connections to the database the server holds."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            return int(cursor.fetchone()[0])
    assert site.process is not None
    served_by = [psutil.Process(site.process.pid), *psutil.Process(site.process.pid).children()]
    return sum(file.path.endswith(".sqlite3") for process in served_by for file in process.open_files())


def kept(at_once: int) -> int:
    """How many connections may be open after so many were needed at once: PostgreSQL's are kept for who asks next."""
    return at_once if connection.vendor == "postgresql" else 0


def test_no_connection_to_the_database_is_left_behind_by_its_request(site: Site) -> None:
    for _ in range(3):
        assert httpx.get(f"{site.url}/health/").status_code == 200
    until(lambda: connections_of(site) <= kept(1), seconds=10)


def test_five_downloads_that_nobody_reads_leave_the_site_to_the_others(site: Site, editor: User) -> None:
    filler = "The tide tables of this harbour go on and on.\n" * 20_000
    for number in range(12):
        article = making.article(making.WON, text=f"{making.TEXT}{number}\n{filler}")
        making.act(editor, article, making.quote(article), "accept")
    session = httpx.get(f"{site.url}/sign-in/{sign_in_token(editor)}").cookies["sessionid"]
    asked = f"GET /export/?format=jsonl HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: sessionid={session}\r\n\r\n"
    for _ in range(2):
        with ExitStack() as open_downloads:
            for _ in range(5):
                download = open_downloads.enter_context(socket.socket())
                download.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                download.connect(("127.0.0.1", site.port))
                download.sendall(asked.encode())
                assert download.recv(12) == b"HTTP/1.1 200"
            assert httpx.get(f"{site.url}/health/", timeout=20).status_code == 200
        # A download that is broken off ends on the server too, and what it had is there for others.
        until(lambda: connections_of(site) <= kept(6))
