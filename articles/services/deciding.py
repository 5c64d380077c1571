"""How a person's decision becomes part of the record, once, on the version it was made on.

`decide` is the only way for a person to change a quote that they see; `decide_in_order` goes it several times. Storing
what was decided is left to `articles.services.recording`, as it is for datasets that come in and for merges.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from articles.document import KINDS, ROLES, Kind, Role, Span, blank, folded
from articles.errors import (
    AlreadyUsed,
    BlankSpan,
    ChangedSince,
    DomainError,
    NoContent,
    NoSuchValue,
    NotFound,
    NotPossible,
    NotTried,
    OverlappingParts,
    SpeakerChanged,
    StaleVersion,
    TooMany,
)
from articles.models import Article, Decision, User
from articles.services.recording import Change, Quote, Snapshot, as_suggested, record, same, stated
from articles.services.registry import SpeakerRef, find_or_create_speakers

MAX_SPANS = 200
MAX_SPEAKERS = 50
WITH_RESULT = (Decision.Action.CORRECT, Decision.Action.ADD, Decision.Action.FILL)
"""What cannot be done without saying all of what the quote is to be."""


class Part(NamedTuple):
    """A span as a person made it: its role, code points `start` to `end`, and the text they saw there."""

    role: Role
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Result:
    """What a quote is to be, always the whole of it."""

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
    group: UUID | None = None,
) -> Decided:
    """Record what a person decided about a quote.

    `id` is made by the client: sending a decision twice stores it once. `version` is that of the quote as the
    person saw it. `result` goes with `correct`, `add` and `fill`, `undoes` (a decision of the same person) with
    `undo`, and `seen` with `accept`: the speakers on the person's screen, where they are to be held against the
    registry.
    Decisions that a person makes as one (accepting all in view) share a `group`, whose id the client makes too.

    Raises NotFound, StaleVersion, SpeakerChanged, ChangedSince, AlreadyUsed, NotPossible, and for a result EmptySpan,
    BlankSpan, SpanOutsideText, TextMismatch, OverlappingParts, NoContent, NoSuchValue or TooMany; then nothing is
    stored.
    """
    try:
        with transaction.atomic():
            return _decide(id, article_id, attribution, action, version, by, result, seen, undoes, group)
    except IntegrityError:
        # The lock on the article keeps out everybody but one who uses an id of ours in another article just now.
        elsewhere = Decision.objects.exclude(article=article_id)
        if elsewhere.filter(Q(id=id) | Q(attribution=attribution)).exists():
            raise AlreadyUsed("decision or quote") from None
        raise


def decide_in_order(*, asked: Iterable[Mapping[str, Any]], by: User) -> list[Decided | DomainError]:
    """Record decisions one after another: each as `decide` does it with these arguments, stored and refused on its own.

    What comes of each, in their order. Once one was refused, later ones on the same quote are NotTried: they were made
    on a version that now means another.
    """
    outcomes: list[Decided | DomainError] = []
    refused: set[UUID] = set()
    for one in asked:
        quote = one["attribution"]
        try:
            if quote in refused:
                raise NotTried(quote)
            outcomes.append(decide(by=by, **one))
        except DomainError as error:
            refused.add(quote)
            outcomes.append(error)
    return outcomes


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
    group: UUID | None,
) -> Decided:
    article = Article.objects.select_for_update().without_text().filter(pk=article_id).first()
    if article is None:
        raise NotFound("article")
    if stored := Decision.objects.filter(id=id).first():
        is_this_one = (stored.article_id, stored.attribution, stored.by_id, stored.action)
        if is_this_one != (article_id, attribution, by.pk, action):
            raise AlreadyUsed("decision")
        return Decided(stored, created=False)

    if group and Decision.objects.filter(group=group).of_others(by, article).exists():
        raise AlreadyUsed("group of decisions")
    quote = Quote.of(article, attribution)
    if version != quote.version:
        raise StaleVersion(attribution, seen=version, now=quote.version)
    if action == Decision.Action.UNDO:
        change = Change(quote, action, _undone(quote, undoes, by), id, undoes, group)
    else:
        change = Change(quote, action, _outcome(quote, action, result, seen), id, group=group)
    [decision] = record([change], by=by)
    return Decided(decision, created=True)


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
    if action in WITH_RESULT:
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
    if quote.version == 0 and quote.suggestion and quote.suggestion.has_decided_twin():
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
    undone = of_quote.select_related("undoes").filter(id=undoes).first() if undoes else None
    if undone is None:
        raise NotFound("decision on this quote to undo")
    if undone.by_id != by.pk:
        raise NotPossible(
            "Only the person who made a decision can undo it. Decide anew instead.",
            attribution=quote.attribution,
        )
    if Decision.Action.MERGE in (undone.action, undone.undoes and undone.undoes.action):
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
    if len(result.speakers) > MAX_SPEAKERS:
        raise TooMany("speakers", MAX_SPEAKERS)
    text = Article.objects.values_list("text", flat=True).get(pk=article.pk)
    spans = checked_spans(text, result.parts)
    return {"kind": result.kind, "spans": spans, "speakers": find_or_create_speakers(result.speakers)}


def checked_spans(text: str, parts: Sequence[Part]) -> list[dict[str, Any]]:
    """The parts of a quote in this text as snapshots have them, role by role in text order.

    Raises EmptySpan, BlankSpan, SpanOutsideText, TextMismatch, OverlappingParts, NoContent, NoSuchValue or TooMany.
    """
    if len(parts) > MAX_SPANS:
        raise TooMany("parts", MAX_SPANS)
    for part in parts:
        if part.role not in ROLES:
            raise NoSuchValue("role", part.role, ROLES)
    spans = []
    for role in ROLES:
        of_role = sorted(Span(p.start, p.end, p.text).check(text) for p in parts if p.role == role)
        for span in of_role:
            if blank(span.text):
                raise BlankSpan(span.start, span.end)
        if any(a.end > b.start for a, b in pairwise(of_role)):
            raise OverlappingParts(role)
        if role == "content" and not of_role:
            raise NoContent
        spans += [{"role": role, "start": s.start, "end": s.end, "text": s.text} for s in of_role]
    return spans


def _suggested(quote: Quote) -> Snapshot:
    assert quote.suggestion is not None
    [said] = as_suggested([quote.suggestion]).values()
    return said


def _stated(quote: Quote, snapshot: Snapshot) -> Snapshot:
    return stated(snapshot, _suggested(quote) if quote.suggestion else None)
