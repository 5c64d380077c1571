"""The files of a release: what was selected, frozen as it stood at one moment, and everything that follows from that.

The frozen files are the whole as JSON Lines and the list of parts; all others are made from these and the
release's row alone. When which of this is done, and that it is done once, is left to `articles.services.releasing`.
"""

from __future__ import annotations

import csv
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any, BinaryIO, NamedTuple

from django.conf import settings
from django.utils import timezone

from articles.document import Document
from articles.errors import FrozenLost, NothingSelected
from articles.formats import FORMATS, Losses, Refused, jsonl
from articles.models import Article, Release
from articles.models.release import PARTS
from articles.services.citing import address_of
from articles.services.documents import one_moment
from articles.services.papers import Paper, datasheet, manifest
from articles.services.reading import chunks_of
from articles.services.selecting import Selection
from articles.services.splitting import places_of
from articles.services.tallying import Tally, provenance_of

WHOLE = "all"
SPLITS_COLUMNS = ["article", "part", "beside"]


class Progress:
    """How far a build is, for those who wait: written by the job, read by its heartbeat."""

    def __init__(self) -> None:
        self.stage = ""
        self.share = 0.0
        self._from, self._to = 0.0, 0.0

    def enter(self, stage: str, to: float) -> None:
        """What is done now, and the share of the whole at which it will be done."""
        self.stage, self._from, self._to = stage, self._to, to
        self.share = self._from

    def note(self, done: int, total: int) -> None:
        """So much of what is done now is through."""
        self.share = self._from + (self._to - self._from) * min(1.0, done / max(1, total))

    def fields(self) -> dict[str, Any]:
        return {"stage": self.stage, "progress": int(self.share * 100)}


