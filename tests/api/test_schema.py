"""The API's schema: made without a warning, valid OpenAPI, and true."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator, FormatChecker
from rest_framework.test import APIClient

from articles.api.schema import operations
from articles.models import User
from tests import making
from tests.api.records import everything_once

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


def test_the_index_lists_every_address_without_an_id(schema: Any, api: APIClient) -> None:
    listed = api.get("/api/v1/").json()
    paths = {address.removeprefix("http://testserver") for address in listed.values()}
    described = {path for path in schema["paths"] if "{" not in path}
    assert paths | {"/api/v1/"} == described | {"/api/v1/docs/", "/api/v1/schema/"}
    assert listed["articles/bulk"] == "http://testserver/api/v1/articles/bulk/"


def test_a_method_that_there_is_not_is_answered_with_those_that_there_are(
    schema: Any, api: APIClient, editor: User
) -> None:
    rows = everything_once(editor)
    there = {}
    for path, method, _ in operations(schema):
        there.setdefault(path.format(**rows.get(path.split("/")[3], {})), set()).add(method.upper())
    for address, methods in there.items():
        answer = api.options(address)
        assert answer.status_code == 405
        assert set(answer["Allow"].split(", ")) - {"HEAD"} == methods, address


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


@pytest.mark.timeout(180)
def test_all_moments_are_in_utc_and_written_alike(
    schema: Any, api: APIClient, editor: User, settings: Any
) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    rows = everything_once(editor)
    told = Counter()
    for path, method, _ in operations(schema):
        if method == "get" and not path.endswith(("/schema/", "/export/", "/docs/", "/{name}/")):
            address = path.format(**rows.get(path.split("/")[3], {}))
            text = api.get(address, {"q": "won"} if path.endswith("/search/") else {}).content.decode()
            told.update(re.findall(r'"\d{4}-\d\d-\d\dT[\d:]{8}(?:\.\d+)?([^"]*)"', text))
    assert told.keys() == {"+00:00"}, told
    assert told.total() > 50


@pytest.mark.timeout(180)
def test_what_is_answered_is_what_the_schema_says(schema: Any, api: APIClient, editor: User) -> None:
    """To every GET that answers in JSON, also for who only validates and takes formats for remarks."""
    rows = everything_once(editor)
    making.article(text="With an address.", url="https://paper.example/story")
    tried = 0
    for path, method, operation in operations(schema):
        content = operation["responses"].get("200", {}).get("content", {}).get("application/json")
        if method != "get" or not content:
            continue
        address = path.format(**rows.get(path.split("/")[3], {}))
        answer = api.get(address, {"q": "won"} if path.endswith("/search/") else {}).json()
        assert answer.get("results") != [], path
        root = {**content["schema"], "components": schema["components"]}
        for checker in (None, FORMATS):
            problems = [
                (error.json_path, error.message)
                for error in Draft202012Validator(root, format_checker=checker).iter_errors(answer)
            ]
            assert problems == [], path
        tried += 1
    assert tried > 25


def test_schema_and_documentation_are_served_to_who_is_signed_in(editor: User) -> None:
    browser = Client()
    assert browser.get("/api/v1/schema/").status_code == 401
    assert browser.get("/api/v1/docs/").status_code == 401
    browser.force_login(editor)
    assert browser.get("/api/v1/schema/").status_code == 200
    asked = Client().get("/api/v1/docs/?theme=1", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (asked.status_code, asked["Location"]) == (
        302, "/accounts/login/?next=/api/v1/docs/%3Ftheme%3D1",
    )  # fmt: skip
    page = browser.get("/api/v1/docs/")
    assert page.status_code == 200
    assert b"<script>" not in page.content
