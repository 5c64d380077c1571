"""How suggestions come to be: runs queued, worked off, watched and retried.

A run's `attempt` is its fence: every step names the attempt it belongs to and does nothing if that is no longer
the current one. So a job that is queued twice, or a worker thought dead that wakes up, cannot finish a run twice.
"""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID

import structlog
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult, get_date_max

from articles.errors import NotPossible
from articles.models import Article, Run, Span, Suggestion, User
from articles.services.completing import weigh
from articles.services.documents import spans_of
from articles.services.registry import is_name

if TYPE_CHECKING:
    from articles.document import Document
    from articles.nlp.pipeline import Pipeline

log = structlog.get_logger(__name__)

LOST = "The worker stopped while it looked for quotes, {attempts} times. Try again, or tell whoever runs Onrecord."
BROKE = "The search for quotes failed: {error}. Try again, or tell whoever runs Onrecord."


def queue_run(*, article: Article, by: User | None) -> Run:
    """Queue a run over an article. Call it in the transaction that makes the run needed."""
    run = Run.objects.create(article=article, requested_by=by, queued_at=timezone.now())
    suggest.enqueue(run.pk, run.attempt)
    return run


def queue_runs(*, articles: Sequence[Article], by: User | None) -> None:
    """As `queue_run` for each of these articles, in two queries."""
    now = timezone.now()
    runs = Run.objects.bulk_create(Run(article=a, requested_by=by, queued_at=now) for a in articles)
    # The rows that `enqueue` makes, which knows no way to make several.
    DBTaskResult.objects.bulk_create(
        DBTaskResult(
            args_kwargs={"args": [run.pk, run.attempt], "kwargs": {}},
            priority=suggest.priority,
            task_path=suggest.module_path,
            queue_name=suggest.queue_name,
            run_after=get_date_max(),
            backend_name=suggest.backend,
        )
        for run in runs
    )


@transaction.atomic
def retry_run(*, article: Article, by: User) -> Run:
    """Queue a new run after one failed. Raises NotPossible while one is queued or running."""
    Article.objects.select_for_update().only("pk").get(pk=article.pk)
    if Run.objects.filter(article=article, state__in=[Run.State.QUEUED, Run.State.RUNNING]).exists():
        raise NotPossible("Quotes are being looked for in this article already. Wait a moment.")
    return queue_run(article=article, by=by)


@task()
def suggest(run_id: int, attempt: int) -> None:
    """The job: look for quotes in the run's article and store what was found, if this attempt still counts."""
    now = timezone.now()
    started = Run.objects.filter(pk=run_id, attempt=attempt, state=Run.State.QUEUED).update(
        state=Run.State.RUNNING, started_at=now, heartbeat_at=now
    )
    if not started:
        log.info("run_skipped", run=run_id, attempt=attempt)
        return
    try:
        with heartbeat(run_id, attempt):
            nlp = pipeline()
            text = Article.objects.values_list("text", flat=True).get(runs=run_id)
            document = nlp.annotate(text)
        finish_run(run_id, attempt, nlp, document)
    except Exception as error:
        log.exception("run_broke", run=run_id, attempt=attempt)
        _again_or_failed(run_id, attempt, BROKE.format(error=f"{type(error).__name__}: {error}"))


@cache
def pipeline() -> Pipeline:
    """The pipeline, loaded once a process and only where it is needed."""
    from articles.nlp.pipeline import load

    return load()


