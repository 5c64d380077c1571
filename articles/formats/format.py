"""What a file format is: who writes and reads it, what has no place in it, and what a reader refuses.

Each format is a module of its own beside this one; `articles.formats.FORMATS` lists them all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.util import find_spec
from typing import BinaryIO, TypeVar

from articles.document import Attribution, Document, Speaker
from articles.errors import FormatNotInstalled

T = TypeVar("T")


class Loss(StrEnum):
    """Something that a document can hold and a format may not, in the plural, as a report says it; `one` of it."""

    one: str

    def __new__(cls, several: str, one: str = "") -> Loss:  # by the former alone it is looked up
        loss = str.__new__(cls, several)
        loss._value_, loss.one = several, one
        return loss

    ARTICLES = "articles without quotes", "article without quotes"
    TEXTS = "texts of articles", "text of an article"
    IDS = "ids of articles", "id of an article"
    TITLES = "titles", "title"
    PUBLISHERS = "publishers", "publisher"
    BYLINES = "bylines", "byline"
    URLS = "addresses", "address"
    DATES = "dates of publication", "date of publication"
    LANGUAGES = "languages", "language"
    QUOTE_IDS = "ids of quotes", "id of a quote"
    KINDS = "kinds of quotes", "kind of a quote"
    PLACES = "places of cues and sources", "place of a cue or source"
    STATES = "states of quotes", "state of a quote"
    VERSIONS = "versions of quotes", "version of a quote"
    CONFIDENCES = "confidences", "confidence"
    REASONS = "reasons", "reason"
    DECIDERS = "names of those who decided", "name of who decided"
    MOMENTS = "moments of decisions", "moment of a decision"
    SPEAKERS = "speakers", "speaker"
    SPEAKER_IDS = "ids of speakers", "id of a speaker"
    SPEAKER_KINDS = "kinds of speakers", "kind of a speaker"
    ALIASES = "other names of speakers", "other name of a speaker"
    WIKIDATA = "Wikidata numbers of speakers", "Wikidata number of a speaker"
    OVERLAPS = "parts that overlap others", "part that overlaps others"
    LINKS = "ties between the parts of a quote", "tie between the parts of a quote"
    BLANKS = (
        "texts whose blanks between words are now one each",
        "text whose blanks between words are now one each",
    )
    BLANK_PARTS = "parts of blanks only", "part of blanks only"
    CONTROLS = "control characters", "control character"
    ENDS = "ends of articles", "end of an article"
    CUELESS = "quotes without a cue", "quote without a cue"
    CUE_PARTS = "further parts of cues", "further part of a cue"

    def counted(self, number: int) -> str:
        """So many of it, in words."""
        return f"{number:,} {self.one if number == 1 else self}"


DETAILS = frozenset({Loss.TITLES, Loss.PUBLISHERS, Loss.BYLINES, Loss.URLS, Loss.DATES, Loss.LANGUAGES})
DECISIONS = frozenset({Loss.STATES, Loss.VERSIONS, Loss.DECIDERS, Loss.MOMENTS})
WHO = frozenset({Loss.SPEAKER_IDS, Loss.SPEAKER_KINDS, Loss.ALIASES, Loss.WIKIDATA})


class Losses:
    """Counts, by what it is, how often a writer found no place for something."""

    def __init__(self) -> None:
        self.counts: Counter[Loss] = Counter()

    def count(self, what: Loss, number: int = 1) -> None:
        """Note that so many of these were left out."""
        if number:
            self.counts[what] += number

    def count_absent(self, document: Document, absent: Collection[Loss]) -> None:
        """Count what this document has in fields of articles, quotes and speakers that are `absent` from a format."""
        self._count_present(document, _OF_ARTICLE, absent)
        for attribution in document.attributions:
            self._count_present(attribution, _OF_QUOTE, absent)
            for speaker in attribution.speakers:
                self._count_present(speaker, _OF_SPEAKER, absent)

    def _count_present(self, it: T, fields: dict[Loss, Callable[[T], int]], absent: Collection[Loss]) -> None:
        for loss in absent:
            if loss in fields:
                self.count(loss, fields[loss](it))

    def __str__(self) -> str:
        return ", ".join(what.counted(number) for what, number in sorted(self.counts.items()))


_OF_ARTICLE: dict[Loss, Callable[[Document], int]] = {
    Loss.ARTICLES: lambda d: not d.attributions,
    Loss.TEXTS: lambda d: 1,
    Loss.IDS: lambda d: d.id is not None,
    Loss.TITLES: lambda d: bool(d.title),
    Loss.PUBLISHERS: lambda d: bool(d.publisher),
    Loss.BYLINES: lambda d: bool(d.byline),
    Loss.URLS: lambda d: bool(d.url),
    Loss.DATES: lambda d: d.published is not None,
    Loss.LANGUAGES: lambda d: bool(d.language),
}
_OF_QUOTE: dict[Loss, Callable[[Attribution], int]] = {
    Loss.QUOTE_IDS: lambda a: a.id is not None,
    Loss.KINDS: lambda a: 1,
    Loss.PLACES: lambda a: len(a.cue) + len(a.source),
    Loss.STATES: lambda a: a.state is not None,
    Loss.VERSIONS: lambda a: a.version != 0,
    Loss.CONFIDENCES: lambda a: a.confidence is not None,
    Loss.REASONS: lambda a: bool(a.reason),
    Loss.DECIDERS: lambda a: bool(a.decided_by),
    Loss.MOMENTS: lambda a: a.decided_at is not None,
    Loss.SPEAKERS: lambda a: len(a.speakers),
}
_OF_SPEAKER: dict[Loss, Callable[[Speaker], int]] = {
    Loss.SPEAKER_IDS: lambda s: s.id is not None,
    Loss.SPEAKER_KINDS: lambda s: 1,
    Loss.ALIASES: lambda s: len(s.aliases),
    Loss.WIKIDATA: lambda s: bool(s.wikidata),
}


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that a reader could not take: where it stands, such as “line 3”, and why, as a sentence."""

    place: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


