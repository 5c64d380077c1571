"""What is asked in an address: nothing goes unheard, and some fields can be asked for alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from articles.api.schema import operations
from articles.models import Article, User
from tests import making
from tests.api.records import everything_once
from tests.making import WON, act

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(180)]
LISTS = (
    "articles", "annotated-articles", "attributions", "suggestions",
    "decisions", "completions", "comments", "speakers", "speaker-merges",
    "runs", "releases", "webhooks", "webhook-deliveries", "search",
)  # fmt: skip


@pytest.fixture
def rows(editor: User) -> dict[str, dict[str, str]]:
    return everything_once(editor)


def filled(path: str, rows: dict[str, dict[str, str]]) -> str:
    return path.format(**rows.get(path.split("/")[3], {}))


def test_no_operation_passes_over_a_word_that_it_does_not_know(
    api: APIClient, rows: dict[str, dict[str, str]]
) -> None:
    tried = 0
    for path, method, _ in operations(SchemaGenerator().get_schema(request=None, public=True)):
        answer = getattr(api, method)(filled(path, rows) + "?speeker=1")
        assert answer.status_code == 400, (method, path)
        (error,) = answer.json()["errors"]
        assert (error["code"], error["attr"]) == ("unknown_parameter", "speeker")
        tried += 1
    assert tried > 50


def test_no_operation_refuses_a_word_that_its_description_has(
    api: APIClient, rows: dict[str, dict[str, str]]
) -> None:
    for path, method, operation in operations(SchemaGenerator().get_schema(request=None, public=True)):
        named = [given["name"] for given in operation.get("parameters", []) if given["in"] == "query"]
        for name in named:
            answer = getattr(api, method)(filled(path, rows), query_params={name: "x"})
            if answer.status_code == 400:
                assert "unknown_parameter" not in {error["code"] for error in answer.json()["errors"]}


def test_the_refusal_says_what_can_be_asked(api: APIClient) -> None:
    answer = api.get("/api/v1/runs/?artcle=1")
    assert answer.json()["errors"][0]["detail"] == (
        "“artcle” means nothing here. What can be asked: article, cursor, fields, page_size, state."
    )
    answer = api.post("/api/v1/decisions/?dry_run=1", {})
    assert answer.json()["errors"][0]["detail"] == (
        "“dry_run” means nothing here: this address takes nothing after a “?”."
    )


@pytest.mark.parametrize(
    "asked",
    [
        "articles/?done=", "articles/?done=perhaps", "articles/?done=1", "articles/?publisher=", "articles/?q=+",
        "attributions/?speaker=", "attributions/?state=", "attributions/?changed_since=",
        "decisions/?since=", "changes/?since=", "changes/?page_size=",
    ],
    ids=lambda asked: asked.replace("+", " "),
)  # fmt: skip
def test_a_filter_that_says_nothing_does_not_give_everything(api: APIClient, asked: str) -> None:
    answer = api.get(f"/api/v1/{asked}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["detail"].endswith(".")


def test_every_word_that_is_said_twice_means_either_or_is_refused(
    api: APIClient, rows: dict[str, dict[str, str]]
) -> None:
    """None of two values goes unheard, at any address."""
    said = {"either": 0, "refused": 0}
    for path, method, operation in operations(SchemaGenerator().get_schema(request=None, public=True)):
        for given in operation.get("parameters", []):
            if given["in"] != "query":
                continue
            answer = getattr(api, method)(filled(path, rows) + f"?{given['name']}=x&{given['name']}=y")
            assert answer.status_code == 400
            refused = [e for e in answer.json()["errors"] if e["code"] == "repeated"]
            several = given["schema"].get("type") == "array"
            assert bool(refused) is not several, (path, given["name"])
            said["either" if several else "refused"] += 1
    assert min(said.values()) > 20


def test_who_says_a_word_twice_hears_which_can_be(api: APIClient) -> None:
    (error,) = api.get("/api/v1/runs/?page_size=1&page_size=2").json()["errors"]
    assert (error["code"], error["attr"]) == ("repeated", "page_size")
    assert error["detail"] == (
        "“page_size” can be said only once. More than once can be said: article, fields, state."
    )


def test_who_may_not_ask_is_not_told_what_can_be_asked() -> None:
    assert APIClient().get("/api/v1/articles/?speeker=1").status_code == 401


# --- some fields ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LISTS)
def test_each_field_can_be_asked_for_alone_and_is_as_in_the_whole(
    api: APIClient, rows: dict[str, dict[str, str]], name: str
) -> None:
    asked = {"q": "won"} if name == "search" else {}
    (whole, *_) = api.get(f"/api/v1/{name}/", asked).json()["results"]
    for field in whole:
        (row, *_) = api.get(f"/api/v1/{name}/", {**asked, "fields": field}).json()["results"]
        assert row == {field: whole[field]}
    if name in rows:
        one = filled(f"/api/v1/{name}/" + ("{number}/" if name == "releases" else "{id}/"), rows)
        whole = api.get(one).json()
        first, second = list(whole)[:2]
        assert api.get(one, {"fields": f"{second},{first}"}).json() == {f: whole[f] for f in (first, second)}


@pytest.mark.parametrize("asked", ["text,id", "", "id,", "id, title", "Id", "id;title"])
def test_a_field_that_there_is_not_is_refused_with_those_that_there_are(api: APIClient, asked: str) -> None:
    answer = api.get("/api/v1/articles/", {"fields": asked})
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert (error["code"], error["attr"]) == ("unknown_field", "fields")
    assert "There are: id, title, publisher, byline," in error["detail"]


def queries(api: APIClient, address: str, **asked: Any) -> int:
    api.get(address, asked)  # notes that the token was used
    with CaptureQueriesContext(connection) as captured:
        assert api.get(address, asked).status_code == 200
    return len(captured)


def test_what_is_not_asked_for_is_not_read(api: APIClient, article: Article, editor: User) -> None:
    act(editor, article, making.quote(article), "accept")
    for address, few, fewer in (
        ("attributions/", "id,version,changed_at", 3),  # spans, speakers, names of the suggestion's speakers
        ("speakers/", "id,name", 1),  # aliases
    ):
        url = f"/api/v1/{address}"
        assert queries(api, url, fields=few) <= queries(api, url) - fewer
    with CaptureQueriesContext(connection) as captured:
        api.get(f"/api/v1/articles/{article.pk}/?fields=id,title")
    assert not any('"articles_article"."text"' in query["sql"] for query in captured)


@pytest.mark.parametrize(
    "fields", ["id", "id,spans", "id,speakers", "id,confidence", "id,suggestion", "decided_by"]
)
def test_some_fields_take_the_same_queries_for_one_quote_and_for_many(
    api: APIClient, editor: User, fields: str
) -> None:
    def one_more(text: str) -> None:
        article = making.article(WON, text=f"{making.TEXT}{text}")
        act(editor, article, making.quote(article), "accept")

    one_more("one")
    few = queries(api, "/api/v1/attributions/", fields=fields)
    for text in ("two", "three", "four"):
        one_more(text)
    assert queries(api, "/api/v1/attributions/", fields=fields) == few