class Sink:
    """A file being written, which counts its bytes and hashes them. `close` has it safely on the disk."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.size = 0
        self._hash = hashlib.sha256()
        self._file: IO[bytes] = (folder / name).open("wb")  # until `__exit__`

    def write(self, piece: bytes) -> None:
        self.size += len(piece)
        self._hash.update(piece)
        self._file.write(piece)

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def __enter__(self) -> Sink:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._file.flush()
            os.fsync(self._file.fileno())
        self._file.close()


class Frozen(NamedTuple):
    """What freezing found: when, the SHA-256 of each frozen file, and what `Release.contents` is to hold."""

    at: datetime
    hashes: dict[str, str]
    contents: dict[str, Any]


def folder_of(number: int) -> Path:
    """Where the files of a release lie."""
    return Path(settings.RELEASES_DIR) / str(number)


def name_of(number: int, format: str, part: str = WHOLE) -> str:
    """The name of a data file."""
    return f"onrecord-release-{number}{'' if part == WHOLE else f'-{part}'}{FORMATS[format].suffix}"


def splits_name_of(number: int) -> str:
    return f"onrecord-release-{number}-splits.csv"


def freeze(release: Release, folder: Path, progress: Progress) -> Frozen:
    """Write the selection as it stands at one moment, and the part of each of its articles, to `folder`.

    Raises NothingSelected. Articles that came in after all were placed are no longer considered.
    """
    chosen = Selection.from_json(release.selection).attributions()
    tally, number = Tally(), release.pk
    with (
        one_moment(),
        Sink(folder, name_of(number, "jsonl")) as whole,
        Sink(folder, splits_name_of(number)) as splits,
    ):
        at = timezone.now()
        placed_ones = Article.objects.filter(placement__isnull=False)
        total = placed_ones.filter(pk__in=chosen.order_by().values("article")).count()
        provenance = provenance_of(chosen.filter(article__placement__isnull=False))
        splits.write(_csv_line(SPLITS_COLUMNS))
        for chunk in chunks_of(chosen, placed_ones):
            places = places_of([int(document.id or 0) for document in chunk])
            for document, line in zip(chunk, jsonl.write(chunk, Losses()), strict=True):
                place = places[int(document.id or 0)]
                whole.write(line)
                splits.write(_csv_line([document.id, place.part, place.beside or ""]))
                tally.add(document, place)
            progress.note(tally.articles.total(), total)
    if not tally.articles:
        raise NothingSelected
    contents = {"address": address_of(number), "frozen_at": at.isoformat(), **tally.as_json(), **provenance}
    return Frozen(at, {whole.name: whole.sha256, splits.name: splits.sha256}, contents)


def derive(release: Release, folder: Path, progress: Progress) -> list[Paper]:
    """Write to `folder` all that follows from what a release froze; every file of the release, in order.

    Raises FrozenLost where the frozen files are not as they were.
    """
    frozen = folder_of(release.pk)
    _check(frozen, release.frozen)
    parts = [part for part in PARTS if release.contents["parts"][part]["articles"]]
    whole_name = name_of(release.pk, "jsonl")
    whole = Paper(
        name=whole_name,
        media_type=FORMATS["jsonl"].media_type,
        size=(frozen / whole_name).stat().st_size,
        sha256=release.frozen[whole_name],
        format="jsonl",
        part=WHOLE,
    )
    papers = [whole, *_split(release, parts, frozen, folder)]
    sources = list(papers)
    wanted = [format for format in release.formats if format != "jsonl"]
    total = len(wanted) * release.contents["articles"] * 2  # once as a whole, once in parts
    count = 0

    def heard() -> None:
        nonlocal count
        count += 1
        progress.note(count, total)

    for format in wanted:
        for source in sources:
            lies = frozen if source.part == WHOLE else folder
            with open(lies / source.name, "rb") as lines:
                papers.append(_write(release.pk, format, source.part, lines, folder, heard))
    splits = frozen / splits_name_of(release.pk)
    size, sha256 = splits.stat().st_size, release.frozen[splits.name]
    papers.append(Paper(name=splits.name, media_type="text/csv; charset=utf-8", size=size, sha256=sha256))
    return _with_papers(release, papers, folder)


def _split(release: Release, parts: Iterable[str], frozen: Path, folder: Path) -> list[Paper]:
    """The lines of the whole, part by part."""
    number = release.pk
    with ExitStack() as files:
        sinks = {part: files.enter_context(Sink(folder, name_of(number, "jsonl", part))) for part in parts}
        whole = files.enter_context(open(frozen / name_of(number, "jsonl"), "rb"))
        splits = files.enter_context(open(frozen / splits_name_of(number), encoding="utf-8", newline=""))
        for line, row in zip(whole, csv.DictReader(splits), strict=True):
            if row["part"]:
                sinks[row["part"]].write(line)
    kind = FORMATS["jsonl"].media_type
    return [_paper(sink, kind, format="jsonl", part=part) for part, sink in sinks.items()]


def _write(
    number: int, format: str, part: str, lines: BinaryIO, folder: Path, heard: Callable[[], None]
) -> Paper:
    """The file that holds these lines in a format; `heard` is called at each of them."""
    losses, chosen = Losses(), FORMATS[format]

    def documents() -> Iterator[Document]:
        for document in jsonl.read(lines):
            if isinstance(document, Refused):
                raise FrozenLost(f"{name_of(number, 'jsonl', part)}, {document.place}")
            heard()
            yield document

    with Sink(folder, name_of(number, format, part)) as sink:
        for piece in chosen.write(documents(), losses):
            sink.write(piece)
    left_out = {str(what): n for what, n in sorted(losses.counts.items())}
    return replace(_paper(sink, chosen.media_type, format=format, part=part), left_out=left_out)


def _with_papers(release: Release, papers: list[Paper], folder: Path) -> list[Paper]:
    """These and the datasheet and manifest about them, which come first."""
    stem = f"onrecord-release-{release.pk}"
    with Sink(folder, f"{stem}-datasheet.md") as sheet:
        sheet.write(datasheet(release, papers).encode())
    about = _paper(sheet, "text/markdown; charset=utf-8")
    with Sink(folder, f"{stem}-manifest.json") as listing:
        listing.write(manifest(release, [about, *papers]).encode())
    return [about, _paper(listing, "application/json"), *papers]


def _paper(sink: Sink, media_type: str, *, format: str = "", part: str = "") -> Paper:
    return Paper(
        name=sink.name, media_type=media_type, size=sink.size, sha256=sink.sha256, format=format, part=part
    )


def _check(frozen: Path, hashes: dict[str, str]) -> None:
    for name, sha256 in hashes.items():
        try:
            with open(frozen / name, "rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            raise FrozenLost(name) from None
        if found != sha256:
            raise FrozenLost(name)


def _csv_line(cells: Iterable[object]) -> bytes:
    return (
        ",".join(str(cell) for cell in cells) + "\n"
    ).encode()  # numbers and names of parts need no quotes
