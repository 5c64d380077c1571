"""Writes expected quotes into the text itself: `marked('{“We won,”} [said] <the mayor>.')`.

{content} [cue] <source>. Several quotes in one text carry a digit after each closing bracket:
`{“No,”}2 <she>2 [said]2`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from articles.document import Role, Span, span_at

_ROLES: dict[str, Role] = {"{": "content", "[": "cue", "<": "source"}
_BRACKET = re.compile(r"[{\[<]|[}\]>]\d?")


@dataclass(frozen=True)
class MarkedQuote:
    """The spans of one quote, by role, in text order."""

    content: tuple[Span, ...] = ()
    cue: tuple[Span, ...] = ()
    source: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Marked:
    """The plain text and its quotes, in the order of their digits; without digits there is one quote."""

    text: str
    quotes: tuple[MarkedQuote, ...]

    @property
    def quote(self) -> MarkedQuote:
        """The only quote. ValueError if there are several."""
        (only,) = self.quotes
        return only


def marked(text: str) -> Marked:
    """Take the brackets off `text`. ValueError for a bracket that is not closed or closes nothing."""
    plain = ""
    opened: list[tuple[Role, int]] = []
    found: dict[str, dict[Role, list[tuple[int, int]]]] = {}
    position = 0
    for bracket in _BRACKET.finditer(text):
        plain += text[position : bracket.start()]
        position = bracket.end()
        if bracket.group() in _ROLES:
            opened.append((_ROLES[bracket.group()], len(plain)))
            continue
        if not opened:
            raise ValueError(f"Nothing was opened before {text[: bracket.end()]!r}.")
        role, start = opened.pop()
        if "}]>".index(bracket.group()[0]) != list(_ROLES.values()).index(role):
            raise ValueError(f"Another bracket was open before {text[: bracket.end()]!r}.")
        found.setdefault(bracket.group()[1:], {}).setdefault(role, []).append((start, len(plain)))
    if opened:
        raise ValueError(f"A bracket is never closed in {text!r}.")
    plain += text[position:]
    quotes = [
        MarkedQuote(
            **{role: tuple(span_at(plain, *it) for it in sorted(spans)) for role, spans in roles.items()}
        )
        for _, roles in sorted(found.items())
    ]
    return Marked(plain, tuple(quotes))
