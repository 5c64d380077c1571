"""JSON Lines: an article with its attributions a line, lossless. `docs/formats.md` describes every field."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from articles.document import Attribution, Document, Span, Speaker
from articles.errors import BadRecord

VERSION = 1


def write(documents: Iterable[Document]) -> Iterator[str]:
    """A line for each document, its newline included; reading it gives an equal document."""
    for document in documents:
        yield json.dumps(_record(document), ensure_ascii=False, separators=(",", ":")) + "\n"


def read(lines: Iterable[str]) -> Iterator[Document]:
    """The documents in these lines; blank lines are passed over.

    Raises BadRecord, which names the line, where one is no document of this version or has a span that its text
    does not bear out.
    """
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield _document(json.loads(line))
            except (ValueError, KeyError, TypeError, IndexError) as error:
                raise BadRecord(number, f"{type(error).__name__}: {error}") from error


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


def _document(record: dict[str, Any]) -> Document:
    if record["version"] != VERSION:
        raise ValueError(f"version {record['version']} is not {VERSION}")
    text = record["text"]
    return Document(
        text=text,
        attributions=tuple(_attribution(a, text) for a in record["attributions"]),
        id=record["id"],
        title=record["title"],
        publisher=record["publisher"],
        byline=record["byline"],
        url=record["url"],
        published=date.fromisoformat(record["published"]) if record["published"] else None,
        language=record["language"],
    )


def _attribution(a: dict[str, Any], text: str) -> Attribution:
    return Attribution(
        kind=a["kind"],
        content=_spans(a["content"], text),
        cue=_spans(a["cue"], text),
        source=_spans(a["source"], text),
        speakers=tuple(
            Speaker(s["name"], s["kind"], s["id"], tuple(s["aliases"]), s["wikidata"]) for s in a["speakers"]
        ),
        id=a["id"],
        confidence=a["confidence"],
        reason=a["reason"],
        state=a["state"],
        version=a["version"],
        decided_by=a["decided_by"],
        decided_at=datetime.fromisoformat(a["decided_at"]) if a["decided_at"] else None,
    )


def _spans(records: list[dict[str, Any]], text: str) -> tuple[Span, ...]:
    return tuple(Span(s["start"], s["end"], s["text"]).check(text) for s in records)
