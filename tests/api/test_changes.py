"""The feed of changes over the API, and the client that mirrors it: `docs/mirror_client.py`."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import httpx
import pytest
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator
from rest_framework.test import APIClient

from articles.models import Article, Speaker, User
from articles.services.completing import mark_done
from articles.services.sign_in import create_token
from tests import making
from tests.api.test_schema import FORMATS
from tests.machine.processes import Site
from tests.making import HAPPY, SAIL, TEXT, WON, act, result

CLIENT = Path(__file__).parents[2] / "docs" / "mirror_client.py"
Json = dict[str, Any]


@pytest.mark.django_db
def test_a_client_asks_on_from_where_it_was(api: APIClient, article: Article, editor: User) -> None:
    url = "/api/v1/changes/"
    first = api.get(url, {"page_size": 1}).json()
    assert ([c["event"] for c in first["results"]], first["more"]) == (["article.import"], True)
    assert first["results"][0]["cursor"] == first["next"]
    second = api.get(url, {"since": first["next"]}).json()
    assert ([c["event"] for c in second["results"]], second["more"]) == (["article.change"], False)
    end = api.get(url, {"since": second["next"]}).json()
    assert end == {"next": second["next"], "more": False, "results": []}
    act(editor, article, making.quote(article), "accept")
    new = api.get(url, {"since": end["next"]}).json()["results"]
    assert [c["event"] for c in new] == ["speaker.create", "attribution.accept"]
    listed = api.get("/api/v1/attributions/").json()["results"][0]
    assert new[1]["now"] == {k: v for k, v in listed.items() if k != "suggestion"}
    listed = api.get("/api/v1/speakers/").json()["results"][0]
    assert new[0]["now"] == {k: v for k, v in listed.items() if not k.endswith("_count")}
    listed = api.get(f"/api/v1/articles/{article.pk}/").json()
    listed.pop("doubt")
    assert first["results"][0]["now"] == listed


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked_for", "code"),
    [
        ({"since": "7"}, "unknown_cursor"),
        ({"since": "-1"}, "invalid"),
        ({"since": "x"}, "invalid"),
        ({"since": "9" * 30}, "invalid"),
        ({"page_size": "0"}, "min_value"),
        ({"page_size": "501"}, "max_value"),
    ],
    ids=str,
)
def test_what_is_no_place_in_the_feed_is_refused(
    asked_for: dict[str, str], code: str, reader: APIClient
) -> None:
    answer = reader.get("/api/v1/changes/", asked_for)
    assert answer.status_code == 400
    assert [error["code"] for error in answer.json()["errors"]] == [code]


@pytest.mark.django_db
def test_the_schema_tells_what_a_change_is(api: APIClient, article: Article, editor: User) -> None:
    act(editor, article, making.quote(article), "accept")
    added = uuid4()
    act(editor, article, added, "add", result=result(article, "noon", speakers=["Bo"]))
    act(editor, article, added, "remove")
    mark_done(id=uuid4(), article_id=article.pk, by=editor)
    schema = SchemaGenerator().get_schema(request=None, public=True)
    answer = api.get("/api/v1/changes/").json()
    assert len(answer["results"]) == 8
    content = schema["paths"]["/api/v1/changes/"]["get"]["responses"]["200"]["content"]["application/json"]
    root = {**content["schema"], "components": schema["components"]}
    problems = [
        (e.json_path, e.message)
        for e in Draft202012Validator(root, format_checker=FORMATS).iter_errors(answer)
    ]
    assert problems == []


# --- the client -------------------------------------------------------------------------------------------------


def exported(file: Path) -> str:
    """What a mirror holds, written as the JSON Lines export writes it."""
    db = sqlite3.connect(file)

    def things(kind: str) -> dict[Any, Json]:
        return {id: json.loads(body) for id, body in db.execute(f"SELECT id, body FROM {kind}")}

    articles, speakers, quotes = things("article"), things("speaker"), things("attribution")
    texts = dict(db.execute("SELECT id, body FROM article_text"))
    db.close()
    lines = []
    for number, article in sorted(articles.items()):
        standing = [q for q in quotes.values() if q["article"] == number and q["state"] != "rejected"]
        standing.sort(key=lambda quote: (quote["spans"][0]["start"], quote["id"]))
        details = {
            name: article[name] for name in ("title", "publisher", "byline", "url", "published", "language")
        }
        said = [_record(quote, speakers) for quote in standing]
        if said:
            lines.append(
                {"version": 1, "id": str(number), **details, "text": texts[number], "attributions": said}
            )
    return "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)


def _record(quote: Json, speakers: dict[str, Json]) -> Json:
    roles = ("content", "cue", "source")
    spans = {
        role: [{k: s[k] for k in ("start", "end", "text")} for s in quote["spans"] if s["role"] == role]
        for role in roles
    }
    who = [
        {k: speakers[s["id"]][k] for k in ("id", "name", "kind", "aliases", "wikidata")}
        for s in quote["speakers"]
    ]
    about = ("confidence", "reason", "state", "version", "decided_by", "decided_at")
    decided = {name: quote[name] for name in about}
    return {"id": quote["id"], "kind": quote["kind"], **spans, "speakers": who, **decided}


class Writer:
    """Somebody who does all that people do, over the API, until told to stop."""

    def __init__(self, site: Site, token: str, number: int, stop: threading.Event) -> None:
        self.http = httpx.Client(
            base_url=f"{site.url}/api/v1/",
            headers={"Authorization": f"Bearer {token}"},
            timeout=30,
            trust_env=False,
        )
        self.number, self.stop, self.chance = number, stop, Random(number)
        self.done = 0
        self.refused: list[str] = []
        self.thread = threading.Thread(target=self.work, daemon=True)
        self.thread.start()

    def ask(self, method: str, url: str, **sent: Any) -> Any:
        answer = self.http.request(method, url, **sent)
        self.done += answer.status_code < 300
        # Of those who work on one quote or speaker at once, one wins and the others are told.
        if answer.status_code >= 300 and answer.status_code not in (409, 412):
            self.refused.append(f"{method} {url} {answer.status_code} {answer.text[:300]}")
        return answer.json() if answer.content else None

    def work(self) -> None:
        while not self.stop.is_set():
            self.chance.choice(
                [
                    self.decides,
                    self.decides,
                    self.decides,
                    self.adds,
                    self.renames,
                    self.merges,
                    self.imports,
                    self.finishes,
                ]
            )()

    def decides(self) -> None:
        quotes = self.ask("GET", "suggestions/", params={"page_size": 20})["results"]
        quotes += self.ask(
            "GET", "attributions/", params={"page_size": 20, "state": ["accepted", "rejected", "added"]}
        )["results"]
        if quotes:
            quote = self.chance.choice(quotes)
            actions = ["remove"] if quote.get("state") == "added" else ["accept", "reject", "reopen"]
            self.decide(quote["article"], quote["id"], self.chance.choice(actions), quote.get("version", 0))

    def decide(self, article: int, quote: str, action: str, version: int, **more: Any) -> None:
        body = {
            "id": str(uuid4()),
            "article": article,
            "attribution": quote,
            "action": action,
            "version": version,
        }
        self.ask("POST", "decisions/", json={**body, **more})

    def adds(self) -> None:
        article = self.chance.choice(self.ask("GET", "articles/")["results"])
        start = TEXT.index("who led the crews")
        span = {"role": "content", "start": start, "end": start + 17, "text": "who led the crews"}
        who = [{"name": f"Guest {self.chance.randrange(8)}"}]
        self.decide(article["id"], str(uuid4()), "add", 0, kind="indirect", spans=[span], speakers=who)

    def renames(self) -> None:
        if speakers := self.ask("GET", "speakers/")["results"]:
            new = {"name": f"Speaker {uuid4().hex[:6]}", "aliases": [f"Alias {self.chance.randrange(100)}"]}
            url = f"speakers/{self.chance.choice(speakers)['id']}/"
            self.ask("PATCH", url, json=new, headers={"If-Match": self.http.get(url).headers["ETag"]})

    def merges(self) -> None:
        speakers = self.ask("GET", "speakers/")["results"]
        if len(speakers) > 3:
            one, other = self.chance.sample(speakers, 2)
            merge = self.ask("POST", f"speakers/{one['id']}/merge/", json={"into": other["id"]})
            if "id" in merge and self.chance.random() < 0.5:
                self.ask("POST", f"speaker-merges/{merge['id']}/undo/")

    def imports(self) -> None:
        self.ask("POST", "articles/", json={"text": f"{TEXT}Edition {uuid4()} 🙂.\n", "publisher": "Paper"})

    def finishes(self) -> None:
        article = self.chance.choice(self.ask("GET", "articles/")["results"])
        body = {"id": str(uuid4()), "article": article["id"], "done": not article["done"]}
        self.ask("POST", "completions/", json=body)


def run_client(address: str, token: str, file: Path) -> tuple[int, str]:
    """One run of the client, as its users run it: its exit status, and what it complained of."""
    environment = {**os.environ, "ONRECORD_TOKEN": token, "no_proxy": "*"}
    command = [sys.executable, str(CLIENT), address, str(file)]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    return ran.returncode, ran.stderr


@pytest.mark.django_db(transaction=True)
def test_the_sample_client_says_what_is_wrong(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "mirror.sqlite3"
    for address, said in (
        (site.url, "There is no such token."),
        (f"{site.url}/elsewhere", "HTTP Error 404"),
        ("http://127.0.0.1:1", "Connection refused"),
    ):
        status, complaint = run_client(address, "onr_wrong", file)
        assert status == 1
        assert said in complaint
        assert "Traceback" not in complaint


def test_the_sample_client_begins_without_a_place_and_asks_again_who_is_busy(tmp_path: Path) -> None:
    asked: list[str] = []

    class Busy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            body = b'{"next": "7", "more": false, "results": []}'
            self.send_response(200 if len(asked) > 2 else (503, 429)[len(asked) - 1])
            self.send_header("Retry-After", "0")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Busy) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}"
        for _ in range(2):
            assert run_client(address, "onr_x", tmp_path / "mirror.sqlite3") == (0, "")
        server.shutdown()
    assert asked == ["/api/v1/changes/"] * 3 + ["/api/v1/changes/?since=7"]


@pytest.mark.django_db(transaction=True)
def test_the_sample_client_mirrors_a_server_that_four_others_write_to(
    site: Site, editor: User, tmp_path: Path
) -> None:
    editions = [
        making.article(WON, SAIL, HAPPY, text=f"{TEXT}Edition {n}.\n", title=f"Edition {n}") for n in range(6)
    ]
    for made in editions:
        act(editor, made, making.quote(made), "accept")
    writes, reads = (create_token(user=editor, scope=scope).secret for scope in ("write", "read"))
    file = tmp_path / "mirror.sqlite3"

    def mirror() -> None:
        assert run_client(f"{site.url}/", reads, file) == (0, "")

    stop = threading.Event()
    writers = [Writer(site, writes, n, stop) for n in range(4)]
    runs = 0
    try:
        while runs < 3 or min(writer.done for writer in writers) < 25:
            mirror()
            runs += 1
            assert all(writer.thread.is_alive() for writer in writers), [w.refused for w in writers]
    finally:
        stop.set()
        for writer in writers:
            writer.thread.join(30)
            writer.http.close()
    assert [writer.refused for writer in writers] == [[]] * 4
    for made in editions:  # whatever was rejected in it, a quote stands in each
        act(editor, made, uuid4(), "add", result=result(made, "noon", speakers=["Bo"]))
    mirror()

    browser = Client()
    browser.force_login(editor)
    record = b"".join(browser.get("/export/?format=jsonl").streaming_content).decode()
    assert record.count("\n") >= 6
    assert exported(file) == record
    db = sqlite3.connect(file)
    assert {id for (id,) in db.execute("SELECT id FROM speaker")} == {
        str(s.pk) for s in Speaker.objects.all()
    }
    assert dict(db.execute("SELECT id, body FROM article_text")) == dict(
        Article.objects.values_list("pk", "text")
    )
    db.close()


def test_the_sample_client_is_at_most_sixty_lines() -> None:
    assert len(CLIENT.read_text().splitlines()) <= 60
