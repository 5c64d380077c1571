"""What an annotated article is, free of any database, file format or model.

Every other room speaks in these dataclasses: `nlp` proposes them, `formats` reads and writes them,
`services/documents.py` turns database rows into them and back.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from articles.errors import EmptySpan, SpanOutsideText, TextMismatch

Kind = Literal["direct", "indirect", "mixed"]
Role = Literal["content", "cue", "source"]
State = Literal["accepted", "corrected", "added", "rejected"]
SpeakerKind = Literal["person", "organization", "group", "document", "unnamed"]

KINDS: tuple[Kind, ...] = ("direct", "indirect", "mixed")
ROLES: tuple[Role, ...] = ("content", "cue", "source")
STATES: tuple[State, ...] = ("accepted", "corrected", "added", "rejected")
SPEAKER_KINDS: tuple[SpeakerKind, ...] = ("person", "organization", "group", "document", "unnamed")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points, `start` to `end`, into the article's text, with the text itself."""

    start: int
    end: int
    text: str

    def check(self, article_text: str) -> Span:
        """Return self if it lies in `article_text` and says what stands there.

        Raises EmptySpan, SpanOutsideText or TextMismatch.
        """
        if self.start >= self.end:
            raise EmptySpan(self.start, self.end)
        if self.start < 0 or self.end > len(article_text):
            raise SpanOutsideText(self.start, self.end, len(article_text))
        found = article_text[self.start : self.end]
        if found != self.text:
            raise TextMismatch(self.start, self.end, expected=self.text, found=found)
        return self


def span_at(article_text: str, start: int, end: int) -> Span:
    """The span of `article_text` from code point `start` up to, not including, `end`. Errors as in Span.check."""
    return Span(start, end, article_text[max(start, 0) : end]).check(article_text)


def folded(name: str) -> str:
    """The form in which two spellings of a name are the same: no case, no accents, single blanks."""
    if name.isascii():  # the same, faster
        return " ".join(name.lower().split())
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(plain.casefold().split())


def blank(text: str) -> bool:
    """Whether there is nothing to see in a text: only blanks, controls and other invisible characters."""
    return all(unicodedata.category(c)[0] in "ZC" for c in text)


def has_controls(text: str) -> bool:
    """Whether there are control characters or halves of surrogate pairs in a text. Joiners are neither."""
    return any(unicodedata.category(c) in ("Cc", "Cs") for c in text)


@dataclass(frozen=True, slots=True)
class Speaker:
    """The person or body behind a quote, as named. `id` is the registry's (a UUID as text), where it is known."""

    name: str
    kind: SpeakerKind = "person"
    id: str | None = None
    aliases: tuple[str, ...] = ()
    wikidata: str = ""


@dataclass(frozen=True, slots=True)
class Attribution:
    """One quote: the words reported, how they are reported, and who said them.

    `content` has at least one span; `cue`, `source` and `speakers` may be empty. Spans of a role are in text
    order. A suggestion has `confidence` (probability from 0 to 1 that content and speaker are right) and a
    `reason` in words, and no `state`; what a person decided has a `state`, a `version` and who decided when.
    """

    kind: Kind
    content: tuple[Span, ...]
    cue: tuple[Span, ...] = ()
    source: tuple[Span, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    id: str | None = None
    confidence: float | None = None
    reason: str = ""
    state: State | None = None
    version: int = 0
    decided_by: str = ""
    decided_at: datetime | None = None

    def spans(self, role: Role) -> tuple[Span, ...]:
        """The spans of one role, in text order."""
        return {"content": self.content, "cue": self.cue, "source": self.source}[role]

    @property
    def start(self) -> int:
        """Where the content begins: the attribution's place in the article."""
        return self.content[0].start


@dataclass(frozen=True, slots=True)
class Document:
    """An article with its attributions in text order. `text` has "\\n" line endings and is otherwise as received."""

    text: str
    attributions: tuple[Attribution, ...] = ()
    id: str | None = None
    title: str = ""
    publisher: str = ""
    byline: str = ""
    url: str = ""
    published: date | None = None
    language: str = ""
