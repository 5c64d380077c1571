"""Which body does a short name mean: "the IMF", "the Times", "the Supreme Court"?

Knows what the long names of an article's bodies are shortened to. Phrases without a name are left to `noun_speakers`.
"""

from __future__ import annotations

from articles.nlp.names import Named
from articles.nlp.reading import Reading
from articles.nlp.word_lists import ORGANIZATION_NOUNS, PREPOSITIONS

LONGEST_ACRONYM = 8
_KNOWN = {"us": "United States", "un": "United Nations", "uk": "United Kingdom", "eu": "European Union"}


class ShortNames:
    """The long names that the short ones of one article stand for."""

    def __init__(self, reading: Reading, names: list[Named]) -> None:
        self._by_initials: dict[str, str] = {}
        self._by_last: dict[str, str] = {}
        self._by_ending: dict[str, str | None] = {}
        self._texts: set[str] = set()
        self._defined: set[str] = set()
        self._by_noun: dict[str, str | None] = {}
        for named in names:
            self._add(named)
        self._define(reading)

    def _add(self, named: Named) -> None:
        name, words = named.text, named.words
        if len(words) < 2 or named.titles or name in self._texts:
            return
        self._texts.add(name)
        capitals = [word[0] for word in words if word[0].isupper()]
        if 2 <= len(capitals) <= LONGEST_ACRONYM:
            self._longest(self._by_initials, "".join(capitals).casefold(), name)
        if words[-1].casefold() in ORGANIZATION_NOUNS:
            self._longest(self._by_last, words[-1].casefold(), name)
        # Two longer names with one ending leave the short one as it is.
        for k in range(max(1, len(words) - 6), len(words) - 1):
            ending = " ".join(words[k:]).casefold()
            if words[k - 1].casefold() not in PREPOSITIONS:
                known = self._by_ending.setdefault(ending, name)
                self._by_ending[ending] = name if known == name or (known and name.endswith(known)) else None

    @staticmethod
    def _longest(index: dict[str, str], key: str, name: str) -> None:
        index[key] = max(index.get(key, ""), name, key=len)

    def _define(self, reading: Reading) -> None:
        """ "Alliance to Keep Our Mills (AKOM)": the words before the brackets whose capitals spell the acronym."""
        words = reading.words
        for k in range(2, len(words) - 2):
            short = words.forms[k + 1]
            if words.forms[k] != "(" or words.forms[k + 2] != ")" or not short.isupper() or len(short) < 2:
                continue
            left = list(short)
            start = k
            while left and start > 0 and k - start < 3 * LONGEST_ACRONYM:
                start -= 1
                form = words.forms[start]
                if form[0].isupper() and form[0] == left[-1]:
                    left.pop()
                elif (form[0].isupper() and len(left) == len(short)) or (
                    not form[0].isalpha() and form not in ("&", "'", "’")
                ):
                    break
            if not left:
                self._by_initials[short.casefold()] = words.said(start, k)
                name = words.said(start, k)
                for noun in set(name.casefold().split()) if name not in self._defined else ():
                    self._by_noun[noun] = None if noun in self._by_noun else name
                self._defined.add(name)

    def defines(self, name: str) -> bool:
        """Whether the article gives an acronym in brackets after this name."""
        return name in self._defined

    def fullest(self, name: str) -> str:
        """The longest name in the article that `name` is short for, or `name` itself."""
        plain = name.replace(".", "").casefold()
        if plain in _KNOWN and _KNOWN[plain] in self._texts and name.isupper():
            return _KNOWN[plain]
        if " " not in name:
            if name.replace(".", "").isupper():
                return self._by_initials.get(plain, name)
            return self._by_last.get(plain, name)
        return self._by_ending.get(name.casefold()) or name

    def defined_by(self, noun: str) -> str | None:
        """The only long name with an acronym of its own that has the word `noun` in it."""
        return self._by_noun.get(noun)
