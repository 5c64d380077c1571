"""Parquet, and the layout of a dataset of Hugging Face's: an article a row, its quotes as a list of structures.

Columns are named as in JSON Lines. Needs pyarrow, of the optional extra `parquet`, which is imported only when used.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from articles.document import Document
from articles.formats.archive import Archive, BadArchive, is_zip, pack
from articles.formats.format import Format, Losses, Refused
from articles.formats.json_values import attempted
from articles.formats.record import VERSION, Record, document_from, record_of

if TYPE_CHECKING:
    import pyarrow as pa

NEEDS, EXTRA = "pyarrow", "parquet"
GROUP_CHARACTERS = 4_000_000
"""A group of rows is written once its texts have so many characters."""
FILE_CHARACTERS = 64_000_000
GROUP_BYTES = 1 << 30
GROUP_VALUES = 50_000_000
VERSION_KEY = b"onrecord_version"
MAGIC = b"PAR1"


def _schema() -> pa.Schema:
    import pyarrow as pa

    spans = pa.list_(pa.struct({"start": pa.int32(), "end": pa.int32(), "text": pa.string()}))
    speakers = pa.list_(
        pa.struct(
            {
                "id": pa.string(),
                "name": pa.string(),
                "kind": pa.string(),
                "aliases": pa.list_(pa.string()),
                "wikidata": pa.string(),
            }
        )
    )
    quotes = pa.list_(
        pa.struct(
            {
                "id": pa.string(),
                "kind": pa.string(),
                "content": spans,
                "cue": spans,
                "source": spans,
                "speakers": speakers,
                "confidence": pa.float64(),
                "reason": pa.string(),
                "state": pa.string(),
                "version": pa.int32(),
                "decided_by": pa.string(),
                "decided_at": pa.timestamp("us", tz="UTC"),
            }
        )
    )
    return pa.schema(
        {
            "id": pa.string(),
            "title": pa.string(),
            "publisher": pa.string(),
            "byline": pa.string(),
            "url": pa.string(),
            "published": pa.date32(),
            "language": pa.string(),
            "text": pa.string(),
            "attributions": quotes,
        },
        metadata={VERSION_KEY: str(VERSION).encode()},
    )


def _row(document: Document) -> Record:
    """The record of JSON Lines with dates and moments as Parquet has them."""
    row = record_of(document)
    del row["version"]
    row["published"] = document.published
    for quote, a in zip(row["attributions"], document.attributions, strict=True):
        quote["decided_at"] = a.decided_at
    return row


def _groups(documents: Iterable[Document]) -> Iterator[tuple[list[Record], int]]:
    """Rows in groups, with the number of characters in each."""
    rows: list[Record] = []
    size = 0
    for document in documents:
        rows.append(_row(document))
        size += len(document.text)
        if size >= GROUP_CHARACTERS:
            yield rows, size
            rows, size = [], 0
    if rows:
        yield rows, size


class _Sink(io.BytesIO):
    """Hands on what was written and remembers only how much: a Parquet file is written in one go."""

    def __init__(self) -> None:
        super().__init__()
        self._gone = 0

    def tell(self) -> int:
        return self._gone + super().tell()

    def taken(self) -> bytes:
        held = self.getvalue()
        self._gone += len(held)
        self.seek(0)
        self.truncate()
        return held


def write(documents: Iterable[Document], losses: Losses) -> Iterator[bytes]:
    """One file, a piece for each group of rows."""
    import pyarrow as pa
    from pyarrow import parquet

    schema, sink = _schema(), _Sink()
    with parquet.ParquetWriter(pa.PythonFile(sink, mode="w"), schema, compression="zstd") as writer:
        for rows, _ in _groups(documents):
            writer.write_table(pa.Table.from_pylist(rows, schema=schema))
            yield sink.taken()
    yield sink.taken()


def write_dataset(documents: Iterable[Document], losses: Losses) -> Iterator[bytes]:
    """A ZIP of `data/train-NUMBER.parquet` and of the README that says which columns there are."""

    def files() -> Iterator[tuple[str, bytes]]:
        number = rows = 0
        for number, (content, count) in enumerate(_files(documents), 1):
            rows += count
            yield f"data/train-{number - 1:05}.parquet", content
        if not number:
            yield "data/train-00000.parquet", b"".join(write([], losses))
        yield "README.md", card({"train": rows}).encode()

    return pack(files())


def _files(documents: Iterable[Document]) -> Iterator[tuple[bytes, int]]:
    """Whole Parquet files, none much larger than FILE_CHARACTERS, with the number of rows in each."""
    import pyarrow as pa
    from pyarrow import parquet

    schema = _schema()
    groups = _groups(documents)
    for rows, size in groups:
        sink, count = io.BytesIO(), 0
        with parquet.ParquetWriter(sink, schema, compression="zstd") as writer:
            taken: tuple[list[Record], int] | None = (rows, size)
            total = 0
            while taken:
                writer.write_table(pa.Table.from_pylist(taken[0], schema=schema))
                count += len(taken[0])
                total += taken[1]
                taken = next(groups, None) if total < FILE_CHARACTERS else None
        yield sink.getvalue(), count


def card(splits: dict[str, int]) -> str:
    """The README of a dataset with so many rows in each split, whose files are `data/SPLIT-*.parquet`."""
    files = "".join(f"  - split: {name}\n    path: data/{name}-*.parquet\n" for name in splits)
    counts = "".join(f"  - name: {name}\n    num_examples: {rows}\n" for name, rows in splits.items())
    return f"""---
