"""What a reader finds: an arrival, which is a text and what its file says of it, or why there is none."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from articles.errors import FileRefused


@dataclass(frozen=True)
class Arrival:
    """A text on its way in. `name` is that of the file or entry; of a plain text file there are `bytes` instead,
    whose encoding nobody knows yet."""

    name: str
    text: str = ""
    bytes: bytes | None = None
    title: str = ""
    publisher: str = ""
    byline: str = ""
    url: str = ""
    published: date | None = None
    language: str = ""


@dataclass(frozen=True)
class NotRead:
    """A file or entry of which nothing was read, and why: a code for programs, a sentence for people."""

    name: str
    code: str
    detail: str

    @classmethod
    def because(cls, name: str, refusal: FileRefused) -> NotRead:
        return cls(name, refusal.code, str(refusal))


class About(TypedDict):
    """What a file says of itself."""

    title: str
    publisher: str
    byline: str
    url: str
    published: date | None
    language: str


def on_one_line(text: object, room: int) -> str:
    """What a file says of itself, as a field can hold it: no breaks or controls, cut with an ellipsis."""
    if not isinstance(text, str):
        return ""
    plain = "".join(c if unicodedata.category(c) not in ("Cc", "Cs") else " " for c in text)
    line = " ".join(plain.split())
    return line if len(line) <= room else line[: room - 1].rstrip() + "…"


def about(
    *,
    title: object = "",
    publisher: object = "",
    byline: object = "",
    url: object = "",
    published: date | None = None,
    language: object = "",
) -> About:
    """The fields of an Arrival with what a file says of itself, as far as an article has room for it."""
    address = url.strip() if isinstance(url, str) else ""
    tongue = on_one_line(language, 20).replace("_", "-")
    return {
        "title": on_one_line(title, 300),
        "publisher": on_one_line(publisher, 200),
        "byline": on_one_line(byline, 200),
        "url": address if address.startswith(("http://", "https://")) and len(address) <= 2000 else "",
        "published": published,
        "language": tongue.split("-")[0].lower() if tongue.replace("-", "").isascii() else "",
    }


def day_in(text: object) -> date | None:
    """The day that this begins with, written as year-month-day; None where it does not."""
    try:
        return date.fromisoformat(text[:10]) if isinstance(text, str) else None
    except ValueError:
        return None
