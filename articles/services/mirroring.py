"""What changed in the dataset, in order: the feed with which programs keep a mirror of it.

Its rows are written by triggers (`articles.models.guards`) as the changes are made; here they get their places, and are
read with what they are about as it stands now.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, takewhile
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Max

from articles.errors import UnknownCursor
from articles.models import Article, Attribution, Change, Speaker
from articles.services.documents import Json, one_moment, quote_of_record, standing_of

PLACED_AT_ONCE = 5_000
MAX_TEXT = 2_000_000  # characters of articles on a page, after its first change
PLACING = 0x6F6E7265636F7264  # the advisory lock of whoever gives out places


class Page(NamedTuple):
    """Changes in order, as JSON; the position of the last, to ask on from; whether there were more to give."""

    changes: list[Json]
    position: int
    more: bool


def changes_after(*, position: int, limit: int) -> Page:
    """The next changes after this position in the feed (0: from the beginning), at most `limit`, one at least if any.

    A change is {"cursor": its own position, "event", "at", "article", "attribution", "speaker", "decision": ids or
    None, "now": what it is about as it stands now, None where that is no more}. So the same thing may be told of
    twice with the same words, and who applies all changes in order has what the database has. An article's text,
    which never changes, comes with its import only. A page holds fewer where its articles are long.
    The number of queries does not depend on that of the changes. Raises UnknownCursor.
    """
    placed = place_changes()
    with one_moment():
        if position and not Change.objects.filter(position=position).exists():
            raise UnknownCursor
        found = list(Change.objects.after(position).with_decisions()[: limit + 1])
        page = _fitting(found[:limit])
        changes = _as_things_stand(page)
    more = len(found) > len(page) or placed == PLACED_AT_ONCE
    return Page(changes, page[-1].position or 0 if page else position, more)


def newest_position() -> int:
    """Where the feed ends now, all that was committed included."""
    while place_changes() == PLACED_AT_ONCE:
        pass
    return Change.objects.aggregate(newest=Max("position"))["newest"] or 0


def place_changes() -> int:
    """Give places to what was committed since somebody last did, a limited number of them; returns how many.

    Who reads does this, one after the other, so that no writer ever waits for another: of what is visible now, what
    was written first comes first, and what becomes visible later gets a later place however early it was written
    (docs/decisions/0011).
    """
    if not Change.objects.unplaced().exists():
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # on SQLite, a transaction that may write is alone
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PLACING])
        cursor.execute(
            "UPDATE articles_change SET position = place.position FROM ("
            " SELECT number, ROW_NUMBER() OVER (ORDER BY number)"
            " + (SELECT COALESCE(MAX(position), 0) FROM articles_change) AS position"
            " FROM articles_change WHERE position IS NULL ORDER BY number LIMIT %s"
            ") AS place WHERE articles_change.number = place.number",
            [PLACED_AT_ONCE],
        )
        return int(cursor.rowcount)


def _fitting(changes: Sequence[Change]) -> list[Change]:
    """As many of these, from the first, as have texts for one page."""
    lengths = dict(Article.objects.filter(pk__in=_imported(changes)).values_list("pk", "length"))
    sizes = accumulate(lengths.get(c.article_id or 0, 0) if c.event == "import" else 0 for c in changes)
    fits = takewhile(lambda n: n[0] == 0 or n[1] <= MAX_TEXT, enumerate(sizes))
    return list(changes[: len(list(fits))])


def _imported(changes: Sequence[Change]) -> list[int]:
    return [change.article_id for change in changes if change.event == "import" and change.article_id]


def _as_things_stand(changes: Sequence[Change]) -> list[Json]:
    about = {c.article_id for c in changes if c.article_id}
    articles = Article.objects.without_text().select_related("done_by").in_bulk(about)
    texts = dict(Article.objects.filter(pk__in=_imported(changes)).values_list("pk", "text"))
    decided = {c.decision.attribution for c in changes if c.decision}
    quotes = Attribution.objects.with_parts().in_bulk(decided)
    named = {c.speaker_id for c in changes if c.speaker_id}
    speakers = Speaker.objects.prefetch_related("aliases").in_bulk(named)

    def now(change: Change) -> Json | None:
        if change.decision:
            quote = quotes.get(change.decision.attribution)
            return quote_now(quote) if quote else None
        if change.speaker_id:
            speaker = speakers.get(change.speaker_id)
            return speaker_now(speaker) if speaker else None
        article = articles.get(change.article_id or 0)
        if article is None:
            return None
        return article_now(article) | ({"text": texts[article.pk]} if change.event == "import" else {})

    return [
        {
            "cursor": str(change.position),
            "event": change.name,
            "at": change.at.isoformat(),
            "article": change.decision.article_id if change.decision else change.article_id,
            "attribution": str(change.decision.attribution) if change.decision else None,
            "speaker": str(change.speaker_id) if change.speaker_id else None,
            "decision": str(change.decision.id) if change.decision else None,
            "now": now(change),
        }
        for change in changes
    ]


def article_now(article: Article) -> Json:
    """An article as it stands, without its text."""
    return {
        "id": article.pk,
        "title": article.title,
        "publisher": article.publisher,
        "byline": article.byline,
        "url": article.url,
        "published": article.published and article.published.isoformat(),
        "language": article.language,
        "length": article.length,
        "sha256": article.sha256,
        "created_at": article.created_at.isoformat(),
        **standing_of(article),
    }


def quote_now(row: Attribution) -> Json:
    """A decided quote as it stands, fetched `.with_parts()`; its speakers are those of the registry."""
    quote = quote_of_record(row)
    del quote["suggestion"]
    return {"article": row.article_id, "changed_at": row.changed_at.isoformat(), **quote}


def speaker_now(speaker: Speaker) -> Json:
    """A speaker as they stand, fetched with their aliases."""
    return {
        "id": str(speaker.pk),
        "name": speaker.name,
        "kind": speaker.kind,
        "aliases": [alias.name for alias in speaker.aliases.all()],
        "wikidata": speaker.wikidata,
        "merged_into": speaker.merged_into_id and str(speaker.merged_into_id),
    }
