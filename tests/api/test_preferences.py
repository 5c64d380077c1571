"""Preferences over the API: each person their own, strictly."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from articles.models import User
from tests.api.conftest import program

URL = "/api/v1/preferences/"
PLAIN = {"theme": "system", "text_size": "normal", "single_keys": True, "keys": {}}


def test_everybody_has_their_own(api: APIClient, editor: User) -> None:
    other = program(User.objects.create_user("tom"), "write")
    assert api.get(URL).json() == PLAIN
    answer = api.patch(URL, {"theme": "contrast", "keys": {"accept": ["y"]}})
    assert (answer.status_code, answer.json()) == (
        200,
        {**PLAIN, "theme": "contrast", "keys": {"accept": ["y"]}},
    )
    assert api.get(URL).json() == answer.json()
    assert other.get(URL).json() == PLAIN


def test_a_token_that_may_only_read_changes_nothing(reader: APIClient, editor: User) -> None:
    assert reader.get(URL).status_code == 200
    assert reader.patch(URL, {"theme": "dark"}).status_code == 403
    assert User.objects.get(pk=editor.pk).preferences == {}


@pytest.mark.parametrize(
    ("sent", "attr"),
    [
        ({"theme": "pink"}, "theme"),
        ({"colour": "pink"}, "colour"),
        ({"single_keys": "perhaps"}, "single_keys"),
        ({"single_keys": None}, "single_keys"),
        ({"keys": ["k"]}, "keys"),
        ({"keys": {"accept": "k"}}, "keys.accept"),
        ({"keys": {"accept": ["k"], "reject": ["k"]}}, None),
        ([], None),
    ],
    ids=[
        "no such theme", "no such preference", "no yes or no", "null", "a list", "a key alone", "a conflict",
        "no object",
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_kept(
    api: APIClient, editor: User, sent: Any, attr: str | None
) -> None:
    answer = api.patch(URL, sent)
    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert error["detail"].endswith(".")
    if attr:
        assert error["attr"].startswith(attr)
    assert User.objects.get(pk=editor.pk).preferences == {}