@contextmanager
def heartbeat(run_id: int, attempt: int) -> Iterator[None]:
    """While inside, say every few seconds that the run is alive, from a thread with a connection of its own."""
    stop = threading.Event()

    def beat() -> None:
        try:
            while not stop.wait(settings.RUN_HEARTBEAT_SECONDS):
                try:
                    Run.objects.filter(pk=run_id, attempt=attempt).update(heartbeat_at=timezone.now())
                except DatabaseError:  # one beat less is no harm; to stop beating would be
                    log.exception("heartbeat_missed", run=run_id, attempt=attempt)
                    connection.close()
        finally:
            connection.close()

    thread = threading.Thread(target=beat, name=f"heartbeat of run {run_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@transaction.atomic
def finish_run(run_id: int, attempt: int, nlp: Pipeline, document: Document) -> None:
    """Store what a run found as suggestions and put them on offer, unless this attempt no longer counts.

    What people have dealt with is not offered again: a suggestion that covers the same words as a decided quote,
    or as one they decided on and reopened or commented on, is stored as its repetition.
    """
    article = Article.objects.select_for_update(of=("self",)).only("pk", "language").get(runs=run_id)
    done = Run.objects.filter(pk=run_id, attempt=attempt, state=Run.State.RUNNING).update(
        state=Run.State.DONE,
        finished_at=timezone.now(),
        failure="",
        pipeline_name=nlp.name,
        pipeline_version=nlp.version,
        pipeline_hash=nlp.content_hash,
    )
    if not done:
        log.warning("run_fenced", run=run_id, attempt=attempt)
        return
    dealt_with = DealtWith(article)
    Suggestion.objects.bulk_create(
        (
            Suggestion(
                run_id=run_id,
                article=article,
                kind=found.kind,
                start=found.content[0].start,
                end=found.content[-1].end,
                spans=spans_of(found),
                speakers=[{"name": s.name, "kind": s.kind} for s in found.speakers if is_name(s.name)],
                confidence=found.confidence,
                reason=found.reason,
                repeats=dealt_with.same_words((s.start, s.end) for s in found.content),
            )
            for found in document.attributions
        ),
        batch_size=500,
    )
    article.current_run_id = run_id
    article.language = article.language or document.language
    article.save(update_fields=["current_run", "language"])
    weigh([article.pk])


class DealtWith:
    """The quotes of an article that are decided, reopened or commented on, by the characters of their content."""

    def __init__(self, article: Article) -> None:
        self.length: Counter[UUID] = Counter()
        self.quotes_at: defaultdict[int, list[UUID]] = defaultdict(list)
        spans = Span.objects.filter(attribution__article=article, role="content")
        ranges = [*spans.values_list("attribution", "start", "end")]
        for suggestion in Suggestion.objects.kept().filter(article=article):
            ranges += [
                (suggestion.pk, s["start"], s["end"]) for s in suggestion.spans if s["role"] == "content"
            ]
        for quote, start, end in ranges:
            self.length[quote] += end - start
            for n in range(start, end):
                self.quotes_at[n].append(quote)

    def same_words(self, content: Iterable[tuple[int, int]]) -> UUID | None:
        """The one that shares at least half of its characters (Jaccard index) with this content, if any."""
        ours = {n for start, end in content for n in range(start, end)}
        shared = Counter(quote for n in ours for quote in self.quotes_at.get(n, ()))
        for quote, characters in shared.most_common():
            if characters * 2 >= len(ours) + self.length[quote] - characters:
                return quote
        return None


def _again_or_failed(run_id: int, attempt: int, failure: str) -> bool:
    """Queue the next attempt of a run, or fail it after the last. False if the attempt no longer counted."""
    current = Run.objects.filter(pk=run_id, attempt=attempt, state__in=[Run.State.QUEUED, Run.State.RUNNING])
    now = timezone.now()
    if attempt >= settings.RUN_ATTEMPTS:
        return bool(current.update(state=Run.State.FAILED, failure=failure, finished_at=now))
    with transaction.atomic():
        again = current.update(
            state=Run.State.QUEUED,
            attempt=F("attempt") + 1,
            failure=failure,
            queued_at=now,
            heartbeat_at=None,
        )
        if again:
            suggest.enqueue(run_id, attempt + 1)
    return bool(again)


def sweep_lost_runs() -> int:
    """Queue again every run whose worker has gone silent; returns how many. Safe to call anywhere, any time.

    A run is lost when its heartbeat stopped, or when it is queued and nothing is left in the queue to start it.
    """
    cutoff = timezone.now() - timedelta(seconds=settings.RUN_LOST_AFTER_SECONDS)
    lost = Q(state=Run.State.RUNNING, heartbeat_at__lt=cutoff)
    if not DBTaskResult.objects.ready().exists():
        lost |= Q(state=Run.State.QUEUED, queued_at__lt=cutoff)
    runs = Run.objects.filter(lost).values_list("pk", "attempt")
    return sum(_again_or_failed(pk, attempt, LOST.format(attempts=attempt)) for pk, attempt in runs)
