"""Annotated articles over the API: a file in, a line about each article out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from articles.formats import FORMATS, Losses
from articles.models import Article, Decision, User
from tests import making
from tests.making import TEXT, WON

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/articles/annotated/?format=jsonl"


def file() -> bytes:
    return b"".join(FORMATS["jsonl"].write([making.document(TEXT, WON)], Losses()))


def sent(api: APIClient, data: bytes, query: str = "") -> list[dict[str, Any]]:
    answer = api.generic("POST", ADDRESS + query, data, content_type="application/octet-stream")
    assert answer.status_code == 200, answer.content
    return [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]


def test_a_file_comes_in_and_each_article_has_its_line(api: APIClient, editor: User) -> None:
    first, second = sent(api, file() + b"{}\n", "&by_people=true")
    article = Article.objects.get()
    assert first == {
        "place": "article 1", "result": "taken", "article": article.pk, "title": article.title, "decided": 1,
        "suggested": 0, "known": 0, "refused": [], "code": "", "detail": "", "created": True,
    }  # fmt: skip
    assert (second["place"], second["result"], second["code"]) == ("line 2", "refused", "bad_record")
    assert Decision.objects.get().by == editor
    assert sent(api, file(), "&by_people=true")[0]["result"] == "known"


def test_without_a_word_on_who_made_them_quotes_are_only_suggested(api: APIClient) -> None:
    assert sent(api, file())[0]["suggested"] == 1
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    "format", ["", "csv", "word"], ids=["none", "one that is only written", "an unknown one"]
)
def test_a_format_has_to_be_named_that_can_be_read(api: APIClient, format: str) -> None:
    address = f"/api/v1/articles/annotated/?format={format}"
    answer = api.generic("POST", address, file(), content_type="application/octet-stream")
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "format")


def test_who_may_only_read_imports_nothing(reader: APIClient) -> None:
    assert reader.generic("POST", ADDRESS, file(), content_type="text/plain").status_code == 403
    assert not Article.objects.exists()
