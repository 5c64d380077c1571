"""What looks like a text and is no article: tables, data for programs, e-mails. Told by its start or its name."""

from __future__ import annotations

import csv
import re

from articles.errors import IsDataset, IsTable, NotReadable

STARTS = (
    (re.compile(r'\{\s*(\}|"[^"]{0,200}"\s*:)|\[\s*(\]|[\[{]\s*["\]}\[{])'), "JSON"),
    (re.compile(r"<(.*<)?(\w{1,20}:)?(TEI|teiCorpus|TEI\.2)[\s>]", re.DOTALL), "TEI"),
    (
        re.compile(r"T\d+\t\S+ \d+ \d+[;\t ]|E\d+\t\w+:T\d+|#\d+\t\w+ [TE]\d+\t"),
        "a file of marks, as brat writes it",
    ),
    (re.compile(r"-DOCSTART-\s"), "a file of columns for taggers"),
    (re.compile(r"PAR1[\x00-\x1f\ufffd]"), "a Parquet file"),
)
CALLED = {
    "ann": "a file of marks, as brat writes it",
    "conll": "a file of columns for taggers",
    "spacy": "a DocBin of spaCy",
    "parquet": "a Parquet file",
    "conf": "a file of settings",
    "toml": "a file of details",
}
JSON = ("json", "jsonl", "ndjson", "jsonld")
TABLES = ("csv", "tsv", "tab")
HEADING = re.compile(r'"?[^\W\d][\w.-]*"?([,;\t]"?[^\W\d][\w.-]*"?){3,}(\n|$)')
NAMED = re.compile(r"[^\W\d]")
ROWS, CELLS = 3, 3
"""What begins with so many rows of the same number of cells, at least so many, the first of names, is a table."""
MAIL = ("eml", "msg", "mbox")
HEADER = re.compile(r"[A-Z][\w-]{1,60}:(?=[ \t]|$)")
OF_MAIL = re.compile(r"(message-id|mime-version|return-path|delivered-to|received: from):?", re.IGNORECASE)


def refuse_data(head: bytes) -> None:
    """Raise IsDataset for a file that begins as data for programs do."""
    text = _text(head)
    for start, what in STARTS:
        if start.match(text):
            raise IsDataset(what)


def refuse_called(head: bytes, suffix: str) -> None:
    """Raise IsDataset, IsTable or NotReadable for a text file that is called so, or is a table or an e-mail."""
    text = _text(head)
    if suffix in CALLED:
        raise IsDataset(CALLED[suffix])
    if suffix in JSON and text.startswith(("{", "[")):
        raise IsDataset("JSON")
    if suffix in TABLES or HEADING.match(text) or any(_is_table(text, sign) for sign in "\t,;"):
        raise IsTable
    if suffix in MAIL or _is_mail(text):
        raise NotReadable("an e-mail")


def _text(head: bytes) -> str:
    """How the file begins, as far as it is a text; what does not fit an encoding says nothing here."""
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = head.decode("utf-16" if wide else "utf-8", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff \n")


def _is_table(text: str, sign: str) -> bool:
    """Whether its first rows have as many cells each. Prose has a blank after a comma; a cell begins with none."""
    try:
        rows = [row for row in csv.reader(text.split("\n"), delimiter=sign) if row][:ROWS]
    except csv.Error:
        return False
    if len(rows) < ROWS or len(rows[0]) < CELLS or not all(map(NAMED.match, rows[0])):
        return False
    return all(len(row) == len(rows[0]) and not any(cell.startswith(" ") for cell in row) for row in rows)


def _is_mail(text: str) -> bool:
    """Whether it begins with headers, two at least, of which one is of mails only."""
    lines = text.partition("\n\n")[0].split("\n")[:9]
    headers = [line for line in lines if not line.startswith((" ", "\t"))]
    return len(headers) > 1 and all(map(HEADER.match, headers)) and any(map(OF_MAIL.match, headers))
