"""Many articles at once: a JSON object a line, stored in batches, each line with its fate.

A line that cannot be taken spoils no other; the same lines again change nothing. What makes a text an article is left
to `articles.services.importing`.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, BinaryIO, Literal, NamedTuple

from articles.errors import BadLine, ImportRefused, LineTooLong
from articles.models import Article, User
from articles.services.contention import in_spite_of_others
from articles.services.importing import prepared
from articles.services.suggesting import queue_runs

MAX_LINE = 8_000_000  # bytes: an article of the greatest length, every character escaped
BATCH = 200  # lines
BATCH_BYTES = 4_000_000  # of lines, so that a batch of long articles stays small, too
TEXTS = ("text", "title", "publisher", "byline", "url", "language")


class Fate(NamedTuple):
    """What became of a line: taken as a new article, known (there already), or refused with code and sentence."""

    line: int
    result: Literal["taken", "known", "refused"]
    article: int | None = None
    code: str = ""
    detail: str = ""

    @classmethod
    def refusal(cls, line: int, error: ImportRefused) -> Fate:
        return cls(line, "refused", code=error.code, detail=str(error))


def lines_of(stream: BinaryIO | io.BufferedReader) -> Iterator[bytes | None]:
    """The lines of a stream, None for one longer than MAX_LINE; never more than one of them in memory."""
    while line := stream.readline(MAX_LINE + 1):
        if len(line) <= MAX_LINE:
            yield line
            continue
        while not line.endswith(b"\n") and (line := stream.readline(MAX_LINE)):
            pass
        yield None


def import_lines(*, lines: Iterable[bytes | None], by: User, suggest: bool = True) -> Iterator[Fate]:
    """Store the article on each line: {"text"} and, where known, title, publisher, byline, url, published, language.

    `suggest`: queue a look for quotes in each new article. Blank lines have no fate. A batch is stored when all its
    lines were read, in one transaction and a constant number of queries, an insert of many rows counted once; its
    fates come in the order of the lines.
    """
    batch: list[tuple[int, bytes | None]] = []
    size = 0
    for number, line in enumerate(lines, 1):
        if line is not None and not line.strip():
            continue
        batch.append((number, line))
        size += len(line or b"")
        if len(batch) == BATCH or size >= BATCH_BYTES:
            yield from _imported(batch, by, suggest)
            batch, size = [], 0
    yield from _imported(batch, by, suggest)


def _imported(batch: list[tuple[int, bytes | None]], by: User, suggest: bool) -> list[Fate]:
    fates: dict[int, Fate] = {}
    wanted: dict[int, Article] = {}
    for number, line in batch:
        try:
            wanted[number] = prepared(by=by, **_article(line))
        except ImportRefused as refusal:
            fates[number] = Fate.refusal(number, refusal)
    for number, (article, created) in in_spite_of_others(lambda: _store(wanted, by, suggest)).items():
        fates[number] = Fate(number, "taken" if created else "known", article)
    return [fates[number] for number, _ in batch]


def _article(line: bytes | None) -> dict[str, Any]:
    """What `prepared` takes of the article on a line. Raises BadLine or LineTooLong."""
    if line is None:
        raise LineTooLong(MAX_LINE)
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        raise BadLine("it is no JSON object in UTF-8") from None
    if not isinstance(said, dict) or "text" not in said:
        raise BadLine("it is no object with a “text”")
    if unknown := said.keys() - {*TEXTS, "published"}:
        raise BadLine(
            f"an article has no “{min(unknown)[:60]}”; annotated articles go to articles/annotated/"
        )
    for name in TEXTS:
        if not isinstance(said.get(name, ""), str):
            raise BadLine(f"“{name}” should be a text")
    published = said.pop("published", None)
    try:
        return said | {"published": None if published is None else date.fromisoformat(published)}
    except (TypeError, ValueError):
        raise BadLine("“published” should be a date such as 2026-03-04, or null") from None


def _store(wanted: dict[int, Article], by: User, suggest: bool) -> dict[int, tuple[int, bool]]:
    """By line: the id of the article with this text, and whether it is new."""
    digests = {article.sha256 for article in wanted.values()}
    known = dict(Article.objects.filter(sha256__in=digests).values_list("sha256", "pk"))
    first = {article.sha256: number for number, article in reversed(wanted.items())}
    new = [a for number, a in wanted.items() if a.sha256 not in known and first[a.sha256] == number]
    for article in new:
        article.pk = None  # one of an earlier try that failed
    stored = Article.objects.bulk_create(new)
    if suggest and stored:
        queue_runs(articles=stored, by=by)
    ids = known | {article.sha256: article.pk for article in stored}
    return {
        number: (ids[a.sha256], a.sha256 not in known and first[a.sha256] == number)
        for number, a in wanted.items()
    }
