"""The record in bulk: articles with what people stand by in them, as documents, many at a time and few in memory.

Rows are read as tuples, one query a table and chunk: model instances would cost most of the time. What a page or
a single article needs is left to `articles.services.documents`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from articles.document import Attribution, Document, Span, Speaker
from articles.models import Alias, Article, AttributionSpeaker, User
from articles.models import Span as SpanRow
from articles.models.attribution import AttributionQuerySet
from articles.services.documents import one_moment

ARTICLES = 200
CHARACTERS = 500_000  # what bounds memory, as one article can have a million


def chunks_of(attributions: AttributionQuerySet, articles: QuerySet[Article]) -> Iterator[list[Document]]:
    """Those of the articles that have one of the attributions, with these in text order; oldest articles first.

    What is in one chunk stood so at one moment; all of it does where the caller is inside `one_moment`.
    """
    people: dict[int, str] = {}
    holding = articles.filter(Exists(attributions.filter(article=OuterRef("pk")))).order_by("pk")
    last = 0
    while chunk := _chunk(holding.filter(pk__gt=last), attributions, people):
        yield chunk
        last = int(chunk[-1].id or 0)


@one_moment()
def _chunk(
    articles: QuerySet[Article], attributions: AttributionQuerySet, people: dict[int, str]
) -> list[Document]:
    chosen: list[int] = []
    characters = 0
    for pk, length in articles.values_list("pk", "length")[:ARTICLES]:
        characters += length
        if chosen and characters > CHARACTERS:
            break
        chosen.append(pk)
    if not chosen:
        return []
    quotes = _attributions(attributions.filter(article__in=chosen), chosen, people)
    rows = Article.objects.filter(pk__in=chosen).order_by("pk").values_list(
        "pk", "text", "title", "publisher", "byline", "url", "published", "language"
    )  # fmt: skip
    return [
        Document(text, tuple(quotes[pk]), str(pk), title, publisher, byline, url, published, language)
        for pk, text, title, publisher, byline, url, published, language in rows
    ]


def _attributions(
    attributions: AttributionQuerySet, articles: list[int], people: dict[int, str]
) -> dict[int, list[Attribution]]:
    """By article, in text order."""
    spans = _spans(articles)
    speakers = _speakers(articles)
    rows: list[tuple[Any, ...]] = list(  # kinds and states are what the database holds no other values of
        attributions.order_by("article", "start", "id").values_list(
            "pk", "article", "kind", "state", "version", "decided_by", "decided_at",
            "suggestion__confidence", "suggestion__reason",
        )
    )  # fmt: skip
    _learn_names({row[5] for row in rows}, people)
    found: defaultdict[int, list[Attribution]] = defaultdict(list)
    for pk, article, kind, state, version, decided_by, decided_at, confidence, reason in rows:
        parts = spans[pk]
        found[article].append(
            Attribution(
                kind,
                tuple(parts["content"]),
                tuple(parts["cue"]),
                tuple(parts["source"]),
                tuple(speakers[pk]),
                str(pk),
                confidence,
                reason or "",
                state,
                version,
                people[decided_by],
                decided_at,
            )
        )
    return found


def _spans(articles: list[int]) -> dict[Any, defaultdict[str, list[Span]]]:
    """By attribution and role, in text order."""
    found: defaultdict[Any, defaultdict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
    rows = SpanRow.objects.filter(attribution__article__in=articles).order_by("start", "end")
    for attribution, role, start, end, text in rows.values_list(
        "attribution", "role", "start", "end", "text"
    ):
        found[attribution][role].append(Span(start, end, text))
    return found


def _speakers(articles: list[int]) -> dict[Any, list[Speaker]]:
    """By attribution, in the order in which they were named."""
    rows: list[tuple[Any, ...]] = list(
        AttributionSpeaker.objects.filter(attribution__article__in=articles)
        .order_by("position", "pk")
        .values_list("attribution", "speaker", "speaker__name", "speaker__kind", "speaker__wikidata")
    )
    aliases: defaultdict[Any, list[str]] = defaultdict(list)
    known = Alias.objects.filter(speaker__in={row[1] for row in rows}).order_by("key", "pk")
    for speaker, name in known.values_list("speaker", "name"):
        aliases[speaker].append(name)
    made: dict[Any, Speaker] = {}
    found: defaultdict[Any, list[Speaker]] = defaultdict(list)
    for attribution, speaker, name, kind, wikidata in rows:
        if speaker not in made:
            made[speaker] = Speaker(name, kind, str(speaker), tuple(aliases[speaker]), wikidata)
        found[attribution].append(made[speaker])
    return found


def _learn_names(ids: set[int], people: dict[int, str]) -> None:
    """Look up the names of those whom `people` lacks."""
    if unknown := ids - people.keys():
        people |= {pk: user.display_name for pk, user in User.objects.in_bulk(list(unknown)).items()}
