"""Articles with what their quotes should come to: of a corpus of news, or of any dataset that was exported here."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from articles.document import ROLES, Attribution
from articles.formats import Refused, jsonl

Range = tuple[int, int]
TITLES = frozenset(
    "mr mrs ms miss dr sir rep sen gov president secretary senator representative governor lord lady prof justice "
    "judge".split()
)
NOBODY = ("unspecified", "author")
DECIDED = ("accepted", "corrected", "added")


@dataclass(frozen=True)
class Quote:
    """One quote as it should be. `speakers` is None where nobody said who spoke; empty where it is nobody nameable."""

    kind: str
    spans: dict[str, tuple[Range, ...]]
    speakers: tuple[str, ...] | None


@dataclass(frozen=True)
class GoldArticle:
    """A text and its quotes."""

    id: str
    text: str
    language: str
    quotes: tuple[Quote, ...]

    @property
    def names_speakers(self) -> bool:
        return any(quote.speakers is not None for quote in self.quotes)


def name_key(name: str) -> str:
    """A name as two spellings of it share it: without case, signs, titles, a leading "the" and middle initials."""
    plain = re.sub(r"\([^)]*\)|[\"“”][^\"“”]*[\"“”]", " ", name.casefold()).replace(".", ". ")
    words = [word for word in (re.sub(r"\W+", "", it) for it in plain.split()) if word and word not in TITLES]
    words = [w for n, w in enumerate(words) if not (len(w) == 1 and 0 < n < len(words) - 1)]
    return " ".join(words[1:] if words[:1] == ["the"] else words)


def joined(text: str, ranges: Iterable[Range]) -> tuple[Range, ...]:
    """In text order; pieces that overlap or that only blanks part are one."""
    found: list[Range] = []
    for start, end in sorted(ranges):
        if found and (start <= found[-1][1] or text[found[-1][1] : start].isspace()):
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)


def read(path: Path) -> list[GoldArticle]:
    """The articles with decided quotes of a file: JSON Lines as exported here, or corpus lines.

    Beside `NAME_dev.jsonl.gz` of a corpus, `speakers_dev.jsonl` says who the speakers are.
    """
    text = (
        gzip.decompress(path.read_bytes()).decode()
        if path.suffix == ".gz"
        else path.read_text(encoding="utf-8")
    )
    lines = [line for line in text.split("\n") if line.strip()]
    articles = _exported(lines) if "version" in json.loads(lines[0]) else _corpus(lines, path)
    return [article for article in articles if article.quotes]


def _exported(lines: list[str]) -> Iterator[GoldArticle]:
    for number, document in enumerate(jsonl.read(BytesIO("\n".join(lines).encode())), 1):
        if isinstance(document, Refused):
            raise ValueError(str(document))
        quotes = tuple(
            Quote(a.kind, _spans(document.text, a), tuple(s.name for s in a.speakers))
            for a in document.attributions
            if a.state in DECIDED
        )
        yield GoldArticle(document.id or str(number), document.text, document.language, quotes)


def _spans(text: str, a: Attribution) -> dict[str, tuple[Range, ...]]:
    return {role: joined(text, ((s.start, s.end) for s in a.spans(role))) for role in ROLES}


def _corpus(lines: list[str], path: Path) -> Iterator[GoldArticle]:
    part = path.name.split(".")[0].rpartition("_")[2]
    beside = path.with_name(f"speakers_{part}.jsonl")
    named: dict[str, dict[str, Any]] = {}
    if beside.is_file():
        for line in beside.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            named[row["id"]] = {it["attribution"]: it for it in row["speakers"]}
    for line in lines:
        record = json.loads(line)
        speakers = named.get(record["id"], {})
        quotes = tuple(
            Quote(
                a["kind"],
                {role: joined(record["text"], (tuple(it) for it in a[role])) for role in ROLES},
                _speakers(speakers.get(a["id"])),
            )
            for a in record["attributions"]
        )
        yield GoldArticle(record["id"], record["text"], "en", quotes)


def _speakers(row: dict[str, Any] | None) -> tuple[str, ...] | None:
    """Only those that are certain and have a name, which is what the corpus is scored by."""
    if row is None or not row["certain"]:
        return None
    if row["speaker"] in NOBODY:
        return ()
    return tuple(row["speaker"].split(" | ")) if row["kind"] in ("person", "organization") else None
