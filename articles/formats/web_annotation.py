"""W3C Web Annotation as JSON-LD: an annotation a quote, a page of annotations an article, an array of pages a file.

Positions count code points, as the standard's TextPositionSelector does. What the standard has no word for has the
prefix `onrecord:`, the article's text among it, so that nothing is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, BinaryIO
from urllib.parse import quote as escaped
from urllib.parse import unquote
from uuid import UUID

from articles.document import KINDS, ROLES, Attribution, Document, Role, Span
from articles.errors import NoContent
from articles.formats.format import Format, Losses, Refused
from articles.formats.gaps import find, kind_of
from articles.formats.json_values import array, read_each
from articles.formats.parts import Parts
from articles.formats.record import (
    Record,
    attribution_from,
    details_from,
    details_of,
    list_in,
    one_of,
    span_record,
    speaker_record,
    text_in,
)

CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"onrecord": "urn:onrecord:"}]
MEDIA_TYPE = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
AROUND = 32
"""Code points of the text before and after a part that help to find it again."""
UNNAMED = "urn:onrecord:unnamed:"


def write(documents: Iterable[Document], losses: Losses) -> Iterator[bytes]:
    """An array of annotation pages, an article a line."""
    return array(_page(document, number) for number, document in enumerate(documents, 1))


def _page(document: Document, number: int) -> Record:
    article = _iri(document.id, "article", str(number))
    return {
        "@context": CONTEXT,
        "id": f"{article}:page",
        "type": "AnnotationPage",
        "onrecord:article": {
            "id": article,
            **{f"onrecord:{name}": value for name, value in details_of(document).items()},
            "onrecord:text": document.text,
        },
        "items": [
            _annotation(a, document, article, f"{number}.{place}")
            for place, a in enumerate(document.attributions, 1)
        ],
    }


def _iri(id: str | None, what: str, number: str) -> str:
    if id is None:
        return f"{UNNAMED}{what}:{number}"
    try:
        if str(UUID(id)) == id:
            return f"urn:uuid:{id}"
    except ValueError:
        pass
    return f"urn:onrecord:{what}:{escaped(id, safe='')}"


def _id_in(iri: str) -> str | None:
    if iri.startswith(UNNAMED):
        return None
    if iri.startswith("urn:uuid:"):
        return iri.removeprefix("urn:uuid:")
    return unquote(iri.split(":", 3)[3]) if iri.startswith("urn:onrecord:") else iri


def _annotation(a: Attribution, document: Document, article: str, number: str) -> Record:
    found: Record = {
        "id": _iri(a.id, "quote", number),
        "type": "Annotation",
        "body": [
            {"type": "TextualBody", "purpose": "classifying", "value": a.kind},
            *(
                {
                    "type": "TextualBody",
                    "purpose": "identifying",
                    "value": speaker.name,
                    **{f"onrecord:{key}": it for key, it in speaker_record(speaker).items() if key != "name"},
                }
                for speaker in a.speakers
            ),
        ],
        "target": [
            {
                "type": "SpecificResource",
                "source": document.url or article,
                "onrecord:role": role,
                "selector": [_position(span), _words(span, document.text)],
            }
            for role in ROLES
            for span in a.spans(role)
        ],
        "onrecord:state": a.state,
        "onrecord:version": a.version,
        "onrecord:confidence": a.confidence,
        "onrecord:reason": a.reason,
    }
    if a.decided_by:
        found["creator"] = {"type": "Person", "name": a.decided_by}
    if a.decided_at:
        if a.decided_at.tzinfo:
            found["created"] = a.decided_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
        else:
            found["created"] = a.decided_at.isoformat()
    return found


def _position(span: Span) -> Record:
    return {"type": "TextPositionSelector", "start": span.start, "end": span.end}


def _words(span: Span, text: str) -> Record:
    return {
        "type": "TextQuoteSelector",
        "exact": span.text,
        "prefix": text[max(span.start - AROUND, 0) : span.start],
        "suffix": text[span.end : span.end + AROUND],
    }


def read(stream: BinaryIO) -> Iterator[Document | Refused]:
    """The article of each page, if the page has its text. A part without a position is found by its words.

    A target without a role is content. Bodies that identify are speakers, and one that classifies gives the kind.
    """
    return read_each(stream, _document)


def _document(page: Any) -> Document:
    if not isinstance(page, dict) or page.get("type") != "AnnotationPage":
        raise TypeError("it is no AnnotationPage")
    if "onrecord:article" not in page:
        raise ValueError("it has no “onrecord:article”, which gives the text that was annotated")
    article = page["onrecord:article"]
    text = text_in(article["onrecord:text"])
    said = {name: article.get(f"onrecord:{name}", blank) for name, blank in details_of(Document("")).items()}
    cut = Parts(text)
    quotes = tuple(_attribution(it, cut) for it in list_in(page["items"]))
    return Document(text=text, attributions=quotes, **details_from(said))


def _attribution(it: Record, cut: Parts) -> Attribution:
    text = cut.text
    parts: dict[Role, list[Span]] = {role: [] for role in ROLES}
    for target in _several(it["target"]):
        role = one_of(ROLES, target.get("onrecord:role", "content"), "role of a part")
        parts[role].append(_span(_several(target["selector"]), cut))
    if not parts["content"]:
        raise NoContent
    kind, speakers = None, []
    for body in _several(it.get("body", [])):
        if body.get("purpose") == "classifying" and body["value"] in KINDS:
            kind = body["value"]
        elif body.get("purpose") == "identifying":
            speakers.append(
                {
                    "name": body["value"],
                    "kind": body.get("onrecord:kind", "person"),
                    "id": body.get("onrecord:id"),
                    "aliases": body.get("onrecord:aliases", []),
                    "wikidata": body.get("onrecord:wikidata", ""),
                }
            )
    creator = it.get("creator") or {}
    decided_at = it.get("created", "")
    found = attribution_from(
        {
            "id": _id_in(text_in(it["id"])),
            "kind": kind or kind_of(text, parts["content"]),
            "content": [span_record(s) for s in sorted(parts["content"])],
            "cue": [span_record(s) for s in sorted(parts["cue"])],
            "source": [span_record(s) for s in sorted(parts["source"])],
            "speakers": speakers,
            "confidence": it.get("onrecord:confidence"),
            "reason": it.get("onrecord:reason", ""),
            "state": it.get("onrecord:state"),
            "version": it.get("onrecord:version", 0),
            "decided_by": creator.get("name", "") if isinstance(creator, dict) else text_in(creator),
            "decided_at": "",
        },
        text,
    )
    return replace(found, decided_at=datetime.fromisoformat(decided_at) if decided_at else None)


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _span(selectors: list[Record], cut: Parts) -> Span:
    found = {it["type"]: it for it in selectors}
    position, words = found.get("TextPositionSelector"), found.get("TextQuoteSelector")
    if position:
        start, end = position["start"], position["end"]
        return Span(start, end, words["exact"]).check(cut.text) if words else cut.at(start, end)
    if not words:
        raise ValueError("a part has neither a TextPositionSelector nor a TextQuoteSelector")
    return find(cut.text, text_in(words["exact"]), words.get("prefix", ""), words.get("suffix", ""))


FORMAT = Format(
    name="web-annotation",
    title="Web Annotation",
    summary="The W3C’s standard for notes on texts, as JSON-LD: one page of annotations an article. "
    "For annotation tools and linked data.",
    media_type=MEDIA_TYPE,
    suffix=".jsonld",
    write=write,
    read=read,
)
