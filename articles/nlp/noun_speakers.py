"""Who is meant by a noun phrase: a name, a role, a body, somebody unnamed?"""

from __future__ import annotations

from articles.document import Speaker, SpeakerKind
from articles.nlp.body_nouns import name_body_noun
from articles.nlp.cast import Member
from articles.nlp.joint_speakers import name_joint, name_pair
from articles.nlp.nominals import name_role
from articles.nlp.reading import Range
from articles.nlp.scene import Naming, Scene
from articles.nlp.word_lists import (
    CONJUNCTIONS,
    DEMONYMS,
    DOCUMENT_NOUNS,
    FEMALE_NOUNS,
    GROUP_NOUNS,
    MALE_NOUNS,
    ORGANIZATION_NOUNS,
    PERSON_NOUNS,
    PLACES,
    PREPOSITIONS,
    RELATIVES,
    TITLES,
)

_ARTICLES = frozenset("the a an this that these those his her its their our my another one some".split())
_HEAD_STOPS = (PREPOSITIONS | RELATIVES | {",", "(", "—", "–", "--", "-", "."}) - {"to"}
_POSSESSIVES = frozenset({"'s", "'", "’"})
_AFTER_HEAD = frozenset("of for in at by with from on".split())
_KINDS_OF_MEDIA = frozenset(
    "chain website site magazine newspaper network agency station channel blog".split()
)
_CHARGES = frozenset(
    "staff state defense defence communications operations police policy research security".split()
)
_PARTICIPLES = frozenset("led made taken held written known given seen run born sent found".split())
LONGEST_NAME = 10


_WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())


def name_phrase(scene: Scene, first: int, last: int) -> Naming:
    """The speaker or speakers behind the words of a source that is no pronoun."""
    first, last = trimmed(scene, first, last)
    head_end = next((k for k in range(first + 1, last) if _ends_head(scene, k)), last)
    defined = _defined(scene, first, head_end)
    if defined:
        return defined
    joint = name_joint(scene, first, last) or name_pair(scene, first, head_end)
    if joint:
        return joint
    names = [
        (span, member)
        for span, member in scene.all_mentions(first, last)
        if not (span[1] < last and scene.lowers[span[1]] in _POSSESSIVES)
    ]
    leading = [(span, member) for span, member in names if span[0] < head_end]
    if leading and leading[-1][0][1] >= head_end:
        span, member = leading[-1]
        if member.kind == "person":
            return name_member(scene, member, span)
        if scene.lowers[head_end - 1] in PERSON_NOUNS:
            return _nominal(scene, first, head_end, last)
        return _body(scene, first, max(head_end, span[1]))
    head = scene.lowers[head_end - 1]
    # "the mayor, Ann Lee," or "Lee's cousin, state Sen. Bob Ray,": a name right after the role.
    if scene.words.forms[head_end - 1][0].islower() or head in PERSON_NOUNS:
        for span, member in names:
            if member.kind == "person" and span[0] > head_end and _put_beside(scene, head_end, span[0]):
                return name_member(scene, member, span)
    if leading and head in _KINDS_OF_MEDIA and leading[-1][1].name.casefold() not in PLACES | DEMONYMS:
        span, member = leading[-1]
        if all(scene.words.forms[k][0].islower() for k in range(span[1], head_end)):
            return scene.naming((Speaker(member.name, "organization"),), "", "body by name")
    return _nominal(scene, first, head_end, last)


def _ends_head(scene: Scene, k: int) -> bool:
    """Whether word `k` begins what only adds to a noun: "of York", "handling the case", "made in York"."""
    lower, before = scene.lowers[k], scene.lowers[k - 1]
    if lower == "of" and before in PERSON_NOUNS and k + 2 < len(scene.words):
        # "chief of staff Ann Lee" goes on, "a friend of Ann Lee" does not.
        return not (scene.lowers[k + 1] in _CHARGES and scene.words.forms[k + 2][0].isupper())
    if lower in _HEAD_STOPS:
        return True
    noun = before in PERSON_NOUNS | GROUP_NOUNS | ORGANIZATION_NOUNS | DOCUMENT_NOUNS
    return (
        noun and scene.words.forms[k].islower() and (lower.endswith(("ing", "ed")) or lower in _PARTICIPLES)
    )


def trimmed(scene: Scene, first: int, last: int) -> Range:
    """The words of a source without marks, conjunctions and prepositions at its edges, and without a last 's."""
    lowers = scene.lowers
    while last - first > 1 and not any(map(str.isalnum, lowers[last - 1])) and lowers[last - 1] != ")":
        last -= 1
    if last - first > 1 and lowers[last - 1] == "'s":
        last -= 1
    while last - first > 1 and (
        lowers[first] in CONJUNCTIONS | PREPOSITIONS
        or not (lowers[first][0].isalnum() or lowers[first][0] in "@#")
    ):
        first += 1
    return first, _without_date(scene, first, last)


def _without_date(scene: Scene, first: int, last: int) -> int:
    """Where a source ends before "in 2001" or "on Monday", which says when, not who."""
    lowers = scene.lowers
    if last - first > 2 and (
        (lowers[last - 2] == "in" and lowers[last - 1].isdigit() and len(lowers[last - 1]) == 4)
        or (lowers[last - 2] == "on" and lowers[last - 1] in _WEEKDAYS)
    ):
        return last - 2
    return last


