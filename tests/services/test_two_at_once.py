"""Two and more at the same moment, each with a connection of its own: nothing is lost, nothing happens twice."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.document import Attribution as Quote
from articles.document import Document
from articles.document import Speaker as NamedSpeaker
from articles.errors import AlreadyUsed, OtherArticle, StaleVersion
from articles.formats import FORMATS, Losses
from articles.models import (
    Article,
    Attribution,
    AttributionSpeaker,
    Decision,
    Run,
    Speaker,
    SpeakerMerge,
    User,
)
from articles.services.deciding import Decided, Result, decide
from articles.services.documents import review_of
from articles.services.exporting import documents
from articles.services.importing import import_article
from articles.services.importing_datasets import DocumentFate, import_dataset
from articles.services.merging import merge_speakers, undo_merge
from articles.services.registry import SpeakerRef, create_speaker
from articles.services.suggesting import retry_run, sweep_lost_runs
from tests import making
from tests.making import TEXT, act, at_once, proposed

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 8
LINES = "".join(f"“Line number {n},” said Speaker{n} Smith.\n" for n in range(MANY))


@pytest.fixture
def article(transactional_db: None) -> Article:
    quotes = [proposed(f"“Line number {n},”", speakers=[f"Speaker{n % 2} Smith"]) for n in range(MANY)]
    return making.article(*quotes, text=LINES)


def history_holds(article: Article) -> None:
    """The rows say what the newest decision says, and each decision starts where the one before ended."""
    for quote in set(Decision.objects.filter(article=article).values_list("attribution", flat=True)):
        decisions = list(Decision.objects.filter(attribution=quote).order_by("version"))
        assert [d.version for d in decisions] == list(range(1, len(decisions) + 1))
        assert all(former.after == later.before for former, later in pairwise(decisions))
        row = Attribution.objects.filter(pk=quote).first()
        last = decisions[-1].after
        assert (row.state if row else None) == (last["state"] if last else None)
        if row and last:
            assert [str(s.speaker_id) for s in row.speaking.all()] == [
                s["id"] for s in last["speakers"] if s["id"]
            ]
            assert row.spans.count() == len(last["spans"])


def test_of_many_who_decide_on_one_quote_exactly_one_wins_each_version(
    article: Article, editor: User
) -> None:
    quote = making.quote(article, "“Line number 0,”")
    for version, action in enumerate(["accept", "reject", "accept"]):
        call = partial(
            decide, article_id=article.pk, attribution=quote, action=action, version=version, by=editor
        )
        outcomes = at_once(*(partial(call, id=uuid4()) for _ in range(MANY)))
        kinds = Counter(type(outcome) for outcome in outcomes)
        assert kinds == {Decided: 1, StaleVersion: MANY - 1}, outcomes
    assert Decision.objects.count() == 3
    history_holds(article)


def test_many_who_decide_on_quotes_of_one_article_all_succeed(article: Article, editor: User) -> None:
    outcomes = at_once(*(partial(act, editor, article, s.pk, "accept") for s in making.offered(article)))
    assert [type(outcome) for outcome in outcomes] == [Decision] * MANY
    assert Attribution.objects.filter(state="accepted").count() == MANY
    assert sorted(Speaker.objects.values_list("name", flat=True)) == ["Speaker0 Smith", "Speaker1 Smith"]
    history_holds(article)


def test_one_decision_sent_many_times_at_once_is_stored_once(article: Article, editor: User) -> None:
    sent = partial(
        decide, id=uuid4(), article_id=article.pk, attribution=making.quote(article, "“Line number 0,”"),
        action="accept", version=0, by=editor,
    )  # fmt: skip
    outcomes = at_once(*[sent] * MANY)
    assert sorted(outcome.created for outcome in outcomes) == [False] * (MANY - 1) + [True]
    assert Decision.objects.count() == 1


def test_one_name_accepted_in_many_articles_at_once_is_one_speaker(editor: User) -> None:
    articles = [making.article(making.WON, text=f"{TEXT}Edition {n}.\n") for n in range(MANY)]
    outcomes = at_once(*(partial(act, editor, a, making.quote(a), "accept") for a in articles))
    assert [type(outcome) for outcome in outcomes] == [Decision] * MANY
    assert [s.name for s in Speaker.objects.all()] == ["Ada Nkemelu"]
    assert AttributionSpeaker.objects.count() == MANY


def test_joint_speakers_made_in_opposite_orders_do_not_block_each_other(editor: User) -> None:
    names = [f"Speaker {n}" for n in range(20)]
    articles = [making.article(text=f"{TEXT}Edition {n}.\n") for n in range(4)]
    calls = [
        partial(act, editor, article, uuid4(), "add", result=making.result(article, "noon", speakers=order))
        for article, order in zip(articles, [names, names[::-1]] * 2, strict=True)
    ]
    assert [type(outcome) for outcome in at_once(*calls)] == [Decision] * 4
    assert Speaker.objects.count() == 20


def brought_in(by: User, edition: str, names: Sequence[str]) -> DocumentFate:
    """What becomes of a file with one article, one quote of which these people said jointly."""
    text = f"{TEXT}Edition {edition}.\n"
    quote = Quote(
        "direct", (making.span(text, "“We won,”"),), speakers=tuple(map(NamedSpeaker, names)), state="added"
    )
    file = b"".join(FORMATS["jsonl"].write([Document(text, (quote,))], Losses()))
    [fate] = import_dataset(stream=io.BytesIO(file), format="jsonl", by=by)
    return fate


def test_new_speakers_whom_several_files_name_in_any_order_come_in_once(editor: User) -> None:
    for turn in range(4):
        names = [f"Speaker {turn}.{n}" for n in range(20)]
        calls = [
            partial(brought_in, editor, f"{turn}.{n}", order)
            for n, order in enumerate([names, names[::-1]] * 2)
        ]
        outcomes = at_once(*calls)
        assert [getattr(fate, "result", fate) for fate in outcomes] == ["taken"] * 4
        assert Speaker.objects.count() == 20 * (turn + 1)


def test_a_new_speaker_whom_a_file_names_while_a_person_accepts_it_is_one(editor: User) -> None:
    for turn in range(8):
        name = f"Speaker {turn}"
        article = making.article(proposed("“We won,”", speakers=[name]), text=f"{TEXT}Edition {turn}.\n")
        decision, fate = at_once(
            partial(act, editor, article, making.quote(article), "accept"),
            partial(brought_in, editor, f"{turn}b", [name]),
        )
        assert (type(decision), getattr(fate, "result", fate)) == (Decision, "taken")
    assert Speaker.objects.count() == 8


def test_an_article_that_others_keep_locked_is_refused_and_the_next_one_is_read(editor: User) -> None:
    texts = [f"{TEXT}Edition {n}.\n" for n in range(2)]
    quotes = [Quote("direct", (making.span(text, "“We won,”"),), state="added") for text in texts]
    file = b"".join(FORMATS["jsonl"].write(map(Document, texts, zip(quotes, strict=True)), Losses()))
    article = import_article(text=texts[0], by=editor).article
    fates = import_dataset(stream=io.BytesIO(file), format="jsonl", by=editor)

    def first() -> DocumentFate:
        sqlite = connection.vendor == "sqlite"
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 10" if sqlite else "SET lock_timeout = 10")
        return next(fates)

    with transaction.atomic():
        Article.objects.select_for_update().get(pk=article.pk)
        [refused] = at_once(first)
    assert (refused.place, refused.result, refused.code) == ("article 1", "refused", "busy")
    assert [(fate.place, fate.result) for fate in fates] == [("article 2", "taken")]


@pytest.mark.parametrize("same", ["decision", "quote"])
def test_one_id_used_in_two_articles_at_once_is_refused_to_one(same: str, editor: User) -> None:
    articles = [making.article(text=f"{TEXT}Edition {n}.\n") for n in range(2)]
    key = uuid4()
    outcomes = at_once(
        *(
            partial(
                act, editor, article, key if same == "quote" else uuid4(), "add",
                id=key if same == "decision" else uuid4(), version=0, result=making.result(article, "noon"),
            )
            for article in articles
        )
    )  # fmt: skip
    stored, refused = sorted(outcomes, key=lambda outcome: isinstance(outcome, Exception))
    assert isinstance(stored, Decision)
    # A quote that is seen there already is another article's; one that comes in at the same moment has a used id.
    assert isinstance(refused, AlreadyUsed | OtherArticle if same == "quote" else AlreadyUsed)
    assert Attribution.objects.count() == 1


def test_merging_while_others_decide_leaves_no_quote_with_the_merged_speaker(editor: User) -> None:
    one, other = create_speaker(name="A. Nkemelu"), create_speaker(name="Ada Nkemelu")
    joint = create_speaker(name="Bo Li")
    articles = [making.article(text=f"{TEXT}Edition {n}.\n") for n in range(6)]

    def add(article: Article, *who: Any) -> Decision:
        refs = [SpeakerRef(id=s.pk) for s in who]
        parts = [making.part(article, "noon")]
        return act(editor, article, uuid4(), "add", version=0, result=Result("direct", parts, refs))

    for article in articles:
        add(article, joint, one)
    outcomes = at_once(
        partial(merge_speakers, merged=one, into=other, by=editor),
        *(partial(add, article, one, joint) for article in articles),
        *(partial(add, article, joint, one) for article in articles),
    )
    assert Counter(type(outcome) for outcome in outcomes) == {SpeakerMerge: 1, Decision: 12}, outcomes
    assert not AttributionSpeaker.objects.filter(speaker=one).exists()
    assert AttributionSpeaker.objects.filter(speaker=other).count() == 18
    for article in articles:
        history_holds(article)


def test_two_who_merge_the_same_pair_both_ways_make_one_merge(editor: User) -> None:
    one, other = create_speaker(name="A. Nkemelu"), create_speaker(name="Ada Nkemelu")
    outcomes = at_once(
        *[partial(merge_speakers, merged=one, into=other, by=editor)] * 2,
        *[partial(merge_speakers, merged=other, into=one, by=editor)] * 2,
    )
    assert sum(isinstance(outcome, SpeakerMerge) for outcome in outcomes) == 1, outcomes
    assert Speaker.objects.current().count() == 1


def test_a_merge_undone_by_two_at_once_is_undone_once(article: Article, editor: User) -> None:
    for suggestion in making.offered(article):
        act(editor, article, suggestion.pk, "accept")
    one, other = Speaker.objects.order_by("name")
    merge = merge_speakers(merged=one, into=other, by=editor)
    outcomes = at_once(*[partial(undo_merge, merge=merge, by=editor)] * 3)
    assert outcomes.count(0) == 1
    assert AttributionSpeaker.objects.filter(speaker=one).count() == MANY / 2
    history_holds(article)


def test_one_text_imported_by_many_at_once_is_one_article_with_one_run(editor: User) -> None:
    outcomes = at_once(*[partial(import_article, text=TEXT, by=editor)] * MANY)
    assert sorted(outcome.created for outcome in outcomes) == [False] * (MANY - 1) + [True]
    assert (Article.objects.count(), Run.objects.count(), DBTaskResult.objects.count()) == (1, 1, 1)


def test_many_sweepers_and_retries_at_once_queue_one_run(article: Article, editor: User) -> None:
    lost = article.current_run
    an_hour_ago = timezone.now() - timedelta(hours=1)
    Run.objects.filter(pk=lost.pk).update(state="running", heartbeat_at=an_hour_ago)
    assert sorted(at_once(*[sweep_lost_runs] * MANY)) == [0] * (MANY - 1) + [1]
    lost.refresh_from_db()
    assert (lost.state, lost.attempt, DBTaskResult.objects.count()) == ("queued", 2, 1)
    Run.objects.filter(pk=lost.pk).update(state="failed")
    outcomes = at_once(*[partial(retry_run, article=article, by=editor)] * MANY)
    assert sum(isinstance(outcome, Run) for outcome in outcomes) == 1
    assert Run.objects.filter(state="queued").count() == 1


def test_who_reads_while_others_decide_sees_every_quote_once_and_whole(
    article: Article, editor: User
) -> None:
    ids = {str(s.pk) for s in making.offered(article)}
    left = 12

    def write() -> None:
        nonlocal left
        while left:
            for suggestion in list(ids)[:3]:
                action = "reopen" if making.version_of(suggestion) % 2 else "accept"  # type: ignore[arg-type]
                act(editor, article, suggestion, action)  # type: ignore[arg-type]
            left -= 1

    def read() -> int:
        reads = 0
        while left:
            review = review_of(article, editor)
            assert sorted(q["id"] for q in review["quotes"]) == sorted(ids)
            for document in documents():
                assert all(a.content and a.speakers for a in document.attributions)
            reads += 1
        return reads

    try:
        written, *reads = at_once(write, read, read)
    finally:
        left = 0
    assert written is None
    assert all(isinstance(n, int) and n > 3 for n in reads), reads
    assert not connection.in_atomic_block
