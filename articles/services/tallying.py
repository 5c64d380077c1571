"""What is in a release, counted while it is frozen: for its page, its manifest and its datasheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count

from articles.document import KINDS, Document, Speaker
from articles.models import Article, Decision
from articles.models.attribution import AttributionQuerySet
from articles.models.release import PARTS
from articles.services.selecting import STANDING
from articles.services.splitting import Placed

MOST = 50  # speakers and publishers that are named; of the others only the number is told
Json = dict[str, Any]


class Tally:
    """Counts documents one by one; memory grows with the number of speakers and publishers, not of quotes."""

    def __init__(self) -> None:
        self.articles: Counter[str] = Counter()  # by part, "" being none
        self.attributions: Counter[str] = Counter()
        self.beside = 0
        self.kinds: Counter[str] = Counter()
        self.states: Counter[str] = Counter()
        self.speakers: Counter[str] = Counter()
        self.who: dict[str, Speaker] = {}
        self.unnamed = 0
        self.publishers: Counter[str] = Counter()
        self.languages: Counter[str] = Counter()
        self.months: Counter[str] = Counter()
        self.deciders: Counter[str] = Counter()
        self.moments: list[datetime] = []

    def add(self, document: Document, placed: Placed) -> None:
        quotes = document.attributions
        self.articles[placed.part] += 1
        self.attributions[placed.part] += len(quotes)
        self.beside += placed.beside is not None
        self.publishers[document.publisher] += len(quotes)
        self.languages[document.language] += 1
        self.months[document.published.strftime("%Y-%m") if document.published else ""] += len(quotes)
        self.kinds.update(quote.kind for quote in quotes)
        self.states.update(quote.state or "" for quote in quotes)
        self.deciders.update(quote.decided_by for quote in quotes)
        self.unnamed += sum(not quote.speakers for quote in quotes)
        for speaker in (speaker for quote in quotes for speaker in quote.speakers):
            key = speaker.id or speaker.name
            self.speakers[key] += 1
            self.who.setdefault(key, speaker)
        moments = [*self.moments, *(quote.decided_at for quote in quotes if quote.decided_at)]
        self.moments = [min(moments), max(moments)] if moments else []

    def as_json(self) -> Json:
        """Everything counted; what is listed comes in the order of its numbers, then of its names."""
        named = [{"id": s.id, "name": s.name, "kind": s.kind, "attributions": n} for s, n in self._speakers()]
        publishers = _in_order((name, n) for name, n in self.publishers.items() if name)
        return {
            "articles": self.articles.total(),
            "attributions": self.attributions.total(),
            "parts": {
                part: {"articles": self.articles[part], "attributions": self.attributions[part]}
                for part in (*PARTS, "")
            },
            "beside": self.beside,
            "kinds": {kind: self.kinds[kind] for kind in KINDS},
            "states": {state: self.states[state] for state in STANDING},
            "speakers": {
                "number": len(self.speakers),
                "attributions": self.speakers.total(),  # joint speakers count each
                "named": named[:MOST],
                "without": self.unnamed,
            },
            "publishers": {
                "number": len(publishers),
                "named": [{"name": name, "attributions": n} for name, n in publishers[:MOST]],
                "without": self.publishers[""],
            },
            "languages": dict(_in_order(self.languages.items())),
            "months": {month: self.months[month] for month in sorted(self.months) if month},
            "undated": self.months[""],
            "deciders": [{"name": name, "attributions": n} for name, n in _in_order(self.deciders.items())],
            "decided": [moment.isoformat() for moment in self.moments],
        }

    def _speakers(self) -> list[tuple[Speaker, int]]:
        found = ((self.who[key], n) for key, n in self.speakers.items())
        return sorted(found, key=lambda it: (-it[1], it[0].name, it[0].id or ""))


def provenance_of(attributions: AttributionQuerySet) -> Json:
    """Which pipelines had suggested these, how many were made by hand or decided on by several people, and how many
    of their articles are done. Four queries."""
    version = (
        "suggestion__run__pipeline_name",
        "suggestion__run__pipeline_version",
        "suggestion__run__pipeline_hash",
    )
    suggested = attributions.filter(suggestion__isnull=False).order_by(*version)
    pipelines = [
        {"name": name, "version": number, "hash": hash, "attributions": n}
        for name, number, hash, n in suggested.values(*version)
        .annotate(n=Count("pk"))
        .values_list(*version, "n")
    ]
    judged = (
        Decision.objects.exclude(action=Decision.Action.MERGE)
        .filter(attribution__in=attributions.order_by().values("pk"))
        .order_by()
        .values("attribution")
        .annotate(people=Count("by", distinct=True))
    )
    return {
        "pipelines": pipelines,
        "by_hand": attributions.filter(suggestion__isnull=True).count(),
        "by_several": judged.filter(people__gt=1).count(),
        "done": Article.objects.done().filter(pk__in=attributions.order_by().values("article")).count(),
    }


def _in_order(counts: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(counts, key=lambda it: (-it[1], it[0]))
