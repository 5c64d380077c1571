"""The record in bulk: articles with what people stand by in them, many at a time and few in memory.

As documents, or as the plain values that JSON Lines has of these. Rows are read as tuples, one query a table and chunk,
and what joins them as text: model instances, and a UUID for each span, would cost most of the time. What a page or a
single article needs is left to `articles.services.documents`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import connection
from django.db.models import Exists, Func, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import Cast

from articles.document import Attribution, Document, Span, Speaker
from articles.formats.record import VERSION, Record
from articles.models import Article, AttributionSpeaker, Suggestion, User
from articles.models import Span as SpanRow
from articles.models import Speaker as SpeakerRow
from articles.models.attribution import AttributionQuerySet
from articles.services.documents import one_moment

ARTICLES = 200
CHARACTERS = 500_000  # what bounds memory, as one article can have a million
People = dict[int, str]
S = TypeVar("S")
P = TypeVar("P")
D = TypeVar("D", Document, Record)


def chunks_of(attributions: AttributionQuerySet, articles: QuerySet[Article]) -> Iterator[list[Document]]:
    """Those of the articles that have one of the attributions, with these in text order; oldest articles first.

    What is in one chunk stood so at one moment; all of it does where the caller is inside `one_moment`.
    """
    return _chunks(attributions, articles, _documents)


def record_chunks_of(
    attributions: AttributionQuerySet, articles: QuerySet[Article]
) -> Iterator[list[Record]]:
    """The same as `articles.formats.record.record_of` has them, sooner: no documents are made."""
    return _chunks(attributions, articles, _records)


@one_moment()
def records_of(articles: list[int], attributions: AttributionQuerySet) -> list[Record]:
    """These articles, in this order, with those of the attributions that are theirs.

    A constant number of queries, whatever the number of articles and quotes.
    """
    found = {record["id"]: record for record in _records(articles, attributions, {})}
    return [found[str(pk)] for pk in articles]


def _chunks(
    attributions: AttributionQuerySet,
    articles: QuerySet[Article],
    read: Callable[[list[int], AttributionQuerySet, People], list[D]],
) -> Iterator[list[D]]:
    people: People = {}
    holding = articles.filter(Exists(attributions.filter(article=OuterRef("pk")))).order_by("pk")
    last = 0
    while True:
        with one_moment():
            chosen = _next(holding.filter(pk__gt=last))
            chunk = read(chosen, attributions, people) if chosen else []
        if not chunk:
            return
        yield chunk
        last = chosen[-1]


def _next(articles: QuerySet[Article]) -> list[int]:
    """As many as there is room for in one chunk, and one at least where there is one."""
    chosen: list[int] = []
    characters = 0
    for pk, length in articles.values_list("pk", "length")[:ARTICLES]:
        characters += length
        if chosen and characters > CHARACTERS:
            break
        chosen.append(pk)
    return chosen


def _documents(articles: list[int], attributions: AttributionQuerySet, people: People) -> list[Document]:
    quotes: defaultdict[int, list[Attribution]] = defaultdict(list)
    for q in _quotes(articles, attributions, people, Span, Speaker):
        quotes[q.article].append(
            Attribution(
                q.kind, tuple(q.content), tuple(q.cue), tuple(q.source), tuple(q.speakers), q.id,
                q.confidence, q.reason, q.state, q.version, q.decided_by,
                datetime.fromisoformat(q.decided_at),
            )
        )  # fmt: skip
    return [
        Document(text, tuple(quotes[pk]), str(pk), *about) for pk, text, *about in _article_rows(articles)
    ]


def _records(articles: list[int], attributions: AttributionQuerySet, people: People) -> list[Record]:
    quotes: defaultdict[int, list[Record]] = defaultdict(list)
    for q in _quotes(articles, attributions, people, _span_record, _speaker_record):
        quotes[q.article].append({
            "id": q.id, "kind": q.kind, "content": q.content, "cue": q.cue, "source": q.source,
            "speakers": q.speakers, "confidence": q.confidence, "reason": q.reason, "state": q.state,
            "version": q.version, "decided_by": q.decided_by, "decided_at": q.decided_at,
        })  # fmt: skip
    return [
        {
            "version": VERSION, "id": str(pk), "title": title, "publisher": publisher, "byline": byline, "url": url,
            "published": published and published.isoformat(), "language": language, "text": text,
            "attributions": quotes[pk],
        }
        for pk, text, title, publisher, byline, url, published, language in _article_rows(articles)
    ]  # fmt: skip


def _span_record(start: int, end: int, text: str) -> Record:
    return {"start": start, "end": end, "text": text}


def _speaker_record(name: str, kind: str, id: str, aliases: tuple[str, ...], wikidata: str) -> Record:
    return {"id": id, "name": name, "kind": kind, "aliases": list(aliases), "wikidata": wikidata}


def _article_rows(articles: list[int]) -> QuerySet[Article, tuple[Any, ...]]:
    rows = Article.objects.filter(pk__in=articles).order_by("pk")
    return rows.values_list("pk", "text", "title", "publisher", "byline", "url", "published", "language")


class Quote(NamedTuple, Generic[S, P]):
    """A quote of an article as its rows have it; spans by role, in text order."""

    article: int
    id: str
    kind: Any  # kinds and states are what the database holds no other values of
    state: Any
    version: int
    decided_by: str
    decided_at: str
    confidence: float | None
    reason: str
    content: list[S]
    cue: list[S]
    source: list[S]
    speakers: list[P]


def _quotes(
    articles: list[int],
    attributions: AttributionQuerySet,
    people: People,
    span: Callable[[int, int, str], S],
    speaker: Callable[..., P],
) -> Iterator[Quote[S, P]]:
    """In text order, article by article."""
    _by_this_process_alone()
    spans, speakers = _spans(articles, span), _speakers(articles, speaker)
    suggested = _suggested(articles)
    rows: list[tuple[Any, ...]] = list(
        attributions.filter(article__in=articles)
        .order_by("article", "start", "id")
        .values_list(_text("pk"), "article", "kind", "state", "version", "decided_by", _moment("decided_at"))
    )
    _learn_names({row[5] for row in rows}, people)
    for pk, article, kind, state, version, decided_by, at in rows:
        content, cue, source = spans[pk].values()
        confidence, reason = suggested.get(pk, (None, ""))
        yield Quote(
            article, _written(pk), kind, state, version, people[decided_by], _written_moment(at),
            confidence, reason, content, cue, source, speakers[pk],
        )  # fmt: skip


def _by_this_process_alone() -> None:
    """Until the transaction ends: to start a second process for some thousand rows takes longer than to read them."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")