def _put_beside(scene: Scene, head_end: int, name: int) -> bool:
    """Whether only titles stand between a comma near the end of a role and a name."""
    lowers = scene.lowers
    for k in range(name - 1, head_end - 1, -1):
        if lowers[k] == ",":
            return True
        capital = scene.words.forms[k][0].isupper() and lowers[k] not in PREPOSITIONS
        if not (capital or lowers[k] in TITLES | PERSON_NOUNS):
            return False
    return False


def _defined(scene: Scene, first: int, last: int) -> Naming | None:
    """A phrase that ends with a long name the article gives an acronym for."""
    for k in range(first, last - 1):
        if scene.words.forms[k][0].isupper() and scene.cast.short_names.defines(scene.words.said(k, last)):
            return remember(scene, scene.words.said(k, last), "organization", "", "body by name")
    return None


def name_member(scene: Scene, member: Member, span: Range) -> Naming:
    """The member of the cast whom the name at `span` means."""
    said = scene.words.said(*span)
    if said.casefold().endswith(member.name.casefold()):
        return scene.naming((Speaker(member.name, member.kind),), "", "full name")
    return scene.naming((Speaker(member.name, member.kind),), f"“{said}” is {member.name}", "part of a name")


def _body(scene: Scene, first: int, last: int) -> Naming:
    """An organization by its name, the fullest the article gives."""
    start = first
    while start < last - 1 and scene.lowers[start] in _ARTICLES:
        start += 1
    capital = last - 1
    while capital > start and not scene.words.forms[capital - 1][0].islower():
        capital -= 1
    if scene.words.forms[start].islower() and scene.words.forms[last - 1][0].isupper():
        start = capital
    name = scene.words.said(start, last)
    fullest = scene.cast.fullest(name)
    because = f"“{name}” is {fullest}" if fullest != name else ""
    return remember(scene, fullest, kind_of_noun(scene, last), because, "body by name")


def remember(scene: Scene, name: str, kind: SpeakerKind, because: str, path: str) -> Naming:
    """A speaker that a later "the committee" can mean."""
    speaker = Speaker(name, kind)
    noun = name.split()[-1]
    # A capital that only opens a sentence makes no name.
    if kind in ("organization", "group", "document") and (noun.islower() or scene.words.mid_sentence(noun)):
        scene.bodies[noun.casefold()] = speaker
    return scene.naming((speaker,), because, path)


def kind_of_noun(scene: Scene, last: int) -> SpeakerKind:
    """What kind of speaker the noun right before word `last` is."""
    head = scene.lowers[last - 1]
    if (
        head.endswith("s")
        and head not in ORGANIZATION_NOUNS
        and not scene.words.mid_sentence(scene.words.forms[last - 1])
    ):
        return "group" if head not in DOCUMENT_NOUNS else "document"
    capital = scene.words.forms[last - 1][0].isupper() and not scene.in_headline(last - 1)
    if head in DOCUMENT_NOUNS and not capital:
        return "document"
    if head in GROUP_NOUNS or head.endswith(("men", "women", "ists", "ers", "ials", "ors", "ats", "ans")):
        return "organization" if head in ORGANIZATION_NOUNS and head != "ministers" else "group"
    if head in PERSON_NOUNS:
        return "unnamed"
    return (
        "organization" if head in ORGANIZATION_NOUNS or not scene.words.forms[last - 1].islower() else "group"
    )


def _nominal(scene: Scene, first: int, head_end: int, last: int) -> Naming:
    """ "the senator", "a spokesman for the mayor", "the ministry", "diplomats"."""
    head = scene.lowers[head_end - 1]
    aged = any(word.endswith("-year-old") for word in scene.lowers[first:head_end])
    if aged or head in PERSON_NOUNS or head in FEMALE_NOUNS or head in MALE_NOUNS:
        return name_role(scene, first, head_end, last) or _unnamed(scene, first, head_end, last)
    start = first
    while start < head_end - 1 and scene.lowers[start] in _ARTICLES:
        start += 1
    kind = kind_of_noun(scene, head_end)
    if kind == "organization" or head in ("state", "country", "nation"):
        known = name_body_noun(scene, first, head_end, last)
        if known:
            return known
    name = scene.words.said(start, head_end)
    if head_end < last and scene.lowers[head_end] in ("of", "for", "in", "at", "by") and kind != "group":
        stop = next(
            (k for k in range(head_end + 1, last) if scene.lowers[k] in (",", "who", "which", "that")),
            last,
        )
        name = scene.words.said(start, min(stop, start + LONGEST_NAME))
    return remember(scene, name, kind, "", "a body or group without a name")


def _unnamed(scene: Scene, first: int, head_end: int, last: int) -> Naming:
    start = first
    while start < head_end - 1 and scene.lowers[start] in _ARTICLES:
        start += 1
    stop = head_end
    if head_end < last and scene.lowers[head_end] in _AFTER_HEAD:
        stop = next(
            (k for k in range(head_end + 1, last) if scene.lowers[k] in (",", "who", "which", "(")), last
        )
        stop = min(stop, start + LONGEST_NAME)
    name = scene.words.said(start, stop)
    return scene.naming((Speaker(name, "unnamed"),), "the article gives no name", "no name")
