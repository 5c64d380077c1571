"""Which words report speech or thought?

Finds the forms of `cue_lexicon` that stand outside quotations and can be verbs there. Whose speech it is, and
whether anything is reported at all, is left to `sources` and `contents`.
"""

from __future__ import annotations

from articles.nlp.cue_lexicon import (
    ADVERBS,
    AUXILIARIES,
    NEGATIONS,
    NOUN_LIKE,
    PARTICLES,
    verbs,
)
from articles.nlp.reading import Cue, Reading
from articles.nlp.word_lists import DETERMINERS, FEMALE_NAMES, MALE_NAMES, PREPOSITIONS

_BE = frozenset("is are was were be been being 's 're 'm isn't aren't wasn't weren't".split())
_POSSESSIVES = frozenset("his her its their our my your 's".split())
_NO_ADVERBS = FEMALE_NAMES | MALE_NAMES | frozenset("family ally italy molly polly reilly connolly".split())
_BEFORE_ING = frozenset(", and or while by in after before — – ; but when".split())
_NOT_A_VERB_AFTER = (
    DETERMINERS - {"others", "some", "many", "most", "all", "both", "critics", "this", "that"}
) | _POSSESSIVES


def is_adverb(word: str) -> bool:
    """Whether `word` can stand between a subject and its verb."""
    return word in ADVERBS or (len(word) > 4 and word.endswith("ly") and word not in _NO_ADVERBS)


def find_cues(reading: Reading) -> list[Cue]:
    """All cues of an article, in order."""
    cues = []
    lexicon = verbs()
    words = reading.words
    lowers, quoted = words.lowers, reading.quoted
    for number, (first, last) in enumerate(words.sentences):
        for position in range(first, last):
            if quoted[position] >= 0:
                continue
            lower = lowers[position]
            if lower == "according" and position + 1 < last and lowers[position + 1] == "to":
                cues.append(
                    Cue(
                        position,
                        position + 2,
                        position,
                        "according",
                        frozenset({"clause"}),
                        "according",
                        number,
                    )
                )
            elif lower in lexicon:
                cue = _verb(reading, position, first, last, number)
                if cue:
                    cues.append(cue)
    return cues


def _verb(reading: Reading, position: int, first: int, last: int, sentence: int) -> Cue | None:
    words = reading.words
    lowers = words.lowers
    verb = verbs()[lowers[position]]
    # A capital inside a sentence: a name or a headline, and in a headline nouns look like verbs.
    form = words.forms[position]
    capital = position > first and verb.inflection != "past" and not form.islower()
    if capital and (not form.istitle() or lowers[position] in NOUN_LIKE):
        return None
    if position + 1 < last and lowers[position + 1] == "'s":
        return None
    start = position
    while start > first and reading.quoted[start - 1] < 0 and is_adverb(lowers[start - 1]):
        start -= 1
    auxiliary = start
    # With a capital, May and Will are names.
    while auxiliary > first and lowers[auxiliary - 1] in AUXILIARIES and words.forms[auxiliary - 1].islower():
        auxiliary -= 1
        while auxiliary > first and is_adverb(lowers[auxiliary - 1]):
            auxiliary -= 1
    helpers = lowers[auxiliary:start]
    # "'s" is "is" or "has" only after a pronoun; elsewhere it owns the noun that follows.
    if "'s" in helpers and lowers[auxiliary - 1 : auxiliary] not in (
        ["he"],
        ["she"],
        ["it"],
        ["who"],
        ["that"],
    ):
        return None
    before = lowers[auxiliary - 1] if auxiliary > first else ""
    negated = any(word in NEGATIONS for word in lowers[auxiliary:position])
    manner = "finite"
    if verb.inflection == "ing":
        if any(word in _BE for word in helpers):
            manner = "finite"
        elif (
            before in _BEFORE_ING
            or (auxiliary > first and reading.quoted[auxiliary - 1] >= 0)
            or auxiliary == first
        ):
            manner = "participle"
        else:
            return None
    elif any(word in _BE for word in helpers) and verb.inflection == "past" and verb.lemma not in ("go",):
        return None
    elif before == "to":
        if not (auxiliary - 3 >= first and lowers[auxiliary - 3] in ("went", "goes", "go", "going", "gone")):
            return None
        auxiliary -= 3
    elif not helpers and (before in _NOT_A_VERB_AFTER or before in PREPOSITIONS):
        return None
    if verb.inflection in ("base", "third") and not helpers and lowers[position] in NOUN_LIKE:
        following = lowers[position + 1] if position + 1 < last else ""
        plural = before in ("they", "we", "i", "you", "who", "he", "she", "it", "that", "which")
        if (
            not plural
            and following not in ("that", ",", ":")
            and (
                (verb.inflection == "base" and not before.endswith("s"))
                or verb.lemma in ("state", "fear", "plan", "hope")
            )
        ):
            return None
    while auxiliary < position and is_adverb(lowers[auxiliary]) and auxiliary == first:
        auxiliary += 1
    end = position + 1
    if verb.lemma in PARTICLES and end < last and lowers[end] in PARTICLES[verb.lemma].split():
        end += 1
    elif verb.lemma == "point":
        return None
    return Cue(auxiliary, end, position, verb.lemma, verb.takes, manner, sentence, negated)
