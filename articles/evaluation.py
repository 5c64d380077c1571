"""How alike are two people's, or a model's and a person's, attributions of one text?"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

FOUND = 0.5
"""Jaccard index of their words from which two contents count as the same quote."""
_WORD = re.compile(r"\w+")


def words_in(text: str, ranges: Iterable[tuple[int, int]]) -> frozenset[int]:
    """The words of some half-open ranges of code points, each as the place where it begins."""
    return frozenset(start + it.start() for start, end in ranges for it in _WORD.finditer(text[start:end]))


def pairs(ones: Sequence[frozenset[int]], others: Sequence[frozenset[int]]) -> dict[int, int]:
    """Which of the others each one is, by number: one to one, the most alike first, ties in order.

    Both are sets of words as `words_in` gives them; pairs less alike than FOUND are none.
    """
    holders: dict[int, list[int]] = defaultdict(list)
    for number, words in enumerate(others):
        for word in words:
            holders[word].append(number)
    alike = []
    for number, words in enumerate(ones):
        for other, shared in Counter(it for word in words for it in holders[word]).items():
            index = shared / len(words | others[other])
            if index >= FOUND:
                alike.append((-index, number, other))
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _, number, other in sorted(alike):
        if number not in found and other not in taken:
            found[number] = other
            taken.add(other)
    return found
