"""Who is behind a source?

Walks through the article from start to end and names for every attribution the fullest name the article has: behind
surnames, titles, pronouns, roles and bodies. Where nobody can be named it says so by naming nobody.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

from articles.document import Speaker, SpeakerKind
from articles.nlp.cast import Cast, Member, names_between
from articles.nlp.reading import Linked, Range, Reading
from articles.nlp.sources import clause_subject
from articles.nlp.word_lists import (
    DETERMINERS,
    DOCUMENT_NOUNS,
    FEMALE,
    FEMALE_NOUNS,
    FIRST_PERSON,
    GROUP_NOUNS,
    MALE_NOUNS,
    ORGANIZATION_NOUNS,
    PERSON_NOUNS,
    PREPOSITIONS,
    RELATIVES,
)

LOOK_BACK = 6
"""Sentences a pronoun reaches back."""
MENTIONS_BACK = 100
_ARTICLES = frozenset("the a an this that these those his her its their our my another one some".split())
_HEAD_STOPS = (PREPOSITIONS | RELATIVES | {",", "(", "—", "–", "--", "-", "."}) - {"to"}


@dataclass(frozen=True, slots=True)
class Named:
    """A speaker with how its name was found, in words that fit a reason, and how sure that is from 0 to 1."""

    speakers: tuple[Speaker, ...]
    because: str
    sureness: float


def name_speakers(reading: Reading, linked: list[Linked]) -> None:
    """Fill `speakers`, `because` and `sureness` of each attribution. Linear in the length of the article."""
    namer = _Namer(reading)
    for attribution in linked:
        named = namer.name(attribution)
        attribution.speakers = list(named.speakers)
        attribution.because = named.because
        attribution.sureness = named.sureness


class _Namer:
    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.words = reading.words
        self.lowers = reading.words.lowers
        self.cast = Cast(reading)
        outside = [(span, member) for span, member in self.cast.mentions if reading.quoted[span[0]] < 0]
        self.mentions = outside
        self.mention_starts = [span[0] for span, _ in outside]
        self.subjects: dict[int, Range | None] = {}
        self.last: Named | None = None
        self.last_sentence = -99
        self.last_plural: tuple[int, Named] | None = None
        self.bodies: dict[str, Speaker] = {}
        self.resolved: dict[Range, Named] = {}
        self._vote()

    # Gender from the pronouns that follow a name

    def _vote(self) -> None:
        """Let every "he" and "she" speak for the gender of the only person it can mean."""
        for first, last in self.words.sentences:
            for k in range(first, last):
                if self.reading.quoted[k] >= 0 or self.lowers[k] not in ("he", "she"):
                    continue
                sentence = self.words.sentence_of(k)
                since = self.words.sentences[max(0, sentence - 1)][0]
                people = {id(it): it for _, it in self._mentions_between(since, k) if it.kind == "person"}
                if len(people) == 1:
                    (only,) = people.values()
                    only.votes["male" if self.lowers[k] == "he" else "female"] += 1

    def _mentions_between(self, start: int, stop: int) -> list[tuple[Range, Member]]:
        first = bisect_left(self.mention_starts, start)
        return self.mentions[first : bisect_left(self.mention_starts, stop)]

    # One attribution

    def name(self, attribution: Linked) -> Named:
        source = attribution.source
        if source is None:
            named = self._without_source(attribution)
        elif source in self.resolved:
            named = self.resolved[source]
        else:
            named = self._of_source(source, attribution)
            self.resolved[source] = named
        if named.speakers:
            if len(named.speakers) > 1 or named.speakers[0].kind in ("group", "organization"):
                self.last_plural = (attribution.sentence, named)
            self.last = named
            self.last_sentence = self.words.sentence_of(attribution.content[-1][1] - 1)
        return named

    def _without_source(self, attribution: Linked) -> Named:
        first = attribution.content[0][0]
        sentence = self.words.sentence_of(first)
        start = self.words.sentences[sentence][0]
        if attribution.shape == "introduced" and start < first:
            subject = clause_subject(self.reading, start, first)
            if subject:
                named = self._of_source(subject, attribution)
                if named.speakers:
                    return Named(
                        named.speakers, "the sentence before the quotation is about the speaker", 0.6
                    )
        paragraph = self.words.paragraph_of(first)
        if sentence > 0 and self.words.paragraph_of(self.words.sentences[sentence - 1][0]) == paragraph:
            subject = self._subject(sentence - 1)
            if subject:
                named = self._of_source(subject, attribution)
                if named.speakers and named.speakers[0].kind == "person":
                    return Named(named.speakers, "subject of the sentence before", 0.55)
        if self.last and sentence - self.last_sentence <= 1:
            return Named(self.last.speakers, "continues the speaker before", 0.5)
        return Named((), "no speaker is named", 0.5)

    def _of_source(self, source: Range, attribution: Linked) -> Named:
        first, last = source
        lower = self.lowers[first]
        if last - first == 1:
            if lower in ("he", "she"):
                return self._pronoun(first, attribution)
            if lower == "they":
                return self._they(first)
            if lower in ("it", "its"):
                return self._it(first)
            if lower in RELATIVES:
                return self._antecedent(first)
            if lower in FIRST_PERSON or lower == "you":
                return Named((), f"“{self.words.forms[first]}” names nobody", 0.5)
        while last - first > 1 and self.lowers[last - 1] in (",", "—", "–"):
            last -= 1
        return self._phrase(first, last)

    # Noun phrases

    def _phrase(self, first: int, last: int) -> Named:
        head_end = next((k for k in range(first + 1, last) if self.lowers[k] in _HEAD_STOPS), last)
        joint = self._joint(first, head_end) or self._joint_bodies(first, head_end)
        if joint:
            return joint
        names = [
            (span, member)
            for span, member in self._all_mentions(first, last)
            if not (span[1] < len(self.words) and self.lowers[span[1]] in ("'s", "'", "’") and span[1] < last)
        ]
        leading = [(span, member) for span, member in names if span[0] < head_end]
        if leading and leading[-1][0][1] == head_end:
            span, member = leading[-1]
            if member.kind == "person":
                return self._member(member, span)
            return self._body(first, head_end)
        head = self.lowers[head_end - 1]
        if self.lowers[first] in ("he", "she", "they"):
            return self._pronoun(first, None) if self.lowers[first] != "they" else self._they(first)
        # "the mayor, Ann Lee," or "a lawyer for the news outlets, Mr. Ray,": a name right after the role.
        if head in PERSON_NOUNS:
            for span, member in names:
                if member.kind == "person" and "," in self.lowers[max(head_end, span[0] - 3) : span[0]]:
                    return self._member(member, span)
        return self._nominal(first, head_end, last)

    def _all_mentions(self, first: int, last: int) -> list[tuple[Range, Member]]:
        found = self._mentions_between(first, last)
        if found:
            return found
        return [
            (named.range, member)
            for named in names_between(self.reading, first, last)
            if (member := self.cast.member(named)) is not None
        ]

    def _joint(self, first: int, head_end: int) -> Named | None:
        """ "Ann Lee and Bob Ray": two people, two speakers."""
        people = [(span, it) for span, it in self._all_mentions(first, head_end) if it.kind == "person"]
        joined = [
            (one, two)
            for one, two in pairwise(people)
            if self.lowers[one[0][1] : one[0][1] + 1] == ["and"] and two[0][1] == head_end
        ]
        if not joined or joined[0][0][1] is joined[0][1][1]:
            return None
        speakers = tuple(Speaker(member.name, member.kind) for _, member in joined[0])
        return Named(speakers, "both are named", 0.9)

    def _joint_bodies(self, first: int, head_end: int) -> Named | None:
        """ "Russia and China": two bodies that are nothing but names."""
        names = self._all_mentions(first, head_end)
        start = first + 1 if self.lowers[first] == "the" else first
        if len(names) != 2 or any(member.kind == "person" for _, member in names):
            return None
        (one, _), (two, _) = names
        between = self.lowers[one[1] : two[0]]
        if one[0] != start or two[1] != head_end or between not in (["and"], ["and", "the"]):
            return None
        speakers = self._body(*one).speakers + self._body(*two).speakers
        return Named(speakers, "both are named", 0.8)

    def _member(self, member: Member, span: Range) -> Named:
        said = self.words.said(*span)
        if said.casefold().endswith(member.name.casefold()):
            return Named((Speaker(member.name, member.kind),), "", 0.95)
        return Named((Speaker(member.name, member.kind),), f"“{said}” is {member.name}", 0.9)

    def _body(self, first: int, last: int) -> Named:
        """An organization by its name, the fullest the article gives."""
        start = first
        while start < last - 1 and self.lowers[start] in _ARTICLES:
            start += 1
        capital = last - 1
        while capital > start and not self.words.forms[capital - 1].islower():
            capital -= 1
        if self.words.forms[start].islower() and self.words.forms[last - 1][0].isupper():
            start = capital
        name = self.words.said(start, last)
        fullest = self.cast.fullest(name) if last - start == 1 else name
        because = f"“{name}” is {fullest}" if fullest != name else ""
        return self._remember(fullest, self._kind(first, last), because)

    def _remember(self, name: str, kind: SpeakerKind, because: str = "", sureness: float = 0.85) -> Named:
        speaker = Speaker(name, kind)
        if kind in ("organization", "group", "document"):
            self.bodies[name.split()[-1].casefold()] = speaker
        return Named((speaker,), because, sureness)

    def _kind(self, first: int, last: int) -> SpeakerKind:
        head = self.lowers[last - 1]
        if head in DOCUMENT_NOUNS and not self.words.forms[last - 1][0].isupper():
            return "document"
        if head in GROUP_NOUNS or head.endswith(("men", "women", "ists", "ers", "ials", "ors", "ats", "ans")):
            return "organization" if head in ORGANIZATION_NOUNS and head != "ministers" else "group"
        if head in PERSON_NOUNS:
            return "unnamed"
        return (
            "organization"
            if head in ORGANIZATION_NOUNS or not self.words.forms[last - 1].islower()
            else "group"
        )

    def _nominal(self, first: int, head_end: int, last: int) -> Named:
        """ "the senator", "a spokesman for the mayor", "the ministry", "diplomats"."""
        head = self.lowers[head_end - 1]
        determiner = self.lowers[first]
        if head in PERSON_NOUNS or head in FEMALE_NOUNS or head in MALE_NOUNS:
            definite = determiner in ("the", "this", "that") and head_end == last
            if definite:
                known = self._by_role(head, first)
                if known:
                    return known
            elif (
                determiner in ("a", "an")
                and self.words.sentence_of(first) < 8
                and not head.startswith("spokes")
            ):
                later = self.cast.by_role.get(head, [])
                if len(later) == 1:
                    said = self.words.said(first, head_end)
                    return Named(
                        (Speaker(later[0].name, "person"),), f"“{said}” is likely {later[0].name}", 0.6
                    )
            return self._unnamed(first, head_end, last)
        start = first
        while start < head_end - 1 and self.lowers[start] in _ARTICLES:
            start += 1
        kind = self._kind(first, head_end)
        if kind == "organization" and determiner in ("the", "its", "their") and head_end - start == 1:
            earlier = self.bodies.get(head)
            said = self.words.said(first, head_end)
            if earlier:
                return Named((earlier,), f"“{said}” is {earlier.name}", 0.75)
            if self.last and self.last.speakers[0].kind == "organization" and determiner == "the":
                name = self.last.speakers[0].name
                return Named(self.last.speakers[:1], f"“{said}” is likely {name}, which spoke last", 0.6)
        name = self.words.said(start, head_end)
        if head_end < last and self.lowers[head_end] in ("of", "for", "in", "at") and kind != "group":
            stop = next(
                (k for k in range(head_end + 1, last) if self.lowers[k] in (",", "who", "which", "that")),
                last,
            )
            name = self.words.said(start, min(stop, start + 10))
        return self._remember(name, kind, "", 0.75)

    def _unnamed(self, first: int, head_end: int, last: int) -> Named:
        start = first
        while start < head_end - 1 and self.lowers[start] in _ARTICLES | {"the"}:
            start += 1
        stop = head_end
        if head_end < last and self.lowers[head_end] in ("for", "of", "with", "at", "in", "from"):
            stop = next(
                (k for k in range(head_end + 1, last) if self.lowers[k] in (",", "who", "which", "(")), last
            )
            stop = min(stop, start + 10)
        name = self.words.said(start, stop)
        return Named((Speaker(name, "unnamed"),), "the article gives no name", 0.8)

    def _by_role(self, head: str, before: int) -> Named | None:
        """The person with the role "the senator" names, or a recent one it can describe."""
        fitting = self.cast.by_role.get(head, [])
        sentence = self.words.sentence_of(before)
        since = self.words.sentences[max(0, sentence - 10)][0]
        recent = self._mentions_between(since, before)
        for _, member in reversed(recent):
            if member in fitting:
                return Named((Speaker(member.name, "person"),), f"“the {head}” is {member.name}", 0.8)
        if fitting:
            return Named((Speaker(fitting[0].name, "person"),), f"“the {head}” is {fitting[0].name}", 0.65)
        if (
            self.last
            and self.last.speakers[0].kind == "unnamed"
            and self.last.speakers[0].name.split()[0].casefold() == head
        ):
            return Named(self.last.speakers, f"“the {head}” spoke before", 0.75)
        if head in (
            "president",
            "spokesman",
            "spokeswoman",
            "official",
            "aide",
            "source",
            "witness",
            "judge",
        ):
            return None
        sex = "female" if head in FEMALE_NOUNS else "male" if head in MALE_NOUNS else ""
        if self.last and self.last.speakers[0].kind == "person" and sentence - self.last_sentence <= 4:
            return Named(
                self.last.speakers,
                f"“the {head}” is likely {self.last.speakers[0].name}, who spoke last",
                0.6,
            )
        for _, member in reversed(recent):
            if member.kind == "person" and (not sex or member.sex in (sex, "")):
                return Named((Speaker(member.name, "person"),), f"“the {head}” is likely {member.name}", 0.5)
        return None

    # Pronouns

    def _subject(self, sentence: int) -> Range | None:
        if sentence not in self.subjects:
            first, last = self.words.sentences[sentence]
            self.subjects[sentence] = clause_subject(self.reading, first, last)
        return self.subjects[sentence]

    def _pronoun(self, position: int, attribution: Linked | None) -> Named:
        """ "he" and "she": who was named nearest, best as a subject or as the last speaker, of the right gender."""
        sex = "female" if self.lowers[position] in FEMALE else "male"
        sentence = self.words.sentence_of(position)
        since = self.words.sentences[max(0, sentence - LOOK_BACK)][0]
        scores: dict[str, float] = {}
        for span, member in self._mentions_between(since, position):
            if member.kind != "person" or member.sex not in (sex, "") or not member.sure:
                continue
            where = self.words.sentence_of(span[0])
            score = 4.0 - 0.8 * (sentence - where)
            subject = self._subject(where)
            if subject and subject[0] <= span[0] < subject[1]:
                score += 2.0
            if span[1] < len(self.words) and self.lowers[span[1]] in ("'s", "’"):
                score -= 1.5
            if member.sex == sex:
                score += 0.5
            scores[member.name] = max(scores.get(member.name, -9.0), score)
        if self.last and len(self.last.speakers) == 1 and self.last.speakers[0].kind in ("person", "unnamed"):
            name = self.last.speakers[0].name
            gap = sentence - self.last_sentence
            if gap <= LOOK_BACK and self._may_be(self.last.speakers[0], sex):
                scores[name] = max(scores.get(name, -9.0), 4.5 - 0.8 * gap) + 2.0
        if not scores:
            return self._likely_main(position, sex)
        best = max(scores, key=lambda name: scores[name])
        ranked = sorted(scores.values(), reverse=True)
        clear = len(ranked) == 1 or ranked[0] - ranked[1] > 1.5
        kind: SpeakerKind = (
            "unnamed"
            if self.last and self.last.speakers[0].name == best and self.last.speakers[0].kind == "unnamed"
            else "person"
        )
        return Named(
            (Speaker(best, kind),),
            f"“{self.words.forms[position].lower()}” is {best}, named last",
            0.88 if clear else 0.72,
        )

    def _may_be(self, speaker: Speaker, sex: str) -> bool:
        member = next(
            (
                it
                for it in self.cast.by_last.get(speaker.name.split()[-1].casefold(), [])
                if it.name == speaker.name
            ),
            None,
        )
        if member is not None:
            return member.sex in (sex, "")
        words = set(speaker.name.casefold().split())
        return not words & (MALE_NOUNS if sex == "female" else FEMALE_NOUNS)

    def _likely_main(self, position: int, sex: str) -> Named:
        before = [
            it
            for _, it in self.mentions[
                max(0, bisect_left(self.mention_starts, position) - MENTIONS_BACK) : bisect_left(
                    self.mention_starts, position
                )
            ]
            if it.kind == "person" and it.sex in (sex, "")
        ]
        if before:
            return Named(
                (Speaker(before[-1].name),),
                f"“{self.words.forms[position].lower()}” is likely {before[-1].name}",
                0.5,
            )
        return Named((), f"“{self.words.forms[position].lower()}” could not be resolved", 0.3)

    def _they(self, position: int) -> Named:
        sentence = self.words.sentence_of(position)
        for back in range(3):
            if sentence - back < 0:
                break
            subject = self._subject(sentence - back) if back else None
            if subject and self.lowers[subject[0]] not in ("he", "she", "i", "it", "we", "who", "they"):
                named = self._phrase(*subject)
                if named.speakers and (
                    named.speakers[0].kind in ("group", "organization") or len(named.speakers) > 1
                ):
                    return Named(
                        named.speakers, f"“they” is {named.speakers[0].name}, the subject before", 0.75
                    )
        if self.last_plural and sentence - self.last_plural[0] <= LOOK_BACK:
            named = self.last_plural[1]
            return Named(named.speakers, f"“they” is {named.speakers[0].name}, who spoke before", 0.65)
        return Named((), "“they” could not be resolved", 0.3)

    def _it(self, position: int) -> Named:
        if (
            self.last
            and self.last.speakers[0].kind in ("organization", "document")
            and self.words.sentence_of(position) - self.last_sentence <= 3
        ):
            return Named(self.last.speakers, f"“it” is {self.last.speakers[0].name}, which spoke before", 0.7)
        sentence = self.words.sentence_of(position)
        for back in (1, 2):
            subject = self._subject(sentence - back) if sentence - back >= 0 else None
            if subject and self.lowers[subject[0]] not in ("he", "she", "i", "it", "we", "who", "they"):
                named = self._phrase(*subject)
                if named.speakers and named.speakers[0].kind in ("organization", "document"):
                    return Named(named.speakers, f"“it” is {named.speakers[0].name}, the subject before", 0.6)
        return Named((), "“it” could not be resolved", 0.3)

    def _antecedent(self, position: int) -> Named:
        """ "who" and "that": the noun phrase right before."""
        stop = position
        while stop > 0 and self.lowers[stop - 1] == ",":
            stop -= 1
        sentence_start = self.words.sentences[self.words.sentence_of(position)][0]
        near = self._mentions_between(max(sentence_start, stop - 8), stop)
        if near and near[-1][0][1] == stop:
            return self._member(near[-1][1], near[-1][0])
        start = stop
        while start > sentence_start and stop - start < 8 and self.lowers[start - 1][0].isalnum():
            start -= 1
            if self.lowers[start] in DETERMINERS:
                break
        if start < stop:
            return self._phrase(start, stop)
        return Named((), "", 0.4)
