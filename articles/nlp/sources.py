"""Whose words does a cue report?

Looks for the noun phrase that is the subject of a cue, before it or after it, with capital letters, determiners and
lists of words: there is no parser. Who is behind the phrase is left to `speakers`.
"""

from __future__ import annotations

from articles.nlp.cue_lexicon import verbs
from articles.nlp.cues import is_adverb
from articles.nlp.noun_phrases import (
    DASHES,
    LONGEST_SOURCE,
    NOUNS,
    TIMES,
    finite,
    nominal,
    noun_phrase_after,
    phrase_start,
)
from articles.nlp.reading import Cue, Range, Reading, Sourced
from articles.nlp.word_lists import (
    ADJUNCT_STARTS,
    CONJUNCTIONS,
    DETERMINERS,
    INTRODUCTIONS,
    MONTHS,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
)

_STRONG = frozenset({";", ":", "?", "!", "(", "…", "..."}) | DASHES
_BEFORE_TIME = frozenset("on in earlier last this late early".split())
_FIRST_CUES = frozenset("said says added adds wrote writes asked".split())


def find_source(reading: Reading, cue: Cue, earlier: list[Sourced]) -> Sourced:
    """The cue with its source. `earlier` are the cues before it in the article, with their sources."""
    first, last = reading.words.sentences[cue.sentence]
    if cue.manner == "according":
        source = noun_phrase_after(reading, cue.last, last, appositives=True)
        opening = reading.words.lowers[first : cue.first]
        if source and not any(word[0].isalnum() and word not in CONJUNCTIONS for word in opening):
            source = _without_clause(reading, source, last)
        return Sourced(cue, source, (cue.first, source[1] if source else cue.last))
    if cue.manner == "participle":
        shared = _shared(reading, cue, earlier, first)
        return Sourced(cue, shared, (cue.first, cue.last), shared=True)
    after = _after(reading, cue, first, last)
    if after:
        return Sourced(cue, after, (cue.first, after[1]))
    before = subject_before(reading, first, cue.first)
    if before:
        return Sourced(cue, before, (before[0], cue.last))
    if cue.first > first and reading.words.lowers[cue.first - 1] in ("and", "but", "then", "or"):
        shared = _shared(reading, cue, earlier, first)
        return Sourced(cue, shared, (cue.first, cue.last), shared=True)
    return Sourced(cue, None, (cue.first, cue.last))


def _without_clause(reading: Reading, source: Range, last: int) -> Range:
    """The source of an "according to" that opens its sentence, less the clause it introduces.

    "the police, two people" in "According to the police, two people were hurt": an aside has a comma after it, too.
    """
    first, end = source
    lowers = reading.words.lowers
    closed = end + 1 < last and lowers[end] == ","
    commas = [k for k in range(first + 1, end) if lowers[k] == "," and reading.quoted[k] < 0]
    if not commas or (closed and not finite(reading.words, end + 1)):
        return source
    if closed:
        return first, next((k for k in commas if not reading.words.forms[k + 1][0].isupper()), commas[0])
    if all(form[0].isupper() for form in reading.words.forms[commas[-1] + 1 : end]):
        return source
    # After a relative clause, one comma closes it, and later ones are the reported clause's own.
    relative = lowers[commas[0] + 1] in ("who", "whose", "which")
    return first, (commas[1] if relative and len(commas) > 1 else commas[0] if relative else commas[-1])


def _shared(reading: Reading, cue: Cue, earlier: list[Sourced], first: int) -> Range | None:
    """The source of a cue without a subject of its own: that of the cue before it, or the sentence's subject."""
    for sourced in reversed(earlier[-3:]):
        if sourced.cue.sentence != cue.sentence:
            break
        relative = sourced.source and reading.words.lowers[sourced.source[0]] in ("who", "that", "which")
        if sourced.source and not relative and sourced.cue.manner != "according":
            return sourced.source
    return clause_subject(reading, first, cue.first)


def _after(reading: Reading, cue: Cue, first: int, last: int) -> Range | None:
    """The subject of an inverted cue: "said the mayor", after a quotation or a comma."""
    words = reading.words
    if (
        cue.lemma == "tell"
        or cue.last >= last
        or reading.quoted[cue.last] >= 0
        or (
            cue.first == first
            and not (_quotation_ended(reading, first) or words.lowers[cue.verb] in _FIRST_CUES)
        )
    ):
        return None
    if (
        cue.first > first
        and reading.quoted[cue.first - 1] < 0
        and words.lowers[cue.first - 1] not in (",", "—", "–", ")")
    ):
        return None
    if words.lowers[cue.last] in ("that", "he", "she", "they", "it", "we", "i", "in", "on", "to") and not (
        words.lowers[cue.last] in ("he", "she", "they", "i", "we")
        and _nothing_left(reading, cue.last + 1, last)
    ):
        return None
    if words.lowers[cue.last] in ("he", "she", "they", "i", "we"):
        return cue.last, cue.last + 1
    found = noun_phrase_after(reading, cue.last, last, appositives=True)
    if not found:
        return None
    quoted_before = cue.first > first and reading.quoted[cue.first - 1] >= 0
    quoted_before = quoted_before or (
        cue.first > first + 1 and words.lowers[cue.first - 1] == "," and reading.quoted[cue.first - 2] >= 0
    )
    if quoted_before or cue.first == first:
        return found
    # "Ann Lee, the mayor, said the council …": what stands before the comma is the better subject.
    if _nothing_left(reading, found[1], last) and subject_before(reading, first, cue.first) is None:
        return found
    return None


