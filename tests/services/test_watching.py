"""Who else has an article open, and what was decided since a page last asked."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Presence, User
from articles.models.presence import STAYS
from articles.services.commenting import comment, settle
from articles.services.completing import mark_done
from articles.services.documents import quote_of, review_of
from articles.services.importing import import_article
from articles.services.merging import merge_speakers
from articles.services.registry import create_speaker
from articles.services.watching import Heard, watch
from tests import making
from tests.making import act, quote, result

pytestmark = pytest.mark.django_db


def test_those_who_look_at_the_same_article_know_of_each_other(
    article: Article, editor: User, colleague: User
) -> None:
    other = making.article(text="Another text.\n")
    assert watch(article=article, person=editor, after=0)["people"] == []
    watch(article=other, person=colleague, after=0)
    assert watch(article=article, person=editor, after=0)["people"] == []
    assert watch(article=article, person=colleague, after=0)["people"] == [
        {"id": editor.pk, "name": editor.display_name}
    ]
    assert watch(article=article, person=editor, after=0)["people"] == [
        {"id": colleague.pk, "name": colleague.display_name}
    ]


def test_who_is_not_heard_of_for_half_a_minute_is_gone_and_leaves_no_row(
    article: Article, editor: User, colleague: User
) -> None:
    watch(article=article, person=colleague, after=0)
    just = timezone.now() - STAYS + timedelta(seconds=5)
    Presence.objects.update(seen_at=just)
    assert len(watch(article=article, person=editor, after=0)["people"]) == 1
    Presence.objects.filter(person=colleague).update(seen_at=just - timedelta(seconds=6))
    assert watch(article=article, person=editor, after=0)["people"] == []
    assert [row.person for row in Presence.objects.all()] == [editor]


def test_looking_again_renews_one_row(article: Article, editor: User) -> None:
    watch(article=article, person=editor, after=0)
    first = Presence.objects.get()
    watch(article=article, person=editor, after=0)
    assert Presence.objects.get().pk == first.pk
    assert Presence.objects.get().seen_at > first.seen_at
    with pytest.raises(IntegrityError), transaction.atomic():
        Presence.objects.create(article=article, person=editor, seen_at=timezone.now())


def test_what_was_decided_since_is_told_once_as_it_stands(
    article: Article, editor: User, colleague: User
) -> None:
    accepted, reopened = quote(article), quote(article, "the boats would sail at noon")
    act(colleague, article, quote(article, "“Nobody is happy,”"), "reject")
    known = review_of(article, editor)["latest"]
    act(colleague, article, accepted, "accept")
    act(colleague, article, reopened, "accept")
    act(colleague, article, reopened, "reopen")
    news = watch(article=article, person=editor, after=known)
    assert {n["id"]: (n["version"], n["quote"]["state"]) for n in news["quotes"]} == {
        str(accepted): (1, "accepted"),
        str(reopened): (2, "suggested"),
    }
    assert news["quotes"][0]["quote"] == quote_of(article, accepted)
    assert news["quotes"][1]["quote"]["version"] == 2
    assert news["latest"] == review_of(article, editor)["latest"] > known
    again = watch(article=article, person=editor, after=news["latest"])
    assert (again["quotes"], again["latest"]) == ([], news["latest"])


def test_a_removed_quote_is_told_as_gone(article: Article, editor: User, colleague: User) -> None:
    added = act(colleague, article, uuid4(), "add", result=result(article, "Ferry strike ends")).attribution
    known = review_of(article, editor)["latest"]
    act(colleague, article, added, "remove")
    assert watch(article=article, person=editor, after=known)["quotes"] == [
        {"id": str(added), "version": 2, "quote": None}
    ]


def test_quotes_that_a_merge_moved_are_told(article: Article, editor: User, colleague: User) -> None:
    act(editor, article, quote(article), "accept")
    known = review_of(article, editor)["latest"]
    ada = article.attributions.get().speakers.get()
    merge_speakers(merged=ada, into=create_speaker(name="A. Nkemelu"), by=colleague)
    [told] = watch(article=article, person=editor, after=known)["quotes"]
    assert [speaker["name"] for speaker in told["quote"]["speakers"]] == ["A. Nkemelu"]


def test_a_run_of_somebody_else_is_told(article: Article, editor: User) -> None:
    run = making.run(article, making.WON)
    assert watch(article=article, person=editor, after=0)["run"] == {"id": run.pk, "state": "done"}
    unseen = import_article(text="No run.\n", by=editor, suggest=False).article
    assert watch(article=unseen, person=editor, after=0)["run"] is None


def test_it_tells_whether_the_article_is_done(article: Article, editor: User, colleague: User) -> None:
    assert watch(article=article, person=editor, after=0)["standing"]["done"] is False
    mark_done(id=uuid4(), article_id=article.pk, by=colleague)
    article.refresh_from_db()
    standing = watch(article=article, person=editor, after=0)["standing"]
    assert (standing["done"], standing["done_by"]) == (True, colleague.display_name)


def test_it_tells_how_the_article_stands_now_not_when_it_was_asked(
    article: Article, editor: User, colleague: User
) -> None:
    asked_with = Article.objects.get(pk=article.pk)
    mark_done(id=uuid4(), article_id=article.pk, by=colleague)
    assert watch(article=asked_with, person=editor, after=0)["standing"]["done"] is True


def test_what_was_said_since_is_told_once_as_it_stands(
    article: Article, editor: User, colleague: User
) -> None:
    about = {"article_id": article.pk, "attribution": quote(article), "by": colleague}
    known = comment(id=uuid4(), text="Known.", **about).comment
    heard = Heard(**review_of(article, editor)["heard"])
    other = making.article(making.WON, text=f"{making.TEXT}More.\n")
    comment(id=uuid4(), article_id=other.pk, attribution=quote(other), text="Elsewhere.", by=colleague)
    assert watch(article=article, person=editor, after=0, heard=heard)["comments"] == []
    comment(id=uuid4(), text="New.", **about)
    settle(id=uuid4(), comment=known.id, resolved=True, by=colleague)
    news = watch(article=article, person=editor, after=0, heard=heard)
    assert news["comments"] == review_of(article, editor)["comments"]
    assert [(one["text"], one["resolved"]) for one in news["comments"]] == [("Known.", True), ("New.", False)]
    assert news["heard"] == review_of(article, editor)["heard"]
    again = watch(article=article, person=editor, after=0, heard=Heard(**news["heard"]))
    assert (again["comments"], again["heard"]) == ([], news["heard"])


def test_who_does_not_ask_for_the_talk_is_not_told_of_it(article: Article, editor: User) -> None:
    comment(id=uuid4(), article_id=article.pk, attribution=quote(article), text="Hm.", by=editor)
    assert watch(article=article, person=editor, after=0)["comments"] == []


def test_it_costs_the_same_however_many_quotes_are_new_and_less_where_none_is(
    article: Article, editor: User, colleague: User
) -> None:
    def cost(after: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            watch(article=article, person=editor, after=after, heard=Heard(after, after))
        return len(queries)

    for words in ("Hm.", "Ask Ada."):
        comment(id=uuid4(), article_id=article.pk, attribution=quote(article), text=words, by=colleague)
    act(colleague, article, quote(article), "accept")
    act(colleague, article, quote(article, "the boats would sail at noon"), "accept")
    act(colleague, article, uuid4(), "add", result=result(article, "noon", speakers=["Bo"]))
    few = cost(0)
    for text in ("boats", "office", "crews"):
        act(colleague, article, uuid4(), "add", result=result(article, text, speakers=["Bo"]))
    act(colleague, article, quote(article, "“Nobody is happy,”"), "accept")
    assert cost(0) == few
    assert cost(review_of(article, editor)["latest"]) <= 8 < few
