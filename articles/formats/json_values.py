"""The values of a JSON file, one at a time: the elements of an array, or objects one after another."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

import msgspec

from articles.document import Document
from articles.formats.format import Refused
from articles.formats.record import WRONG, reason

PIECE = 1 << 16
VALUE_CHARACTERS = 64 << 20
BLANKS = re.compile(r"[ \t\r\n]*")


class _Text:
    """What was read and not yet used up of a stream of UTF-8."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self.ended = False
        self.held = ""
        self.at = 0

    def more(self) -> None:
        """Read as much again as is held: so that trying anew after each reading costs no more than reading twice."""
        self.held = self.held[self.at :]
        self.at = 0
        piece = self._stream.read(max(PIECE, len(self.held)))
        self.ended = not piece
        self.held += self._decoder.decode(piece, final=self.ended)

    def next_sign(self) -> str:
        """The next character that is no blank, which stays; nothing at the end."""
        while True:
            found = BLANKS.match(self.held, self.at)
            self.at = found.end() if found else self.at
            if self.at < len(self.held):
                return self.held[self.at]
            if self.ended:
                return ""
            self.more()

    def value(self) -> Any:
        """The value that begins here. Raises ValueError or RecursionError."""
        decoder = json.JSONDecoder()
        while True:
            try:
                found, end = decoder.raw_decode(self.held, self.at)
                if end < len(self.held) or self.ended:
                    self.at = end
                    return found
            except json.JSONDecodeError:
                if self.ended:
                    raise
            if len(self.held) - self.at > VALUE_CHARACTERS:
                raise ValueError(f"a value is longer than {VALUE_CHARACTERS:,} characters")
            self.more()


def values(stream: BinaryIO) -> Iterator[tuple[str, Any]]:
    """Each value with its place, such as “record 3”. After a value that cannot be read comes one Refused, the last."""
    number = 1
    try:
        text = _Text(stream)
        array = text.next_sign() == "["
        if array:
            text.at += 1
        while sign := text.next_sign():
            if array and sign == "]":
                return
            yield f"record {number}", text.value()
            number += 1
            if text.next_sign() == "," and array:
                text.at += 1
            elif array and text.next_sign() != "]":
                raise ValueError("there should be a comma or a closing bracket after it")
        if array:
            raise ValueError("the closing bracket is missing")
    except (ValueError, RecursionError) as error:
        place = f"record {number}"
        yield place, Refused(place, f"{reason(error)} What follows cannot be read either.")


def read_each(stream: BinaryIO, document_from: Callable[[Any], Document]) -> Iterator[Document | Refused]:
    """The document that `document_from` makes of each value; a value of which it raises one of WRONG is refused."""
    for place, value in values(stream):
        if isinstance(value, Refused):
            yield value
        else:
            yield attempted(place, document_from, value)


def attempted(place: str, document_from: Callable[[Any], Document], value: Any) -> Document | Refused:
    """What `document_from` makes of a value, or why it cannot."""
    try:
        return document_from(value)
    except WRONG as error:
        return Refused(place, reason(error))


def array(records: Iterable[Any]) -> Iterator[bytes]:
    """A JSON array with a record a line."""
    before = b"[\n"
    for record in records:
        yield before + msgspec.json.encode(record)
        before = b",\n"
    yield b"[]\n" if before == b"[\n" else b"\n]\n"
