"""Which words stand at the places that a file names? A place is short in a file, and its words may be many."""

from __future__ import annotations

from articles.document import Span, span_at
from articles.errors import TooMuchMarked

Place = tuple[int, int]
TIMES = 50
ALWAYS = 100_000  # characters, where the text is short


class Parts:
    """Cuts spans out of one text, together at most TIMES as long as the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._room = self._left = max(TIMES * len(text), ALWAYS)

    def place(self, start: int, end: int) -> Place:
        """This place, without its words. Errors as in `span_at`."""
        if not 0 <= start < end <= len(self.text):
            span_at(self.text, start, end)  # says what is wrong
        return start, end

    def at(self, start: int, end: int) -> Span:
        """As `span_at`; raises TooMuchMarked, too."""
        span = span_at(self.text, start, end)
        self._left -= len(span.text)
        if self._left < 0:
            raise TooMuchMarked(self._room)
        return span
