"""A document as plain values (dicts, lists, numbers and texts), and back with every check.

What JSON Lines writes, and what formats with room for it take along beside their own.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any, TypeVar

from articles.document import KINDS, SPEAKER_KINDS, STATES, Attribution, Document, Span, Speaker
from articles.errors import DomainError, NoContent, NoSuchValue

VERSION = 1
T = TypeVar("T", bound=str)
Record = dict[str, Any]

WRONG = (DomainError, LookupError, ValueError, TypeError, AttributeError, RecursionError, OverflowError)
"""What reading can raise where a record is none."""


def reason(error: Exception) -> str:
    """Why a record was not read, as a sentence, from one of WRONG."""
    if isinstance(error, DomainError):
        return str(error)
    if isinstance(error, KeyError):
        return f"“{error.args[0]}” is missing."
    if isinstance(error, UnicodeDecodeError):
        return "This is not UTF-8."
    if isinstance(error, json.JSONDecodeError):
        return "This is not JSON, or broken."
    if isinstance(error, UnicodeEncodeError):
        return "There is half of a surrogate pair in a text."
    if isinstance(error, RecursionError):
        return "It nests too deeply."
    return f"This is not an article in this format ({str(error)[:200]})."


def record_of(document: Document) -> Record:
    """The document as plain values, everything included."""
    return {
        "version": VERSION,
        **details_of(document),
        "text": document.text,
        "attributions": [attribution_record(a) for a in document.attributions],
    }


def details_of(document: Document) -> Record:
    """What is known about the article, without its text and its quotes."""
    return {
        "id": document.id,
        "title": document.title,
        "publisher": document.publisher,
        "byline": document.byline,
        "url": document.url,
        "published": document.published and document.published.isoformat(),
        "language": document.language,
    }


def attribution_record(a: Attribution) -> Record:
    """A quote as plain values."""
    return {
        "id": a.id,
        "kind": a.kind,
        "content": [span_record(s) for s in a.content],
        "cue": [span_record(s) for s in a.cue],
        "source": [span_record(s) for s in a.source],
        "speakers": [speaker_record(s) for s in a.speakers],
        "confidence": a.confidence,
        "reason": a.reason,
        "state": a.state,
        "version": a.version,
        "decided_by": a.decided_by,
        "decided_at": a.decided_at and a.decided_at.isoformat(),
    }


def speaker_record(s: Speaker) -> Record:
    """A speaker as plain values."""
    return {"id": s.id, "name": s.name, "kind": s.kind, "aliases": list(s.aliases), "wikidata": s.wikidata}


def span_record(span: Span) -> Record:
    """A span as plain values."""
    return {"start": span.start, "end": span.end, "text": span.text}


def document_from(record: Any) -> Document:
    """The document that these values say. Raises one of WRONG where they say none."""
    if not isinstance(record, dict):
        raise TypeError("it is no JSON object")
    if record["version"] != VERSION:
        raise ValueError(f"version {record['version']!r} is not {VERSION}")
    text = text_in(record["text"])
    return Document(
        text=text,
        attributions=tuple(attribution_from(a, text) for a in list_in(record["attributions"])),
        **details_from(record),
    )


def details_from(record: Record) -> dict[str, Any]:
    """What a document is made with besides its text and quotes. Raises one of WRONG."""
    return {
        "id": id_in(record["id"]),
        "title": text_in(record["title"]),
        "publisher": text_in(record["publisher"]),
        "byline": text_in(record["byline"]),
        "url": text_in(record["url"]),
        "published": date.fromisoformat(record["published"]) if record["published"] else None,
        "language": text_in(record["language"]),
    }


def attribution_from(a: Record, text: str) -> Attribution:
    """The quote that these values say of an article's text. Raises one of WRONG."""
    if not a["content"]:
        raise NoContent
    return Attribution(
        kind=one_of(KINDS, a["kind"], "kind"),
        content=spans_from(a["content"], text),
        cue=spans_from(a["cue"], text),
        source=spans_from(a["source"], text),
        speakers=tuple(speaker_from(s) for s in list_in(a["speakers"])),
        id=id_in(a["id"]),
        confidence=confidence_in(a["confidence"]),
        reason=text_in(a["reason"]),
        state=None if a["state"] is None else one_of(STATES, a["state"], "state"),
        version=_whole_in(a["version"]),
        decided_by=text_in(a["decided_by"]),
        decided_at=datetime.fromisoformat(a["decided_at"]) if a["decided_at"] else None,
    )


def speaker_from(s: Record) -> Speaker:
    """The speaker that these values say. Raises one of WRONG."""
    return Speaker(
        name=text_in(s["name"]),
        kind=one_of(SPEAKER_KINDS, s["kind"], "kind of speaker"),
        id=id_in(s["id"]),
        aliases=tuple(text_in(alias) for alias in list_in(s["aliases"])),
        wikidata=text_in(s["wikidata"]),
    )


def text_in(value: Any) -> str:
    """The value, if it is a text that UTF-8 can write. Raises one of WRONG."""
    if not isinstance(value, str):
        raise TypeError(f"“{str(value)[:60]}” should be a text")
    if not value.isascii():
        value.encode()
    return value


def list_in(value: Any) -> list[Any]:
    """The value, if it is a list. Raises TypeError."""
    if not isinstance(value, list):
        raise TypeError(f"“{str(value)[:60]}” should be a list")
    return value


def one_of(choices: tuple[T, ...], value: Any, what: str) -> T:
    """The choice that this value is. Raises NoSuchValue."""
    for choice in choices:
        if choice == value:
            return choice
    raise NoSuchValue(what, str(value), tuple(str(choice) for choice in choices))


def id_in(value: Any) -> str | None:
    """The value, if it is an id or none. Raises one of WRONG."""
    return None if value is None else text_in(value)


def _whole_in(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise TypeError(f"“{str(value)[:60]}” should be a whole number from 0")
    return value


def confidence_in(value: Any) -> float | None:
    """The value, if it is a probability or none. Raises one of WRONG."""
    if value is None:
        return None
    if type(value) not in (int, float) or not 0 <= value <= 1:
        raise ValueError(f"a confidence of “{str(value)[:60]}” is not between 0 and 1")
    return float(value)


def spans_from(records: Any, text: str) -> tuple[Span, ...]:
    """The spans that these values say of a text. Raises one of WRONG."""
    return tuple(Span(s["start"], s["end"], s["text"]).check(text) for s in list_in(records))
