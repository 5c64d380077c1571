"""Turns a text into a Document with suggestions, by the spaCy pipeline in the folder `model`.

Each component reads what those before it put on the Doc and hands on spans: `doc.spans["quotations"]`, then "cue",
"source" and "content", where the `id_` that spans share says that they belong together, then `doc._.attributions`.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from articles.document import Attribution, Document, Role, Span
from articles.nlp.filling_in import fill_in
from articles.nlp.language import SAMPLE, recognise
from articles.nlp.quotation_marks import find_quotations, nest
from articles.nlp.reading import Reading
from articles.nlp.suggestions import suggest
from articles.nlp.words import Words

if TYPE_CHECKING:
    from spacy.language import Language


class Pipeline:
    """A loaded pipeline. Safe to keep for the life of a worker: of an article only the pieces of its words are kept."""

    def __init__(self, nlp: Language, content_hash: str) -> None:
        self.nlp = nlp
        self.content_hash = content_hash
        self.name: str = nlp.meta["name"]
        self.version: str = nlp.meta["version"]

    def annotate(self, text: str) -> Document:
        """The text with a suggestion for every quote found. Spans are code points of `text` as given."""
        with self.nlp.memory_zone():
            doc = self.nlp(text)
            attributions, language = doc._.attributions, doc._.language
        return Document(text, tuple(_said_as_in(text, it) for it in attributions), language=language)

    def fill_in(self, document: Document, quote: Attribution) -> Attribution:
        """The quote with what a person did not say of it: cue, source, speakers, kind, confidence and reason.

        `document` is the article with its other quotes as they stand; who said those is taken from it. Only what
        stands near the quote is read for its cue and source, the whole article for its names. Linear in its length.
        """
        reading, language = _read(document.text)
        tagger = self._component("onrecord_tagger").tagger if language == "en" else None
        weights = self._component("onrecord_linking").weights
        found = fill_in(reading, document.attributions, quote, tagger, weights)
        if found is None:
            return quote
        (proposed,) = suggest(reading, [found], self._component("onrecord_speakers").weights)
        return replace(
            proposed,
            id=quote.id,
            content=quote.content,
            cue=quote.cue or proposed.cue,
            source=quote.source or proposed.source,
            speakers=quote.speakers or proposed.speakers,
        )

    def _component(self, name: str) -> Any:
        return self.nlp.get_pipe(name)


def _said_as_in(text: str, attribution: Attribution) -> Attribution:
    """The same with the words of the text as given: spaCy is not shown halves of surrogate pairs."""
    roles: tuple[Role, ...] = ("content", "cue", "source")
    content, cue, source = (
        tuple(Span(it.start, it.end, text[it.start : it.end]) for it in attribution.spans(role))
        for role in roles
    )
    return replace(attribution, content=content, cue=cue, source=source)


@lru_cache(maxsize=4)
def _read(text: str) -> tuple[Reading, str]:
    """An article as the rules see it, with its language. Kept, as the next question is about the same one."""
    words = Words.read(text)
    sample = words.said(0, min(SAMPLE, len(words)))
    return Reading.of(words, nest(find_quotations(text))), recognise(sample)


@lru_cache(maxsize=1)
def load() -> Pipeline:
    """The pipeline as shipped, read from disk in about a second and kept for the next call."""
    from articles.nlp import components

    return Pipeline(components.load(), content_hash())


def content_hash() -> str:
    """SHA-256 in hexadecimal over the code and the model of this room: changes whenever suggestions may change."""
    digest = hashlib.sha256()
    room = Path(__file__).parent
    model = (path for path in room.joinpath("model").rglob("*") if path.is_file() and path.suffix != ".md")
    files = [*room.glob("*.py"), *model]
    for path in sorted(files):
        digest.update(path.relative_to(room).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def annotate(text: str) -> Document:
    """Short for `load().annotate(text)`."""
    return load().annotate(text)
