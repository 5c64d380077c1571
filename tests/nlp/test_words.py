"""Do words, sentences and paragraphs begin and end where a reader sees them?"""

from __future__ import annotations

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.nlp.quotation_marks import TAG, find_quotations
from articles.nlp.words import LONGEST_SENTENCE, Words, find_sentences, words_of


def sentences(text: str) -> list[str]:
    words = Words.read(text)
    return [words.said(*it) for it in find_sentences(words, find_quotations(text))]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param("He left. She came.", ["He left.", "She came."], id="full stops"),
        pytest.param("Mr. Lee of the U.S. Army left. Dr. Ray came.",
                     ["Mr. Lee of the U.S. Army left.", "Dr. Ray came."],
                     id="abbreviations"),
        pytest.param("He lives in the U.S. The Lees do too.", ["He lives in the U.S.", "The Lees do too."],
                     id="an abbreviation that ends a sentence"),
        pytest.param("“Is it? It is,” she said. He left.", ["“Is it? It is,” she said.", "He left."],
                     id="a quotation is never cut"),
        pytest.param("“Is it?” she asked.", ["“Is it?” she asked."], id="a question goes on after its mark"),
        pytest.param("“It is.” She left.", ["“It is.”", "She left."], id="a quotation that ends a sentence"),
        pytest.param("Sen. Al Ray (D-N.C.) left.", ["Sen. Al Ray (D-N.C.) left."], id="a party in brackets"),
        pytest.param("One line\nAnother line", ["One line", "Another line"], id="paragraphs"),
        pytest.param("Prices rose 3.5pc. Wages fell.", ["Prices rose 3.5pc.", "Wages fell."], id="numbers"),
    ],
)  # fmt: skip
def test_sentences(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


def test_possessives_and_contractions() -> None:
    text = "Russia's army won’t leave."
    assert [text[a:b] for a, b in words_of(text)] == ["Russia", "'s", "army", "won’t", "leave", "."]


def test_a_sentence_without_an_end_is_cut() -> None:
    assert len(sentences("he said " * LONGEST_SENTENCE)) > 1


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        pytest.param("Zoe\u0308 Lee", ["Zoe\u0308", "Lee"], id="a combining mark belongs to its word"),
        pytest.param("Zo\u00eb\u0301-Ann", ["Zo\u00eb\u0301-Ann"], id="one too many, and a hyphen"),
        pytest.param("Gar\u00adcía", ["Gar\u00adcía"], id="a soft hyphen"),
        pytest.param("Lee 👩‍🚀👍🏽❤️, York", ["Lee", ",", "York"], id="emoji are no words"),
        pytest.param("a <b>B</b>, 1 < 2 > 0", ["a", "B", ",", "1", "<", "2", ">", "0"], id="nor are tags"),
        pytest.param("<script>a('b')</script><a href='x'>Lee</a>", ["Lee"], id="nor is a script"),
    ],
)
def test_what_is_and_what_is_not_part_of_a_word(text: str, forms: list[str]) -> None:
    assert [text[a:b] for a, b in words_of(text)] == forms


@given(st.text(max_size=300))
def test_words_are_in_order_and_leave_out_no_letter_digit_or_punctuation(text: str) -> None:
    position = 0
    for start, end in [*words_of(text), (len(text), len(text))]:
        assert position <= start
        between = TAG.sub("", text[position:start])
        assert all(character.isspace() or category(character)[0] in "MCS" for character in between)
        position = end


@given(st.text(max_size=300))
def test_sentences_cover_every_word_once(text: str) -> None:
    words = Words.read(text)
    position = 0
    for first, last in find_sentences(words, find_quotations(text)):
        assert first == position < last
        position = last
    assert position == len(words)
