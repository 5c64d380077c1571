"""Who is meant by "he", "she", "they", "it" and "who"?

By gender and number, by who was named nearest, best as the subject of a sentence, and by who spoke last.
"""

from __future__ import annotations

from articles.document import Speaker, SpeakerKind
from articles.nlp.noun_speakers import name_member, name_phrase
from articles.nlp.scene import Naming, Scene
from articles.nlp.word_lists import (
    DETERMINERS,
    FEMALE,
    FEMALE_NOUNS,
    MALE_NOUNS,
)

LOOK_BACK = 6
"""Sentences a pronoun reaches back."""
MENTIONS_BACK = 100
_WHO = frozenset("who whose whom".split())


def name_pronoun(scene: Scene, position: int) -> Naming:
    """ "he" and "she": who was named nearest, best as a subject or as the last speaker, of the right gender."""
    sex = "female" if scene.lowers[position] in FEMALE else "male"
    sentence = scene.words.sentence_of(position)
    since = scene.words.sentences[max(0, sentence - LOOK_BACK)][0]
    scores: dict[str, float] = {}
    for span, member in scene.mentions_between(since, position):
        if member.kind != "person" or member.sex not in (sex, "") or not member.sure:
            continue
        where = scene.words.sentence_of(span[0])
        score = 4.0 - 0.8 * (sentence - where)
        subject = scene.subject(where)
        if subject and subject[0] <= span[0] < subject[1]:
            score += 2.0
        if span[1] < len(scene.words) and scene.lowers[span[1]] in ("'s", "’"):
            score -= 1.5
        if member.sex == sex:
            score += 0.5
        scores[member.name] = max(scores.get(member.name, -9.0), score)
    if scene.last and len(scene.last.speakers) == 1 and scene.last.speakers[0].kind in ("person", "unnamed"):
        name = scene.last.speakers[0].name
        gap = sentence - scene.last_sentence
        if gap <= LOOK_BACK and _may_be(scene, scene.last.speakers[0], sex):
            scores[name] = max(scores.get(name, -9.0), 4.5 - 0.8 * gap) + 2.0
    if not scores:
        return _likely_main(scene, position, sex)
    best = max(scores, key=lambda name: scores[name])
    ranked = sorted(scores.values(), reverse=True)
    clear = len(ranked) == 1 or ranked[0] - ranked[1] > 1.5
    kind: SpeakerKind = (
        "unnamed"
        if scene.last and scene.last.speakers[0].name == best and scene.last.speakers[0].kind == "unnamed"
        else "person"
    )
    return Naming(
        (Speaker(best, kind),),
        f"“{scene.words.forms[position].lower()}” is {best}, named last",
        0.88 if clear else 0.72,
    )


def _may_be(scene: Scene, speaker: Speaker, sex: str) -> bool:
    member = next(
        (
            it
            for it in scene.cast.by_last.get(speaker.name.split()[-1].casefold(), [])
            if it.name == speaker.name
        ),
        None,
    )
    if member is not None:
        return member.sex in (sex, "")
    words = set(speaker.name.casefold().split())
    return not words & (MALE_NOUNS if sex == "female" else FEMALE_NOUNS)


def _likely_main(scene: Scene, position: int, sex: str) -> Naming:
    recent = scene.mentions_before(position, MENTIONS_BACK)
    before = [member for _, member in recent if member.kind == "person" and member.sex in (sex, "")]
    if before:
        return Naming(
            (Speaker(before[-1].name),),
            f"“{scene.words.forms[position].lower()}” is likely {before[-1].name}",
            0.5,
        )
    return Naming((), f"“{scene.words.forms[position].lower()}” could not be resolved", 0.3)


def name_they(scene: Scene, position: int) -> Naming:
    sentence = scene.words.sentence_of(position)
    for back in range(3):
        if sentence - back < 0:
            break
        subject = scene.subject(sentence - back) if back else None
        if subject and scene.lowers[subject[0]] not in ("he", "she", "i", "it", "we", "who", "they"):
            named = name_phrase(scene, *subject)
            if named.speakers and (
                named.speakers[0].kind in ("group", "organization") or len(named.speakers) > 1
            ):
                return Naming(named.speakers, f"“they” is {named.speakers[0].name}, the subject before", 0.75)
    if scene.last_plural and sentence - scene.last_plural[0] <= LOOK_BACK:
        named = scene.last_plural[1]
        return Naming(named.speakers, f"“they” is {named.speakers[0].name}, who spoke before", 0.65)
    return Naming((), "“they” could not be resolved", 0.3)


def name_it(scene: Scene, position: int) -> Naming:
    if (
        scene.last
        and scene.last.speakers[0].kind in ("organization", "document")
        and scene.words.sentence_of(position) - scene.last_sentence <= 3
    ):
        return Naming(scene.last.speakers, f"“it” is {scene.last.speakers[0].name}, which spoke before", 0.7)
    sentence = scene.words.sentence_of(position)
    for back in (1, 2):
        subject = scene.subject(sentence - back) if sentence - back >= 0 else None
        if subject and scene.lowers[subject[0]] not in ("he", "she", "i", "it", "we", "who", "they"):
            named = name_phrase(scene, *subject)
            if named.speakers and named.speakers[0].kind in ("organization", "document"):
                return Naming(named.speakers, f"“it” is {named.speakers[0].name}, the subject before", 0.6)
    return Naming((), "“it” could not be resolved", 0.3)


def name_antecedent(scene: Scene, position: int) -> Naming:
    """ "who" and "that": the noun phrase right before."""
    lowers = scene.lowers
    stop = position
    while stop > 0 and lowers[stop - 1] == ",":
        stop -= 1
    sentence_start = scene.words.sentences[scene.words.sentence_of(position)][0]
    near = scene.mentions_between(max(sentence_start, stop - 16), stop)
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
