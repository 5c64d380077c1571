"""Where does a noun phrase begin and end?

Without a parser: capital letters, determiners, prepositions and lists of words. Which phrase is the source of a cue
is left to `sources`.
"""

from __future__ import annotations

from articles.nlp.cue_lexicon import verbs
from articles.nlp.cues import is_adverb
from articles.nlp.reading import Range, Reading
from articles.nlp.word_lists import (
    ADJUNCT_STARTS,
    CONJUNCTIONS,
    DETERMINERS,
    DOCUMENT_NOUNS,
    FINITE_VERBS,
    GROUP_NOUNS,
    INTRODUCTIONS,
    ORGANIZATION_NOUNS,
    PERSON_NOUNS,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    TIME_WORDS,
    TITLES,
    WEEKDAYS,
)
from articles.nlp.words import Words

LONGEST_SOURCE = 45
DASHES = frozenset({"—", "–", "--", "-", "―"})
TIMES = WEEKDAYS | {"morning", "afternoon", "evening", "night", "earlier", "week", "month", "year"}
NOUNS = PERSON_NOUNS | ORGANIZATION_NOUNS | GROUP_NOUNS | DOCUMENT_NOUNS | TITLES
_PRONOUN_LIKE = frozenset("others some many most several all both critics this that one another few".split())
_NEVER_LAST = (PREPOSITIONS | DETERMINERS | CONJUNCTIONS | FINITE_VERBS) - _PRONOUN_LIKE
_WHO = frozenset({"who", "whose", "which"})
_ENDS = frozenset({".", "?", "!", ";", ":"})
_INSIDE_PHRASES = frozenset("for of with from against at".split())


def finite(words: Words, k: int) -> bool:
    """Whether word `k` is a verb that ends a noun phrase; May and Will with a capital are names."""
    return words.lowers[k] in FINITE_VERBS and words.forms[k].islower()


def phrase_start(reading: Reading, first: int, k: int) -> int | None:
    """Where the noun phrase begins that ends with word `k`, or None where none does."""
    words = reading.words
    lowers = words.lowers
    if k < first or lowers[k] == "'s" or not any(map(str.isalnum, lowers[k])):
        return None
    if lowers[k] in SUBORDINATORS or (lowers[k] in _NEVER_LAST and not words.forms[k].istitle()):
        return None
    start = k
    joint = None
    stopped_by_verb = False
    while start > first and k - start < LONGEST_SOURCE:
        previous = lowers[start - 1]
        if reading.quoted[start - 1] >= 0 or previous in SUBORDINATORS or previous in SUBJECT_PRONOUNS:
            break
        if (
            not (previous[0].isalnum() or previous in ("'s", "'", "’", "&", "$", "@", "#", "/", "%"))
            and previous[0] not in "@#"
        ):
            if (previous != "-" and previous != ".") or start - 2 < first:
                break
            break
        if previous in ("but", "so", "yet", "nor", "then"):
            break
        if previous in ("and", "or"):
            if start - 2 >= first and lowers[start - 2] == ",":
                break
            joint = start
        elif (
            previous in FINITE_VERBS and not (words.forms[start - 1][0].isupper() and start - 1 > first)
        ) or (
            previous in verbs() and previous not in NOUNS and verbs()[previous].inflection == "past" and joint
        ):
            stopped_by_verb = True
            break
        start -= 1
    if stopped_by_verb:
        start = joint if joint is not None else start
        if joint is None and not (words.forms[start][0].isupper() or lowers[start] in DETERMINERS):
            return None
    elif joint is not None and not nominal(reading, start, joint - 1):
        start = joint
    begin = _without_introduction(reading, start, k)
    return begin if begin is not None and begin <= k and nominal(reading, begin, k + 1) else None


def _without_introduction(reading: Reading, start: int, k: int) -> int | None:
    """Skip "and", "however", "On Monday", "In a statement" before a subject."""
    words = reading.words
    lowers = words.lowers
    while start <= k and (
        lowers[start] in CONJUNCTIONS or is_adverb(lowers[start]) or lowers[start] in WEEKDAYS
    ):
        start += 1
    if start <= k and lowers[start] in PREPOSITIONS:
        inside = start + 1
        if inside <= k and lowers[inside] in TIME_WORDS:
            while inside <= k and (lowers[inside] in TIME_WORDS or lowers[inside].isdigit()):
                inside += 1
            return inside
        for j in range(inside + 1, k + 1):
            begins = lowers[j] in DETERMINERS or (lowers[j] in TITLES and words.forms[j][0].isupper())
            if begins and lowers[j - 1] not in PREPOSITIONS and lowers[j - 1] not in DETERMINERS | TITLES:
                return j
        name = k + 1
        while name - 1 > inside and words.forms[name - 1][0].isupper():
            name -= 1
        # "In a Bloomberg interview Trump declared": a name right after a common noun.
        return name if inside < name <= k and lowers[name - 1] not in PREPOSITIONS | DETERMINERS else None
    return start


