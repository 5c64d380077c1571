"""How decisions become rows: appended to the history, and the attributions made to say the same.

What may be decided is left to `articles.services.deciding`, and for merges of speakers to `articles.services.merging`.
Locks are taken in one order everywhere: articles first, then speakers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.utils import timezone

from articles.errors import OtherArticle
from articles.models import Article, Attribution, AttributionSpeaker, Decision, Span, Suggestion, User
from articles.services.completing import open_where_decided, weigh
from articles.services.documents import Registry, proposed_speakers
from articles.services.registry import lock_survivors
from articles.services.searching import Said, enter, strike

BATCH = 500
Snapshot = dict[str, Any]


@dataclass(frozen=True)
class Quote:
    """A quote in a locked article as it stands: version, newest snapshot (None: undecided or gone), suggestion."""

    article: Article
    attribution: UUID
    version: int
    now: Snapshot | None
    suggestion: Suggestion | None

    @classmethod
    def of(cls, article: Article, attribution: UUID) -> Quote:
        """The quote with this id, be it new. Raises OtherArticle where the id is at home in another article."""
        newest = Decision.objects.filter(attribution=attribution).order_by("-version").first()
        suggestion = Suggestion.objects.filter(pk=attribution).first()
        home = newest.article_id if newest else suggestion.article_id if suggestion else article.pk
        if home != article.pk:
            raise OtherArticle(attribution)
        if newest is None:
            return cls(article, attribution, 0, None, suggestion)
        return cls(article, attribution, newest.version, newest.after, suggestion)

    @classmethod
    def decided(cls, attributions: Collection[UUID]) -> list[Quote]:
        """The quotes with these ids, all of them decided before, in a constant number of queries."""
        decisions = Decision.objects.filter(attribution__in=attributions).order_by("version")
        newest = {decision.attribution: decision for decision in decisions}
        articles = Article.objects.without_text().in_bulk({d.article_id for d in newest.values()})
        suggestions = Suggestion.objects.in_bulk(attributions)
        return [
            cls(articles[d.article_id], key, d.version, d.after, suggestions.get(key))
            for key, d in newest.items()
        ]

    @property
    def exists(self) -> bool:
        return self.now is not None or self.suggestion is not None


def same(one: Snapshot | None, other: Snapshot | None) -> bool:
    """Whether two snapshots say the same of a quote. Names may have changed: speakers are compared by id."""

    def said(snapshot: Snapshot) -> tuple[Any, ...]:
        spans = sorted((s["role"], s["start"], s["end"]) for s in snapshot["spans"])
        return snapshot["state"], snapshot["kind"], spans, [s["id"] for s in snapshot["speakers"]]

    return one is other if one is None or other is None else said(one) == said(other)


def as_suggested(suggestions: Iterable[Suggestion]) -> dict[UUID, Snapshot]:
    """What these suggestions say, by their ids, in a constant number of queries.

    The "id" of a speaker whom the registry lacks is None.
    """
    suggestions = list(suggestions)
    names = Registry.of_names(s["name"] for it in suggestions for s in it.speakers)
    return {
        it.pk: {
            "state": "suggested",
            "kind": it.kind,
            "spans": it.spans,
            "speakers": proposed_speakers(it.speakers, names),
        }
        for it in suggestions
    }


def stated(snapshot: Snapshot, suggestion: Snapshot | None) -> Snapshot:
    """The snapshot with the state that follows from comparing it with what was suggested, if anything was."""
    if suggestion is None:
        return {**snapshot, "state": "added"}
    unchanged = same({**snapshot, "state": "suggested"}, suggestion)
    return {**snapshot, "state": "accepted" if unchanged else "corrected"}


class Change(NamedTuple):
    """What a decision does to a quote: `after` is what stands then, None where the quote is undecided or gone."""

    quote: Quote
    action: str
    after: Snapshot | None
    id: UUID
    undoes: UUID | None = None
    group: UUID | None = None


def record(changes: Sequence[Change], *, by: User, merging: bool = False) -> list[Decision]:
    """Append a decision for each change and make the attributions' rows, and those of the articles, say the same.

    The articles must be locked. `merging`: the changes belong to a merge of speakers or to its undoing.
    The number of queries does not depend on that of the changes, but for batches.
    """
    now = timezone.now()
    # Those who said it until now as well: what they said is counted.
    snapshots = [snapshot for c in changes for snapshot in (c.quote.now, c.after) if snapshot]
    survivors = lock_survivors(s for snapshot in snapshots for s in snapshot["speakers"])
    decisions = Decision.objects.bulk_create(
        (
            Decision(
                id=change.id,
                article=change.quote.article,
                attribution=change.quote.attribution,
                action=change.action,
                version=change.quote.version + 1,
                before=change.quote.now,
                after=change.after and {**change.after, "speakers": survivors.of(change.after["speakers"])},
                undoes_id=change.undoes,
                group=change.group,
                by=by,
                at=now,
            )
            for change in changes
        ),
        batch_size=BATCH,
    )
    _project([(c.quote, decision) for c, decision in zip(changes, decisions, strict=True)], merging)
    if not merging:
        weigh({decision.article_id for decision in decisions})
        open_where_decided(decisions, by=by)
    return decisions


def _project(decided: list[tuple[Quote, Decision]], merging: bool) -> None:
    """Make the rows of attributions what these decisions say."""
    gone = [quote.attribution for quote, decision in decided if decision.after is None]
    if gone:
        Attribution.objects.filter(pk__in=gone).delete()
    standing = [(quote, d, d.after) for quote, d in decided if d.after]
    Attribution.objects.bulk_create(
        (
            Attribution(
                pk=quote.attribution,
                article=quote.article,
                suggestion=quote.suggestion,
                state=after["state"],
                kind=after["kind"],
                version=decision.version,
                start=min(s["start"] for s in after["spans"] if s["role"] == "content"),
                end=max(s["end"] for s in after["spans"] if s["role"] == "content"),
                decided_by=decision.by,
                decided_at=decision.at,
                changed_at=decision.at,
            )
            for quote, decision, after in standing
        ),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["state", "kind", "version", "start", "end", "changed_at"]
        # Who decided, and when, stays as it is when speakers are merged: nobody looked at the quote.
        + ([] if merging else ["decided_by", "decided_at"]),
    )
    moved = {
        q.attribution: after["spans"]
        for q, _, after in standing
        if after["spans"] != (q.now or {}).get("spans")
    }
    Span.objects.filter(attribution__in=moved).delete()
    Span.objects.bulk_create(
        (Span(attribution_id=key, **span) for key, spans in moved.items() for span in spans),
        batch_size=BATCH,
    )
    AttributionSpeaker.objects.filter(attribution__in=[q.attribution for q, _, _ in standing]).delete()
    AttributionSpeaker.objects.bulk_create(
        (
            AttributionSpeaker(
                attribution_id=quote.attribution, speaker_id=s["id"], position=n, changed_at=decision.at
            )
            for quote, decision, after in standing
            for n, s in enumerate(after["speakers"])
            if s["id"]
        ),
        batch_size=BATCH,
    )
    rejected = [quote.attribution for quote, _, after in standing if after["state"] == "rejected"]
    strike(rejected)
    enter({q.attribution: _said(after) for q, _, after in standing if after["state"] != "rejected"})


def _said(snapshot: Snapshot) -> Said:
    contents = [span["text"] for span in snapshot["spans"] if span["role"] == "content"]
    return Said(contents, [UUID(s["id"]) for s in snapshot["speakers"] if s["id"]])
