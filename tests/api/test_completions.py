"""Calling articles done through the API."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from articles.models import Article, Completion, User
from tests import making
from tests.making import WON, act

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/completions/"


def told(article: Article, **details: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "article": article.pk, "done": True, **details}


def test_an_article_is_called_done_and_opened_again(api: APIClient, article: Article) -> None:
    done = told(article)
    response = api.post(ADDRESS, done)
    assert response.status_code == 201
    answer = response.json()
    assert answer.pop("done_at")
    assert answer == {"article": article.pk, "done": True, "done_by": "Mara Editor", "undecided": 3}
    assert api.post(ADDRESS, done).status_code == 200
    shown = api.get(f"/api/v1/articles/{article.pk}/").json()
    assert (shown["done"], shown["done_by"], shown["doubt"]) == (True, "Mara Editor", pytest.approx(0.6))
    assert api.get(f"/api/v1/articles/{article.pk}/review/").json()["article"]["done"] is True
    opened = api.post(ADDRESS, told(article, done=False))
    assert opened.status_code == 201
    assert opened.json()["done_at"] is None
    rows = api.get(ADDRESS, {"article": article.pk}).json()["results"]
    assert [(row["done"], row["by"], row["undecided"]) for row in rows] == [
        (True, "Mara Editor", 3),
        (False, "Mara Editor", 3),
    ]


def test_articles_are_narrowed_to_done_ones_or_to_doubtful_ones(
    api: APIClient, article: Article, editor: User
) -> None:
    other = making.article(WON, text="Elsewhere\n\n" + making.TEXT)
    api.post(ADDRESS, told(other))

    def found(**asked: Any) -> list[int]:
        return [row["id"] for row in api.get("/api/v1/articles/", asked).json()["results"]]

    assert found(done="true") == [other.pk]
    assert found(done="false") == [article.pk]
    assert found(min_doubt="0.5") == [article.pk]
    assert api.get("/api/v1/articles/", {"min_doubt": "x"}).status_code == 400


def test_articles_come_with_most_to_check_first_page_by_page(api: APIClient, article: Article) -> None:
    sure = making.article(WON._replace(confidence=0.9), text="Sure\n\n" + making.TEXT)
    unsure = making.article(WON._replace(confidence=0.0), text="Unsure\n\n" + making.TEXT)
    assert [row["id"] for row in api.get("/api/v1/articles/").json()["results"]] == [
        unsure.pk,
        sure.pk,
        article.pk,
    ]
    found, page = [], api.get("/api/v1/articles/", {"order": "doubt", "page_size": 1}).json()
    while True:
        found += [row["id"] for row in page["results"]]
        if page["next"] is None:
            break
        page = api.get(page["next"]).json()
    assert found == [unsure.pk, article.pk, sure.pk]
    assert api.get("/api/v1/articles/", {"order": "whim"}).status_code == 400


def test_a_decision_that_opened_it_again_is_named(api: APIClient, article: Article, editor: User) -> None:
    api.post(ADDRESS, told(article))
    decision = act(editor, article, making.quote(article), "accept")
    last = api.get(ADDRESS, {"done": "false"}).json()["results"][-1]
    assert last["decision"] == str(decision.id)
    assert api.get(f"{ADDRESS}{last['id']}/").json() == last


@pytest.mark.parametrize(
    ("details", "code"),
    [
        ({"article": 10**9}, 404),
        ({"article": 2**70}, 400),
        ({"id": "x"}, 400),
        ({"done": "perhaps"}, 400),
        ({"person": -1}, 409),
    ],
    ids=["no such article", "no possible article", "no id", "neither yes nor no", "somebody else"],
)
def test_what_makes_no_sense_is_refused(
    api: APIClient, article: Article, details: dict[str, Any], code: int
) -> None:
    assert api.post(ADDRESS, {**told(article), **details}).status_code == code
    assert not Completion.objects.exists()


def test_a_token_that_may_only_read_calls_nothing_done(reader: APIClient, article: Article) -> None:
    assert reader.post(ADDRESS, told(article)).status_code == 403
    assert reader.get(ADDRESS).status_code == 200
    assert not Completion.objects.exists()
