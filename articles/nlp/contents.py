"""Which words does a cue report, and which quotations stand without one?

Rules over the words around a cue and its source: a quotation beside them, the clause after them, the clause they
follow. Putting several contents together into one attribution is left to `linking`.
"""

from __future__ import annotations

from articles.nlp.clauses import (
    BARE_CLAUSE,
    circumstance,
    clause_start,
    infinitive,
    only_adjunct,
    quotation_from,
    told,
)
from articles.nlp.cues import is_adverb
from articles.nlp.reading import Content, Range, Reading, Sourced
from articles.nlp.scare_quotes import SPEECH_END, long_enough, speech_like, title_like
from articles.nlp.word_lists import (
    ADJUNCT_STARTS,
    DETERMINERS,
    FINITE_VERBS,
    PREPOSITIONS,
    SUBORDINATORS,
)

_DASHES = frozenset({"—", "–", "--", "-", "―"})
_COORDINATED = frozenset(
    "say tell add accuse urge call vow pledge promise describe insist warn claim argue predict note suggest denounce "
    "condemn demand praise criticize criticise dismiss reject tweet write point".split()
)


def find_contents(reading: Reading, sourced: list[Sourced], known: list[Content]) -> list[Content]:
    """The contents of an article in text order: those `known` already, those of cues, quotations without one."""
    return sorted(_ContentFinder(reading, sourced, known).find(), key=lambda found: found.ranges)


def find_marked(reading: Reading, known: list[Content]) -> list[Content]:
    """The contents of an article whose language has no rules: those `known` already, and what stands in marks alone.

    A quotation too short for speech is left out.
    """
    inside = {
        reading.quoted[word]
        for content in known
        for first, last in content.ranges
        for word in range(first, last)
    }
    found = [
        Content((quotation,), None, "marks alone")
        for number, quotation in enumerate(reading.outer)
        if number not in inside and long_enough(reading, quotation)
    ]
    return sorted([*known, *found], key=lambda content: content.ranges)


