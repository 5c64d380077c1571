"""Files the record is written to and read from: one module a format, over `articles.document`, no database."""

from collections.abc import Callable, Iterable, Iterator

from articles.document import Document
from articles.formats import csv, jsonl

WRITERS: dict[str, Callable[[Iterable[Document]], Iterator[str]]] = {"jsonl": jsonl.write, "csv": csv.write}
MEDIA_TYPES = {"jsonl": "application/x-ndjson", "csv": "text/csv; charset=utf-8"}
