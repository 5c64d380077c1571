"""Is the likeliest row of labels found, and is a span as likely as all rows that hold it say?"""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from articles.nlp.crf import IMPOSSIBLE, LABELS, ROLES, Crf, forbidden, spans

WORDS = 4


def random_crf(seed: int) -> tuple[Crf, np.ndarray, np.ndarray]:
    """A field with its emissions and what stands before each word."""
    random = np.random.default_rng(seed)
    transitions = random.normal(size=(3, LABELS, LABELS)).astype(np.float32) + forbidden()
    start = random.normal(size=LABELS).astype(np.float32)
    emissions = (2 * random.normal(size=(WORDS, LABELS))).astype(np.float32)
    return Crf(transitions, start), emissions, random.integers(0, 3, WORDS)


def every_row(crf: Crf, emissions: np.ndarray, before: np.ndarray) -> dict[tuple[int, ...], float]:
    """The weight of every row of labels there can be, one by one."""
    rows = {}
    for row in itertools.product(range(LABELS), repeat=len(emissions)):
        score = crf.start[row[0]] + emissions[0, row[0]]
        for word in range(1, len(row)):
            score += crf.transitions[before[word], row[word - 1], row[word]] + emissions[word, row[word]]
        rows[row] = float(np.exp(score))
    return rows


@pytest.mark.parametrize("seed", range(6))
def test_decoding_agrees_with_counting_every_row(seed: int) -> None:
    crf, emissions, before = random_crf(seed)
    rows = every_row(crf, emissions, before)
    total = sum(rows.values())
    chunks = crf.decode(emissions, before)
    assert [(it.role, it.first, it.last) for it in chunks] == spans(list(max(rows, key=rows.__getitem__)))
    for it in chunks:
        with_it = sum(
            weight for row, weight in rows.items() if (it.role, it.first, it.last) in spans(list(row))
        )
        assert it.exact == pytest.approx(with_it / total, rel=1e-3)
        role = ROLES.index(it.role)
        words = [
            sum(weight for row, weight in rows.items() if row[word] and (row[word] - 1) // 2 == role)
            for word in range(it.first, it.last)
        ]
        assert it.likely == pytest.approx(sum(words) / len(words) / total, rel=1e-3)


def test_nothing_goes_on_that_did_not_begin() -> None:
    """Not after another role, and with the start of an article not at its first word either."""
    crf, emissions, before = random_crf(0)
    crf.start[2::2] = IMPOSSIBLE
    emissions[:, 6] = 50  # as if the encoder were sure that a content goes on
    row = crf._viterbi(emissions, before)
    assert row[0] in (0, 1, 3, 5)
    assert all(
        label % 2 or not label or previous in (label - 1, label)
        for previous, label in itertools.pairwise(row)
    )
    assert [(it.role, it.first, it.last) for it in crf.decode(emissions, before)] == [("content", 0, WORDS)]


def test_long_articles_do_not_underflow() -> None:
    crf, _, _ = random_crf(1)
    random = np.random.default_rng(1)
    emissions = (30 * random.normal(size=(20_000, LABELS))).astype(np.float32)
    chunks = crf.decode(emissions, random.integers(0, 3, 20_000))
    assert len(chunks) > 1000
    assert all(0 <= it.exact <= 1 and 0 <= it.likely <= 1 for it in chunks)


def test_no_words_no_chunks() -> None:
    crf, emissions, before = random_crf(0)
    assert crf.decode(emissions[:0], before[:0]) == []


def test_spans_of_labels() -> None:
    assert spans([0, 1, 2, 5, 5, 6, 0, 3]) == [
        ("source", 1, 3), ("content", 3, 4), ("content", 4, 6), ("cue", 7, 8),
    ]  # fmt: skip
