"""A person begins a quote; what else of it does the machine know? Nothing of it is stored."""

from __future__ import annotations

import threading
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator
from rest_framework.test import APIClient

from articles.models import Article, Decision, Speaker, Suggestion, User
from articles.services import filling_in
from articles.services.deciding import Result
from articles.services.registry import SpeakerRef, create_speaker
from articles.turns import Turns
from tests import making
from tests.making import act, part, result, span

pytestmark = pytest.mark.django_db
TEXT = (
    "Ferry strike ends\n\n"
    "“We won,” said Ada Nkemelu, who led the crews of the ferries. “It took us eleven days.”\n\n"
    "The boats will sail at noon, according to Lou Marchetti, the master of the harbour.\n"
)
SAIL = "The boats will sail at noon"


def asked(words: str, role: str = "content", text: str = TEXT) -> dict[str, Any]:
    found = span(text, words)
    return {"role": role, "start": found.start, "end": found.end, "text": words}


def address(article: Article) -> str:
    return f"/api/v1/articles/{article.pk}/proposal/"


def said(answer: dict[str, Any]) -> dict[str, list[str]]:
    """The words of each role."""
    spans = answer["spans"]
    return {role: [s["text"] for s in spans if s["role"] == role] for role in ("content", "cue", "source")}


@pytest.fixture
def article(db: None) -> Article:
    return making.article(text=TEXT)


def test_cue_source_speaker_and_kind_come_with_the_words(reader: APIClient, article: Article) -> None:
    lou = create_speaker(name="Lou Marchetti")
    answer = reader.post(address(article), {"spans": [asked(SAIL)]})
    assert answer.status_code == 200
    proposal = answer.json()
    assert said(proposal)["content"] == [SAIL]
    assert said(proposal)["cue"] == ["according to"]
    assert said(proposal)["source"][0].startswith("Lou Marchetti")
    assert proposal["speakers"] == [{"id": str(lou.pk), "name": "Lou Marchetti", "kind": "person"}]
    assert proposal["kind"] == "indirect"
    assert all(TEXT[s["start"] : s["end"]] == s["text"] for s in proposal["spans"])
    schema: Any = SchemaGenerator().get_schema(request=None, public=True)
    operation = schema["paths"]["/api/v1/articles/{id}/proposal/"]["post"]
    shape = operation["responses"]["200"]["content"]["application/json"]["schema"]
    Draft202012Validator({**shape, "components": schema["components"]}).validate(proposal)


def test_nothing_is_stored(reader: APIClient, article: Article) -> None:
    reader.post(address(article), {"spans": [asked(SAIL)]})
    assert not Suggestion.objects.exists()
    assert not Decision.objects.exists()
    assert not Speaker.objects.exists()


def test_what_a_person_marked_stays_and_the_speaker_follows_it(reader: APIClient, article: Article) -> None:
    spans = [asked(SAIL), asked("Ada Nkemelu", "source")]
    proposal = reader.post(address(article), {"spans": spans}).json()
    assert said(proposal)["source"] == ["Ada Nkemelu"]
    assert [it["name"] for it in proposal["speakers"]] == ["Ada Nkemelu"]


def test_who_is_behind_a_source_is_as_people_decided(
    reader: APIClient, article: Article, editor: User
) -> None:
    parts = [part(article, "“We won,”"), part(article, "Ada Nkemelu, who led", "source")]
    act(editor, article, uuid4(), "add", result=Result("direct", parts, [SpeakerRef(name="Zoë Ström")]))
    zoe = Speaker.objects.get()
    proposal = reader.post(address(article), {"spans": [asked("“It took us eleven days.”")]}).json()
    assert said(proposal)["source"] == ["Ada Nkemelu, who led"]
    assert proposal["speakers"] == [{"id": str(zoe.pk), "name": "Zoë Ström", "kind": "person"}]


def test_the_quote_itself_says_nothing_about_itself(
    reader: APIClient, article: Article, editor: User
) -> None:
    wrong = act(
        editor,
        article,
        uuid4(),
        "add",
        result=result(article, SAIL, cue="according to", speakers=["Zoë Ström"]),
    )
    asks = {"spans": [asked(SAIL)], "attribution": str(wrong.attribution)}
    proposal = reader.post(address(article), asks).json()
    assert [it["name"] for it in proposal["speakers"]] == ["Lou Marchetti"]


def test_many_quotes_around_it_take_no_more_queries(
    reader: APIClient, article: Article, editor: User
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert reader.post(address(article), {"spans": [asked(SAIL)]}).status_code == 200
        return len(caught)

    act(editor, article, uuid4(), "add", result=result(article, "“We won,”", speakers=["Ada Nkemelu"]))
    reader.post(address(article), {"spans": [asked(SAIL)]})
    before = queries()
    for words in ("“It took us eleven days.”", "Ferry strike ends", "who led the crews"):
        act(editor, article, uuid4(), "add", result=result(article, words, speakers=["Ada Nkemelu"]))
    assert queries() == before


@pytest.mark.parametrize(
    ("spans", "code"),
    [
        ([], "no_content"),
        ([{"role": "cue", "start": 0, "end": 5, "text": "Ferry"}], "no_content"),
        ([{"role": "content", "start": 0, "end": 5, "text": "Barge"}], "text_mismatch"),
        ([{"role": "content", "start": 0, "end": 50_000, "text": "Ferry"}], "span_outside_text"),
        ([{"role": "content", "start": 5, "end": 5, "text": ""}], "empty_span"),
    ],
    ids=["no words", "a cue alone", "other words", "beyond the text", "an empty span"],
)  # fmt: skip
def test_what_is_no_quote_is_refused(
    reader: APIClient, article: Article, spans: list[dict[str, Any]], code: str
) -> None:
    answer = reader.post(address(article), {"spans": spans})
    assert answer.status_code in (400, 409)
    assert answer.json()["errors"][0]["code"] == code


def test_an_article_too_long_to_wait_for_is_left_to_people(
    reader: APIClient, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling_in, "LONGEST", 100)
    answer = reader.post(address(article), {"spans": [asked(SAIL)]})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "not_possible")


def test_who_waits_too_long_is_asked_to_come_again(
    reader: APIClient, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling_in, "WAIT_SECONDS", 0.01)
    monkeypatch.setattr(filling_in, "TURNS", Turns(threading.Semaphore(0), places=3))
    answer = reader.post(address(article), {"spans": [asked(SAIL)]})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (503, "busy")


def test_nobody_asks_without_signing_in(article: Article) -> None:
    assert APIClient().post(address(article), {"spans": [asked(SAIL)]}).status_code == 401


def test_there_must_be_such_an_article(reader: APIClient) -> None:
    assert reader.post("/api/v1/articles/99999/proposal/", {"spans": [asked(SAIL)]}).status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"start": "21"}, {"text": 7}], ids=["a text for a number", "a number for a text"]
)
def test_what_has_another_type_is_a_mistake(
    reader: APIClient, article: Article, wrong: dict[str, Any]
) -> None:
    answer = reader.post(address(article), {"spans": [asked(SAIL) | wrong]})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "invalid")
