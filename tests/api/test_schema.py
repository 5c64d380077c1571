"""The API's schema: made without a warning, valid OpenAPI, and true."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator, FormatChecker
from rest_framework.test import APIClient

from articles.api.schema import operations
from articles.models import Article, User
from articles.services.commenting import comment, flag, settle
from articles.services.completing import mark_done
from articles.services.releasing import ask_for_release, build
from articles.services.selecting import select
from tests import making
from tests.making import act, result

pytestmark = pytest.mark.django_db
DESCRIPTION = Path(__file__).parents[2] / "docs" / "openapi.yaml"
FORMATS = FormatChecker(["uuid", "date"])
FORMATS.checks("uri")(lambda value: not isinstance(value, str) or "://" in value)


@pytest.fixture(scope="module")
def schema() -> Any:
    GENERATOR_STATS.reset()
    made = SchemaGenerator().get_schema(request=None, public=True)
    warnings, errors = dict(GENERATOR_STATS._warn_cache), dict(GENERATOR_STATS._error_cache)
    assert (warnings, errors) == ({}, {})
    return made


def test_the_schema_in_docs_is_the_one_that_the_code_makes(schema: Any) -> None:
    made = OpenApiYamlRenderer().render(schema, renderer_context={}).decode()
    assert made == DESCRIPTION.read_text(), "Write it anew: ./dev manage spectacular --file docs/openapi.yaml"


def test_everything_is_said_of_every_operation(schema: Any) -> None:
    said = Counter()
    for path, method, operation in operations(schema):
        said[operation["description"]] += 1
        for parameter in operation.get("parameters", []):
            if parameter["in"] != "path":
                assert parameter.get("description"), (path, method, parameter["name"])
        for status, response in operation["responses"].items():
            assert response.get("description") or response["$ref"], (path, method, status)
        refused = {status for status in operation["responses"] if status >= "400"}
        assert {"400", "401", "403", "406"} <= refused, (path, method)
        assert ("404" in refused) or "{" not in path, (path, method)
    assert [text for text, times in said.items() if times > 1] == []
    assert not any("What every resource has" in text for text in said)


def test_answers_to_get_have_a_tag_and_need_not_come_twice(schema: Any) -> None:
    for path, method, operation in operations(schema):
        tagged = "ETag" in operation["responses"].get("200", {}).get("headers", {})
        headers = {given["name"] for given in operation.get("parameters", []) if given["in"] == "header"}
        if method == "get" and path != "/api/v1/export/":  # which is streamed, and made anew
            assert tagged, path
            assert "If-None-Match" in headers, path
            assert "304" in operation["responses"], path


def test_headers_are_said_where_they_count(schema: Any) -> None:
    named: dict[str, set[str]] = {"Idempotency-Key": set(), "If-Match": set()}
    for path, _, operation in operations(schema):
        for given in operation.get("parameters", []):
            if given["name"] in named:
                named[given["name"]].add(path.removeprefix("/api/v1/"))
    assert named == {
        "Idempotency-Key": {
            "articles/", "articles/{id}/runs/", "speakers/", "speakers/{id}/merge/", "speaker-merges/{id}/undo/",
            "releases/", "releases/{number}/retry/", "webhooks/", "webhooks/{id}/on/", "webhooks/{id}/off/",
            "webhooks/{id}/secret/", "webhooks/{id}/test/", "webhook-deliveries/{id}/replay/",
        },
        "If-Match": {"preferences/", "speakers/{id}/", "webhooks/{id}/"},
    }  # fmt: skip


HARMLESS = {
    "articles/address/": "what is there already is known by its words",
    "articles/annotated/": "what is there already is known by its words",
    "articles/bulk/": "what is there already is known by its words",
    "articles/files/": "what is there already is known by its words",
    "articles/{id}/presence/": "says again that somebody is there",
    "articles/{id}/proposal/": "stores nothing",
    "decisions/bulk/": "each decision has an id of the client's",
    "extract/": "stores nothing",
    "releases/size/": "stores nothing",
    "releases/{number}/files/{name}/link/": "makes one more link, and stores nothing",
}
"""What may be sent again as it is, and why."""


def test_whatever_is_sent_twice_can_be_done_once(schema: Any) -> None:
    once = set()
    for path, method, operation in operations(schema):
        if method != "post":
            continue
        has_key = any(given["name"] == "Idempotency-Key" for given in operation.get("parameters", []))
        content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        body = schema["components"]["schemas"].get(
            content.get("schema", {}).get("$ref", "").rpartition("/")[2], {}
        )
        if not has_key and "id" not in body.get("required", []):
            once.add(path.removeprefix("/api/v1/"))
    assert once == set(HARMLESS)


def test_a_refusal_is_as_the_schema_says(schema: Any, api: APIClient) -> None:
    refusals = [
        api.get("/api/v1/articles/?speeker=1"),
        api.get("/api/v1/articles/99999/"),
        api.post("/api/v1/speakers/", {}),
        APIClient().get("/api/v1/articles/"),
    ]
    for answer in refusals:
        root = {"$ref": "#/components/schemas/Errors", "components": schema["components"]}
        assert list(Draft202012Validator(root).iter_errors(answer.json())) == []
        assert all(error["detail"].endswith(".") for error in answer.json()["errors"])


def test_the_schema_is_valid_openapi(schema: Any) -> None:
    validate_schema(schema)
    assert schema["openapi"].startswith("3.1")


def test_every_endpoint_asks_for_a_session_or_a_token(schema: Any) -> None:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            assert {"token": []} in operation["security"], (method, path)
            assert {} not in operation["security"], (method, path)


def test_what_is_answered_is_what_the_schema_says(
    schema: Any, api: APIClient, article: Article, editor: User
) -> None:
    act(editor, article, making.quote(article), "accept")
    about = {"article_id": article.pk, "attribution": making.quote(article, making.SAIL.content[0])}
    said = comment(id=uuid4(), text="Hm.", by=editor, **about).comment
    settle(id=uuid4(), comment=said.id, resolved=True, by=editor)
    flag(id=uuid4(), reason="words", by=editor, **about)
    mark_done(id=uuid4(), article_id=article.pk, by=editor)
    act(editor, article, uuid4(), "add", result=result(article, "noon", speakers=["Bo"]))
    release = ask_for_release(by=editor, name="Ferry quotes", selection=select())
    build.call(release.pk, 1)
    answers = {
        f"/api/v1/{name}/": api.get(f"/api/v1/{name}/").json()
        for name in (
            "articles",
            "annotated-articles",
            "attributions",
            "suggestions",
            "decisions",
            "completions",
            "comments",
            "speakers",
            "speaker-merges",
            "runs",
            "releases",
        )
    }
    answers["/api/v1/releases/{number}/"] = api.get(f"/api/v1/releases/{release.pk}/").json()
    answers["/api/v1/articles/{id}/"] = api.get(f"/api/v1/articles/{article.pk}/").json()
    answers["/api/v1/articles/{id}/review/"] = api.get(f"/api/v1/articles/{article.pk}/review/").json()
    for path, answer in answers.items():
        content = schema["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
        root = {**content["schema"], "components": schema["components"]}
        problems = [
            (error.json_path, error.message)
            for error in Draft202012Validator(root, format_checker=FORMATS).iter_errors(answer)
        ]
        assert problems == [], path


def test_schema_and_documentation_are_served_to_who_is_signed_in(editor: User) -> None:
    browser = Client()
    assert browser.get("/api/v1/schema/").status_code == 401
    assert browser.get("/api/v1/docs/").status_code == 401
    browser.force_login(editor)
    assert browser.get("/api/v1/schema/").status_code == 200
    page = browser.get("/api/v1/docs/")
    assert page.status_code == 200
    assert b"<script>" not in page.content
