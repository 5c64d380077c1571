"""Who is meant by "he", "she", "his" and "her"?

Ranks those of the right gender who were named near by, or meant by a pronoun, or spoke last.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from math import log

from articles.document import Speaker, SpeakerKind
from articles.nlp.reading import Range
from articles.nlp.scene import Naming, Scene
from articles.nlp.word_lists import FEMALE, FEMALE_NOUNS, FINITE_VERBS, MALE, MALE_NOUNS

WEIGHTS = {
    "same sentence": 2.25,
    "one sentence back": 0.94,
    "sentences back": -0.58,
    "nearest": -0.07,
    "nearer ones": -0.20,
    "subject": 0.93,
    "subject of the same sentence": -0.96,
    "subject of the sentence before": 0.11,
    "acts": 1.01,
    "owner": 0.24,
    "owner, owning pronoun": 0.43,
    "nearest, owning pronoun": 0.69,
    "pronoun": -0.14,
    "often": 1.30,
    "gender known": 0.23,
    "same paragraph": 0.35,
    "a person for sure": 1.5,
    "spoke": 2.5,
    "spoke, sentences back": -0.4,
}
"""What speaks for a candidate and how much: a multinomial logistic regression over the candidates of each pronoun,
fitted to the training part of GUM's coreference and the development part of GAP. The last three, on which those texts
say little, were chosen on annotated news."""
OPENING = 3
"""Sentences at the start of an article whose pronouns may mean somebody named after them."""
CLEAR, LIKELY = 2.5, 1.0
"""How far ahead of the next candidate the best one is."""
LOOK_BACK = 6
"""Sentences a pronoun reaches back."""
MENTIONS_BACK = 60


@dataclass(slots=True)
class _Candidate:
    """Somebody a pronoun can mean, with what speaks for them."""

    name: str
    kind: SpeakerKind
    known: bool
    """Whether the text gives the gender away, and it is the pronoun's."""
    sure: bool
    """Whether this is a person beyond doubt."""
    last: int = -1
    count: int = 0
    acts: bool = False
    owns: bool = False
    leads: bool = False
    led_before: bool = False
    pronoun: bool = False


def name_pronoun(scene: Scene, position: int) -> Naming:
    """ "he", "her" and the like: of those named near by and of the right gender, who fits best."""
    said = scene.words.forms[position].lower()
    resolve_until(scene, position)
    ranked = rank(scene, position)
    if not ranked:
        return _likely_main(scene, position, sex_of(scene.lowers[position]))
    (score, best), *rest = ranked
    ahead = score - rest[0][0] if rest else CLEAR
    remember(scene, position, best)
    return scene.naming(
        (Speaker(best.name, best.kind),),
        f"“{said}” is {best.name}, "
        + ("named last" if ahead >= CLEAR else "likelier than " + rest[0][1].name),
        "pronoun" if ahead >= CLEAR else "pronoun, likely" if ahead >= LIKELY else "pronoun, in doubt",
    )


def sex_of(lower: str) -> str:
    return "female" if lower.split("'")[0] in FEMALE else "male"


def resolve_until(scene: Scene, position: int) -> None:
    """Resolve every pronoun before `position`, as each is a mention for the ones after it."""
    while scene.next_pronoun < len(scene.pronouns) and scene.pronouns[scene.next_pronoun] < position:
        here = scene.pronouns[scene.next_pronoun]
        scene.next_pronoun += 1
        if not (scene.chain and scene.chain[-1][0] >= here):
            ranked = rank(scene, here)
            if ranked:
                remember(scene, here, ranked[0][1])


def remember(scene: Scene, position: int, candidate: _Candidate) -> None:
    if scene.reading.quoted[position] < 0 and not (scene.chain and scene.chain[-1][0] >= position):
        scene.chain.append((position, candidate.name, candidate.kind))


def rank(scene: Scene, position: int) -> list[tuple[float, _Candidate]]:
    """Whom a pronoun can mean, best first."""
    found = candidates(scene, position)
    scored = [
        (sum(WEIGHTS[name] * value for name, value in features(scene, position, it, found).items()), it)
        for it in found
    ]
    return sorted(scored, key=lambda pair: (-pair[0], -pair[1].last, pair[1].name))


