"""Who is meant by a noun phrase: a name, a role, a body, somebody unnamed?"""

from __future__ import annotations

from itertools import pairwise

from articles.document import Speaker, SpeakerKind
from articles.nlp.cast import Member
from articles.nlp.reading import Range
from articles.nlp.scene import Naming, Scene
from articles.nlp.word_lists import (
    DOCUMENT_NOUNS,
    FEMALE_NOUNS,
    GROUP_NOUNS,
    MALE_NOUNS,
    ORGANIZATION_NOUNS,
    PERSON_NOUNS,
    PREPOSITIONS,
    RELATIVES,
)

_ARTICLES = frozenset("the a an this that these those his her its their our my another one some".split())
_HEAD_STOPS = (PREPOSITIONS | RELATIVES | {",", "(", "—", "–", "--", "-", "."}) - {"to"}


def name_phrase(scene: Scene, first: int, last: int) -> Naming:
    head_end = next((k for k in range(first + 1, last) if scene.lowers[k] in _HEAD_STOPS), last)
    joint = _joint(scene, first, head_end) or _joint_bodies(scene, first, head_end)
    if joint:
        return joint
    names = [
        (span, member)
        for span, member in scene.all_mentions(first, last)
        if not (span[1] < len(scene.words) and scene.lowers[span[1]] in ("'s", "'", "’") and span[1] < last)
    ]
    leading = [(span, member) for span, member in names if span[0] < head_end]
    if leading and leading[-1][0][1] == head_end:
        span, member = leading[-1]
        if member.kind == "person":
            return name_member(scene, member, span)
        return _body(scene, first, head_end)
    head = scene.lowers[head_end - 1]
    # "the mayor, Ann Lee," or "a lawyer for the news outlets, Mr. Ray,": a name right after the role.
    if head in PERSON_NOUNS:
        for span, member in names:
            if member.kind == "person" and "," in scene.lowers[max(head_end, span[0] - 3) : span[0]]:
                return name_member(scene, member, span)
    return _nominal(scene, first, head_end, last)


def _joint(scene: Scene, first: int, head_end: int) -> Naming | None:
    """ "Ann Lee and Bob Ray": two people, two speakers."""
    people = [(span, it) for span, it in scene.all_mentions(first, head_end) if it.kind == "person"]
    joined = [
        (one, two)
        for one, two in pairwise(people)
        if scene.lowers[one[0][1] : one[0][1] + 1] == ["and"] and two[0][1] == head_end
    ]
    if not joined or joined[0][0][1] is joined[0][1][1]:
        return None
    speakers = tuple(Speaker(member.name, member.kind) for _, member in joined[0])
    return Naming(speakers, "both are named", 0.9)


def _joint_bodies(scene: Scene, first: int, head_end: int) -> Naming | None:
    """ "Russia and China": two bodies that are nothing but names."""
    names = scene.all_mentions(first, head_end)
    start = first + 1 if scene.lowers[first] == "the" else first
    if len(names) != 2 or any(member.kind == "person" for _, member in names):
        return None
    (one, _), (two, _) = names
    between = scene.lowers[one[1] : two[0]]
    if one[0] != start or two[1] != head_end or between not in (["and"], ["and", "the"]):
        return None
    speakers = _body(scene, *one).speakers + _body(scene, *two).speakers
    return Naming(speakers, "both are named", 0.8)


def name_member(scene: Scene, member: Member, span: Range) -> Naming:
    said = scene.words.said(*span)
    if said.casefold().endswith(member.name.casefold()):
        return Naming((Speaker(member.name, member.kind),), "", 0.95)
    return Naming((Speaker(member.name, member.kind),), f"“{said}” is {member.name}", 0.9)


def _body(scene: Scene, first: int, last: int) -> Naming:
    """An organization by its name, the fullest the article gives."""
    start = first
    while start < last - 1 and scene.lowers[start] in _ARTICLES:
        start += 1
    capital = last - 1
    while capital > start and not scene.words.forms[capital - 1].islower():
        capital -= 1
    if scene.words.forms[start].islower() and scene.words.forms[last - 1][0].isupper():
        start = capital
    name = scene.words.said(start, last)
    fullest = scene.cast.fullest(name) if last - start == 1 else name
    because = f"“{name}” is {fullest}" if fullest != name else ""
    return _remember(scene, fullest, _kind(scene, first, last), because)


