"""How releases come to be: asked for, built once whatever happens to the workers, and retried.

What is in the files is left to `articles.services.freezing`; how a job survives its worker, to `attempts`; who gets
the files, to `handing_out`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from articles.errors import BadRelease, DomainError, NoSuchValue, NotFound, NothingSelected, NotPossible
from articles.formats import FORMATS
from articles.models import Release, ReleaseFile, User
from articles.services.attempts import again_or_failed, begin, heartbeat, lost
from articles.services.freezing import Progress, derive, folder_of, freeze
from articles.services.papers import Paper
from articles.services.selecting import Selection
from articles.services.splitting import place_all

NAME_MAX = 200
PURPOSE_MAX = 4_000
LICENCE_MAX = 200
LOST = "The worker stopped while it built the release, {attempts} times. Try again, or tell whoever runs Onrecord."
BROKE = "The release could not be built: {error}. Try again, or tell whoever runs Onrecord."

log = structlog.get_logger(__name__)


class Fenced(Exception):
    """Another attempt builds this release by now."""


def ask_for_release(
    *,
    by: User | None,
    name: str,
    selection: Selection,
    purpose: str = "",
    licence: str = "",
    formats: Collection[str] = (),
) -> Release:
    """Give a release its number and queue the job that builds it. JSON Lines is always among its formats.

    Raises BadRelease, NothingSelected, NoSuchValue or FormatNotInstalled.
    """
    said = {
        "name": _said("name", " ".join(name.split()), NAME_MAX, needed=True),
        "purpose": _said("purpose", purpose.strip(), PURPOSE_MAX),
        "licence": _said("licence", " ".join(licence.split()), LICENCE_MAX),
    }
    for format in formats:
        if format not in FORMATS:
            raise NoSuchValue("format", format, tuple(FORMATS))
        FORMATS[format].check_installed()
    if not selection.attributions().exists():
        raise NothingSelected
    with transaction.atomic():
        release = Release.objects.create(
            **said,
            selection=selection.as_json(),
            formats=[format for format in FORMATS if format in {"jsonl", *formats}],
            requested_by=by,
            queued_at=timezone.now(),
        )
        build.enqueue(release.pk, release.attempt)
    return release


@transaction.atomic
def retry_release(*, number: int) -> Release:
    """Queue a release again that failed; what it froze stays frozen. Raises NotFound or NotPossible."""
    release = Release.objects.select_for_update(of=("self",)).filter(pk=number).first()
    if release is None:
        raise NotFound("release")
    if release.state != Release.State.FAILED:
        raise NotPossible("Only a release that failed can be built again.")
    # The first of as many attempts as any job has.
    release.attempt += 1 + -release.attempt % settings.RUN_ATTEMPTS
    release.state, release.queued_at, release.heartbeat_at = Release.State.QUEUED, timezone.now(), None
    release.finished_at, release.progress = None, 0
    release.save()
    build.enqueue(release.pk, release.attempt)
    return release


@task()
def build(number: int, attempt: int) -> None:
    """The job: freeze what was asked for, unless that was done, and make all files of it, if this attempt counts."""
    release = Release.objects.filter(pk=number)
    if not begin(release, attempt):
        log.info("release_skipped", release=number, attempt=attempt)
        return
    progress = Progress()
    try:
        with _workshop(number, attempt) as folder, heartbeat(release, attempt, progress.fields):
            progress.enter("Placing articles in train, dev and test", 0.1)
            place_all()
            if release.get().frozen_at is None:
                progress.enter("Freezing the quotes", 0.5)
                _freeze(release.get(), attempt, folder, progress)
            progress.enter("Writing the files", 1.0)
            _finish(number, attempt, derive(release.get(), folder, progress), folder)
    except Fenced:
        log.warning("release_fenced", release=number, attempt=attempt)
    except DomainError as error:  # another attempt would come to the same
        release.filter(attempt=attempt, state=Release.State.RUNNING).update(
            state=Release.State.FAILED, failure=str(error), finished_at=timezone.now()
        )
    except Exception as error:
        log.exception("release_broke", release=number, attempt=attempt)
        failure = BROKE.format(error=f"{type(error).__name__}: {error}")
        again_or_failed(release, attempt, failure, lambda following: build.enqueue(number, following))


def sweep_lost_releases() -> int:
    """Queue again every release whose worker has gone silent; returns how many. Safe to call anywhere, any time."""
    silent = Release.objects.filter(lost()).values_list("pk", "attempt")
    return sum(_sweep(number, attempt) for number, attempt in silent)


def _sweep(number: int, attempt: int) -> bool:
    return again_or_failed(
        Release.objects.filter(pk=number),
        attempt,
        LOST.format(attempts=attempt),
        lambda following: build.enqueue(number, following),
    )


@contextmanager
def _workshop(number: int, attempt: int) -> Iterator[Path]:
    """A folder in which this attempt writes, beside the files of the release; what earlier ones left goes."""
    home = folder_of(number)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in home.glob(".attempt-*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = home / f".attempt-{attempt}"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _fenced(number: int, attempt: int) -> Iterator[Release]:
    """The release, locked and still this attempt's. Raises Fenced."""
    with transaction.atomic():
        running = Release.objects.filter(pk=number, attempt=attempt, state=Release.State.RUNNING)
        release = running.select_for_update(of=("self",)).first()
        if release is None:
            raise Fenced
        yield release


def _freeze(release: Release, attempt: int, folder: Path, progress: Progress) -> None:
    frozen = freeze(release, folder, progress)
    with _fenced(release.pk, attempt) as held:
        _move(frozen.hashes, folder, folder_of(release.pk))
        held.frozen_at, held.frozen, held.contents = frozen
        held.save(update_fields=["frozen_at", "frozen", "contents"])


def _finish(number: int, attempt: int, papers: Sequence[Paper], folder: Path) -> None:
    with _fenced(number, attempt) as held:
        _move([paper.name for paper in papers if paper.name not in held.frozen], folder, folder_of(number))
        ReleaseFile.objects.bulk_create(
            ReleaseFile(
                release=held,
                position=position,
                name=paper.name,
                format=paper.format,
                part=paper.part,
                media_type=paper.media_type,
                size=paper.size,
                sha256=paper.sha256,
            )
            for position, paper in enumerate(papers)
        )
        held.state, held.finished_at, held.failure = Release.State.DONE, timezone.now(), ""
        held.stage, held.progress = "", 100
        held.save()


def _move(names: Collection[str], folder: Path, home: Path) -> None:
    """Each whole file to its place. Who moves it a second time moves the same bytes."""
    for name in names:
        (folder / name).replace(home / name)
    opened = os.open(home, os.O_RDONLY)
    try:
        os.fsync(opened)  # the names, too, outlive a power cut
    finally:
        os.close(opened)


def _said(what: str, text: str, most: int, *, needed: bool = False) -> str:
    if len(text) > most or (needed and not text) or "\x00" in text:
        raise BadRelease(what, most, needed=needed)
    return text
