"""The states that a quote can be in, the decisions that lead there, and what each further one makes of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from articles.errors import NotFound, NotPossible
from articles.models import Article, User
from tests import making
from tests.making import act, result

WAYS = {
    "undecided": [],
    "accepted": ["accept"],
    "corrected": ["correct"],
    "rejected": ["reject"],
    "reopened": ["accept", "reopen"],
    "rejected after it was corrected": ["correct", "reject"],
    "not there yet": [],
    "added": ["add"],
    "added and corrected": ["add", "correct"],
    "added and rejected": ["add", "reject"],
    "removed": ["add", "remove"],
}
ADDED = ("not there yet", "added", "added and corrected", "added and rejected", "removed")

OUTCOMES: dict[str, dict[str, str | type[Exception] | None]] = {
    # state now: what each action makes of it (None: undecided or gone), or why it is refused
    "undecided": {"accept": "accepted", "reject": "rejected", "correct": "corrected", "reopen": NotPossible,
                  "add": NotPossible, "remove": NotPossible},
    "accepted": {"accept": NotPossible, "reject": "rejected", "correct": "corrected", "reopen": None,
                 "add": NotPossible, "remove": NotPossible},
    "corrected": {"accept": NotPossible, "reject": "rejected", "correct": "corrected", "reopen": None,
                  "add": NotPossible, "remove": NotPossible},
    "rejected": {"accept": "accepted", "reject": NotPossible, "correct": "corrected", "reopen": None,
                 "add": NotPossible, "remove": NotPossible},
    "reopened": {"accept": "accepted", "reject": "rejected", "correct": "corrected", "reopen": NotPossible,
                 "add": NotPossible, "remove": NotPossible},
    "rejected after it was corrected": {"accept": "corrected", "reject": NotPossible, "correct": "corrected",
                                        "reopen": None, "add": NotPossible, "remove": NotPossible},
    "not there yet": {"accept": NotFound, "reject": NotFound, "correct": NotFound, "reopen": NotFound,
                      "add": "added", "remove": NotFound},
    "added": {"accept": NotPossible, "reject": "rejected", "correct": "added", "reopen": NotPossible,
              "add": NotPossible, "remove": None},
    "added and corrected": {"accept": NotPossible, "reject": "rejected", "correct": "added",
                            "reopen": NotPossible, "add": NotPossible, "remove": None},
    "added and rejected": {"accept": "added", "reject": NotPossible, "correct": "added",
                           "reopen": NotPossible, "add": NotPossible, "remove": None},
    "removed": {"accept": NotFound, "reject": NotFound, "correct": NotFound, "reopen": NotFound,
                "add": "added", "remove": NotFound},
}  # fmt: skip
# What the machine filled in is decided as a correction is, and told apart from one in the history.
OUTCOMES = {state: {**row, "fill": row["correct"]} for state, row in OUTCOMES.items()}


def whole(article: Article, action: str) -> dict[str, Any]:
    """What goes with an action that states the whole quote."""
    if action in ("correct", "fill"):
        return {"result": result(article, "“We won,”", cue="said", speakers=["Bela Corrected"])}
    if action == "add":
        return {"result": result(article, "noon", speakers=["Ada Nkemelu"])}
    return {}


def in_state(name: str, article: Article, editor: User) -> UUID:
    """A quote brought into this state by real decisions."""
    quote = uuid4() if name in ADDED else making.quote(article)
    for action in WAYS[name]:
        act(editor, article, quote, action, **whole(article, action))
    return quote
