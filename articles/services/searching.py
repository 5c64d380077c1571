"""How quotes are found by their words: entries written with what changes them, and never later.

An entry has the words of a quote that stands and all names of its speakers, those of speakers merged into them as
well. `record` writes those of the quotes decided on; whoever changes names does so within `names_changing`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple
from uuid import UUID

from articles.models import Alias, AttributionSpeaker, SearchEntry, Span, Speaker
from articles.query import found_by

BATCH = 500


class Said(NamedTuple):
    """What a quote says, part by part, and who said it."""

    contents: list[str]
    speakers: list[UUID]


def enter(quotes: Mapping[UUID, Said]) -> None:
    """Make the entries of these quotes, which stand and whose speakers are locked, say this."""
    names = names_of({speaker for said in quotes.values() for speaker in said.speakers})
    entries = (
        SearchEntry(
            attribution_id=id,
            words=found_by([*said.contents, *(name for speaker in said.speakers for name in names[speaker])]),
        )
        for id, said in sorted(quotes.items())
    )
    SearchEntry.objects.bulk_create(
        entries,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["attribution"],
        update_fields=["words"],
    )


def strike(quotes: Collection[UUID]) -> None:
    """Take out the entries of quotes that stand no longer."""
    if quotes:
        SearchEntry.objects.filter(attribution__in=quotes).delete()


@contextmanager
def names_changing(speaker: UUID) -> Iterator[None]:
    """Where names of a speaker change: afterwards the entries of all that they said have the new ones.

    The speaker must be locked. It takes as long as they said much, and no time where the names are the same after all.
    """
    before = names_of([speaker])
    yield
    if names_of([speaker]) != before:
        _enter_again(speaker)


def _enter_again(speaker: UUID) -> None:
    said_by = AttributionSpeaker.objects.filter(speaker=speaker).order_by()
    entries = SearchEntry.objects.filter(attribution__in=said_by.values("attribution")).order_by("pk")
    # Locked before what they are made of is read: whoever decides on one of the quotes now writes it before or after.
    locked = list(entries.select_for_update().values_list("attribution", flat=True))
    for batch in (locked[n : n + BATCH] for n in range(0, len(locked), BATCH)):
        enter(dict(_said(batch)))


def _said(quotes: Collection[UUID]) -> Iterator[tuple[UUID, Said]]:
    contents, speakers = defaultdict(list), defaultdict(list)
    spans = Span.objects.filter(attribution__in=quotes, role="content")
    for quote, text in spans.values_list("attribution", "text"):
        contents[quote].append(text)
    speaking = AttributionSpeaker.objects.filter(attribution__in=quotes)
    for quote, speaker in speaking.values_list("attribution", "speaker"):
        speakers[quote].append(speaker)
    return ((quote, Said(contents[quote], speakers[quote])) for quote in quotes)


def names_of(speakers: Collection[UUID]) -> dict[UUID, list[str]]:
    """All names, folded, by which each of these speakers is found: those of whoever was merged into them, too."""
    heads = {speaker: speaker for speaker in speakers}
    level = dict(heads)
    while level:
        merged = Speaker.objects.filter(merged_into__in=level).values_list("pk", "merged_into")
        level = {speaker: heads[into] for speaker, into in merged if into}
        heads |= level
    names: dict[UUID, set[str]] = {speaker: set() for speaker in speakers}
    for speaker, key in Speaker.objects.filter(pk__in=heads).values_list("pk", "key"):
        names[heads[speaker]].add(key)
    for speaker, key in Alias.objects.filter(speaker__in=heads).values_list("speaker", "key"):
        names[heads[speaker]].add(key)
    return {speaker: sorted(found) for speaker, found in names.items()}
