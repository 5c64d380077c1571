"""Saying that one has an article open, and hearing what is new, over the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator
from rest_framework.test import APIClient

from articles.models import Article, Presence, User
from tests import making
from tests.making import act

pytestmark = pytest.mark.django_db


def address(article: Article) -> str:
    return f"/api/v1/articles/{article.pk}/presence/"


def test_an_open_page_hears_who_is_here_and_what_is_new(
    api: APIClient, article: Article, editor: User, django_user_model: Any
) -> None:
    tom = django_user_model.objects.create_user("tom", first_name="Tom", last_name="Checker")
    Presence.objects.create(article=article, person=tom, seen_at=timezone.now())
    known = api.get(f"/api/v1/articles/{article.pk}/review/").json()["latest"]
    act(tom, article, making.quote(article), "accept")
    answer = api.post(address(article), {"after": known, "person": editor.pk})
    assert answer.status_code == 200
    news = answer.json()
    assert news["people"] == [{"id": tom.pk, "name": "Tom Checker"}]
    [told] = news["quotes"]
    assert (told["version"], told["quote"]["state"], told["quote"]["decided_by"]) == (
        1,
        "accepted",
        "Tom Checker",
    )
    assert api.post(address(article), {"after": news["latest"]}).json()["quotes"] == []
    schema: Any = SchemaGenerator().get_schema(request=None, public=True)
    operation = schema["paths"]["/api/v1/articles/{id}/presence/"]["post"]
    said = operation["responses"]["200"]["content"]["application/json"]["schema"]
    Draft202012Validator({**said, "components": schema["components"]}).validate(news)


def test_who_may_only_read_is_not_here(reader: APIClient, article: Article) -> None:
    assert reader.post(address(article), {"after": 0}).status_code == 403
    assert not Presence.objects.exists()


def test_nobody_is_here_in_the_name_of_somebody_else(api: APIClient, article: Article, editor: User) -> None:
    answer = api.post(address(article), {"after": 0, "person": editor.pk + 1})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "not_you")
    assert not Presence.objects.exists()


@pytest.mark.parametrize("asked", [{}, {"after": -1}, {"after": "x"}, {"after": 2**63}], ids=str)
def test_what_is_known_must_be_a_number(api: APIClient, article: Article, asked: dict[str, Any]) -> None:
    answer = api.post(address(article), asked)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["attr"] == "after"


def test_there_must_be_such_an_article(api: APIClient) -> None:
    assert api.post("/api/v1/articles/99999/presence/", {"after": 0}).status_code == 404
