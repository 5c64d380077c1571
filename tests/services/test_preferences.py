"""What a person chose of looks and keys: kept small and sound."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from articles.errors import BadPreference, DomainError, NoSuchValue
from articles.models import User
from articles.services.preferences import DEFAULTS, change_preferences, preferences_of


def test_who_chose_nothing_has_the_defaults(editor: User) -> None:
    assert preferences_of(editor) == DEFAULTS
    assert editor.preferences == {}


def test_what_is_chosen_stays_and_the_rest_is_left(editor: User) -> None:
    change_preferences(user=editor, theme="dark", keys={"accept": ["y", "enter"], "flag": []})
    changed = change_preferences(user=editor, single_keys=False, text_size="large")
    kept = User.objects.get(pk=editor.pk)
    assert preferences_of(kept) == changed == preferences_of(editor)
    assert changed == {
        "theme": "dark",
        "text_size": "large",
        "single_keys": False,
        "keys": {"accept": ["y", "enter"], "flag": []},
    }
    assert change_preferences(user=editor, keys={})["keys"] == {}


@pytest.mark.parametrize(
    "key", ["k", "?", "+", "é", "shift+n", "alt+digit", "mod+shift+z", "arrowleft", "f9", "_", "ж"]
)
def test_keys_as_browsers_name_them_are_kept(editor: User, key: str) -> None:
    assert change_preferences(user=editor, keys={"accept": [key]})["keys"] == {"accept": [key]}


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"theme": "pink"}, NoSuchValue),
        ({"text_size": "huge"}, NoSuchValue),
        ({"keys": {"accept": ["K"]}}, BadPreference),
        ({"keys": {"accept": ["a b"]}}, BadPreference),
        ({"keys": {"accept": [""]}}, BadPreference),
        ({"keys": {"accept": ["<script>"]}}, BadPreference),
        ({"keys": {"Accept now": ["k"]}}, BadPreference),
        ({"keys": {"accept": ["a", "b", "c", "d"]}}, BadPreference),
        ({"keys": {"accept": ["k"], "reject": ["x", "k"]}}, BadPreference),
        ({"keys": {f"action-{number}": [] for number in range(81)}}, BadPreference),
    ],
    ids=[
        "no such theme", "no such size", "a capital", "a blank", "nothing", "markup", "no action", "too many keys",
        "one key for two", "too many actions",
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_and_nothing_kept(
    editor: User, changes: dict[str, Any], refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        change_preferences(user=editor, **changes)
    assert User.objects.get(pk=editor.pk).preferences == {}


def test_the_largest_document_that_is_taken_fits_and_the_database_takes_no_larger(editor: User) -> None:
    keys = {
        f"action-{number:02}".ljust(40, "x"): [
            f"mod+alt+shift+{chr(0x1F300 + 3 * number + place)}" for place in range(3)
        ]
        for number in range(80)
    }
    change_preferences(user=editor, keys=keys)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=editor.pk).update(preferences={"theme": "x" * 20_000})
