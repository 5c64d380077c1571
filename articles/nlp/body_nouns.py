"""Which body does a noun without a name mean: "the appeals court", "the state", "her campaign"?"""

from __future__ import annotations

from articles.document import Speaker
from articles.nlp.cast import Member
from articles.nlp.descriptions import PLAIN
from articles.nlp.personal_pronouns import name_pronoun
from articles.nlp.scene import Naming, Scene
from articles.nlp.word_lists import COUNTRIES, PLACES, PREPOSITIONS, STATES

LEDE = 8
"""Sentences at the start of an article that may describe a body which a later one names."""
LOOK_BACK = 10
_NEVER_BODIES = frozenset("campaign team staff office administration government press news police".split())
_TYPES = frozenset(
    "company agency group organization organisation network newspaper magazine website paper station firm bank "
    "union association charity corporation publication outlet institute campaign".split()
)


def name_body_noun(scene: Scene, first: int, head_end: int, last: int) -> Naming | None:
    """The body of the article that "the appeals court", "the state" or "her campaign" means, or None."""
    lowers, words = scene.lowers, scene.words
    head, opening = lowers[head_end - 1], lowers[first]
    said = words.said(first, head_end)
    sentence = words.sentence_of(first)
    if opening in ("his", "her") and head_end == last:
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
    modifiers = {word for word in lowers[first : head_end - 1] if word not in PLAIN | {"u.s."}}
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
        # Further back, only a description that one body answers to counts.
        called = [it for it in scene.cast.by_word.get(head, ()) if _can_be(it, head, modifiers)]
        if modifiers and len(called) == 1 and scene.first_place(called[0]) < first:
            name = scene.full(called[0])
            return scene.naming((Speaker(name, "organization"),), f"“{said}” is {name}", "body by its noun")
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