def nominal(reading: Reading, first: int, last: int) -> bool:
    """Whether the words can be a noun phrase: a name, a determiner with a noun, a bare plural."""
    words = reading.words
    lowers = words.lowers
    if first >= last or last - first > LONGEST_SOURCE:
        return False
    if lowers[first] in DETERMINERS or words.forms[first][0].isupper() or words.forms[first][0] in "@#":
        return lowers[last - 1] not in PREPOSITIONS
    if any(lowers[k] in NOUNS or words.forms[k][0].isupper() for k in range(first, last)):
        return True
    return lowers[last - 1].endswith("s") and last - first <= 4


def noun_phrase_after(reading: Reading, first: int, last: int, *, appositives: bool) -> Range | None:
    """The noun phrase that begins at word `first`, with its appositives and relative clauses if asked for."""
    words = reading.words
    lowers = words.lowers
    if first >= last or reading.quoted[first] >= 0:
        return None
    starts = words.forms[first][0].isupper() or lowers[first] in DETERMINERS or lowers[first] in NOUNS
    starts = (
        starts
        or words.forms[first][0] in "@#"
        or lowers[first].endswith("s")
        or words.forms[first][0].isdigit()
    )
    if not starts or lowers[first] in PREPOSITIONS or lowers[first] in SUBORDINATORS - {"that"}:
        return None
    k = first
    relative = aside = False
    while k < last and k - first < LONGEST_SOURCE:
        lower = lowers[k]
        if reading.quoted[k] >= 0:
            if k == first or not _inside_phrase(reading, k, last):
                break
            k = reading.outer[reading.quoted[k]][1]
        elif lower == "(":
            closing = next((j for j in range(k + 1, min(last, k + 12)) if lowers[j] == ")"), None)
            if closing is None:
                break
            k = closing + 1
        elif lower == ",":
            if not appositives or not _apposition(reading, k + 1, last):
                break
            aside = True
            relative = lowers[k + 1] in _WHO
            k += 1
        elif lower in _WHO and k > first:
            relative = True
            k += 1
        elif lower in _ENDS or lower in DASHES or _phrase_ends(reading, k, first, last, relative, aside):
            break
        else:
            k += 1
    while k > first and lowers[k - 1] in (",", "and", "on", "the", "at", "in"):
        k -= 1
    return (
        (first, k) if k > first and (lowers[k - 1] == ")" or any(map(str.isalnum, lowers[k - 1]))) else None
    )


def _phrase_ends(reading: Reading, k: int, first: int, last: int, relative: bool, aside: bool) -> bool:
    """Whether word `k` is no longer part of the phrase: a verb, another clause, when and where it was said."""
    lowers = reading.words.lowers
    lower = lowers[k]
    if relative:
        return lower in ("and", "but") and lowers[k - 1] == ","
    if lower in ("by", "on") and k > first and lowers[k - 1] in DOCUMENT_NOUNS:
        return False
    if finite(reading.words, k) or lower in SUBORDINATORS or lower in SUBJECT_PRONOUNS or lower == "but":
        return True
    if lower in TIMES:
        return not aside or lower in WEEKDAYS
    if k == first:
        return False
    if lower in ADJUNCT_STARTS - _INSIDE_PHRASES:
        return not aside or (k + 1 < last and lowers[k + 1] in TIMES)
    return is_adverb(lower) and not aside


def _inside_phrase(reading: Reading, word: int, last: int) -> bool:
    first, end = reading.outer[reading.quoted[word]]
    return first == word and end - first <= 8 and end < last and reading.words.lowers[word - 1] != ","


def _apposition(reading: Reading, word: int, last: int) -> bool:
    """Whether what follows a comma still describes the name before it."""
    words = reading.words
    if word >= last or reading.quoted[word] >= 0:
        return False
    lower = words.lowers[word]
    if lower in ("who", "whose", "which") or lower in DETERMINERS or lower in PERSON_NOUNS or lower in TITLES:
        return lower not in ("that", "this", "all", "several")
    if words.forms[word][0].isdigit() or words.forms[word][0].isupper():
        return lower not in CONJUNCTIONS and lower not in INTRODUCTIONS
    return word + 1 < last and words.lowers[word + 1] in PERSON_NOUNS and not lower.endswith("ing")