class _ContentFinder:
    """Walks over the sentences of one article and hands every cue the words it reports."""

    def __init__(self, reading: Reading, sourced: list[Sourced], known: list[Content]) -> None:
        self.reading = reading
        self.words = reading.words
        self.lowers = reading.words.lowers
        self.quoted = reading.quoted
        self.sourced = sourced
        self.taken: set[int] = set()
        self.found: list[Content] = list(known)
        self.known = {content.cue for content in known}
        self.closed: set[int] = set()
        for content in known:
            for first, last in content.ranges:
                self._take(first, last)
                self.closed.update(
                    range(reading.words.sentence_of(first), reading.words.sentence_of(last - 1) + 1)
                )

    def find(self) -> list[Content]:
        """All contents. A word is part of one content at most."""
        by_sentence: dict[int, list[int]] = {}
        for number, sourced in enumerate(self.sourced):
            if number not in self.known and sourced.cue.sentence not in self.closed:
                by_sentence.setdefault(sourced.cue.sentence, []).append(number)
        for sentence, numbers in by_sentence.items():
            self._sentence(sentence, numbers)
        self._lone_quotations()
        return self.found

    def _take(self, first: int, last: int) -> None:
        self.taken.update(number for number in self.quoted[first:last] if number >= 0)

    # One sentence

    def _sentence(self, sentence: int, numbers: list[int]) -> None:
        first, last = self.words.sentences[sentence]
        free = first
        # "Lee, who proposed a tax, said …": a cue inside the source of another reports nothing of its own.
        sources = {it.source for number in numbers if (it := self.sourced[number]).source}
        numbers = [
            number
            for number in numbers
            if not any(start < self.sourced[number].cue.first < end for start, end in sources)
        ]
        for place, number in enumerate(numbers):
            sourced = self.sourced[number]
            if sourced.frame[0] < free and sourced.cue.first < free:
                continue
            content = self._of_cue(number, sourced, max(free, first), last, numbers[place + 1 :])
            if content:
                self.found.append(content)
                ends = [end for _, end in content.ranges]
                free = max([sourced.frame[1], *ends])
                for start, end in content.ranges:
                    self._take(start, end)

    def _of_cue(
        self, number: int, sourced: Sourced, first: int, last: int, later: list[int]
    ) -> Content | None:
        cue = sourced.cue
        start, stop = sourced.frame
        start = max(start, first)
        end = self._end(stop, last, later)
        before = self._quotation_before(first, start)
        if before and not (sourced.shared and cue.manner == "participle"):
            after = self._resumed(stop, end) if cue.manner != "according" else None
            return Content((before, after) if after else (before,), number, "quotation before")
        if cue.manner == "according":
            return self._according(number, sourced, first, end)
        if sourced.source is None and not (cue.last < end and quotation_from(self.reading, cue.last, end)):
            return None
        if cue.first == first or sourced.frame[0] == first or self._opens_sentence(first, start):
            bare = self._bare(sourced, first, stop, end)
            if bare:
                return Content((bare,), number, "quotation before")
        if sourced.source and sourced.source[0] >= cue.last:
            return self._inverted(number, first, start, stop, end)
        return self._following(number, sourced, first, start, end)

    def _opens_sentence(self, first: int, start: int) -> bool:
        return all(
            is_adverb(self.lowers[k]) or self.lowers[k] in ("but", "and", ",") for k in range(first, start)
        )

    # What stands before

    def _quotation_before(self, first: int, start: int) -> Range | None:
        """The content that ends right before `start` with a quotation."""
        k = start
        while k > first and self.lowers[k - 1] in (",", "as", "—", "–", "-") and self.quoted[k - 1] < 0:
            k -= 1
        quotation = self.reading.quotation_before(k)
        if quotation is None or quotation[0] < first or self.quoted[quotation[0]] in self.taken:
            return None
        begin = quotation[0]
        if begin == first:
            return quotation
        if not speech_like(self.reading, quotation) and k == start:
            return None
        earlier = range(first, begin)
        marks = [j for j in earlier if self.quoted[j] < 0]
        if not marks or all(not self.lowers[j][0].isalnum() for j in marks):
            return self._from_quotation(first, k)
        previous = self.lowers[begin - 1]
        capital = begin + 1 < quotation[1] and self.words.forms[begin + 1][0].isupper()
        if previous == ":" or (previous in (",", "—", "–") and capital):
            return quotation
        return first, k

    def _from_quotation(self, first: int, k: int) -> Range:
        while self.quoted[first] < 0 and first < k - 1:
            first += 1
        return first, k

    def _bare(self, sourced: Sourced, first: int, stop: int, end: int) -> Range | None:
        """The quotation of the sentence before, for a sentence that is nothing but "she said"."""
        quotation = self.reading.quotation_before(first)
        if quotation is None or self.words.paragraph_of(quotation[0]) != self.words.paragraph_of(first):
            return None
        if self.quoted[quotation[0]] in self.taken or not sourced.source:
            return None
        if only_adjunct(self.reading, stop, end) or told(self.reading, sourced, stop, end) is None:
            return quotation
        return None

    def _end(self, stop: int, last: int, later: list[int]) -> int:
        """Where what a cue reports must end: the full stop, or the next cue of the same standing."""
        end = last
        for number in later:
            following = self.sourced[number]
            cue = following.cue
            if cue.first <= stop:
                continue
            begin = following.frame[0]
            if cue.manner == "according":
                if begin > stop and self.lowers[begin - 1] in (",", "—", "–"):
                    end = begin - 1
                    break
                continue
            if cue.manner == "participle":
                k = begin
                while k > stop and (
                    self.lowers[k - 1] in ("and", "while", "but", "by", "also")
                    or is_adverb(self.lowers[k - 1])
                ):
                    k -= 1
                if k > stop and self.lowers[k - 1] in (",", "—", "–", "-", ";"):
                    end = k - 1
                    break
                continue
            if following.shared:
                if cue.lemma not in _COORDINATED:
                    continue
                if begin > stop and self.lowers[begin - 1] in ("and", "but"):
                    end = begin - 1
                    if end > stop and self.lowers[end - 1] == ",":
                        end -= 1
                    break
                continue
            if following.source is None:
                continue
            quotation = self.reading.quotation_before(begin)
            if quotation and quotation[0] > stop and speech_like(self.reading, quotation):
                end = quotation[0]
                break
            k = begin
            while k > stop and self.lowers[k - 1] in (
                "and",
                "but",
                "while",
                "as",
                "though",
                "although",
                "so",
                "when",
                "after",
            ):
                k -= 1
            if k > stop and (
                (k < begin and self.lowers[k - 1] in (",", "—", "–")) or self.lowers[k - 1] in (";", "―")
            ):
                end = k - 1
                break
            if k < begin and self.lowers[k] in ("while", "though", "although", "but"):
                end = k
                break
            if quotation_from(self.reading, cue.last, last) is not None and cue.takes & {
                "clause",
                "quote",
                "listener",
            }:
                for comma in range(begin - 1, stop, -1):
                    if self.lowers[comma] == "," and self.lowers[comma + 1] in (
                        "and",
                        "but",
                        "while",
                        "as",
                        "so",
                    ):
                        end = comma
                        break
                else:
                    continue
                break
        while (
            end > stop
            and self.quoted[end - 1] < 0
            and (self.lowers[end - 1] in (".", ",", ";", ":", "…") or self.lowers[end - 1] in _DASHES)
        ):
            end -= 1
        return end

    def _resumed(self, stop: int, end: int) -> Range | None:
        """The quotation that goes on after "…," she said, "…"."""
        for k in range(stop, min(end, stop + 25)):
            if self.quoted[k] >= 0:
                quotation = self.reading.outer[self.quoted[k]]
                if quotation[0] != k or self.quoted[k] in self.taken:
                    return None
                gap = self.lowers[k - 1] if k > stop else ","
                if gap not in (",", ":", ".", ";", "—", "–", "-", "--"):
                    continue
                return (k, max(quotation[1], self._quoted_tail(quotation[1], end)))
            if self.lowers[k] in (";", ":"):
                return None
        return None

    def _quoted_tail(self, position: int, end: int) -> int:
        """How far a content reaches that began with a quotation ending at `position`."""
        ended = self.lowers[position - 2 : position - 1]
        if position >= end or (ended and ended[0] in SPEECH_END):
            return position
        return end

    def _inverted(self, number: int, first: int, start: int, stop: int, end: int) -> Content | None:
        """ "Taxes will rise, said the minister." or, with no room before, "Said the minister: …"."""
        before = self._clause_before(first, start)
        if before:
            return Content((before,), number, "clause before")
        position = quotation_from(self.reading, stop, end)
        if position is not None:
            return Content(((position, self._through_quotation(position, end)),), number, "quotation after")
        return None

    def _clause_before(self, first: int, start: int) -> Range | None:
        if start - 1 <= first or self.lowers[start - 1] not in (",", "—", "–"):
            return None
        k = start - 1
        quotation = self.reading.quotation_at(first)
        if quotation and k - quotation[1] <= 6 and self.lowers[quotation[1] - 2] in (",", "?", "!"):
            return quotation
        while first < k and (self.lowers[first] in ("but", "and") or self.lowers[first] in _DASHES):
            first += 1
        if k - first < 4 or (
            k - first < 7
            and not any(
                self.lowers[j] in FINITE_VERBS or self.lowers[j].endswith(("ed", "'s", "n't"))
                for j in range(first, k)
            )
        ):
            return None
        if self.lowers[first] in SUBORDINATORS | ADJUNCT_STARTS - {
            "for",
            "that",
            "what",
            "how",
            "this",
            "when",
        }:
            return None
        return first, k

    def _following(self, number: int, sourced: Sourced, first: int, start: int, end: int) -> Content | None:
        cue = sourced.cue
        position = cue.last
        quotation = self._announced(sourced)
        if quotation is not None:
            return Content((self.reading.outer[self.quoted[quotation]],), number, "quotation after")
        quotation = quotation_from(self.reading, position, end)
        if quotation == position and not self._reportable(
            cue.takes, self.reading.outer[self.quoted[position]]
        ):
            return None
        if quotation is not None:
            stop = self._through_quotation(quotation, end)
            return Content(((quotation, stop),), number, "quotation after")
        takes = cue.takes
        if position < end and self.lowers[position] == ":" and position + 1 < end:
            return Content(((position + 1, end),), number, "clause after")
        if cue.negated:
            return None
        if "listener" in takes:
            after = told(self.reading, sourced, position, end)
            if after is not None:
                return Content(
                    ((after, end),), number, "clause after" if self.quoted[after] < 0 else "quotation after"
                )
        clause = clause_start(self.reading, position, end, cue.lemma) if takes & {"clause", "quote"} else None
        if clause is not None and clause < end:
            if self.quoted[clause] >= 0 and self.reading.quotation_at(clause):
                return Content(((clause, self._through_quotation(clause, end)),), number, "quotation after")
            if "clause" in takes and "listener" not in takes:
                return Content(((clause, end),), number, "clause after")
        medial = self._medial(first, start, position, end) if cue.lemma in BARE_CLAUSE - {"insist"} else None
        if medial:
            return Content(medial, number, "clause before")
        if "of" in takes:
            return self._accusation(number, position, end)
        called_on = cue.lemma == "call" and self.lowers[cue.last - 1] == "on"
        if (
            "infinitive" in takes
            and not (cue.manner == "participle" and cue.first and self.lowers[cue.first - 1] == "by")
        ) or called_on:
            begin = infinitive(self.reading, cue.lemma, position, end)
            if begin is not None:
                return Content(((begin, end),), number, "infinitive after")
        if "object" in takes and position < end:
            return self._object(number, position, end)
        return None

    def _announced(self, sourced: Sourced) -> int | None:
        """Where the quotation of the next paragraph begins, for a sentence that ends "… wrote on Monday:"."""
        last = self.words.sentences[sourced.cue.sentence][1]
        if self.lowers[last - 1] != ":" or not sourced.cue.takes & {"clause", "listener", "quote"}:
            return None
        if (
            last - sourced.cue.last > 16
            or not self.reading.quotation_at(last)
            or self.quoted[last] in self.taken
        ):
            return None
        return last

    def _reportable(self, takes: frozenset[str], quotation: Range) -> bool:
        """Whether a quotation right after a cue, no comma between, is reported: “read” has titles for objects."""
        return (takes != {"quote"} and not title_like(self.reading, quotation)) or speech_like(
            self.reading, quotation
        )

    def _through_quotation(self, start: int, end: int) -> int:
        """The end of a content that begins with the quotation at `start`: more quotations, or the clause it is in."""
        quotation = self.reading.outer[self.quoted[start]]
        position = quotation[1]
        if position >= end or (
            self.lowers[position - 2] in SPEECH_END and speech_like(self.reading, quotation)
        ):
            while position < end and self.reading.quotation_at(position):
                position = self.reading.outer[self.quoted[position]][1]
            return position
        for k in range(position, end):
            if (
                self.quoted[k] < 0
                and self.lowers[k] in (",", ";", "—", "–")
                and not self._goes_on(k + 1, end)
            ):
                return k
        return end

    def _goes_on(self, position: int, end: int) -> bool:
        return position < end and (self.quoted[position] >= 0 or self.lowers[position] in ("and", "or"))

    def _medial(self, first: int, start: int, position: int, end: int) -> tuple[Range, ...] | None:
        """ "Taxes will rise, she said." and "Taxes, she said, will rise."."""
        before = self._clause_before(first, start)
        if position >= end or only_adjunct(self.reading, position, end):
            return (before,) if before else None
        if self.lowers[position] == "," and start - 1 > first and self.lowers[start - 1] in (",", "—", "–"):
            head = (first, start - 1)
            tail = (position + 1, end)
            if before and tail[1] - tail[0] >= 2 and self.quoted[tail[0]] < 0:
                return (before,)
            if tail[1] - tail[0] >= 2 and self.quoted[first] < 0 and self.lowers[first] not in PREPOSITIONS:
                return head, tail
        return None

    def _accusation(self, number: int, position: int, end: int) -> Content | None:
        joint = next(
            (k for k in range(position + 1, min(end, position + 15)) if self.lowers[k] in ("of", "for")), None
        )
        if joint is None or joint + 1 >= end:
            return None
        return Content(((position, end),), number, "accusation after")

    def _object(self, number: int, position: int, end: int) -> Content | None:
        """The noun phrase after "condemned", up to the first comma."""
        first = self.lowers[position]
        if not (
            first in DETERMINERS
            or self.words.forms[position][0].isupper()
            or first[0].isalpha()
            or self.quoted[position] >= 0
        ):
            return None
        if (
            first in PREPOSITIONS
            or first in FINITE_VERBS
            or first in SUBORDINATORS
            or first in ("and", "or", "but")
        ):
            return None
        stop = end
        for k in range(position, end):
            if self.quoted[k] < 0 and (self.lowers[k] in (",", ";", ":") or self.lowers[k] in _DASHES):
                stop = k
                break
            if k > position and self.quoted[k] < 0 and circumstance(self.reading, k, end):
                stop = k
                break
        return Content(((position, stop),), number, "object after") if stop > position else None

    def _according(self, number: int, sourced: Sourced, first: int, end: int) -> Content | None:
        cue = sourced.cue
        if sourced.source is None:
            return None
        stop = sourced.frame[1]
        if all(
            not self.lowers[k][0].isalnum() or self.lowers[k] in ("and", "but")
            for k in range(first, cue.first)
        ):
            position = stop
            while position < end and (self.lowers[position] in (",",) or self.lowers[position] in _DASHES):
                position += 1
            return Content(((position, end),), number, "clause after") if end - position >= 2 else None
        k = cue.first
        while (
            k > first
            and self.quoted[k - 1] < 0
            and (self.lowers[k - 1] == "," or self.lowers[k - 1] in _DASHES)
        ):
            k -= 1
        while first < k and self.lowers[first] in ("but", "and", "so"):
            first += 1
        return Content(((first, k),), number, "clause before") if k - first >= 2 else None

    # Quotations nobody's cue has claimed

    def _same_paragraph(self, one: int, other: int) -> bool:
        outer = self.reading.outer
        return self.words.paragraph_of(outer[one][0]) == self.words.paragraph_of(outer[other][0])

    def _lone_quotations(self) -> None:
        for number, (first, last) in enumerate(self.reading.outer):
            if number in self.taken:
                continue
            sentence = self.words.sentences[self.words.sentence_of(first)]
            alone = first == sentence[0] and (last >= sentence[1] or not self.lowers[last][0].isalnum())
            mark = self.lowers[first - 1] if first > sentence[0] else ""
            introduced = mark == ":" or (mark in (",", "—", "–", "--", "―") and last - first > 7)
            goes_on = alone and number - 1 in self.taken and self._same_paragraph(number - 1, number)
            announced = mark == ":" and last - first >= 6 and self.lowers[last - 2] in SPEECH_END
            if announced or (
                (alone or introduced) and speech_like(self.reading, (first, last), short=goes_on)
            ):
                self.taken.add(number)
                self.found.append(Content(((first, last),), None, "introduced" if introduced else "alone"))
