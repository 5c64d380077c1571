"""Requests with a condition: an answer that is known is not sent again, and nobody's change is written over unseen."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from articles.models import Article, Speaker, User
from articles.services.registry import create_speaker, edit_speaker
from tests import making
from tests.api.conftest import program
from tests.making import act, at_once

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    ["articles/{article}/", "articles/{article}/review/", "articles/", "attributions/", "attributions/{quote}/",
     "speakers/", "speakers/{speaker}/", "decisions/", "changes/", "preferences/", "schema/"],
)  # fmt: skip
def test_what_a_client_has_already_is_not_sent_again(
    address: str, api: APIClient, article: Article, editor: User
) -> None:
    quote = making.quote(article)
    act(editor, article, quote, "accept")
    url = "/api/v1/" + address.format(article=article.pk, quote=quote, speaker=Speaker.objects.get().pk)
    first = api.get(url)
    tag = first["ETag"]
    assert (first.status_code, first["Cache-Control"]) == (200, "private, no-cache")
    assert "Authorization" in first["Vary"]
    again = api.get(url, headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert api.get(url, headers={"If-None-Match": f'"other", W/{tag}'}).status_code == 304
    assert api.get(url, headers={"If-None-Match": '"other"'}).content == first.content
    head = api.head(url)
    assert (head.status_code, head["ETag"]) == (200, tag)


def test_a_tag_changes_with_whatever_the_answer_shows(api: APIClient, article: Article, editor: User) -> None:
    quote = making.quote(article)
    act(editor, article, quote, "accept")
    urls = [f"/api/v1/articles/{article.pk}/", f"/api/v1/attributions/{quote}/", "/api/v1/attributions/"]
    before = [api.get(url)["ETag"] for url in urls]
    edit_speaker(speaker=Speaker.objects.get(), name="Adaeze Nkemelu")
    after = [api.get(url)["ETag"] for url in urls]
    assert after[0] == before[0]
    assert after[1] != before[1]
    assert after[2] != before[2]
    act(editor, article, making.quote(article, making.SAIL.content[0]), "accept")
    assert api.get(urls[0])["ETag"] != before[0]  # there is less doubt


def test_a_text_that_a_client_has_is_not_read(api: APIClient, article: Article) -> None:
    url = f"/api/v1/articles/{article.pk}/"
    tag = api.get(url)["ETag"]
    with CaptureQueriesContext(connection) as queries:
        assert api.get(url, headers={"If-None-Match": tag}).status_code == 304
    assert not any('"articles_article"."text"' in query["sql"] for query in queries)


def test_pages_and_refusals_have_no_tag(api: APIClient, editor: User) -> None:
    assert not api.get("/api/v1/articles/7/").has_header("ETag")
    browser = Client()
    browser.force_login(editor)
    assert not browser.get("/").has_header("ETag")


def test_who_changes_a_speaker_as_read_succeeds_and_who_comes_late_is_told(api: APIClient) -> None:
    url = f"/api/v1/speakers/{create_speaker(name='Ada').pk}/"
    tag = api.get(url)["ETag"]
    changed = api.patch(url, {"wikidata": "Q1"}, headers={"If-Match": tag})
    assert changed.status_code == 200
    late = api.patch(url, {"wikidata": "Q2"}, headers={"If-Match": tag})
    assert (late.status_code, late.json()["errors"][0]["code"]) == (412, "precondition_failed")
    assert Speaker.objects.get().wikidata == "Q1"
    assert (
        api.patch(url, {"wikidata": "Q2"}, headers={"If-Match": f'"x", {changed["ETag"]}'}).status_code == 200
    )
    assert api.patch(url, {"wikidata": "Q3"}, headers={"If-Match": "*"}).status_code == 200
    weak = api.get(url)["ETag"]
    assert api.patch(url, {"wikidata": "Q4"}, headers={"If-Match": f"W/{weak}"}).status_code == 412


def test_all_aliases_are_replaced_only_by_who_has_read_them(api: APIClient) -> None:
    speaker = create_speaker(name="Ada", aliases=["A. N."])
    url = f"/api/v1/speakers/{speaker.pk}/"
    refused = api.patch(url, {"aliases": ["Captain"]})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (428, "precondition_required")
    assert [alias.name for alias in speaker.aliases.all()] == ["A. N."]
    taken = api.patch(url, {"aliases": ["A. N.", "Captain"]}, headers={"If-Match": api.get(url)["ETag"]})
    assert taken.json()["aliases"] == ["A. N.", "Captain"]
    assert api.patch(url, {"name": "Ada Nkemelu"}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_many_who_change_what_they_read_at_once_one_wins(editor: User) -> None:
    url = f"/api/v1/speakers/{create_speaker(name='Ada').pk}/"
    programs = [program(editor, "write") for _ in range(4)]
    tag = programs[0].get(url)["ETag"]
    answers = at_once(
        *(
            partial(api.patch, url, {"aliases": [f"Alias {n}"]}, headers={"If-Match": tag})
            for n, api in enumerate(programs)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]


def test_preferences_and_webhooks_are_changed_only_as_read_by_who_says_so(api: APIClient) -> None:
    made = api.post("/api/v1/webhooks/", {"url": "https://paper.example/told"}).json()
    for url, mine, theirs in (
        ("/api/v1/preferences/", {"theme": "dark"}, {"theme": "light"}),
        (f"/api/v1/webhooks/{made['id']}/", {"events": ["speaker.create"]}, {"events": []}),
    ):
        tag = api.get(url)["ETag"]
        taken = api.patch(url, mine, headers={"If-Match": tag})
        assert taken.status_code == 200
        late = api.patch(url, theirs, headers={"If-Match": tag})
        assert (late.status_code, late.json()["errors"][0]["code"]) == (412, "precondition_failed")
        assert api.get(url).json() == taken.json()
        assert api.get(url)["ETag"] == taken["ETag"]
        assert api.patch(url, theirs).status_code == 200
    assert api.delete(url, headers={"If-Match": taken["ETag"]}).status_code == 412
    assert api.delete(url, headers={"If-Match": api.get(url)["ETag"]}).status_code == 204