def _suggested(articles: list[int]) -> dict[str, tuple[float | None, str]]:
    """How sure the machine was and why, by the id that suggestion and attribution share.

    Found by the articles, whose suggestions lie side by side; joined one by one they lie all over an index.
    """
    rows = Suggestion.objects.filter(article__in=articles).values_list(_text("pk"), "confidence", "reason")
    return {pk: (confidence, reason) for pk, confidence, reason in rows}


def _moment(name: str) -> Cast | Func:
    """A moment as text, of which both drivers make moments slowly; all of ours are in UTC, as the connection is."""
    if connection.vendor == "sqlite":
        return _text(name)
    return Func(name, Value("YYYY-MM-DD HH24:MI:SS.US"), function="to_char", output_field=TextField())


def _written_moment(text: str) -> str:
    """That text as ISO 8601 has it, and as Python writes a moment."""
    return f"{text[:10]}T{text[11:].removesuffix('.000000')}+00:00"


def _text(name: str) -> Cast:
    """A UUID as the text that the database makes of it: the same for each row that has it, and nothing else."""
    return Cast(name, TextField())


def _written(id: str) -> str:
    """A UUID as everybody else writes it, of that text."""
    return id if "-" in id else f"{id[:8]}-{id[8:12]}-{id[12:16]}-{id[16:20]}-{id[20:]}"


def _spans(articles: list[int], made: Callable[[int, int, str], S]) -> dict[str, dict[str, list[S]]]:
    """By attribution and role, in text order."""
    places: defaultdict[str, dict[str, list[Any]]] = defaultdict(
        lambda: {"content": [], "cue": [], "source": []}
    )
    rows = SpanRow.objects.filter(attribution__article__in=articles).order_by()
    for attribution, role, start, end, text in rows.values_list(
        _text("attribution"), "role", "start", "end", "text"
    ):
        places[attribution][role].append((start, end, text))
    for roles in places.values():
        for role, parts in roles.items():
            if len(parts) > 1:
                parts.sort()
            roles[role] = [made(*part) for part in parts]
    return places


def _speakers(articles: list[int], made: Callable[..., P]) -> dict[str, list[P]]:
    """By attribution, in the order in which they were named."""
    named = AttributionSpeaker.objects.filter(attribution__article__in=articles).order_by("position", "pk")
    pairs = list(named.values_list(_text("attribution"), _text("speaker")))
    known = SpeakerRow.objects.filter(pk__in=named.order_by().values("speaker"))
    about: dict[str, tuple[str, str, str]] = {}
    aliases: defaultdict[str, list[str]] = defaultdict(list)
    for pk, name, kind, wikidata, alias in known.order_by("aliases__key", "aliases__pk").values_list(
        _text("pk"), "name", "kind", "wikidata", "aliases__name"
    ):
        about[pk] = name, kind, wikidata
        if alias is not None:
            aliases[pk].append(alias)
    speakers = {
        pk: made(name, kind, _written(pk), tuple(aliases[pk]), wikidata)
        for pk, (name, kind, wikidata) in about.items()
    }
    found: defaultdict[str, list[P]] = defaultdict(list)
    for attribution, speaker in pairs:
        found[attribution].append(speakers[speaker])
    return found


def _learn_names(ids: set[int], people: People) -> None:
    """Look up the names of those whom `people` lacks."""
    if unknown := ids - people.keys():
        people |= {pk: user.display_name for pk, user in User.objects.in_bulk(list(unknown)).items()}
