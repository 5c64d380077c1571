"""Citron, CoNLL and CofeNet: what these narrower formats hold comes back, whatever else an article has."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.document import Document
from articles.formats import Losses, Refused, bio, citron
from articles.formats.gaps import kind_of
from tests.formats.documents import DIFFICULT, PLAIN, documents
from tests.marked import marked


def narrowed(document: Document) -> Document:
    """What Citron can hold of it."""
    quotes = (
        replace(
            a, cue=a.cue[:1], speakers=(), reason="", state=None, version=0, decided_by="", decided_at=None,
            kind=kind_of(document.text, a.content),
        )
        for a in document.attributions
        if a.cue
    )  # fmt: skip
    return Document(document.text, tuple(quotes))


@settings(max_examples=60, deadline=None)
@given(st.lists(documents(), max_size=2))
def test_citron_holds_texts_sources_cues_contents_and_confidences(record: list[Document]) -> None:
    found = list(citron.read(io.BytesIO(b"".join(citron.write(record, Losses())))))
    assert sorted(map(repr, found)) == sorted(repr(narrowed(document)) for document in record)


def test_a_file_of_citron_has_what_its_documentation_says() -> None:
    with zipfile.ZipFile(io.BytesIO(b"".join(citron.write([DIFFICULT], Losses())))) as folder:
        found = json.loads(folder.read("7.json"))
    assert set(found) == {"text", "quotes"}
    for quote in found["quotes"]:
        for span in [quote["cue"], *quote["sources"], *quote["contents"]]:
            assert found["text"][span["start"] : span["end"]] == span["text"]


def test_what_citron_itself_writes_is_read() -> None:
    """Confidences as texts, coreferences, and one object a file."""
    it = marked("{“We won,”} <she> [said].")
    spans = {
        role: [{"start": s.start, "end": s.end, "text": s.text} for s in getattr(it.quote, role)]
        for role in ("content", "cue", "source")
    }
    quote = {"contents": spans["content"], "cue": spans["cue"][0], "sources": spans["source"], "coreferences": [],
             "confidence": "0.9000"}  # fmt: skip
    file = json.dumps({"text": it.text, "quotes": [quote], "coreference_groups": []})
    (found,) = citron.read(io.BytesIO(file.encode()))
    assert isinstance(found, Document)
    (read,) = found.attributions
    assert (read.content, read.cue, read.source, read.confidence) == (
        it.quote.content,
        it.quote.cue,
        it.quote.source,
        0.9,
    )


@settings(max_examples=100, deadline=None)
@given(st.lists(documents(), max_size=2))
def test_the_words_and_labels_of_a_file_are_the_same_when_it_was_read_and_written_again(
    record: list[Document],
) -> None:
    written = b"".join(bio.write_conll(record, Losses()))
    found = list(bio.read_conll(io.BytesIO(written)))
    lines = b"".join(bio.write_conll([it for it in found if isinstance(it, Document)], Losses()))
    assert [isinstance(it, Document) for it in found] == [True] * len(found)
    assert columns(lines) == columns(written)


def columns(file: bytes) -> list[list[str]]:
    """The words and labels; what has no content to belong to is read as O."""
    articles = file.decode().split(f"{bio.START}\tO\n")
    with_words = [[line for line in article.split("\n") if line] for article in articles if article.strip()]
    return [
        lines if any(line.endswith("-content") for line in lines) else [line.split("\t")[0] for line in lines]
        for lines in with_words
    ]


def test_rows_of_cofenet_are_paragraphs_with_a_label_for_each_word() -> None:
    rows = [
        json.loads(line) for line in b"".join(bio.write_cofenet([DIFFICULT, PLAIN], Losses())).splitlines()
    ]
    assert rows[0] == {"tokens": ["Ferry", "strike", "ends"], "labels": ["O", "B-content", "I-content"]}
    assert all(len(row["tokens"]) == len(row["labels"]) for row in rows)
    assert " ".join(rows[-1]["tokens"]) == "Nobody said a word ."


def test_columns_of_other_tools_are_read() -> None:
    """Columns between word and label, chunks that begin with I, and labels that end a chunk or are one alone."""
    file = "-DOCSTART- -X- O\n\nShe PRP S-source\nsaid VBD I-cue\nyes UH I-content\nagain RB E-content\n. . B-other\n"
    (found,) = bio.read_conll(io.BytesIO(file.encode()))
    assert isinstance(found, Document)
    (quote,) = found.attributions
    assert found.text == "She said yes again ."
    assert [quote.content[0].text, quote.cue[0].text, quote.source[0].text] == ["yes again", "said", "She"]


@pytest.mark.parametrize("line", ["said", "said B", "said\tcue"], ids=["without a label", "half", "no label"])
def test_an_article_with_a_bad_line_is_refused_and_the_others_are_read(line: str) -> None:
    good = f"{bio.START}\tO\n\nYes\tB-content\n"
    first, refused, last = bio.read_conll(io.BytesIO(f"{good}{good}{line}\n{good}".encode()))
    assert isinstance(first, Document)
    assert first == last
    assert isinstance(refused, Refused)
    assert refused.place == "line 7"


@pytest.mark.parametrize(
    "line",
    [
        '{"tokens": ["Yes"], "labels": []}',
        '{"tokens": ["Yes"], "labels": ["yes"]}',
        '{"tokens": [1], "labels": ["O"]}',
        "[]",
    ],
    ids=["too few labels", "no label", "no word", "a list"],
)
def test_a_bad_row_is_refused_and_the_others_are_read(line: str) -> None:
    good = '{"tokens": ["Yes"], "labels": ["B-content"]}'
    first, refused, last = bio.read_cofenet(io.BytesIO(f"{good}\n{line}\n{good}\n".encode()))
    assert isinstance(first, Document)
    assert first == last
    assert isinstance(refused, Refused)
    assert refused.place == "line 2"
