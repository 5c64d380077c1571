"""Which several speakers are meant by "Ann Lee and Bob Ray", "both candidates", "the two countries"?"""

from __future__ import annotations

from articles.document import Speaker
from articles.nlp.cast import Member
from articles.nlp.descriptions import fits
from articles.nlp.reading import Range
from articles.nlp.scene import Naming, Scene
from articles.nlp.word_lists import COUNTRIES, DEMONYMS, FINITE_VERBS, PERSON_NOUNS, PREPOSITIONS, RELATIVES

MOST = 4
LOOK_BACK = 3
"""Sentences that "both" reaches back for two who were named together."""
_OPENINGS = frozenset("the both former then late".split())
_STATES = frozenset("countries nations states sides governments powers".split())
_PAIRS = frozenset("two pair both duo".split())


def name_joint(scene: Scene, first: int, last: int) -> Naming | None:
    """ "Ann Lee and Bob Ray", "Russia, China and the United States": each a speaker."""
    names = scene.all_mentions(first, last)
    if len(names) < 2 or not _opens(scene, first, names[0][0][0]):
        return None
    found = [names[0]]
    closed = False
    for span, member in names[1:]:
        joined = _joined(scene, found[-1][0][1], span[0])
        if joined and not closed:
            found.append((span, member))
            closed = joined == "and"
    end = found[-1][0][1]
    tail = scene.lowers[end : end + 1]
    if not closed or len(found) > MOST or len({id(member) for _, member in found}) < len(found):
        return None
    bodies = all(member.kind != "person" for _, member in found)
    if tail == ["'s"] and end + 1 < last:
        return None
    if (
        end < last
        and not bodies
        and scene.lowers[end][0].isalpha()
        and tail[0] not in PREPOSITIONS | RELATIVES
    ):
        return None  # "Clinton and Trump supporters"
    if bodies and not all(_stands_alone(scene, span, member) for span, member in found):
        return None
    speakers = tuple(
        Speaker(it.name if it.kind == "person" else scene.cast.fullest(it.name), it.kind) for _, it in found
    )
    return scene.naming(speakers, "all are named", "joint")


def _opens(scene: Scene, first: int, name: int) -> bool:
    """Whether only titles and roles stand before the first name."""
    return all(
        scene.lowers[k] in _OPENINGS
        or scene.words.forms[k][0].isupper()
        or scene.lowers[k] in PERSON_NOUNS
        or scene.lowers[k] in DEMONYMS
        for k in range(first, name)
    )


def _joined(scene: Scene, end: int, start: int) -> str:
    """ "and" or "," where that is all, but for titles, that stands between two names; an aside may come first."""
    lowers = scene.lowers
    k = start - 1
    while k >= end and lowers[k] not in ("and", "&", ","):
        capital = scene.words.forms[k][0].isupper()
        if lowers[k] in PREPOSITIONS | RELATIVES | FINITE_VERBS:
            return ""
        if not (capital or lowers[k] in PERSON_NOUNS or lowers[k] in _OPENINGS or lowers[k].endswith(".")):
            return ""
        k -= 1
    if k < end:
        return ""
    if lowers[k] == ",":
        return "," if k == end else ""
    # After an aside, "and" joins the name before it only where a comma closes the aside.
    return "and" if k == end or lowers[k - 1] in (",", ")") else ""


def _stands_alone(scene: Scene, span: Range, member: Member) -> bool:
    """Whether a body is one of its own, not the half of "Health and Human Services"."""
    alone = sum(member.names.values()) > 1 or member.name.casefold() in COUNTRIES
    return alone or scene.lowers[span[0] - 1] == "the"


def name_pair(scene: Scene, first: int, last: int) -> Naming | None:
    """ "both", "each", "the two candidates", "the two countries": the two last named who fit."""
    lowers = scene.lowers
    head = lowers[last - 1]
    two = bool(_PAIRS & set(lowers[first:last]))
    alone = (last - first == 1 and head in ("both", "each")) or lowers[first:last] in (
        ["the", "two"],
        ["the", "pair"],
    )
    if not (two or alone or lowers[first] == "the"):
        return None
    if head in _STATES and two:
        found = _last_two(
            scene, first, [m for m in _recent(scene, first, 12) if m.name.casefold() in COUNTRIES]
        )
    elif alone:
        found = _last_two(
            scene, first, [m for m in _recent(scene, first, LOOK_BACK) if m.kind == "person" and m.sure]
        )
    elif head.endswith("s") and head[:-1] in PERSON_NOUNS and last - first <= 4:
        role = head[:-1]
        fitting = scene.cast.known_as(role)
        if not two and len(fitting) != 2:
            return None
        near = [m for m in _recent(scene, first, 8) if m.kind == "person" and m.sure]
        found = _last_two(scene, first, [m for m in near if m in fitting])
        if two and len(found) < 2:
            close = [m for m in _recent(scene, first, LOOK_BACK) if m.kind == "person" and m.sure]
            found = _last_two(scene, first, [m for m in close if not m.roles or fits(role, m.roles)])
    else:
        return None
    if len(found) != 2:
        return None
    names = " and ".join(member.name for member in found)
    speakers = tuple(Speaker(scene.full(member), member.kind) for member in found)
    return scene.naming(speakers, f"“{scene.words.said(first, last)}” are likely {names}", "pair")


def _recent(scene: Scene, before: int, sentences: int) -> list[Member]:
    sentence = scene.words.sentence_of(before)
    since = scene.words.sentences[max(0, sentence - sentences)][0]
    return [member for _, member in scene.mentions_between(since, before)]


def _last_two(scene: Scene, before: int, members: list[Member]) -> list[Member]:
    found: list[Member] = []
    for member in reversed(members):
        if member not in found and scene.full(member) not in [scene.full(it) for it in found]:
            found.append(member)
        if len(found) == 2:
            break
    return found[::-1]
