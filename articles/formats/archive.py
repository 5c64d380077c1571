"""Formats of many files: a ZIP written as a stream, and a ZIP or a folder read within limits.

Which files there are in it and what they say is left to each format.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

from articles.document import Document
from articles.errors import DomainError

ENTRIES = 500_000
ENTRY_BYTES = 64 << 20
ALL_BYTES = 4 << 30
EPOCH = (1980, 1, 1, 0, 0, 0)  # the same articles give the same bytes
SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


class BadArchive(DomainError):
    """An archive or a file in it cannot be read, or is larger than is taken."""

    code = "bad_archive"


class Files(Protocol):
    """Files by name, in the order of their names."""

    names: list[str]

    def read(self, name: str) -> bytes:
        """What is in this file. Raises BadArchive."""


class Archive:
    """The files of a ZIP, at most ENTRIES, ENTRY_BYTES each and ALL_BYTES together. Raises BadArchive."""

    def __init__(self, stream: BinaryIO) -> None:
        try:
            self._zip = zipfile.ZipFile(stream)
            entries = [it for it in self._zip.infolist() if not it.is_dir() and not _is_litter(it.filename)]
        except BROKEN as error:
            raise BadArchive("This is no ZIP archive, or a broken one.") from error
        if len(entries) > ENTRIES:
            raise BadArchive(
                f"There are {len(entries):,} files in the archive, and {ENTRIES:,} are taken at most."
            )
        self._entries = {it.filename: it for it in entries}
        self.names = sorted(self._entries)
        self._left = ALL_BYTES

    def read(self, name: str) -> bytes:
        """What is in this file, as far as the limits go; what a ZIP says of its sizes is not believed."""
        room = min(ENTRY_BYTES, self._left)
        try:
            with self._zip.open(self._entries[name]) as file:
                found = file.read(room + 1)
        except BROKEN as error:
            raise BadArchive("The file is broken or locked with a password.") from error
        if len(found) > room:
            raise BadArchive(f"The file or the whole archive is too large (more than {room:,} bytes).")
        self._left -= len(found)
        return found


class Folder:
    """The files of a folder and of those inside it, by their paths from there, with the same limits for each."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.names = sorted(it.relative_to(path).as_posix() for it in path.rglob("*") if it.is_file())

    def read(self, name: str) -> bytes:
        """What is in this file. Raises BadArchive."""
        try:
            with open(self._path / name, "rb") as file:
                found = file.read(ENTRY_BYTES + 1)
        except OSError as error:
            raise BadArchive(f"The file cannot be read ({error.strerror}).") from error
        if len(found) > ENTRY_BYTES:
            raise BadArchive(f"The file is too large (more than {ENTRY_BYTES:,} bytes).")
        return found


def _is_litter(name: str) -> bool:
    return name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith(".")


class _Pieces(io.RawIOBase):
    """Takes what is written and hands it on; cannot seek, so that a ZIP is written in one go."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: object) -> int:
        taken = bytes(piece)  # type: ignore[call-overload]  # whatever a buffer is
        self._held.append(taken)
        return len(taken)

    def taken(self) -> bytes:
        held, self._held = self._held, []
        return b"".join(held)


def pack(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """A ZIP of these names and contents, a piece for each; the same files give the same bytes."""
    pieces = _Pieces()
    with zipfile.ZipFile(pieces, "w") as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
            yield pieces.taken()
    yield pieces.taken()


class Names:
    """File names for documents: their ids where these can be, numbers else; never one twice."""

    def __init__(self) -> None:
        self._given: set[str] = set()
        self._number = 0

    def name(self, document: Document) -> str:
        """The name for this document, without a suffix."""
        self._number += 1
        wanted = document.id or ""
        if not SAFE_NAME.fullmatch(wanted) or wanted.casefold() in self._given:
            wanted = f"article-{self._number}"
            while wanted in self._given:
                wanted += "-"
        self._given.add(wanted.casefold())
        return wanted


def is_zip(stream: BinaryIO) -> bool:
    """Whether this stream, which can seek, begins as a ZIP does; it stands at its start afterwards."""
    stream.seek(0)
    start = stream.read(4)
    stream.seek(0)
    return start in (b"PK\x03\x04", b"PK\x05\x06")
