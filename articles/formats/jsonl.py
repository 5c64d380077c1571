"""JSON Lines: an article with its attributions a line, lossless. `docs/formats.md` describes every field."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, TypeVar

from articles.document import KINDS, SPEAKER_KINDS, STATES, Attribution, Document, Span, Speaker
from articles.errors import BadRecord, DomainError, NoContent, NoSuchValue

VERSION = 1
T = TypeVar("T", bound=str)


def write(documents: Iterable[Document]) -> Iterator[str]:
    """A line for each document, its newline included; reading it gives an equal document."""
    for document in documents:
        yield json.dumps(_record(document), ensure_ascii=False, separators=(",", ":")) + "\n"


def read(lines: Iterable[str]) -> Iterator[Document]:
    """The documents in these lines; blank lines are passed over.

    Raises BadRecord, which names the line, where one is no document of this version, has a kind or state that does
    not exist, a quote without content, or a span that its text does not bear out.
    """
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield _document(json.loads(line))
            except KeyError as error:
                raise BadRecord(number, f"{error} is missing") from error
            except (DomainError, ValueError, TypeError, AttributeError, RecursionError) as error:
                raise BadRecord(number, str(error)) from error


def _record(document: Document) -> dict[str, Any]:
    return {
        "version": VERSION,
        "id": document.id,
        "title": document.title,
        "publisher": document.publisher,
        "byline": document.byline,
        "url": document.url,
        "published": document.published and document.published.isoformat(),
        "language": document.language,
        "text": document.text,
        "attributions": [_attribution_record(a) for a in document.attributions],
    }


def _attribution_record(a: Attribution) -> dict[str, Any]:
    return {
        "id": a.id,
        "kind": a.kind,
        "content": [_span_record(s) for s in a.content],
        "cue": [_span_record(s) for s in a.cue],
        "source": [_span_record(s) for s in a.source],
        "speakers": [
            {"id": s.id, "name": s.name, "kind": s.kind, "aliases": list(s.aliases), "wikidata": s.wikidata}
            for s in a.speakers
        ],
        "confidence": a.confidence,
        "reason": a.reason,
        "state": a.state,
        "version": a.version,
        "decided_by": a.decided_by,
        "decided_at": a.decided_at and a.decided_at.isoformat(),
    }


def _span_record(span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.text}


def _document(record: Any) -> Document:
    if not isinstance(record, dict):
        raise TypeError("it is no JSON object")
    if record["version"] != VERSION:
        raise ValueError(f"version {record['version']} is not {VERSION}")
    text = _text(record["text"])
    return Document(
        text=text,
        attributions=tuple(_attribution(a, text) for a in record["attributions"]),
        id=record["id"],
        title=_text(record["title"]),
        publisher=_text(record["publisher"]),
        byline=_text(record["byline"]),
        url=_text(record["url"]),
        published=date.fromisoformat(record["published"]) if record["published"] else None,
        language=_text(record["language"]),
    )


def _attribution(a: dict[str, Any], text: str) -> Attribution:
    if not a["content"]:
        raise NoContent
    return Attribution(
        kind=_one_of(KINDS, a["kind"], "kind"),
        content=_spans(a["content"], text),
        cue=_spans(a["cue"], text),
        source=_spans(a["source"], text),
        speakers=tuple(
            Speaker(
                name=_text(s["name"]),
                kind=_one_of(SPEAKER_KINDS, s["kind"], "kind of speaker"),
                id=s["id"],
                aliases=tuple(_text(alias) for alias in s["aliases"]),
                wikidata=_text(s["wikidata"]),
            )
            for s in a["speakers"]
        ),
        id=a["id"],
        confidence=a["confidence"],
        reason=_text(a["reason"]),
        state=a["state"] and _one_of(STATES, a["state"], "state"),
        version=a["version"],
        decided_by=_text(a["decided_by"]),
        decided_at=datetime.fromisoformat(a["decided_at"]) if a["decided_at"] else None,
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} should be a text")
    return value


def _one_of(choices: tuple[T, ...], value: Any, what: str) -> T:
    for choice in choices:
        if choice == value:
            return choice
    raise NoSuchValue(what, str(value), tuple(str(choice) for choice in choices))


def _spans(records: list[dict[str, Any]], text: str) -> tuple[Span, ...]:
    return tuple(Span(s["start"], s["end"], s["text"]).check(text) for s in records)
