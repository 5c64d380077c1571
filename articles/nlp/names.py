"""Which words of an article are names, and with which titles?

Runs of capital letters, headlines left out. Whose names they are is left to `cast`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from articles.nlp.reading import Range, Reading
from articles.nlp.word_lists import (
    CONJUNCTIONS,
    COUNTRIES,
    DETERMINERS,
    FINITE_VERBS,
    INTRODUCTIONS,
    MONTHS,
    ORGANIZATION_NOUNS,
    PERSON_NOUNS,
    PREPOSITIONS,
    STATES,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    TITLES,
    WEEKDAYS,
    is_adverb,
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
    | frozenset(
        "his her its their our my your me him them us yes well please not i am oh ok okay neither either "
        "none nobody everyone everybody someone anyone nothing everything something".split()
    )
) - {"may", "june", "april", "august"}
_CONTRACTIONS = tuple("'m 'd 've 'll 're n't".split())
# Inside the long name of an office: "Health and Human Services", "Sciences and Arts".
_AFTER_AND = frozenset(
    "human urban prevention control services means development security budget firearms explosives welfare technology "
    "medicine arts sciences science humanities industry trade labor labour culture education training commerce justice "
    "surveys research engineering mathematics families infrastructure transportation immigration".split()
)
_OFFICES = frozenset(
    "institute center centre centers committee council commission foundation fund society".split()
)
_PARTY = re.compile(r"[DRI]-[A-Z][a-z.A-Z]*$")
_SMALL = frozenset("a an the and or but nor vs vs. v. for of on in at to by from with as is are be".split())
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
        "sergeant colonel major officer del del. supt supt. insp insp. cpl cpl. congressman congresswoman".split()
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
    """All names in text order. A headline in capitals, where every word looks like a name, gives none."""
    found: list[Named] = []
    for number, (first, last) in enumerate(reading.words.paragraphs):
        if number >= 3 or not in_capitals(reading, first, last):
            found.extend(names_between(reading, first, last))
    return found


def in_capitals(reading: Reading, first: int, last: int) -> bool:
    """Whether a paragraph is a headline whose words have capitals, all but the small ones."""
    words = reading.words
    spelled = [k for k in range(first, last) if words.forms[k][0].isalpha()]
    capitals = sum(words.forms[k][0].isupper() for k in spelled)
    if len(spelled) <= 4 or words.sentence_of(first) != words.sentence_of(last - 1):
        return False
    if words.forms[last - 1] != "." and capitals > 0.6 * len(spelled):
        return True
    return capitals > 0.5 * len(spelled) and all(
        words.forms[k][0].isupper() or words.lowers[k] in _SMALL for k in spelled
    )


def names_between(reading: Reading, first: int, last: int) -> list[Named]:
    """The names among the words from `first` up to `last`, in order."""
    words = reading.words
    found: list[Named] = []
    k = first
    while k < last:
        # "the Daily Sketch": after an article, a word in -ly is no adverb.
        named_so = k > first and words.lowers[k - 1] == "the" and is_adverb(words.lowers[k])
        named_so = (
            named_so and k + 1 < last and words.forms[k][0].isupper() and words.forms[k + 1][0].isupper()
        )
        if named_so or _starts_name(words.forms[k], words.lowers[k]):
            end = _name_end(words.forms, words.lowers, k, last)
            if end - k > 1 and words.lowers[k].endswith("ing") and not words.mid_sentence(words.forms[k]):
                k += 1  # "Telling Ann Lee"
            named = _name_in(reading, k, end)
            if named:
                found.append(named)
            k = end
        else:
            k += 1
    return found


def _starts_name(form: str, lower: str) -> bool:
    return (
        form[0].isupper()
        and lower not in _NOT_NAMES
        and not is_adverb(lower)
        and not lower.endswith(_CONTRACTIONS)
        and not _PARTY.match(form)
    ) or (
        form[0].islower()
        and "-" in form
        and form.split("-", 1)[0] in _PARTICLES
        and form.split("-", 1)[1][:1].isupper()
    )


def _name_end(forms: list[str], lowers: list[str], first: int, last: int) -> int:
    k = first + 1
    office = False
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
            and (office or lowers[k - 1] in ORGANIZATION_NOUNS)
        ):
            k += 2
            office = True
        elif (
            lowers[k] in ("for", "on", "and")
            and k + 2 < last
            and any(lower in ORGANIZATION_NOUNS for lower in lowers[first:k])
            and (
                (forms[k + 1][0].isupper() and lowers[k] == "and" and office and lowers[k + 1] in _AFTER_AND)
                or (forms[k + 1][0].isupper() and lowers[k] != "and" and lowers[k - 1] in _OFFICES)
                or (lowers[k + 1] == "the" and forms[k + 2][0].isupper() and "appeals" in lowers[first:k])
            )
        ):
            k += 3 if lowers[k + 1] == "the" else 2
            office = True
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
    bodies = [k for k in range(first, last) if words.lowers[k] in ORGANIZATION_NOUNS]
    for k in range(first, last - 1):
        lower = words.lowers[k]
        # "Republican" is no title in "Republican National Committee".
        leads = (lower in TITLES or (lower[:-1] in PERSON_NOUNS and lower.endswith("s"))) and not (
            bodies and bodies[-1] >= k
        )
        if words.lowers[k + 1] == "of" or (
            k + 2 == last and words.lowers[k + 1] in ORGANIZATION_NOUNS and lower not in HONORIFICS
        ):
            continue
        if lower in PERSON_TITLES or (
            leads and all(it in TITLES or it[:-1] in PERSON_NOUNS for it in words.lowers[first:k])
        ):
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
    role = (
        len(name) == 1 < last - first and name[0].casefold() in PERSON_NOUNS and not HONORIFICS & set(titles)
    )
    if role and all(it in TITLES | PERSON_NOUNS | ORGANIZATION_NOUNS for it in words.lowers[first:last]):
        return None
    if len(name) == 1 and not titles:
        title = name[0].casefold() in TITLES | MONTHS and not name[0].isupper()
        land = name[0].casefold() in COUNTRIES | STATES
        if title or not (land or words.mid_sentence(name[0])):
            return None
    before = words.lowers[start - 1] if start > 0 else ""
    return Named((start, last), name, tuple(titles), before in ("the", "a"), nickname)
