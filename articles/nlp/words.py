"""Where do words, paragraphs and sentences begin and end?

All later rooms of the pipeline count in these words; `quotation_marks` says which stretches a sentence may not be
cut in. Every mark of punctuation is a word of its own, so that every span a rule can find has whole words for edges.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from articles.nlp.quotation_marks import TAG, Quotation

# Chunks of at most 64 characters and possessive quantifiers: a line of a megabyte without a blank costs what any
# other megabyte costs.
_ABBREVIATIONS = (
    "Mr Mrs Ms Messrs Dr Prof Rev Fr Sr Jr St Mt Ft Gov Lt Col Gen Capt Cpl Sgt Maj Cmdr Adm Sen Sens Rep Reps Pres "
    "Hon Supt Insp Det Atty Asst Assoc Dept Inc Corp Co Ltd Bros vs No Nos Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct "
    "Nov Dec Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Mass Md Mich Minn Miss Mo Mont Neb Nev Okla "
    "Ore Pa Tenn Tex Vt Va Wash Wis Wyo"
).split()
_NEVER_LAST = frozenset(
    f"{name}."
    for name in (
        "Mr Mrs Ms Messrs Dr Prof Rev Fr St Mt Ft Gov Lt Col Gen Capt Cpl Sgt Maj Cmdr Adm Sen Sens Rep Reps "
        "Pres Hon Supt Insp Det Atty vs"
    ).split()
)
# What a letter may carry with it: combining marks, a soft hyphen, joiners.
_CARRIED = (
    r"\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
    r"\u00ad\u200c\u200d"
)
_LETTERS = rf"\w[\w{_CARRIED}]{{0,63}}+"
_PICTURES = (
    r"\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\ufe0e\ufe0f\u200b-\u200f\u2060\ufeff"
    r"\U0001f000-\U0001faff\U000e0020-\U000e007f"
)
_WORD = re.compile(
    rf"""
      (?P<unread>{TAG.pattern} | [{_PICTURES}{_CARRIED}]++)
    | (?:[A-Za-z]\.){{2,12}}+                                   # U.S.
    | \b(?:{"|".join(_ABBREVIATIONS)})\.                        # Mr.
    | \b[A-Z]\.(?=\s*+["“]?[A-Z])                                   # the J. of J. Smith
    | [@#](?:{_LETTERS})++
    | \d{{1,32}}+(?:[.,:/]\d{{1,32}}+){{0,8}}+[\w{_CARRIED}]{{0,16}}+(?:[-‐‑](?:{_LETTERS})++){{0,8}}+       # 3.8pc
    | (?:{_LETTERS})(?:(?:[-‐‑]|[’'](?!s\b))(?:{_LETTERS})++){{0,8}}+   # don't, US-led
    | [’']s\b
    | ''|``|\.{{2,8}}+|--+
    | [^\w\s]
    """,
    re.VERBOSE,
)
LONGEST_SENTENCE = 400
"""Words after which a sentence is cut whatever it says: rules that look over a sentence stay linear."""
_SENTENCE_END = frozenset(".?!…") | {"..", "...", "....", "?!"}
_OPENS = frozenset("\"“„«‘'([‚‹") | {"''", "``"}
_CLOSES = frozenset("\"”»’')]›“‘") | {"''"}
_STARTERS = frozenset(
    "the a an in on at but and he she it they we i you this that these those there then when while after before as "
    "if for his her its their our so yet now not no one some many most both such what who how why with by from to "
    "mr mr. mrs mrs. ms ms. dr dr. sen sen. president".split()
)


def words_of(text: str) -> list[tuple[int, int]]:
    """The `(start, end)` of every word of `text` in order. Linear in the length of the text.

    Blanks are left out, and so is what a reader passes over beside a word: emoji and HTML tags.
    """
    return [match.span() for match in _WORD.finditer(text) if match.lastgroup is None]


@dataclass
class Words:
    """The words of one article, with the ranges (half-open, counted in words) of its paragraphs and sentences."""

    text: str
    starts: list[int]
    ends: list[int]
    forms: list[str]
    paragraphs: list[tuple[int, int]]
    sentences: list[tuple[int, int]] = field(default_factory=list)

    @classmethod
    def read(cls, text: str) -> Words:
        """Cut `text` into words and paragraphs; a paragraph is a line with something on it."""
        spans = words_of(text)
        starts = [start for start, _ in spans]
        paragraphs = []
        for line in re.finditer(r"[^\n]+", text):
            first, last = bisect_left(starts, line.start()), bisect_left(starts, line.end())
            if first < last:
                paragraphs.append((first, last))
        return cls(text, starts, [end for _, end in spans], [text[a:b] for a, b in spans], paragraphs)

    @cached_property
    def lowers(self) -> list[str]:
        return [form.lower().replace("’", "'") for form in self.forms]

    @cached_property
    def _mid_sentence(self) -> frozenset[str]:
        firsts = {first for first, _ in self.sentences}
        return frozenset(
            form
            for k, form in enumerate(self.forms)
            if form[0].isupper()
            and k not in firsts
            and not (k - 1 in firsts and self.forms[k - 1] in _OPENS)
            and self.forms[k - 1] != ":"
        )

    def mid_sentence(self, form: str) -> bool:
        """Whether `form`, which has a capital, stands anywhere else than at the start of a sentence."""
        return form in self._mid_sentence

    def __len__(self) -> int:
        return len(self.starts)

    def at(self, start: int, end: int) -> tuple[int, int]:
        """The range of words that lie at least partly in the characters from `start` to `end`."""
        return bisect_right(self.ends, start), bisect_left(self.starts, end)

    def said(self, first: int, last: int) -> str:
        """The text from word `first` up to, not including, word `last`."""
        return self.text[self.starts[first] : self.ends[last - 1]] if first < last else ""

    def sentence_of(self, word: int) -> int:
        """The number of the sentence that holds `word`."""
        return bisect_right(self.sentences, (word, len(self) + 1)) - 1

    def paragraph_of(self, word: int) -> int:
        """The number of the paragraph that holds `word`."""
        return bisect_right(self.paragraphs, (word, len(self) + 1)) - 1


def find_sentences(words: Words, quotations: Sequence[Quotation]) -> list[tuple[int, int]]:
    """The sentences of an article as ranges of words. No sentence crosses a paragraph or ends inside a quotation.

    A quotation that ends in . ? or ! ends the sentence when what follows starts like one, so that
    "“Is it?” she asked" stays whole and "“It is.” She left" does not.
    """
    closing = {}
    for quotation in quotations:
        if quotation.depth == 0:
            first, last = words.at(quotation.start, quotation.end)
            if first < last:
                closing[first] = last
    found = []
    for first, last in words.paragraphs:
        start = position = first
        while position < last:
            if position in closing and closing[position] <= last:
                inside, position = position, closing[position]
                tail = words.forms[max(inside, position - 3) : position]
                ends = any(form in _SENTENCE_END for form in tail) and _starts_sentence(words, position, last)
            else:
                ends = _ends_sentence(words, position, last)
                position += 1
            if (ends or position - start >= LONGEST_SENTENCE) and position < last:
                found.append((start, position))
                start = position
        found.append((start, last))
    return found


def _ends_sentence(words: Words, position: int, last: int) -> bool:
    form = words.forms[position]
    if form in _SENTENCE_END:
        glued = form == "." and position + 1 < last and words.starts[position + 1] == words.ends[position]
        return not (glued and words.forms[position + 1] not in _CLOSES) and _starts_sentence(
            words, position + 1, last
        )
    if form.endswith(".") and len(form) > 1:
        # An abbreviation closes a sentence only where the next word is one that sentences start with.
        if form in _NEVER_LAST or position + 1 >= last or re.fullmatch(r"[A-Z]\.", form):
            return False
        following = words.forms[position + 1]
        return following[:1].isupper() and words.lowers[position + 1] in _STARTERS
    return False


def _starts_sentence(words: Words, position: int, last: int) -> bool:
    if position >= last:
        return True
    form = words.forms[position]
    if form in _OPENS:
        return True
    return form[0].isupper() or form[0].isdigit() or form[0] in "@#—–-•*" or not form[0].isascii()
