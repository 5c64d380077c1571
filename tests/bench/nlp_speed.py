"""How fast quotes are found: loading the pipeline, and reading articles of a newspaper's length."""

import statistics
import time
from collections.abc import Iterator

from annotator.serve import ROOT
from tests.bench import Figure

REPEATS = 20
"""Articles read one after the other, each the seed article four times over (about 2,000 words)."""


def figures() -> Iterator[Figure]:
    seed = "\n\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt")))
    text = "\n\n".join([seed] * 4)

    began = time.perf_counter()
    from articles.nlp.pipeline import load

    pipeline = load()
    yield Figure("nlp_speed.load", time.perf_counter() - began, "s")

    pipeline.annotate(text)  # what is only built on first use is no part of the speed
    seconds = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        pipeline.annotate(text)
        seconds.append(time.perf_counter() - began)
    yield Figure("nlp_speed.words", len(text.split()) / statistics.median(seconds), "words/s")
