"""What does an article call somebody beside their name: "the mayor, Ann Lee", "Ann Lee, a lawyer", "Ann Lee is …"?

Collects the roles and the other words of such descriptions. Whom a description without a name means is left to
`noun_speakers`.
"""

from __future__ import annotations

from collections.abc import Callable

from articles.nlp.names import HONORIFICS, PERSON_TITLES
from articles.nlp.word_lists import (
    CONJUNCTIONS,
    DETERMINERS,
    FINITE_VERBS,
    ORGANIZATION_NOUNS,
    PERSON_NOUNS,
    PREPOSITIONS,
    ROLE_FAMILIES,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    TITLES,
)
from articles.nlp.words import Words

REACH = 9
"""Words a description reaches away from its name."""
_ABBREVIATED = {
    "sen.": "senator",
    "sen": "senator",
    "rep.": "representative",
    "rep": "representative",
    "gov.": "governor",
    "gov": "governor",
    "gen.": "general",
    "prof.": "professor",
    "rev.": "pastor",
    "dr.": "doctor",
    "dr": "doctor",
    "del.": "delegate",
    "lt.": "lieutenant",
    "capt.": "captain",
    "sgt.": "sergeant",
    "sens.": "senator",
    "ceo": "executive",
}
PLAIN = frozenset(
    "the a an this that his her its their former current then late new top federal own one first second chief "
    "longtime powerful prominent same latter senior ex past".split()
)
"""Words of a description that tell nobody from anybody."""
_COPULAS = frozenset("is was became".split())
_STOPS = DETERMINERS | PREPOSITIONS | FINITE_VERBS | CONJUNCTIONS | SUBORDINATORS | SUBJECT_PRONOUNS


def role_of(word: str) -> str:
    """The role a title stands for: "Sen." is "senator"."""
    return _ABBREVIATED.get(word, word)


def fits(role: str, roles: set[str]) -> bool:
    """Whether somebody with `roles` can be called by `role`: a senator is a lawmaker, a justice a judge."""
    return role in roles or bool(ROLE_FAMILIES.get(role, frozenset()) & roles)


def is_role(word: str) -> bool:
    return word in PERSON_NOUNS or word in _ABBREVIATED or (word in PERSON_TITLES and word not in HONORIFICS)


def describe(
    words: Words, first: int, last: int, titles: tuple[str, ...], kind: str
) -> tuple[set[str], set[str]]:
    """The roles and all words of what stands before and after the name from word `first` to word `last`."""
    lowers = words.lowers
    is_noun = is_role if kind == "person" else ORGANIZATION_NOUNS.__contains__
    around = set(titles)
    roles = {role_of(title) for title in titles if is_noun(title)}
    start = first - len(titles)
    before, owned = _before(lowers, start, kind)
    # "new Ann Lee": only a noun right before a name, or a title, describes somebody.
    if not titles and before and before[0] == start - 1 and not is_noun(lowers[start - 1]):
        before = []
    for k in [*before, *_after(words, last, is_noun)]:
        around.add(lowers[k])
        body = k + 1 < len(lowers) and lowers[k + 1] in ORGANIZATION_NOUNS  # "Justice Department"
        if is_noun(lowers[k]) and k not in owned and not (body and kind == "person"):
            roles.add(role_of(lowers[k]))
    return roles, around


def _before(lowers: list[str], first: int, kind: str) -> tuple[list[int], list[int]]:
    """The words of "York's mayor" in "York's mayor Ann Lee" and "York's mayor, Ann Lee", and those before 's."""
    k = first - 1
    if k > 0 and lowers[k] == "," and kind == "person" and lowers[k - 1] in PERSON_NOUNS:
        k -= 1
    found: list[int] = []
    owned: list[int] = []
    while k >= 0 and first - k <= REACH:
        lower = lowers[k]
        if lower == "'s":
            owned = [*range(max(0, k - REACH), k)]
        elif lower in _STOPS or not lower[0].isalnum() or (lower.endswith("ed") and len(lower) > 4):
            break
        found.append(k)
        k -= 1
    return found, owned


def _after(words: Words, last: int, is_noun: Callable[[str], bool]) -> list[int]:
    """The words of "a lawyer in York" in "Ann Lee, a lawyer in York," and in "Ann Lee was a lawyer in York"."""
    lowers = words.lowers
    k = last
    if k < len(lowers) and lowers[k] == "(":
        k = next((j + 1 for j in range(k + 1, min(len(lowers), k + 8)) if lowers[j] == ")"), k)
    if k + 2 >= len(lowers):
        return []
    if lowers[k] in _COPULAS and lowers[k + 1] in ("a", "an", "the"):
        k += 2
    elif lowers[k] == "," and lowers[k + 1] == "who" and lowers[k + 2] in _COPULAS:
        k += 3
    elif lowers[k] == ",":
        k += 1
        if lowers[k] in FINITE_VERBS | CONJUNCTIONS | SUBORDINATORS | SUBJECT_PRONOUNS:
            return []
    else:
        return []
    found: list[int] = []
    inside = False
    stop = min(len(lowers), k + REACH)
    while k < stop:
        lower = lowers[k]
        if lower == "'s":
            found = []  # "the mayor's sister" is no mayor
            k += 1
            continue
        if not lower[0].isalnum() or lower in FINITE_VERBS | SUBORDINATORS:
            break
        inside = inside or lower in PREPOSITIONS or lower == "to"
        # In "a lawyer for the senator" the senator is somebody else.
        if not inside or not (is_noun(lower) or lower in TITLES):
            found.append(k)
        k += 1
    # In "Ann Lee, Mayor Bob Ray and others" another name follows, no description.
    if found and not inside and words.forms[found[-1]][0].isupper() and not is_noun(lowers[found[-1]]):
        return []
    return found
