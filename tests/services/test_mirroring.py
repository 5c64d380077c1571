"""The feed of changes: everything is told, in order and once, whoever commits when."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from articles.errors import UnknownCursor
from articles.models import Article, Change, Decision, Speaker, User
from articles.services import mirroring
from articles.services.completing import mark_done, open_again
from articles.services.importing import import_article
from articles.services.merging import merge_speakers, undo_merge
from articles.services.mirroring import changes_after, newest_position
from articles.services.registry import create_speaker, edit_speaker
from tests import making
from tests.making import SAIL, TEXT, WON, act, at_once, result

Json = dict[str, Any]


def everything(position: int = 0, limit: int = 7) -> list[Json]:
    """All changes after this position, page by page."""
    changes: list[Json] = []
    while True:
        page = changes_after(position=position, limit=limit)
        assert len(page.changes) <= limit
        changes += page.changes
        position = page.position
        if not page.more:
            return changes


def told(changes: list[Json]) -> list[str]:
    return [change["event"] for change in changes]


# --- what is told -----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_whatever_happens_is_told_in_order(editor: User) -> None:
    article = making.article(WON, SAIL)
    won, sail = making.quote(article), making.quote(article, SAIL.content[0])
    accepted = act(editor, article, won, "accept")
    act(editor, article, sail, "reject")
    act(editor, article, sail, "undo", undoes=Decision.objects.last().id)  # type: ignore[union-attr]
    act(editor, article, won, "reopen")
    added = uuid4()
    act(editor, article, added, "add", result=result(article, "noon", speakers=["Bo Li"]))
    mark_done(id=uuid4(), article_id=article.pk, by=editor)
    open_again(id=uuid4(), article_id=article.pk, by=editor)
    act(editor, article, added, "remove")
    changes = everything()
    assert told(changes) == [
        "article.import", "article.change",  # the run found out the language
        "speaker.create", "attribution.accept", "attribution.reject", "attribution.undo", "attribution.reopen",
        "speaker.create", "attribution.add", "article.done", "article.open", "attribution.remove",
    ]  # fmt: skip
    assert [change["cursor"] for change in changes] == [str(n) for n in range(1, 13)]
    first = changes[3]
    assert (first["attribution"], first["decision"], first["article"]) == (
        str(won), str(accepted.id), article.pk,
    )  # fmt: skip
    assert first["now"] is None  # it was reopened since
    assert changes[0]["now"]["text"] == TEXT
    assert changes[1]["now"]["language"] == "en"
    assert "text" not in changes[1]["now"]


@pytest.mark.django_db
def test_speakers_are_told_of_with_the_quotes_that_move(editor: User) -> None:
    article = making.article(WON)
    act(editor, article, making.quote(article), "accept")
    ada, other = Speaker.objects.get(), create_speaker(name="Captain Nkemelu", aliases=["The captain"])
    before = newest_position()
    edit_speaker(speaker=ada, name="Adaeze Nkemelu")
    merge = merge_speakers(merged=ada, into=other, by=editor)
    changes = everything(before)
    assert told(changes) == ["speaker.change", "speaker.merge", "attribution.merge"]
    assert changes[0]["now"]["aliases"] == ["Ada Nkemelu"]
    assert changes[1]["now"]["merged_into"] == str(other.pk)
    assert [s["name"] for s in changes[2]["now"]["speakers"]] == ["Captain Nkemelu"]
    before = newest_position()
    undo_merge(merge=merge, by=editor)
    edit_speaker(speaker=other, aliases=["Skipper"])
    assert told(everything(before)) == ["speaker.part", "attribution.undo", "speaker.change"]
    assert everything(before)[-1]["now"]["aliases"] == ["Skipper"]


@pytest.mark.django_db
def test_what_is_rolled_back_is_not_told(editor: User) -> None:
    article = making.article(WON)
    before = newest_position()
    with transaction.atomic():
        act(editor, article, making.quote(article), "accept")
        transaction.set_rollback(True)
    create_speaker(name="Bo Li")
    assert [(c["event"], c["cursor"]) for c in everything(before)] == [("speaker.create", str(before + 1))]


@pytest.mark.django_db
def test_to_work_in_an_article_without_deciding_is_no_change(editor: User) -> None:
    article = making.article(WON)
    before = newest_position()
    making.run(article, WON, SAIL)
    assert everything(before) == []


@pytest.mark.django_db
def test_a_place_that_was_never_given_out_is_refused(editor: User) -> None:
    create_speaker(name="Bo Li")
    assert changes_after(position=1, limit=5) == ([], 1, False)
    with pytest.raises(UnknownCursor):
        changes_after(position=2, limit=5)


@pytest.mark.django_db
def test_a_page_holds_only_so_much_text_but_always_something(
    editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mirroring, "MAX_TEXT", 25)
    for n in range(4):
        import_article(text=f"Twelve chars {n}" if n != 2 else "Long " * 20, by=editor)
    pages = []
    position, more = 0, True
    while more:
        changes, position, more = changes_after(position=position, limit=50)
        pages.append(len(changes))
    assert pages == [1, 1, 1, 1]
    monkeypatch.setattr(mirroring, "MAX_TEXT", 30)
    assert len(changes_after(position=0, limit=50).changes) == 2


@pytest.mark.django_db
def test_more_than_is_placed_at_once_is_told_all_the_same(
    editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mirroring, "PLACED_AT_ONCE", 3)
    for n in range(10):
        create_speaker(name=f"Speaker {n}")
    assert [c["now"]["name"] for c in everything(limit=5)] == [f"Speaker {n}" for n in range(10)]


@pytest.mark.django_db
def test_a_page_takes_the_same_number_of_queries_for_few_changes_and_for_many(editor: User) -> None:
    def fill(number: int) -> None:
        survivor = create_speaker(name=f"Survivor {number}", aliases=["S."])
        for n in range(number):
            made = making.article(WON, SAIL, text=f"{TEXT}Edition {number}/{n}.\n")
            act(editor, made, making.quote(made), "accept")
            act(editor, made, making.quote(made, SAIL.content[0]), "reject")
            mark_done(id=uuid4(), article_id=made.pk, by=editor)
            merge_speakers(merged=create_speaker(name=f"Speaker {number}/{n}"), into=survivor, by=editor)

    create_speaker(name="The first")
    costs = []
    for number in (2, 20):
        before = newest_position()
        fill(number)
        with CaptureQueriesContext(connection) as queries:
            assert len(changes_after(position=before, limit=500).changes) > 5 * number
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 20


# --- others write meanwhile -------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_who_commits_late_is_told_of_late_and_not_left_out(editor: User) -> None:
    one, other = making.article(WON), making.article(SAIL, text=f"{TEXT}Second edition.\n")
    create_speaker(name="Ada Nkemelu")
    begun, commit = threading.Event(), threading.Event()
    start = newest_position()
    late = making.quote(one)
    prompt = making.quote(other, SAIL.content[0])

    def decides_and_dawdles() -> None:
        with transaction.atomic():
            act(editor, one, late, "accept")
            begun.set()
            assert commit.wait(20)

    def reads_meanwhile() -> tuple[int, list[Json]]:
        assert begun.wait(20)
        try:
            if connection.vendor == "postgresql":  # on SQLite, whoever writes second waits
                act(editor, other, prompt, "reject")
            meanwhile = everything(start)
            return start + len(meanwhile), meanwhile
        finally:
            commit.set()

    dawdled, (position, meanwhile) = at_once(decides_and_dawdles, reads_meanwhile)
    assert dawdled is None
    if connection.vendor == "postgresql":
        assert [c["attribution"] for c in meanwhile] == [str(prompt)]
    else:
        assert meanwhile == []
        act(editor, other, prompt, "reject")
    afterwards = everything(position)
    both = [c["attribution"] for c in meanwhile + afterwards]
    assert sorted(both) == sorted([str(late), str(prompt)])
    rows = list(Change.objects.after(start).with_decisions())
    assert [row.position for row in rows] == [start + 1, start + 2]
    if connection.vendor == "postgresql":
        assert rows[0].number > rows[1].number  # a reader who went by it would have missed the late one
        assert both == [str(prompt), str(late)]


@pytest.mark.django_db(transaction=True)
def test_a_reader_of_what_many_write_at_once_ends_with_all_of_it_once(editor: User) -> None:
    rounds, writers = 8, 4
    articles = [making.article(WON, SAIL, text=f"{TEXT}Edition {n}.\n") for n in range(writers + 1)]
    shared = articles.pop()
    start = newest_position()
    writing = threading.Barrier(writers + 1)
    at_work = [True] * writers

    def writes(number: int) -> None:
        own = articles[number]
        quotes = [making.quote(own), making.quote(own, SAIL.content[0])]
        try:
            writing.wait(20)
            for turn in range(rounds):
                with (
                    transaction.atomic()
                ):  # two decisions that become visible together, later than others' first
                    for quote in quotes:
                        act(editor, own, quote, "reopen" if turn % 2 else "accept")
                act(
                    editor,
                    shared,
                    uuid4(),
                    "add",
                    result=result(shared, "noon", speakers=[f"Guest {turn % 3}"]),
                )
                create_speaker(name=f"Speaker {number}/{turn}")
        finally:
            at_work[number] = False

    def reads() -> list[Json]:
        writing.wait(20)
        changes: list[Json] = []
        position = start
        while True:
            busy = any(at_work)
            page = changes_after(position=position, limit=5)
            changes += page.changes
            position = page.position
            if not busy and not page.more:
                return changes

    changes, *written = at_once(reads, *(partial(writes, n) for n in range(writers)))
    assert written == [None] * writers
    assert [int(c["cursor"]) for c in changes] == list(range(start + 1, start + 1 + len(changes)))
    decisions = [c["decision"] for c in changes if c["decision"]]
    assert len(decisions) == rounds * writers * 3
    assert sorted(decisions) == sorted(str(id) for id in Decision.objects.values_list("id", flat=True))
    made = [c["speaker"] for c in changes if c["event"] == "speaker.create"]
    assert sorted(made) == sorted(str(id) for id in Speaker.objects.values_list("pk", flat=True))
    versions = dict(Decision.objects.values_list("id", "version"))
    by_text = {str(id): version for id, version in versions.items()}
    for quote in {c["attribution"] for c in changes if c["attribution"]}:
        order = [by_text[c["decision"]] for c in changes if c["attribution"] == quote]
        assert order == list(range(1, len(order) + 1))


@pytest.mark.django_db(transaction=True)
def test_many_who_read_at_once_read_the_same(editor: User) -> None:
    for n in range(30):
        create_speaker(name=f"Speaker {n}")
    outcomes = at_once(*[everything] * 6)
    assert all(outcome == outcomes[0] for outcome in outcomes), outcomes
    assert len(outcomes[0]) == 30
    assert all(int(b["cursor"]) == int(a["cursor"]) + 1 for a, b in pairwise(outcomes[0]))


# --- what there was before --------------------------------------------------------------------------------------


@pytest.fixture
def migrated(transactional_db: None) -> Iterator[None]:
    yield
    call_command("migrate", verbosity=0)


def test_what_was_there_before_the_feed_is_in_it(migrated: None, editor: User) -> None:
    article = making.article(WON)
    act(editor, article, making.quote(article), "accept")
    call_command("migrate", "articles", "0008", verbosity=0)
    call_command("migrate", verbosity=0)
    changes = everything()
    assert told(changes) == ["speaker.create", "article.import", "attribution.accept"]
    assert changes[1]["now"]["text"] == TEXT
    assert all(change["now"] for change in changes)
    create_speaker(name="Cyd Oh")
    assert told(everything(len(changes))) == ["speaker.create"]
    assert Article.objects.count() == 1
