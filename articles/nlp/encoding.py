"""How is an article put before the encoder?

Words become pieces of the encoder's vocabulary, paragraphs are parted by a mark of their own, and long articles are
read in windows that overlap. Training and tagging both read articles this way, and only this way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from articles.nlp.reading import Reading

Numbers = npt.NDArray[np.int64]

LONGEST_WORD = 6
"""Pieces of a word that are read; what a longer one ends in says little about who said what."""
LONGEST_KEPT = 40
"""Letters of a word whose pieces are kept for the next time."""
_PARTS = re.compile(r"\w+|[^\w\s]")
_LONGEST_PIECE = 24
_DOUBLE = ("''", "``")

INSIDE, SENTENCE, PARAGRAPH = 0, 1, 2
"""What stands before a word: nothing, the start of a sentence, the start of a paragraph."""
SHAPES = 8
_LOWER, _CAPITAL, _CAPITALS, _MIXED, _DIGITS, _MARK, _SPECIAL, _PADDING = range(SHAPES)


@dataclass(frozen=True)
class Encoded:
    """An article as the encoder reads it: an entry a word in each of the four."""

    pieces: list[tuple[int, ...]]
    before: Numbers  # INSIDE, SENTENCE or PARAGRAPH
    shapes: Numbers  # which letters are capitals
    quoted: Numbers  # 1 inside quotation marks

    def __len__(self) -> int:
        return len(self.pieces)

    def part(self, first: int, last: int) -> Encoded:
        """The words from `first` up to, not including, `last`."""
        some = slice(first, last)
        return Encoded(self.pieces[some], self.before[some], self.shapes[some], self.quoted[some])


@dataclass(frozen=True, slots=True)
class Window:
    """The words from `first` to `last` read at once; what is found is kept from `keep_first` to `keep_last`."""

    first: int
    last: int
    keep_first: int
    keep_last: int


class WordPieces:
    """The vocabulary of the encoder, and how it cuts words.

    Longest match first, as in WordPiece (Wu et al. 2016) over BERT's uncased normalisation (Devlin et al. 2019).
    """

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self.vocabulary = list(vocabulary)
        self._number = {piece: number for number, piece in enumerate(self.vocabulary)}
        self._known: dict[str, tuple[int, ...]] = {}
        try:
            self.start, self.gap, self.unknown, self.padding, self.hidden = (
                self._number[name] for name in ("[CLS]", "[SEP]", "[UNK]", "[PAD]", "[MASK]")
            )
        except KeyError as missing:
            raise ValueError(f"The vocabulary of the encoder lacks {missing}.") from None

    def of(self, form: str) -> tuple[int, ...]:
        """The pieces of a word, at least one."""
        found = self._known.get(form)
        if found is None:
            found = self._cut(form)
            if len(form) <= LONGEST_KEPT:
                if len(self._known) > 50_000:
                    self._known.clear()
                self._known[form] = found
        return found

    def _cut(self, form: str) -> tuple[int, ...]:
        bare = "".join(
            c for c in unicodedata.normalize("NFD", form.lower()) if unicodedata.category(c) != "Mn"
        )
        pieces: list[int] = []
        for part in _PARTS.findall(bare):
            pieces += self._part(part)
            if len(pieces) >= LONGEST_WORD:
                break
        return tuple(pieces[:LONGEST_WORD]) or (self.unknown,)

    def _part(self, part: str) -> list[int]:
        pieces: list[int] = []
        position = 0
        while position < len(part) and len(pieces) < LONGEST_WORD:
            for end in range(min(len(part), position + _LONGEST_PIECE), position, -1):
                number = self._number.get(("##" if position else "") + part[position:end])
                if number is not None:
                    pieces.append(number)
                    position = end
                    break
            else:
                return [self.unknown]
        return pieces


def encode(reading: Reading, pieces: WordPieces) -> Encoded:
    """Read the words of an article; every style of quotation marks looks the same to the encoder."""
    words = reading.words
    forms = [form.replace("’", "'").replace("‘", "'") for form in words.forms]
    for quotation in reading.quotations:
        first, last = words.at(quotation.start, quotation.end)
        if first >= last:
            continue
        opening = words.text[quotation.start : quotation.start + 2]
        double = opening[0] not in "'‘’`" or opening in _DOUBLE
        for found, word, mark in (
            (quotation.opened, first, "“" if double else "‘"),
            (quotation.closed, last - 1, "”" if double else "’"),
        ):
            if found and len(words.forms[word]) <= 2 and not words.forms[word].isalnum():
                forms[word] = mark
    before = np.full(len(words), INSIDE)
    before[[first for first, _ in words.sentences]] = SENTENCE
    before[[first for first, _ in words.paragraphs]] = PARAGRAPH
    return Encoded(
        [pieces.of(form) for form in forms],
        before,
        np.array([shape_of(form) for form in words.forms], dtype=np.int64),
        np.array([number >= 0 for number in reading.quoted], dtype=np.int64),
    )


def shape_of(form: str) -> int:
    """Which letters of a word are capitals: the encoder itself sees none."""
    if not any(map(str.isalnum, form)):
        return _MARK
    if form[0].isdigit():
        return _DIGITS
    if form.islower():
        return _LOWER
    if form.isupper() and len(form) > 1:
        return _CAPITALS
    return _CAPITAL if form[0].isupper() else _MIXED


def costs(encoded: Encoded) -> Numbers:
    """The places every word takes in a window: its pieces, and one more for the gap before a paragraph."""
    taken: Numbers = np.array([len(p) for p in encoded.pieces], dtype=np.int64) + (
        encoded.before == PARAGRAPH
    )
    return taken


def windows(encoded: Encoded, places: int, context: int, first_places: int = 0) -> Iterator[Window]:
    """Windows of at most `places` that overlap by twice `context` and together keep every word once.

    The first takes `first_places` at most, where that is given: training cuts an article elsewhere each time.
    """
    ends = np.concatenate([[0], costs(encoded).cumsum()])
    total = len(encoded)
    keep = 0
    while keep < total:
        first = int(np.searchsorted(ends, ends[keep] - context)) if keep else 0
        room = (first_places if first_places and not keep else places) - 2
        last = max(int(np.searchsorted(ends, ends[first] + room, side="right")) - 1, keep + 1)
        until = total if last >= total else max(int(np.searchsorted(ends, ends[last] - context)), keep + 1)
        yield Window(first, min(last, total), keep, min(until, total))
        keep = until


def place(
    encoded: Encoded, first: int, last: int, pieces: WordPieces
) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """The words from `first` to `last` as the encoder's input.

    Returns pieces, shapes and quoted, an entry a place, and where each word begins, an entry a word.
    """
    ids, shapes, quoted, starts = [pieces.start], [_SPECIAL], [0], []
    for word in range(first, last):
        if encoded.before[word] == PARAGRAPH and word > first:
            ids.append(pieces.gap)
            shapes.append(_SPECIAL)
            quoted.append(0)
        starts.append(len(ids))
        found = encoded.pieces[word]
        ids += found
        shapes += [int(encoded.shapes[word])] * len(found)
        quoted += [int(encoded.quoted[word])] * len(found)
    ids.append(pieces.gap)
    shapes.append(_SPECIAL)
    quoted.append(0)
    return np.array(ids), np.array(shapes), np.array(quoted), np.array(starts)
