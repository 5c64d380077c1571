"""Who the speakers of a dataset are here: found in the registry, or added to it with what the file says of them.

Found by the id they have in the registry, by Wikidata number, by name or alias. Nobody is merged silently: what would
make one person of two whom the file or their Wikidata numbers tell apart adds a second one instead.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID, uuid5

from articles.document import Speaker, folded
from articles.errors import TooMany
from articles.models import Speaker as SpeakerRow
from articles.services.documents import Json, Registry, speaker_ref
from articles.services.registry import (
    BY_NAME,
    checked_kind,
    checked_name,
    checked_wikidata,
    make_speakers,
)

MAX_ALIASES = 100


class IncomingSpeakers:
    """Keeps, over the documents of one file, which registry ids the file gave to its speakers."""

    def __init__(self) -> None:
        self.of_file: set[UUID] = set()

    def found_or_made(self, speakers: Iterable[Speaker]) -> dict[Speaker, Json]:
        """Each of these speakers as {"id", "name", "kind"}. Call it in a transaction, with speakers that are `checked`.

        Six queries and one for each chain of merges, and some for each that is new.
        """
        wanted = list(dict.fromkeys(speakers))
        self.of_file |= {id for s in wanted if (id := uuid_of(s.id))}
        here = _Here(wanted, self.of_file)
        rows = {speaker: here.row_of(speaker) for speaker in wanted}
        made = make_speakers(here.new)
        return {speaker: speaker_ref(made.get(row.pk, row).survivor) for speaker, row in rows.items()}


class _Here:
    """Who the speakers of one document are: rows of the registry, and rows to be made of those in `new`."""

    def __init__(self, wanted: list[Speaker], of_file: set[UUID]) -> None:
        self.of_file = of_file
        self.new: dict[UUID, Speaker] = {}
        ids = [id for s in wanted for id in (uuid_of(s.id), *_ids_for(s)) if id]
        self.by_id = SpeakerRow.objects.prefetch_related("aliases").in_bulk(ids)
        self.goes_by = {
            row.pk: {row.key, *(alias.key for alias in row.aliases.all())} for row in self.by_id.values()
        }
        self.names = Registry.of_names(s.name for s in wanted)
        numbers = {s.wikidata for s in wanted if s.wikidata}
        self.by_number: dict[str, list[SpeakerRow]] = {}
        for row in SpeakerRow.objects.current().filter(wikidata__in=numbers) if numbers else ():
            self.by_number.setdefault(row.wikidata, []).append(row)

    def row_of(self, speaker: Speaker) -> SpeakerRow:
        """The row of this speaker, which those who come later in the document can be, too."""
        row = self._known(speaker) or self._planned(speaker)
        for key in _keys(speaker):
            self.names.setdefault(key, row)
        if row.wikidata:
            self.by_number.setdefault(row.wikidata, [row])
        return row

    def _known(self, speaker: Speaker) -> SpeakerRow | None:
        id = uuid_of(speaker.id)
        # Who was renamed keeps the former name among the others.
        if id and (row := self.by_id.get(id)) and not self.goes_by[id].isdisjoint(_keys(speaker)):
            return row
        rows = self.by_number.get(speaker.wikidata, []) if speaker.wikidata else []
        if len(rows) == 1:
            return rows[0]
        named = self.names.named(speaker.name)
        if named is None or (speaker.wikidata and named.wikidata and speaker.wikidata != named.wikidata):
            return None
        return None if id and named.pk != id and named.pk in self.of_file else named

    def _planned(self, speaker: Speaker) -> SpeakerRow:
        own, else_own = _ids_for(speaker)
        if own in self.by_id:  # somebody else by now
            own = else_own
        if own not in self.by_id:
            self.new[own] = speaker
            self.by_id[own] = SpeakerRow(pk=own, name=speaker.name, wikidata=speaker.wikidata)
            self.goes_by[own] = _keys(speaker)
        return self.by_id[own]


def _ids_for(speaker: Speaker) -> tuple[UUID, UUID]:
    """The id under which a speaker is made, and the one to take where that is another's."""
    name = folded(speaker.name)
    return (
        uuid_of(speaker.id) or uuid5(BY_NAME, name),
        uuid5(BY_NAME, f"{name}\n{speaker.wikidata}\n{speaker.id or ''}"),
    )


def _keys(speaker: Speaker) -> set[str]:
    """The names of a speaker, folded."""
    return {folded(name) for name in (speaker.name, *speaker.aliases)}


def checked(speaker: Speaker) -> Speaker:
    """The speaker, if the registry can hold it. Raises BadName, NoSuchValue, BadWikidata or TooMany."""
    checked_name(speaker.name)
    checked_kind(speaker.kind)
    if len(speaker.aliases) > MAX_ALIASES:
        raise TooMany("other names of a speaker", MAX_ALIASES)
    for alias in speaker.aliases:
        checked_name(alias)
    checked_wikidata(speaker.wikidata)
    return speaker


def uuid_of(id: str | None) -> UUID | None:
    """The UUID that this text is, if it is one."""
    try:
        return UUID(id) if id else None
    except ValueError:
        return None
