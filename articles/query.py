"""What a search asks for, and the words in which things are found: the same on every database. Pure.

A word is a run of letters and digits without case and accents (`articles.document.folded`); of Chinese and Japanese,
which is written without blanks, each character is one. Both databases are given words, never texts: so neither has
a say in where words end or which of them count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from articles.document import folded
from articles.errors import BadSearch

WORD = re.compile(r"[^\W_]+")
WRITTEN_CLOSE = re.compile(
    "([\u2e80-\u2fff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])"
)
TERM = re.compile(r'(?<!\S)(-?)(?:"([^"]*)"(\*?)|([^\s"]+))|([^\s"]+)|"')
QUOTATION_MARKS = str.maketrans(dict.fromkeys("“”„‟«»″＂", '"'))
WORD_LENGTH = 100
"""Characters of a word that count: what differs only after these is the same word."""
MOST_WORDS, MOST_BYTES = 16_000, 900_000
"""What is found of one quote: so much of its beginning (PostgreSQL has no room for more)."""
QUERY_LENGTH, MOST_TERMS, SHORTEST_START = 500, 20, 2


def words_of(text: str) -> list[str]:
    """The words of a text, in order."""
    words = []
    for run in WORD.findall(folded(text)):
        words += (
            [part[:WORD_LENGTH] for part in WRITTEN_CLOSE.split(run) if part]
            if not run.isascii()
            else [run[:WORD_LENGTH]]
        )
    return words


def found_by(texts: Iterable[str]) -> list[list[str]]:
    """The words of each of these texts, as far as there is room for them. No phrase goes from one into the next."""
    parts: list[list[str]] = []
    number = size = 0
    for text in texts:
        part: list[str] = []
        for word in words_of(text):
            number, size = number + 1, size + len(word.encode()) + 8
            if number > MOST_WORDS or size > MOST_BYTES:
                return [*parts, part]
            part.append(word)
        parts.append(part)
        number += 1  # the gap between two texts
    return parts


class Term(NamedTuple):
    """Words that follow one another. `start`: the last is the start of a word. `without`: they must not be there."""

    words: tuple[str, ...]
    start: bool = False
    without: bool = False


class Query(NamedTuple):
    """Terms that must all hold, in the order in which they were typed."""

    terms: tuple[Term, ...]

    @classmethod
    def read(cls, text: str) -> Query:
        """What somebody typed: words, "phrases", starts of words as in `harb*`, and `-` before what must not be there.

        Whatever is written in one go is a phrase: `hard-won` finds “hard won” and the other way round.
        Raises BadSearch.
        """
        if len(text) > QUERY_LENGTH:
            raise BadSearch(f"A search has at most {QUERY_LENGTH} characters. Leave out some words.")
        terms = tuple(_terms(text.translate(QUOTATION_MARKS)))
        if len(terms) > MOST_TERMS:
            raise BadSearch(f"A search has at most {MOST_TERMS} words and phrases. Leave out some.")
        if all(term.without for term in terms):
            raise BadSearch(
                "Say at least one word to search for: a search cannot do with what must not be there."
            )
        return cls(terms)

    @property
    def sought(self) -> list[Term]:
        return [term for term in self.terms if not term.without]

    @property
    def shunned(self) -> list[Term]:
        return [term for term in self.terms if term.without]


def _terms(text: str) -> Iterator[Term]:
    for minus, phrase, phrase_star, word, rest in TERM.findall(text):
        said = phrase or word or rest
        words = tuple(words_of(said))
        if not words:
            continue
        start = bool(phrase_star) or (not phrase and said.endswith("*"))
        if start and len(words[-1]) < SHORTEST_START and not WRITTEN_CLOSE.match(words[-1]):
            raise BadSearch(
                f"Give at least {SHORTEST_START} letters before the star: “{said}” would find too much."
            )
        yield Term(words, start, bool(minus))
