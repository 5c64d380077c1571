"""The registry of speakers: found or made, renamed. Merging two is left to `articles.services.merging`.

Nobody is merged silently: a name finds a speaker only when it is the name or an alias, up to case and accents.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from django.db import transaction

from articles.document import SPEAKER_KINDS, SpeakerKind, folded, has_controls
from articles.document import Speaker as NewSpeaker
from articles.errors import (
    AlreadyUsed,
    BadName,
    BadWikidata,
    ChangedMeanwhile,
    NoSuchValue,
    NotFound,
    NotPossible,
)
from articles.models import Alias, Speaker
from articles.services.documents import Registry, speaker_ref
from articles.services.searching import names_changing

MAX_NAME = 300
MAX_KEY = 600  # folding can make a name longer
WIKIDATA = re.compile("^Q[1-9][0-9]{0,17}$")  # as the API's schema says it, too
BY_NAME = uuid5(NAMESPACE_URL, "https://onrecord.invalid/speakers/by-name")


class SpeakerRef(NamedTuple):
    """How a client names a speaker: by registry id; by name (found or created); or by both (created with that id)."""

    id: UUID | None = None
    name: str = ""
    kind: str = "person"


def find_or_create_speakers(refs: Iterable[SpeakerRef]) -> list[dict[str, Any]]:
    """The speakers meant, as {"id", "name", "kind"}, each once, in order. Call it in a transaction.

    Raises NotFound, BadName or NoSuchValue.
    """
    refs = list(refs)
    by_id = {s.pk: s for s in Speaker.objects.filter(pk__in=[r.id for r in refs if r.id])}
    names = Registry.of_names(checked_name(r.name) for r in refs if r.name and not r.id)
    known = [by_id.get(ref.id) if ref.id else names.named(ref.name) for ref in refs]
    if any(speaker is None and not ref.name for ref, speaker in zip(refs, known, strict=True)):
        raise NotFound("speaker")
    new: dict[UUID, NewSpeaker] = {}
    for ref, speaker in zip(refs, known, strict=True):
        if speaker is None:
            new.setdefault(own_id(ref), NewSpeaker(ref.name, checked_kind(ref.kind)))
    made = make_speakers(new)
    found = [
        speaker.survivor if speaker else made[own_id(ref)] for ref, speaker in zip(refs, known, strict=True)
    ]
    return [speaker_ref(s) for s in {s.pk: s for s in found}.values()]


def own_id(ref: SpeakerRef) -> UUID:
    """The id of a speaker to be created: the client's; or else made from the name, so that two people who accept
    the same name at the same moment make one speaker."""
    return ref.id or uuid5(BY_NAME, folded(ref.name))


def make_speakers(wanted: Mapping[UUID, NewSpeaker]) -> dict[UUID, Speaker]:
    """Speakers that the registry lacked a moment ago, by these ids. Call it in a transaction.

    Made in the order of the ids, as they are locked: nobody waits in a circle. Where somebody else made one meanwhile,
    it is that one, unless it goes by another name or Wikidata number. Raises BadName, NoSuchValue or BadWikidata.
    """
    made = {}
    for id, new in sorted(wanted.items(), key=lambda it: it[0]):
        number = checked_wikidata(new.wikidata)
        about = {"name": checked_name(new.name), "kind": checked_kind(new.kind), "wikidata": number}
        speaker, created = Speaker.objects.get_or_create(pk=id, defaults=about)
        others_number = speaker.wikidata if number else ""
        if speaker.key != folded(new.name) or others_number not in ("", number):
            speaker, created = Speaker.objects.create(pk=uuid4(), **about), True
        if created and new.aliases:
            _set_aliases(speaker, new.aliases)
        made[id] = speaker.survivor
    return made


def is_name(name: str) -> bool:
    """Whether a speaker can be called so."""
    name = " ".join(name.split())
    fits = len(name) <= MAX_NAME and len(folded(name)) <= MAX_KEY
    return fits and any(c.isalnum() for c in folded(name)) and not has_controls(name)


def checked_name(name: str) -> str:
    """The name with single blanks, or BadName."""
    if not is_name(name):
        raise BadName(MAX_NAME)
    return " ".join(name.split())


def checked_kind(kind: str) -> SpeakerKind:
    for known in SPEAKER_KINDS:
        if kind == known:
            return known
    raise NoSuchValue("kind of speaker", kind, SPEAKER_KINDS)


def checked_wikidata(number: str) -> str:
    """The number without blanks around it, empty where there is none. Raises BadWikidata."""
    number = number.strip()
    if number and not WIKIDATA.fullmatch(number):
        raise BadWikidata
    return number


class Survivors(dict[str, dict[str, Any]]):
    """By the id of a speaker: the one that survived all merges, as {"id", "name", "kind"}."""

    def of(self, speakers: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """The survivors of these speakers, each once, in order. Those without an id stay as they are."""
        survivors = [self[s["id"]] if s["id"] else s for s in speakers]
        return list({s["id"] or folded(s["name"]): s for s in survivors}.values())


def lock_survivors(speakers: Iterable[dict[str, Any]]) -> Survivors:
    """These speakers locked against a merge, with those whom they were merged into meanwhile."""
    wanted = {UUID(s["id"]) for s in speakers if s["id"]}
    rows = locked_speakers(wanted)
    while later := {s.merged_into_id for s in rows.values() if s.merged_into_id} - rows.keys():
        rows |= locked_speakers(later)

    def survivor(id: UUID) -> Speaker:
        row = rows[id]
        return survivor(row.merged_into_id) if row.merged_into_id else row

    return Survivors((str(id), speaker_ref(survivor(id))) for id in wanted)


def locked_speakers(ids: Iterable[UUID]) -> dict[UUID, Speaker]:
    """These speakers, locked in the order of their ids."""
    rows = Speaker.objects.select_for_update(no_key=True).filter(pk__in=set(ids)).order_by("pk")
    return {s.pk: s for s in rows}


@transaction.atomic
def create_speaker(
    *,
    name: str,
    kind: str = "person",
    aliases: Sequence[str] = (),
    wikidata: str = "",
    id: UUID | None = None,
) -> Speaker:
    """Register a speaker. `id` may be the client's. Raises BadName, NoSuchValue, BadWikidata or AlreadyUsed."""
    if id and Speaker.objects.filter(pk=id).exists():
        raise AlreadyUsed("speaker")
    speaker = Speaker.objects.create(
        pk=id or uuid4(),
        name=checked_name(name),
        kind=checked_kind(kind),
        wikidata=checked_wikidata(wikidata),
    )
    _set_aliases(speaker, aliases)
    return speaker


