"""The API's schema: made without a warning, valid OpenAPI, and true."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator, FormatChecker
from rest_framework.test import APIClient

from articles.models import Article, User
from articles.services.commenting import comment, flag, settle
from articles.services.completing import mark_done
from articles.services.releasing import ask_for_release, build
from articles.services.selecting import select
from tests import making
from tests.making import act, result

pytestmark = pytest.mark.django_db
FORMATS = FormatChecker(["uuid", "date"])
FORMATS.checks("uri")(lambda value: not isinstance(value, str) or "://" in value)


@pytest.fixture(scope="module")
def schema() -> Any:
    GENERATOR_STATS.reset()
    made = SchemaGenerator().get_schema(request=None, public=True)
    warnings, errors = dict(GENERATOR_STATS._warn_cache), dict(GENERATOR_STATS._error_cache)
    assert (warnings, errors) == ({}, {})
    return made


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
