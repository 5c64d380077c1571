"""What the annotation page is told of an article, and what an export holds."""

from __future__ import annotations

import gc
import tracemalloc
from datetime import date
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.document import STATES
from articles.errors import NoSuchValue
from articles.formats import Losses, jsonl
from articles.models import Article, Attribution, Span, Speaker, User
from articles.services.documents import one_moment, quote_of, review_of
from articles.services.exporting import documents, export
from articles.services.importing import import_article
from articles.services.importing_datasets import import_dataset
from articles.services.registry import create_speaker
from tests import making
from tests.formats.documents import DIFFICULT
from tests.making import HAPPY, SAIL, TEXT, WON, act, proposed, result

pytestmark = pytest.mark.django_db


def crowded(number: int, editor: User) -> Article:
    """An article with so many quotes, a third each undecided, accepted and reopened, by as many speakers."""
    text = f"{number} quotes\n" + "".join(f"“Number {n:03} was said.” " for n in range(number))
    quotes = [proposed(f"“Number {n:03} was said.”", speakers=[f"Speaker {n}"]) for n in range(number)]
    article = making.article(*quotes, text=text)
    for n, suggestion in enumerate(making.offered(article)):
        if n % 3:
            act(editor, article, suggestion.pk, "accept")
        if n % 3 == 2:
            act(editor, article, suggestion.pk, "reopen")
    return article


def test_the_review_takes_the_same_number_of_queries_for_3_and_for_60_quotes(editor: User) -> None:
    costs = []
    for number in (3, 60):
        article = crowded(number, editor)
        with CaptureQueriesContext(connection) as queries:
            review = review_of(article, editor)
        assert len(review["quotes"]) == number
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 12


def test_the_review_shows_suggested_decided_rejected_and_reopened_quotes_in_text_order(editor: User) -> None:
    article = making.article(HAPPY, SAIL, WON)
    won, sail, happy = (s.pk for s in making.offered(article))
    act(editor, article, sail, "reject")
    act(editor, article, happy, "accept")
    act(editor, article, happy, "reopen")
    added = uuid4()
    act(editor, article, added, "add", result=result(article, "Ferry strike ends", speakers=["The Paper"]))
    quotes = review_of(article, editor)["quotes"]
    assert [(q["id"], q["state"], q["version"]) for q in quotes] == [
        (str(added), "added", 1), (str(won), "suggested", 0), (str(sail), "rejected", 1), (str(happy), "suggested", 2),
    ]  # fmt: skip
    assert quotes[0]["suggestion"] is None
    assert all(q["suggestion"]["spans"] for q in quotes[1:])
    assert [q["decided_by"] for q in quotes] == ["Mara Editor", "", "Mara Editor", ""]
    assert all(quote_of(article, q["id"]) == q for q in quotes)


def test_a_quote_in_the_review_has_the_fields_that_the_page_was_promised(editor: User) -> None:
    article = making.article(WON)
    quote = review_of(article, editor)["quotes"][0]
    assert set(quote) == {
        "id", "state", "version", "kind", "spans", "speakers", "confidence", "reason", "suggestion",
        "decided_by", "decided_by_id", "decided_at",
    }  # fmt: skip
    assert set(quote["spans"][0]) == {"role", "start", "end", "text"}
    assert quote["speakers"] == [{"id": None, "name": "Ada Nkemelu", "kind": "person"}]
    act(editor, article, making.quote(article), "accept")
    decided = review_of(article, editor)["quotes"][0]
    assert set(decided) == set(quote)
    assert decided["speakers"][0]["id"]


def test_the_cast_keeps_its_order_whatever_is_decided(editor: User) -> None:
    article = making.article(WON, SAIL, proposed("“Nobody is happy,”", speakers=["A passenger"]))

    def cast() -> list[str]:
        return [s["name"] for s in review_of(article, editor)["cast"]]

    everybody = ["Ada Nkemelu", "Harbour office", "A passenger"]
    assert cast() == everybody
    won = making.quote(article)
    act(editor, article, making.quote(article, "“Nobody is happy,”"), "accept")
    assert cast() == everybody
    act(editor, article, won, "reject")
    assert cast() == everybody
    act(editor, article, won, "correct", result=result(article, "“We won,”", speakers=["A passenger"]))
    assert cast() == everybody
    for name in ("Zoë Last", "Bo First"):
        act(editor, article, won, "correct", result=result(article, "“We won,”", speakers=[name]))
    added = result(article, "noon", speakers=["Zoë Last"])
    act(editor, article, uuid4(), "add", result=added)
    assert cast() == [*everybody, "Zoë Last", "Bo First"]
    act(editor, article, won, "reopen")
    assert cast() == [*everybody, "Zoë Last"]


def test_reading_at_one_moment_leaves_the_connection_as_it_was() -> None:
    with one_moment(), one_moment():
        assert Article.objects.count() == 0
    import_article(text=TEXT, by=None)


# --- export -----------------------------------------------------------------------------------------------------


