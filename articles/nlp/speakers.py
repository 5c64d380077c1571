"""Who is behind a source?

Walks through the article from start to end and names for every attribution the fullest name the article has: behind
surnames, titles, pronouns, roles and bodies. Where nobody can be named it says so by naming nobody.
"""

from __future__ import annotations

from articles.nlp.noun_speakers import name_phrase
from articles.nlp.pronouns import name_antecedent, name_it, name_pronoun, name_they
from articles.nlp.reading import Linked, Range, Reading
from articles.nlp.scene import Naming, Scene
from articles.nlp.sources import clause_subject
from articles.nlp.word_lists import (
    FIRST_PERSON,
    RELATIVES,
)


def name_speakers(reading: Reading, linked: list[Linked]) -> None:
    """Fill `speakers`, `because` and `sureness` of each attribution. Linear in the length of the article."""
    namer = _Namer(reading)
    for attribution in linked:
        named = namer.name(attribution)
        attribution.speakers = list(named.speakers)
        attribution.because = named.because
        attribution.sureness = named.sureness


class _Namer:
    """Names the attributions of one article in their order."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.words = reading.words
        self.scene = Scene(reading)
        self.resolved: dict[Range, Naming] = {}

    def name(self, attribution: Linked) -> Naming:
        source = attribution.source
        if attribution.shape == "marks alone":
            return Naming((), "", 0.5)
        if source is None:
            named = self._without_source(attribution)
        elif source in self.resolved:
            named = self.resolved[source]
        else:
            named = self._of_source(source, attribution)
            self.resolved[source] = named
        if named.speakers:
            if len(named.speakers) > 1 or named.speakers[0].kind in ("group", "organization"):
                self.scene.last_plural = (attribution.sentence, named)
            self.scene.last = named
            self.scene.last_sentence = self.words.sentence_of(attribution.content[-1][1] - 1)
        return named

    def _without_source(self, attribution: Linked) -> Naming:
        first = attribution.content[0][0]
        sentence = self.words.sentence_of(first)
        start = self.words.sentences[sentence][0]
        if attribution.shape == "introduced" and start < first:
            subject = clause_subject(self.reading, start, first)
            if subject:
                named = self._of_source(subject, attribution)
                if named.speakers:
                    return Naming(
                        named.speakers, "the sentence before the quotation is about the speaker", 0.6
                    )
        paragraph = self.words.paragraph_of(first)
        if sentence > 0 and self.words.paragraph_of(self.words.sentences[sentence - 1][0]) == paragraph:
            subject = self.scene.subject(sentence - 1)
            if subject:
                named = self._of_source(subject, attribution)
                if named.speakers and named.speakers[0].kind == "person":
                    return Naming(named.speakers, "subject of the sentence before", 0.55)
        if self.scene.last and sentence - self.scene.last_sentence <= 1:
            return Naming(self.scene.last.speakers, "continues the speaker before", 0.5)
        return Naming((), "no speaker is named", 0.5)

    def _of_source(self, source: Range, attribution: Linked) -> Naming:
        first, last = source
        lower = self.words.lowers[first]
        if last - first == 1 or self.words.lowers[first + 1] == ",":
            if lower in ("he", "she"):
                return name_pronoun(self.scene, first)
            if lower == "they":
                return name_they(self.scene, first)
            if lower in ("it", "its"):
                return name_it(self.scene, first)
            if lower in RELATIVES:
                return name_antecedent(self.scene, first)
            if lower in FIRST_PERSON or lower == "you":
                return Naming((), f"“{self.words.forms[first]}” names nobody", 0.5)
        while last - first > 1 and self.words.lowers[last - 1] in (",", "—", "–"):
            last -= 1
        return name_phrase(self.scene, first, last)