def _quotation_ended(reading: Reading, word: int) -> bool:
    return word > 0 and reading.quoted[word - 1] >= 0


def _nothing_left(reading: Reading, position: int, last: int) -> bool:
    """Whether nothing or only where and when it was said stands from `position` on."""
    lowers = reading.words.lowers
    if position >= last or lowers[position] in (".", ",", ";", "—", "–", "!", "?"):
        return True
    return lowers[position] in ADJUNCT_STARTS or lowers[position] in TIMES


def subject_before(reading: Reading, first: int, stop: int) -> Range | None:
    """The noun phrase that ends right before word `stop`, appositives included, within a sentence from `first`."""
    words = reading.words
    lowers = words.lowers
    k = stop - 1
    while k >= first and lowers[k] in TIMES and reading.quoted[k] < 0:
        k -= 1
        while k >= first and (lowers[k] in _BEFORE_TIME or lowers[k] in MONTHS):
            k -= 1
    while k >= first and is_adverb(lowers[k]) and reading.quoted[k] < 0:
        k -= 1
    if k < first or reading.quoted[k] >= 0:
        return None
    if lowers[k] in SUBJECT_PRONOUNS:
        if lowers[k] in ("that", "which") and k == first:
            return None
        return k, k + 1
    if lowers[k] in ("himself", "herself", "themselves", "itself", "too") and k > first:
        k -= 1
    if lowers[k] == ")":
        opened = k
        while opened > first and lowers[opened] != "(":
            opened -= 1
        start = phrase_start(reading, first, opened - 1)
        return (start, k + 1) if start is not None else None
    if lowers[k] == "," or lowers[k] in DASHES:
        return _before_parenthesis(reading, first, k)
    start = phrase_start(reading, first, k)
    return (start, k + 1) if start is not None else None


def _before_parenthesis(reading: Reading, first: int, comma: int) -> Range | None:
    """The phrase before "…, the mayor of York," where `comma` is the last mark of the parenthesis."""
    words = reading.words
    closing = words.lowers[comma]
    bound = first
    for k in range(comma - 1, first - 1, -1):
        strong = closing == "," and words.lowers[k] in _STRONG - {"-"}
        if (reading.quoted[k] >= 0 and not _short_quotation(reading, k)) or (
            strong and reading.quoted[k] < 0
        ):
            bound = k + 1
            break
        if comma - k > LONGEST_SOURCE:
            bound = k
            break
    start = bound
    for k in range(bound, comma):
        mark = words.lowers[k]
        if mark != "," and not (closing != "," and mark in DASHES):
            continue
        if closing != "," and mark == ",":
            continue
        if mark == "," and k - start < LONGEST_SOURCE:
            phrase = phrase_start(reading, start, k - 1)
            if phrase is not None and _looks_like_head(reading, phrase, k):
                return phrase, comma + 1
        elif mark in DASHES:
            phrase = phrase_start(reading, start, k - 1)
            if phrase is not None:
                return phrase, k
        start = k + 1
    return None


def _short_quotation(reading: Reading, word: int) -> bool:
    first, last = reading.outer[reading.quoted[word]]
    return last - first <= 6


def _looks_like_head(reading: Reading, first: int, last: int) -> bool:
    words = reading.words
    head = words.lowers[last - 1]
    if any(finite(words, k) for k in range(first, last)):
        return False
    if last - first == 1 and head in SUBJECT_PRONOUNS:
        return head in ("he", "she", "they", "who")
    return not words.forms[last - 1].islower() or head in NOUNS or words.lowers[first] in DETERMINERS


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
    lexicon = verbs()
    k = start
    while k < stop and k - start < 14:
        lower = lowers[k]
        if finite(words, k) or lower in (",", ";", ":", "(", ".") or lower in DASHES or is_adverb(lower):
            break
        if k > start and lower in lexicon and lower not in NOUNS and not words.forms[k][0].isupper():
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
    if k == start or not nominal(reading, start, k):
        return None
    return start, k
