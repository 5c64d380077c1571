"""Articles over the API: sent in once, refused whole, and looked through again."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from articles.models import Article, Run

pytestmark = pytest.mark.django_db


def test_an_article_is_imported_once(api: APIClient) -> None:
    sent = {
        "text": "One\r\nTwo “three” 🙂\r",
        "title": "",
        "published": "2026-03-04",
        "url": "https://paper.example/x",
    }
    first, again = (
        api.post("/api/v1/articles/", sent),
        api.post("/api/v1/articles/", {**sent, "title": "Other"}),
    )
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["text"] == "One\nTwo “three” 🙂\n"
    assert (first.json()["title"], first.json()["length"]) == ("One", 18)
    assert Run.objects.get().state == "queued"


@pytest.mark.parametrize(
    ("code", "sent"),
    [
        ("empty_text", {"text": " \n"}),
        ("too_long", {"text": "é" * 500_001}),
        ("not_text", {"text": "\x1b\x07\x08 no"}),
        ("null_characters_not_allowed", {"text": "a\x00b"}),
        ("max_length", {"text": "x", "title": "x" * 301}),
        ("invalid", {"text": "x", "url": "javascript:alert(1)"}),
        ("invalid", {"text": "x", "published": "yesterday"}),
        ("required", {"title": "x"}),
    ],
)
def test_a_text_is_refused_and_nothing_is_kept(code: str, sent: dict[str, str], api: APIClient) -> None:
    response = api.post("/api/v1/articles/", sent)
    assert response.status_code == 400
    assert [e["code"] for e in response.json()["errors"]] == [code]
    assert not Article.objects.exists()
    assert not Run.objects.exists()


def test_half_an_emoji_sent_as_an_escape_is_refused(api: APIClient) -> None:
    response = api.generic(
        "POST", "/api/v1/articles/", b'{"text": "\\ud83d said"}', content_type="application/json"
    )
    assert response.status_code == 400
    assert not Article.objects.exists()


def test_the_longest_text_is_taken_however_it_is_escaped(api: APIClient) -> None:
    text = "\\u2028" * 333_000 + "x"
    response = api.generic(
        "POST", "/api/v1/articles/", f'{{"text": "{text}"}}'.encode(), content_type="application/json"
    )
    assert response.status_code == 201
    assert response.json()["length"] == 333_001


def test_quotes_are_looked_for_again_unless_they_are_being_looked_for(
    api: APIClient, article: Article
) -> None:
    url = f"/api/v1/articles/{article.pk}/runs/"
    first = api.post(url)
    second = api.post(url)
    assert (first.status_code, first.json()["state"]) == (201, "queued")
    assert second.status_code == 409
    assert second.json()["errors"][0]["code"] == "not_possible"
    assert "current" not in second.json()
