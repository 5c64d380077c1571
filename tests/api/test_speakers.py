"""Speakers over the API: made, changed, merged and parted, and known to suggestions."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from articles.models import Article, Speaker, SpeakerMerge, User
from articles.services.registry import create_speaker
from tests import making
from tests.api.paging import everything
from tests.making import TEXT, WON, act, result

pytestmark = pytest.mark.django_db


def test_a_speaker_is_made_changed_merged_and_parted(api: APIClient, record: Article) -> None:
    url = "/api/v1/speakers/"
    made = api.post(
        url, {"name": " Adaeze  Nkemelu ", "aliases": ["Captain"], "kind": "person", "wikidata": "Q42"}
    )
    assert made.status_code == 201
    body = made.json()
    assert {k: body[k] for k in ("name", "aliases", "wikidata", "kind", "merged_into", "attribution_count")} == {
        "name": "Adaeze Nkemelu", "aliases": ["Captain"], "wikidata": "Q42", "kind": "person", "merged_into": None,
        "attribution_count": 0,
    }  # fmt: skip
    renamed = api.patch(f"{url}{body['id']}/", {"name": "Adaeze N. Nkemelu"})
    assert sorted(renamed.json()["aliases"]) == ["Adaeze Nkemelu", "Captain"]

    ada = Speaker.objects.get(name="Ada Nkemelu")
    merged = api.post(f"{url}{ada.pk}/merge/", {"into": body["id"]})
    assert merged.status_code == 201
    assert api.get(f"{url}{body['id']}/").json()["attribution_count"] == 1
    assert api.get(f"{url}{ada.pk}/").json()["merged_into"] == body["id"]
    assert str(ada.pk) not in {s["id"] for s in everything(api, url)}
    assert [s["id"] for s in everything(api, url, search="Ada Nkemelu")] == [body["id"]]
    again = api.post(f"{url}{ada.pk}/merge/", {"into": body["id"]})
    assert again.status_code == 409
    parted = api.post(f"/api/v1/speaker-merges/{merged.json()['id']}/undo/")
    assert (parted.status_code, parted.json()) == (200, {"kept": 0})
    assert api.post(f"/api/v1/speaker-merges/{merged.json()['id']}/undo/").status_code == 409
    assert SpeakerMerge.objects.get().undone_at


@pytest.mark.parametrize(
    "sent",
    [
        {"name": ""},
        {"name": "…"},
        {},
        {"name": "A", "kind": "robot"},
        {"name": "A", "wikidata": "42"},
        {"name": "A", "wikidata": "Q0"},
        {"name": "A", "wikidata": "Q١"},
        {"name": "A", "wikidata": "Q" + "1" * 19},
        {"name": "A", "aliases": ["", "b"]},
        {"name": "A", "aliases": "b"},
        {"name": "A", "aliases": ["b"] * 101},
        {"name": "x" * 301},
    ],
    ids=str,
)
def test_no_speaker_is_made_of(sent: dict[str, Any], api: APIClient) -> None:
    assert api.post("/api/v1/speakers/", sent).status_code == 400
    assert not Speaker.objects.exists()


def test_a_merge_made_on_the_page_of_an_article_can_be_undone_there(
    api: APIClient, record: Article, editor: User
) -> None:
    ada = Speaker.objects.get(name="Ada Nkemelu")
    body = {"into": str(Speaker.objects.get(name="Bo Li").pk), "article": record.pk}
    assert (
        api.post(f"/api/v1/speakers/{ada.pk}/merge/", {**body, "article": record.pk + 1}).status_code == 404
    )
    assert api.post(f"/api/v1/speakers/{ada.pk}/merge/", {**body, "article": 0}).status_code == 400
    merge = api.post(f"/api/v1/speakers/{ada.pk}/merge/", body).json()
    assert merge["article"] == record.pk
    last = api.get(f"/api/v1/articles/{record.pk}/review/").json()["undo"][-1]
    assert (last["decisions"], last["merge"]["id"]) == ([], merge["id"])
    assert (last["merge"]["merged"]["name"], last["merge"]["into"]["name"]) == ("Ada Nkemelu", "Bo Li")


def test_a_speaker_says_how_many_quotes_they_have_and_in_how_many_articles(
    api: APIClient, record: Article, editor: User
) -> None:
    ada = Speaker.objects.get(name="Ada Nkemelu")
    before = api.get(f"/api/v1/speakers/{ada.pk}/").json()
    elsewhere = making.article(WON, text=f"{TEXT}Again.")
    act(editor, elsewhere, making.quote(elsewhere), "accept")
    act(editor, elsewhere, uuid4(), "add", result=result(elsewhere, "noon", speakers=[ada.pk]))
    after = api.get(f"/api/v1/speakers/{ada.pk}/").json()
    assert after["attribution_count"] == before["attribution_count"] + 2
    assert after["article_count"] == before["article_count"] + 1


def test_a_speaker_is_merged_into_one_that_is_there(api: APIClient) -> None:
    ada = create_speaker(name="Ada")
    for into, status in ((str(uuid4()), 404), ("x", 400), (None, 400), (str(ada.pk), 409)):
        assert api.post(f"/api/v1/speakers/{ada.pk}/merge/", {"into": into}).status_code == status


def test_suggestions_know_the_speakers_of_the_registry(api: APIClient, editor: User) -> None:
    article = making.article(WON)
    (row,) = everything(api, "/api/v1/suggestions/")
    assert row["speakers"] == [{"id": None, "name": "Ada Nkemelu", "kind": "person"}]
    assert (row["article"], row["run"]) == (article.pk, article.current_run_id)
    speaker = create_speaker(name="ADA NKEMELU")
    assert everything(api, "/api/v1/suggestions/")[0]["speakers"][0]["id"] == str(speaker.pk)
