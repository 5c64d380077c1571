"""PDF: the words of its pages, with lines put together into paragraphs again."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from articles.errors import BrokenFile, EncryptedFile, NoWords, TooMuchInside
from articles.intake.arrival import Arrival, about

PAGES = 300
FULL = 0.8  # of the longest line: a shorter one that ends a sentence ends a paragraph
ENDS = re.compile(r"[.!?…:][”’»\"')\]]*$")


def read(data: bytes, name: str) -> Iterator[Arrival]:
    """The words of a PDF, with its title and author where it names them.

    Raises BrokenFile, EncryptedFile, TooMuchInside over PAGES, or NoWords where there are only pictures.
    """
    from pypdf import PdfReader

    try:
        file = PdfReader(io.BytesIO(data), strict=False)
        if file.is_encrypted and not file.decrypt(""):
            raise EncryptedFile
        if len(file.pages) > PAGES:
            raise TooMuchInside(PAGES, "pages")
        pages = [page.extract_text().strip("\n") for page in file.pages]
        said = file.metadata
        known = about(title=said.title if said else "", byline=said.author if said else "")
    except (EncryptedFile, TooMuchInside):
        raise
    except Exception:  # what a broken file makes of the library
        raise BrokenFile("PDF") from None
    text = flowing("\n".join(pages))
    if not text:
        raise NoWords
    yield Arrival(name, text, **known)


def flowing(text: str) -> str:
    """The text with the lines of a paragraph joined, words that were hyphenated at an end of line put together, and
    paragraphs parted by blank lines."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    longest = max(map(len, lines), default=0)
    paragraphs: list[str] = []
    open_ = False
    for line in lines:
        if not line:
            open_ = False
            continue
        if open_ and re.search(r"[^\W\d_]-$", paragraphs[-1]) and line[0].islower():
            paragraphs[-1] = paragraphs[-1][:-1] + line
        elif open_:
            paragraphs[-1] += " " + line
        else:
            paragraphs.append(line)
        short = len(line) < FULL * longest
        open_ = not short or not (ENDS.search(line) or len(line) < longest / 2)
    return "\n\n".join(paragraphs)
