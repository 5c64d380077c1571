"""How suggestions come to be: once, whatever happens to the workers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.errors import NotPossible
from articles.models import Article, Attribution, Run, Suggestion, User
from articles.services.attempts import heartbeat
from articles.services.documents import review_of
from articles.services.importing import import_article
from articles.services.suggesting import finish_run, retry_run, suggest, sweep_lost_runs
from tests import making
from tests.machine.processes import Worker
from tests.making import HAPPY, SAIL, TEXT, WON, act, proposed

SEEDS = Path(settings.BASE_DIR) / "seeds"
SILENT = {"RUN_HEARTBEAT_SECONDS": "0.2", "RUN_LOST_AFTER_SECONDS": "1"}


def until(condition: Callable[[], Any], seconds: float = 30) -> Any:
    """What the condition gives once it is true. Fails after so many seconds."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(0.05)
    return found


def state_of(run: Run) -> str:
    return Run.objects.values_list("state", flat=True).get(pk=run.pk)


def long_text(quotes: int) -> str:
    """An article that keeps a worker busy for seconds, without a stretch that repeats."""
    return "\n\n".join(
        f"“We counted {n} boats in harbour {n * 7},” said Ada Nkemelu of crew {n}. Nobody else spoke on day {n}."
        for n in range(quotes)
    )


# --- with real workers ------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_worker_finds_the_quotes_of_the_seed_article(worker: Worker) -> None:
    (seed,) = SEEDS.glob("*.txt")
    article = import_article(text=seed.read_bytes(), by=None).article
    run = article.runs.get()
    until(lambda: state_of(run) == "done")
    run.refresh_from_db()
    article.refresh_from_db()
    assert (run.attempt, run.failure, article.current_run, article.language) == (1, "", run, "en")
    assert run.pipeline.split()[0]
    assert len(run.pipeline_hash) == 64
    offered = making.offered(article)
    assert len(offered) > 3
    for suggestion in offered:
        assert all(article.text[s["start"] : s["end"]] == s["text"] for s in suggestion.spans)
    assert {name for s in offered for name in (p["name"] for p in s.speakers)}


@pytest.mark.django_db(transaction=True)
def test_the_suggestions_come_once_although_a_worker_is_killed_in_mid_article(
    start_worker: Callable[..., Worker],
) -> None:
    article = import_article(text=long_text(800), by=None).article
    run = article.runs.get()
    first = start_worker(**SILENT)
    until(lambda: Run.objects.filter(pk=run.pk, state="running", heartbeat_at__gt=run.queued_at).exists())
    first.kill()
    assert state_of(run) == "running"
    assert not Suggestion.objects.exists()

    second = start_worker(**SILENT)
    until(lambda: state_of(run) == "done", 50)
    run.refresh_from_db()
    assert (run.attempt, run.failure, second.alive) == (2, "", True)
    starts = list(Suggestion.objects.values_list("start", flat=True))
    assert len(starts) == len(set(starts)) > 500
    assert set(Suggestion.objects.values_list("run", flat=True)) == {run.pk}


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_a_queue_and_each_article_is_done_once(start_worker: Callable[..., Worker]) -> None:
    articles = [import_article(text=f"{TEXT}Edition {n}.\n", by=None).article for n in range(6)]
    workers = [start_worker(), start_worker()]
    until(lambda: Run.objects.filter(state="done").count() == 6)
    assert all(worker.alive for worker in workers)
    numbers = {Suggestion.objects.filter(article=article).count() for article in articles}
    assert len(numbers) == 1
    assert set(Run.objects.values_list("attempt", flat=True)) == {1}


@pytest.mark.django_db(transaction=True)
def test_three_failures_end_in_failed_with_the_reason_and_a_retry_can_succeed(
    start_worker: Callable[..., Worker], tmp_path: Path, editor: User
) -> None:
    """The failure is real: this worker's installation has a broken spaCy."""
    (tmp_path / "spacy.py").write_text("raise ImportError('this spaCy is broken')")
    article = import_article(text=TEXT, by=None).article
    run = article.runs.get()
    broken = start_worker(PYTHONPATH=str(tmp_path))
    until(lambda: state_of(run) == "failed")
    run.refresh_from_db()
    assert run.attempt == settings.RUN_ATTEMPTS
    assert "ImportError: this spaCy is broken" in run.failure
    assert review_of(article, editor)["run"]["failure"] == run.failure
    assert broken.alive
    broken.stop()

    again = retry_run(article=article, by=editor)
    start_worker()
    until(lambda: state_of(again) == "done")
    assert making.offered(article)
    assert state_of(run) == "failed"


