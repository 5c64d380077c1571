"""How the record leaves the house: attributions that people stand by, streamed in one of the formats."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import chain

from django.db.models import QuerySet

from articles.document import Document, State
from articles.errors import NoSuchValue
from articles.formats import FORMATS, Losses, jsonl
from articles.models import Article, Attribution
from articles.models.attribution import AttributionQuerySet
from articles.services.reading import chunks_of, record_chunks_of
from articles.services.selecting import STANDING


def documents(
    *, article_ids: list[int] | None = None, states: Collection[State] = STANDING
) -> Iterator[Document]:
    """Every article (or these) that has an attribution in one of `states`, oldest first, a chunk at a time.

    Rejected attributions stay out even if asked for: nobody stands by them.
    """
    return chain.from_iterable(chunks_of(*_chosen(article_ids, states)))


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
    if chosen is jsonl.FORMAT:  # which holds everything, as it is
        return map(jsonl.line_of, chain.from_iterable(record_chunks_of(*_chosen(article_ids, states))))
    return chosen.write(
        documents(article_ids=article_ids, states=states), Losses() if losses is None else losses
    )


def _chosen(
    article_ids: list[int] | None, states: Collection[State]
) -> tuple[AttributionQuerySet, QuerySet[Article]]:
    articles = Article.objects.all() if article_ids is None else Article.objects.filter(pk__in=article_ids)
    return Attribution.objects.standing().in_states(states), articles
