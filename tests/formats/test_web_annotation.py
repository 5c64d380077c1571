"""Web Annotation: what the standard asks for is there, in its words; parts are found by position or by their words."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from articles.document import Document
from articles.formats import Losses, Refused, web_annotation
from tests.formats.documents import DIFFICULT, PLAIN

TERMS = set(
    "@context id type items body target source selector start end exact prefix suffix "
    "purpose value creator created name".split()
)
"""Keys of the standard's context that we use; ours have the prefix `onrecord:`, which the file's context explains."""
TYPES = set(
    "AnnotationPage Annotation TextualBody SpecificResource TextPositionSelector TextQuoteSelector Person".split()
)
PURPOSES = {"classifying", "identifying"}


def pages(*record: Document) -> list[Any]:
    return json.loads(b"".join(web_annotation.write(record, Losses())))


def read(value: Any) -> list[Document | Refused]:
    return list(web_annotation.read(io.BytesIO(json.dumps(value).encode())))


def check(value: Any) -> None:
    if isinstance(value, list):
        for it in value:
            check(it)
    elif isinstance(value, dict):
        for key, it in value.items():
            assert key in TERMS or key.startswith("onrecord:"), key
            if key != "@context":
                check(it)
        assert value.get("type", "Person") in TYPES
        assert value.get("purpose", "identifying") in PURPOSES


def test_every_word_is_of_the_standard_or_explained_by_the_context() -> None:
    found = pages(DIFFICULT, PLAIN)
    check(found)
    for page in found:
        assert page["@context"] == ["http://www.w3.org/ns/anno.jsonld", {"onrecord": "urn:onrecord:"}]
        assert page["type"] == "AnnotationPage"


def test_every_annotation_has_its_own_iri_and_a_target_that_says_what_stands_there() -> None:
    (page,) = pages(DIFFICULT)
    ids = [page["id"], *(it["id"] for it in page["items"])]
    assert len(set(ids)) == len(ids)
    assert all(id.startswith("urn:") for id in ids)
    for annotation in page["items"]:
        assert annotation["target"]
        assert annotation.get("created", "Z").endswith("Z")
        for target in annotation["target"]:
            position, words = target["selector"]
            start, end = position["start"], position["end"]
            assert DIFFICULT.text[start:end] == words["exact"]
            around = words["prefix"] + words["exact"] + words["suffix"]
            assert DIFFICULT.text[start - len(words["prefix"]) :].startswith(around)


def test_a_part_without_a_position_is_found_by_its_words_and_what_stands_around_them() -> None:
    (page,) = pages(DIFFICULT)
    for annotation in page["items"]:
        for target in annotation["target"]:
            target["selector"] = target["selector"][1]
    assert read([page]) == [DIFFICULT]


def test_one_page_alone_is_read_too() -> None:
    assert read(pages(DIFFICULT)[0]) == [DIFFICULT]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda page: page.pop("onrecord:article"), "onrecord:article"),
        (lambda page: page.update(type="AnnotationCollection"), "no AnnotationPage"),
        (lambda page: page["items"][0].pop("target"), "“target” is missing"),
        (lambda page: page["items"][0]["target"][0]["selector"][0].update(start=20), "the article says"),
        (
            lambda page: page["items"][0]["target"][0].update(selector=[{"type": "FragmentSelector"}]),
            "neither",
        ),
        (lambda page: page["items"][0].update(target=page["items"][0]["target"][2:]), "at least one part"),
    ],
    ids=[
        "has no text",
        "is a collection",
        "has no target",
        "has other words",
        "has no selector",
        "has no content",
    ],
)
def test_a_page_is_refused_and_the_others_are_read_that(change: Any, why: str) -> None:
    good, bad = pages(DIFFICULT, DIFFICULT)
    change(bad)
    first, refused, last = read([good, bad, good])
    assert first == last == DIFFICULT
    assert isinstance(refused, Refused)
    assert refused.place == "record 2"
    assert why in refused.reason
