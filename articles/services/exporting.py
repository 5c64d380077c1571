"""How the record leaves the house: attributions that people stand by, streamed in one of the formats."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from django.db.models import Exists, OuterRef, QuerySet

from articles.document import Document, State
from articles.errors import NoSuchValue
from articles.formats import FORMATS, Losses
from articles.models import Article, Attribution
from articles.models.attribution import AttributionQuerySet
from articles.services.documents import document_of, one_moment

CHUNK = 20  # articles read at a time: what bounds memory, as one can have a million characters
STANDING: tuple[State, ...] = ("accepted", "corrected", "added")


def documents(
    *, article_ids: list[int] | None = None, states: Collection[State] = STANDING
) -> Iterator[Document]:
    """Every article (or these) that has an attribution in one of `states`, oldest first, a chunk at a time.

    Rejected attributions stay out even if asked for: nobody stands by them.
    """
    standing = Attribution.objects.standing().filter(state__in=states)
    articles = Article.objects.filter(Exists(standing.filter(article=OuterRef("pk")))).order_by("pk")
    if article_ids is not None:
        articles = articles.filter(pk__in=article_ids)
    last = 0
    while chunk := _chunk(articles.filter(pk__gt=last)[:CHUNK], standing):
        last = chunk[-1][0].pk
        for article, rows in chunk:
            yield document_of(article, rows)


@one_moment()
def _chunk(
    articles: QuerySet[Article], standing: AttributionQuerySet
) -> list[tuple[Article, list[Attribution]]]:
    """These articles with their standing attributions, as both were at one moment."""
    rows: defaultdict[int, list[Attribution]] = defaultdict(list)
    found = list(articles)
    named = standing.with_parts().prefetch_related("speaking__speaker__aliases")
    for row in named.filter(article__in=found):
        rows[row.article_id].append(row)
    return [(article, rows[article.pk]) for article in found]


def export(
    *,
    format: str,
    article_ids: list[int] | None = None,
    states: Collection[State] = STANDING,
    losses: Losses | None = None,
) -> Iterator[bytes]:
    """The record in a format, as pieces of a file; what has no place in it is counted in `losses`.

    Raises NoSuchValue or FormatNotInstalled.
    """
    if format not in FORMATS:
        raise NoSuchValue("format", format, tuple(FORMATS))
    chosen = FORMATS[format]
    chosen.check_installed()
    return chosen.write(
        documents(article_ids=article_ids, states=states), Losses() if losses is None else losses
    )
