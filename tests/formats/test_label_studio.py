"""Label Studio: what it exports is read whatever it counts in, and relations say which parts make a quote."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import pytest

from articles.document import ROLES, Document, Speaker
from articles.formats import Losses, Refused, label_studio
from tests.formats.documents import DIFFICULT, TEXT


def tasks(*record: Document) -> list[Any]:
    return json.loads(b"".join(label_studio.write(record, Losses())))


def read(value: Any) -> list[Document | Refused]:
    return list(label_studio.read(io.BytesIO(json.dumps(value).encode())))


def region(id: str, label: str, words: str, **more: Any) -> dict[str, Any]:
    start = TEXT.index(words)
    value = {"start": start, "end": start + len(words), "text": words, "labels": [label], **more}
    return {"id": id, "type": "labels", "from_name": "label", "to_name": "text", "value": value}


def tie(one: str, other: str) -> dict[str, str]:
    return {"type": "relation", "from_id": one, "to_id": other, "direction": "left"}


REGIONS = [
    region("a", "Content", "“We won 🙂,”"),
    region("b", "Content", "“It took us\neleven days.”"),
    region("c", "Cue", "said"),
    region("d", "Source", "Ada Nkemelu"),
    region("e", "Content", "the boats “will sail” at noon"),
    region("f", "Source", "this paper"),
    region("g", "Person", "Bo Lind"),
    tie("c", "a"),
    tie("d", "c"),
    tie("a", "b"),
    tie("g", "a"),
]


def task(results: list[Any], **more: Any) -> dict[str, Any]:
    return {"id": 31, "data": {"text": TEXT}, "annotations": [{"id": 1, "result": results}], **more}


def test_decided_quotes_are_annotations_and_suggestions_predictions() -> None:
    (found,) = tasks(DIFFICULT)
    (annotation,), (prediction,) = found["annotations"], found["predictions"]
    contents = [
        it["value"]["text"]
        for it in annotation["result"]
        if it["type"] == "labels" and it["value"]["labels"] == ["Content"]
    ]
    assert contents == [s.text for a in DIFFICULT.attributions if a.state for s in a.content]
    assert "“Nobody is happy,”" in [
        it["value"]["text"] for it in prediction["result"] if it["type"] == "labels"
    ]
    for it in [*annotation["result"], *prediction["result"]]:
        if it["type"] == "relation":
            assert {it["from_id"], it["to_id"]} <= {
                x.get("id") for x in [*annotation["result"], *prediction["result"]]
            }
        elif it["type"] == "labels":
            assert TEXT[it["value"]["start"] : it["value"]["end"]] == it["value"]["text"]


def test_regions_tied_by_relations_in_any_direction_are_a_quote() -> None:
    (found,) = read([task(REGIONS)])
    assert isinstance(found, Document)
    assert found.id == "31"
    assert [{role: [s.text for s in a.spans(role)] for role in ROLES} for a in found.attributions] == [
        {
            "content": ["“We won 🙂,”", "“It took us\neleven days.”"],
            "cue": ["said"],
            "source": ["Ada Nkemelu"],
        },
        {"content": ["the boats “will sail” at noon"], "cue": [], "source": []},
    ]
    assert [(a.kind, a.state) for a in found.attributions] == [("direct", "added"), ("mixed", "added")]


def test_releases_that_count_utf_16_units_or_spell_line_breaks_are_understood() -> None:
    def units(words: str) -> int:
        return len(words.encode("utf-16-le")) // 2

    results = json.loads(json.dumps(REGIONS))
    for it in results[:7]:
        value = it["value"]
        value["start"], value["end"] = units(TEXT[: value["start"]]), units(TEXT[: value["end"]])
    assert read([task(results)]) == read([task(REGIONS)])
    spelled = json.loads(json.dumps(REGIONS))
    spelled[1]["value"]["text"] = spelled[1]["value"]["text"].replace("\n", "\\n")
    assert read([task(spelled)]) == read([task(REGIONS)])


def test_a_speaker_renamed_there_is_a_name_here_and_the_others_keep_who_they_are() -> None:
    (found,) = tasks(DIFFICULT)
    for it in found["annotations"][0]["result"]:
        if it["type"] == "textarea" and it["value"]["text"][0] == "Ada Nkemelu":
            it["value"]["text"][-1:] = ["Cy Moe"]
    (back,) = read([found])
    assert isinstance(back, Document)
    ada = DIFFICULT.attributions[0].speakers[0]
    assert back.attributions[0] == replace(DIFFICULT.attributions[0], speakers=(ada, Speaker("Cy Moe")))


def test_cancelled_annotations_are_passed_over_and_scores_are_confidences() -> None:
    found = read([{**task(REGIONS), "annotations": [{"was_cancelled": True, "result": REGIONS}],
                   "predictions": [{"score": 0.25, "result": REGIONS[:1]}]}])  # fmt: skip
    (document,) = found
    assert isinstance(document, Document)
    assert [(a.state, a.confidence) for a in document.attributions] == [(None, 0.25)]


@pytest.mark.parametrize(
    "bad",
    [
        {"data": {}},
        task([region("a", "Content", "said", start=10_000, end=10_005)]),
        task([region("a", "Content", "said", text="sung")]),
        task([{"type": "labels"}]),
        task([None]),
        [],
        None,
    ],
    ids=[
        "has no text",
        "ends outside",
        "says something else",
        "has half a region",
        "has none",
        "is a list",
        "is null",
    ],
)
def test_a_task_is_refused_and_the_others_are_read_that(bad: Any) -> None:
    first, refused, last = read([task(REGIONS), bad, task(REGIONS)])
    assert isinstance(refused, Refused)
    assert refused.place == "record 2"
    assert first == last
