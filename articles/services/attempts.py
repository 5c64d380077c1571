"""How jobs survive their workers: attempts that begin, beat, begin again or fail, and end once (`docs/decisions/0002`).

A job's `attempt` is its fence: every step names the attempt it belongs to and does nothing if that is no longer
the current one. So a job that is queued twice, or a worker thought dead that wakes up, cannot finish a job twice.
What a job does is left to the service that queues it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.models.job import Job

UNFINISHED = (Job.State.QUEUED, Job.State.RUNNING)

log = structlog.get_logger(__name__)


def begin(job: QuerySet[Any], attempt: int) -> bool:
    """Move a queued job to running. False, with nothing done, where this attempt is not the current one."""
    now = timezone.now()
    started = job.filter(attempt=attempt, state=Job.State.QUEUED).update(
        state=Job.State.RUNNING, started_at=now, heartbeat_at=now
    )
    return bool(started)


@contextmanager
def heartbeat(
    job: QuerySet[Any], attempt: int, noting: Callable[[], dict[str, Any]] = dict
) -> Iterator[None]:
    """While inside, say every few seconds that the job is alive, from a thread with a connection of its own.

    What `noting` gives is written with each beat: how far the job is, say.
    """
    stop = threading.Event()

    def beat() -> None:
        try:
            while not stop.wait(settings.RUN_HEARTBEAT_SECONDS):
                try:
                    job.filter(attempt=attempt, state=Job.State.RUNNING).update(
                        heartbeat_at=timezone.now(), **noting()
                    )
                except DatabaseError:  # one beat less is no harm; to stop beating would be
                    log.exception("heartbeat_missed", job=job.model.__name__, attempt=attempt)
                    connection.close()
        finally:
            connection.close()

    thread = threading.Thread(target=beat, name=f"heartbeat of a {job.model.__name__.lower()}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def again_or_failed(job: QuerySet[Any], attempt: int, failure: str, enqueue: Callable[[int], object]) -> bool:
    """Queue the next attempt of a job, or fail it after as many as RUN_ATTEMPTS. `enqueue` is given its number.

    False, with nothing done, if the attempt no longer counted.
    """
    current = job.filter(attempt=attempt, state__in=UNFINISHED)
    now = timezone.now()
    if attempt % settings.RUN_ATTEMPTS == 0:  # a job retried by hand has as many once more
        return bool(current.update(state=Job.State.FAILED, failure=failure, finished_at=now))
    with transaction.atomic():
        again = current.update(
            state=Job.State.QUEUED,
            attempt=F("attempt") + 1,
            failure=failure,
            queued_at=now,
            heartbeat_at=None,
        )
        if again:
            enqueue(attempt + 1)
    return bool(again)


def lost() -> Q:
    """Which jobs are lost: those whose heartbeat stopped, or queued ones when nothing in the queue is left to start."""
    cutoff = timezone.now() - timedelta(seconds=settings.RUN_LOST_AFTER_SECONDS)
    silent = Q(state=Job.State.RUNNING, heartbeat_at__lt=cutoff)
    if not DBTaskResult.objects.ready().exists():
        silent |= Q(state=Job.State.QUEUED, queued_at__lt=cutoff)
    return silent