def candidates(scene: Scene, position: int) -> list[_Candidate]:
    """Those named, or meant by a pronoun, in the last sentences, and who spoke last."""
    lowers, words = scene.lowers, scene.words
    sex = sex_of(lowers[position])
    sentence = words.sentence_of(position)
    since = words.sentences[max(0, sentence - LOOK_BACK)][0]
    found: dict[str, _Candidate] = {}
    mentions: list[tuple[Range, str, SpeakerKind, bool, bool]] = [
        (span, it.name, it.kind, it.sex == sex, it.sure)
        for span, it in scene.mentions_between(since, position)[-MENTIONS_BACK:]
        if it.kind == "person" and it.sex in (sex, "")
    ]
    first = bisect_left(scene.chain, (since,))
    for place, name, kind in scene.chain[first : bisect_left(scene.chain, (position,))][-MENTIONS_BACK:]:
        if sex_of(lowers[place]) == sex:
            mentions.append(((place, place + 1), name, kind, True, True))
    for span, name, kind, known, sure in sorted(mentions):
        it = found.setdefault(name, _Candidate(name, kind, known, sure))
        where = words.sentence_of(span[0])
        subject = scene.subject(where)
        following = lowers[span[1]] if span[1] < len(lowers) else ""
        it.pronoun = lowers[span[0]].split("'")[0] in MALE | FEMALE
        it.owns = following in ("'s", "'", "’") or lowers[span[0]] in ("his", "her")
        it.leads = subject is not None and subject[0] <= span[0] < span[1] <= subject[1] and not it.owns
        it.acts = following in FINITE_VERBS or following.endswith("ed") or lowers[span[0]] in ("he", "she")
        it.acts = it.acts or lowers[span[0] - 1] in ("said", "says", "added", "wrote")
        if it.leads and where == sentence - 1:
            it.led_before = True
        it.last = span[0]
        it.count += 1
    if scene.last and len(scene.last.speakers) == 1:
        speaker = scene.last.speakers[0]
        near = 0 <= sentence - scene.last_sentence <= LOOK_BACK
        near = near and speaker.kind in ("person", "unnamed") and speaker.name not in found
        if near and _may_be(scene, speaker, sex):
            found[speaker.name] = _Candidate(speaker.name, speaker.kind, known=False, sure=True)
    return list(found.values())


def features(scene: Scene, position: int, it: _Candidate, others: list[_Candidate]) -> dict[str, float]:
    """What speaks for and against one candidate, by the names of `WEIGHTS`."""
    words = scene.words
    sentence = words.sentence_of(position)
    where = words.sentence_of(it.last) if it.last >= 0 else -1
    distance = sentence - where if where >= 0 else LOOK_BACK
    speaker = scene.last.speakers[0].name if scene.last and len(scene.last.speakers) == 1 else ""
    gap = sentence - scene.last_sentence
    spoke = speaker == it.name and 0 <= gap <= LOOK_BACK
    owning = scene.lowers[position] in ("his", "her")
    nearer = sum(other.last > it.last for other in others)
    paragraph = words.paragraph_of(position)
    return {
        "same sentence": float(distance == 0),
        "one sentence back": float(distance == 1),
        "sentences back": float(min(distance, LOOK_BACK)),
        "nearest": float(nearer == 0),
        "nearer ones": float(min(nearer, 4)),
        "subject": float(it.leads),
        "subject of the same sentence": float(it.leads and distance == 0),
        "subject of the sentence before": float(it.led_before),
        "acts": float(it.acts),
        "owner": float(it.owns),
        "owner, owning pronoun": float(it.owns and owning),
        "nearest, owning pronoun": float(nearer == 0 and owning and distance == 0),
        "pronoun": float(it.pronoun),
        "often": log(1 + it.count),
        "gender known": float(it.known),
        "a person for sure": float(it.sure),
        "same paragraph": float(it.last >= 0 and words.paragraph_of(it.last) == paragraph),
        "spoke": float(spoke),
        "spoke, sentences back": float(min(max(gap, 0), LOOK_BACK)) if spoke else 0.0,
    }


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
    """Where nobody is named near by: who was named further back, or, at the start, who will be."""
    said = scene.words.forms[position].lower()
    recent = scene.mentions_before(position, MENTIONS_BACK)
    before = [it for _, it in recent if it.kind == "person" and it.sure and it.sex in (sex, "")]
    if before:
        name = before[-1].name
        return scene.naming((Speaker(name),), f"“{said}” is likely {name}", "pronoun, far back")
    sentence = scene.words.sentence_of(position)
    if sentence < OPENING:
        stop = scene.words.sentences[min(len(scene.words.sentences) - 1, sentence + OPENING)][1]
        ahead = [it for _, it in scene.mentions_between(position, stop) if it.kind == "person" and it.sure]
        ahead = [it for it in ahead if it.sex in (sex, "")]
        if ahead:
            name = max(ahead, key=lambda it: sum(it.names.values())).name
            return scene.naming(
                (Speaker(name),), f"“{said}” is likely {name}, named later", "pronoun, named later"
            )
    return scene.naming((), f"“{said}” could not be resolved", "pronoun, nobody")
