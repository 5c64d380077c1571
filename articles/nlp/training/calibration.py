"""How far can the pipeline's own evidence be trusted? Fits the weights of `articles.nlp.confidence`.

A suggestion is right where its content is that of a gold attribution (`articles.evaluation.pairs`) and it names the
same speaker, or nobody where nobody can be named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from articles.evaluation import pairs, words_in
from articles.nlp.confidence import FEATURES, features
from articles.nlp.pipeline import Pipeline
from articles.nlp.suggestions import kind_of

Numbers = npt.NDArray[np.float64]

SHRINKAGE = 1.0
"""Penalty on squared weights, the bias excepted: as if each were drawn from a normal distribution of deviation 1."""
FOLDS = 10


@dataclass(frozen=True)
class Gold:
    """An attribution whose speaker is known. `names` are all that count as right; empty where nobody is nameable.

    None for `names`: nobody is sure, and a suggestion of this content is left out.
    """

    content: tuple[tuple[int, int], ...]
    names: frozenset[str] | None


@dataclass(frozen=True)
class Judged:
    """A suggestion of an article: the evidence for it (an entry a feature) and whether it was right."""

    article: str
    evidence: list[float]
    right: bool


def judge(pipeline: Pipeline, article: str, text: str, gold: Sequence[Gold], key: object) -> list[Judged]:
    """Hold the suggestions for one article against its gold attributions. `key` makes names comparable."""
    assert callable(key)
    with pipeline.nlp.memory_zone():
        doc = pipeline.nlp(text)
        found = sorted(doc._.linked, key=lambda it: it.content[0])
        reading = doc._.reading
        suggested = doc._.attributions
        evidence = [features(it, kind_of(reading, it.content)) for it in found]
    contents = [words_in(text, [(part.start, part.end) for part in it.content]) for it in suggested]
    known = pairs(contents, [words_in(text, it.content) for it in gold])
    judged = []
    for number, it in enumerate(suggested):
        names = gold[known[number]].names if number in known else frozenset[str]()
        if names is None:
            continue
        said = key(" | ".join(speaker.name for speaker in it.speakers))
        right = number in known and (said in {key(name) for name in names} if names else not it.speakers)
        judged.append(Judged(article, evidence[number], right))
    return judged


def fit(judged: Sequence[Judged]) -> dict[str, float]:
    """The weights that make the judgements likeliest, by Newton's method on the penalised likelihood."""
    evidence = np.array([it.evidence for it in judged], dtype=np.float64)
    right = np.array([it.right for it in judged], dtype=np.float64)
    weights = _newton(evidence, right)
    return {name: round(float(weight), 4) for name, weight in zip(FEATURES, weights, strict=True)}


def held_out(judged: Sequence[Judged]) -> Iterable[tuple[float, bool]]:
    """Each suggestion's confidence by weights fitted without its article, and whether it was right."""
    articles = sorted({it.article for it in judged})
    for fold in range(FOLDS):
        out = set(articles[fold::FOLDS])
        rest = [it for it in judged if it.article not in out]
        weights = _newton(
            np.array([it.evidence for it in rest]), np.array([it.right for it in rest], dtype=np.float64)
        )
        for it in judged:
            if it.article in out:
                yield float(1 / (1 + np.exp(-np.dot(weights, it.evidence)))), it.right


def _newton(evidence: Numbers, right: Numbers) -> Numbers:
    weights = np.zeros(evidence.shape[1])
    penalty = np.full(evidence.shape[1], SHRINKAGE)
    penalty[FEATURES.index("bias")] = 1e-6
    for _ in range(50):
        likely = 1 / (1 + np.exp(-evidence @ weights))
        gradient = evidence.T @ (likely - right) + penalty * weights
        curvature = (evidence.T * (likely * (1 - likely))) @ evidence + np.diag(penalty)
        step = np.linalg.solve(curvature, gradient)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    return weights
