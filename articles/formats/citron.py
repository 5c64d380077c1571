"""BBC Citron's JSON: a file an article, in a ZIP, as its training and evaluation read them from a folder.

Follows `docs/data_format.md` of github.com/bbc/citron. Every quote there has one cue, so those without stay out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from articles.document import Attribution, Document, Span
from articles.errors import NoContent
from articles.formats.archive import Archive, BadArchive, Files, Names, is_zip, pack
from articles.formats.format import DECISIONS, DETAILS, WHO, Format, Loss, Losses, Refused
from articles.formats.gaps import kind_of
from articles.formats.json_values import attempted, read_each
from articles.formats.record import Record, confidence_in, id_in, list_in, span_record, spans_from, text_in

LOSES = (
    DETAILS
    | DECISIONS
    | WHO
    | {Loss.IDS, Loss.KINDS, Loss.REASONS, Loss.SPEAKERS, Loss.CUELESS, Loss.CUE_PARTS}
)


def write(documents: Iterable[Document], losses: Losses) -> Iterator[bytes]:
    """A ZIP with a JSON file for each article. Of a cue in several parts the first is kept."""

    def files() -> Iterator[tuple[str, bytes]]:
        names = Names()
        for document in documents:
            losses.count_absent(document, LOSES)
            record = {
                "text": document.text,
                "quotes": [_quote(a, losses) for a in document.attributions if a.cue],
            }
            losses.count(Loss.CUELESS, len(document.attributions) - len(record["quotes"]))
            content = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
            yield f"{names.name(document)}.json", content.encode()

    return pack(files())


def _quote(a: Attribution, losses: Losses) -> Record:
    losses.count(Loss.CUE_PARTS, len(a.cue) - 1)
    found: Record = {
        "sources": [span_record(s) for s in a.source],
        "cue": span_record(a.cue[0]),
        "contents": [span_record(s) for s in a.content],
    }
    if a.confidence is not None:
        found["confidence"] = a.confidence
    if a.id is not None:
        found["id"] = a.id
    return found


def read(stream: BinaryIO) -> Iterator[Document | Refused]:
    """The articles of a ZIP of such files, of one of them, or of an array of such objects."""
    if not is_zip(stream):
        yield from read_each(stream, _document)
        return
    try:
        files = Archive(stream)
    except BadArchive as error:
        yield Refused("the archive", str(error))
    else:
        yield from read_files(files)


def read_files(files: Files) -> Iterator[Document | Refused]:
    """The articles of these files; those not ending in .json are passed over."""
    for name in files.names:
        if name.endswith(".json"):
            yield attempted(name, lambda at: _document(json.loads(files.read(at))), name)


def _document(record: Any) -> Document:
    if not isinstance(record, dict):
        raise TypeError("it is no JSON object")
    text = text_in(record["text"])
    return Document(text, tuple(_attribution(q, text) for q in list_in(record["quotes"])))


def _attribution(q: Record, text: str) -> Attribution:
    content = spans_from(q["contents"], text)
    if not content:
        raise NoContent
    confidence = q.get("confidence")
    return Attribution(
        kind=kind_of(text, content),
        content=content,
        cue=_cue(q.get("cue"), text),
        source=spans_from(q.get("sources") or [], text),
        confidence=confidence_in(float(confidence) if isinstance(confidence, str) else confidence),
        id=id_in(q.get("id")),
    )


def _cue(record: Record | None, text: str) -> tuple[Span, ...]:
    return spans_from([record], text) if record else ()


FORMAT = Format(
    name="citron",
    title="BBC Citron",
    summary="Sources, cues and contents for the BBC’s quote extractor, one file an article in a ZIP. "
    "Quotes without a cue stay out.",
    media_type="application/zip",
    suffix=".citron.zip",
    write=write,
    read=read,
    loses=LOSES,
    seeks=True,
)
