"""The registry of speakers: found or made, renamed. Merging two is left to `articles.services.merging`.

Nobody is merged silently: a name finds a speaker only when it is the name or an alias, up to case and accents.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from django.db import transaction

from articles.document import SPEAKER_KINDS, folded
from articles.errors import AlreadyUsed, BadName, NoSuchValue, NotFound, NotPossible
from articles.models import Alias, Speaker
from articles.services.documents import Registry, speaker_ref

MAX_NAME = 300
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
    names = Registry.of_names(r.name for r in refs if not r.id)
    found: dict[UUID, Speaker] = {}
    for ref in refs:
        speaker = by_id.get(ref.id) if ref.id else names.get(ref.name)
        if speaker is None and not ref.name:
            raise NotFound("speaker")
        speaker = speaker.survivor if speaker else _create(ref)
        found.setdefault(speaker.pk, speaker)
    return [speaker_ref(s) for s in found.values()]


def _create(ref: SpeakerRef) -> Speaker:
    name = checked_name(ref.name)
    kind = checked_kind(ref.kind)
    # Without an id of the client's, the name makes it, so that two people who accept the same name at the
    # same moment make one speaker.
    own = ref.id or uuid5(BY_NAME, folded(name))
    speaker, created = Speaker.objects.get_or_create(pk=own, defaults={"name": name, "kind": kind})
    if not created and speaker.key != folded(name):  # renamed since
        speaker = Speaker.objects.create(pk=uuid4(), name=name, kind=kind)
    return speaker


def checked_name(name: str) -> str:
    """The name with single blanks, or BadName."""
    name = " ".join(name.split())
    if not name or len(name) > MAX_NAME or "\x00" in name or not folded(name):
        raise BadName(MAX_NAME)
    return name


def checked_kind(kind: str) -> str:
    if kind not in SPEAKER_KINDS:
        raise NoSuchValue("kind of speaker", kind, SPEAKER_KINDS)
    return kind


def known_speakers(proposed: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Speakers {"name", "kind"} as the registry has them; "id" is None for those that it lacks."""
    proposed = list(proposed)
    names = Registry.of_names(s["name"] for s in proposed)
    return [speaker_ref(found) if (found := names.get(s["name"])) else {"id": None, **s} for s in proposed]


def lock_survivors(speakers: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """These speakers locked against a merge, those merged meanwhile replaced by the survivor."""
    speakers = list(speakers)
    keys = sorted(s["id"] for s in speakers if s["id"])
    rows = {
        str(s.pk): s
        for s in Speaker.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    }
    locked = [speaker_ref(rows[s["id"]].survivor) if s["id"] else s for s in speakers]
    return list({s["id"] or folded(s["name"]): s for s in locked}.values())


@transaction.atomic
def create_speaker(
    *,
    name: str,
    kind: str = "person",
    aliases: Sequence[str] = (),
    wikidata: str = "",
    id: UUID | None = None,
) -> Speaker:
    """Register a speaker. `id` may be the client's. Raises BadName, NoSuchValue or AlreadyUsed."""
    if id and Speaker.objects.filter(pk=id).exists():
        raise AlreadyUsed("speaker")
    speaker = Speaker.objects.create(
        pk=id or uuid4(), name=checked_name(name), kind=checked_kind(kind), wikidata=wikidata.strip()
    )
    _set_aliases(speaker, aliases)
    return speaker


@transaction.atomic
def edit_speaker(
    *,
    speaker: Speaker,
    name: str | None = None,
    kind: str | None = None,
    aliases: Sequence[str] | None = None,
    wikidata: str | None = None,
) -> Speaker:
    """Change what is given; the rest stays. A former name becomes an alias, so that it still finds the speaker."""
    speaker = Speaker.objects.select_for_update().get(pk=speaker.pk)
    if speaker.merged_into_id:
        raise NotPossible("This speaker was merged into another. Edit that one, or undo the merge.")
    former = speaker.name
    if aliases is not None:
        _set_aliases(speaker, aliases)
    if name is not None:
        speaker.name = checked_name(name)
    if kind is not None:
        speaker.kind = checked_kind(kind)
    if wikidata is not None:
        speaker.wikidata = wikidata.strip()
    speaker.save()
    if folded(former) != speaker.key:
        Alias.objects.get_or_create(speaker=speaker, key=folded(former), defaults={"name": former})
    return speaker


def _set_aliases(speaker: Speaker, aliases: Sequence[str]) -> None:
    names = {folded(name): checked_name(name) for name in aliases}
    speaker.aliases.exclude(key__in=names).delete()
    for key, name in names.items():
        Alias.objects.update_or_create(speaker=speaker, key=key, defaults={"name": name})
