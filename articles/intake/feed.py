"""RSS and Atom: an arrival for each entry, with the words that the feed itself has of it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

from articles.errors import BrokenFile, FileRefused, NoWords, TooMuchInside
from articles.intake.arrival import Arrival, NotRead, about, on_one_line
from articles.intake.web_page import words_of

ENTRIES = 500


def read(data: bytes, name: str) -> Iterator[Arrival | NotRead]:
    """The entries of a feed. Raises BrokenFile where it is none, TooMuchInside over ENTRIES."""
    import feedparser

    try:
        feed = feedparser.parse(io.BytesIO(data))
    except Exception:  # what a broken file makes of the library
        raise BrokenFile("feed") from None
    if not feed.version or not feed.entries:
        raise BrokenFile("feed")
    if len(feed.entries) > ENTRIES:
        raise TooMuchInside(ENTRIES, "entries")
    for number, entry in enumerate(feed.entries, 1):
        title = on_one_line(words_of(entry.get("title") or ""), 300)
        called = title or f"entry {number}"
        try:
            text = words_of(_body(entry))
            if not text:
                raise NoWords
        except FileRefused as refusal:
            yield NotRead.because(called, refusal)
            continue
        known = about(
            title=title,
            publisher=feed.feed.get("title"),
            byline=entry.get("author"),
            url=entry.get("link"),
            published=_day(entry),
            language=entry.get("language") or feed.feed.get("language"),
        )
        yield Arrival(called, text, **known)


def _body(entry: Any) -> str:
    """The longest of what the feed has of an entry: content, or summary."""
    bodies = [part.get("value") or "" for part in entry.get("content", [])]
    return max([*bodies, entry.get("summary") or ""], key=len)


def _day(entry: Any) -> date | None:
    moment = next((entry[name] for name in ("published_parsed", "updated_parsed") if name in entry), None)
    try:
        return date(*moment[:3]) if moment else None
    except ValueError:
        return None
