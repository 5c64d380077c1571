"""Which article with which quotes does a `<TEI>` hold? Ours as written, others as far as `<said>` and `<quote>` tell.

XML is read without entities, without a network and within the parser's limits of depth and size.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

from lxml import etree

from articles.document import ROLES, Attribution, Document, Kind, Role, Speaker, SpeakerKind
from articles.errors import NoContent
from articles.formats.format import Refused
from articles.formats.gaps import kind_of
from articles.formats.json_values import attempted
from articles.formats.parts import Parts, Place
from articles.formats.record import Record, attribution_from, span_record, speaker_record

NAMESPACE = "http://www.tei-c.org/ns/1.0"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
PERSON_TAGS: dict[SpeakerKind, tuple[str, str, str]] = {
    "person": ("person", "persName", ""),
    "organization": ("org", "orgName", ""),
    "group": ("personGrp", "persName", ""),
    "document": ("bibl", "title", ""),
    "unnamed": ("person", "persName", "unnamed"),
}
"""The element of a kind of speaker, that of its name, and its role."""
FEATURES = {
    "id": "string",
    "kind": "symbol",
    "state": "symbol",
    "version": "numeric",
    "confidence": "numeric",
    "reason": "string",
    "decided_by": "string",
    "decided_at": "string",
}
"""What a feature structure says of a quote, and by which element."""
KIND_OF_DIRECT: dict[str, Kind] = {"true": "direct", "false": "indirect", "unknown": "mixed"}
Element = Any  # lxml has no types of its own


def read(stream: BinaryIO) -> Iterator[Document | Refused]:
    """A document for each `<TEI>`; the rest of a file that is no longer XML is refused.

    In files of others the text is all that `<text>` holds, a `<said>` or `<quote>` is a quote, with the fragments that
    `next` and `prev` tie to it, and `who` or `source` names the speakers of a `<listPerson>`.
    """
    number = 0
    try:
        parser = etree.iterparse(
            stream,
            tag=f"{{{NAMESPACE}}}TEI",
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        )
        for _, element in parser:
            number += 1
            yield attempted(f"article {number}", _document, element)
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        why = f"From line {error.lineno} of the file on, this is not XML. What follows cannot be read either."
        yield Refused(f"article {number + 1}", why)
        return
    if not number and etree.QName(parser.root).localname not in ("TEI", "teiCorpus"):
        yield Refused("the file", "There is no <TEI> in it.")


def _tei(element: Element, path: str) -> Element | None:
    return element.find("/".join(f"{{{NAMESPACE}}}{name}" for name in path.split("/")))


def _text_at(element: Element, path: str) -> str:
    found = _tei(element, path)
    return "" if found is None else "".join(found.itertext())


class _Marks:
    """The text under an element, and the tags in it that mark parts of quotes."""

    def __init__(self, element: Element) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.found: list[tuple[Role, Element, int, int]] = []
        self._walk(element)

    def _add(self, text: str | None) -> None:
        if text:
            self.pieces.append(text)
            self.length += len(text)

    def _walk(self, element: Element) -> None:
        start = self.length
        self._add(element.text)
        for child in element:
            if child.tag is etree.Entity:
                raise ValueError("it has an entity in its text, which is not read")
            if isinstance(child.tag, str):
                self._walk(child)
            self._add(child.tail)
        role = _role(element)
        if role and self.length > start:
            self.found.append((role, element, start, self.length))


def _role(element: Element) -> Role | None:
    name, type = etree.QName(element).localname, element.get("type")
    if name in ("said", "quote"):
        return "content"
    if name == "seg" and type == "cue":
        return "cue"
    return "source" if name == "rs" and type == "source" else None


def _document(element: Element) -> Document:
    body = _tei(element, "text")
    if body is None:
        raise ValueError("it has no <text>")
    marks = _Marks(body)
    text = "".join(marks.pieces)
    source = _tei(element, "teiHeader/fileDesc/sourceDesc/bibl")
    numbers = {} if source is None else {it.get("type"): it.text or "" for it in source if _is(it, "idno")}
    dated = None if source is None else _tei(source, "date")
    when = None if dated is None else dated.get("when")
    return Document(
        text=text,
        attributions=tuple(_quotes(element, marks, text)),
        id=numbers.get("onrecord"),
        title=_text_at(element, "teiHeader/fileDesc/titleStmt/title"),
        publisher="" if source is None else _text_at(source, "publisher"),
        byline="" if source is None else _text_at(source, "author"),
        url=numbers.get("URL", ""),
        published=date.fromisoformat(when) if when and len(when) == 10 else None,
        language=body.get(XML_LANG, ""),
    )


def _is(element: Element, name: str) -> bool:
    return bool(element.tag == f"{{{NAMESPACE}}}{name}")


def _speakers(element: Element) -> dict[str, Speaker]:
    """Who is listed, by `xml:id`."""
    found = {}
    for kind, (tag, name, role) in PERSON_TAGS.items():
        for it in element.iter(f"{{{NAMESPACE}}}{tag}"):
            if it.get(XML_ID) and (it.get("role") == "unnamed") == (role == "unnamed"):
                names = [child for child in it if _is(child, name)]
                numbers = {child.get("type"): child.text or "" for child in it if _is(child, "idno")}
                found[it.get(XML_ID)] = Speaker(
                    name="".join(names[0].itertext()) if names else it.get(XML_ID),
                    kind=kind,
                    id=numbers.get("onrecord"),
                    aliases=tuple("".join(child.itertext()) for child in names[1:]),
                    wikidata=numbers.get("wikidata", ""),
                )
    return found


def _quotes(element: Element, marks: _Marks, text: str) -> Iterator[Attribution]:
    """The quotes in the order of their feature structures, then those that have none, in text order."""
    known = {it.get(XML_ID): it for it in element.iter(f"{{{NAMESPACE}}}fs") if it.get("type") == "quote"}
    speakers = _speakers(element)
    parts: dict[str, dict[Role, dict[str, list[Place]]]] = {key: {r: {} for r in ROLES} for key in known}
    first: dict[str, Element] = {}
    chains: dict[str, str] = {}
    cut = Parts(text)
    for role, tag, start, end in sorted(marks.found, key=lambda it: it[2:]):
        ana = tag.get("ana", "").removeprefix("#")
        if ana not in known and role != "content":
            continue
        key = ana if ana in known else _chain(tag, chains, f"{start} {end}")
        quote = parts.setdefault(key, {r: {} for r in ROLES})
        part = tag.get("n") if ana in known else None
        quote[role].setdefault(part or f"{start}", []).append((start, end))
        if role == "content":
            first.setdefault(key, tag)
    for key, quote in parts.items():
        if key not in first:
            raise NoContent
        yield _quote(quote, first[key], known.get(key), speakers, cut)


def _chain(tag: Element, chains: dict[str, str], alone: str) -> str:
    """The key that a fragment shares with those that it is tied to."""
    own, before, after = (tag.get(name, "").removeprefix("#") for name in (XML_ID, "prev", "next"))
    key = chains.get(before) or chains.get(own) or alone
    for name in (own, after):
        if name:
            chains[name] = key
    return key


def _quote(
    parts: dict[Role, dict[str, list[Place]]],
    tag: Element,
    features: Element | None,
    speakers: dict[str, Speaker],
    cut: Parts,
) -> Attribution:
    spans = {
        role: sorted(cut.at(min(it)[0], max(end for _, end in it)) for it in parts[role].values())
        for role in ROLES
    }
    said = {} if features is None else dict(map(_feature, features))
    record: Record = {
        "id": said.get("id"),
        "kind": said.get("kind")
        or KIND_OF_DIRECT.get(tag.get("direct", ""))
        or kind_of(cut.text, spans["content"]),
        **{role: [span_record(span) for span in spans[role]] for role in ROLES},
        "speakers": [speaker_record(it) for it in _who(tag, speakers)],
        "confidence": float(said["confidence"]) if "confidence" in said else None,
        "reason": said.get("reason", ""),
        "state": said.get("state"),
        "version": int(said.get("version", 0)),
        "decided_by": said.get("decided_by", ""),
        "decided_at": said.get("decided_at"),
    }
    return attribution_from(record, cut.text)


def _feature(f: Element) -> tuple[str, str]:
    value = f[0]
    return f.get("name"), value.text or "" if _is(value, "string") else value.get("value")


def _who(tag: Element, speakers: dict[str, Speaker]) -> list[Speaker]:
    """Those that a tag points to; one who is listed nowhere goes by the end of the pointer."""
    pointers = (tag.get("who") or tag.get("source") or "").split()
    names = (it.rpartition("#")[2] or it for it in pointers)
    return [speakers.get(name) or Speaker(name) for name in names]
