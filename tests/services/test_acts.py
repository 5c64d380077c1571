"""Decisions that a person makes as one are taken back as one, also on another day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.errors import AlreadyUsed, ChangedSince
from articles.models import Article, Attribution, Decision, User
from articles.services.completing import mark_done, open_again
from articles.services.documents import review_of
from articles.services.merging import merge_speakers, undo_merge
from articles.services.registry import create_speaker
from tests import making
from tests.making import WON, act

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(db: None) -> User:
    user: User = get_user_model().objects.create_user("lou")
    return user


def quotes(article: Article) -> list[UUID]:
    return [s.pk for s in making.offered(article)]


def accepted_together(by: User, article: Article, of: list[UUID]) -> list[Decision]:
    group = uuid4()
    return [act(by, article, quote, "accept", group=group) for quote in of]


def back(by: User, article: Article, decisions: list[Decision], group: UUID | None = None) -> list[Decision]:
    """Undo these in one go."""
    group = group or uuid4()
    return [act(by, article, d.attribution, "undo", undoes=d.id, group=group) for d in reversed(decisions)]


def ids(stack: list[dict[str, Any]]) -> list[list[str]]:
    return [entry["decisions"] for entry in stack]


def told(decisions: list[Decision]) -> list[str]:
    return [str(d.id) for d in decisions]


def test_a_group_is_one_thing_to_undo_and_to_redo(article: Article, editor: User) -> None:
    first, *rest = quotes(article)
    alone = act(editor, article, first, "reject")
    together = accepted_together(editor, article, rest)
    review = review_of(article, editor)
    assert review["undo"] == [
        {"group": None, "decisions": told([alone]), "merge": None, "done": False},
        {"group": str(together[0].group), "decisions": told(together), "merge": None, "done": False},
    ]
    undone = back(editor, article, together)
    review = review_of(article, editor)
    assert (ids(review["undo"]), ids(review["redo"])) == ([told([alone])], [told(undone)])
    assert review["redo"][0]["group"] == str(undone[0].group)
    assert [q["state"] for q in review["quotes"]] == ["rejected", "suggested", "suggested"]

    redone = back(editor, article, undone)
    review = review_of(article, editor)
    assert (ids(review["undo"]), ids(review["redo"])) == ([told([alone]), told(redone)], [])
    assert [q["state"] for q in review["quotes"]] == ["rejected", "accepted", "accepted"]


def test_a_quote_and_what_was_filled_in_are_one_thing_to_undo_and_to_redo(
    article: Article, editor: User
) -> None:
    quote, group = uuid4(), uuid4()
    begun = making.result(article, "noon")
    full = making.result(article, "noon", cue="said", speakers=["Ada Nkemelu"])
    made = [
        act(editor, article, quote, "add", result=begun, group=group),
        act(editor, article, quote, "fill", result=full, group=group),
    ]
    review = review_of(article, editor)
    assert ids(review["undo"]) == [told(made)]
    undone = back(editor, article, made)
    assert not Attribution.objects.exists()
    review = review_of(article, editor)
    assert (review["undo"], ids(review["redo"])) == ([], [told(undone)])
    back(editor, article, undone)
    again = Attribution.objects.with_parts().get()
    assert [it.speaker.name for it in again.speaking.all()] == ["Ada Nkemelu"]
    assert len(ids(review_of(article, editor)["undo"])) == 1


def test_what_a_colleague_changed_since_stays_and_is_not_asked_for_again(
    article: Article, editor: User, colleague: User
) -> None:
    alone = act(editor, article, quotes(article)[0], "reject")
    one, other = accepted_together(editor, article, quotes(article))
    act(colleague, article, one.attribution, "reject")
    group = uuid4()
    [undone] = back(editor, article, [other], group)
    with pytest.raises(ChangedSince):
        back(editor, article, [one], group)
    review = review_of(article, editor)
    assert (ids(review["undo"]), ids(review["redo"])) == ([told([alone])], [told([undone])])
    [redone] = back(editor, article, [undone])
    assert ids(review_of(article, editor)["undo"]) == [told([alone]), told([redone])]


def test_one_of_a_group_can_be_undone_alone(article: Article, editor: User) -> None:
    one, *others = accepted_together(editor, article, quotes(article))
    undone = act(editor, article, one.attribution, "undo", undoes=one.id)
    review = review_of(article, editor)
    assert (ids(review["undo"]), ids(review["redo"])) == ([told(others)], [told([undone])])
    back(editor, article, others)
    assert review_of(article, editor)["undo"] == []
    assert [len(entry) for entry in ids(review_of(article, editor)["redo"])] == [1, 2]


def test_a_new_decision_leaves_nothing_to_redo(article: Article, editor: User) -> None:
    together = accepted_together(editor, article, quotes(article))
    back(editor, article, together)
    act(editor, article, quotes(article)[0], "reject")
    review = review_of(article, editor)
    assert (len(review["undo"]), review["redo"]) == (1, [])


def test_a_group_is_of_one_person_one_article_and_no_merge(
    article: Article, editor: User, colleague: User
) -> None:
    [mine] = accepted_together(editor, article, quotes(article)[:1])
    elsewhere = making.article(WON, text=f"{making.TEXT}Again.")
    attempts = [(colleague, article, mine.group), (editor, elsewhere, mine.group)]
    ada, bo = Attribution.objects.get().speakers.get(), create_speaker(name="Bo")
    merge = merge_speakers(merged=ada, into=bo, by=editor)
    attempts.append((editor, article, merge.pk))
    for by, where, group in attempts:
        with pytest.raises(AlreadyUsed, match="group"):
            act(by, where, quotes(where)[0], "accept", group=group)
    assert undo_merge(merge=merge, by=editor) == 0


def test_a_group_says_who_decided_and_when_like_any_decision(
    article: Article, editor: User, colleague: User
) -> None:
    """A merge leaves that as it was, and has a group as well."""
    quote = quotes(article)[0]
    act(colleague, article, quote, "reject")
    [mine] = accepted_together(editor, article, [quote])
    row = Attribution.objects.get(pk=quote)
    assert (row.decided_by, row.decided_at) == (editor, mine.at)


def test_the_review_costs_the_same_however_much_can_be_taken_back(article: Article, editor: User) -> None:
    costs = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            review_of(article, editor)
        costs.append(len(queries))
        back(editor, article, accepted_together(editor, article, quotes(article)))
    assert costs[0] == costs[1]


# --- calling the article done -----------------------------------------------------------------------------------


def done(article: Article, by: User) -> None:
    mark_done(id=uuid4(), article_id=article.pk, by=by)


def opened(article: Article, by: User) -> None:
    open_again(id=uuid4(), article_id=article.pk, by=by)


def both(article: Article, by: User) -> tuple[list[bool], list[bool]]:
    """Of what can be undone and redone: is it calling the article done?"""
    review = review_of(article, by)
    return [act["done"] for act in review["undo"]], [act["done"] for act in review["redo"]]


def test_calling_an_article_done_is_undone_and_redone_in_its_place(article: Article, editor: User) -> None:
    act(editor, article, quotes(article)[0], "accept")
    done(article, editor)
    assert both(article, editor) == ([False, True], [])
    opened(article, editor)
    assert both(article, editor) == ([False], [True])
    done(article, editor)
    assert both(article, editor) == ([False, True], [])


def test_done_is_nothing_to_undo_once_the_article_is_open_for_another_reason(
    article: Article, editor: User, colleague: User
) -> None:
    done(article, editor)
    opened(article, colleague)
    assert both(article, editor) == ([], [])
    done(article, editor)
    act(editor, article, quotes(article)[0], "accept")
    assert both(article, editor) == ([False], [])


def test_what_a_colleague_called_done_is_not_ones_own_to_undo(
    article: Article, editor: User, colleague: User
) -> None:
    done(article, colleague)
    done(article, editor)
    assert both(article, editor) == ([], [])
    assert both(article, colleague) == ([True], [])
    opened(article, editor)
    assert both(article, editor) == ([], [])


# --- merges of speakers -----------------------------------------------------------------------------------------


def kinds(stack: list[dict[str, Any]]) -> list[str]:
    return ["merge" if entry["merge"] else "decisions" for entry in stack]


def test_a_merge_is_undone_where_it_was_made_in_its_place_among_decisions(
    article: Article, editor: User
) -> None:
    first, second, _ = quotes(article)
    accepted = act(editor, article, first, "accept")
    ada, bo = Attribution.objects.get().speakers.get(), create_speaker(name="Bo")
    merge = merge_speakers(merged=ada, into=bo, by=editor, article=article)
    rejected = act(editor, article, second, "reject")
    review = review_of(article, editor)
    assert kinds(review["undo"]) == ["decisions", "merge", "decisions"]
    assert review["undo"][1]["merge"] == {
        "id": str(merge.pk),
        "merged": {"id": str(ada.pk), "name": "Ada Nkemelu", "kind": "person"},
        "into": {"id": str(bo.pk), "name": "Bo", "kind": "person"},
    }
    act(editor, article, second, "undo", undoes=rejected.id)
    undo_merge(merge=merge, by=editor)
    review = review_of(article, editor)
    assert (kinds(review["undo"]), kinds(review["redo"])) == (["decisions"], ["decisions", "merge"])
    act(editor, article, first, "undo", undoes=accepted.id)
    assert review_of(article, editor)["undo"] == []


def test_merging_the_same_two_again_is_the_redo_of_a_merge(article: Article, editor: User) -> None:
    one, other, third = (create_speaker(name=name) for name in ("Ada", "Bo", "Cy"))
    act(editor, article, quotes(article)[0], "reject")
    merge = merge_speakers(merged=one, into=other, by=editor, article=article)
    back(editor, article, [act(editor, article, quotes(article)[0], "reject")])
    undo_merge(merge=merge, by=editor)
    merge_speakers(merged=one, into=other, by=editor, article=article)
    review = review_of(article, editor)
    assert (kinds(review["undo"]), kinds(review["redo"])) == (["decisions", "merge"], ["decisions"])
    merge_speakers(merged=third, into=other, by=editor, article=article)
    assert review_of(article, editor)["redo"] == []


def test_what_was_merged_elsewhere_or_by_others_or_parted_by_others_is_not_ones_own(
    article: Article, editor: User, colleague: User
) -> None:
    a, b, c, d = (create_speaker(name=name) for name in ("Ada", "Bo", "Cy", "Di"))
    merge_speakers(merged=a, into=b, by=editor)
    merge_speakers(merged=b, into=c, by=colleague, article=article)
    mine = merge_speakers(merged=c, into=d, by=editor, article=article)
    assert kinds(review_of(article, editor)["undo"]) == ["merge"]
    undo_merge(merge=mine, by=colleague)
    review = review_of(article, editor)
    assert (review["undo"], review["redo"]) == ([], [])


def test_the_order_is_that_of_the_decisions_whatever_the_clocks_say(
    article: Article, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, _ = quotes(article)
    one = act(editor, article, first, "accept")
    earlier = one.at - timedelta(minutes=5)
    with monkeypatch.context() as slow:
        slow.setattr("articles.services.recording.timezone.now", lambda: earlier)
        two = act(editor, article, second, "accept")
    assert two.at < one.at
    assert ids(review_of(article, editor)["undo"]) == [[str(one.id)], [str(two.id)]]