@pytest.mark.django_db(transaction=True)
def test_a_heartbeat_is_heard_while_a_job_runs(settings: Any) -> None:
    settings.RUN_HEARTBEAT_SECONDS = 0.05
    long_ago = timezone.now() - timedelta(hours=1)
    article = import_article(text=TEXT, by=None).article
    run = article.runs.get()
    Run.objects.update(state="running", heartbeat_at=long_ago)
    beats = threading.Semaphore(0)

    def noting() -> dict[str, Any]:
        beats.release()
        return {}

    with heartbeat(Run.objects.filter(pk=run.pk), 2, noting):
        assert all(beats.acquire(timeout=50) for _ in range(2)), "the first has been written by the second"
    run.refresh_from_db()
    assert run.heartbeat_at == long_ago, "only the attempt that is current keeps a run alive"
    with heartbeat(Run.objects.filter(pk=run.pk), 1):
        until(lambda: Run.objects.filter(heartbeat_at__gt=timezone.now() - timedelta(minutes=1)).exists())


# --- attempt by attempt -----------------------------------------------------------------------------------------


@pytest.fixture
def run(db: None) -> Run:
    """A queued run over a new article."""
    return import_article(text=TEXT, by=None).article.runs.get()


def lose(run: Run, state: str = "running") -> None:
    """Make a run look as if its worker had gone silent an hour ago, its job gone with it."""
    then = timezone.now() - timedelta(hours=1)
    DBTaskResult.objects.all().delete()
    Run.objects.filter(pk=run.pk).update(state=state, heartbeat_at=then, queued_at=then)


def finish(run: Run, attempt: int) -> None:
    finish_run(run.pk, attempt, making.Pipeline(), making.document(TEXT, WON, SAIL))


def test_the_job_finds_quotes_and_is_done(run: Run) -> None:
    suggest.call(run.pk, 1)
    run.refresh_from_db()
    assert (run.state, run.attempt) == ("done", 1)
    assert run.started_at
    assert run.finished_at
    contents = {s["text"] for x in making.offered(run.article) for s in x.spans if s["role"] == "content"}
    assert any("We won" in text for text in contents)


def test_a_job_that_is_queued_twice_works_once(run: Run) -> None:
    suggest.call(run.pk, 1)
    found = Suggestion.objects.count()
    suggest.call(run.pk, 1)
    suggest.call(run.pk, 2)
    assert Suggestion.objects.count() == found
    assert state_of(run) == "done"


def test_a_lost_run_is_queued_again_as_its_next_attempt(run: Run) -> None:
    lose(run)
    assert sweep_lost_runs() == 1
    run.refresh_from_db()
    assert (run.state, run.attempt, run.heartbeat_at) == ("queued", 2, None)
    assert [t.args_kwargs["args"] for t in DBTaskResult.objects.all()] == [[run.pk, 2]]
    assert sweep_lost_runs() == 0
    assert DBTaskResult.objects.count() == 1


def test_a_worker_thought_dead_that_wakes_up_cannot_finish_the_run(run: Run) -> None:
    lose(run)
    sweep_lost_runs()
    finish(run, attempt=1)
    assert not Suggestion.objects.exists()
    Run.objects.filter(pk=run.pk).update(state="running")
    finish(run, attempt=1)
    assert not Suggestion.objects.exists()
    finish(run, attempt=2)
    assert Suggestion.objects.count() == 2
    finish(run, attempt=2)
    assert Suggestion.objects.count() == 2


def test_a_run_that_was_queued_and_forgotten_is_queued_again(run: Run) -> None:
    lose(run, "queued")
    assert sweep_lost_runs() == 1
    assert DBTaskResult.objects.count() == 1


def test_a_run_that_waits_its_turn_is_left_alone(run: Run) -> None:
    Run.objects.update(queued_at=timezone.now() - timedelta(hours=1))
    assert sweep_lost_runs() == 0
    assert DBTaskResult.objects.count() == 1


@pytest.mark.parametrize("state", ["done", "failed"])
def test_a_run_that_ended_is_left_alone(state: str, run: Run) -> None:
    lose(run, state)
    assert sweep_lost_runs() == 0


def test_a_run_lost_three_times_has_failed_and_says_why(run: Run, editor: User) -> None:
    for _ in range(settings.RUN_ATTEMPTS):
        lose(run)
        assert sweep_lost_runs() == 1
    run.refresh_from_db()
    assert (run.state, run.attempt) == ("failed", 3)
    assert run.failure.startswith("The worker stopped while it looked for quotes, 3 times.")
    assert sweep_lost_runs() == 0
    assert review_of(run.article, editor)["run"]["failure"] == run.failure


