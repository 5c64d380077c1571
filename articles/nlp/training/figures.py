"""How well is the tagger's work done on articles held out?

A small count for choosing while training: spans of words, cut at paragraphs. `./dev bench nlp` cuts at the units of the
corpus, as others do, which gives contents about a point more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import mean, stdev

from articles.nlp.crf import ROLES, Chunk, spans
from articles.nlp.encoding import PARAGRAPH
from articles.nlp.training.lessons import Lesson

Figures = dict[str, float]
MEAN = "mean"


class Count:
    """Adds up, article after article, how many spans were right, found and to be found."""

    def __init__(self) -> None:
        self.right: Counter[str] = Counter()
        self.found: Counter[str] = Counter()
        self.there: Counter[str] = Counter()

    def add(self, lesson: Lesson, chunks: Iterable[Chunk]) -> None:
        """Compare chunks with what the article's labels say; a chunk is cut where a paragraph begins, as they are."""
        there = set(spans(lesson.labels.tolist()))
        found = set()
        for chunk in chunks:
            inside = range(chunk.first + 1, chunk.last)
            edges = [
                chunk.first,
                *(it for it in inside if lesson.encoded.before[it] == PARAGRAPH),
                chunk.last,
            ]
            found |= {(chunk.role, first, last) for first, last in pairwise(edges)}
        self.right.update(role for role, _, _ in there & found)
        self.found.update(role for role, _, _ in found)
        self.there.update(role for role, _, _ in there)

    def figures(self) -> Figures:
        """F1 of exact spans in percent, by role, and their mean. A role that neither side has gets 0."""
        figures = {
            role: 200 * self.right[role] / max(1, self.found[role] + self.there[role]) for role in ROLES
        }
        return {**figures, MEAN: mean(figures.values())}


def in_words(figures: Figures) -> str:
    return ", ".join(f"{name} {value:.2f}" for name, value in figures.items())


def spread_in_words(runs: Sequence[Figures]) -> str:
    """Mean and standard deviation (of a sample) of each figure over several seeds."""
    return ", ".join(
        f"{name} {mean(values):.2f} ± {stdev(values):.2f}"
        for name in runs[0]
        for values in [[run[name] for run in runs]]
    )
