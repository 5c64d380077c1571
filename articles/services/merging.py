"""How two speakers are found to be one, and parted again: each of their quotes moves by a decision of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from articles.errors import NotPossible
from articles.models import Article, AttributionSpeaker, Decision, Speaker, SpeakerMerge, User
from articles.services.documents import speaker_ref
from articles.services.recording import BATCH, Change, Quote, record, same
from articles.services.registry import locked_speakers
from articles.services.searching import names_changing

Row = TypeVar("Row")


def merge_speakers(
    *, merged: Speaker, into: Speaker, by: User, article: Article | None = None
) -> SpeakerMerge:
    """Find that two speakers are one: every attribution of `merged` goes over to `into`, each by a decision.

    The names of `merged` find `into` from now on. `article` is the one on whose page it is done. Raises NotPossible.
    """
    for _ in range(5):
        done = _merge(merged.pk, into.pk, by, article)
        if done:
            return done
    raise NotPossible("Others are deciding on quotes of this speaker just now. Try again in a moment.")


@transaction.atomic
def _merge(merged_id: UUID, into_id: UUID, by: User, article: Article | None) -> SpeakerMerge | None:
    speaking = AttributionSpeaker.objects.filter(speaker=merged_id)
    locked = _lock_articles(speaking)
    if merged_id == into_id:
        raise NotPossible("A speaker cannot be merged into itself.")
    others = AttributionSpeaker.objects.filter(attribution__in=speaking.values("attribution"))
    speakers = locked_speakers([merged_id, into_id, *others.values_list("speaker", flat=True)])
    merged, into = speakers[merged_id], speakers[into_id]
    if merged.merged_into_id or into.merged_into_id:
        raise NotPossible("One of these speakers was merged already. Load the page again.")
    if set(speaking.values_list("attribution__article", flat=True)) - locked:
        transaction.set_rollback(True)  # a quote came in while we waited for the locks
        return None
    merge = SpeakerMerge.objects.create(merged=merged, into=into, by=by, at=timezone.now(), article=article)
    with names_changing(into.pk):
        merged.merged_into = into
        merged.save()
        for attributions in _batches(list(speaking.values_list("attribution", flat=True))):
            _move(Quote.decided(attributions), old=merged, new=into, group=merge.pk, by=by)
    return merge


@transaction.atomic
def undo_merge(*, merge: SpeakerMerge, by: User) -> int:
    """Part two speakers again; returns how many quotes stay because they were changed since the merge."""
    decisions = Decision.objects.filter(group=merge.pk, action=Decision.Action.MERGE).oldest_first()
    list(
        Article.objects.select_for_update()
        .filter(pk__in=decisions.values("article"))
        .order_by("pk")
        .values_list("pk")
    )
    merge = SpeakerMerge.objects.select_for_update().get(pk=merge.pk)
    others = {UUID(s["id"]) for d in decisions for s in (d.before or {})["speakers"] if s["id"]}
    speakers = locked_speakers({merge.merged_id, merge.into_id} | others)
    merged = speakers[merge.merged_id]
    if merge.undone_at:
        raise NotPossible("This merge was undone already.")
    if speakers[merge.into_id].merged_into_id:
        raise NotPossible("The speaker who stayed was merged into another since. Undo that merge first.")
    with names_changing(merge.into_id):
        merged.merged_into = None
        merged.save()
        merge.undone_by, merge.undone_at = by, timezone.now()
        merge.save()
        return sum(_move_back(batch, by=by) for batch in _batches(list(decisions)))


def _lock_articles(speaking: QuerySet[AttributionSpeaker]) -> set[int]:
    articles = Article.objects.select_for_update().filter(pk__in=speaking.values("attribution__article"))
    return set(articles.order_by("pk").values_list("pk", flat=True))


def _move(quotes: Sequence[Quote], *, old: Speaker, new: Speaker, group: UUID, by: User) -> None:
    """Give the part of `old` in these quotes to `new`, each by one of the decisions of a merge."""
    changes = []
    for quote in quotes:
        if quote.now is None:
            continue
        speakers = (speaker_ref(new) if s["id"] == str(old.pk) else s for s in quote.now["speakers"])
        after = {**quote.now, "speakers": list({s["id"]: s for s in speakers}.values())}
        changes.append(Change(quote, Decision.Action.MERGE, after, uuid4(), group=group))
    record(changes, by=by, merging=True)


def _move_back(decisions: Sequence[Decision], *, by: User) -> int:
    """Undo these decisions of a merge; returns how many could not be because the quote was changed since."""
    quotes = {quote.attribution: quote for quote in Quote.decided([d.attribution for d in decisions])}
    changes = [
        Change(quote, Decision.Action.UNDO, d.before, uuid4(), undoes=d.id, group=d.group)
        for d in decisions
        if same(d.after, (quote := quotes[d.attribution]).now)
    ]
    record(changes, by=by, merging=True)
    return len(decisions) - len(changes)


def _batches(rows: list[Row]) -> Iterator[list[Row]]:
    return (rows[n : n + BATCH] for n in range(0, len(rows), BATCH))
