"""Builds the spaCy pipeline and turns a text into a Document with suggestions.

Each component reads what those before it put on the Doc and hands on spans: `doc.spans["quotations"]`, then
"cue", "source" and "content", where the `id_` two spans share says that they belong together, then
`doc._.attributions`. Whoever finds the spans, rules or a trained tagger, the rest stays as it is.
"""

from __future__ import annotations

import hashlib
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from articles.document import Document

if TYPE_CHECKING:
    from spacy.language import Language

PIPELINE_NAME = "onrecord-rules"
PIPELINE_VERSION = "1.0.0"


class Pipeline:
    """A loaded pipeline. Safe to keep for the life of a worker: what one article leaves in memory goes with it."""

    name = PIPELINE_NAME
    version = PIPELINE_VERSION

    def __init__(self, nlp: Language) -> None:
        self.nlp = nlp

    @cached_property
    def content_hash(self) -> str:
        return content_hash()

    def annotate(self, text: str) -> Document:
        """The text with a suggestion for every quote found. Spans are code points of `text` as given."""
        with self.nlp.memory_zone():
            doc = self.nlp(text)
            attributions, language = doc._.attributions, doc._.language
        return Document(text, attributions=tuple(attributions), language=language)


@lru_cache(maxsize=1)
def load() -> Pipeline:
    """The pipeline, built in well under a second and kept for the next call."""
    from articles.nlp.components import build

    return Pipeline(build())


@lru_cache(maxsize=1)
def content_hash() -> str:
    """SHA-256 in hexadecimal over the code and lexicon of this room: changes whenever suggestions may change."""
    digest = hashlib.sha256()
    room = Path(__file__).parent
    for path in sorted(room.glob("*.py")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def annotate(text: str) -> Document:
    """Short for `load().annotate(text)`."""
    return load().annotate(text)
