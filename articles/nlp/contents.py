"""Which words does a cue report, and which quotations stand without one?

Rules over the words around a cue and its source: a quotation beside them, the clause after them, the clause they
follow. Putting several contents together into one attribution is left to `linking`.
"""

from __future__ import annotations

from articles.nlp.cues import is_adverb
from articles.nlp.noun_phrases import noun_phrase_after
from articles.nlp.reading import Content, Range, Reading, Sourced
from articles.nlp.word_lists import (
    ADJUNCT_STARTS,
    DETERMINERS,
    FINITE_VERBS,
    PREPOSITIONS,
    SUBORDINATORS,
    TIME_WORDS,
)

_DASHES = frozenset({"—", "–", "--", "-", "―"})
_LISTENERS = frozenset(
    "reporters him her them me us you people journalists viewers voters supporters lawmakers "
    "investors audiences fans police officers".split()
)
_STARTS_CLAUSE = frozenset("he she they it we i you there".split())
_TIMES = TIME_WORDS
# Verbs that take a clause without "that" often enough to be believed without one.
_BARE_CLAUSE = frozenset(
    "say tell claim argue insist believe think suggest hope fear warn confirm announce acknowledge admit concede "
    "maintain allege contend predict promise vow reveal note explain suspect reckon estimate declare assert complain "
    "testify assure joke guess bet figure worry convince tweet write report add conclude state hint imply doubt "
    "according".split()
)
_TOLD_TO = frozenset(
    "say write tweet report complain joke testify explain read shout sing announce yell".split()
)
_COORDINATED = frozenset(
    "say tell add accuse urge call vow pledge promise describe insist warn claim argue predict note suggest denounce "
    "condemn demand praise criticize criticise dismiss reject tweet write point".split()
)
_SAY = frozenset({"say", "tell"})
_SPEECH_END = frozenset({".", ",", "?", "!", "…", "...", "—", "–", "-", "--", ";"})