Writer = Callable[[Iterable[Document], Losses], Iterator[bytes]]
"""Writes documents, one held at a time, as pieces of one file; text is UTF-8. What has no place is counted."""
Reader = Callable[[BinaryIO], Iterator[Document | Refused]]
"""Reads the documents of one file, one held at a time, refusing bad ones where they stand and going on after them.

Where a file as a whole cannot be read, that is the last thing yielded. No reader raises for what a file holds. Formats
in an archive or with an index at their end (`seeks`) need a file that can seek.
"""


@dataclass(frozen=True, slots=True)
class Format:
    """A format and all that pages, commands and the API say of it.

    `title` and `summary` are for the screen; `suffix` has its dot; `read` is None where nothing can be read back.
    `loses` is what a document can hold and this format cannot: `docs/formats.md` says the same at length. `needs` is a
    module that may not be installed, of the optional extra `extra`.
    """

    name: str
    title: str
    summary: str
    media_type: str
    suffix: str
    write: Writer
    read: Reader | None = None
    loses: frozenset[Loss] = field(default_factory=frozenset)
    seeks: bool = False
    needs: str = ""
    extra: str = ""

    @property
    def installed(self) -> bool:
        """Whether what this format needs is there."""
        return not self.needs or find_spec(self.needs) is not None

    @property
    def installing(self) -> str:
        """The command, in the folder of the checkout, that brings what this format needs."""
        return f".venv/bin/python -m pip install {self.needs}"

    @property
    def losses(self) -> str:
        """What has no place in this format, in words; empty where all of it has."""
        return ", ".join(sorted(self.loses))

    def check_installed(self) -> None:
        """Raise FormatNotInstalled where what this format needs is missing."""
        if not self.installed:
            raise FormatNotInstalled(self.title, self.extra, self.installing)