pretty_name: Attributed quotes
task_categories:
- token-classification
configs:
- config_name: default
  data_files:
{files}dataset_info:
  splits:
{counts}---

# Attributed quotes

An article a row: `id`, `title`, `publisher`, `byline`, `url`, `published`, `language`, `text` and `attributions`.

An attribution is a quote: `content` (the words reported), `cue` (the words that report) and `source` (the words that
name who speaks) are lists of `start`, `end` and `text`, half-open and counted in code points of the article's `text`.
`speakers` are those behind it, with `id`, `name`, `kind`, `aliases` and `wikidata`. `kind` is direct, indirect or
mixed; `state` is what became of it (accepted, corrected, added), `decided_by` and `decided_at` say by whom and when,
`version` how often it was decided on. `confidence` and `reason` are the machine's.

    from datasets import load_dataset
    articles = load_dataset("PATH/OF/THIS/FOLDER", split="train")
"""


def read(stream: BinaryIO) -> Iterator[Document | Refused]:
    """The articles of one file."""
    yield from _read_file("", stream)


def read_dataset(stream: BinaryIO) -> Iterator[Document | Refused]:
    """The articles of every `.parquet` file in a ZIP, or of one such file."""
    if not is_zip(stream):
        yield from read(stream)
        return
    try:
        files = Archive(stream)
    except BadArchive as error:
        yield Refused("the archive", str(error))
        return
    for name in files.names:
        if name.endswith(".parquet"):
            try:
                content = io.BytesIO(files.read(name))
            except BadArchive as error:
                yield Refused(name, str(error))
            else:
                yield from _read_file(f"{name}, ", content)


def _read_file(place: str, stream: BinaryIO) -> Iterator[Document | Refused]:
    """One row after another; a file that promises more than is taken, or is broken, is refused from there on."""
    import pyarrow as pa
    from pyarrow import parquet

    number = 1
    try:
        file = parquet.ParquetFile(stream)
        if wrong := _too_much(file.metadata):
            yield Refused(f"{place}the file", wrong)
            return
        for batch in file.iter_batches(batch_size=16):
            for row in batch.to_pylist():
                yield attempted(f"{place}row {number}", _document, row)
                number += 1
    except (pa.ArrowException, OSError, ValueError, OverflowError):
        why = "This is not Parquet, or broken. What follows cannot be read either."
        yield Refused(f"{place}row {number}", why)


def _too_much(metadata: Any) -> str:
    for place in range(metadata.num_row_groups):
        group = metadata.row_group(place)
        values = max((group.column(n).num_values for n in range(group.num_columns)), default=0)
        if group.total_byte_size > GROUP_BYTES or values > GROUP_VALUES:
            return "A group of its rows is larger than is taken. Write smaller groups."
    return ""


def _document(row: Record) -> Document:
    published = row["published"]
    if published is not None and not isinstance(published, date):
        raise TypeError("“published” is no date")
    quotes = [{**it, "decided_at": _moment(it["decided_at"])} for it in row["attributions"]]
    day = published.isoformat() if published else None
    return document_from({**row, "version": VERSION, "published": day, "attributions": quotes})


def _moment(value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, datetime):
        raise TypeError("“decided_at” is no moment")
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()


PARQUET = Format(
    name="parquet",
    title="Parquet",
    summary="Everything, in columns: one article a row. For pandas, DuckDB, Spark and the like.",
    media_type="application/vnd.apache.parquet",
    suffix=".parquet",
    write=write,
    read=read,
    seeks=True,
    needs=NEEDS,
    extra=EXTRA,
)
HUGGING_FACE = Format(
    name="huggingface",
    title="Hugging Face dataset",
    summary="The same columns as a folder that the datasets library loads, in a ZIP.",
    media_type="application/zip",
    suffix=".dataset.zip",
    write=write_dataset,
    read=read_dataset,
    seeks=True,
    needs=NEEDS,
    extra=EXTRA,
)