@pytest.mark.django_db(transaction=True)
def test_what_a_run_found_is_stored_whole_or_not_at_all() -> None:
    run = import_article(text=TEXT, by=None).article.runs.get()
    Run.objects.update(state="running")
    bad = making.document(TEXT, WON, proposed("“Nobody is happy,”", confidence=7.0))
    with pytest.raises(Exception, match="suggestion_confidence_is_a_probability"):
        finish_run(run.pk, 1, making.Pipeline(), bad)
    assert not Suggestion.objects.exists()
    assert state_of(run) == "running"
    assert Article.objects.get().current_run is None


# --- again ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["queued", "running"])
def test_no_second_run_is_queued_beside_an_unfinished_one(state: str, run: Run, editor: User) -> None:
    Run.objects.update(state=state)
    with pytest.raises(NotPossible):
        retry_run(article=run.article, by=editor)
    assert Run.objects.count() == 1


@pytest.mark.parametrize("state", ["done", "failed"])
def test_quotes_are_looked_for_again_after_a_run_that_ended(state: str, run: Run, editor: User) -> None:
    Run.objects.update(state=state)
    again = retry_run(article=run.article, by=editor)
    assert (again.state, again.attempt, again.requested_by) == ("queued", 1, editor)


def words(article: Article) -> list[str]:
    return [s.spans[0]["text"] for s in making.offered(article)]


def test_a_later_run_offers_nothing_that_was_dealt_with(editor: User) -> None:
    article = making.article(WON, SAIL, HAPPY)
    won, sail, happy = (s.pk for s in making.offered(article))
    act(editor, article, won, "accept")
    act(editor, article, sail, "reject")
    act(editor, article, happy, "reject")
    act(editor, article, happy, "reopen")
    act(editor, article, uuid4(), "add", result=making.result(article, "who led the crews"))

    led = proposed("Ada Nkemelu, who led the crews", speakers=["Ada Nkemelu"])
    ferry = proposed("Ferry strike ends")
    making.run(article, WON, proposed("the boats would sail at noon."), HAPPY, led, ferry)
    assert words(article) == ["Ferry strike ends", "“Nobody is happy,”"]
    assert [s.pk for s in making.offered(article)][1] == happy
    assert Attribution.objects.get(pk=won).suggestion_id == won

    act(editor, article, won, "reopen")
    assert words(article) == ["Ferry strike ends", "“We won,”", "“Nobody is happy,”"]
    ids = [q["id"] for q in review_of(article, editor)["quotes"]]
    assert len(ids) == len(set(ids)) == 5


def test_a_later_run_replaces_what_nobody_looked_at(editor: User) -> None:
    article = making.article(WON, SAIL)
    making.run(article, HAPPY)
    assert words(article) == ["“Nobody is happy,”"]
    assert Suggestion.objects.count() == 3


def test_a_run_that_failed_leaves_the_suggestions_of_the_one_before(editor: User) -> None:
    article = making.article(WON)
    Run.objects.create(article=article, state="failed", failure="Out of luck.", queued_at=timezone.now())
    assert words(article) == ["“We won,”"]
    review = review_of(article, editor)
    assert (review["run"]["state"], review["run"]["failure"], len(review["quotes"])) == (
        "failed",
        "Out of luck.",
        1,
    )


def test_thousands_of_quotes_that_were_decided_do_not_hold_up_a_later_run(editor: User) -> None:
    text = "".join(f"“Number {n} was said.” " for n in range(1500))
    quotes = [proposed(f"“Number {n} was said.”") for n in range(1500)]
    article = making.article(*quotes, text=text)
    rows = [
        Attribution(id=s.pk, article=article, suggestion=s, state="accepted", kind="direct", version=1,
                    start=s.start, end=s.end, decided_by=editor, decided_at=timezone.now(), changed_at=timezone.now())
        for s in making.offered(article)
    ]  # fmt: skip
    Attribution.objects.bulk_create(rows)
    row_spans = Attribution.spans.rel.related_model
    row_spans.objects.bulk_create(
        row_spans(attribution=r, **span) for r in rows for span in r.suggestion.spans
    )
    began = time.monotonic()
    making.run(article, *quotes)
    assert words(article) == []
    assert time.monotonic() - began < 10, "other writers wait meanwhile"
