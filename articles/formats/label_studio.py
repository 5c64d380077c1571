"""Label Studio's JSON: a task an article, decided quotes as its annotation, suggestions as its prediction.

Parts are regions, tied to the first part of their content by relations; kind and speakers are a choice and a text of
that region. `docs/formats.md` has the settings of a project that shows them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, BinaryIO

from articles.document import KINDS, ROLES, Attribution, Document, Role, Span, Speaker
from articles.formats.format import Format, Losses, Refused
from articles.formats.gaps import kind_of
from articles.formats.json_values import array, read_each
from articles.formats.parts import Parts
from articles.formats.record import (
    Record,
    attribution_from,
    attribution_record,
    details_from,
    details_of,
    list_in,
    span_record,
    speaker_record,
    text_in,
)

LABELS: dict[Role, str] = {"content": "Content", "cue": "Cue", "source": "Source"}
ROLE_OF = {name.casefold(): role for role, name in LABELS.items()}
PIPELINE = "onrecord"


class _Regions(Parts):
    """Parts of a text that may be counted in UTF-16 units."""

    @cached_property
    def pairs(self) -> list[int]:
        """The units at which characters of two units begin."""
        beyond = (n for n, character in enumerate(self.text) if character > "\uffff")
        return [n + before for before, n in enumerate(beyond)]

    def code_points(self, units: int) -> int:
        """How many characters the text has before this unit."""
        return units - bisect_left(self.pairs, units)


def write(documents: Iterable[Document], losses: Losses) -> Iterator[bytes]:
    """An array of tasks, one a line."""
    return array(_task(document) for document in documents)


def _task(document: Document) -> Record:
    decided: list[Record] = []
    suggested: list[Record] = []
    for number, quote in enumerate(document.attributions, 1):
        (decided if quote.state else suggested).extend(_regions(quote, number))
    task: Record = {"data": {"text": document.text, **details_of(document)}}
    if decided:
        task["annotations"] = [{"result": decided}]
    if suggested:
        task["predictions"] = [{"model_version": PIPELINE, "result": suggested}]
    return task


def _regions(quote: Attribution, number: int) -> Iterator[Record]:
    first = f"q{number}-content-1"
    for role in ROLES:
        for count, span in enumerate(quote.spans(role), 1):
            region = f"q{number}-{role}-{count}"
            value = {**span_record(span), "labels": [LABELS[role]]}
            found = {"id": region, "from_name": "part", "to_name": "text", "type": "labels", "value": value}
            if region == first:
                known = attribution_record(quote)
                about = {key: it for key, it in known.items() if key not in (*ROLES, "kind")}
                yield {**found, "meta": {"onrecord": {"number": number, **about}}}
                yield from _said_of(quote, region)
            else:
                yield found
                yield {
                    "type": "relation",
                    "from_id": first,
                    "to_id": region,
                    "direction": "right",
                    "labels": [role],
                }


def _said_of(quote: Attribution, region: str) -> Iterator[Record]:
    span = span_record(quote.content[0])
    about = {"id": region, "to_name": "text"}
    yield {**about, "from_name": "kind", "type": "choices", "value": {**span, "choices": [quote.kind]}}
    if quote.speakers:
        names = [speaker.name for speaker in quote.speakers]
        yield {**about, "from_name": "speakers", "type": "textarea", "value": {**span, "text": names}}


def read(stream: BinaryIO) -> Iterator[Document | Refused]:
    """The article of each task, with the quotes of its first annotation that was not cancelled, else suggestions.

    Regions tied by relations, in whatever direction, are one quote; a content tied to nothing is one by itself; cues
    and sources tied to no content, and other labels, are passed over. The suggestions are those of the predictions,
    with their score as confidence, less those that the annotation decided.
    """
    return read_each(stream, _document)


def _document(task: Any) -> Document:
    data = task["data"]
    text = text_in(data["text"])
    said = {name: data.get(name) or blank for name, blank in details_of(Document("")).items()}
    if said["id"] is not None:
        said["id"] = str(said["id"])
    elif "id" not in data and task.get("id") is not None:
        said["id"] = str(task["id"])
    quotes: list[tuple[int, Attribution]] = []
    cut = _Regions(text)
    for annotation in list_in(task.get("annotations") or []):
        if not annotation.get("was_cancelled"):
            quotes += _quotes(annotation["result"], cut, None, state="added")
            break
    for prediction in list_in(task.get("predictions") or []):
        quotes += _quotes(prediction["result"], cut, prediction.get("score"), state=None)
    quotes.sort(key=lambda it: it[0])
    return Document(text=text, attributions=tuple(quote for _, quote in quotes), **details_from(said))


def _quotes(
    results: list[Record], cut: _Regions, score: float | None, *, state: str | None
) -> Iterator[tuple[int, Attribution]]:
    """The quotes that regions and relations make, each with its place among all: a number we gave, or its start."""
    parts: dict[str, tuple[Role, Span]] = {}
    choices: dict[str, Record] = {}
    group: dict[str, str] = {}

    def leader(region: str) -> str:
        while group[region] != region:
            group[region] = group[group[region]]
            region = group[region]
        return region

    for it in results:
        kind, value = it["type"], it.get("value", {})
        said = choices.setdefault(it.get("id", ""), {})
        if kind == "labels":
            role = next((ROLE_OF[x.casefold()] for x in value["labels"] if x.casefold() in ROLE_OF), None)
            if role:
                parts[it["id"]] = (role, _span(value, cut))
                group.setdefault(it["id"], it["id"])
                said["onrecord"] = (it.get("meta") or {}).get("onrecord") or {}
        elif kind == "choices" and value["choices"][0] in KINDS:
            said["kind"] = value["choices"][0]
        elif kind == "textarea":
            said["speakers"] = [text_in(name) for name in _several(value["text"])]
    for it in results:
        if it["type"] == "relation" and it["from_id"] in group and it["to_id"] in group:
            group[leader(it["to_id"])] = leader(it["from_id"])
    quotes: dict[str, dict[Role, list[str]]] = {}
    for region, (role, _) in parts.items():
        quotes.setdefault(leader(region), {r: [] for r in ROLES})[role].append(region)
    for regions in quotes.values():
        if regions["content"]:
            yield _quote(
                {role: [(it, parts[it][1]) for it in regions[role]] for role in ROLES},
                choices,
                cut.text,
                score,
                state,
            )


def _quote(
    parts: dict[Role, list[tuple[str, Span]]],
    said: dict[str, Record],
    text: str,
    score: float | None,
    state: str | None,
) -> tuple[int, Attribution]:
    content = sorted(span for _, span in parts["content"])
    about: Record = {}
    for region, _ in parts["content"]:
        about = {**said[region], **about}
    ours = about.get("onrecord") or {}
    record: Record = {
        "id": None, "reason": "", "version": 0, "decided_by": "", "decided_at": None,
        "state": state, "confidence": score,
        **{key: it for key, it in ours.items() if key != "number"},
        "kind": about.get("kind") or kind_of(text, content),
        "speakers": _speakers(ours.get("speakers", []), about.get("speakers", [])),
        **{role: [span_record(span) for span in sorted(span for _, span in parts[role])] for role in ROLES},
    }  # fmt: skip
    return ours.get("number", content[0].start), attribution_from(record, text)


def _speakers(ours: list[Record], names: list[str]) -> list[Record]:
    """Who the names typed in Label Studio are: those we know under them, others as names only."""
    if [s["name"] for s in ours] == names:
        return ours
    known = {s["name"]: s for s in ours}
    return [known.get(name) or speaker_record(Speaker(name)) for name in names]


def _span(value: Record, cut: _Regions) -> Span:
    """Where a region is. Some releases count UTF-16 units or spell out line breaks, which its words give away."""
    text, start, end = cut.text, value["start"], value["end"]
    words = value.get("text")
    if not words or text[start:end] == words.replace("\\n", "\n"):
        return cut.at(start, end)
    if not text.isascii() and text[start:end] != words:
        start, end = cut.code_points(start), cut.code_points(end)
    return Span(start, end, words).check(text)


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


FORMAT = Format(
    name="label-studio",
    title="Label Studio",
    summary="A task an article for Label Studio: decided quotes as annotations, with their parts tied together.",
    media_type="application/json",
    suffix=".label-studio.json",
    write=write,
    read=read,
)
