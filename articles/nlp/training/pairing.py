"""What shows whose cue it is? Fits the weights of `articles.nlp.pairing`.

    python -m articles.nlp.training.pairing [ARTICLES …]

ARTICLES are files or folders as `./dev train` takes them, by default the development articles in ../shared/data: those
that the tagger was trained on would make it look surer than it is. Runs in the product's own environment, on the model
in place; afterwards fit the confidence anew (`articles.nlp.training.calibration`).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from articles.document import Attribution, Document, Role
from articles.nlp.components import MODEL, PAIRING
from articles.nlp.pairing import FEATURES, SOURCED, evidence, in_reach
from articles.nlp.pipeline import load
from articles.nlp.reading import Reading
from articles.nlp.tagger import Tagged
from articles.nlp.training import corpus
from articles.nlp.training.calibration import DATA, FOLDS, Numbers

SHRINKAGE = 1.0
"""Penalty on squared weights, as if each were drawn from a normal distribution of deviation 1."""


@dataclass(frozen=True)
class Choice:
    """A cue of an article with the sources in reach: evidence [near, FEATURES], and who is right, nobody the first."""

    article: str
    evidence: Numbers
    right: list[bool]


def choices(article: str, tagged: Tagged, reading: Reading, gold: Document) -> Iterator[Choice]:
    """The choices of all cues that are, or overlap, that of a gold attribution."""
    chunks = tagged.chunks
    sources = [number for number, chunk in enumerate(chunks) if chunk.role == "source"]
    meant = [(_words(reading, it, "cue"), _words(reading, it, "source")) for it in gold.attributions]
    for cue, chunk in enumerate(chunks):
        if chunk.role != "cue":
            continue
        mine = range(chunk.first, chunk.last)
        shared = [len(words.intersection(mine)) for words, _ in meant]
        near = in_reach(tagged, reading, cue, sources)
        if not near or not any(shared):
            continue
        source = meant[shared.index(max(shared))][1]
        right = [not source.isdisjoint(range(chunks[it].first, chunks[it].last)) for it in near]
        yield Choice(article, evidence(tagged, reading, cue, near), [not any(right), *right])


def _words(reading: Reading, attribution: Attribution, role: Role) -> frozenset[int]:
    return frozenset(
        word for span in attribution.spans(role) for word in range(*reading.words.at(span.start, span.end))
    )


def fit(given: Sequence[Choice]) -> Numbers:
    """The weights that make the right choices likeliest: [FEATURES].

    Newton's method on the penalised likelihood of a choice among several (McFadden 1974).
    """
    widest = max(len(it.right) for it in given)
    stacked = np.zeros((len(given), widest, len(FEATURES)))
    possible = np.zeros((len(given), widest), dtype=bool)
    right = np.zeros((len(given), widest))
    for number, it in enumerate(given):
        stacked[number, 1 : len(it.right)] = it.evidence
        possible[number, : len(it.right)] = True
        right[number, : len(it.right)] = it.right
    weights = np.zeros(len(FEATURES))
    for _ in range(50):
        likely = _likely(stacked @ weights, possible)
        # Where several are right, how much each counts follows from how likely it is.
        meant = likely * right
        meant /= meant.sum(1, keepdims=True)
        gradient = np.einsum("nm,nmf->f", likely - meant, stacked) + SHRINKAGE * weights
        expected = np.einsum("nm,nmf->nf", likely, stacked)
        curvature = np.einsum("nm,nmf,nmg->fg", likely, stacked, stacked) - expected.T @ expected
        step = np.linalg.solve(curvature + SHRINKAGE * np.eye(len(FEATURES)), gradient)
        weights -= step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def _likely(scores: Numbers, possible: Numbers) -> Numbers:
    scores = np.where(possible, scores, -np.inf)
    odds = np.exp(scores - scores.max(1, keepdims=True))
    likely: Numbers = odds / odds.sum(1, keepdims=True)
    return likely


def right(weights: Numbers, it: Choice) -> bool:
    """Whether these weights choose rightly."""
    scores = np.concatenate([[0.0], it.evidence @ weights])
    likely = np.exp(scores - scores.max())
    likely /= likely.sum()
    first = 1 + int(likely[1:].argmax())
    return it.right[first if likely[first] >= SOURCED else 0]


def held_out(given: Sequence[Choice]) -> float:
    """The share of choices that weights fitted without their article get right, from 0 to 1."""
    articles = sorted({it.article for it in given})
    good = 0
    for fold in range(FOLDS):
        out = set(articles[fold::FOLDS])
        weights = fit([it for it in given if it.article not in out])
        good += sum(right(weights, it) for it in given if it.article in out)
    return good / len(given)


def _read(articles: Iterable[corpus.Article]) -> Iterator[tuple[str, Tagged, Reading, Document]]:
    nlp = load().nlp
    with nlp.select_pipes(disable=["onrecord_linking", "onrecord_speakers"]):
        for article in articles:
            doc = nlp(article.document.text)
            if doc._.tagged is not None:
                yield article.key, doc._.tagged, doc._.reading, article.document


def main(given: Sequence[str]) -> int:
    """Fit the weights on annotated articles, write them into the model, and print how well they hold."""
    try:
        articles = corpus.read([Path(it) for it in given] or [DATA / "polnear_dev.jsonl.gz"])
    except (corpus.BadCorpus, OSError) as problem:
        print(problem, file=sys.stderr)
        return 1
    made = [choice for it in _read(articles) for choice in choices(*it)]
    weights = {name: round(float(weight), 3) for name, weight in zip(FEATURES, fit(made), strict=True)}
    share = 100 * held_out(made)
    print(f"{len(made)} cues; by weights fitted without their article {share:.1f} % have the right source.")
    folder = MODEL / "onrecord_linking"
    folder.mkdir(exist_ok=True)
    (folder / PAIRING).write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
