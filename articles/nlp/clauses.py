"""Where does the clause begin that a cue reports, and what of a sentence only says when, where and to whom?

Looks forward from a cue over adjuncts and listeners. Where the clause ends, and whether it is content at all, is left
to `contents`.
"""

from __future__ import annotations

from articles.nlp.cues import is_adverb
from articles.nlp.noun_phrases import noun_phrase_after
from articles.nlp.reading import Reading, Sourced
from articles.nlp.scare_quotes import speech_like
from articles.nlp.word_lists import (
    ADJUNCT_STARTS,
    DETERMINERS,
    FINITE_VERBS,
    PREPOSITIONS,
    SUBORDINATORS,
    TIME_WORDS,
)

_LISTENERS = frozenset(
    "reporters him her them me us you people journalists viewers voters supporters lawmakers "
    "investors audiences fans police officers".split()
)
_STARTS_CLAUSE = frozenset("he she they it we i you there".split())
_TIMES = TIME_WORDS
# Verbs that take a clause without "that" often enough to be believed without one.
BARE_CLAUSE = frozenset(
    "say tell claim argue insist believe think suggest hope fear warn confirm announce acknowledge admit concede "
    "maintain allege contend predict promise vow reveal note explain suspect reckon estimate declare assert complain "
    "testify assure joke guess bet figure worry convince tweet write report add conclude state hint imply doubt "
    "according".split()
)
_TOLD_TO = frozenset(
    "say write tweet report complain joke testify explain read shout sing announce yell".split()
)
_SAY = frozenset({"say", "tell"})


def only_adjunct(reading: Reading, position: int, end: int) -> bool:
    """Whether nothing but when, where and to whom is said from `position` to `end`."""
    lowers = reading.words.lowers
    while position < end and (lowers[position] in _TIMES or is_adverb(lowers[position])):
        position += 1
    if position >= end or not lowers[position][0].isalnum():
        return position >= end or lowers[position] in ".,;"
    if lowers[position] not in ADJUNCT_STARTS:
        return False
    rest = range(position, end)
    return not any(lowers[k] == "that" or reading.quoted[k] >= 0 for k in rest) and not (
        any(lowers[k] in FINITE_VERBS for k in rest)
        and lowers[position] not in ("when", "as", "while", "after", "before", "during")
    )


