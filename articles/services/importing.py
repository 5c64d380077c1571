"""How a text becomes an article: decoded, normalised once, found again by its hash, queued for suggestions."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from articles.document import blank
from articles.errors import BadDetails, EmptyText, NotText, TooLong, UnknownEncoding
from articles.models import Article, User
from articles.services.decoding import decoded
from articles.services.suggesting import queue_run

TITLE_LENGTH = 120
CONTROLS = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"
)  # Cc but for what moves to another line or column


class Imported(NamedTuple):
    """`created` is False where the same text was there already; then `article` is that one, untouched."""

    article: Article
    created: bool


def import_article(
    *,
    text: str | bytes,
    by: User | None,
    title: str = "",
    publisher: str = "",
    byline: str = "",
    url: str = "",
    published: date | None = None,
    language: str = "",
    suggest: bool = True,
) -> Imported:
    """Store a text as an article and queue a run of the pipeline over it, both or neither.

    Bytes are decoded by their byte-order mark, as UTF-8, or by what their contents look like. Line endings become
    "\\n" and a byte-order mark goes; nothing else is changed. Without a title the first line serves.

    Raises ImportRefused (EmptyText, TooLong, NotText, UnknownEncoding, BadDetails); then nothing is stored.
    """
    article = prepared(
        text=text,
        by=by,
        title=title,
        publisher=publisher,
        byline=byline,
        url=url,
        published=published,
        language=language,
    )
    if existing := Article.objects.without_text().filter(sha256=article.sha256).first():
        return Imported(existing, created=False)
    try:
        with transaction.atomic():
            article.save(force_insert=True)
            if suggest:
                queue_run(article=article, by=by)
    except IntegrityError:
        # Somebody imported the same text between our look and our insert.
        return Imported(Article.objects.without_text().get(sha256=article.sha256), created=False)
    return Imported(article, created=True)


def prepared(
    *,
    text: str | bytes,
    by: User | None,
    title: str = "",
    publisher: str = "",
    byline: str = "",
    url: str = "",
    published: date | None = None,
    language: str = "",
) -> Article:
    """The article that is to be stored, checked; found again by its `sha256`. Raises ImportRefused."""
    normal = normalised(decoded(text) if isinstance(text, bytes) else text)
    article = Article(
        text=normal,
        length=len(normal),
        sha256=hashlib.sha256(normal.encode()).hexdigest(),
        title=title.strip() or _first_line(normal),
        publisher=publisher.strip(),
        byline=byline.strip(),
        url=url.strip(),
        published=published,
        language=language.strip(),
        imported_by=by,
    )
    if any("\x00" in about or not _is_unicode(about) for about in (title, publisher, byline, url, language)):
        raise BadDetails("there are characters in it that no text has.")
    try:
        article.clean_fields(exclude=["text", "imported_by", "current_run", "done_by", "done_at"])
    except ValidationError as error:
        raise BadDetails(
            " ".join(f"{field}: {' '.join(why)}" for field, why in error.message_dict.items())
        ) from None
    return article


def normalised(text: str) -> str:
    """`text` with "\\n" line endings and no byte-order mark, or one of ImportRefused."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if blank(text):
        raise EmptyText
    try:
        size = len(text.encode())
    except UnicodeEncodeError:  # half a surrogate pair
        raise UnknownEncoding from None
    if size > settings.ARTICLE_MAX_BYTES:
        raise TooLong(size, settings.ARTICLE_MAX_BYTES)
    if "\x00" in text or len(CONTROLS.findall(text)) > len(text) / 100:
        raise NotText
    return text


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # half a surrogate pair
        return False
    return True


def _first_line(text: str) -> str:
    line = " ".join(next(line for line in text.split("\n") if not blank(line)).split())
    if len(line) <= TITLE_LENGTH:
        return line
    return line[: TITLE_LENGTH - 1].rsplit(" ", 1)[0] + "…"
