"""Whom does a description without a name mean: "the senator", "a New York judge"?

Compares it with what the article calls people beside their names. Bodies are left to `body_nouns`.
"""

from __future__ import annotations

from dataclasses import dataclass

from articles.document import Speaker
from articles.nlp.cast import Member
from articles.nlp.descriptions import PLAIN, fits, is_role, role_of
from articles.nlp.scene import Naming, Scene
from articles.nlp.word_lists import (
    DEMONYMS,
    DETERMINERS,
    FEMALE_NOUNS,
    MALE_NOUNS,
    RELATIVES,
    ROLE_FAMILIES,
    STATES,
)

LEDE = 8
"""Sentences at the start of an article that may describe somebody whom a later one names."""
LOOK_BACK = 10
REACH = 6
"""Sentences back in which somebody may be meant by a description that nothing in the article explains."""
_VARIED = frozenset("former current longtime ex".split())
_MANY = frozenset(
    "spokesman spokeswoman spokesperson official aide source witness expert analyst supporter critic voter insider "
    "adviser advisor staffer operative resident ally employee backer donor protester demonstrator attendee bystander "
    "leader moderator interviewer host anchor nurse teacher student reporter "
    "lawyer attorney prosecutor member person".split()
)
"""Roles that many people of one article can have, most of them unnamed."""
_PARTIES = {"gop": "republican", "democrat": "democratic", "tory": "conservative"}
_SIDES = (
    frozenset("republican democratic conservative labour libertarian green".split()),
    STATES | DEMONYMS - {"republican", "democratic", "gop", "american", "african"},
)
_OFFICES = frozenset(
    "senator representative congressman congresswoman governor mayor judge justice secretary ambassador sheriff pope "
    "professor reporter anchor host moderator pastor bishop lawyer attorney prosecutor doctor spokesman spokeswoman "
    "president minister premier chancellor general economist historian scientist".split()
)
"""Roles of which people have one at a time."""
_ADDRESSES = frozenset("mr mr. mrs mrs. ms ms. miss dr dr. sir lord".split())


def name_role(scene: Scene, first: int, head_end: int, last: int) -> Naming | None:
    """The person of the cast whom "the former mayor" describes, or None."""
    lowers, words = scene.lowers, scene.words
    head = lowers[head_end - 1]
    opening = lowers[first]
    sentence = words.sentence_of(first)
    bare = opening not in DETERMINERS and lowers[first + 1 : first + 2] != ["'s"]
    headline = bare and (sentence == 0 or scene.in_headline(first))
    definite = (opening in ("the", "this", "that") and "'s" not in lowers[first:head_end]) or headline
    indefinite = opening in ("a", "an", "one")
    owned = opening in ("his", "her", "their", "its") or "'s" in lowers[first:head_end]
    said = words.said(first, head_end)
    ahead = sentence < LEDE and (headline or indefinite or owned or definite)
    stop = next((k for k in range(head_end, last) if lowers[k] in RELATIVES or lowers[k] in (",", "(")), last)
    own = next((k + 1 for k in range(head_end - 1, first - 1, -1) if lowers[k] == "'s"), first)
    roles = [role_of(lowers[k]) for k in range(own, stop) if is_role(lowers[k]) and _a_head(scene, k, stop)]
    sought = _Description(
        roles=[role_of(head), *roles],
        words={
            _PARTIES.get(word, word)
            for word in lowers[first:stop]
            if word.isalpha() and (word not in PLAIN or word == "former")
        },
        sex=_sex(set(lowers[own:stop]) - _ADDRESSES),
        ahead=ahead,
        new=indefinite or (owned and head in _MANY),
        owned=owned,
    )
    found = _best_by_role(scene, sought, first)
    if found and not (head in _MANY and (indefinite or head_end < last or not found.named_before)):
        path = "role" if found.named_before else "role told later"
        return scene.naming((Speaker(found.member.name, "person"),), f"“{said}” is {found.member.name}", path)
    varied = bool(_VARIED & set(lowers[first:head_end])) and not indefinite
    if not (definite or varied) or headline:
        return None
    again = _again(scene, first, head_end, sentence)
    plain = head_end == last or head.endswith("-year-old") or head in FEMALE_NOUNS | MALE_NOUNS
    if again or head in _MANY or not (plain or varied):
        return again
    return _by_salience(scene, sought, said, sentence, first)


