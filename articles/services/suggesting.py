"""How suggestions come to be: runs queued, worked off, watched and retried.

How a job survives its worker is left to `articles.services.attempts`.
"""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult, get_date_max

from articles.errors import NotPossible
from articles.models import Article, Run, Span, Suggestion, User
from articles.services.attempts import UNFINISHED, again_or_failed, begin, heartbeat, lost
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
    if Run.objects.filter(article=article, state__in=UNFINISHED).exists():
        raise NotPossible("Quotes are being looked for in this article already. Wait a moment.")
    return queue_run(article=article, by=by)


@task()
def suggest(run_id: int, attempt: int) -> None:
    """The job: look for quotes in the run's article and store what was found, if this attempt still counts."""
    run = Run.objects.filter(pk=run_id)
    if not begin(run, attempt):
        log.info("run_skipped", run=run_id, attempt=attempt)
        return
    try:
        with heartbeat(run, attempt):
            nlp = pipeline()
            text = Article.objects.values_list("text", flat=True).get(runs=run_id)
            document = nlp.annotate(text)
        finish_run(run_id, attempt, nlp, document)
    except Exception as error:
        log.exception("run_broke", run=run_id, attempt=attempt)
        failure = BROKE.format(error=f"{type(error).__name__}: {error}")
        again_or_failed(run, attempt, failure, lambda following: suggest.enqueue(run_id, following))


PIPELINE = threading.Semaphore()  # its memory of words is no two threads' to share


@cache
def pipeline() -> Pipeline:
    """The pipeline, loaded once a process and only where it is needed. Threads take turns at it, through PIPELINE."""
    from articles.nlp.pipeline import load

    return load()


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
    """The quotes of an article that are decided, reopened or commented on, by where their content stands."""

    def __init__(self, article: Article) -> None:
        self.length: Counter[UUID] = Counter()
        spans = Span.objects.filter(attribution__article=article, role="content")
        ranges = [*spans.values_list("start", "end", "attribution")]
        for suggestion in Suggestion.objects.kept().filter(article=article):
            ranges += [
                (s["start"], s["end"], suggestion.pk) for s in suggestion.spans if s["role"] == "content"
            ]
        self.ranges = sorted(ranges)
        self.starts = [start for start, _, _ in self.ranges]
        self.reached = list(accumulate((end for _, end, _ in self.ranges), max))  # by this one or one before
        for start, end, quote in ranges:
            self.length[quote] += end - start

    def same_words(self, content: Iterable[tuple[int, int]]) -> UUID | None:
        """The one that shares at least half of its characters (Jaccard index) with this content, if any.

        The ranges of the content do not overlap.
        """
        ours = 0
        shared: Counter[UUID] = Counter()
        for start, end in content:
            ours += end - start
            near = slice(bisect_right(self.reached, start), bisect_left(self.starts, end))
            for other_start, other_end, quote in self.ranges[near]:
                shared[quote] += max(min(end, other_end) - max(start, other_start), 0)
        for quote, characters in shared.most_common():
            if characters * 2 >= ours + self.length[quote] - characters:
                return quote
        return None


def sweep_lost_runs() -> int:
    """Queue again every run whose worker has gone silent; returns how many. Safe to call anywhere, any time."""
    return sum(_sweep(pk, attempt) for pk, attempt in Run.objects.filter(lost()).values_list("pk", "attempt"))


def _sweep(run_id: int, attempt: int) -> bool:
    return again_or_failed(
        Run.objects.filter(pk=run_id),
        attempt,
        LOST.format(attempts=attempt),
        lambda following: suggest.enqueue(run_id, following),
    )
