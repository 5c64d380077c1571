"""Which cue does a content go with, and which source a cue?

The tagger says how well two spans go together. A content takes the cue within reach that it pulls most; for a cue and
its source it also counts how far apart they are and what stands between them, by weights fitted on annotated articles
(`articles.nlp.training.pairing`).
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from articles.nlp.crf import ROLES, Chunk, Probabilities
from articles.nlp.reading import Found, Reading
from articles.nlp.tagger import Tagged

Weights = Mapping[str, float]
"""How much each of FEATURES counts for a source of a cue, against none."""

FEATURES = (
    "bias", "pull", "before", "gap before", "gap after", "touching", "other sentence", "likely",
    "rival between", "cue between", "content before", "content after", "comma", "conjunction", "relative", "by",
)  # fmt: skip
REACH = 60
"""Words between a content and its cue, or a cue and its source, at most."""
CLOSE = 3
"""Words between a cue and its content though they stand in two paragraphs: “She said:” and what follows."""
BESIDE = 1
"""Words between two chunks that can go together whatever sentences they are in."""
FURTHER = 2.0
"""How much more (logits) a quotation must pull a cue two sentences before it than one of the sentence before."""
INTRODUCING = (":", ",")
"""What stands before a quotation that something in words leads up to."""
TOGETHER = 0.5
"""How likely a content must go with a cue to be joined to it."""
SOURCED = 0.3
"""The same for a cue and its source: nearly every cue has one, so a doubtful one is better than none."""
_JOINING = frozenset(("and", "but", ";", "—", "–", "--"))
_RELATIVE = frozenset(("which", "who", "that"))


class Pair(NamedTuple):
    """What a chunk goes with, None where most likely with nothing, and how likely that is."""

    other: int | None
    likely: float


def linked(tagged: Tagged, reading: Reading, weights: Weights) -> dict[str, list[Found]]:
    """The chunks by role; a content goes with its cue, a source with every cue that has it, by the same `link`."""
    chunks = tagged.chunks
    of_role = {role: [n for n, it in enumerate(chunks) if it.role == role] for role in ROLES}
    cues = {it: cue_of(tagged, reading, it, of_role["cue"]) for it in of_role["content"]}
    spoken = {pair.other for pair in cues.values() if pair.other is not None}
    found: dict[str, list[Found]] = {role: [] for role in ROLES}
    for content, (cue, likely) in cues.items():
        if cue is None and reading.quoted[chunks[content].first] < 0:
            continue  # neither marks nor a cue: nothing tells that anybody said it
        said = _without_tail(reading, chunks[content])
        after = _cue_after(tagged, reading, content)
        if after is not None and after not in spoken:
            spoken.add(after)
            first, last = reading.outer[reading.quoted[chunks[content].last - 1]]
            found["content"].append(_found(replace(said, first=first, last=last), str(after), likely))
            said = replace(said, last=first - 1)
        found["content"].append(_found(said, "" if cue is None else str(cue), likely))
    sources = {it: source_of(tagged, reading, it, of_role["source"], weights) for it in sorted(spoken)}
    for cue, (source, likely) in sources.items():
        found["cue"].append(_found(chunks[cue], str(cue), likely))
        if source is not None:
            found["source"].append(_found(chunks[source], str(cue), likely))
    return found


def _without_tail(reading: Reading, content: Chunk) -> Chunk:
    """A content that begins as a quotation ends with it where it closes on a comma: “Don't you do it,” until she …"""
    quotation = reading.quotation_at(content.first)
    if quotation is None or quotation[1] >= content.last or reading.words.forms[quotation[1] - 2] != ",":
        return content
    return replace(content, last=quotation[1])


def _cue_after(tagged: Tagged, reading: Reading, content: int) -> int | None:
    """The cue right after a content that ends with a whole quotation, which a colon or a comma introduces.

    If it reports nothing else, it reports the quotation: He named the need for will: “Change the world,” she said.
    """
    chunks, here = tagged.chunks, tagged.chunks[content]
    number = reading.quoted[here.last - 1]
    if number < 0:
        return None
    first, last = reading.outer[number]
    introduced = here.first < first - 1 and reading.words.forms[first - 1] in INTRODUCING
    if not introduced or last != here.last or not reading.whole((first, last)):
        return None
    beside = range(content + 1, min(content + 3, len(chunks)))
    cue = next((it for it in beside if chunks[it].role == "cue"), None)
    if (
        cue is None
        or chunks[content + 1].first - last > BESIDE
        or _sentences_apart(reading, here, chunks[cue])
    ):
        return None
    return cue


def _found(chunk: Chunk, link: str, together: float) -> Found:
    return Found((chunk.first, chunk.last), link, likely=chunk.likely, exact=chunk.exact, together=together)


def cue_of(tagged: Tagged, reading: Reading, content: int, cues: Sequence[int]) -> Pair:
    """The cue of a content. All numbers are places in `tagged.chunks`, `cues` in text order."""
    near = in_reach(tagged, reading, content, cues)
    further = _further(tagged, reading, content, near, cues)
    pulls = [_pull(tagged, content, it) - FURTHER * (it in further) for it in (*near, *further)]
    return _best([*near, *further], np.array(pulls), TOGETHER)


