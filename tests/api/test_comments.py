"""Comments and flags through the API."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from articles.models import Article, Comment, User
from tests import making

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/comments/"
SCRIPT = "<script>alert(1)</script>"


def said(article: Article, text: str = "Who is “we”?", **details: Any) -> dict[str, Any]:
    quote = making.quote(article)
    return {"id": str(uuid4()), "article": article.pk, "attribution": str(quote), "text": text, **details}


def test_a_comment_is_said_settled_and_taken_up_again(api: APIClient, article: Article, editor: User) -> None:
    comment = said(article, text=SCRIPT)
    response = api.post(ADDRESS, comment)
    assert response.status_code == 201
    answer = response.json()
    assert answer.pop("at")
    assert answer == {
        **comment, "kind": "comment", "reason": "", "by": "Mara Editor", "by_id": editor.pk,
        "resolved": False, "resolved_by": "", "resolved_by_id": None, "resolved_at": None,
    }  # fmt: skip
    assert api.post(ADDRESS, comment).status_code == 200
    settled = api.post(f"{ADDRESS}{comment['id']}/resolve/", {"id": str(uuid4())})
    assert (settled.status_code, settled.json()["resolved_by"]) == (201, "Mara Editor")
    assert api.post(f"{ADDRESS}{comment['id']}/resolve/", {"id": str(uuid4())}).status_code == 200
    opened = api.post(f"{ADDRESS}{comment['id']}/reopen/", {"id": str(uuid4())})
    assert (opened.status_code, opened.json()["resolved"]) == (201, False)
    assert api.get(f"{ADDRESS}{comment['id']}/").json() == opened.json()
    review = api.get(f"/api/v1/articles/{article.pk}/review/").json()
    assert review["comments"] == [opened.json()]


def test_flags_need_a_reason_and_other_reasons_words(api: APIClient, article: Article) -> None:
    assert api.post(ADDRESS, said(article, kind="flag")).json()["errors"][0]["attr"] == "reason"
    assert api.post(ADDRESS, said(article, text="", kind="flag", reason="other")).status_code == 400
    assert api.post(ADDRESS, said(article, text="", kind="flag", reason="speaker")).status_code == 201
    again = api.post(ADDRESS, said(article, kind="flag", reason="words"))
    assert (again.status_code, again.json()["errors"][0]["code"]) == (409, "not_possible")


def test_they_are_narrowed_by_article_quote_kind_and_whether_settled(
    api: APIClient, article: Article
) -> None:
    other = making.article(making.WON, text="Elsewhere\n\n" + making.TEXT)
    rows = [said(article, "One"), said(article, "", kind="flag", reason="words"), said(other, "Two")]
    for row in rows:
        assert api.post(ADDRESS, row).status_code == 201
    api.post(f"{ADDRESS}{rows[0]['id']}/resolve/", {"id": str(uuid4())})

    def found(**asked: Any) -> list[int]:
        ids = [row["id"] for row in rows]
        return [ids.index(row["id"]) for row in api.get(ADDRESS, asked).json()["results"]]

    assert found() == [0, 1, 2]
    assert found(article=article.pk) == [0, 1]
    assert found(attribution=rows[2]["attribution"]) == [2]
    assert found(kind="flag") == [1]
    assert found(resolved="true") == [0]
    assert found(resolved="false") == [1, 2]


@pytest.mark.parametrize(
    ("details", "code"),
    [
        ({"article": 10**9}, 404),
        ({"attribution": str(uuid4())}, 404),
        ({"text": "x" * 2001}, 400),
        ({"text": "\x00"}, 400),
        ({"text": ""}, 400),
        ({"text": ["a"]}, 400),
        ({"kind": "praise"}, 400),
        ({"kind": "flag", "reason": "whim"}, 400),
        ({"person": -1}, 409),
    ],
    ids=["no such article", "no such quote", "too long", "a NUL", "no words", "a list", "no kind of ours",
         "no reason of ours", "somebody else"],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(
    api: APIClient, article: Article, details: dict[str, Any], code: int
) -> None:
    assert api.post(ADDRESS, {**said(article), **details}).status_code == code
    assert not Comment.objects.exists()


def test_a_token_that_may_only_read_says_and_settles_nothing(
    api: APIClient, reader: APIClient, article: Article
) -> None:
    comment = said(article)
    assert reader.post(ADDRESS, comment).status_code == 403
    api.post(ADDRESS, comment)
    for way in ("resolve", "reopen"):
        assert reader.post(f"{ADDRESS}{comment['id']}/{way}/", {"id": str(uuid4())}).status_code == 403
    assert reader.get(ADDRESS).json()["results"][0]["text"] == comment["text"]


def test_the_talk_of_an_article_takes_the_same_queries_however_long_it_is(
    api: APIClient, article: Article
) -> None:
    def cost(number: int) -> list[int]:
        for n in range(number):
            comment = said(article, f"No. {n}")
            api.post(ADDRESS, comment)
            api.post(f"{ADDRESS}{comment['id']}/resolve/", {"id": str(uuid4())})
        counts = []
        for address in (f"/api/v1/articles/{article.pk}/review/", ADDRESS):
            with CaptureQueriesContext(connection) as queries:
                assert api.get(address).status_code == 200
            counts.append(len(queries))
        return counts

    assert cost(2) == cost(20)
