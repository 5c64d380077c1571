"""Who is behind a source?

Walks through the article from start to end and names for every attribution the fullest name the article has: behind
surnames, titles, pronouns, roles and bodies. Where nobody can be named it says so by naming nobody.
"""

from __future__ import annotations

from articles.nlp.noun_speakers import name_phrase, trimmed
from articles.nlp.personal_pronouns import name_pronoun
from articles.nlp.pronouns import name_antecedent, name_it, name_they
from articles.nlp.reading import Linked, Range, Reading
from articles.nlp.scene import Naming, Scene
from articles.nlp.word_lists import (
    FEMALE,
    FINITE_VERBS,
    FIRST_PERSON,
    MALE,
    PLURAL,
    RELATIVES,
)

MOST_IN_ONE = 20
"""Attributions of one quotation that are looked through for who is quoted."""


def name_speakers(reading: Reading, linked: list[Linked]) -> None:
    """Fill `speakers`, `because` and `sureness` of each attribution. Linear in the length of the article.

    Who is named already is taken as told, and counts for what follows as if found.
    """
    namer = _Namer(reading, linked)
    for attribution in linked:
        named = namer.name(attribution)
        attribution.speakers = list(named.speakers)
        attribution.because = named.because
        attribution.sureness = named.sureness


class _Namer:
    """Names the attributions of one article in their order."""

    def __init__(self, reading: Reading, linked: list[Linked]) -> None:
        self.reading = reading
        self.words = reading.words
        self.scene = Scene(reading)
        self.resolved: dict[Range, Naming] = {}
        self.by_quotation: dict[int, list[Linked]] = {}
        for attribution in linked:
            for number in sorted({reading.quoted[first] for first, _ in attribution.content} - {-1}):
                within = self.by_quotation.setdefault(number, [])
                if len(within) < MOST_IN_ONE:
                    within.append(attribution)

    def name(self, attribution: Linked) -> Naming:
        source = attribution.source
        if attribution.shape == "marks alone":
            return self.scene.naming((), "", "no source")
        sourced = source is not None and source[0] < source[1]
        if attribution.speakers:
            named = Naming(tuple(attribution.speakers), attribution.because, 1.0)
            if source is not None:
                self.resolved[source] = named
        else:
            named = self._resolved(attribution) if sourced else self._without_source(attribution)
        if named.speakers:
            if len(named.speakers) > 1 or named.speakers[0].kind in ("group", "organization"):
                self.scene.last_plural = (attribution.sentence, named)
            self.scene.last = named
            self.scene.last_sentence = self.words.sentence_of(attribution.content[-1][1] - 1)
        return named

    def _resolved(self, attribution: Linked) -> Naming:
        """Who is behind the source of an attribution, looked for once."""
        source = attribution.source
        assert source is not None
        if source not in self.resolved:
            self.resolved[source] = self._of_source(source, attribution)
        return self.resolved[source]

    def _without_source(self, attribution: Linked) -> Naming:
        first = attribution.content[0][0]
        sentence = self.words.sentence_of(first)
        if self.reading.quoted[first] < 0:
            # "It was reported that": nobody, unless a body's own words are being gone through.
            if self._body_goes_on(sentence):
                assert self.scene.last is not None
                return self.scene.naming(
                    self.scene.last.speakers, "continues the body before", "body continues"
                )
            return self.scene.naming((), "no speaker is named", "no source")
        if named := self._before_colon(first, attribution):
            return named
        paragraph = self.words.paragraph_of(first)
        if sentence > 0 and self.words.paragraph_of(self.words.sentences[sentence - 1][0]) == paragraph:
            subject = self.scene.subject(sentence - 1)
            if subject:
                named = self._of_source(subject, attribution)
                if named.speakers and named.speakers[0].kind == "person":
                    because = "subject of the sentence before"
                    return self.scene.naming(named.speakers, because, "subject before")
        if self.scene.last and sentence - self.scene.last_sentence <= 1:
            return self.scene.naming(self.scene.last.speakers, "continues the speaker before", "continues")
        return self.scene.naming((), "no speaker is named", "no source")

    def _before_colon(self, first: int, attribution: Linked) -> Naming | None:
        """Who is named right before the colon before a quotation: "A lesson from Ann Lee: 'Bake on.'"."""
        colon = first - 1
        if colon < 1 or self.words.lowers[colon] != ":":
            return None
        start = self.words.paragraphs[self.words.paragraph_of(first)][0]
        beside = [span for span, member in self.scene.all_mentions(start, colon) if member.kind == "person"]
        if not beside or beside[-1][1] != colon:
            return None
        named = self._of_source(beside[-1], attribution)
        return self.scene.naming(named.speakers, "named before the colon", "before the colon")

    def _body_goes_on(self, sentence: int) -> bool:
        last = self.scene.last
        return (
            last is not None
            and len(last.speakers) == 1
            and last.speakers[0].kind == "organization"
            and 0 <= sentence - self.scene.last_sentence <= 1
        )

    def _of_source(self, source: Range, attribution: Linked) -> Naming:
        first, last = trimmed(self.scene, *source)
        lower = self.words.lowers[first].split("'")[0]
        following = self.words.lowers[first + 1] if last - first > 1 else ","
        if following in (",", "'s", "himself", "herself", "themselves") or following in FINITE_VERBS:
            if lower in FIRST_PERSON or lower == "you":
                return self._in_quotation(first, attribution)
            if lower in MALE | FEMALE:
                return name_pronoun(self.scene, first)
            if lower in PLURAL:
                return name_they(self.scene, first)
            if lower in ("it", "its", "itself"):
                return name_it(self.scene, first)
            if lower in RELATIVES:
                return name_antecedent(self.scene, first)
        return name_phrase(self.scene, first, last)

    def _in_quotation(self, position: int, attribution: Linked) -> Naming:
        """ "I" and "we" inside a quotation are whoever is quoted; outside, the author, whom the text names nowhere."""
        number = self.reading.quoted[position]
        for quoting in self.by_quotation.get(number, ()) if number >= 0 else ():
            outside = quoting.source is None or self.reading.quoted[quoting.source[0]] != number
            if quoting is not attribution and outside and quoting.source:
                named = self._resolved(quoting)
                if named.speakers:
                    said = self.words.forms[position]
                    return self.scene.naming(
                        named.speakers, f"“{said}” is {named.speakers[0].name}, who is quoted", "quoted I"
                    )
        return self.scene.naming((), f"“{self.words.forms[position]}” names nobody", "nobody")
