"""How a person wants the pages to look and which keys do what: checked, kept in one small document on the user.

What the keys do by default is the page's own table; here stand only those that a person changed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from articles.errors import BadPreference, NoSuchValue
from articles.models import User

THEMES = ("system", "light", "dark", "contrast")
TEXT_SIZES = ("normal", "large", "larger")
DEFAULTS: dict[str, Any] = {"theme": "system", "text_size": "normal", "single_keys": True, "keys": {}}
MAX_CHANGED_KEYS = 80
MAX_KEYS_EACH = 3
ACTION = re.compile(r"[a-z][a-z0-9-]{0,39}")
KEY = re.compile(r"(mod\+)?(alt\+)?(shift\+)?([a-z0-9]{1,12}|[^\sA-Z\x00-\x1f\x7f])")


def preferences_of(user: User) -> dict[str, Any]:
    """All preferences of a person, `DEFAULTS` where they chose nothing."""
    return {**DEFAULTS, **user.preferences}


def change_preferences(
    *,
    user: User,
    theme: str | None = None,
    text_size: str | None = None,
    single_keys: bool | None = None,
    keys: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, Any]:
    """Keep what is given, leave the rest as it is, and return all preferences.

    `keys` are the actions whose keys differ from the page's own, with all their keys; none switches the action's
    keys off. They take the place of those kept before. Raises NoSuchValue or BadPreference.
    """
    given: dict[str, Any] = {}
    if theme is not None:
        given["theme"] = _one_of("theme", theme, THEMES)
    if text_size is not None:
        given["text_size"] = _one_of("text size", text_size, TEXT_SIZES)
    if single_keys is not None:
        given["single_keys"] = single_keys
    if keys is not None:
        given["keys"] = _checked_keys(keys)
    with transaction.atomic():
        kept = User.objects.select_for_update().only("preferences").get(pk=user.pk)
        kept.preferences = {**kept.preferences, **given}
        kept.save(update_fields=["preferences"])
    user.preferences = kept.preferences
    return preferences_of(user)


def _one_of(what: str, value: str, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise NoSuchValue(what, value, choices)
    return value


def _checked_keys(keys: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    if len(keys) > MAX_CHANGED_KEYS:
        raise BadPreference(f"At most {MAX_CHANGED_KEYS} actions can have keys of their own.")
    taken: dict[str, str] = {}
    for action, chosen in keys.items():
        if not ACTION.fullmatch(action):
            raise BadPreference(f"“{action[:40]}” is no name of an action.")
        if len(chosen) > MAX_KEYS_EACH:
            raise BadPreference(f"An action can have at most {MAX_KEYS_EACH} keys; “{action}” has more.")
        for key in chosen:
            if not KEY.fullmatch(key):
                raise BadPreference(f"“{key[:40]}” is no name of a key. Write k, shift+k, alt+k or escape.")
            if taken.setdefault(key, action) != action:
                raise BadPreference(
                    f"“{key}” cannot do both “{taken[key]}” and “{action}”. Choose another for one."
                )
    return {action: list(chosen) for action, chosen in keys.items()}
