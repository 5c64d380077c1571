"""Articles that people call done: who did, how it ends, and what is left to check in them."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.errors import AlreadyUsed, NotFound
from articles.models import Article, Completion, Speaker, User
from articles.services.completing import Completed, mark_done, open_again, weigh
from articles.services.merging import merge_speakers, undo_merge
from articles.services.registry import create_speaker
from tests import making
from tests.making import HAPPY, SAIL, TEXT, WON, act, at_once, proposed, result

pytestmark = pytest.mark.django_db


def done(article: Article, by: User) -> Completed:
    return mark_done(id=uuid4(), article_id=article.pk, by=by)


def history(article: Article) -> list[tuple[bool, int, str]]:
    rows = Completion.objects.filter(article=article).oldest_first().select_related("by")
    return [(row.done, row.undecided, row.by.username) for row in rows]


def test_an_article_is_done_in_somebodys_name_though_quotes_stay_undecided(editor: User) -> None:
    article = making.article(WON, SAIL, HAPPY)
    act(editor, article, making.quote(article), "accept")
    completed = done(article, editor)
    assert (completed.undecided, completed.changed) == (2, True)
    article.refresh_from_db()
    assert (article.done, article.done_by) == (True, editor)
    assert article.done_at == Completion.objects.get().at
    assert history(article) == [(True, 2, "mara")]


def test_done_twice_is_done_once_and_in_the_name_of_the_first(editor: User, colleague: User) -> None:
    article = making.article(WON)
    id = uuid4()
    for _ in range(2):
        mark_done(id=id, article_id=article.pk, by=editor)
    assert done(article, colleague).changed is False
    article.refresh_from_db()
    assert article.done_by == editor
    assert history(article) == [(True, 1, "mara"), (True, 1, "tom")]


@pytest.mark.parametrize("again", [mark_done, open_again], ids=["done", "open again"])
def test_what_changed_nothing_changes_nothing_when_it_comes_late_either(
    again: Callable[..., Completed], editor: User, colleague: User
) -> None:
    article = making.article(WON)
    change, back = (mark_done, open_again) if again is mark_done else (open_again, mark_done)
    change(id=uuid4(), article_id=article.pk, by=editor)
    late = {"id": uuid4(), "article_id": article.pk, "by": colleague}
    assert again(**late).changed is False
    back(id=uuid4(), article_id=article.pk, by=editor)
    stood = Article.objects.get(pk=article.pk).done
    assert again(**late).changed is False
    assert Article.objects.get(pk=article.pk).done is stood


def test_it_can_be_opened_again_by_anybody_and_both_stay_on_record(editor: User, colleague: User) -> None:
    article = making.article(WON)
    assert open_again(id=uuid4(), article_id=article.pk, by=editor).changed is False
    done(article, editor)
    assert open_again(id=uuid4(), article_id=article.pk, by=colleague).changed is True
    article.refresh_from_db()
    assert (article.done, article.done_by, article.done_at) == (False, None, None)
    assert history(article) == [(False, 1, "mara"), (True, 1, "mara"), (False, 1, "tom")]


@pytest.mark.parametrize("action", ["accept", "reject", "correct"])
def test_deciding_anew_opens_it_again_and_says_which_decision_did(
    action: str, editor: User, colleague: User
) -> None:
    article = making.article(WON, SAIL)
    done(article, editor)
    details = {"result": result(article, "“We won,”")} if action == "correct" else {}
    decision = act(colleague, article, making.quote(article), action, **details)
    article.refresh_from_db()
    assert article.done is False
    assert history(article) == [(True, 2, "mara"), (False, 1, "tom")]
    assert Completion.objects.oldest_first().last().decision == decision  # type: ignore[union-attr]
    act(colleague, article, making.quote(article, "the boats would sail at noon"), "accept")
    assert len(history(article)) == 2


def test_undoing_a_decision_opens_it_again(editor: User) -> None:
    article = making.article(WON)
    quote = making.quote(article)
    accepted = act(editor, article, quote, "accept")
    done(article, editor)
    act(editor, article, quote, "undo", undoes=accepted.id)
    assert history(article) == [(True, 0, "mara"), (False, 1, "mara")]


def test_merging_speakers_leaves_it_done_for_nobody_looked_at_a_quote(editor: User) -> None:
    article = making.article(WON)
    act(editor, article, making.quote(article), "accept")
    done(article, editor)
    ada = Speaker.objects.get(name="Ada Nkemelu")
    merge = merge_speakers(merged=ada, into=create_speaker(name="A. Nkemelu"), by=editor)
    undo_merge(merge=merge, by=editor)
    article.refresh_from_db()
    assert article.done is True


def test_an_id_of_something_else_is_refused(editor: User, colleague: User) -> None:
    one, other = making.article(WON), making.article(WON, text=TEXT + "Second edition.\n")
    id = uuid4()
    mark_done(id=id, article_id=one.pk, by=editor)
    with pytest.raises(AlreadyUsed):
        mark_done(id=id, article_id=other.pk, by=editor)
    with pytest.raises(AlreadyUsed):
        mark_done(id=id, article_id=one.pk, by=colleague)
    with pytest.raises(AlreadyUsed):
        open_again(id=id, article_id=one.pk, by=editor)
    with pytest.raises(NotFound):
        mark_done(id=uuid4(), article_id=10**9, by=editor)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_at_once_one_called_it_done(editor: User, colleague: User) -> None:
    article = making.article(WON)
    outcomes = at_once(lambda: done(article, editor), lambda: done(article, colleague))
    assert sorted(outcome.changed for outcome in outcomes) == [False, True]
    first = Completion.objects.oldest_first().select_related("by").first()
    assert first is not None
    assert Article.objects.get(pk=article.pk).done_by == first.by


def doubt(article: Article) -> float:
    article.refresh_from_db(fields=["doubt"])
    return article.doubt


def test_doubt_is_how_many_undecided_suggestions_are_expected_to_be_wrong(editor: User) -> None:
    article = making.article(
        proposed("“We won,”", confidence=0.9),
        proposed("“It took us eleven days.”", confidence=0.4),
        proposed("the boats would sail at noon", confidence=None),
    )
    assert doubt(article) == pytest.approx(0.1 + 0.6 + 1)
    unsure = making.quote(article, "“It took us eleven days.”")
    rejected = act(editor, article, unsure, "reject")
    assert doubt(article) == pytest.approx(1.1)
    act(editor, article, unsure, "undo", undoes=rejected.id)
    assert doubt(article) == pytest.approx(1.7)
    # A quote that a person adds over the same words leaves nothing to ask about them.
    act(editor, article, uuid4(), "add", result=result(article, "the boats would sail at noon"))
    assert doubt(article) == pytest.approx(0.7)
    making.run(article, proposed("“We won,”", confidence=0.5))
    assert doubt(article) == pytest.approx(0.5 + 0.6), "the reopened one stays on offer"


def test_weighing_many_articles_takes_one_query(editor: User) -> None:
    articles = [making.article(WON, text=f"{TEXT}Edition {n}.\n").pk for n in range(5)]
    with CaptureQueriesContext(connection) as queries:
        weigh(articles)
    assert len(queries) == 1
