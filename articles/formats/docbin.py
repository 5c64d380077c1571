"""spaCy's DocBin: texts as words, with `doc.spans` of content, cue and source, in a ZIP of `.spacy` files.

Plain spaCy loads each file. Words are cut where a part begins or ends inside one, so that no edge moves; what a `Doc`
has no place for stands as JSON in `doc.user_data["onrecord"]`. spaCy is imported only when used.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO

from articles.document import ROLES, Attribution, Document, Role, Span
from articles.errors import NoContent
from articles.formats.archive import ENTRY_BYTES, Archive, BadArchive, is_zip, pack
from articles.formats.format import Format, Losses, Refused
from articles.formats.gaps import quote
from articles.formats.json_values import attempted
from articles.formats.parts import Parts
from articles.formats.record import (
    Record,
    attribution_from,
    attribution_record,
    details_from,
    details_of,
    span_record,
)

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

CHARACTERS = 1_000_000
"""A file is closed once its texts have so many characters: spaCy holds a file in memory."""
EXPANDED_BYTES = 256 << 20
OURS = "onrecord"


def write(documents: Iterable[Document], losses: Losses) -> Iterator[bytes]:
    """A ZIP of `NUMBER.spacy`, as many articles in each as have CHARACTERS together."""
    return pack((f"{number:05}.spacy", content) for number, content in enumerate(_files(documents), 1))


def _files(documents: Iterable[Document]) -> Iterator[bytes]:
    import spacy
    from spacy.tokens import DocBin

    held, size = DocBin(store_user_data=True), 0
    language = spacy.blank("en")
    for document in documents:
        held.add(_doc(document, language))
        size += len(document.text)
        if size >= CHARACTERS:
            yield held.to_bytes()
            held, size = DocBin(store_user_data=True), 0
            language = spacy.blank("en")  # its vocabulary grows with every word that it meets
    if len(held):
        yield held.to_bytes()


def _doc(document: Document, language: Language) -> Doc:
    from spacy.tokens import Doc
    from spacy.tokens import Span as Part

    spans = [span for a in document.attributions for role in ROLES for span in a.spans(role)]
    edges, spaces = _words(document.text, spans, language)
    doc = Doc(language.vocab, words=[document.text[start:end] for start, end in edges], spaces=spaces)
    first = {start: number for number, (start, _) in enumerate(edges)}
    behind = {end: number for number, (_, end) in enumerate(edges, 1)}
    for role in ROLES:
        doc.spans[role] = [
            Part(doc, first[span.start], behind[span.end], label=role, span_id=f"q{number}")
            for number, a in enumerate(document.attributions, 1)
            for span in a.spans(role)
        ]
    known = {**details_of(document), "quotes": [_known(a) for a in document.attributions]}
    doc.user_data[OURS] = json.dumps(known, ensure_ascii=False)
    return doc


def _words(text: str, spans: Iterable[Span], language: Language) -> tuple[list[tuple[int, int]], list[bool]]:
    """The places of words, and whether a blank follows each; a blank where a part begins or ends is a word itself."""
    starts = {span.start for span in spans}
    ends = {span.end for span in spans}
    edges: list[tuple[int, int]] = []
    spaces: list[bool] = []
    for word in language.tokenizer(text):
        start, end = word.idx, word.idx + len(word.text)
        blank = bool(word.whitespace_)
        alone = blank and (end in starts or end + 1 in ends)
        for cut in [*(n for n in range(start + 1, end) if n in starts or n in ends), end]:
            edges.append((start, cut))
            spaces.append(False)
            start = cut
        if alone:
            edges.append((end, end + 1))
            spaces.append(False)
        elif blank:
            spaces[-1] = True
    return edges, spaces


def _known(a: Attribution) -> Record:
    """What the parts do not say of a quote."""
    return {name: it for name, it in attribution_record(a).items() if name not in ROLES}


def read(stream: BinaryIO) -> Iterator[Document | Refused]:
    """The articles of a `.spacy` file, or of those in a ZIP.

    Without what we note in `user_data`, parts with the same id are a quote, and a content without an id is one alone.
    """
    if not is_zip(stream):
        yield from _read_file("", stream.read(ENTRY_BYTES + 1))
        return
    try:
        files = Archive(stream)
    except BadArchive as error:
        yield Refused("the archive", str(error))
        return
    for name in files.names:
        if name.endswith(".spacy"):
            try:
                content = files.read(name)
            except BadArchive as error:
                yield Refused(name, str(error))
            else:
                yield from _read_file(f"{name}, ", content)


def _read_file(place: str, content: bytes) -> Iterator[Document | Refused]:
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    number = 1
    try:
        if len(content) > ENTRY_BYTES or _expands(content):
            yield Refused(f"{place}article 1", "The file is too large.")
            return
        for doc in DocBin().from_bytes(content).get_docs(Vocab()):
            yield attempted(f"{place}article {number}", _document, doc)
            number += 1
    except Exception:  # spaCy raises whatever its parts do, and promises nothing
        why = "spaCy cannot read this. What follows cannot be read either."
        yield Refused(f"{place}article {number}", why)


def _expands(content: bytes) -> bool:
    """Whether there is more in it than is taken."""
    return len(zlib.decompressobj().decompress(content, EXPANDED_BYTES + 1)) > EXPANDED_BYTES


def _document(doc: Doc) -> Document:
    text = doc.text
    cut = Parts(text)
    known = json.loads(doc.user_data[OURS]) if OURS in doc.user_data else None
    parts: dict[str, dict[Role, list[Span]]] = {}
    if known:
        parts = {f"q{number}": {role: [] for role in ROLES} for number, _ in enumerate(known["quotes"], 1)}
    for role in ROLES:
        for place, it in enumerate(doc.spans.get(role, ())):
            key = it.id_ or (f"{role} {place}" if role == "content" else "")
            if key:
                own = parts.setdefault(key, {r: [] for r in ROLES})
                own[role].append(cut.at(it.start_char, it.end_char))
    if known:
        quotes = [_quote(own, it, text) for own, it in zip(parts.values(), known["quotes"], strict=True)]
        return Document(text=text, attributions=tuple(quotes), **details_from(known))
    found = (
        quote(text, own["content"], own["cue"], own["source"]) for own in parts.values() if own["content"]
    )
    return Document(text, tuple(sorted(found, key=lambda a: a.start)))


def _quote(parts: dict[Role, list[Span]], known: Record, text: str) -> Attribution:
    if not parts["content"]:
        raise NoContent
    spans: Record = {role: [span_record(span) for span in parts[role]] for role in ROLES}
    return attribution_from({**known, **spans}, text)


FORMAT = Format(
    name="docbin",
    title="spaCy DocBin",
    summary="Texts in words with groups of spans, for training and rules in spaCy. A ZIP of .spacy files.",
    media_type="application/zip",
    suffix=".spacy.zip",
    write=write,
    read=read,
    seeks=True,
)
