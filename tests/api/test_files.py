"""Files and web addresses over the API: in they come, and a line about each article goes out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from articles.models import Article, User
from tests.intake.files import PAGE, archive

pytestmark = pytest.mark.django_db


def lines(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.content
    return [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]


def test_each_article_of_a_file_has_its_line(api: APIClient, editor: User) -> None:
    data = archive(a_html=PAGE, b_txt=b"\x00")
    sent = api.generic("POST", "/api/v1/articles/files/?name=a.zip", data, content_type="application/zip")
    taken, refused = lines(sent)
    article = Article.objects.get()
    assert (taken["place"], taken["result"], taken["article"]) == ("a.html", "taken", article.pk)
    assert (refused["result"], refused["code"]) == ("refused", "not_text")
    assert article.imported_by == editor


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("record.csv", b"article,title\n1,Ferry\n", "is_table"),
        ("record.jsonl", b'{"version": 1, "text": "Words."}\n', "is_dataset"),
    ],
)
def test_a_dataset_is_no_article_and_is_told_where_it_goes(
    api: APIClient, name: str, data: bytes, code: str
) -> None:
    [refused] = lines(
        api.generic("POST", f"/api/v1/articles/files/?name={name}", data, content_type="text/plain")
    )
    assert (refused["place"], refused["result"], refused["code"]) == (name, "refused", code)
    assert "JSON" in refused["detail"]
    assert not Article.objects.exists()


def test_a_file_needs_a_name_and_a_person_who_may_write(api: APIClient, reader: APIClient) -> None:
    assert (
        api.generic("POST", "/api/v1/articles/files/", b"Words.", content_type="text/plain").status_code
        == 400
    )
    address = "/api/v1/articles/files/?name=a.txt"
    assert reader.generic("POST", address, b"Words.", content_type="text/plain").status_code == 403
    assert not Article.objects.exists()


def test_an_address_is_refused_where_nobody_allowed_it(api: APIClient) -> None:
    answer = api.post("/api/v1/articles/address/", {"address": "https://paper.example/"})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "addresses_off")


def test_an_address_inside_the_house_is_refused_in_its_line(api: APIClient, settings: Any) -> None:
    settings.FETCH_ADDRESSES = True
    [refused] = lines(api.post("/api/v1/articles/address/", {"address": "http://127.0.0.1/"}))
    assert (refused["result"], refused["code"]) == ("refused", "address_refused")


def test_what_is_known_of_a_files_articles_is_said_with_it(api: APIClient) -> None:
    address = "/api/v1/articles/files/?name=a.html&title=Ours&publisher=Harbour+Post&published=2026-03-01"
    [taken] = lines(api.generic("POST", address, PAGE, content_type="text/html"))
    article = Article.objects.get(pk=taken["article"])
    assert (article.title, article.publisher, str(article.published)) == (
        "Ours",
        "Harbour Post",
        "2026-03-01",
    )
    wrong = api.generic("POST", "/api/v1/articles/files/?name=a.html&published=soon", PAGE)
    assert wrong.status_code == 400
