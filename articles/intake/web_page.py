"""HTML: the article of a web page without what stands around it, as trafilatura finds it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from articles.errors import FileRefused, NoArticle
from articles.intake.arrival import Arrival, about, day_in

BLOCKS = frozenset(
    "address article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main ol "
    "p pre section table td th tr ul".split()
)
UNSEEN = frozenset("script style template noscript head".split())


def read(data: bytes, name: str, *, address: str = "") -> Iterator[Arrival]:
    """The article of a page, its paragraphs parted by blank lines. Raises NoArticle where there seems to be none."""
    from trafilatura import bare_extraction, load_html
    from trafilatura.settings import Document

    tree = load_html(data)
    if tree is None:
        raise NoArticle
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    found = bare_extraction(
        tree, url=address or None, with_metadata=True, include_comments=False, include_tables=False
    )
    if not isinstance(found, Document) or not found.text or not found.text.strip():
        raise NoArticle
    known = about(
        title=found.title,
        publisher=found.sitename,
        byline=found.author,
        url=address or found.url,
        published=day_in(found.date),
        language=language or found.language,
    )
    yield Arrival(name, re.sub(r"\n+", "\n\n", found.text.strip()), **known)


def words_of(fragment: str) -> str:
    """The words of a piece of HTML, its blocks parted by blank lines. Raises FileRefused where it nests too deeply."""
    if not fragment.strip():
        return ""
    try:
        tree = html.fragment_fromstring(fragment, create_parent="div")
    except (etree.ParserError, ValueError):
        raise FileRefused("It holds HTML that cannot be read.") from None
    pieces: list[str] = []
    for event, node in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            pieces.append(node.tail or "")
            continue
        if node.tag in BLOCKS:
            pieces.append("\n")
        if event == "start" and node.tag not in UNSEEN:
            pieces.append(re.sub(r"\s+", " ", node.text or ""))
        elif event == "end" and node is not tree:
            pieces.append(re.sub(r"\s+", " ", node.tail or ""))
    lines = (line.strip() for line in re.sub(r" +", " ", "".join(pieces)).split("\n"))
    return "\n\n".join(line for line in lines if line)
