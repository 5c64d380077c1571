"""Are the words between quotation marks speech, or a scare quote, a title, a term?

Judged by the words inside the marks alone, for languages that the tagger does not read.
"""

from __future__ import annotations

from articles.nlp.reading import SPEECH_END, Range, Reading


def _spoken(reading: Reading, quotation: Range) -> list[int]:
    return [k for k in range(*quotation) if reading.words.lowers[k][0].isalnum()]


def title_like(reading: Reading, quotation: Range) -> bool:
    """Whether a quotation has a capital on every longer word, not on its first alone: a title, a headline."""
    inside = _spoken(reading, quotation)
    return (
        1 < len(inside) <= 8
        and any(reading.words.forms[k][0].isupper() for k in inside[1:])
        and not any(reading.words.forms[k].islower() and len(reading.words.lowers[k]) > 3 for k in inside)
    )


def long_enough(reading: Reading, quotation: Range) -> bool:
    """Whether a quotation of any language is too long for a scare quote: four words, or two that end like speech.

    A capital on every longer word makes a title, unless it ends like speech.
    """
    _first, last = quotation
    inside = _spoken(reading, quotation)
    ends = any(form in SPEECH_END for form in reading.words.forms[last - 2 : last])
    # Chinese, Japanese and Thai put no blanks between words: there, letters are counted.
    unspaced = sum(len(reading.words.forms[k]) for k in inside if reading.words.forms[k][0] > "\u0e00") > 7
    if unspaced or (ends and len(inside) > 1):
        return True
    return len(inside) > 3 and not title_like(reading, quotation)
