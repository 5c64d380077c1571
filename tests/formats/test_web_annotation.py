"""Web Annotation: what the standard asks for is there, in its words; parts are found by position or by their words."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from pyld import jsonld

from articles.document import ROLES, Document
from articles.formats import Losses, Refused, web_annotation
from tests.formats.documents import DIFFICULT, PLAIN

NS = {
    "oa": "http://www.w3.org/ns/oa#",
    "as": "https://www.w3.org/ns/activitystreams#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
CONTEXT = {
    **{prefix: {"@id": iri, "@prefix": True} for prefix, iri in NS.items()},
    "id": "@id",
    "type": "@type",
    **{
        name: f"oa:{name}"
        for name in "Annotation TextualBody SpecificResource TextPositionSelector TextQuoteSelector".split()
    },
    "AnnotationPage": "as:OrderedCollectionPage",
    "Person": "foaf:Person",
    "items": {"@id": "as:items", "@type": "@id", "@container": "@list"},
    "body": {"@id": "oa:hasBody", "@type": "@id"},
    "target": {"@id": "oa:hasTarget", "@type": "@id"},
    "source": {"@id": "oa:hasSource", "@type": "@id"},
    "selector": {"@id": "oa:hasSelector", "@type": "@id"},
    "purpose": {"@id": "oa:hasPurpose", "@type": "@vocab"},
    "classifying": "oa:classifying",
    "identifying": "oa:identifying",
    "creator": {"@id": "dcterms:creator", "@type": "@id"},
    "created": {"@id": "dcterms:created", "@type": "xsd:dateTime"},
    "start": {"@id": "oa:start", "@type": "xsd:nonNegativeInteger"},
    "end": {"@id": "oa:end", "@type": "xsd:nonNegativeInteger"},
    "value": "rdf:value",
    "exact": "oa:exact",
    "prefix": "oa:prefix",
    "suffix": "oa:suffix",
    "name": "foaf:name",
}
"""What the standard's context says of the terms that we use; the whole of it has ten times as many."""


def pages(*record: Document) -> list[Any]:
    return json.loads(b"".join(web_annotation.write(record, Losses())))


def read(value: Any) -> list[Document | Refused]:
    return list(web_annotation.read(io.BytesIO(json.dumps(value).encode())))


def expanded(page: Any) -> list[Any]:
    """The page as a JSON-LD processor understands it, which refuses it if there is a word that nothing explains."""

    def context_of(address: str, options: Any) -> dict[str, Any]:
        assert address == "http://www.w3.org/ns/anno.jsonld"
        return {"contextUrl": None, "documentUrl": address, "document": {"@context": CONTEXT}}

    return jsonld.expand(page, {"documentLoader": context_of}, on_property_dropped=pytest.fail)


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """All objects in it."""
    if isinstance(value, list):
        for it in value:
            yield from nodes(it)
    elif isinstance(value, dict):
        yield value
        yield from nodes(list(value.values()))


def test_a_processor_of_linked_data_understands_every_word() -> None:
    oa, xsd = NS["oa"], NS["xsd"]
    for record, page in zip([DIFFICULT, PLAIN], pages(DIFFICULT, PLAIN), strict=True):
        (found,) = expanded(page)
        assert found["@type"] == [f"{NS['as']}OrderedCollectionPage"]
        annotations = [node for node in nodes(found) if node.get("@type") == [f"{oa}Annotation"]]
        assert len(annotations) == len(record.attributions)
        places = [node for node in nodes(found) if node.get("@type") == [f"{oa}TextPositionSelector"]]
        assert [(place[f"{oa}start"][0]["@value"], place[f"{oa}end"][0]["@value"]) for place in places] == [
            (span.start, span.end) for a in record.attributions for role in ROLES for span in a.spans(role)
        ]
        assert all(place[f"{oa}end"][0]["@type"] == f"{xsd}nonNegativeInteger" for place in places)
        purposes = {node[f"{oa}hasPurpose"][0]["@id"] for node in nodes(found) if f"{oa}hasPurpose" in node}
        assert purposes <= {f"{oa}classifying", f"{oa}identifying"}
        types = {
            type for node in nodes(found) if isinstance(node.get("@type"), list) for type in node["@type"]
        }
        assert all(type.startswith(tuple(NS.values())) for type in types)


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