@pytest.fixture
def record(editor: User) -> Article:
    """An article with a quote in every state."""
    article = making.article(WON, SAIL, HAPPY, title="Ferry", publisher="Paper", published=date(2026, 3, 4))
    won, sail, _happy = (s.pk for s in making.offered(article))
    act(editor, article, won, "accept")
    act(editor, article, sail, "correct", result=result(article, "sail at noon", speakers=["Harbour master"]))
    act(editor, article, uuid4(), "add", result=result(article, "who led the crews"))
    rejected = uuid4()
    act(editor, article, rejected, "add", result=result(article, "Ferry"))
    act(editor, article, rejected, "reject")
    making.article(HAPPY, text=TEXT + "Nothing decided here.\n")
    return article


def test_an_export_holds_what_somebody_stands_by_and_nothing_else(record: Article) -> None:
    (document,) = documents()
    assert document.id == str(record.pk)
    assert document.text == TEXT
    assert [(a.state, a.content[0].text) for a in document.attributions] == [
        ("accepted", "“We won,”"), ("added", "who led the crews"), ("corrected", "sail at noon"),
    ]  # fmt: skip
    assert [[s.name for s in a.speakers] for a in document.attributions] == [
        ["Ada Nkemelu"],
        [],
        ["Harbour master"],
    ]
    assert {a.decided_by for a in document.attributions} == {"Mara Editor"}
    assert all(s.check(TEXT) for a in document.attributions for s in (*a.content, *a.cue, *a.source))


@pytest.mark.parametrize("state", STATES)
def test_only_the_states_asked_for_are_exported_and_rejected_ones_never(state: Any, record: Article) -> None:
    found = [a.state for d in documents(states=[state]) for a in d.attributions]
    assert found == ([] if state == "rejected" else [state])


def test_the_file_read_back_is_the_record(record: Article) -> None:
    written = b"".join(export(format="jsonl"))
    assert list(jsonl.read(BytesIO(written))) == list(documents())


def test_the_lines_of_an_export_are_those_of_its_documents_whatever_the_difficulty(
    record: Article, editor: User
) -> None:
    """Rows become lines without becoming documents first: the short way has to lead to the same place."""
    difficult = BytesIO(b"".join(jsonl.write([DIFFICULT], Losses())))
    fates = import_dataset(stream=difficult, format="jsonl", by=editor, by_people=True)
    assert [fate.result for fate in fates] == ["taken"]
    written = list(export(format="jsonl"))
    assert written == list(jsonl.write(documents(), Losses()))
    assert len(written) == 2


def test_articles_are_chosen_by_id(record: Article) -> None:
    assert len(list(documents(article_ids=[record.pk, 10**9]))) == 1
    assert list(documents(article_ids=[])) == []
    with pytest.raises(NoSuchValue):
        export(format="xlsx")


def stored(number: int, editor: User) -> None:
    """So many articles of ten thousand characters, each with an added quote."""
    start = Article.objects.count()
    padding = "All was quiet at the harbour. " * 330
    Article.objects.bulk_create(
        Article(text=f"{start + n} boats. {padding}", length=len(f"{start + n} boats. {padding}"),
                sha256=f"{start + n:064}", title=f"Boats {start + n}")
        for n in range(number)
    )  # fmt: skip
    articles = list(Article.objects.without_text().order_by("pk")[start:])
    now = timezone.now()
    rows = Attribution.objects.bulk_create(
        Attribution(
            id=uuid4(),
            article=a,
            state="added",
            kind="direct",
            version=1,
            start=0,
            end=1,
            decided_by=editor,
            decided_at=now,
            changed_at=now,
        )
        for a in articles
    )
    Span.objects.bulk_create(
        Span(attribution=r, role="content", start=0, end=1, text=r.article.title[6:7]) for r in rows
    )


def test_the_memory_of_an_export_does_not_grow_with_the_record(editor: User) -> None:
    """What is held at the same moment is measured, not what Python has yet to clear away."""
    most = []
    for number in (120, 480):
        stored(number, editor)
        held, size = [], 0
        gc.freeze()  # so that clearing away is quick: what was there before is none of its business
        tracemalloc.start()
        for count, piece in enumerate(export(format="jsonl"), 1):
            size += len(piece)
            if count % 55 == 0:
                gc.collect()
                held.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
        gc.unfreeze()
        most.append(max(held))
    assert size > 600 * 9_900
    assert most[1] < most[0] * 1.2 + 50_000, most
    assert most[1] < size / 8


def test_the_aliases_of_a_speaker_leave_with_the_quote(editor: User) -> None:
    article = making.article(WON)
    create_speaker(name="Ada Nkemelu", aliases=["A. Nkemelu"])
    act(editor, article, making.quote(article), "accept")
    [document] = documents()
    assert [s.aliases for s in document.attributions[0].speakers] == [("A. Nkemelu",)]


def test_a_rejected_quote_says_whom_the_machine_named_though_the_registry_does_not_know_them(
    editor: User,
) -> None:
    article = making.article(WON)
    act(editor, article, making.quote(article), "reject")
    [quote] = review_of(article, editor)["quotes"]
    assert quote["speakers"] == [{"id": None, "name": "Ada Nkemelu", "kind": "person"}]
    assert not Speaker.objects.exists()
