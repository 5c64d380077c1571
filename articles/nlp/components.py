"""The spaCy components: thin shells that carry spans between a Doc and the rules, which know no spaCy."""

from __future__ import annotations

import re
from collections.abc import Callable

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import registry
from spacy.vocab import Vocab

from articles.nlp.contents import find_contents, find_marked
from articles.nlp.cues import find_cues
from articles.nlp.language import recognise
from articles.nlp.linking import Found, link
from articles.nlp.quotation_marks import Quotation, find_quotations, nest
from articles.nlp.reading import Range, Reading
from articles.nlp.sources import find_source
from articles.nlp.speakers import name_speakers
from articles.nlp.speech_lines import find_speech_lines
from articles.nlp.suggestions import suggest
from articles.nlp.words import Words

ORDER = (
    "onrecord_language",
    "onrecord_quotation_marks",
    "onrecord_rules",
    "onrecord_linking",
    "onrecord_speakers",
)
SAMPLE = 4000
"""Words that the language of an article is judged by."""
_SURROGATES = re.compile("[\ud800-\udfff]")

for _name, _default in (
    ("words", None),
    ("reading", None),
    ("language", "en"),
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


@registry.tokenizers("onrecord.words.v1")
def create_tokenizer() -> Callable[[Language], WordTokenizer]:
    return lambda nlp: WordTokenizer(nlp.vocab)


def build() -> Language:
    """A blank English pipeline with our components in their order."""
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "onrecord.words.v1"}}})
    nlp.max_length = 2**31
    for name in ORDER:
        nlp.add_pipe(name)
    return nlp


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


def _spans(doc: Doc, reading: Reading, ranges: list[tuple[Range, str, str]]) -> list[Span]:
    words = reading.words
    return [
        _span(doc, words.starts[first], words.ends[last - 1], label, link)
        for (first, last), label, link in ranges
    ]


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


@Language.component("onrecord_rules", requires=["doc.spans"], assigns=["doc.spans"])
def rules(doc: Doc) -> Doc:
    """Puts `doc.spans["content"]`, "cue" and "source". A trained tagger takes this component's place.

    A content's label is its shape, how it stands to its cue; a cue's is how the cue stands in its sentence. Spans
    with the same `id_` belong together; a span without is left for the linker to place.
    """
    reading = _reading(doc)
    sourced, contents = find_speech_lines(reading)
    if doc._.language == "en":
        for cue in find_cues(reading):
            sourced.append(find_source(reading, cue, sourced))
        contents = find_contents(reading, sourced, contents)
    else:
        contents = find_marked(reading, contents)
    used = sorted({content.cue for content in contents if content.cue is not None})
    doc.spans["content"] = _spans(
        doc,
        reading,
        [
            (found, content.shape, "" if content.cue is None else str(content.cue))
            for content in contents
            for found in content.ranges
        ],
    )
    cues = [(number, sourced[number]) for number in used]
    doc.spans["cue"] = _spans(
        doc, reading, [((it.cue.first, it.cue.last), it.cue.manner, str(number)) for number, it in cues]
    )
    doc.spans["source"] = _spans(
        doc,
        reading,
        [(it.source, "shared" if it.shared else "own", str(number)) for number, it in cues if it.source],
    )
    return doc


@Language.component("onrecord_linking", requires=["doc.spans"], assigns=["doc._.linked"])
def linking(doc: Doc) -> Doc:
    """Puts `doc._.linked`: contents, cues and sources joined to attributions, nobody named yet."""
    reading = _reading(doc)
    found = {
        role: [
            Found(reading.words.at(span.start_char, span.end_char), span.id_, span.label_)
            for span in doc.spans[role]
        ]
        for role in ("content", "cue", "source")
    }
    doc._.linked = link(reading, found["content"], found["cue"], found["source"])
    return doc


@Language.component("onrecord_speakers", requires=["doc._.linked"], assigns=["doc._.attributions"])
def speakers(doc: Doc) -> Doc:
    """Puts `doc._.attributions`: the suggestions with speakers, confidence and reason."""
    reading = _reading(doc)
    name_speakers(reading, doc._.linked)
    doc._.attributions = suggest(reading, doc._.linked)
    return doc
