"""Which words of an article are names, and with which titles?

Runs of capital letters, headlines left out. Whose names they are is left to `cast`.
"""

from __future__ import annotations

from dataclasses import dataclass

from articles.nlp.cues import is_adverb
from articles.nlp.reading import Range, Reading
from articles.nlp.word_lists import (
    CONJUNCTIONS,
    DETERMINERS,
    FINITE_VERBS,
    INTRODUCTIONS,
    MONTHS,
    ORGANIZATION_NOUNS,
    PERSON_NOUNS,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    TITLES,
    WEEKDAYS,
)

_PARTICLES = frozenset("al el bin ibn van von der den de del della di da dos du la le ben abu ter".split())
_NOT_NAMES = (
    (INTRODUCTIONS - {"mark", "will"})
    | DETERMINERS
    | CONJUNCTIONS
    | PREPOSITIONS
    | SUBORDINATORS
    | WEEKDAYS
    | MONTHS
    | SUBJECT_PRONOUNS
    | (FINITE_VERBS - {"will"})
    | frozenset("his her its their our my your yes well please not i'm i".split())
) - {"may", "june", "april", "august"}
_ROLES = {
    "sen.": "senator",
    "rep.": "representative",
    "gov.": "governor",
    "gen.": "general",
    "prof.": "professor",
}
NAMESAKES = 30
_MARKS = frozenset('"“”')
PLACE_WORDS = frozenset(
    "new north south west east san los las united st. fort mount lake great saint central northern southern western "
    "eastern upper lower city county street avenue".split()
)
HONORIFICS = frozenset("mr mr. mrs mrs. ms ms. miss dr dr. sir dame lord lady".split())
PERSON_TITLES = (
    (TITLES & PERSON_NOUNS)
    | HONORIFICS
    | frozenset(
        "sen sen. rep rep. gov gov. gen gen. col col. capt capt. lt lt. sgt sgt. maj maj. prof prof. rev rev. justice "
        "sergeant colonel major officer".split()
    )
)


@dataclass(frozen=True, slots=True)
class Named:
    """A name in the text: its words without titles, and what the titles and the words around it say."""

    range: Range
    words: tuple[str, ...]
    titles: tuple[str, ...]
    definite: bool
    nickname: str = ""

    @property
    def text(self) -> str:
        return " ".join(self.words)


def find_names(reading: Reading) -> list[Named]:
    """All names in text order. A headline, capitals without a full stop, gives none."""
    words = reading.words
    found: list[Named] = []
    for number, (first, last) in enumerate(words.paragraphs):
        capitals = sum(words.forms[k][0].isupper() for k in range(first, last) if words.forms[k][0].isalpha())
        letters = sum(words.forms[k][0].isalpha() for k in range(first, last))
        one_sentence = words.sentence_of(first) == words.sentence_of(last - 1)
        stopped = words.forms[last - 1] == "."
        if number < 3 and one_sentence and not stopped and letters > 4 and capitals > 0.6 * letters:
            continue
        found.extend(names_between(reading, first, last))
    return found


def names_between(reading: Reading, first: int, last: int) -> list[Named]:
    """The names among the words from `first` up to `last`, in order."""
    words = reading.words
    found: list[Named] = []
    k = first
    while k < last:
        if _starts_name(words.forms[k], words.lowers[k]):
            end = _name_end(words.forms, words.lowers, k, last)
            named = _name_in(reading, k, end)
            if named:
                found.append(named)
            k = end
        else:
            k += 1
    return found


def _starts_name(form: str, lower: str) -> bool:
    return (form[0].isupper() and lower not in _NOT_NAMES and not is_adverb(lower)) or (
        form[0].islower()
        and "-" in form
        and form.split("-", 1)[0] in _PARTICLES
        and form.split("-", 1)[1][:1].isupper()
    )


def _name_end(forms: list[str], lowers: list[str], first: int, last: int) -> int:
    k = first + 1
    while k < last and k - first < 12:
        if _starts_name(forms[k], lowers[k]):
            k += 1
        elif (
            lowers[k] in _PARTICLES
            and k + 1 < last
            and _starts_name(forms[k + 1], lowers[k + 1])
            and forms[k][0].islower()
        ) or (
            forms[k] in ("&", "of")
            and k + 1 < last
            and forms[k + 1][0].isupper()
            and lowers[k - 1] in ORGANIZATION_NOUNS
        ):
            k += 2
        elif (
            k + 3 < last
            and {forms[k], forms[k + 2]} <= _MARKS
            and forms[k + 1].istitle()
            and forms[k + 3].istitle()
        ):
            k += 3
        else:
            break
    return k


def _name_in(reading: Reading, first: int, last: int) -> Named | None:
    """The name that a run of capitalised words holds, its titles taken off: at most one."""
    words = reading.words
    titles: list[str] = []
    start = first
    for k in range(first, last - 1):
        lower = words.lowers[k]
        if lower in PERSON_TITLES or (lower in TITLES and all(it in TITLES for it in words.lowers[first:k])):
            start = k + 1
            titles = words.lowers[first:start]
    forms = words.forms[start:last]
    nickname = ""
    for k in range(1, len(forms) - 2):
        if forms[k] in _MARKS and forms[k + 2] in _MARKS:
            nickname = forms[k + 1]
            forms = forms[:k] + forms[k + 3 :]
            break
    name = tuple(forms)
    if not name:
        return None
    if len(name) == 1 and not titles:
        title = name[0].casefold() in TITLES | MONTHS and not name[0].isupper()
        if title or not words.mid_sentence(name[0]):
            return None
    before = words.lowers[start - 1] if start > 0 else ""
    return Named((start, last), name, tuple(titles), before in ("the", "a"), nickname)
