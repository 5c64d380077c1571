"""What can go wrong in the domain, each a sentence that says what happened and what to do.

`code` is the machine's name for it. How an error becomes a status or a page is left to `api` and `pages`.
"""

from __future__ import annotations


class DomainError(Exception):
    """Base of all errors a caller can mend. `str(error)` is a sentence for people."""

    code = "error"


class EmptySpan(DomainError):
    code = "empty_span"

    def __init__(self, start: int, end: int) -> None:
        super().__init__(f"A span must start before it ends, and this one runs from {start} to {end}.")


class SpanOutsideText(DomainError):
    code = "span_outside_text"

    def __init__(self, start: int, end: int, length: int) -> None:
        super().__init__(
            f"The span from {start} to {end} lies outside the article, which has {length} characters. "
            "Count in code points, from 0."
        )


class TextMismatch(DomainError):
    """The text a client saw at a span is not what the article has there."""

    code = "text_mismatch"

    def __init__(self, start: int, end: int, *, expected: str, found: str) -> None:
        super().__init__(
            f"At {start} to {end} the article says “{_short(found)}”, not “{_short(expected)}”. "
            "Load the article again and count in code points."
        )


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
