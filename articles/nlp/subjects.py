"""What is the subject of a sentence?

Without a parser: capital letters, determiners, prepositions and lists of words. Who is behind it is left to `speakers`.
"""

from __future__ import annotations

from articles.nlp.reading import Range, Reading
from articles.nlp.speech_verbs import FORMS
from articles.nlp.word_lists import (
    CONJUNCTIONS,
    DETERMINERS,
    DOCUMENT_NOUNS,
    FINITE_VERBS,
    GROUP_NOUNS,
    INTRODUCTIONS,
    ORGANIZATION_NOUNS,
    PERSON_NOUNS,
    PREPOSITIONS,
    SUBORDINATORS,
    TITLES,
    is_adverb,
)
from articles.nlp.words import Words

_LONGEST = 45
_DASHES = frozenset({"—", "–", "--", "-", "―"})
_NOUNS = PERSON_NOUNS | ORGANIZATION_NOUNS | GROUP_NOUNS | DOCUMENT_NOUNS | TITLES


def clause_subject(reading: Reading, first: int, stop: int) -> Range | None:
    """The subject of the sentence from `first`: its first noun phrase that is not part of an introduction."""
    words = reading.words
    lowers = words.lowers
    start = first
    while start < stop:
        if reading.quoted[start] >= 0:
            start = reading.outer[reading.quoted[start]][1]
            continue
        lower = lowers[start]
        if lower in ("he", "she", "they", "we", "i", "it", "who"):
            return start, start + 1
        if lower in INTRODUCTIONS or is_adverb(lower) or lower in SUBORDINATORS or lower.endswith("ing"):
            if lower in CONJUNCTIONS or is_adverb(lower):
                start += 1
                continue
            comma = next((k for k in range(start, stop) if lowers[k] == "," and reading.quoted[k] < 0), None)
            if comma is None:
                return None
            start = comma + 1
            continue
        if not (lower[0].isalnum() or lower[0] in "@#"):
            start += 1
            continue
        return _subject_from(reading, start, stop)
    return None


def _subject_from(reading: Reading, start: int, stop: int) -> Range | None:
    words = reading.words
    lowers = words.lowers
    k = start
    while k < stop and k - start < 14:
        lower = lowers[k]
        if _finite(words, k) or lower in (",", ";", ":", "(", ".") or lower in _DASHES or is_adverb(lower):
            break
        if k > start and lower in FORMS and lower not in _NOUNS and not words.forms[k][0].isupper():
            break
        if k > start and lower.endswith("ed") and not words.forms[k][0].isupper():
            break
        if (
            lower in SUBORDINATORS
            or reading.quoted[k] >= 0
            or (k > start and lower in ("and",) and k - start > 6)
        ):
            break
        k += 1
    while k > start and lowers[k - 1] in PREPOSITIONS | CONJUNCTIONS:
        k -= 1
    if k == start or not _nominal(reading, start, k):
        return None
    return start, k


def _finite(words: Words, k: int) -> bool:
    """Whether word `k` is a verb that ends a noun phrase; May and Will with a capital are names."""
    return words.lowers[k] in FINITE_VERBS and words.forms[k].islower()


def _nominal(reading: Reading, first: int, last: int) -> bool:
    """Whether the words can be a noun phrase: a name, a determiner with a noun, a bare plural."""
    words = reading.words
    lowers = words.lowers
    if first >= last or last - first > _LONGEST:
        return False
    if lowers[first] in DETERMINERS or words.forms[first][0].isupper() or words.forms[first][0] in "@#":
        return lowers[last - 1] not in PREPOSITIONS
    if any(lowers[k] in _NOUNS or words.forms[k][0].isupper() for k in range(first, last)):
        return True
    return lowers[last - 1].endswith("s") and last - first <= 4
