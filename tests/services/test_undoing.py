"""What an undo takes back, what it does again, and what is not one's own to undo."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from articles.errors import (
    ChangedSince,
    NotFound,
    NotPossible,
)
from articles.models import Article, Attribution, Decision, User
from articles.services.documents import quote_of, review_of
from tests import making
from tests.making import act
from tests.services.ways import OUTCOMES, in_state, whole

pytestmark = pytest.mark.django_db


def undo(by: User, article: Article, decision: Decision, **details: Any) -> Decision:
    return act(by, article, decision.attribution, "undo", undoes=decision.id, **details)


@pytest.mark.parametrize(
    ("state", "action"),
    [
        pytest.param(state, action, id=f"{action} of what is {state}")
        for state, row in OUTCOMES.items()
        for action, outcome in row.items()
        if not isinstance(outcome, type)
    ],
)
def test_undo_puts_back_and_redo_does_again(state: str, action: str, article: Article, editor: User) -> None:
    quote = in_state(state, article, editor)
    before = quote_of(article, quote)
    decision = act(editor, article, quote, action, **whole(article, action))
    after = quote_of(article, quote)

    undone = undo(editor, article, decision)
    assert_same_but_version(quote_of(article, quote), before)
    redone = undo(editor, article, undone)
    assert_same_but_version(quote_of(article, quote), after)
    undo(editor, article, redone)
    assert_same_but_version(quote_of(article, quote), before)


def assert_same_but_version(one: Any, other: Any) -> None:
    """The same quote, up to when and how often it was decided and whether its speaker is registered by now."""
    changing = ("version", "decided_at", "decided_by", "suggestion")

    def kept(quote: Any) -> Any:
        if quote is None:
            return None
        said = {k: v for k, v in quote.items() if k not in changing}
        if quote["state"] in ("suggested", "rejected"):
            said.pop("speakers")
        return said

    assert kept(one) == kept(other)


def test_a_chain_is_undone_step_by_step_and_done_again(article: Article, editor: User) -> None:
    quote = making.quote(article)
    other = making.quote(article, "“Nobody is happy,”")
    act(editor, article, quote, "accept")
    act(editor, article, other, "reject")
    act(editor, article, quote, "correct", **whole(article, "correct"))
    states = []
    for stack in ("undo", "undo", "undo", "redo", "redo", "redo", "undo"):
        waiting = review_of(article, editor)[stack]
        undo(editor, article, Decision.objects.get(id=waiting[-1]["decisions"][0]))
        now = {q["id"]: q["state"] for q in review_of(article, editor)["quotes"]}
        states.append((now[str(quote)], now[str(other)]))
    assert states == [
        ("accepted", "rejected"), ("accepted", "suggested"), ("suggested", "suggested"),
        ("accepted", "suggested"), ("accepted", "rejected"), ("corrected", "rejected"), ("accepted", "rejected"),
    ]  # fmt: skip
    review = review_of(article, editor)
    assert (len(review["undo"]), len(review["redo"])) == (2, 1)
    act(editor, article, other, "accept")
    review = review_of(article, editor)
    assert (len(review["undo"]), len(review["redo"])) == (3, 0)


def test_what_somebody_else_decided_is_not_ones_own_to_undo(
    article: Article, editor: User, colleague: User
) -> None:
    theirs = act(colleague, article, making.quote(article), "accept")
    assert review_of(article, editor)["undo"] == []
    with pytest.raises(NotPossible, match="Only the person"):
        undo(editor, article, theirs)
    assert Attribution.objects.get().state == "accepted"


def test_what_was_changed_since_is_not_undone(article: Article, editor: User, colleague: User) -> None:
    mine = act(editor, article, making.quote(article), "accept")
    act(colleague, article, mine.attribution, "reject")
    with pytest.raises(ChangedSince):
        undo(editor, article, mine)
    assert Attribution.objects.get().state == "rejected"


def test_a_decision_is_not_undone_twice(article: Article, editor: User) -> None:
    mine = act(editor, article, making.quote(article), "accept")
    undo(editor, article, mine)
    with pytest.raises(ChangedSince):
        undo(editor, article, mine)


def test_undo_needs_a_decision_on_this_very_quote(article: Article, editor: User) -> None:
    mine = act(editor, article, making.quote(article), "accept")
    other = making.quote(article, "“Nobody is happy,”")
    for undoes in (mine.id, uuid4(), None):
        with pytest.raises(NotFound):
            act(editor, article, other, "undo", undoes=undoes)


def test_only_an_undo_undoes(article: Article, editor: User) -> None:
    """A stray `undoes` would put a decision on the wrong stack, and an unknown one would break the database's trust."""
    quote = making.quote(article)
    mine = act(editor, article, quote, "accept")
    for stray in (mine.id, uuid4()):
        decision = act(editor, article, quote, "correct", undoes=stray, **whole(article, "correct"))
        assert decision.undoes is None
    assert len(review_of(article, editor)["undo"]) == 3