def _remember(
    scene: Scene, name: str, kind: SpeakerKind, because: str = "", sureness: float = 0.85
) -> Naming:
    speaker = Speaker(name, kind)
    if kind in ("organization", "group", "document"):
        scene.bodies[name.split()[-1].casefold()] = speaker
    return Naming((speaker,), because, sureness)


def _kind(scene: Scene, first: int, last: int) -> SpeakerKind:
    head = scene.lowers[last - 1]
    if head in DOCUMENT_NOUNS and not scene.words.forms[last - 1][0].isupper():
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
    determiner = scene.lowers[first]
    aged = head.endswith("-year-old")
    if aged or head in PERSON_NOUNS or head in FEMALE_NOUNS or head in MALE_NOUNS:
        definite = determiner in ("the", "this", "that") and head_end == last
        if definite:
            known = _by_role(scene, head, first)
            if known:
                return known
        elif (
            determiner in ("a", "an") and scene.words.sentence_of(first) < 8 and not head.startswith("spokes")
        ):
            later = scene.cast.by_role.get(head, [])
            if len(later) == 1:
                said = scene.words.said(first, head_end)
                return Naming((Speaker(later[0].name, "person"),), f"“{said}” is likely {later[0].name}", 0.6)
        return _unnamed(scene, first, head_end, last)
    start = first
    while start < head_end - 1 and scene.lowers[start] in _ARTICLES:
        start += 1
    kind = _kind(scene, first, head_end)
    if kind == "organization" and determiner in ("the", "its", "their") and head_end - start == 1:
        earlier = scene.bodies.get(head)
        said = scene.words.said(first, head_end)
        if earlier:
            return Naming((earlier,), f"“{said}” is {earlier.name}", 0.75)
        if scene.last and scene.last.speakers[0].kind == "organization" and determiner == "the":
            name = scene.last.speakers[0].name
            return Naming(scene.last.speakers[:1], f"“{said}” is likely {name}, which spoke last", 0.6)
    name = scene.words.said(start, head_end)
    if head_end < last and scene.lowers[head_end] in ("of", "for", "in", "at", "by") and kind != "group":
        stop = next(
            (k for k in range(head_end + 1, last) if scene.lowers[k] in (",", "who", "which", "that")),
            last,
        )
        name = scene.words.said(start, min(stop, start + 10))
    return _remember(scene, name, kind, "", 0.75)


def _unnamed(scene: Scene, first: int, head_end: int, last: int) -> Naming:
    start = first
    while start < head_end - 1 and scene.lowers[start] in _ARTICLES | {"the"}:
        start += 1
    stop = head_end
    if head_end < last and scene.lowers[head_end] in ("for", "of", "with", "at", "in", "from"):
        stop = next(
            (k for k in range(head_end + 1, last) if scene.lowers[k] in (",", "who", "which", "(")), last
        )
        stop = min(stop, start + 10)
    name = scene.words.said(start, stop)
    return Naming((Speaker(name, "unnamed"),), "the article gives no name", 0.8)


def _by_role(scene: Scene, head: str, before: int) -> Naming | None:
    """The person with the role "the senator" names, or a recent one it can describe."""
    fitting = scene.cast.by_role.get(head, [])
    sentence = scene.words.sentence_of(before)
    since = scene.words.sentences[max(0, sentence - 10)][0]
    recent = scene.mentions_between(since, before)
    for _, member in reversed(recent):
        if member in fitting:
            return Naming((Speaker(member.name, "person"),), f"“the {head}” is {member.name}", 0.8)
    if fitting:
        return Naming((Speaker(fitting[0].name, "person"),), f"“the {head}” is {fitting[0].name}", 0.65)
    if (
        scene.last
        and scene.last.speakers[0].kind == "unnamed"
        and scene.last.speakers[0].name.split()[0].casefold() == head
    ):
        return Naming(scene.last.speakers, f"“the {head}” spoke before", 0.75)
    if head in (
        "president",
        "spokesman",
        "spokeswoman",
        "official",
        "aide",
        "source",
        "witness",
        "judge",
    ):
        return None
    sex = "female" if head in FEMALE_NOUNS else "male" if head in MALE_NOUNS else ""
    if scene.last and scene.last.speakers[0].kind == "person" and sentence - scene.last_sentence <= 4:
        return Naming(
            scene.last.speakers,
            f"“the {head}” is likely {scene.last.speakers[0].name}, who spoke last",
            0.6,
        )
    for _, member in reversed(recent):
        if member.kind == "person" and (not sex or member.sex in (sex, "")):
            return Naming((Speaker(member.name, "person"),), f"“the {head}” is likely {member.name}", 0.5)
    return None
