"""Whose words does a cue report?

Looks for the noun phrase that is the subject of a cue, before it or after it, with capital letters, determiners and
lists of words: there is no parser. Who is behind the phrase is left to `speakers`.
"""

from __future__ import annotations

from articles.nlp.cue_lexicon import verbs
from articles.nlp.cues import is_adverb
from articles.nlp.reading import Cue, Range, Reading, Sourced
from articles.nlp.word_lists import (
    ADJUNCT_STARTS,
    CONJUNCTIONS,
    DETERMINERS,
    DOCUMENT_NOUNS,
    FINITE_VERBS,
    GROUP_NOUNS,
    INTRODUCTIONS,
    MONTHS,
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
_DASHES = frozenset({"—", "–", "--", "-", "―"})
_STRONG = frozenset({";", ":", "?", "!", "(", "…", "..."}) | _DASHES
_TIMES = WEEKDAYS | {"morning", "afternoon", "evening", "night", "earlier", "week", "month", "year"}
_BEFORE_TIME = frozenset("on in earlier last this late early in".split())
_NOUNS = PERSON_NOUNS | ORGANIZATION_NOUNS | GROUP_NOUNS | DOCUMENT_NOUNS | TITLES
_NEVER_LAST = (PREPOSITIONS | DETERMINERS | CONJUNCTIONS | FINITE_VERBS) - {
    "others",
    "some",
    "many",
    "most",
    "several",
    "all",
    "both",
    "critics",
    "this",
    "that",
    "one",
    "another",
    "few",
}


def _finite(words: Words, k: int) -> bool:
    """Whether word `k` is a verb that ends a noun phrase; May and Will with a capital are names."""
    return words.lowers[k] in FINITE_VERBS and words.forms[k].islower()


def find_source(reading: Reading, cue: Cue, earlier: list[Sourced]) -> Sourced:
    """The cue with its source. `earlier` are the cues before it in the article, with their sources."""
    first, last = reading.words.sentences[cue.sentence]
    if cue.manner == "according":
        source = noun_phrase_after(reading, cue.last, last, appositives=True)
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
        or (cue.first == first and not _quotation_ended(reading, first))
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
    return lowers[position] in ADJUNCT_STARTS or lowers[position] in _TIMES


def subject_before(reading: Reading, first: int, stop: int) -> Range | None:
    """The noun phrase that ends right before word `stop`, appositives included, within a sentence from `first`."""
    words = reading.words
    lowers = words.lowers
    k = stop - 1
    while k >= first and lowers[k] in _TIMES and reading.quoted[k] < 0:
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
        start = _phrase_start(reading, first, opened - 1)
        return (start, k + 1) if start is not None else None
    if lowers[k] == "," or lowers[k] in _DASHES:
        return _before_parenthesis(reading, first, k)
    start = _phrase_start(reading, first, k)
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
        if mark != "," and not (closing != "," and mark in _DASHES):
            continue
        if closing != "," and mark == ",":
            continue
        if mark == "," and k - start < LONGEST_SOURCE:
            phrase = _phrase_start(reading, start, k - 1)
            if phrase is not None and _looks_like_head(reading, phrase, k):
                return phrase, comma + 1
        elif mark in _DASHES:
            phrase = _phrase_start(reading, start, k - 1)
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
    if any(_finite(words, k) for k in range(first, last)):
        return False
    if last - first == 1 and head in SUBJECT_PRONOUNS:
        return head in ("he", "she", "they", "who")
    return not words.forms[last - 1].islower() or head in _NOUNS or words.lowers[first] in DETERMINERS


def _phrase_start(reading: Reading, first: int, k: int) -> int | None:
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
            previous in verbs()
            and previous not in _NOUNS
            and verbs()[previous].inflection == "past"
            and joint
        ):
            stopped_by_verb = True
            break
        start -= 1
    if stopped_by_verb:
        start = joint if joint is not None else start
        if joint is None and not (words.forms[start][0].isupper() or lowers[start] in DETERMINERS):
            return None
    elif joint is not None and not _nominal(reading, start, joint - 1):
        start = joint
    begin = _without_introduction(reading, start, k)
    return begin if begin is not None and begin <= k and _nominal(reading, begin, k + 1) else None


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


def _nominal(reading: Reading, first: int, last: int) -> bool:
    """Whether the words can be a noun phrase: a name, a determiner with a noun, a bare plural."""
    words = reading.words
    lowers = words.lowers
    if first >= last or last - first > LONGEST_SOURCE:
        return False
    if lowers[first] in DETERMINERS or words.forms[first][0].isupper() or words.forms[first][0] in "@#":
        return lowers[last - 1] not in PREPOSITIONS
    if any(lowers[k] in _NOUNS or words.forms[k][0].isupper() for k in range(first, last)):
        return True
    return lowers[last - 1].endswith("s") and last - first <= 4


def noun_phrase_after(reading: Reading, first: int, last: int, *, appositives: bool) -> Range | None:
    """The noun phrase that begins at word `first`, with its appositives and relative clauses if asked for."""
    words = reading.words
    lowers = words.lowers
    if first >= last or reading.quoted[first] >= 0:
        return None
    starts = words.forms[first][0].isupper() or lowers[first] in DETERMINERS or lowers[first] in _NOUNS
    starts = (
        starts
        or words.forms[first][0] in "@#"
        or lowers[first].endswith("s")
        or words.forms[first][0].isdigit()
    )
    if not starts or lowers[first] in PREPOSITIONS or lowers[first] in SUBORDINATORS - {"that"}:
        return None
    k = first
    relative = False
    aside = False
    while k < last and k - first < LONGEST_SOURCE:
        lower = lowers[k]
        if reading.quoted[k] >= 0:
            if k == first or not _inside_phrase(reading, k, last):
                break
            k = reading.outer[reading.quoted[k]][1]
            continue
        if lower in (".", "?", "!", ";", ":") or lower in _DASHES:
            break
        if lower == "(":
            closing = next((j for j in range(k + 1, min(last, k + 12)) if lowers[j] == ")"), None)
            if closing is None:
                break
            k = closing + 1
            continue
        if lower == ",":
            if not appositives or not _apposition(reading, k + 1, last):
                break
            aside = True
            relative = k + 1 < last and lowers[k + 1] in ("who", "whose", "which")
            k += 1
        elif relative:
            if lower in ("and", "but") and lowers[k - 1] == ",":
                break
            k += 1
        elif lower in ("who", "whose", "which") and k > first:
            relative = True
            k += 1
        elif (
            lower in FINITE_VERBS
            or lower in SUBORDINATORS
            or lower in SUBJECT_PRONOUNS
            or lower in ("but",)
            or (lower in _TIMES and not (aside and lower not in WEEKDAYS))
        ):
            break
        elif (
            lower in ADJUNCT_STARTS
            and lower not in ("for", "of", "with", "from", "against", "at")
            and k > first
        ):
            if not aside or (k + 1 < last and lowers[k + 1] in _TIMES):
                break
            k += 1
        elif is_adverb(lower) and k > first and not aside:
            break
        else:
            k += 1
    while k > first and lowers[k - 1] in (",", "and", "on", "the", "at", "in"):
        k -= 1
    return (first, k) if k > first and any(map(str.isalnum, lowers[k - 1])) | (lowers[k - 1] == ")") else None


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
        if _finite(words, k) or lower in (",", ";", ":", "(", ".") or lower in _DASHES or is_adverb(lower):
            break
        if k > start and lower in lexicon and lower not in _NOUNS and not words.forms[k][0].isupper():
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
