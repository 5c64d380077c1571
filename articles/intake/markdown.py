"""Markdown: the words as they are shown, without the marks of headings, lists and links."""

from __future__ import annotations

from collections.abc import Iterator

from markdown_it import MarkdownIt

from articles.errors import NoWords, UnknownEncoding
from articles.intake.arrival import Arrival, about
from articles.intake.web_page import words_of


def read(data: bytes, name: str) -> Iterator[Arrival]:
    """The words, paragraphs the first heading as title. Raises UnknownEncoding or NoWords."""
    try:
        source = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnknownEncoding from None
    reader = MarkdownIt()
    tokens = reader.parse(source)
    text = words_of(reader.renderer.render(tokens, reader.options, {}))
    if not text:
        raise NoWords
    heading = next((n for n, it in enumerate(tokens) if it.type == "heading_open"), None)
    title = (
        "" if heading is None else words_of(reader.renderer.render([tokens[heading + 1]], reader.options, {}))
    )
    yield Arrival(name, text, **about(title=title))
