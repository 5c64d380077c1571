"""How the record leaves the house: attributions that people stand by, streamed in one of the formats."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import groupby

from articles.document import Document, State
from articles.errors import NoSuchValue
from articles.formats import WRITERS
from articles.models import Article, Attribution
from articles.services.documents import document_of

CHUNK = 200  # articles read at a time: what bounds memory


STANDING: tuple[State, ...] = ("accepted", "corrected", "added")


def documents(
    *, article_ids: list[int] | None = None, states: Collection[State] = STANDING
) -> Iterator[Document]:
    """Every article (or these) that has an attribution in one of `states`, oldest first, a chunk at a time.

    Rejected attributions stay out even if asked for: nobody stands by them.
    """
    articles = Article.objects.order_by("pk")
    if article_ids is not None:
        articles = articles.filter(pk__in=article_ids)
    last = 0
    while chunk := list(articles.filter(pk__gt=last)[:CHUNK]):
        last = chunk[-1].pk
        rows = (
            Attribution.objects.standing()
            .filter(state__in=states)
            .filter(article__gte=chunk[0].pk, article__lte=last, article__in=[a.pk for a in chunk])
            .with_parts()
            .order_by("article", "start", "id")
        )
        decided = {key: list(group) for key, group in groupby(rows, key=lambda a: a.article_id)}
        for article in chunk:
            if article.pk in decided:
                yield document_of(article, decided[article.pk])


def export(
    *, format: str, article_ids: list[int] | None = None, states: Collection[State] = STANDING
) -> Iterator[str]:
    """The record in a format, as pieces of text to be written one after another. Raises NoSuchValue."""
    if format not in WRITERS:
        raise NoSuchValue("format", format, tuple(WRITERS))
    return WRITERS[format](documents(article_ids=article_ids, states=states))
