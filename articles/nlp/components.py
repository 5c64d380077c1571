"""The spaCy components: thin shells that carry spans between a Doc and the rules, which know no spaCy."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path

import spacy
import srsly
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import registry
from spacy.vocab import Vocab

from articles.nlp.language import SAMPLE, recognise
from articles.nlp.layout import find_layout, find_marked, joined
from articles.nlp.linking import link
from articles.nlp.pairing import Weights, linked
from articles.nlp.quotation_marks import Quotation, find_quotations, nest
from articles.nlp.reading import Reading
from articles.nlp.second_look import completed, look_again
from articles.nlp.speakers import name_speakers
from articles.nlp.suggestions import offered, suggest
from articles.nlp.tagger import FILES, Tagger
from articles.nlp.words import Words

ORDER = (
    "onrecord_language",
    "onrecord_quotation_marks",
    "onrecord_tagger",
    "onrecord_linking",
    "onrecord_speakers",
)
MODEL = Path(__file__).parent / "model"
WEIGHTS = "confidence.json"
PAIRING = "pairing.json"
NAME = "onrecord"
VERSION = "2.4.0"
LONGEST = 2**31
_SURROGATES = re.compile("[\ud800-\udfff]")

for _name, _default in (
    ("words", None),
    ("reading", None),
    ("language", "en"),
    ("tagged", None),
    ("linked", None),
    ("attributions", ()),
):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=_default)


class WordTokenizer:
    """Makes a Doc of the words of `words`, with blanks other than one space as words of their own."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        # Half a surrogate pair cannot be stored by spaCy; the stand-in is as long, so offsets hold.
        text = _SURROGATES.sub("\ufffd", text)
        read = Words.read(text)
        words: list[str] = []
        spaces: list[bool] = []
        position = 0
        for start, end in [*zip(read.starts, read.ends, strict=True), (len(text), len(text))]:
            if position < start and words and text[position] == " ":
                spaces[-1] = True
                position += 1
            for stretch in (text[position:start], text[start:end]):
                if stretch:
                    words.append(stretch)
                    spaces.append(False)
            position = end
        doc = Doc(self.vocab, words=words, spaces=spaces)
        # Kept, as a Doc puts its text together again, token by token, each time it is asked for it.
        doc._.words = read
        return doc

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        """Nothing: the rules are code. spaCy asks every tokenizer for this."""

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> WordTokenizer:
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        return b""

    def from_bytes(self, packed: bytes, *, exclude: Iterable[str] = ()) -> WordTokenizer:
        return self


@registry.tokenizers("onrecord.words.v1")
def create_tokenizer() -> Callable[[Language], WordTokenizer]:
    return lambda nlp: WordTokenizer(nlp.vocab)


def build() -> Language:
    """A pipeline of our components in their order, with what they learned."""
    nlp = spacy.blank(
        "en",
        config={"nlp": {"tokenizer": {"@tokenizers": "onrecord.words.v1"}}},
        meta={"name": NAME, "version": VERSION, "description": "Proposes who said what in a news article."},
    )
    nlp.max_length = LONGEST
    for name in ORDER:
        nlp.add_pipe(name)
    return nlp


def ship() -> None:
    """Write the folder that `spacy.load` reads: settings beside what the components learned, which lies there."""
    build().to_disk(MODEL, exclude=["vocab", "tokenizer"])


def load() -> Language:
    """The pipeline as shipped."""
    nlp = spacy.load(MODEL)
    nlp.max_length = LONGEST
    return nlp


class Learned:
    """A component that learned something, kept in files: as shipped, until spaCy loads others."""

    names: tuple[str, ...]

    def __init__(self, nlp: Language, name: str) -> None:
        self.folder = MODEL / name

    @cached_property
    def files(self) -> dict[str, bytes]:
        return self.read()

    def read(self) -> dict[str, bytes]:
        return {name: (self.folder / name).read_bytes() for name in self.names}

    def forget(self) -> None:
        """Let go of what was made of the files."""
        for name in set(vars(self)) - {"folder"}:
            delattr(self, name)

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        path.mkdir(exist_ok=True)
        for name, content in self.files.items():
            (path / name).write_bytes(content)

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> Learned:
        self.forget()
        self.folder = path
        # Read now, as the folder may be gone when the first article comes.
        self.files = self.read()
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        packed: bytes = srsly.msgpack_dumps(self.files)
        return packed

    def from_bytes(self, packed: bytes, *, exclude: Iterable[str] = ()) -> Learned:
        self.forget()
        self.files = srsly.msgpack_loads(packed)
        return self


