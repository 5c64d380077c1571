"""Does the encoder get to read every word, and the same pieces whatever the newsroom's quotation marks look like?"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.nlp.components import MODEL
from articles.nlp.encoding import PARAGRAPH, SENTENCE, Encoded, WordPieces, encode, place, windows
from articles.nlp.quotation_marks import find_quotations, nest
from articles.nlp.reading import Reading
from articles.nlp.tagger import VOCABULARY
from articles.nlp.words import Words

PIECES = WordPieces((MODEL / "onrecord_tagger" / VOCABULARY).read_text(encoding="utf-8").splitlines())


def read(text: str) -> Encoded:
    return encode(Reading.of(Words.read(text), nest(find_quotations(text))), PIECES)


def said(pieces: tuple[int, ...]) -> list[str]:
    return [PIECES.vocabulary[piece] for piece in pieces]


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("Harbour", ["harbour"]),
        ("José", ["jose"]),
        ("said", ["said"]),
        ("ferrymen", ["ferry", "##men"]),
        ("don't", ["don", "'", "t"]),
        ("\u4e9c\U0001f600", ["[UNK]", "[UNK]"]),
    ],
)
def test_words_are_cut_into_pieces(word: str, pieces: list[str]) -> None:
    assert said(PIECES.of(word)) == pieces


@given(st.text(min_size=1, max_size=300))
def test_every_word_has_pieces_and_few(word: str) -> None:
    assert 1 <= len(PIECES.of(word)) <= 6


@pytest.mark.parametrize(
    "text", ['"We won," said Ann.', "“We won,” said Ann.", "''We won,'' said Ann.", "„We won,“ said Ann."]
)
def test_every_style_of_double_marks_reads_the_same(text: str) -> None:
    encoded = read(text)
    assert [said(it)[0] for it in encoded.pieces] == ["“", "we", "won", ",", "”", "said", "ann", "."]
    assert encoded.quoted.tolist() == [1, 1, 1, 1, 1, 0, 0, 0]


def test_paragraphs_and_sentences_are_told_apart() -> None:
    encoded = read("Ann ran. Bob sat.\n\nThe end.")
    assert [place for place, it in enumerate(encoded.before) if it == PARAGRAPH] == [0, 6]
    assert [place for place, it in enumerate(encoded.before) if it == SENTENCE] == [3]


@given(
    st.lists(st.tuples(st.integers(1, 6), st.sampled_from([0, 1, 2])), max_size=400),
    st.integers(20, 60),
    st.integers(0, 8),
)
def test_windows_keep_every_word_once_and_fit(
    words: list[tuple[int, int]], places: int, context: int
) -> None:
    encoded = Encoded(
        [(1000,) * size for size, _ in words],
        np.array([before for _, before in words], dtype=np.int64),
        np.zeros(len(words), dtype=np.int64),
        np.zeros(len(words), dtype=np.int64),
    )
    kept = []
    for window in windows(encoded, places, context):
        assert window.first <= window.keep_first < window.keep_last <= window.last
        ids, shapes, quoted, firsts = place(encoded, window.first, window.last, PIECES)
        assert len(ids) == len(shapes) == len(quoted) <= places
        assert len(firsts) == window.last - window.first
        kept += range(window.keep_first, window.keep_last)
    assert kept == list(range(len(words)))


def test_a_vocabulary_without_its_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="CLS"):
        WordPieces(["the", "said"])
