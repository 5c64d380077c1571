"""Parquet and DocBin: plain pyarrow and plain spaCy find in them what `docs/formats.md` says, and files stay small."""

from __future__ import annotations

import fnmatch
import io
import zipfile
import zlib
from collections.abc import Iterable

import pytest
import spacy
import yaml
from pyarrow import parquet as arrow
from spacy.tokens import DocBin, Span

from articles.document import ROLES, Document
from articles.formats import Losses, Refused, docbin, parquet
from tests.formats.documents import DIFFICULT, PLAIN, TEXT


def written(write: object, record: Iterable[Document]) -> bytes:
    return b"".join(write(record, Losses()))  # type: ignore[operator]


def test_plain_pyarrow_reads_the_columns() -> None:
    table = arrow.read_table(io.BytesIO(written(parquet.write, [DIFFICULT, PLAIN])))
    assert table.column("text").to_pylist() == [TEXT, PLAIN.text]
    assert table.column("published").to_pylist() == [DIFFICULT.published, None]
    first = table.column("attributions").to_pylist()[0][0]
    assert [s["name"] for s in first["speakers"]] == ["Ada Nkemelu", "Bo “B” Lind | Jr."]
    assert first["decided_at"] == DIFFICULT.attributions[0].decided_at


def test_rows_are_written_in_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "GROUP_CHARACTERS", 2 * len(TEXT))
    asked = 0

    def many() -> Iterable[Document]:
        nonlocal asked
        for _ in range(20):
            asked += 1
            yield DIFFICULT

    pieces = []
    for number, piece in enumerate(parquet.write(many(), Losses()), 1):
        assert asked <= 2 * number
        pieces.append(piece)
    file = io.BytesIO(b"".join(pieces))
    assert arrow.ParquetFile(file).metadata.num_row_groups == 10
    assert list(parquet.read(file)) == [DIFFICULT] * 20


def test_a_dataset_has_a_card_whose_settings_name_every_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "GROUP_CHARACTERS", len(TEXT))
    monkeypatch.setattr(parquet, "FILE_CHARACTERS", 3 * len(TEXT))
    file = written(parquet.write_dataset, [DIFFICULT] * 7)
    with zipfile.ZipFile(io.BytesIO(file)) as folder:
        names = [name for name in folder.namelist() if name.endswith(".parquet")]
        settings = yaml.safe_load(folder.read("README.md").decode().split("---\n")[1])
    assert names == [f"data/train-{number:05}.parquet" for number in range(3)]
    (files,) = settings["configs"][0]["data_files"]
    assert files["split"] == "train"
    assert fnmatch.filter(names, files["path"]) == names
    assert settings["dataset_info"]["splits"] == [{"name": "train", "num_examples": 7}]
    assert list(parquet.read_dataset(io.BytesIO(file))) == [DIFFICULT] * 7


def test_a_row_that_is_none_is_refused_and_the_others_are_read() -> None:
    file = io.BytesIO(written(parquet.write, [DIFFICULT, DIFFICULT, PLAIN]))
    table = arrow.read_table(file)
    texts = [TEXT, TEXT.replace("won", "lost"), PLAIN.text]
    changed = io.BytesIO()
    place = table.schema.get_field_index("text")
    arrow.write_table(table.set_column(place, table.schema.field(place), [texts]), changed)
    first, refused, last = parquet.read(changed)
    assert (first, last) == (DIFFICULT, PLAIN)
    assert isinstance(refused, Refused)
    assert refused.place == "row 2"


def test_a_group_that_promises_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "GROUP_BYTES", 1000)
    (refused,) = parquet.read(io.BytesIO(written(parquet.write, [DIFFICULT])))
    assert "larger than is taken" in str(refused)


def test_a_table_of_other_columns_is_refused_row_by_row() -> None:
    import pyarrow as pa

    file = io.BytesIO()
    arrow.write_table(pa.table({"text": ["Sail.", "Stay."]}), file)
    assert [it.place for it in parquet.read(file) if isinstance(it, Refused)] == ["row 1", "row 2"]


def docs(file: bytes, language: str = "de") -> list[spacy.tokens.Doc]:
    """As anybody reads it who has spaCy and not us."""
    vocab = spacy.blank(language).vocab
    with zipfile.ZipFile(io.BytesIO(file)) as folder:
        return [
            doc
            for name in folder.namelist()
            for doc in DocBin().from_bytes(folder.read(name)).get_docs(vocab)
        ]


def test_plain_spacy_reads_texts_and_groups_of_spans() -> None:
    first, second = docs(written(docbin.write, [DIFFICULT, PLAIN]))
    assert (first.text, second.text) == (TEXT, PLAIN.text)
    for role in ROLES:
        expected = [(f"q{n}", s.text) for n, a in enumerate(DIFFICULT.attributions, 1) for s in a.spans(role)]
        assert [(s.id_, s.text) for s in first.spans[role]] == expected
        assert {s.label_ for s in first.spans[role]} == {role}


def test_a_file_of_spacy_is_closed_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docbin, "CHARACTERS", 2 * len(TEXT))
    file = written(docbin.write, [DIFFICULT] * 5)
    with zipfile.ZipFile(io.BytesIO(file)) as folder:
        assert folder.namelist() == ["00001.spacy", "00002.spacy", "00003.spacy"]
    assert list(docbin.read(io.BytesIO(file))) == [DIFFICULT] * 5


def test_spans_of_somebody_else_are_read_by_role_and_id() -> None:
    doc = spacy.blank("en")("She said yes. Then no.")
    doc.spans["content"] = [Span(doc, 2, 3, "X", span_id="a"), Span(doc, 5, 6, "X")]
    doc.spans["cue"] = [Span(doc, 1, 2, "X", span_id="a")]
    doc.spans["source"] = [Span(doc, 0, 1, "X", span_id="a"), Span(doc, 4, 5, "X")]
    doc.spans["sc"] = [Span(doc, 0, 3, "X")]
    (found,) = docbin.read(io.BytesIO(DocBin(docs=[doc]).to_bytes()))
    assert isinstance(found, Document)
    assert [[s.text for role in ROLES for s in a.spans(role)] for a in found.attributions] == [
        ["yes", "said", "She"],
        ["no"],
    ]


def test_a_file_of_spacy_that_expands_too_far_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docbin, "EXPANDED_BYTES", 1000)
    (refused,) = docbin.read(io.BytesIO(zlib.compress(b" " * 100_000)))
    assert isinstance(refused, Refused)
    assert "too large" in refused.reason
