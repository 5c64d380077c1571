"""TEI P5: what XML has characters for comes back; the tree is one that TEI allows; files of others are read."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from articles.document import Document
from articles.formats import Loss, Losses, Refused, tei
from tests.formats.documents import DIFFICULT, PLAIN, TEXT, documents

TEI = "{http://www.tei-c.org/ns/1.0}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
PHRASES = {"said", "quote", "seg", "rs"}
FIELDS = "title author publisher persName orgName string".split()
ALLOWED: dict[str, tuple[set[str], set[str]]] = {
    "teiCorpus": ({"teiHeader", "TEI"}, set()),
    "TEI": ({"teiHeader", "standOff", "text"}, set()),
    "teiHeader": ({"fileDesc"}, set()),
    "fileDesc": ({"titleStmt", "publicationStmt", "sourceDesc"}, set()),
    "titleStmt": ({"title"}, set()),
    "publicationStmt": ({"p"}, set()),
    "sourceDesc": ({"p", "bibl", "listPerson", "listBibl"}, set()),
    "bibl": ({"title", "author", "publisher", "date", "idno"}, {"xml:id"}),
    "listPerson": ({"person", "personGrp", "org"}, set()),
    "listBibl": ({"bibl"}, set()),
    "person": ({"persName", "idno"}, {"xml:id", "role"}),
    "personGrp": ({"persName", "idno"}, {"xml:id"}),
    "org": ({"orgName", "idno"}, {"xml:id"}),
    "standOff": ({"fs"}, set()),
    "fs": ({"f"}, {"xml:id", "type"}),
    "f": ({"string", "symbol", "numeric"}, {"name"}),
    "symbol": (set(), {"value"}),
    "numeric": (set(), {"value"}),
    "date": (set(), {"when"}),
    "idno": (set(), {"type"}),
    "text": ({"body"}, {"xml:lang"}),
    "body": ({"ab"}, set()),
    "ab": (PHRASES, {"xml:space"}),
    "said": (PHRASES, {"who", "direct", "ana", "n", "xml:id", "prev", "next"}),
    "quote": (PHRASES, {"source", "ana", "n", "xml:id", "prev", "next"}),
    "seg": (PHRASES, {"type", "ana", "n", "xml:id", "prev", "next"}),
    "rs": (PHRASES, {"type", "ref", "ana", "n", "xml:id", "prev", "next"}),
    "p": (set(), set()),
    **{name: (set(), {"type"}) for name in FIELDS},
}
"""What may stand in each element of those we write, and which attributes, by the Guidelines of TEI P5."""
TEXTUAL = {"ab", "p", "idno", *PHRASES, *FIELDS}


def written(record: Iterable[Document], losses: Losses | None = None) -> bytes:
    return b"".join(tei.write(record, losses or Losses()))


def read(file: bytes) -> list[Document | Refused]:
    return list(tei.read(io.BytesIO(file)))


@settings(max_examples=200, deadline=None)
@given(st.lists(documents(), max_size=2))
def test_whatever_xml_has_characters_for_comes_back(record: list[Document]) -> None:
    losses = Losses()
    file = written(record, losses)
    if losses.counts:
        for found, document in zip(read(file), record, strict=True):
            assert isinstance(found, Document)
            assert found.text == tei.ILLEGAL.sub("\ufffd", document.text)
        assert set(losses.counts) == {Loss.CONTROLS}
    else:
        assert read(file) == record
    check(file)


def name(element: Any) -> str:
    return str(etree.QName(element).localname)


def check(file: bytes) -> None:
    """That the tree is one that TEI allows, each pointer points to something, and no id is there twice."""
    root = etree.fromstring(file)
    for element in root.iter():
        assert element.tag.startswith(TEI)
        children, attributes = ALLOWED[name(element)]
        assert {name(child) for child in element} <= children, name(element)
        given_attributes = {re.sub(r"^\{.*\}", "xml:", key) for key in element.attrib}
        assert given_attributes <= attributes, name(element)
        if name(element) not in TEXTUAL:
            assert not (element.text or "").strip()
            assert not any((child.tail or "").strip() for child in element)
        assert name(element) not in ("listPerson", "listBibl", "standOff") or len(element)
    ids = [it.get(XML_ID) for it in root.iter() if it.get(XML_ID)]
    assert len(ids) == len(set(ids))
    for article in root.iter(f"{TEI}TEI"):
        for it in article.iter():
            for pointer in ("who", "source", "ref", "ana", "prev", "next"):
                assert {p.removeprefix("#") for p in it.get(pointer, "").split()} <= set(ids)


def test_overlapping_parts_are_fragments_tied_together() -> None:
    root = etree.fromstring(written([DIFFICULT, PLAIN]))
    first = root.find(f"{TEI}TEI")
    assert "".join(first.find(f"{TEI}text").itertext()) == TEXT
    split = [it for it in first.iter(f"{TEI}said") if it.get("ana") == "#a1.q1"]
    assert ["".join(it.itertext()) for it in split] == ["“We won 🙂,”", "“It took us\neleven days.”"]
    assert [it.get("next") for it in split] == ["#" + split[1].get(XML_ID), None]
    assert [it.get("who") for it in split] == ["#a1.s1 #a1.s2"] * 2
    assert [it.get("source") for it in first.iter(f"{TEI}quote")] == ["#a1.s3"] * len(
        list(first.iter(f"{TEI}quote"))
    )


FOREIGN = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>Ferry</title></titleStmt>
<publicationStmt><p>Ours.</p></publicationStmt><sourceDesc><p>Born digital.</p></sourceDesc></fileDesc>
<profileDesc><particDesc><listPerson><person xml:id="ada"><persName>Ada <surname>Nkemelu</surname></persName></person>
</listPerson></particDesc></profileDesc></teiHeader>
<text><body><p><said xml:id="a" next="#b" who="#ada">“We won,”</said> said <name>Ada</name>, <said xml:id="b" prev="#a"
 who="#ada">“at last.”</said> Boats <said direct="false"
 who="cast.xml#office">would sail</said>.</p></body></text></TEI>"""


def test_a_file_of_somebody_else_is_read_by_its_said() -> None:
    (found,) = read(FOREIGN.encode())
    assert isinstance(found, Document)
    assert found.text == "“We won,” said Ada, “at last.” Boats would sail."
    assert [[s.text for s in a.content] for a in found.attributions] == [
        ["“We won,”", "“at last.”"],
        ["would sail"],
    ]
    assert [[s.name for s in a.speakers] for a in found.attributions] == [["Ada Nkemelu"], ["office"]]
    assert [a.kind for a in found.attributions] == ["direct", "indirect"]


@pytest.mark.parametrize(
    "attack",
    [
        '<!DOCTYPE TEI [<!ENTITY a "boo"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE TEI [<!ENTITY b SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE TEI [<!ENTITY b SYSTEM "http://127.0.0.1:9/x">]>',
    ],
    ids=["that grow", "that read files", "that ask the network"],
)
def test_entities_are_not_read(attack: str) -> None:
    (found,) = read((attack + FOREIGN.replace("Boats", "&b;")).encode())
    assert isinstance(found, Refused)
    assert "entity" in found.reason


def test_an_article_after_a_bad_one_is_read() -> None:
    file = written([DIFFICULT, DIFFICULT, PLAIN]).replace(b'value="accepted"', b'value="?"', 1)
    refused, good, plain = read(file)
    assert isinstance(refused, Refused)
    assert refused.place == "article 1"
    assert "state" in refused.reason
    assert good == DIFFICULT
    assert isinstance(plain, Document)