def _reading(doc: Doc) -> Reading:
    """The Doc as the rules see it, made once from its text and its quotations."""
    if doc._.reading is None:
        quotations = [
            Quotation(span.start_char, span.end_char, span.label_ != "unopened", span.label_ != "unclosed")
            for span in doc.spans["quotations"]
        ]
        doc._.reading = Reading.of(doc._.words, nest(quotations))
    reading: Reading = doc._.reading
    return reading


def _span(doc: Doc, start: int, end: int, label: str, link: str = "") -> Span:
    """The Span of the characters from `start` to `end`, whole words at least."""
    span = doc.char_span(start, end, label=label, span_id=link, alignment_mode="expand")
    if span is None:
        raise ValueError(f"No words of the text lie between {start} and {end}.")
    return span


@Language.component("onrecord_language", assigns=["doc._.language"])
def language(doc: Doc) -> Doc:
    doc._.language = recognise(doc[:SAMPLE].text)
    return doc


@Language.component("onrecord_quotation_marks", assigns=["doc.spans"])
def quotation_marks(doc: Doc) -> Doc:
    """Puts `doc.spans["quotations"]`: labels say which marks are there, "closed", "unclosed" or "unopened"."""
    doc.spans["quotations"] = [
        _span(
            doc,
            found.start,
            found.end,
            "unopened" if not found.opened else "closed" if found.closed else "unclosed",
        )
        for found in find_quotations(doc._.words.text)
    ]
    return doc


@Language.factory("onrecord_tagger", requires=["doc.spans"], assigns=["doc._.tagged"])
class TaggerComponent(Learned):
    """Puts `doc._.tagged`: contents, cues and sources in English; None in other languages."""

    names = FILES

    @cached_property
    def tagger(self) -> Tagger:
        return Tagger(self.files)

    def __call__(self, doc: Doc) -> Doc:
        if doc._.language == "en":
            doc._.tagged = self.tagger.tag(_reading(doc))
        return doc


@Language.factory("onrecord_linking", requires=["doc.spans"], assigns=["doc.spans", "doc._.linked"])
class LinkingComponent(Learned):
    """Puts `doc.spans["content"]`, "cue" and "source", where those that belong together share their `id_`, and
    `doc._.linked`: them joined to attributions, nobody named yet.

    English is left to the tagger. In other languages what stands between quotation marks is content, and who said it
    is known where the layout tells.
    """

    names = (PAIRING,)

    @cached_property
    def weights(self) -> Weights:
        weights: Weights = json.loads(self.files[PAIRING])
        return weights

    def __call__(self, doc: Doc) -> Doc:
        reading = _reading(doc)
        words = reading.words
        tagged = doc._.tagged
        if tagged is None:
            found = joined(find_layout(reading), find_marked(reading))
        else:
            tagged = look_again(tagged, reading)
            found = joined(find_layout(reading), linked(tagged, reading, self.weights))
            found = completed(found, tagged, reading, self.weights)
        for role, spans in found.items():
            doc.spans[role] = [
                _span(doc, words.starts[it.range[0]], words.ends[it.range[1] - 1], role, it.link)
                for it in spans
            ]
        doc._.linked = link(reading, found["content"], found["cue"], found["source"])
        return doc


@Language.factory("onrecord_speakers", requires=["doc._.linked"], assigns=["doc._.attributions"])
class SpeakersComponent(Learned):
    """Puts `doc._.attributions`: the suggestions with speakers, confidence and reason."""

    names = (WEIGHTS,)

    @cached_property
    def weights(self) -> dict[str, float]:
        weights: dict[str, float] = json.loads(self.files[WEIGHTS])
        return weights

    def __call__(self, doc: Doc) -> Doc:
        reading = _reading(doc)
        name_speakers(reading, doc._.linked)
        doc._.attributions = offered(suggest(reading, doc._.linked, self.weights))
        return doc