def _further(
    tagged: Tagged, reading: Reading, content: int, near: Sequence[int], cues: Sequence[int]
) -> list[int]:
    """The cues two sentences before a quotation that has those `near` it in the sentence before.

    “We had problems,” he said. He did not say which. “Our goal is peace.”
    """
    chunks, here = tagged.chunks, tagged.chunks[content]
    starts = reading.quotation_at(here.first) is not None
    if not starts or not near or _sentences_apart(reading, here, chunks[near[0]]) != 1:
        return []
    paragraph_of = reading.words.paragraph_of
    before = [it for it in _within_reach(chunks, here, cues) if chunks[it].last <= here.first]
    return [
        it
        for it in before
        if paragraph_of(chunks[it].first) == paragraph_of(here.first)
        and _sentences_apart(reading, here, chunks[it]) == 2
    ]


def source_of(tagged: Tagged, reading: Reading, cue: int, sources: Sequence[int], weights: Weights) -> Pair:
    """The source of a cue. All numbers are places in `tagged.chunks`, `sources` in text order."""
    near = in_reach(tagged, reading, cue, sources)
    fitted = np.array([weights[name] for name in FEATURES])
    return _best(near, evidence(tagged, reading, cue, near) @ fitted, SOURCED)


def _best(near: Sequence[int], scores: Probabilities, enough: float) -> Pair:
    """The likeliest of `near` by their scores, where none of them has 0, if it is likely enough."""
    odds = np.exp(np.concatenate([[0.0], scores]) - max(0.0, scores.max(initial=0.0)))
    likely = odds / odds.sum()
    first = int(likely[1:].argmax()) if near else -1
    if first < 0 or likely[first + 1] < enough:
        return Pair(None, float(likely[0]))
    return Pair(near[first], float(likely[first + 1]))


def _pull(tagged: Tagged, one: int, other: int) -> float:
    return tagged.affinity(one, other) - tagged.alone(one)


def in_reach(tagged: Tagged, reading: Reading, one: int, others: Sequence[int]) -> list[int]:
    """Those of the others that a chunk can go with, as far as sentences and paragraphs tell.

    In annotated news what stands in no quotation marks has its cue in the same sentence, and a quotation in the same
    or the next to it: all but one in three hundred. Whoever has one nearer needs none of another sentence.
    """
    chunks = tagged.chunks
    here = chunks[one]
    near = [it for it in _within_reach(chunks, here, others) if _can_reach(reading, here, chunks[it])]
    apart = [_sentences_apart(reading, here, chunks[it]) for it in near]
    return [it for it, sentences in zip(near, apart, strict=True) if sentences == min(apart)]


def _within_reach(chunks: Sequence[Chunk], here: Chunk, others: Sequence[int]) -> Sequence[int]:
    low = bisect_left(others, here.first - REACH, key=lambda it: chunks[it].first)
    high = bisect_right(others, here.last + REACH, key=lambda it: chunks[it].first)
    return others[max(0, low - 1) : high]


def _can_reach(reading: Reading, one: Chunk, other: Chunk) -> bool:
    words = reading.words
    if words.paragraph_of(one.first) != words.paragraph_of(other.first):
        return 0 <= one.first - other.last <= CLOSE
    gap = _gap(one, other)
    in_marks = one.role == "content" and max(reading.quoted[one.first], reading.quoted[one.last - 1]) >= 0
    return gap <= REACH and (_sentences_apart(reading, one, other) <= in_marks or gap <= BESIDE)


def _gap(one: Chunk, other: Chunk) -> int:
    return max(one.first - other.last, other.first - one.last)


def _sentences_apart(reading: Reading, one: Chunk, other: Chunk) -> int:
    """How many sentences further the later of two chunks stands, from the end of the earlier; two for a paragraph."""
    earlier, later = sorted((one, other), key=lambda chunk: chunk.first)
    words = reading.words
    last, first = earlier.last - 1, later.first
    if words.paragraph_of(last) != words.paragraph_of(first):
        return 2
    return max(0, words.sentence_of(first) - words.sentence_of(last))


def evidence(tagged: Tagged, reading: Reading, cue: int, near: Sequence[int]) -> Probabilities:
    """What speaks for each of the sources `near` rather than for none: [near, FEATURES]."""
    rows = [_evidence(tagged, reading, cue, it, near) for it in near]
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(FEATURES))


def _evidence(tagged: Tagged, reading: Reading, cue: int, source: int, near: Sequence[int]) -> list[float]:
    chunks, lowers = tagged.chunks, reading.words.lowers
    here, there = chunks[cue], chunks[source]
    before = there.first < here.first
    first, last = (there.last, here.first) if before else (here.last, there.first)
    far = math.log1p(max(0, _gap(here, there)))
    between = range(min(cue, source) + 1, max(cue, source))
    roles = {chunks[it].role for it in between}
    words = lowers[first:last]
    return [
        1.0,
        _pull(tagged, cue, source),
        float(before),
        far * before,
        far * (not before),
        float(_gap(here, there) <= 0),
        float(_sentences_apart(reading, here, there) > 0),
        math.log(max(1e-4, there.likely)),
        float(any(it in between for it in near)),
        float("cue" in roles),
        float("content" in roles) * before,
        float("content" in roles) * (not before),
        float("," in words),
        float(not _JOINING.isdisjoint(words)),
        float(lowers[there.first] in _RELATIVE),
        float("by" in lowers[here.last - 1 : here.last + 1]),
    ]
