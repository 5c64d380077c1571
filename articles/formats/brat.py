"""brat standoff: a text, its marks and its details as three files an article, in a ZIP or a folder.

Marks are as in PolNeAR: Source, Cue and Content, in several pieces where they are split, tied by an Attribution. What
brat has no place for is kept in notes (`#1 AnnotatorNotes E1 {…}`), so that nothing is lost.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from articles.document import ROLES, Attribution, Document, Role, Span
from articles.errors import DomainError, NoContent
from articles.formats.archive import Archive, BadArchive, Files, Folder, Names, pack
from articles.formats.format import Format, Losses, Refused
from articles.formats.gaps import quote
from articles.formats.json_values import attempted
from articles.formats.parts import Parts, Place
from articles.formats.record import Record, attribution_from, attribution_record, details_of, text_in

TYPES: dict[Role, str] = {"content": "Content", "cue": "Cue", "source": "Source"}
ROLE_OF = {name.casefold(): role for role, name in TYPES.items()}
SETTINGS = """[entities]
Source
Cue
Content

[relations]
<OVERLAP>\tArg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:<ANY>

[events]
Attribution\tContent+:Content, Cue*:Cue, Source*:Source

[attributes]
"""
UNMARKED = "quote"
"""What a note is of where a quote has no mark, as its content is line breaks only."""
BREAKS = re.compile("[^\n]+")
LINE_SIGNS = str.maketrans({c: f"\\u{ord(c):04x}" for c in "\x7f\x85\u2028\u2029"})


class BadMark(DomainError):
    """A line of an .ann file says nothing that can be read."""

    code = "bad_mark"

    def __init__(self, number: int, why: str) -> None:
        super().__init__(f"In line {number} of its marks, {why}.")


def write(documents: Iterable[Document], losses: Losses) -> Iterator[bytes]:
    """A ZIP with NAME.txt, NAME.ann and NAME.toml for each article, and the settings that brat shows them by."""

    def files() -> Iterator[tuple[str, bytes]]:
        yield "annotation.conf", SETTINGS.encode()
        names = Names()
        for document in documents:
            name = names.name(document)
            yield f"{name}.ann", "".join(_lines(document)).encode()
            yield f"{name}.toml", _details(document).encode()
            yield f"{name}.txt", document.text.encode()

    return pack(files())


def _details(document: Document) -> str:
    """As the import of texts reads them; and the id."""
    said = details_of(document)
    published = said.pop("published")
    lines = [
        f"{name} = {_quoted(value)}"
        for name, value in said.items()
        if value or (value is not None and name == "id")
    ]
    return "".join(f"{line}\n" for line in [*lines, *([f"published = {published}"] if published else [])])


def _quoted(value: Record | str) -> str:
    """As JSON in one line, which for a text is TOML too."""
    return json.dumps(value, ensure_ascii=False).translate(LINE_SIGNS)


def _lines(document: Document) -> Iterator[str]:
    """The lines of the .ann file: the marks of each quote, then what ties them, then what else is known."""
    marks = 0
    for number, a in enumerate(document.attributions, 1):
        tied: list[str] = []
        trigger = ""
        for role in ROLES:
            for count, pieces in enumerate(_marks(document.text, a.spans(role)), 1):
                marks += 1
                yield _mark(marks, TYPES[role], pieces, document.text)
                tied.append(f"{TYPES[role]}{count if count > 1 else ''}:T{marks}")
                if not trigger and role == "content":
                    marks += 1
                    trigger = f"T{marks}"
                    yield _mark(marks, "Attribution", pieces, document.text)
        if trigger:
            yield f"E{number}\tAttribution:{' '.join([trigger, *tied])}\n"
        note = _note(document.text, a)
        yield f"#{number}\tAnnotatorNotes {f'E{number}' if trigger else UNMARKED}\t{_quoted(note)}\n"


def _mark(number: int, type: str, pieces: list[tuple[int, int]], text: str) -> str:
    places = ";".join(f"{start} {end}" for start, end in pieces)
    words = " ".join(text[start:end] for start, end in pieces)
    return f"T{number}\t{type} {places}\t{words}\n"


def _marks(text: str, spans: Iterable[Span]) -> Iterator[list[tuple[int, int]]]:
    """The spans of a role as marks of one or more pieces: pieces hold no line break and do not overlap in a mark."""
    pieces: list[tuple[int, int]] = []
    for span in spans:
        for line in BREAKS.finditer(text, span.start, span.end):
            if pieces and line.start() < pieces[-1][1]:
                yield pieces
                pieces = []
            pieces.append(line.span())
    if pieces:
        yield pieces


def _note(text: str, a: Attribution) -> Record:
    """What the marks do not say of a quote; where they cut a part at a line break, where it really is."""
    record = attribution_record(a)
    for role in ROLES:
        del record[role]
        marked = [piece for pieces in _marks(text, a.spans(role)) for piece in pieces]
        if marked != [(s.start, s.end) for s in a.spans(role)]:
            record[role] = [[s.start, s.end] for s in a.spans(role)]
    return record


def read(stream: BinaryIO) -> Iterator[Document | Refused]:
    """The articles of a ZIP, as `read_files` has them."""
    try:
        files = Archive(stream)
    except BadArchive as error:
        yield Refused("the archive", str(error))
    else:
        yield from read_files(files)


def read_folder(path: Path) -> Iterator[Document | Refused]:
    """The articles of a folder and of those inside it, as `read_files` has them."""
    return read_files(Folder(path))


def read_files(files: Files) -> Iterator[Document | Refused]:
    """An article for each .ann file that has a .txt of its name beside it; a .toml of its name says more of it.

    Marks of other types, and what ties those, are passed over; so are sources and cues that nothing ties. A content
    that nothing ties is a quote by itself.
    """
    names = set(files.names)
    for name in files.names:
        if name.endswith(".ann"):
            yield attempted(name, _reader(files, names), name.removesuffix(".ann"))


def _reader(files: Files, names: set[str]) -> Callable[[str], Document]:
    def document(stem: str) -> Document:
        if f"{stem}.txt" not in names:
            raise BadArchive(f"There is no {stem}.txt beside it, which the marks are of.")
        text = files.read(f"{stem}.txt").decode()
        details: dict[str, Any] = {"id": stem.rpartition("/")[2]}
        if f"{stem}.toml" in names:
            details = _details_in(tomllib.loads(files.read(f"{stem}.toml").decode()))
        return Document(text, tuple(_quotes(files.read(f"{stem}.ann").decode(), text)), **details)

    return document


def _details_in(said: dict[str, Any]) -> dict[str, Any]:
    known = {
        name: text_in(said[name]) for name in details_of(Document("")) if name in said and name != "published"
    }
    published = said.get("published")
    if published is not None and type(published) is not date:
        raise ValueError("“published” should be a date such as 2026-03-04, without quotes")
    return {**known, "published": published}


def _quotes(lines: str, text: str) -> Iterator[Attribution]:
    """The quotes that the lines of an .ann file tie together, in the order of the file. Raises BadMark and others."""
    marks: dict[str, tuple[Role, list[Place]]] = {}
    ties: dict[str, list[str]] = {}
    notes: dict[str, Record] = {}
    cut = Parts(text)
    for number, line in enumerate(lines.split("\n"), 1):
        key, _, rest = line.removesuffix("\r").partition("\t")
        try:
            if key[:1] == "T":
                role, places = _mark_in(rest, cut)
                if role:
                    marks[key] = (role, places)
            elif key[:1] == "E" and rest.casefold().startswith("attribution"):
                ties[key] = [argument.partition(":")[2] for argument in rest.split()[1:]]
            elif key[:1] == "#" and rest.startswith("AnnotatorNotes "):
                target, _, note = rest.removeprefix("AnnotatorNotes ").partition("\t")
                if note.startswith("{"):
                    if target == UNMARKED:
                        ties[target := key] = []
                    notes[target] = json.loads(note)
        except (ValueError, IndexError, DomainError, RecursionError) as error:
            raise BadMark(number, f"{str(error)[:200].rstrip('.')}") from error
    for event, arguments in ties.items():
        parts: dict[Role, list[Place]] = {role: [] for role in ROLES}
        for mark in arguments:
            if mark in marks:
                role, places = marks[mark]
                parts[role] += places
        yield _quote(parts, notes.get(event), cut)
    tied = {mark for arguments in ties.values() for mark in arguments}
    for mark, (role, places) in marks.items():
        if role == "content" and mark not in tied:
            yield _quote({"content": places, "cue": [], "source": []}, None, cut)


def _mark_in(rest: str, cut: Parts) -> tuple[Role | None, list[Place]]:
    described = rest.split("\t")[0]
    type, _, places = described.partition(" ")
    role = ROLE_OF.get(type.casefold())
    if not role:
        return None, []
    edges = [place.split(" ") for place in places.split(";")]
    return role, [cut.place(int(start), int(end)) for start, end in edges]


def _quote(parts: dict[Role, list[Place]], note: Record | None, cut: Parts) -> Attribution:
    given = {role: note[role] if note and role in note else sorted(parts[role]) for role in ROLES}
    found = {role: tuple(cut.at(start, end) for start, end in given[role]) for role in ROLES}
    if not found["content"]:
        raise NoContent
    if not note or "kind" not in note:
        return quote(cut.text, found["content"], found["cue"], found["source"])
    stated = attribution_from(
        {**note, "cue": [], "source": [], "content": _as_records(found["content"])}, cut.text
    )
    return replace(stated, cue=found["cue"], source=found["source"])


def _as_records(spans: Iterable[Span]) -> list[Record]:
    return [{"start": s.start, "end": s.end, "text": s.text} for s in spans]


FORMAT = Format(
    name="brat",
    title="brat",
    summary="Texts with their marks beside them, as the brat tool and the PolNeAR corpus have them, in a ZIP.",
    media_type="application/zip",
    suffix=".brat.zip",
    write=write,
    read=read,
    seeks=True,
)
