"""What is sent in a body: nothing goes unheard, and what is wrong is said in words of ours."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from articles.api.schema import operations
from articles.models import Article, Release, User
from articles.services.registry import create_speaker
from articles.services.webhooks import create_webhook
from tests import making
from tests.api.records import everything_once

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def schema() -> Any:
    return SchemaGenerator().get_schema(request=None, public=True)


def test_no_operation_that_reads_a_body_passes_over_a_field_that_it_does_not_know(
    api: APIClient, editor: User, schema: Any
) -> None:
    rows = everything_once(editor)
    tried = 0
    for path, method, operation in operations(schema):
        body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        if not body:
            continue
        address = path.format(**rows.get(path.split("/")[3], {}))
        named = schema["components"]["schemas"][body["$ref"].rpartition("/")[2]]
        assert named["additionalProperties"] is False, path
        answer = getattr(api, method)(address, {"speeker": 1}, headers={"If-Match": "*"})
        assert answer.status_code == 400, (method, path, answer.content)
        (error,) = answer.json()["errors"]
        assert (error["code"], error["attr"]) == ("unknown_field", "speeker"), (method, path)
        tried += 1
    assert tried > 20


SPAN = {"role": "content", "start": 0, "end": 3, "text": "abc", "begin": 0}
DEEP: dict[str, tuple[str, dict[str, Any], str]] = {
    "a selection": ("releases/", {"name": "X", "selection": {"publisher": ["P"]}}, "selection.publisher"),
    "a selection to be measured": ("releases/size/", {"selection": {"nope": 1}}, "selection.nope"),
    "a span": ("articles/{id}/proposal/", {"spans": [SPAN]}, "spans.0.begin"),
    "a decision of many": ("decisions/bulk/", {"decisions": [{"dry_run": True}]}, "decisions.0.dry_run"),
    "a speaker": ("decisions/", {"speakers": [{"nme": "x"}]}, "speakers.0.nme"),
    "what was heard": ("articles/{id}/presence/", {"after": 0, "heard": {"likes": 1}}, "heard.likes"),
}


@pytest.mark.parametrize(("address", "body", "attr"), DEEP.values(), ids=DEEP)
def test_a_field_misspelt_inside_is_refused_with_those_that_there_are(
    address: str, body: dict[str, Any], attr: str, api: APIClient, article: Article
) -> None:
    answer = api.post(f"/api/v1/{address.format(id=article.pk)}", body)
    assert answer.status_code == 400, answer.content
    (error,) = answer.json()["errors"]
    assert (error["code"], error["attr"]) == ("unknown_field", attr)
    assert "There are: " in error["detail"]
    assert not Release.objects.exists()


def test_what_only_answers_have_cannot_be_sent(api: APIClient) -> None:
    (error,) = api.post("/api/v1/webhooks/", {"url": "https://receiver.example/", "on": False}).json()[
        "errors"
    ]
    assert (error["code"], error["attr"]) == ("unknown_field", "on")
    assert error["detail"] == "There is no field “on” here. There are: url, events."


@pytest.mark.parametrize("body", [[], "text", 7, [{"name": "Bo"}]], ids=str)
def test_a_body_that_is_no_object_is_refused_as_a_whole(body: Any, api: APIClient) -> None:
    (error,) = api.post("/api/v1/speakers/", body).json()["errors"]
    assert (error["attr"], error["detail"]) == (None, "This should be an object: names and values in braces.")


def test_a_list_in_the_place_of_an_object_and_the_other_way_round_are_refused(api: APIClient) -> None:
    answer = api.post("/api/v1/releases/", {"name": "X", "selection": [], "formats": {"csv": True}})
    said = {error["attr"]: error["detail"] for error in answer.json()["errors"]}
    assert said == {
        "selection": "This should be an object: names and values in braces.",
        "formats": "This should be a list.",
    }


def test_what_was_made_has_an_address(api: APIClient, article: Article, editor: User) -> None:
    quote, new = str(making.quote(article)), str(uuid4())
    about = {"article": article.pk, "attribution": quote}
    bo, cy = (create_speaker(name=name).pk for name in ("Bo", "Cy"))
    hook = create_webhook(user=editor, url="https://receiver.example/").webhook.pk
    said: dict[str, dict[str, Any]] = {
        "articles/": {"text": "A text."},
        "decisions/": {**about, "id": new, "action": "accept", "version": 0},
        "comments/": {**about, "id": new, "text": "Hm."},
        "completions/": {"id": new, "article": article.pk, "done": True},
        f"articles/{article.pk}/runs/": {},
        "speakers/": {"name": "Di"},
        f"speakers/{bo}/merge/": {"into": str(cy)},
        "webhooks/": {"url": "https://receiver.example/"},
        f"webhooks/{hook}/test/": {},
        "releases/": {"name": "Ferry quotes"},
    }
    for address, body in said.items():
        made = api.post(f"/api/v1/{address}", body)
        assert made.status_code in (201, 202), (address, made.content)
        found = api.get(made["Location"])
        assert found.status_code == 200, (address, made["Location"])
        shown = made.json()
        key = shown.get("number") or shown.get("id") or body["id"]
        assert key in (found.json().get("id"), found.json().get("number"))


REFUSED: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "no text": ("extract/", {"text": " "}, "text", "There is no text here."),
    "too much to wait for": ("extract/", {"text": "x" * 100_001}, "text", "The text has 100,001 bytes, and 100,000"),
    "too long an article": ("articles/", {"text": "x" * 1_000_001}, "text", "The text has 1,000,001 bytes, and an"),
    "no period": (
        "releases/size/",
        {"selection": {"decided_from": "2026-02-01", "decided_until": "2026-01-01"}},
        "selection.decided_from",
        "What was decided from 2026-02-01",
    ),
    "no words of a comment": (
        "comments/",
        {"id": str(uuid4()), "article": 1, "attribution": str(uuid4()), "text": " "},
        "text",
        "A comment needs some words",
    ),
    "no Wikidata number": ("speakers/", {"name": "Bo", "wikidata": "567"}, "wikidata", "A Wikidata number is a Q"),
}  # fmt: skip


@pytest.mark.parametrize(("address", "body", "attr", "detail"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_names_what_is_wrong(
    address: str, body: dict[str, Any], attr: str, detail: str, api: APIClient
) -> None:
    (error,) = api.post(f"/api/v1/{address}", body).json()["errors"]
    assert error["attr"] == attr
    assert error["detail"].startswith(detail)


@pytest.mark.parametrize(("asked", "attr"), [("search/?q=-won", "q"), ("changes/?since=x", "since")])
def test_a_refusal_of_a_query_names_what_is_wrong(asked: str, attr: str, api: APIClient) -> None:
    (error,) = api.get(f"/api/v1/{asked}").json()["errors"]
    assert error["attr"] == attr
    assert "pattern" not in error["detail"]