def seen_of(speaker: Speaker) -> str:
    """What a person was shown of a speaker, in short: another where anything of it is another."""
    aliases = sorted(speaker.aliases.values_list("name", flat=True))
    shown = [speaker.name, speaker.kind, speaker.wikidata, aliases]
    return sha256(json.dumps(shown).encode()).hexdigest()[:32]


@transaction.atomic
def edit_speaker(
    *,
    speaker: Speaker,
    seen: str | None = None,
    name: str | None = None,
    kind: str | None = None,
    aliases: Sequence[str] | None = None,
    wikidata: str | None = None,
) -> Speaker:
    """Change what is given; the rest stays. A former name becomes an alias, so that it still finds the speaker.

    `seen` is what `seen_of` said when the speaker was shown to who changes them. Raises BadName, NoSuchValue,
    BadWikidata, NotPossible, or ChangedMeanwhile where they are no longer as seen.
    """
    speaker = Speaker.objects.select_for_update().get(pk=speaker.pk)
    if speaker.merged_into_id:
        raise NotPossible("This speaker was merged into another. Edit that one, or undo the merge.")
    if seen is not None and seen != seen_of(speaker):
        raise ChangedMeanwhile("speaker")
    former = speaker.name
    with names_changing(speaker.pk):
        if aliases is not None:
            _set_aliases(speaker, aliases)
        if name is not None:
            speaker.name = checked_name(name)
        if kind is not None:
            speaker.kind = checked_kind(kind)
        if wikidata is not None:
            speaker.wikidata = checked_wikidata(wikidata)
        speaker.save()
        if folded(former) != speaker.key:
            Alias.objects.get_or_create(speaker=speaker, key=folded(former), defaults={"name": former})
    return speaker


def _set_aliases(speaker: Speaker, aliases: Sequence[str]) -> None:
    names = {folded(name): checked_name(name) for name in aliases}
    speaker.aliases.exclude(key__in=names).delete()
    for key, name in names.items():
        Alias.objects.update_or_create(speaker=speaker, key=key, defaults={"name": name})
