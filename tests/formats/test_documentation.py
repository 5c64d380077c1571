"""What docs/formats.md says of each format is what the code does: its samples, what is lost, and the JSON Schema."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator, FormatChecker

from articles.document import Attribution, Document, Speaker, span_at
from articles.formats import FORMATS, Format, Losses, Refused, jsonl
from tests.formats.documents import DIFFICULT, PLAIN, documents
from tests.formats.test_jsonl import BROKEN, GOOD

DOCS = Path(__file__).parents[2] / "docs"
SECTIONS = dict(
    re.findall(r"^## [^(\n]*\(`([a-z-]+)`\)\n(.*?)(?=^## )", (DOCS / "formats.md").read_text(), re.M | re.S)
)
CODE = re.compile(r"^```(\w*)\n(.*?)^```", re.M | re.S)
SAMPLES = ["", "json", "xml", "csv"]  # what is written; Python and settings are not
ALL = [pytest.param(it, id=it.name) for it in FORMATS.values()]

TEXT = "“We won,” said Ann Lee."
ANN = Speaker("Ann Lee", id="9f1c0c5e-0000-4000-8000-000000000001")
SAMPLE = Document(
    TEXT,
    (
        Attribution(
            "direct",
            content=(span_at(TEXT, 0, 9),),
            cue=(span_at(TEXT, 10, 14),),
            source=(span_at(TEXT, 15, 22),),
            speakers=(ANN,),
            id="0198a000-0000-7000-8000-000000000001",
            confidence=0.93,
            reason="“said” after the quote",
            state="accepted",
            version=1,
            decided_by="Mara Editor",
            decided_at=datetime(2026, 11, 22, 10, 42, tzinfo=UTC),
        ),
    ),
    id="1",
    title="Council votes",
    publisher="The Daily",
    published=date(2026, 11, 20),
    language="en",
)


def written(format: Format, *record: Document) -> str:
    """All that a format writes, of an archive the texts in it."""
    file = b"".join(format.write(record, Losses()))
    if not zipfile.is_zipfile(io.BytesIO(file)):
        return file.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


def bare(text: str) -> str:
    return "".join(text.split())


def test_there_is_a_section_about_every_format_and_no_other() -> None:
    assert list(SECTIONS) == list(FORMATS)


@pytest.mark.parametrize("format", ALL)
def test_the_sample_is_what_is_written(format: Format) -> None:
    """Blanks aside, and with “…” for what is left out."""
    file = bare(written(format, SAMPLE))
    blocks = CODE.findall(SECTIONS[format.name])
    assert blocks
    for language, sample in blocks:
        place = 0
        for piece in sample.split("…") if language in SAMPLES else ():
            place = file.find(bare(piece), place)
            assert place >= 0, piece


@pytest.mark.parametrize("format", ALL)
def test_what_is_said_to_be_lost_is_what_the_writer_counts(format: Format) -> None:
    (said,) = re.findall(r"Lost: ([^.]*)\.", SECTIONS[format.name])
    losses = Losses()
    list(format.write([DIFFICULT, PLAIN], losses))
    assert said == (", ".join(sorted(losses.counts)) or "nothing")


@pytest.mark.parametrize("format", ALL)
def test_whether_it_is_read_back_is_said_as_it_is(format: Format) -> None:
    said = "Not read back." in SECTIONS[format.name]
    assert said == (format.read is None)


# --- the JSON Schema of JSON Lines ------------------------------------------------------------------------------

SCHEMA = json.loads((DOCS / f"jsonl-{GOOD['version']}.schema.json").read_text())
LINE = Draft202012Validator(SCHEMA, format_checker=FormatChecker(["date"]))
BEYOND_A_SCHEMA = {
    "has another text", "has a span beyond the text", "has a span with another text",
    "has half of a surrogate pair", "has a moment that is none",
}  # fmt: skip
NO_JSON = {"is no JSON", "nests without end"}


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@settings(max_examples=60)
@given(documents())
def test_whatever_we_write_is_valid(document: Document) -> None:
    (line,) = jsonl.write([document], Losses())
    LINE.validate(json.loads(line))


@pytest.mark.parametrize("name", [name for name in BROKEN if name not in BEYOND_A_SCHEMA | NO_JSON])
def test_what_a_reader_refuses_is_not_valid(name: str) -> None:
    assert not LINE.is_valid(json.loads(BROKEN[name]))


@pytest.mark.parametrize("name", sorted(BEYOND_A_SCHEMA))
def test_what_only_the_text_can_tell_is_left_to_the_reader(name: str) -> None:
    assert LINE.is_valid(json.loads(BROKEN[name]))
    (found,) = jsonl.read(io.BytesIO(BROKEN[name].encode()))
    assert isinstance(found, Refused)


def described(schema: Any) -> set[str]:
    """The names of all properties anywhere in a schema."""
    if isinstance(schema, list):
        return set().union(*map(described, schema))
    if not isinstance(schema, dict):
        return set()
    own = set(schema["properties"]) if isinstance(schema.get("properties"), dict) else set()
    return own.union(*map(described, schema.values()))


def test_every_field_that_is_written_is_described() -> None:
    def fields(value: Any) -> set[str]:
        if isinstance(value, list):
            return set().union(*map(fields, value))
        return set(value).union(*map(fields, value.values())) if isinstance(value, dict) else set()

    assert fields(json.loads(next(jsonl.write([SAMPLE], Losses())))) == described(SCHEMA)
