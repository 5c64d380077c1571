"""What is known at one point of the walk through an article: who is in it, who was named near by, who spoke last."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from articles.document import Speaker, SpeakerKind
from articles.nlp.cast import Cast, Member
from articles.nlp.names import in_capitals, names_between
from articles.nlp.reading import Range, Reading
from articles.nlp.subjects import clause_subject


@dataclass(frozen=True, slots=True)
class Naming:
    """A speaker with how its name was found, in words that fit a reason, and how sure that is from 0 to 1."""

    speakers: tuple[Speaker, ...]
    because: str
    sureness: float


PERSONAL = frozenset("he she him her his hers himself herself".split())
SURENESS = {
    "full name": 0.98,
    "part of a name": 0.975,
    "body by name": 0.95,
    "joint": 0.92,
    "pair": 0.68,
    "role": 0.88,
    "role told later": 0.83,
    "unnamed again": 0.78,
    "described, spoke last": 0.75,
    "described, named last": 0.45,
    "body by its noun": 0.79,
    "body told later": 0.67,
    "body, spoke last": 0.61,
    "somebody's body": 0.73,
    "land": 0.66,
    "panel": 0.71,
    "a body or group without a name": 0.76,
    "no name": 0.81,
    "pronoun": 0.965,
    "pronoun, likely": 0.89,
    "pronoun, in doubt": 0.7,
    "pronoun, far back": 0.52,
    "pronoun, named later": 0.63,
    "pronoun, nobody": 0.3,
    "they, subject before": 0.77,
    "they, spoke last": 0.65,
    "they, nobody": 0.31,
    "it, spoke last": 0.72,
    "it, subject before": 0.64,
    "it, named last": 0.55,
    "it, nobody": 0.32,
    "quoted I": 0.87,
    "nobody": 0.51,
    "no source": 0.5,
    "subject before": 0.56,
    "before the colon": 0.57,
    "continues": 0.49,
    "body continues": 0.48,
}
"""How often each way of naming a speaker is right: shares on annotated news, rounded, and told apart."""


class Scene:
    """The cast of an article, where its members are mentioned, and the speaker before."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.words = reading.words
        self.lowers = reading.words.lowers
        self.cast = Cast(reading)
        outside = [(span, member) for span, member in self.cast.mentions if reading.quoted[span[0]] < 0]
        self.mentions = outside
        self.mention_starts = [span[0] for span, _ in outside]
        self.subjects: dict[int, Range | None] = {}
        self.last: Naming | None = None
        self.last_sentence = -99
        self.last_plural: tuple[int, Naming] | None = None
        self.bodies: dict[str, Speaker] = {}
        self._first_places: dict[int, int] = {}
        for span, member in outside:
            self._first_places.setdefault(id(member), span[0])
        self.pronouns = [
            k
            for k, lower in enumerate(self.lowers)
            if lower in PERSONAL and reading.quoted[k] < 0 and not self.words.forms[k].isupper()
        ]
        self.next_pronoun = 0
        self.chain: list[tuple[int, str, SpeakerKind]] = []
        """The pronouns resolved so far: where they stand and whom they mean."""
        self._headlines = [
            (start, stop) for start, stop in self.words.paragraphs[:3] if in_capitals(reading, start, stop)
        ]
        self._vote()

    def _vote(self) -> None:
        """Let every "he" and "she" speak for the gender of the only person it can mean."""
        for first, last in self.words.sentences:
            for k in range(first, last):
                if self.reading.quoted[k] >= 0 or self.lowers[k] not in ("he", "she"):
                    continue
                sentence = self.words.sentence_of(k)
                since = self.words.sentences[max(0, sentence - 1)][0]
                people = {id(it): it for _, it in self.mentions_between(since, k) if it.kind == "person"}
                if len(people) == 1:
                    (only,) = people.values()
                    only.votes["male" if self.lowers[k] == "he" else "female"] += 1

    def mentions_before(self, stop: int, count: int) -> list[tuple[Range, Member]]:
        """The last `count` mentions outside quotations before word `stop`."""
        last = bisect_left(self.mention_starts, stop)
        return self.mentions[max(0, last - count) : last]

    def mentions_between(self, start: int, stop: int) -> list[tuple[Range, Member]]:
        """The mentions outside quotations from word `start` up to, not including, word `stop`."""
        first = bisect_left(self.mention_starts, start)
        return self.mentions[first : bisect_left(self.mention_starts, stop)]

    def all_mentions(self, first: int, last: int) -> list[tuple[Range, Member]]:
        """The names in a source, in a headline too, where the cast collects none."""
        found = self.mentions_between(first, last) or self.cast.known(first, last)
        if found or self.in_headline(first):
            return found
        return [
            (named.range, member)
            for named in names_between(self.reading, first, last)
            if (member := self.cast.member(named)) is not None
        ]

    def subject(self, sentence: int) -> Range | None:
        """The subject of a sentence, looked for once."""
        if sentence not in self.subjects:
            first, last = self.words.sentences[sentence]
            self.subjects[sentence] = clause_subject(self.reading, first, last)
        return self.subjects[sentence]

    def in_headline(self, word: int) -> bool:
        """Whether `word` stands in a headline in which every word has a capital."""
        return any(start <= word < stop for start, stop in self._headlines)

    def naming(self, speakers: tuple[Speaker, ...], because: str, path: str) -> Naming:
        """A speaker found on one of the paths of `SURENESS`."""
        return Naming(speakers, because, SURENESS[path])

    def full(self, member: Member) -> str:
        """The fullest name of a member: of a body, what its short name stands for."""
        return member.name if member.kind == "person" else self.cast.fullest(member.name)

    def first_place(self, member: Member) -> int:
        """Where a member is first named outside quotations; beyond the article where it is not."""
        return self._first_places.get(id(member), len(self.words))
