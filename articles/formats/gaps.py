"""What other tools leave open and a document must say: a quote's kind, where a quoted text stands, plain line ends."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace

from articles.document import Attribution, Document, Kind, Span, span_at

OPENING, CLOSING = "“„«\"'‘‚‹「『", "”“»\"'’‘›」』"
MARK = re.compile(r"[“”„«»\"「」『』]|''|``|(?<!\w)[‘']|[’'](?!\w)")


def kind_of(text: str, content: Iterable[Span]) -> Kind:
    """Direct where each part stands in quotation marks (its own or those around it), mixed where one is somewhere.

    A rough rule for files that do not say; whoever imports can have the pipeline's rule look closer.
    """
    parts = list(content)
    if all(_enclosed(text, part) for part in parts):
        return "direct"
    return "mixed" if any(_enclosed(text, part) or MARK.search(part.text) for part in parts) else "indirect"


def _enclosed(text: str, part: Span) -> bool:
    before = text[max(part.start - 1, 0) : part.start] + part.text[:1]
    after = part.text[-1:] + text[part.end : part.end + 1]
    inside = part.text.strip(OPENING + CLOSING + " \n")
    opened = any(sign in OPENING for sign in before) or part.text.startswith(("''", "``"))
    closed = any(sign in CLOSING for sign in after) or part.text.endswith("''")
    return opened and closed and not re.search(r"[“”«»\"]|''", inside)


def find(text: str, exact: str, prefix: str = "", suffix: str = "") -> Span:
    """Where these words stand, known by what stands around them. ValueError where that is nowhere or not clear."""
    if not exact:
        raise ValueError("there are no words to look for")
    for before, after in ((prefix, suffix), ("", "")):
        first = text.find(before + exact + after)
        if first >= 0 and text.find(before + exact + after, first + 1) < 0:
            start = first + len(before)
            return span_at(text, start, start + len(exact))
    raise ValueError(f"“{exact[:60]}” stands nowhere in the text, or in several places")


def with_plain_line_ends(document: Document) -> Document:
    """The document with "\\n" for "\\r\\n" and "\\r", every span moved along; without a byte-order mark before it.

    A span that lies wholly in what goes away goes with it, a quote without content too.
    """
    text = document.text
    gone = [m.start() for m in re.finditer("\r(?=\n)", text)]
    marks = len(text) - len(text.lstrip("\ufeff"))
    if not marks and "\r" not in text:
        return document
    plain = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")

    def moved(offset: int) -> int:
        return max(offset - marks - bisect_right(gone, offset - 1), 0)

    def spans(old: tuple[Span, ...]) -> tuple[Span, ...]:
        edges = ((moved(s.start), moved(s.end)) for s in old)
        return tuple(Span(start, end, plain[start:end]) for start, end in edges if start < end)

    quotes = (
        replace(a, content=spans(a.content), cue=spans(a.cue), source=spans(a.source))
        for a in document.attributions
    )
    return replace(document, text=plain, attributions=tuple(a for a in quotes if a.content))


def quote(
    text: str,
    content: Iterable[Span],
    cue: Iterable[Span] = (),
    source: Iterable[Span] = (),
) -> Attribution:
    """A quote of these parts, in text order, of the kind that the marks around it make it."""
    parts = tuple(sorted(content))
    return Attribution(kind_of(text, parts), parts, tuple(sorted(cue)), tuple(sorted(source)))
