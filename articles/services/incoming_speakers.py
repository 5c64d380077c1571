"""Who the speakers of a dataset are here: found in the registry, or added to it with what the file says of them.

Found by the id they have in the registry, by Wikidata number, by name or alias. Nobody is merged silently: what would
make one person of two whom the file or their Wikidata numbers tell apart adds a second one instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import UUID, uuid5

from articles.document import Speaker, folded
from articles.errors import NoSuchValue, TooMany
from articles.models import Speaker as SpeakerRow
from articles.services.documents import Json, Registry, speaker_ref
from articles.services.registry import BY_NAME, checked_kind, checked_name, create_speaker

MAX_ALIASES = 100
WIKIDATA = re.compile(r"(Q[1-9][0-9]{0,14})?")


class IncomingSpeakers:
    """Keeps, over the documents of one file, which registry ids the file gave to which of its speakers."""

    def __init__(self) -> None:
        self.of_file: set[UUID] = set()

    def found_or_made(self, speakers: Iterable[Speaker]) -> dict[Speaker, Json]:
        """Each of these speakers as {"id", "name", "kind"}. Call it in a transaction, with speakers that are `checked`.

        Six queries and one for each chain of merges, and some for each that is new.
        """
        wanted = list(dict.fromkeys(speakers))
        ids = [id for s in wanted if (id := uuid_of(s.id))]
        by_id = SpeakerRow.objects.prefetch_related("aliases").in_bulk(ids) if ids else {}
        names = Registry.of_names(s.name for s in wanted)
        numbers = {s.wikidata for s in wanted if s.wikidata}
        by_number: dict[str, list[SpeakerRow]] = {}
        for row in SpeakerRow.objects.current().filter(wikidata__in=numbers) if numbers else ():
            by_number.setdefault(row.wikidata, []).append(row)
        found: dict[Speaker, Json] = {}
        for speaker in wanted:
            row = self._known(speaker, by_id, by_number, names) or self._made(speaker)
            by_id[row.pk] = row
            for name in (speaker.name, *speaker.aliases):
                names.setdefault(folded(name), row)
            if row.wikidata:
                by_number.setdefault(row.wikidata, [row])
            if id := uuid_of(speaker.id):
                self.of_file.add(id)
            found[speaker] = speaker_ref(row.survivor)
        return found

    def _known(
        self,
        speaker: Speaker,
        by_id: dict[UUID, SpeakerRow],
        by_number: dict[str, list[SpeakerRow]],
        names: Registry,
    ) -> SpeakerRow | None:
        id = uuid_of(speaker.id)
        if id and (row := by_id.get(id)) and _goes_by(row, speaker):
            return row
        rows = by_number.get(speaker.wikidata, []) if speaker.wikidata else []
        if len(rows) == 1:
            return rows[0]
        named = names.named(speaker.name)
        if named is None or (speaker.wikidata and named.wikidata and speaker.wikidata != named.wikidata):
            return None
        return None if id and named.pk != id and named.pk in self.of_file else named

    def _made(self, speaker: Speaker) -> SpeakerRow:
        id = uuid_of(speaker.id) or uuid5(BY_NAME, folded(speaker.name))
        if SpeakerRow.objects.filter(pk=id).exists():  # somebody else by now
            id = uuid5(BY_NAME, f"{folded(speaker.name)}\n{speaker.wikidata}\n{speaker.id or ''}")
            if row := SpeakerRow.objects.filter(pk=id).first():
                return row
        return create_speaker(
            id=id,
            name=speaker.name,
            kind=speaker.kind,
            aliases=speaker.aliases,
            wikidata=speaker.wikidata,
        )


def checked(speaker: Speaker) -> Speaker:
    """The speaker, if the registry can hold it. Raises BadName, NoSuchValue or TooMany."""
    checked_name(speaker.name)
    checked_kind(speaker.kind)
    if len(speaker.aliases) > MAX_ALIASES:
        raise TooMany("other names of a speaker", MAX_ALIASES)
    for alias in speaker.aliases:
        checked_name(alias)
    if not WIKIDATA.fullmatch(speaker.wikidata):
        raise NoSuchValue("Wikidata number", speaker.wikidata, ("a Q and digits",))
    return speaker


def uuid_of(id: str | None) -> UUID | None:
    """The UUID that this text is, if it is one."""
    try:
        return UUID(id) if id else None
    except ValueError:
        return None


def _goes_by(row: SpeakerRow, speaker: Speaker) -> bool:
    """Whether the two share a name: who was renamed keeps the former name among the others."""
    ours = {row.key, *(alias.key for alias in row.aliases.all())}
    return any(folded(name) in ours for name in (speaker.name, *speaker.aliases))
