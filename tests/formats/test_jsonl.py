"""JSON Lines: what was written is read back as it was, whatever it holds; what is no article is refused by its line."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.document import Attribution, Document, Span, Speaker
from articles.formats import Losses, Refused, jsonl
from tests.formats.documents import documents


def written(record: Iterable[Document]) -> bytes:
    return b"".join(jsonl.write(record, Losses()))


def read(file: bytes) -> list[Document | Refused]:
    return list(jsonl.read(io.BytesIO(file)))


@given(st.lists(documents(), max_size=3))
def test_what_was_written_is_read_back_as_it_was(record: list[Document]) -> None:
    assert read(written(record)) == record


@settings(max_examples=30)
@given(st.lists(documents(), max_size=3))
def test_a_file_of_it_has_a_line_for_each_article(record: list[Document]) -> None:
    file = written(record)
    assert file.count(b"\n") == len(record)
    assert read(file.replace(b"\n", b"\r\n")) == record
    assert read(b"\xef\xbb\xbf" + file) == record


@settings(max_examples=30)
@given(documents())
def test_every_line_is_plain_json(document: Document) -> None:
    (line,) = jsonl.write([document], Losses())
    found = json.loads(line)
    assert found["version"] == 1
    assert found["text"] == document.text
    for attribution in found["attributions"]:
        for role in ("content", "cue", "source"):
            assert all(found["text"][s["start"] : s["end"]] == s["text"] for s in attribution[role])


TEXT = "“We won,” said Ada 🙂."
GOOD = json.loads(
    next(
        jsonl.write(
            [
                Document(
                    TEXT,
                    (Attribution("direct", (Span(0, 9, "“We won,”"),), (Span(10, 14, "said"),), (), (Speaker("Ada"),),
                                 state="accepted", decided_at=datetime(2026, 3, 4, tzinfo=UTC)),),
                    published=date(2026, 3, 4),
                )
            ],
            Losses(),
        )
    )
)  # fmt: skip


def changed(path: str, value: Any) -> str:
    """The good record with the value at a path of keys and numbers replaced, or taken away (...)."""
    record = json.loads(json.dumps(GOOD))
    *way, last = [int(key) if key.isdigit() else key for key in path.split(".")]
    place = record
    for key in way:
        place = place[key]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return json.dumps(record)


BROKEN = {
    "is no JSON": "{",
    "is a list": "[]",
    "is a number": "7",
    "is null": "null",
    "nests without end": "[" * 100_000,
    "has another version": changed("version", 2),
    "has no version": changed("version", ...),
    "has no text": changed("text", ...),
    "has a number for a text": changed("text", 7),
    "has a number for a title": changed("title", 7),
    "has another text": changed("text", TEXT.replace("won", "lost")),
    "has no attributions": changed("attributions", ...),
    "has null for attributions": changed("attributions", None),
    "has a date that is none": changed("published", "yesterday"),
    "has a number for a date": changed("published", 7),
    "has a quote without content": changed("attributions.0.content", []),
    "has a quote of no kind": changed("attributions.0.kind", "loud"),
    "has a quote in no state": changed("attributions.0.state", "suggested"),
    "has a speaker of no kind": changed("attributions.0.speakers.0.kind", "robot"),
    "has a speaker without a name": changed("attributions.0.speakers.0.name", ...),
    "has a speaker whose name is a list": changed("attributions.0.speakers.0.name", ["Ada"]),
    "has an empty span": changed("attributions.0.content.0.end", 0),
    "has a span beyond the text": changed("attributions.0.content.0.end", 99),
    "has a span before the text": changed("attributions.0.content.0.start", -9),
    "has a span with another text": changed("attributions.0.content.0.text", "“We lost,”"),
    "has a span with a text for a number": changed("attributions.0.content.0.start", "0"),
    "has a span that is a text": changed("attributions.0.content.0", "“We won,”"),
    "has a number for an id": changed("id", 7),
    "has half of a surrogate pair": changed("title", "\ud800"),
    "has a quote surer than sure": changed("attributions.0.confidence", 1.5),
    "has a quote as sure as a text": changed("attributions.0.confidence", "high"),
    "has a quote of version true": changed("attributions.0.version", True),
    "has a quote in an empty state": changed("attributions.0.state", ""),
    "has a text for speakers": changed("attributions.0.speakers", "Ada"),
    "has a moment that is none": changed("attributions.0.decided_at", "noon"),
}


@pytest.mark.parametrize("line", BROKEN.values(), ids=BROKEN)
def test_a_line_is_refused_and_the_others_are_read_that(line: str) -> None:
    good = json.dumps(GOOD)
    first, refused, last = read("\n".join([good, "", line, good]).encode())
    assert first == last
    assert isinstance(refused, Refused)
    assert refused.place == "line 3"
    assert refused.reason.endswith(".")
    assert len(str(refused)) < 400


def test_a_line_that_is_no_utf_8_or_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    good = json.dumps(GOOD).encode() + b"\n"
    monkeypatch.setattr(jsonl, "LINE_BYTES", len(good) + 5)
    first, foreign, long, last = read(good + b'{"\xff": 1}\n' + b"[" * 3 * len(good) + b"\n" + good)
    assert first == last
    assert str(foreign) == "line 2: This is not UTF-8."
    assert str(long) == f"line 3: It is longer than {len(good) + 5} bytes."


def test_blank_lines_are_passed_over() -> None:
    assert read(b"\n  \r\n") == []