def find_contents(reading: Reading, sourced: list[Sourced], known: list[Content]) -> list[Content]:
    """The contents of an article in text order: those `known` already, those of cues, quotations without one."""
    return sorted(_ContentFinder(reading, sourced, known).find(), key=lambda found: found.ranges)


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
        if sourced.source is None and not (cue.last < end and self._quotation_from(cue.last, end)):
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
        if not self._speech_like(quotation) and k == start:
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
        if self._only_adjunct(stop, end) or self._told(sourced, stop, end) is None:
            return quotation
        return None

    def _only_adjunct(self, position: int, end: int) -> bool:
        """Whether nothing but when, where and to whom is said from `position` to `end`."""
        while position < end and (self.lowers[position] in _TIMES or is_adverb(self.lowers[position])):
            position += 1
        if position >= end or not self.lowers[position][0].isalnum():
            return position >= end or self.lowers[position] in ".,;"
        if self.lowers[position] not in ADJUNCT_STARTS:
            return False
        rest = range(position, end)
        return not any(self.lowers[k] == "that" or self.quoted[k] >= 0 for k in rest) and not (
            any(self.lowers[k] in FINITE_VERBS for k in rest)
            and self.lowers[position] not in ("when", "as", "while", "after", "before", "during")
        )

    # What stands after

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
            if quotation and quotation[0] > stop and self._speech_like(quotation):
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
            if self._quotation_from(cue.last, last) is not None and cue.takes & {
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
        if position >= end or (ended and ended[0] in _SPEECH_END):
            return position
        return end

    def _quotation_from(self, position: int, end: int) -> int | None:
        """Where a quotation begins that stands right after `position`, a comma or colon between them allowed."""
        k = position
        while k < end and k < position + 2 and self.quoted[k] < 0 and self.lowers[k] in (",", ":", "—", "–"):
            k += 1
        return k if k < end and self.reading.quotation_at(k) else None

    def _inverted(self, number: int, first: int, start: int, stop: int, end: int) -> Content | None:
        """ "Taxes will rise, said the minister." or, with no room before, "Said the minister: …"."""
        before = self._clause_before(first, start)
        if before:
            return Content((before,), number, "clause before")
        position = self._quotation_from(stop, end)
        if position is not None:
            return Content(((position, self._through_quotation(position, end)),), number, "quotation after")
        return None

    def _clause_before(self, first: int, start: int) -> Range | None:
        if start - 1 <= first or self.lowers[start - 1] not in (",", "—", "–"):
            return None
        k = start - 1
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
        quotation = self._quotation_from(position, end)
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
            after = self._told(sourced, position, end)
            if after is not None:
                return Content(
                    ((after, end),), number, "clause after" if self.quoted[after] < 0 else "quotation after"
                )
        clause = self._clause_start(position, end, cue.lemma) if takes & {"clause", "quote"} else None
        if clause is not None and clause < end:
            if self.quoted[clause] >= 0 and self.reading.quotation_at(clause):
                return Content(((clause, self._through_quotation(clause, end)),), number, "quotation after")
            if "clause" in takes and "listener" not in takes:
                return Content(((clause, end),), number, "clause after")
        medial = self._medial(first, start, position, end) if cue.lemma in _BARE_CLAUSE - {"insist"} else None
        if medial:
            return Content(medial, number, "clause before")
        if "of" in takes:
            return self._accusation(number, position, end)
        called_on = cue.lemma == "call" and self.lowers[cue.last - 1] == "on"
        if (
            "infinitive" in takes
            and not (cue.manner == "participle" and cue.first and self.lowers[cue.first - 1] == "by")
        ) or called_on:
            infinitive = self._infinitive(cue.lemma, position, end)
            if infinitive is not None:
                return Content(((infinitive, end),), number, "infinitive after")
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
        return (takes != {"quote"} and not self._title_like(quotation)) or self._speech_like(quotation)

    def _through_quotation(self, start: int, end: int) -> int:
        """The end of a content that begins with the quotation at `start`: more quotations, or the clause it is in."""
        quotation = self.reading.outer[self.quoted[start]]
        position = quotation[1]
        if position >= end or (self.lowers[position - 2] in _SPEECH_END and self._speech_like(quotation)):
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

    def _told(self, sourced: Sourced, position: int, end: int) -> int | None:
        """Where the content of "told reporters that …" begins, or None where nothing is told."""
        if position >= end:
            return None
        for k in range(position, min(end, position + 14)):
            if self.quoted[k] >= 0:
                quotation = self.reading.quotation_at(k)
                if quotation and (self.lowers[k - 1] in (",", ":", "that") or self._speech_like(quotation)):
                    return k
                break
            if self.lowers[k] == "that" and k > position:
                return k
            if self.lowers[k] == ":" and k + 1 < end:
                return k + 1
            if self.lowers[k] in (".", ";"):
                break
        k = position
        if self.lowers[k] in _LISTENERS:
            k += 1
        else:
            listener = noun_phrase_after(self.reading, k, end, appositives=False)
            if listener is None:
                return None
            k = listener[1]
            if k - position > 1 and not self.words.forms[position][0].isupper():
                return None
            while k > position + 1 and self.lowers[k - 1] in DETERMINERS:
                k -= 1
        start = self._clause_start(k, end, "tell")
        if start is None or start >= end or self.lowers[start] in PREPOSITIONS:
            return None
        if self.lowers[start] in ("to",) or not self.lowers[start][0].isalnum():
            return None
        return start

    def _clause_start(self, position: int, end: int, lemma: str) -> int | None:
        """Where the reported clause begins after a cue, past when, where and to whom it was said."""
        k = position
        while k < end:
            lower = self.lowers[k]
            if (lower == "that" and self.lowers[k - 1] not in PREPOSITIONS) or (
                lower in ("whether", "if", "how", "why", "what") and lemma not in _SAY
            ):
                return k
            if self.quoted[k] >= 0:
                return k
            if lower == ":":
                return k + 1
            if (
                lower in _TIMES
                and not (
                    lower in ("this", "last")
                    and self.lowers[k + 1 : k + 2]
                    not in (["week"], ["month"], ["year"], ["morning"], ["afternoon"], ["summer"])
                )
            ) or (lower.endswith("ly") and is_adverb(lower) and k == position):
                k += 1
                continue
            if lower == "," and k > position:
                k += 1
                continue
            if lower == "to" and lemma not in _TOLD_TO:
                return None
            if lower in ADJUNCT_STARTS:
                after = self._after_adjunct(k, end)
                if after is None:
                    return None
                k = after
                continue
            break
        if k >= end or not (self.lowers[k][0].isalnum() or self.lowers[k][0] in "$£€@#"):
            return None
        if self.lowers[k] in FINITE_VERBS:
            return None
        if lemma not in _BARE_CLAUSE:
            return None
        if lemma in _SAY and self.lowers[k] not in ("so", "no", "yes", "goodbye", "nothing"):
            return k if end - k >= 2 else None
        if any(
            self.lowers[j] in FINITE_VERBS or self.lowers[j].endswith("n't")
            for j in range(k, min(end, k + 16))
        ):
            subject = k
            while subject < end and self.lowers[subject] not in FINITE_VERBS and subject < k + 16:
                if subject > k and (self.lowers[subject] in SUBORDINATORS or self.lowers[subject] in ",;:"):
                    return None
                subject += 1
            return k
        return None

    def _after_adjunct(self, position: int, end: int) -> int | None:
        """The first word after "in a statement", "at a rally in Ohio on Monday"."""
        subordinate = self.lowers[position] in ("when", "while", "as", "after", "before", "without")
        for k in range(position + 1, min(end, position + 18)):
            lower = self.lowers[k]
            if lower == "that" and self.lowers[k - 1] in PREPOSITIONS:
                continue
            if lower in ("that", ":") or (lower in _STARTS_CLAUSE and lower != "it" and not subordinate):
                return k
            if self.quoted[k] >= 0:
                quotation = self.reading.outer[self.quoted[k]]
                return (
                    k
                    if quotation[0] == k
                    and (self.lowers[k - 1] in (",", ":") or self._speech_like(quotation))
                    else None
                )
            if lower == "," and subordinate:
                return None
            if lower == "," or (lower in _TIMES and lower not in ("this", "last", "earlier")):
                return k + 1 if k + 1 < end else None
            ended = self.lowers[k - 1] not in PREPOSITIONS and self.lowers[k - 1] not in DETERMINERS
            if lower in DETERMINERS and k > position + 1 and ended and not subordinate:
                return k
        return None

    def _medial(self, first: int, start: int, position: int, end: int) -> tuple[Range, ...] | None:
        """ "Taxes will rise, she said." and "Taxes, she said, will rise."."""
        before = self._clause_before(first, start)
        if position >= end or self._only_adjunct(position, end):
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

    def _infinitive(self, lemma: str, position: int, end: int) -> int | None:
        if self.lowers[position : position + 1] == ["to"]:
            return position
        if self.lowers[position : position + 2] == ["not", "to"]:
            return position
        if lemma in ("urge", "ask", "call"):
            for k in range(position + 1, min(end, position + 10)):
                if self.lowers[k] == "to":
                    return k
                if self.lowers[k] in FINITE_VERBS or not self.lowers[k][0].isalnum():
                    return None
        return None

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
            if k > position and self.quoted[k] < 0 and self._circumstance(k, end):
                stop = k
                break
        return Content(((position, stop),), number, "object after") if stop > position else None

    def _circumstance(self, k: int, end: int) -> bool:
        """Whether when or where it was said begins at word `k`."""
        lower = self.lowers[k]
        if lower in ("after", "during", "when", "while"):
            return True
        if lower in ("in", "on", "at", "earlier", "last") and k + 1 < end and self.lowers[k + 1] in _TIMES:
            return True
        return lower in ("in", "at", "on") and any(
            self.lowers[j]
            in ("statement", "interview", "speech", "letter", "tweet", "rally", "conference", "email")
            for j in range(k + 1, min(end, k + 6))
        )

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
            return Content(((position, end),), number, "clause after") if end - position >= 3 else None
        k = cue.first
        while (
            k > first
            and self.quoted[k - 1] < 0
            and (self.lowers[k - 1] == "," or self.lowers[k - 1] in _DASHES)
        ):
            k -= 1
        while first < k and self.lowers[first] in ("but", "and", "so"):
            first += 1
        return Content(((first, k),), number, "clause before") if k - first >= 3 else None

    # Quotations nobody's cue has claimed

    def _spoken(self, quotation: Range) -> list[int]:
        return [k for k in range(*quotation) if self.lowers[k][0].isalnum()]

    def _title_like(self, quotation: Range) -> bool:
        """Whether a quotation has a capital on every longer word: a title, a name, a headline."""
        inside = self._spoken(quotation)
        return 1 < len(inside) <= 8 and not any(
            self.words.forms[k].islower() and len(self.lowers[k]) > 3 for k in inside
        )

    def _speech_like(self, quotation: Range, *, short: bool = False) -> bool:
        """Whether a quotation is speech and not a scare quote, a title or a term. `short`: one word may be enough."""
        _first, last = quotation
        inside = self._spoken(quotation)
        ends = self.lowers[last - 2] in _SPEECH_END or self.lowers[last - 1] in _SPEECH_END
        if len(inside) < 2:
            return short and bool(inside) and ends
        if self._title_like(quotation):
            return short or (len(inside) <= 3 and self.lowers[last - 2] in ("!", "?", ","))
        return (ends and (self.words.forms[inside[0]][0].isupper() or len(inside) >= 5)) or len(inside) >= 12

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
            announced = mark == ":" and last - first >= 6 and self.lowers[last - 2] in _SPEECH_END
            if announced or ((alone or introduced) and self._speech_like((first, last), short=goes_on)):
                self.taken.add(number)
                self.found.append(Content(((first, last),), None, "introduced" if introduced else "alone"))
