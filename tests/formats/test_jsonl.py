"""JSON Lines: what was written is read back as it was, whatever it holds; what is no article is refused by its line."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.document import KINDS, SPEAKER_KINDS, STATES, Attribution, Document, Span, Speaker
from articles.errors import BadRecord
from articles.formats import jsonl

ODD = [
    "\u2028",
    "\u2029",
    "\x85",
    "\x0b",
    "\x0c",
    "\x1c",
    "\x1e",
    "\r",
    "\r\n",
    "\n",
    "\t",
    "\\",
    '"',
    "\ufeff",
    "\x00",
    "🙂",
    "👩🏽‍🚒",
    "e\u0301",
    "\u00a0",
    "‮",
]
words: st.SearchStrategy[str] = st.lists(
    st.sampled_from(ODD) | st.text(st.characters(exclude_categories=["Cs"]), max_size=6), max_size=5
).map("".join)
moments = st.none() | st.datetimes(
    timezones=st.sampled_from(
        [UTC, timezone(timedelta(hours=-9, minutes=-30)), timezone(timedelta(hours=14))]
    )
)
speakers = st.builds(
    Speaker,
    name=words,
    kind=st.sampled_from(SPEAKER_KINDS),
    id=st.none() | st.uuids().map(str),
    aliases=st.lists(words, max_size=2).map(tuple),
    wikidata=st.sampled_from(["", "Q42"]),
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Any document: split and overlapping quotes, joint speakers, odd characters everywhere."""
    text = draw(words.filter(bool))

    def spans(least: int) -> st.SearchStrategy[tuple[Span, ...]]:
        edges = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).filter(
            lambda e: e[0] < e[1]
        )
        span = edges.map(lambda e: Span(e[0], e[1], text[e[0] : e[1]]))
        return st.lists(span, min_size=least, max_size=3).map(lambda found: tuple(sorted(found)))

    attribution = st.builds(
        Attribution,
        kind=st.sampled_from(KINDS),
        content=spans(1),
        cue=spans(0),
        source=spans(0),
        speakers=st.lists(speakers, max_size=3).map(tuple),
        id=st.none() | st.uuids().map(str),
        confidence=st.none() | st.floats(0, 1),
        reason=words,
        state=st.none() | st.sampled_from(STATES),
        version=st.integers(0, 10**6),
        decided_by=words,
        decided_at=moments,
    )
    return Document(
        text=text,
        attributions=tuple(draw(st.lists(attribution, max_size=3))),
        id=draw(st.none() | st.integers(1, 10**9).map(str)),
        title=draw(words),
        publisher=draw(words),
        byline=draw(words),
        url=draw(st.sampled_from(["", "https://paper.example/ü?a=b"])),
        published=draw(st.none() | st.dates(date(1000, 1, 1))),
        language=draw(st.sampled_from(["", "en"])),
    )


@given(st.lists(documents(), max_size=3))
def test_what_was_written_is_read_back_as_it_was(record: list[Document]) -> None:
    assert list(jsonl.read(jsonl.write(record))) == record


@settings(max_examples=30)
@given(st.lists(documents(), max_size=3))
def test_a_file_of_it_has_a_line_for_each_article_however_it_is_read(record: list[Document]) -> None:
    written = "".join(jsonl.write(record)).encode()
    assert written.count(b"\n") == len(record)
    for newline in (None, "", "\n"):
        file = io.TextIOWrapper(io.BytesIO(written), encoding="utf-8", newline=newline)
        assert list(jsonl.read(file)) == record
    assert list(jsonl.read(line.decode() for line in written.split(b"\n"))) == record


@settings(max_examples=30)
@given(documents())
def test_every_line_is_plain_json(document: Document) -> None:
    (line,) = jsonl.write([document])
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
            ]
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
    "has a moment that is none": changed("attributions.0.decided_at", "noon"),
}


@pytest.mark.parametrize("line", BROKEN.values(), ids=BROKEN)
def test_a_line_is_refused_that(line: str) -> None:
    read = jsonl.read([json.dumps(GOOD), "\n", line])
    assert next(read).text == TEXT
    with pytest.raises(BadRecord, match="Line 3 is not an article") as refusal:
        next(read)
    assert refusal.value.number == 3
    assert len(str(refusal.value)) < 400


def test_blank_lines_are_passed_over() -> None:
    assert list(jsonl.read(["", "\n", "  \r\n"])) == []
