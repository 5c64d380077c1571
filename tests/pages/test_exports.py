"""The export page and the files that it hands out."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any, cast
from uuid import uuid4

import pytest
from django.http import StreamingHttpResponse
from django.test import Client

from articles.models import Attribution
from articles.services.deciding import decide
from tests.pages.conftest import Newsroom


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
    assert page.count('type="radio" name="format"') == 2
    assert page.count('type="checkbox"') == 3


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
