"""The annotation guide as the annotation page shows it: docs/annotation-guide.md, its cases drawn as quotes are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

SOURCE = settings.BASE_DIR / "docs" / "annotation-guide.md"
ROLES = {"{": ("content", "quoted words"), "[": ("cue", "cue"), "<": ("source", "source")}
PART = re.compile(r"\{[^}]*\}|\[[^\]]*\]|<[^>]*>")


class Section(NamedTuple):
    """What stands under one heading; `name` is its address on the page. The introduction has neither."""

    name: str
    title: str
    html: SafeString


@cache
def guide() -> tuple[Section, ...]:
    """The sections in order, read once."""
    return sections_of(SOURCE.read_text(encoding="utf-8"))


def sections_of(text: str) -> tuple[Section, ...]:
    """The sections of a guide in Markdown. HTML in it is shown, never run."""
    reader = MarkdownIt("commonmark", {"html": False})
    reader.add_render_rule("code_inline", _case)
    titles: list[str] = [""]
    parts: list[list[Token]] = [[]]
    tokens = iter(reader.parse(text))
    for token in tokens:
        if token.type != "heading_open" or token.tag not in ("h1", "h2"):
            parts[-1].append(token)
            continue
        heading = next(tokens).content
        next(tokens)  # heading_close
        if token.tag == "h2":
            titles.append(heading)
            parts.append([])
    made = []
    for title, part in zip(titles, parts, strict=True):
        html = reader.renderer.render(part, reader.options, {})
        # Markdown in which HTML is off, and what `_case` has escaped.
        made.append(Section(slugify(title.partition(":")[0]), title, mark_safe(html)))  # noqa: S308  # a page of our own
    return tuple(made)


def _case(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """A worked case, `{“We won,”} [said] <Lee>.`, its parts in the colours of their roles."""
    text, shown, place = tokens[index].content, [], 0
    for part in PART.finditer(text):
        role, words = ROLES[part.group()[0]]
        marked = format_html(
            '<span class="sample {}">{}<span class="visually-hidden"> ({})</span></span>',
            role,
            part.group()[1:-1],
            words,
        )
        shown += [text[place : part.start()], marked]
        place = part.end()
    shown.append(text[place:])
    return format_html('<span class="case">{}</span>', format_html_join("", "{}", ((one,) for one in shown)))
