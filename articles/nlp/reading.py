"""What one article looks like to the rules: its words, sentences and quotations, and what was found in it so far.

A `Reading` is plain data. `components` fills it from a spaCy Doc and writes the findings back, so that a rule never
knows who found a span before it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from articles.document import Speaker
from articles.nlp.quotation_marks import Quotation
from articles.nlp.words import Words, find_sentences

SPEECH_END = frozenset({".", ",", "?", "!", "…", "...", "—", "–", "-", "--", ";", "。", "！", "？"})
SHORTEST_SPEECH = 4
"""Words of a quotation, its marks among them, that are no whole speech yet."""
Range = tuple[int, int]
"""A half-open range of words."""


@dataclass
class Reading:
    """The words of an article, and which of them stand in which outermost quotation."""

    words: Words
    quotations: Sequence[Quotation]

    @classmethod
    def of(cls, words: Words, quotations: Sequence[Quotation]) -> Reading:
        """The words of an article cut into sentences, none of which ends inside one of its `quotations`."""
        words.sentences = find_sentences(words, quotations)
        return cls(words, quotations)

    @cached_property
    def outer(self) -> list[Range]:
        """The outermost quotations as ranges of words, marks included. A nickname inside a name is none."""
        ranges = [self.words.at(found.start, found.end) for found in self.quotations if found.depth == 0]
        return [(first, last) for first, last in ranges if first < last and not self._nickname(first, last)]

    def _nickname(self, first: int, last: int) -> bool:
        forms = self.words.forms
        if not (first > 0 and last < len(forms) and last - first in (3, 4)):
            return False
        around = (forms[first - 1], forms[first + 1], forms[last])
        return (
            all(form[0].isupper() and form[-1].isalpha() for form in around) and forms[last - 2][-1].isalpha()
        )

    @cached_property
    def quoted(self) -> list[int]:
        """For each word the number of the outermost quotation around it in `outer`, or -1."""
        numbers = [-1] * len(self.words)
        for number, (first, last) in enumerate(self.outer):
            numbers[first:last] = [number] * (last - first)
        return numbers

    @cached_property
    def unclosed(self) -> frozenset[int]:
        """The last words of quotations that no mark closes."""
        ends = {self.words.at(found.start, found.end)[1] for found in self.quotations if not found.closed}
        return frozenset(last - 1 for _, last in self.outer if last in ends)

    def whole(self, quotation: Range) -> bool:
        """Whether a quotation, one of `outer`, is speech from mark to mark: closed, of some length, ended like it."""
        first, last = quotation
        return (
            last - first > SHORTEST_SPEECH
            and last - 1 not in self.unclosed
            and self.words.forms[last - 2] in SPEECH_END
        )

    def quotation_at(self, word: int) -> Range | None:
        """The outermost quotation that begins at `word`."""
        number = self.quoted[word] if 0 <= word < len(self.words) else -1
        return self.outer[number] if number >= 0 and self.outer[number][0] == word else None


@dataclass(frozen=True, slots=True)
class Found:
    """A span somebody found: where, what it belongs to ("" where nobody knows) and how it stands.

    From 0 to 1: how `likely` its words have their role, that it begins and ends `exact`ly so, and that it goes
    `together` with what its link says.
    """

    range: Range
    link: str = ""
    shape: str = ""
    likely: float = 1.0
    exact: float = 1.0
    together: float = 1.0


@dataclass
class Linked:
    """An attribution before anybody is named: content with its cue and source, and how they were put together."""

    content: list[Range]
    cue: Range | None = None
    source: Range | None = None
    link: str = ""
    shape: str = "alone"
    sentence: int = 0
    likely: float = 1.0  # from here as in Found; `cued` and `sourced`: that cue and source are this content's
    exact: float = 1.0
    cued: float = 0.0
    sourced: float = 0.0
    speakers: list[Speaker] = field(default_factory=list)
    continued: bool = False
    because: str = ""
    sureness: float = 0.5

    def weigh(self, parts: Sequence[Found]) -> None:
        """Take over how its parts stand: as likely as the least likely one, exact where all of them are."""
        own = [it for it in parts if it.link and it.link == self.link]
        self.likely = min(it.likely for it in parts)
        self.exact = math.prod(it.exact for it in parts)
        self.cued = min(it.together for it in own) if self.cue else 0.0
        self.continued = len(parts) > max(1, len(own))
