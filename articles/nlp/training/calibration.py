"""How far can the pipeline's own evidence be trusted? Fits the weights of `articles.nlp.confidence`.

    python -m articles.nlp.training.calibration [ARTICLES SPEAKERS]

ARTICLES are corpus lines, SPEAKERS lines `{"id", "speakers": [{"attribution", "speaker", "kind", "certain"}]}`, by
default the development articles in ../shared/data. Runs in the product's own environment, on the model in place.
A suggestion is right where its content is that of a gold attribution (`articles.evaluation.pairs`) and it names the
same speaker, or nobody where nobody can be named.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from articles.document import folded
from articles.evaluation import pairs, words_in
from articles.nlp.components import MODEL, WEIGHTS
from articles.nlp.confidence import BY_LAYOUT, FEATURES, features
from articles.nlp.pipeline import Pipeline, load
from articles.nlp.suggestions import kind_of, suggest

Numbers = npt.NDArray[np.float64]

SHRINKAGE = 1.0
"""Penalty on squared weights, the bias excepted: as if each were drawn from a normal distribution of deviation 1."""
FOLDS = 10
BINS = 10
DATA = Path(__file__).parents[4] / "shared" / "data"
NOBODY = ("unspecified", "author")
"""What stands for a speaker where nobody can be named."""
_BESIDE_NAME = re.compile(r"\([^)]*\)|[\"“”][^\"“”]*[\"“”]")
"""Robert C. “Bobby” Scott, Bob Corker (R-Tenn.)"""
_TITLES = frozenset(
    "mr mrs ms miss dr sir rep sen gov president secretary senator governor lord lady prof".split()
)


@dataclass(frozen=True)
class Gold:
    """An attribution whose speaker is known. `name` is None where nobody is nameable; `certain`: is that sure?"""

    content: list[tuple[int, int]]
    name: str | None
    certain: bool = True


@dataclass(frozen=True)
class Judged:
    """A suggestion of an article: the evidence for it (an entry a feature) and whether it was right."""

    article: str
    evidence: list[float]
    right: bool


def key(names: str) -> frozenset[str]:
    """Names joined by " | ", comparable: no case, accents, punctuation, titles, nicknames or middle initials."""
    found = set()
    for name in _BESIDE_NAME.sub(" ", names).split("|"):
        words = [word for word in re.findall(r"\w+", folded(name).replace(".", " ")) if word not in _TITLES]
        words = [word for k, word in enumerate(words) if len(word) > 1 or not 0 < k < len(words) - 1]
        found.add(" ".join(words[1:] if words[:1] == ["the"] else words))
    return frozenset(found - {""})


def judge(pipeline: Pipeline, article: str, text: str, gold: Sequence[Gold]) -> list[Judged]:
    """Hold the suggestions for one article against its gold attributions, the doubtful ones that are not offered too.

    Those by the layout alone are left out.
    """
    with pipeline.nlp.memory_zone():
        doc = pipeline.nlp(text)
        found = sorted(doc._.linked, key=lambda it: it.content[0])
        suggested = suggest(doc._.reading, found, dict.fromkeys(FEATURES, 0.0))
        evidence = [
            None if it.shape in BY_LAYOUT else features(it, kind_of(doc._.reading, it.content))
            for it in found
        ]
    contents = [words_in(text, [(part.start, part.end) for part in it.content]) for it in suggested]
    same = pairs([words_in(text, it.content) for it in gold], contents)
    known = {mine: gold[its] for its, mine in same.items()}
    judged = []
    for number, (it, its) in enumerate(zip(suggested, evidence, strict=True)):
        meant = known.get(number)
        if its is None or (meant and not meant.certain):
            continue
        said = key(" | ".join(speaker.name for speaker in it.speakers))
        right = meant is not None and said == (key(meant.name) if meant.name else frozenset())
        judged.append(Judged(article, its, right))
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


def calibration_error(judged: Iterable[tuple[float, bool]]) -> float:
    """Expected calibration error over bins of equal width (Naeini et al. 2015), from 0 to 1."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for confidence, right in judged:
        bins[min(BINS - 1, int(confidence * BINS))].append((confidence, right))
    number = sum(map(len, bins))
    return sum(abs(sum(confidence - right for confidence, right in it)) for it in bins) / max(1, number)


def _lines(path: Path) -> list[dict[str, Any]]:
    with (
        gzip.open(path, "rt", encoding="utf-8")
        if path.suffix == ".gz"
        else path.open(encoding="utf-8") as lines
    ):
        return [json.loads(line) for line in lines]


def main(given: Sequence[str]) -> int:
    """Fit the weights on annotated articles, write them beside the model, and print how well they hold."""
    articles, speakers = (
        Path(it) for it in given or (DATA / "polnear_dev.jsonl.gz", DATA / "speakers_dev.jsonl")
    )
    if not articles.is_file() or not speakers.is_file():
        print(f"There is no {articles} or no {speakers}. Name both files.", file=sys.stderr)
        return 1
    texts = {it["id"]: it for it in _lines(articles)}
    pipeline = load()
    judged: list[Judged] = []
    for line in _lines(speakers):
        article = texts[line["id"]]
        contents = {
            it["id"]: [(start, end) for start, end in it["content"]] for it in article["attributions"]
        }
        gold = [
            Gold(
                contents.pop(it["attribution"]),
                None if it["speaker"] in NOBODY else it["speaker"],
                it["certain"],
            )
            for it in line["speakers"]
        ]
        gold += [Gold(content, None, certain=False) for content in contents.values()]
        judged += judge(pipeline, line["id"], article["text"], gold)
    weights = fit(judged)
    (MODEL / "onrecord_speakers" / WEIGHTS).write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
    outside = list(held_out(judged))
    sure = [right for confidence, right in outside if confidence >= 0.9]
    print(
        f"{len(judged)} suggestions, {sum(it.right for it in judged)} right. By weights fitted without their article: "
        f"expected calibration error {calibration_error(outside):.3f}; of the {len(sure)} with 0.9 or more "
        f"{100 * sum(sure) / max(1, len(sure)):.1f} % are right."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
