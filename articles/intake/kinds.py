"""What kind of file this is, by its first bytes and its name, and who reads it. ZIP archives are read here, too."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Literal

from articles.errors import BrokenFile, EncryptedFile, FileRefused, LeftOut, NotReadable, TooMuchInside
from articles.intake import feed, markdown, pdf, web_page, word_document
from articles.intake.arrival import Arrival, NotRead, on_one_line
from articles.intake.not_articles import refuse_called, refuse_data

ENTRIES = 500
EXPANDED = 100_000_000  # bytes of all entries together, unpacked
NESTED = 1  # archives in an archive
SUFFIXES = (".txt", ".html", ".htm", ".xhtml", ".docx", ".pdf", ".rss", ".atom", ".xml", ".zip")
Kind = Literal["text", "markdown", "page", "feed", "pdf", "packed"]
HEAD = 4096  # bytes that tell the kind
FEED = re.compile(rb"<(rss|feed|rdf:RDF)[\s>]")
PAGE = re.compile(rb"<(!doctype\s+html|html)[\s>]", re.IGNORECASE)
SYSTEM = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)")  # what systems add to archives
BY_BYTES = {"docx": "Word document", "pdf": "PDF", "zip": "ZIP archive"}  # always told by their first bytes
OTHERS = {
    b"\xd0\xcf\x11\xe0": "an old Word document",
    b"{\\rtf": "a rich text file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a gzip file",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
}


def read(
    data: bytes, name: str, *, address: str = "", bound: Bound | None = None
) -> Iterator[Arrival | NotRead]:
    """What is in a file of any kind known here; plain text is handed on as bytes. Raises FileRefused.

    `address` is where on the web it was found; `bound` what an archive around it still allows.
    """
    match kind_of(data[:HEAD], name):
        case "pdf":
            yield from pdf.read(data, name)
        case "packed":
            yield from _packed(data, name, bound or Bound())
        case "feed":
            yield from feed.read(data, name)
        case "page":
            yield from web_page.read(data, name, address=address)
        case "markdown":
            yield from markdown.read(data, name)
        case "text":
            yield Arrival(name, bytes=data, url=address)


def kind_of(head: bytes, name: str) -> Kind:
    """The kind of a file that begins so: what its bytes say, or else what its name says.

    Raises NotReadable, IsTable, IsDataset, or BrokenFile where the bytes are not those of what it is called.
    """
    for start, what in OTHERS.items():
        if head.startswith(start):
            raise NotReadable(what)
    words, suffix = head.lstrip(b"\xef\xbb\xbf \t\r\n"), name.lower().rpartition(".")[2]
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK"):
        return "packed"
    refuse_data(head)
    if FEED.search(words) and not PAGE.search(words):
        return "feed"
    if PAGE.search(words) or suffix in ("html", "htm", "xhtml"):
        return "page"
    if suffix in BY_BYTES:
        raise BrokenFile(BY_BYTES[suffix])
    if suffix in ("rss", "atom", "xml") or words.startswith(b"<?xml"):
        return "feed"
    refuse_called(head, suffix)
    return "markdown" if suffix in ("md", "markdown") else "text"


class Bound:
    """What may still come out of an archive: entries, and bytes when unpacked, over all that are nested."""

    def __init__(self) -> None:
        self.entries, self.bytes, self.depth = ENTRIES, EXPANDED, NESTED + 1


def _packed(data: bytes, name: str, bound: Bound) -> Iterator[Arrival | NotRead]:
    word = name.lower().endswith(".docx")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = set(archive.namelist())
    except Exception:  # what a broken file makes of the library
        raise BrokenFile(BY_BYTES["docx" if word else "zip"]) from None
    if word or "word/document.xml" in names:
        yield from word_document.read(data, name)
        return
    if "mimetype" in names:
        raise NotReadable("an OpenDocument or EPUB file")
    if "[Content_Types].xml" in names:
        raise NotReadable("an Office file without a text, such as a workbook")
    if bound.depth == 0:
        raise NotReadable("an archive deep inside others")
    inside = "" if bound.depth > NESTED else f"{name}/"
    bound.depth -= 1
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    for entry in entries:
        if not SYSTEM.search(entry.filename):
            yield from _entry(archive, entry, on_one_line(inside + entry.filename, 200), bound)
    if added := sum(bool(SYSTEM.search(entry.filename)) for entry in entries):
        what = (
            "1 file that macOS or Windows adds was"
            if added == 1
            else f"{added:,} files that macOS or Windows add were"
        )
        yield NotRead.because(name, LeftOut(f"{what} left out."))
    bound.depth += 1


def _entry(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, called: str, bound: Bound
) -> Iterator[Arrival | NotRead]:
    """What is in one entry; one that cannot be read spoils no other. Raises TooMuchInside."""
    bound.entries -= 1
    bound.bytes -= entry.file_size  # no more than that is unpacked, whatever the entry holds
    if bound.entries < 0:
        raise TooMuchInside(ENTRIES, "files")
    if bound.bytes < 0:
        raise TooMuchInside(EXPANDED)
    try:
        _check_name(entry.filename)
        if entry.flag_bits & 1:
            raise EncryptedFile
        try:
            data = archive.read(entry)
        except Exception:  # what a broken file makes of the library
            raise BrokenFile("file in the archive") from None
        yield from read(data, called, bound=bound)
    except TooMuchInside as refusal:
        if bound.entries < 0 or bound.bytes < 0:
            raise
        yield NotRead.because(called, refusal)
    except FileRefused as refusal:
        yield NotRead.because(called, refusal)


def _check_name(path: str) -> None:
    """Raise FileRefused for an entry that leads out of its archive, or LeftOut for one that is hidden."""
    steps = re.split(r"[/\\]", path)
    if ".." in steps or path.startswith(("/", "\\")):
        raise FileRefused("Its name leads out of the archive, so it was not read. Pack the archive anew.")
    if any(step.startswith(".") and step != "." for step in steps):
        raise LeftOut(
            "It is a hidden file, as its name begins with a dot, so it was left out. Rename it to bring it in."
        )
