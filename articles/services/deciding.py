"""How a person's decision becomes part of the record, once, on the version it was made on.

`decide` is the only way to change an attribution. It appends a Decision and makes the Attribution row say the
same. Locks are taken in one order everywhere: articles first, then speakers.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from articles.document import KINDS, ROLES, Kind, Role, Span, blank, folded
from articles.errors import (
    AlreadyUsed,
    BlankSpan,
    ChangedSince,
    NoContent,
    NoSuchValue,
    NotFound,
    NotPossible,
    OverlappingParts,
    SpeakerChanged,
    StaleVersion,
    TooMany,
)
from articles.models import Article, Attribution, AttributionSpeaker, Decision, Suggestion, User
from articles.models import Span as SpanRow
from articles.services.registry import (
    SpeakerRef,
    find_or_create_speakers,
    known_speakers,
    lock_survivors,
)

MAX_SPANS = 200
MAX_SPEAKERS = 50
BATCH = 500
Snapshot = dict[str, Any]


class Part(NamedTuple):
    """A span as a person made it: its role, code points `start` to `end`, and the text they saw there."""

    role: Role
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Result:
    """What a quote is to be: for `correct` and `add`, always the whole of it."""

    kind: Kind
    parts: Sequence[Part]
    speakers: Sequence[SpeakerRef] = field(default_factory=tuple)


class Decided(NamedTuple):
    """`created` is False where this very decision had been stored before."""

    decision: Decision
    created: bool


def decide(
    *,
    id: UUID,
    article_id: int,
    attribution: UUID,
    action: str,
    version: int,
    by: User,
    result: Result | None = None,
    seen: Sequence[SpeakerRef] | None = None,
    undoes: UUID | None = None,
) -> Decided:
    """Record what a person decided about a quote.

    `id` is made by the client: sending a decision twice stores it once. `version` is that of the quote as the
    person saw it. `result` goes with `correct` and `add`, `undoes` (a decision of the same person) with `undo`, and
    `seen` with `accept`: the speakers on the person's screen, where they are to be held against the registry.

    Raises NotFound, StaleVersion, SpeakerChanged, ChangedSince, AlreadyUsed, NotPossible, and for a result EmptySpan,
    BlankSpan, SpanOutsideText, TextMismatch, OverlappingParts, NoContent, NoSuchValue or TooMany; then nothing is
    stored.
    """
    try:
        with transaction.atomic():
            return _decide(id, article_id, attribution, action, version, by, result, seen, undoes)
    except IntegrityError:
        # The lock on the article keeps out everybody but one who uses an id of ours in another article just now.
        elsewhere = Decision.objects.exclude(article=article_id)
        if elsewhere.filter(Q(id=id) | Q(attribution=attribution)).exists():
            raise AlreadyUsed("decision or quote") from None
        raise


def _decide(
    id: UUID,
    article_id: int,
    attribution: UUID,
    action: str,
    version: int,
    by: User,
    result: Result | None,
    seen: Sequence[SpeakerRef] | None,
    undoes: UUID | None,
) -> Decided:
    article = Article.objects.select_for_update().without_text().filter(pk=article_id).first()
    if article is None:
        raise NotFound("article")
    if stored := Decision.objects.filter(id=id).first():
        is_this_one = (stored.article_id, stored.attribution, stored.by_id, stored.action)
        if is_this_one != (article_id, attribution, by.pk, action):
            raise AlreadyUsed("decision")
        return Decided(stored, created=False)

    quote = Quote.of(article, attribution)
    if version != quote.version:
        raise StaleVersion(attribution, seen=version, now=quote.version)
    if action == Decision.Action.UNDO:
        change = Change(quote, action, _undone(quote, undoes, by), id, undoes=undoes)
    else:
        change = Change(quote, action, _outcome(quote, action, result, seen), id)
    [decision] = record([change], by=by)
    return Decided(decision, created=True)


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
        """The quote with this id, be it new. Raises AlreadyUsed where the id is at home in another article."""
        newest = Decision.objects.filter(attribution=attribution).order_by("-version").first()
        suggestion = Suggestion.objects.filter(pk=attribution).first()
        home = newest.article_id if newest else suggestion.article_id if suggestion else article.pk
        if home != article.pk:
            raise AlreadyUsed("quote")
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

    def has_decided_twin(self) -> bool:
        """Whether the words of its suggestion were decided on as a quote that another run or a person found."""
        return bool(self.suggestion and Attribution.objects.twins_of(self.suggestion).exists())


def _outcome(
    quote: Quote, action: str, result: Result | None, seen: Sequence[SpeakerRef] | None
) -> Snapshot | None:
    """The snapshot after an action, or NotPossible."""
    state = quote.now["state"] if quote.now else None
    refuse = _refusals(quote, action, state, result)
    if refuse:
        raise NotPossible(refuse, attribution=quote.attribution)
    if action in (Decision.Action.REOPEN, Decision.Action.REMOVE):
        return None
    if action in (Decision.Action.CORRECT, Decision.Action.ADD):
        assert result is not None
        return _stated(quote, _snapshot(quote.article, result))
    standing = quote.now or _suggested(quote)
    if action == Decision.Action.REJECT:
        return {**standing, "state": "rejected"}
    # What the machine named becomes a speaker of the registry only now that somebody stands by it.
    refs = [SpeakerRef(s["id"] and UUID(s["id"]), s["name"], s["kind"]) for s in standing["speakers"]]
    speakers = find_or_create_speakers(refs)
    if seen is not None and not _as_seen(speakers, seen):
        raise SpeakerChanged(quote.attribution)
    return _stated(quote, {**standing, "speakers": speakers})


def _as_seen(speakers: list[dict[str, Any]], seen: Sequence[SpeakerRef]) -> bool:
    """Whether these are the speakers that a person saw, who knows those by name that the registry lacked."""
    return len(speakers) == len(seen) and all(
        speaker["id"] == str(ref.id) if ref.id else folded(speaker["name"]) == folded(ref.name)
        for speaker, ref in zip(speakers, seen, strict=True)
    )


def _refusals(quote: Quote, action: str, state: str | None, result: Result | None) -> str:
    """Why an action cannot be done to a quote in this state; empty where it can."""
    known = [a.value for a in Decision.Action if a != Decision.Action.MERGE]
    if action not in known:
        raise NoSuchValue("action", action, tuple(known))
    if action == Decision.Action.ADD:
        return "This quote exists already. Correct it instead." if quote.exists else ""
    if not quote.exists:
        raise NotFound("quote in this article")
    added = quote.suggestion is None
    if quote.version == 0 and quote.has_decided_twin():
        return "The same words were decided on in another look for quotes. Load the page again to see it."
    match action:
        case Decision.Action.ACCEPT if state not in (None, "rejected"):
            return f"This quote is already {state}."
        case Decision.Action.REJECT if state == "rejected":
            return "This quote is already rejected."
        case Decision.Action.REOPEN if added:
            return "An added quote has no suggestion to go back to. Remove it instead."
        case Decision.Action.REOPEN if state is None:
            return "This quote is undecided already."
        case Decision.Action.REMOVE if not added:
            return "A suggested quote cannot be removed. Reject it instead."
    return ""


def _undone(quote: Quote, undoes: UUID | None, by: User) -> Snapshot | None:
    of_quote = Decision.objects.filter(article=quote.article, attribution=quote.attribution)
    undone = of_quote.filter(id=undoes).first() if undoes else None
    if undone is None:
        raise NotFound("decision on this quote to undo")
    if undone.by_id != by.pk:
        raise NotPossible(
            "Only the person who made a decision can undo it. Decide anew instead.",
            attribution=quote.attribution,
        )
    if undone.group:
        raise NotPossible(
            "This was done by merging speakers. Undo the merge on the page of the speaker.",
            attribution=quote.attribution,
        )
    if not same(undone.after, quote.now):
        raise ChangedSince(quote.attribution)
    return undone.before


def _snapshot(article: Article, result: Result) -> Snapshot:
    """A checked result without its state; creates the speakers that it names and the registry lacks."""
    if result.kind not in KINDS:
        raise NoSuchValue("kind", result.kind, KINDS)
    if len(result.parts) > MAX_SPANS:
        raise TooMany("parts", MAX_SPANS)
    if len(result.speakers) > MAX_SPEAKERS:
        raise TooMany("speakers", MAX_SPEAKERS)
    for part in result.parts:
        if part.role not in ROLES:
            raise NoSuchValue("role", part.role, ROLES)
    text = Article.objects.values_list("text", flat=True).get(pk=article.pk)
    spans = []
    for role in ROLES:
        parts = sorted(Span(p.start, p.end, p.text).check(text) for p in result.parts if p.role == role)
        for span in parts:
            if blank(span.text):
                raise BlankSpan(span.start, span.end)
        if any(a.end > b.start for a, b in pairwise(parts)):
            raise OverlappingParts(role)
        if role == "content" and not parts:
            raise NoContent
        spans += [{"role": role, "start": s.start, "end": s.end, "text": s.text} for s in parts]
    return {"kind": result.kind, "spans": spans, "speakers": find_or_create_speakers(result.speakers)}


def _suggested(quote: Quote) -> Snapshot:
    """What the suggestion says; the "id" of a speaker whom the registry lacks is None."""
    assert quote.suggestion is not None
    return {
        "state": "suggested",
        "kind": quote.suggestion.kind,
        "spans": quote.suggestion.spans,
        "speakers": known_speakers(quote.suggestion.speakers),
    }


def _stated(quote: Quote, snapshot: Snapshot) -> Snapshot:
    """The snapshot with the state that follows from comparing it with the suggestion."""
    if quote.suggestion is None:
        return {**snapshot, "state": "added"}
    as_suggested = same({**snapshot, "state": "suggested"}, _suggested(quote))
    return {**snapshot, "state": "accepted" if as_suggested else "corrected"}


def same(one: Snapshot | None, other: Snapshot | None) -> bool:
    """Whether two snapshots say the same of a quote. Names may have changed: speakers are compared by id."""

    def said(snapshot: Snapshot) -> tuple[Any, ...]:
        spans = sorted((s["role"], s["start"], s["end"]) for s in snapshot["spans"])
        return snapshot["state"], snapshot["kind"], spans, [s["id"] for s in snapshot["speakers"]]

    return one is other if one is None or other is None else said(one) == said(other)


class Change(NamedTuple):
    """What a decision does to a quote: `after` is what stands then, None where the quote is undecided or gone."""

    quote: Quote
    action: str
    after: Snapshot | None
    id: UUID
    undoes: UUID | None = None
    group: UUID | None = None


def record(changes: Sequence[Change], *, by: User) -> list[Decision]:
    """Append a decision for each change and make the attributions' rows say the same.

    The articles must be locked, and either all or none of the changes belong to a merge.
    The number of queries does not depend on that of the changes, but for batches.
    """
    now = timezone.now()
    survivors = lock_survivors(s for change in changes for s in (change.after or {}).get("speakers", []))
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
    _project([(change.quote, decision) for change, decision in zip(changes, decisions, strict=True)])
    return decisions


def _project(decided: list[tuple[Quote, Decision]]) -> None:
    """Make the rows of attributions what these decisions say."""
    gone = [quote.attribution for quote, decision in decided if decision.after is None]
    if gone:
        Attribution.objects.filter(pk__in=gone).delete()
    standing = [(quote, d, d.after) for quote, d in decided if d.after]
    # Who decided, and when, stays as it is when speakers are merged: nobody looked at the quote.
    by_merge = any(decision.group for _, decision in decided)
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
        + ([] if by_merge else ["decided_by", "decided_at"]),
    )
    moved = {
        q.attribution: after["spans"]
        for q, _, after in standing
        if after["spans"] != (q.now or {}).get("spans")
    }
    SpanRow.objects.filter(attribution__in=moved).delete()
    SpanRow.objects.bulk_create(
        (SpanRow(attribution_id=key, **span) for key, spans in moved.items() for span in spans),
        batch_size=BATCH,
    )
    AttributionSpeaker.objects.filter(attribution__in=[q.attribution for q, _, _ in standing]).delete()
    AttributionSpeaker.objects.bulk_create(
        (
            AttributionSpeaker(attribution_id=quote.attribution, speaker_id=s["id"], position=n)
            for quote, _, after in standing
            for n, s in enumerate(after["speakers"])
            if s["id"]
        ),
        batch_size=BATCH,
    )
