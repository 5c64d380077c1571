"""JSON Lines: an article with its attributions a line, lossless. `docs/formats.md` describes every field."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import BinaryIO

import msgspec

from articles.document import Document
from articles.formats.format import Format, Losses, Refused
from articles.formats.record import WRONG, Record, document_from, reason, record_of

LINE_BYTES = 64 << 20  # an article of a megabyte with thousands of quotes is well below


def write(documents: Iterable[Document], losses: Losses) -> Iterator[bytes]:
    """A line for each document, its newline included; reading it gives an equal document."""
    return map(line_of, map(record_of, documents))


def line_of(record: Record) -> bytes:
    """The line for the document that these values say, its newline included."""
    return msgspec.json.encode(record) + b"\n"


def read(stream: BinaryIO) -> Iterator[Document | Refused]:
    """The documents in these lines; blank lines are passed over.

    A line is refused that is no document of this version, has a kind or state that does not exist, a quote without
    content, a span that its text does not bear out, or more than LINE_BYTES.
    """
    for number, line in numbered_lines(stream):
        if isinstance(line, Refused):
            yield line
        elif line.strip():
            try:
                yield document_from(json.loads(line))
            except WRONG as error:
                yield Refused(f"line {number}", reason(error))


def numbered_lines(stream: BinaryIO) -> Iterator[tuple[int, str | Refused]]:
    """The lines of a stream of UTF-8 with their numbers from 1; one that is too long or no UTF-8 is refused.

    A line ends with a newline and nothing else; a byte-order mark before the first is taken away.
    """
    number = 0
    while line := stream.readline(LINE_BYTES + 1):
        number += 1
        if len(line) > LINE_BYTES:
            while line and not line.endswith(b"\n"):
                line = stream.readline(LINE_BYTES)
            yield number, Refused(f"line {number}", f"It is longer than {LINE_BYTES:,} bytes.")
            continue
        try:
            yield number, line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            yield number, Refused(f"line {number}", reason(error))


FORMAT = Format(
    name="jsonl",
    title="JSON Lines",
    summary="Everything: one article a line, with its text and each part of every quote at its exact place. "
    "For programs and archives.",
    media_type="application/x-ndjson",
    suffix=".jsonl",
    write=write,
    read=read,
)
