"""Whom does a description without a name mean: "the senator", "a New York judge", "the appeals court", "her campaign"?

Compares it with what the article calls people and bodies beside their names.
"""

from __future__ import annotations

from dataclasses import dataclass

from articles.document import Speaker
from articles.nlp.cast import Member
from articles.nlp.descriptions import fits, is_role, role_of
from articles.nlp.scene import Naming, Scene
from articles.nlp.word_lists import (
    COUNTRIES,
    DEMONYMS,
    DETERMINERS,
    FEMALE_NOUNS,
    MALE_NOUNS,
    PLACES,
    PREPOSITIONS,
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
_PLAIN = frozenset(
    "the a an this that his her its their former current then late new top federal own one first second chief "
    "longtime powerful prominent same latter senior ex past".split()
)
_NEVER_BODIES = frozenset("campaign team staff office administration government press news police".split())
_ADDRESSES = frozenset("mr mr. mrs mrs. ms ms. miss dr dr. sir lord".split())
_TYPES = frozenset(
    "company agency group organization organisation network newspaper magazine website paper station firm bank "
    "union association charity corporation publication outlet institute campaign".split()
)


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
            if word.isalpha() and (word not in _PLAIN or word == "former")
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


def name_body_noun(scene: Scene, first: int, head_end: int, last: int) -> Naming | None:
    """The body of the article that "the appeals court", "the state" or "her campaign" means, or None."""
    lowers, words = scene.lowers, scene.words
    head, opening = lowers[head_end - 1], lowers[first]
    said = words.said(first, head_end)
    sentence = words.sentence_of(first)
    if opening in ("his", "her") and head_end == last:
        from articles.nlp.pronouns import name_pronoun

        owner = name_pronoun(scene, first)
        if len(owner.speakers) == 1 and owner.speakers[0].kind == "person":
            name = f"{owner.speakers[0].name}'s {words.said(first + 1, head_end)}"
            return scene.naming((Speaker(name, "organization"),), f"“{said}” is {name}", "somebody's body")
        return None
    since = words.sentences[max(0, sentence - LOOK_BACK)][0]
    recent = scene.mentions_between(since, first)
    if head in ("state", "country", "nation") and opening in ("the", "that") and head_end - first == 2:
        lands = STATES if head == "state" else COUNTRIES
        for _, member in reversed(recent):
            if member.name.casefold() in lands:
                name = scene.full(member)
                return scene.naming((Speaker(name, "organization"),), f"“{said}” is likely {name}", "land")
        return None
    headline = words.forms[first][0].isupper() and sentence <= 1 and opening != "the"
    if opening not in ("the", "its", "their", "that", "a", "an") and not headline:
        return None
    if head_end < last and lowers[head_end] in PREPOSITIONS:
        return _panel(scene, head, head_end, last)
    modifiers = {word for word in lowers[first : head_end - 1] if word not in _PLAIN | {"u.s."}}
    if any(word == "'s" or word in COUNTRIES or word in STATES for word in modifiers):
        return None
    brings_in = opening in ("a", "an") or headline
    if not brings_in:
        for _, member in reversed(recent):
            if _can_be(member, head, modifiers):
                name = scene.full(member)
                return scene.naming(
                    (Speaker(name, "organization"),), f"“{said}” is {name}", "body by its noun"
                )
        long_name = scene.cast.short_names.defined_by(head)
        if long_name and not modifiers:
            return scene.naming(
                (Speaker(long_name, "organization"),), f"“{said}” is {long_name}", "body by its noun"
            )
        earlier = scene.bodies.get(head)
        if earlier and not modifiers:
            return scene.naming((earlier,), f"“{said}” is {earlier.name}", "body by its noun")
    if sentence < LEDE and head not in _NEVER_BODIES:
        stop = words.sentences[min(len(words.sentences) - 1, sentence + LEDE)][1]
        for _, member in scene.mentions_between(first, stop):
            if _can_be(member, head, modifiers) and " " in member.name:
                name = scene.full(member)
                return scene.naming(
                    (Speaker(name, "organization"),), f"“{said}” is {name}", "body told later"
                )
    if brings_in or modifiers or head not in _TYPES:
        return None
    if (
        scene.last
        and scene.last.speakers[0].kind == "organization"
        and sentence - scene.last_sentence <= LOOK_BACK
    ):
        name = scene.last.speakers[0].name
        return scene.naming(
            scene.last.speakers[:1], f"“{said}” is likely {name}, which spoke last", "body, spoke last"
        )
    return None


def _can_be(member: Member, head: str, modifiers: set[str]) -> bool:
    """Whether a body is called by the noun, in its name or beside it, and nothing else is said of it."""
    name = member.name.casefold()
    if (member.kind == "person" and member.sure) or name in PLACES | STATES | COUNTRIES:
        return False
    if member.name.isupper() and " " in name:
        return False  # the words of a heading
    own = set(name.split())
    called = head in own or head in member.roles
    return called and modifiers <= own | member.described and name != head


def _panel(scene: Scene, head: str, head_end: int, last: int) -> Naming | None:
    """ "a panel of the Court of Appeals" speaks for the court."""
    if head not in ("panel", "bench"):
        return None
    named = [it for it in scene.all_mentions(head_end, last) if it[1].kind != "person"]
    if not named or named[0][0][0] > head_end + 2:
        return None
    name = scene.full(named[0][1])
    return scene.naming((Speaker(name, "organization"),), f"a panel of {name} speaks for it", "panel")
