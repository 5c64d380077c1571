"""Who is meant by "they", "it" and "who"?

By number and kind, by what is the subject of the sentence before, and by who spoke last. "he" and "she" are left to
`personal_pronouns`.
"""

from __future__ import annotations

from articles.document import Speaker
from articles.nlp.noun_speakers import name_member, name_phrase
from articles.nlp.scene import Naming, Scene
from articles.nlp.word_lists import DEMONYMS, DETERMINERS, FINITE_VERBS, PREPOSITIONS

LOOK_BACK = 6
"""Sentences that "they" reaches back for who spoke."""
_NO_NAMES = frozenset("he she i it we you who they his her their its".split())
_WHO = frozenset("who whose whom".split())


def name_they(scene: Scene, position: int) -> Naming:
    sentence = scene.words.sentence_of(position)
    for back in range(3):
        if sentence - back < 0:
            break
        subject = scene.subject(sentence - back) if back else None
        if subject and scene.lowers[subject[0]] not in _NO_NAMES:
            named = name_phrase(scene, *subject)
            if named.speakers and (
                named.speakers[0].kind in ("group", "organization") or len(named.speakers) > 1
            ):
                because = f"“they” is {named.speakers[0].name}, the subject before"
                return scene.naming(named.speakers, because, "they, subject before")
    if scene.last_plural and sentence - scene.last_plural[0] <= LOOK_BACK:
        named = scene.last_plural[1]
        because = f"“they” is {named.speakers[0].name}, who spoke before"
        return scene.naming(named.speakers, because, "they, spoke last")
    return scene.naming((), "“they” could not be resolved", "they, nobody")


def name_it(scene: Scene, position: int) -> Naming:
    """ "it": the body that is the subject of the sentence or of the one before, or that spoke last."""
    said = scene.words.forms[position].lower()
    sentence = scene.words.sentence_of(position)
    last = scene.last
    spoke = last is not None and last.speakers[0].kind in ("organization", "document")
    spoke = spoke and sentence - scene.last_sentence <= 3
    for back in (0, 1, 2):
        if back == 1 and spoke and last:
            name = last.speakers[0].name
            because = f"“{said}” is {name}, which spoke before"
            return scene.naming(last.speakers[:1], because, "it, spoke last")
        subject = scene.subject(sentence - back) if sentence >= back else None
        if subject and subject[1] <= position and scene.lowers[subject[0]] not in _NO_NAMES:
            named = name_phrase(scene, *subject)
            if len(named.speakers) == 1 and named.speakers[0].kind in ("organization", "document"):
                name = named.speakers[0].name
                return scene.naming(
                    named.speakers, f"“{said}” is {name}, the subject before", "it, subject before"
                )
    since = scene.words.sentences[max(0, sentence - 1)][0]
    for span, member in reversed(scene.mentions_between(since, position)):
        body = member.kind == "organization" and not member.name.endswith(".")
        if body and member.name.casefold() not in DEMONYMS:
            following = scene.lowers[span[1] : span[1] + 1]
            if following and not (following[0].isalpha() and following[0] not in PREPOSITIONS | FINITE_VERBS):
                name = scene.full(member)
                return scene.naming(
                    (Speaker(name, "organization"),), f"“{said}” is likely {name}", "it, named last"
                )
    return scene.naming((), f"“{said}” could not be resolved", "it, nobody")


def name_antecedent(scene: Scene, position: int) -> Naming:
    """ "who" and "that": the noun phrase right before."""
    lowers = scene.lowers
    stop = position
    while stop > 0 and lowers[stop - 1] == ",":
        stop -= 1
    sentence_start = scene.words.sentences[scene.words.sentence_of(position)][0]
    near = scene.mentions_between(max(sentence_start, stop - 16), stop)
    if lowers[position] == "which":
        near = [(span, member) for span, member in near if member.kind != "person"]
    if near and near[-1][0][1] == stop and (near[-1][1].kind == "person" or lowers[position] not in _WHO):
        return name_member(scene, near[-1][1], near[-1][0])
    start = stop
    while start > sentence_start and stop - start < 8 and lowers[start - 1][0].isalnum():
        start -= 1
        if lowers[start] in DETERMINERS:
            break
    if lowers[position] in _WHO:
        for span, member in reversed(near):
            end = span[1]
            if member.kind != "person" or end > start or not member.sure:
                continue
            # "Ann Lee, a lawyer who", "Ann Lee of York, Pa., who"
            place = scene.words.forms[stop - 1][0].isupper() and lowers[end] in ("of", "from", "in", ",")
            if place or (lowers[end] == "," and "," not in lowers[end + 1 : stop]):
                return name_member(scene, member, span)
            break
    if start < stop:
        return name_phrase(scene, start, stop)
    return scene.naming((), "", "nobody")
