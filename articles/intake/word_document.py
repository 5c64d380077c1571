"""DOCX: the paragraphs of a Word document, tracked insertions included and tracked deletions left out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from articles.errors import BrokenFile, NoArticle, TooMuchInside
from articles.intake.arrival import Arrival, about

EXPANDED = 100_000_000  # bytes of all parts together, unpacked
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
SIGNS = {f"{WORD}tab": "\t", f"{WORD}br": "\n", f"{WORD}cr": "\n", f"{WORD}noBreakHyphen": "\u2011"}


def read(data: bytes, name: str) -> Iterator[Arrival]:
    """The document's words, its paragraphs parted by blank lines, with title, author and language where it has them.

    Raises BrokenFile, TooMuchInside or NoArticle.
    """
    from docx import Document
    from docx.opc.constants import RELATIONSHIP_TYPE

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > EXPANDED:
                raise TooMuchInside(EXPANDED)
        document = Document(io.BytesIO(data))
        body, known = document.element.body, about()
        package = document.part.package
        # Where a document says nothing of itself, the library makes something up.
        if any(it.reltype == RELATIONSHIP_TYPE.CORE_PROPERTIES for it in package.rels.values()):
            properties = document.core_properties
            known = about(title=properties.title, byline=properties.author, language=properties.language)
        paragraphs = [words for p in body.iter(f"{WORD}p") if (words := _words(p).strip())]
    except TooMuchInside:
        raise
    except Exception:  # what a broken file makes of the library
        raise BrokenFile("Word document") from None
    if not paragraphs:
        raise NoArticle
    if known["byline"] == "python-docx":  # what a library writes where nobody is named
        known["byline"] = ""
    yield Arrival(name, "\n\n".join(paragraphs), **known)


def _words(paragraph: Any) -> str:
    """The words of a paragraph, without those of paragraphs inside it, such as in a text box, and of stand-ins."""
    words = []
    for node in paragraph.iter(f"{WORD}t", *SIGNS):
        around = next(a for a in node.iterancestors(f"{WORD}p", FALLBACK))
        if around is paragraph:
            words.append(SIGNS.get(node.tag) or node.text or "")
    return "".join(words)
