"""Which row of labels is the likeliest, and how likely is a span?

Decodes a linear-chain conditional random field (Lafferty et al. 2001) whose transitions depend on what stands before
a word: nothing, a new sentence or a new paragraph. Labels are BIO: 0 is outside, 1 + 2r begins role r, 2 + 2r goes on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from articles.nlp.encoding import Numbers

Scores = npt.NDArray[np.float32]
Probabilities = npt.NDArray[np.float64]
ROLES = ("source", "cue", "content")
LABELS = 1 + 2 * len(ROLES)
IMPOSSIBLE = -1e4


def forbidden() -> Scores:
    """[LABELS, LABELS]: what to add to the transitions so that nothing goes on that did not begin."""
    penalty = np.zeros((LABELS, LABELS), dtype=np.float32)
    for label in range(2, LABELS, 2):
        for previous in range(LABELS):
            if previous not in (label - 1, label):
                penalty[previous, label] = IMPOSSIBLE
    return penalty


@dataclass(frozen=True, slots=True)
class Chunk:
    """A span of words with a role, how likely its words have the role, and how likely it is just this span."""

    role: str
    first: int
    last: int
    likely: float = 1.0
    exact: float = 1.0


@dataclass(frozen=True)
class Crf:
    """`transitions` [3, LABELS, LABELS], by what stands before the later word; `start` [LABELS]. All are logarithms."""

    transitions: Scores
    start: Scores

    def decode(self, emissions: Scores, before: Numbers) -> list[Chunk]:
        """The chunks of the likeliest labels, in text order. Linear in the number of words."""
        if not len(emissions):
            return []
        ways, here = self._ways(before), _weights(emissions)
        forward, scales = self._forward(here, ways)
        backward = _backward(here, ways, scales)
        likely = forward * backward
        chunks = []
        for role, first, last in spans(self._viterbi(emissions, before)):
            begin = 1 + 2 * ROLES.index(role)
            inside = begin + 1
            exact, label = forward[first, begin], begin
            for word in range(first + 1, last):
                exact *= ways[word][label, inside] * here[word, inside] / scales[word]
                label = inside
            if last < len(emissions):
                leaves = ways[last][label] * here[last] * backward[last]
                exact *= (leaves.sum() - leaves[inside]) / scales[last]
            roles = likely[first:last, begin] + likely[first:last, inside]
            chunks.append(Chunk(role, first, last, min(1.0, float(roles.mean())), min(1.0, float(exact))))
        return chunks

    def likely(self, emissions: Scores, before: Numbers) -> Probabilities:
        """[words, LABELS]: how likely each word has each label."""
        if not len(emissions):
            return np.zeros((0, LABELS))
        ways, here = self._ways(before), _weights(emissions)
        forward, scales = self._forward(here, ways)
        return forward * _backward(here, ways, scales)

    def said(self, emissions: Scores, before: Numbers) -> Probabilities:
        """[words]: how likely each word is part of a content."""
        begin = 1 + 2 * ROLES.index("content")
        said: Probabilities = self.likely(emissions, before)[:, begin : begin + 2].sum(1)
        return said

    def _ways(self, before: Numbers) -> list[Probabilities]:
        """[LABELS, LABELS] for each word."""
        # One of the three there are: an article of a megabyte would fill memory with copies.
        three = np.exp(self.transitions.astype(np.float64))
        return [three[kind] for kind in before.tolist()]

    def _viterbi(self, emissions: Scores, before: Numbers) -> list[int]:
        score = emissions[0] + self.start
        back = np.zeros(emissions.shape, dtype=np.int8)
        three = np.ascontiguousarray(self.transitions.transpose(0, 2, 1))
        into = [three[kind] for kind in before.tolist()]
        for word in range(1, len(emissions)):
            paths = into[word] + score
            back[word] = paths.argmax(1)
            score = paths.max(1) + emissions[word]
        labels = [int(score.argmax())]
        for word in range(len(emissions) - 1, 0, -1):
            labels.append(int(back[word, labels[-1]]))
        return labels[::-1]

    def _forward(self, here: Probabilities, ways: list[Probabilities]) -> tuple[Probabilities, Probabilities]:
        """[words, LABELS]: how likely a word has a label by all before it; [words]: by what each was divided."""
        forward, scales = np.empty_like(here), np.ones(len(here))
        now = here[0] * np.exp(self.start, dtype=np.float64)
        forward[0] = now = now / now.sum()
        for word in range(1, len(here)):
            now = (now @ ways[word]) * here[word]
            scales[word] = scale = now.sum()
            forward[word] = now = now / scale
        return forward, scales


def _weights(emissions: Scores) -> Probabilities:
    """[words, LABELS]: the scores as factors, the largest of each word 1."""
    weights: Probabilities = np.exp(emissions - emissions.max(1, keepdims=True), dtype=np.float64)
    return weights


def _backward(here: Probabilities, ways: list[Probabilities], scales: Probabilities) -> Probabilities:
    """[words, LABELS]: what all after a word adds to how likely it has a label."""
    backward = np.ones_like(here)
    now = backward[-1]
    for word in range(len(here) - 1, 0, -1):
        backward[word - 1] = now = (ways[word] @ (here[word] * now)) / scales[word]
    return backward


def hold(scores: Scores, role: str, first: int, last: int) -> None:
    """Leave the words from `first` up to, not including, `last` no labels but those of one span of this role."""
    begin = 1 + 2 * ROLES.index(role)
    scores[first:last] = IMPOSSIBLE
    scores[first, begin] = scores[first + 1 : last, begin + 1] = 0
    scores[last : last + 1, begin + 1] = IMPOSSIBLE


def spans(labels: list[int]) -> list[tuple[str, int, int]]:
    """The chunks of a row of labels as (role, first word, word after the last)."""
    found = []
    begun: tuple[int, int] | None = None
    for word, label in enumerate([*labels, 0]):
        if begun is not None and label != begun[0] + 1:
            found.append((ROLES[begun[0] // 2], begun[1], word))
            begun = None
        if label % 2:
            begun = (label, word)
    return found
