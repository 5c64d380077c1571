"""Text in, suggestions out, and nothing stored."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest
from django.db import connection
from rest_framework.test import APIClient

from articles.models import Article, Run, Suggestion
from articles.services import extracting
from articles.services.registry import create_speaker
from articles.turns import Turns
from tests.making import TEXT, at_once

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/extract/"


def test_the_quotes_of_a_text_are_found_and_nothing_is_stored(reader: APIClient) -> None:
    speaker = create_speaker(name="Ada Nkemelu")
    found = reader.post(ADDRESS, {"text": TEXT.replace("\n", "\r\n")}).json()
    assert (found["text"], found["language"]) == (TEXT, "en")
    won = next(s for s in found["suggestions"] if any("We won" in span["text"] for span in s["spans"]))
    assert {"kind", "spans", "speakers", "confidence", "reason"} == won.keys()
    assert won["speakers"] == [{"id": str(speaker.pk), "name": "Ada Nkemelu", "kind": "person"}]
    assert all(TEXT[s["start"] : s["end"]] == s["text"] for q in found["suggestions"] for s in q["spans"])
    assert 0 < won["confidence"] < 1
    assert not Article.objects.exists()
    assert not Run.objects.exists()
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "empty_text"), ("x" * 100_001, "too_long"), ("a\x00b", "not_text")],
    ids=["no text", "a text that is too long", "a NUL"],
)
def test_what_holds_no_quotes_is_refused(reader: APIClient, text: str, code: str) -> None:
    answer = reader.post(ADDRESS, {"text": text})
    assert answer.status_code == 400
    assert reader.post(ADDRESS, {}).status_code == 400
    if code != "not_text":  # the serializer refuses a NUL first, with a code of its own
        assert answer.json()["errors"][0]["code"] == code


def test_nobody_finds_quotes_without_a_token(db: None) -> None:
    assert APIClient().post(ADDRESS, {"text": TEXT}).status_code == 401


def test_two_at_once_get_the_same_answer(reader: APIClient) -> None:
    def found() -> object:
        try:
            return extracting.extract(TEXT)
        finally:
            connection.close()

    one, other = at_once(found, found)
    assert one == other
    assert one.attributions


def test_who_waits_too_long_is_asked_to_come_again(
    reader: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extracting, "WAIT_SECONDS", 0.01)
    monkeypatch.setattr(extracting, "TURNS", Turns(threading.Semaphore(0), places=3))
    answer = reader.post(ADDRESS, {"text": TEXT})
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert answer.json()["errors"][0]["code"] == "busy"


def test_a_text_for_which_no_place_is_left_is_sent_away_at_once(
    reader: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many ask, the server's threads are there for others."""
    monkeypatch.setattr(extracting, "WAIT_SECONDS", 10_000.0)
    turns = Turns(threading.Semaphore(0), places=1)
    monkeypatch.setattr(extracting, "TURNS", turns)
    turns.places.acquire()  # as somebody does who waits
    answer = reader.post(ADDRESS, {"text": TEXT})
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")


def test_a_server_that_starts_loads_no_pipeline() -> None:
    starts = "import annotator.wsgi, sys; from django.urls import get_resolver; get_resolver().url_patterns; "
    asks = "import articles.api.urls; print('spacy' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", starts + asks], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
