"""Which articles is a tagger trained on, and which is it judged by?

Reads files of annotated articles: our own export, or corpus lines as PolNeAR's (Newell et al. 2018). What the network
is to learn from an article is left to `lessons`.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, TextIO

from articles.document import Attribution, Document, span_at
from articles.errors import BadRecord, DomainError
from articles.formats import Refused, jsonl

ENDINGS = (".jsonl", ".jsonl.gz")
SILVER = "_corenlp"
"""What the name of a file with silver layers has before its ending, beside the file it belongs to."""
DECIDED = ("accepted", "corrected", "added")
HELD_OUT = 10
"""One article in so many is held out."""
Range = tuple[int, int]


class BadCorpus(DomainError):
    """A file or folder cannot be trained on."""

    code = "bad_corpus"


@dataclass(frozen=True)
class Silver:
    """Layers that a parser wrote, an entry a token of `tokens`: half-open code-point ranges of the text.

    `heads` are token numbers, -1 for the root, None where unknown; `names` are (first, last, kind) in tokens.
    """

    tokens: list[Range]
    pos: list[str | None]
    heads: list[int | None]
    relations: list[str | None]
    names: list[tuple[int, int, str]]


@dataclass(frozen=True)
class Article:
    """An article with what people decided about it, and silver layers if there are any."""

    document: Document
    silver: Silver | None = None

    @property
    def key(self) -> str:
        """Its id, or the checksum of its text where it has none."""
        return self.document.id or hashlib.sha256(self.document.text.encode("utf-8", "replace")).hexdigest()


def read(paths: Iterable[Path]) -> list[Article]:
    """The articles of these files, and of the files in these folders, that have at least one decided quote.

    Where an article comes twice, the later copy counts. Raises BadCorpus, which names file and line.
    """
    found: dict[str, Article] = {}
    for path in _files(paths):
        for article in _read_file(path):
            found[article.key] = article
    articles = [article for article in found.values() if article.document.attributions]
    if not articles:
        raise BadCorpus(f"There is no article with a decided quote in {_listed(paths)}.")
    return articles


def part(articles: list[Article]) -> tuple[list[Article], list[Article]]:
    """Those to train on, and those held out: a tenth, chosen by their ids, so that an article never changes sides."""
    kept: list[Article] = []
    held_out: list[Article] = []
    for article in articles:
        number = int.from_bytes(hashlib.sha256(article.key.encode()).digest()[:8], "big")
        (kept if number % HELD_OUT else held_out).append(article)
    return kept, held_out


def checksum(articles: list[Article]) -> str:
    """SHA-256 in hexadecimal over all that a training could learn from the articles."""
    digest = hashlib.sha256()
    for article in articles:
        digest.update(repr(article).encode("utf-8", "backslashreplace"))
    return digest.hexdigest()


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            inside = sorted(it for it in path.iterdir() if it.name.endswith(ENDINGS) and not _is_silver(it))
            if not inside:
                raise BadCorpus(f"There is no file ending in {' or '.join(ENDINGS)} in {path}.")
            yield from inside
        elif path.is_file():
            yield path
        else:
            raise BadCorpus(f"There is no file or folder {path}.")


def _is_silver(path: Path) -> bool:
    return path.name.split(".")[0].endswith(SILVER)


def _listed(paths: Iterable[Path]) -> str:
    return ", ".join(map(str, paths))


def _open(path: Path) -> TextIO:
    if path.name.endswith(".gz"):
        return gzip.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")


def _read_file(path: Path) -> list[Article]:
    try:
        with _open(path) as file:
            lines = list(file)
    except UnicodeDecodeError as error:
        raise BadCorpus(f"{path} is not UTF-8 ({error.reason}).") from error
    except (OSError, EOFError, zlib.error) as error:
        raise BadCorpus(f"{path} cannot be read ({error}).") from error
    if _is_ours(lines):
        return [
            Article(_decided(_taken(found, path))) for found in jsonl.read(BytesIO("".join(lines).encode()))
        ]
    silver = _read_silver(path)
    try:
        return [_corpus_article(line, number, silver) for number, line in enumerate(lines, 1) if line.strip()]
    except BadRecord as error:
        raise BadCorpus(f"{path}: {error}") from error


def _taken(found: Document | Refused, path: Path) -> Document:
    if isinstance(found, Refused):
        raise BadCorpus(f"{path}: {found}")
    return found


def _is_ours(lines: list[str]) -> bool:
    """Whether the first line is one of our export, which begins with its version."""
    first = next(filter(str.strip, lines), "")
    try:
        record = json.loads(first)
    except (ValueError, RecursionError):
        return True  # whose reader will say what is wrong with it
    return not isinstance(record, dict) or "version" in record


def _decided(document: Document) -> Document:
    quotes = tuple(a for a in document.attributions if a.state in DECIDED)
    return Document(document.text, quotes, id=document.id, language=document.language)


def _corpus_article(line: str, number: int, silver: dict[str, dict[str, Any]]) -> Article:
    """An article of a corpus line: `{"id", "text", "attributions": [{"source": [[start, end], …], …}]}`."""
    try:
        record = json.loads(line)
        text = record["text"]
        if not isinstance(text, str):
            raise TypeError("its text is none")
        document = Document(
            text, tuple(_quote(it, text) for it in record["attributions"]), id=str(record["id"])
        )
        layers = silver.get(str(record["id"]))
        return Article(document, _silver(layers, record["tokens"]) if layers else None)
    except KeyError as error:
        raise BadRecord(number, f"{error} is missing") from error
    except (DomainError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise BadRecord(number, str(error)) from error


def _quote(record: dict[str, Any], text: str) -> Attribution:
    content, cue, source = (
        tuple(span_at(text, start, end) for start, end in record[role])
        for role in ("content", "cue", "source")
    )
    return Attribution("mixed", content, cue, source)  # nothing is learnt of its kind


def _read_silver(path: Path) -> dict[str, dict[str, Any]]:
    """The lines of the file with silver layers beside this one, by the article's id; none without such a file."""
    stem, ending = path.name.split(".", 1)
    beside = path.with_name(f"{stem}{SILVER}.{ending}")
    if not beside.is_file():
        return {}
    found = {}
    with _open(beside) as lines:
        for number, line in enumerate(lines, 1):
            try:
                record = json.loads(line)
                found[str(record["id"])] = record
            except (ValueError, KeyError, TypeError) as error:
                raise BadCorpus(f"{beside}: line {number} has no layers of an article ({error}).") from error
    return found


def _silver(layers: dict[str, Any], tokens: list[list[int]]) -> Silver:
    number = len(tokens)
    if not all(len(layers[name]) == number for name in ("pos", "head", "rel")):
        raise ValueError(f"its silver layers are not {number} tokens long, as the article is")
    return Silver(
        [(start, end) for start, end in tokens],
        layers["pos"],
        layers["head"],
        layers["rel"],
        [(first, last, kind) for first, last, kind in layers["ner"]],
    )