def _again(scene: Scene, first: int, head_end: int, sentence: int) -> Naming | None:
    """ "The witness" who is the witness who spoke last."""
    last = scene.last
    if not last or last.speakers[0].kind != "unnamed" or sentence - scene.last_sentence > LOOK_BACK:
        return None
    if scene.lowers[head_end - 1] not in last.speakers[0].name.casefold().split():
        return None
    return scene.naming(last.speakers, f"“{scene.words.said(first, head_end)}” spoke before", "unnamed again")


def _by_salience(scene: Scene, sought: _Description, said: str, sentence: int, before: int) -> Naming | None:
    """Whom a writer who varies the words is likely to mean: who spoke last, or whom the article is about."""
    last = scene.last
    if last and len(last.speakers) == 1 and sentence - scene.last_sentence <= 4:
        speaker = last.speakers[0]
        member = scene.cast.by_name.get(speaker.name.casefold())
        if speaker.kind == "person" and (member is None or _may_be(member, sought)):
            because = f"“{said}” is likely {speaker.name}, who spoke last"
            return scene.naming((speaker,), because, "described, spoke last")
    since = scene.words.sentences[max(0, sentence - REACH)][0]
    near = [it for _, it in scene.mentions_between(since, before) if it.kind == "person" and it.sure]
    near = [it for it in near[::-1] if _may_be(it, sought)]
    if not near:
        return None
    name = max(near, key=lambda it: sum(it.names.values())).name
    return scene.naming((Speaker(name, "person"),), f"“{said}” is likely {name}", "described, named last")


def _may_be(member: Member, sought: _Description) -> bool:
    """Whether nothing the article says of somebody speaks against a description."""
    if sought.sex and member.sex not in (sought.sex, ""):
        return False
    if any(sought.words & side and member.described & side - sought.words for side in _SIDES):
        return False
    if "former" in sought.words:
        return True
    offices = member.roles & _OFFICES
    return not (offices and any(role in _OFFICES and not fits(role, offices) for role in sought.roles))


def _a_head(scene: Scene, k: int, stop: int) -> bool:
    """Whether word `k` of a phrase is a noun by itself and not part of the next one's name, as in "mayor Ann Lee"."""
    return k + 1 >= stop or not scene.words.forms[k + 1][0].isupper()


def _sex(words: set[str]) -> str:
    return "female" if words & FEMALE_NOUNS else "male" if words & MALE_NOUNS else ""


@dataclass(frozen=True, slots=True)
class _Description:
    """What a phrase says of somebody: the roles, all its words, and whether it brings in somebody new."""

    roles: list[str]
    words: set[str]
    sex: str
    ahead: bool
    new: bool
    owned: bool


@dataclass(frozen=True, slots=True)
class _Found:
    member: Member
    named_before: bool


def _best_by_role(scene: Scene, sought: _Description, before: int) -> _Found | None:
    """Of the people known by one of the roles, or by one that means as much, who fits the description best."""
    fitting: dict[int, tuple[Member, float]] = {}
    for role in dict.fromkeys(sought.roles):
        for number, name in enumerate((role, *sorted(ROLE_FAMILIES.get(role, ())))):
            for member in scene.cast.by_role.get(name, ()):
                if member.kind == "person" and member.sex in (sought.sex, "" if sought.sex else member.sex):
                    _, score = fitting.get(id(member), (member, 0.0))
                    fitting[id(member)] = member, score + (0.5 if number else 1.0)
    sentence = scene.words.sentence_of(before)
    since = scene.words.sentences[max(0, sentence - LOOK_BACK)][0]
    last_places = {id(it): span[0] for span, it in scene.mentions_between(since, before)}
    scores = []
    for number, (member, score) in enumerate(fitting.values()):
        place = last_places.get(id(member), -1)
        named_before = place >= 0 or scene.first_place(member) < before
        described = {_PARTIES.get(word, word) for word in member.described}
        if (not named_before and not sought.ahead) or (named_before and sought.new):
            continue  # "a judge" brings somebody in: whoever is known by name already is not meant.
        if any(
            sought.words & side and described & side and not sought.words & described & side
            for side in _SIDES
        ):
            continue  # "the Vermont senator" is no senator of Ohio
        score += 1.5 * len(sought.words & described - set(sought.roles))
        if place >= 0:
            score += 1.5 - 0.12 * (sentence - scene.words.sentence_of(place))
        if scene.last and scene.last.speakers[0].name == member.name:
            score += 0.7
        scores.append((score, -number, member, named_before))
    if not scores:
        return None
    best = max(scores, key=lambda it: it[:2])
    described = {_PARTIES.get(word, word) for word in best[2].described}
    if (
        (sought.new or sought.owned)
        and len(scores) > 1
        and not (sought.words - set(sought.roles)) & described
    ):
        return None
    return _Found(best[2], best[3])