def clause_start(reading: Reading, position: int, end: int, lemma: str) -> int | None:
    """Where the reported clause begins after a cue, past when, where and to whom it was said."""
    lowers = reading.words.lowers
    k = position
    while k < end:
        lower = lowers[k]
        if (lower == "that" and lowers[k - 1] not in PREPOSITIONS) or (
            lower in ("whether", "if", "how", "why", "what") and lemma not in _SAY
        ):
            return k
        if reading.quoted[k] >= 0:
            return k
        if lower == ":":
            return k + 1
        if (
            lower in _TIMES
            and not (
                lower in ("this", "last")
                and lowers[k + 1 : k + 2]
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
            after = after_adjunct(reading, k, end)
            if after is None:
                return None
            k = after
            continue
        break
    if k >= end or not (lowers[k][0].isalnum() or lowers[k][0] in "$£€@#"):
        return None
    if lowers[k] in FINITE_VERBS:
        return None
    if lemma not in BARE_CLAUSE:
        return None
    if lemma in _SAY and lowers[k] not in ("so", "no", "yes", "goodbye", "nothing"):
        return k if end - k >= 2 else None
    if any(lowers[j] in FINITE_VERBS or lowers[j].endswith("n't") for j in range(k, min(end, k + 16))):
        subject = k
        while subject < end and lowers[subject] not in FINITE_VERBS and subject < k + 16:
            if subject > k and (lowers[subject] in SUBORDINATORS or lowers[subject] in ",;:"):
                return None
            subject += 1
        return k
    return None


def after_adjunct(reading: Reading, position: int, end: int) -> int | None:
    """The first word after "in a statement", "at a rally in Ohio on Monday"."""
    lowers = reading.words.lowers
    subordinate = lowers[position] in ("when", "while", "as", "after", "before", "without")
    for k in range(position + 1, min(end, position + 18)):
        lower = lowers[k]
        if lower == "that" and lowers[k - 1] in PREPOSITIONS:
            continue
        if lower in ("that", ":") or (lower in _STARTS_CLAUSE and lower != "it" and not subordinate):
            return k
        if reading.quoted[k] >= 0:
            quotation = reading.outer[reading.quoted[k]]
            return (
                k
                if quotation[0] == k and (lowers[k - 1] in (",", ":") or speech_like(reading, quotation))
                else None
            )
        if lower == "," and subordinate:
            return None
        if lower == "," or (lower in _TIMES and lower not in ("this", "last", "earlier")):
            return k + 1 if k + 1 < end else None
        ended = lowers[k - 1] not in PREPOSITIONS and lowers[k - 1] not in DETERMINERS
        if lower in DETERMINERS and k > position + 1 and ended and not subordinate:
            return k
    return None


def told(reading: Reading, sourced: Sourced, position: int, end: int) -> int | None:
    """Where the content of "told reporters that …" begins, or None where nothing is told."""
    lowers = reading.words.lowers
    if position >= end:
        return None
    for k in range(position, min(end, position + 14)):
        if reading.quoted[k] >= 0:
            quotation = reading.quotation_at(k)
            if quotation and (lowers[k - 1] in (",", ":", "that") or speech_like(reading, quotation)):
                return k
            break
        if lowers[k] == "that" and k > position:
            return k
        if lowers[k] == ":" and k + 1 < end:
            return k + 1
        if lowers[k] in (".", ";"):
            break
    k = position
    if lowers[k] in _LISTENERS:
        k += 1
    else:
        listener = noun_phrase_after(reading, k, end, appositives=False)
        if listener is None:
            return None
        k = listener[1]
        if k - position > 1 and not reading.words.forms[position][0].isupper():
            return None
        while k > position + 1 and lowers[k - 1] in DETERMINERS:
            k -= 1
    start = clause_start(reading, k, end, "tell")
    if start is None or start >= end or lowers[start] in PREPOSITIONS:
        return None
    if lowers[start] in ("to",) or not lowers[start][0].isalnum():
        return None
    return start


def infinitive(reading: Reading, lemma: str, position: int, end: int) -> int | None:
    lowers = reading.words.lowers
    if lowers[position : position + 1] == ["to"]:
        return position
    if lowers[position : position + 2] == ["not", "to"]:
        return position
    if lemma in ("urge", "ask", "call"):
        for k in range(position + 1, min(end, position + 10)):
            if lowers[k] == "to":
                return k
            if lowers[k] in FINITE_VERBS or not lowers[k][0].isalnum():
                return None
    return None


def circumstance(reading: Reading, k: int, end: int) -> bool:
    """Whether when or where it was said begins at word `k`."""
    lowers = reading.words.lowers
    lower = lowers[k]
    if lower in ("after", "during", "when", "while"):
        return True
    if lower in ("in", "on", "at", "earlier", "last") and k + 1 < end and lowers[k + 1] in _TIMES:
        return True
    return lower in ("in", "at", "on") and any(
        lowers[j] in ("statement", "interview", "speech", "letter", "tweet", "rally", "conference", "email")
        for j in range(k + 1, min(end, k + 6))
    )


def quotation_from(reading: Reading, position: int, end: int) -> int | None:
    """Where a quotation begins that stands right after `position`, a comma or colon between them allowed."""
    k = position
    while (
        k < end
        and k < position + 2
        and reading.quoted[k] < 0
        and reading.words.lowers[k] in (",", ":", "—", "–")
    ):
        k += 1
    return k if k < end and reading.quotation_at(k) else None
