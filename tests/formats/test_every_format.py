"""Every format: what it can hold comes back, what it cannot is counted, and bad files cost nothing but themselves."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.document import Attribution, Document, span_at
from articles.errors import FormatNotInstalled
from articles.formats import FORMATS, Format, Loss, Losses, Refused
from tests.formats.documents import DIFFICULT, PLAIN, documents

GOLDEN = Path(__file__).parent / "golden"
ALL = [pytest.param(it, id=it.name) for it in FORMATS.values()]
READ = [pytest.param(it, id=it.name) for it in FORMATS.values() if it.read]
GATHERS = (
    "docbin",
    "parquet",
    "huggingface",
)  # write so many articles at a time; their own tests say how many
ONE_BY_ONE = [pytest.param(it, id=it.name) for it in FORMATS.values() if it.name not in GATHERS]
LOSSLESS = [pytest.param(it, id=it.name) for it in FORMATS.values() if it.read and not it.loses]


def written(format: Format, record: Iterable[Document]) -> bytes:
    return b"".join(format.write(record, Losses()))


def read(format: Format, file: bytes) -> list[Document | Refused]:
    assert format.read
    return list(format.read(io.BytesIO(file)))


@pytest.mark.parametrize("format", LOSSLESS)
def test_an_article_with_every_difficulty_comes_back_as_it_was(format: Format) -> None:
    assert read(format, written(format, [DIFFICULT, PLAIN])) == [DIFFICULT, PLAIN]


@pytest.mark.parametrize("format", LOSSLESS)
def test_whatever_was_written_is_read_back_as_it_was(format: Format) -> None:
    @settings(max_examples=60, deadline=None)
    @given(st.lists(documents(), max_size=2, unique_by=lambda d: d.id))
    def back(record: list[Document]) -> None:
        found = read(format, written(format, record))
        assert sorted(found, key=repr) == sorted(record, key=repr)

    back()


@pytest.mark.parametrize("name", ["web-annotation", "tei", "brat", "label-studio", "docbin"])
def test_parts_that_say_the_text_over_and_over_are_refused_and_the_next_article_is_read(name: str) -> None:
    text = "word " * 500
    quotes = [Attribution("indirect", (span_at(text, n, len(text)),)) for n in range(0, 350, 5)]
    few, many = (Document(text, tuple(quotes[:some]), id=str(some)) for some in (30, 70))
    file = written(FORMATS[name], [many, few])
    if name == "web-annotation":  # with words, the file is as long as what it asks for
        pages = json.loads(file)
        for selectors in (it["selector"] for page in pages for q in page["items"] for it in q["target"]):
            del selectors[1]
        file = json.dumps(pages).encode()
    found = sorted(read(FORMATS[name], file), key=lambda it: isinstance(it, Document))
    refused, taken = found
    assert isinstance(refused, Refused)
    assert "can have 125,000 characters together" in str(refused)
    assert isinstance(taken, Document)
    assert len(taken.attributions) == 30


@pytest.mark.parametrize("format", ALL)
def test_what_a_format_cannot_hold_is_counted_and_nothing_else(format: Format) -> None:
    losses = Losses()
    list(format.write([DIFFICULT, PLAIN], losses))
    assert set(losses.counts) == format.loses
    assert all(number > 0 for number in losses.counts.values())


def test_one_thing_lost_is_reported_in_the_singular() -> None:
    losses = Losses()
    for number, loss in enumerate((Loss.BYLINES, Loss.TEXTS, Loss.TITLES), 1):
        losses.count(loss, min(number, 2))
    assert str(losses) == "1 byline, 2 texts of articles, 2 titles"
    assert Loss.TEXTS.counted(1) == "1 text of an article"


@pytest.mark.parametrize("format", ALL)
def test_a_report_of_losses_is_words_and_numbers(format: Format) -> None:
    losses = Losses()
    list(format.write([DIFFICULT] * 1000, losses))
    if Loss.TITLES in format.loses:
        assert "1,000 titles" in str(losses)
    assert str(losses).count(",") >= len(losses.counts) - 1


@pytest.mark.parametrize("format", ALL)
def test_the_same_articles_give_the_same_bytes(format: Format) -> None:
    assert written(format, [DIFFICULT, PLAIN]) == written(format, [DIFFICULT, PLAIN])


@pytest.mark.parametrize("format", READ)
def test_no_articles_make_a_file_that_has_none(format: Format) -> None:
    assert read(format, written(format, [])) == []


@pytest.mark.parametrize("format", READ)
@pytest.mark.parametrize(
    "file",
    [
        b"\x00\x01",
        b"{",
        b"[1, 2",
        b"[" * 100_000,
        b"PK\x03\x04 no zip",
        b"<TEI",
        b"\xff\xfe",
        b"word",
        b"7",
        b"PAR1",
    ],
    ids=ascii,
)
def test_a_file_that_is_none_of_the_format_is_refused_in_a_sentence(format: Format, file: bytes) -> None:
    found = read(format, file)
    assert found
    for it in found:
        assert isinstance(it, Refused)
        assert it.place
        assert it.reason.endswith(".")
        assert len(str(it)) < 500
        # What a parser says to programmers is nothing to a journalist.
        assert not re.search(r"\(char \d|column \d|<string>|Expecting|\[E\d+\]|magic", it.reason), it.reason


@pytest.mark.parametrize("format", READ)
def test_a_file_cut_short_or_changed_anywhere_is_read_or_refused_but_raises_nothing(format: Format) -> None:
    whole = written(format, [DIFFICULT, PLAIN])

    @settings(max_examples=60, deadline=None)
    @given(st.integers(0, len(whole)), st.integers(0, len(whole)), st.binary(max_size=3))
    def mangled(start: int, length: int, junk: bytes) -> None:
        for it in read(format, whole[:start] + junk + whole[start + length % 9 :]):
            assert isinstance(it, Document | Refused)

    mangled()


@pytest.mark.parametrize("format", ONE_BY_ONE)
def test_documents_are_asked_for_one_at_a_time(format: Format) -> None:
    """A writer that gathered the articles before it wrote would need memory for all of them."""
    asked = 0

    def many() -> Iterable[Document]:
        nonlocal asked
        for _ in range(50):
            asked += 1
            yield DIFFICULT

    for pieces, _ in enumerate(format.write(many(), Losses()), 1):
        assert asked <= pieces + 1


def unpacked(file: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("format", ALL)
def test_an_article_with_every_difficulty_is_written_as_the_golden_file_has_it(format: Format) -> None:
    """A ZIP is compared by what is in it, as compression is not ours. DocBin and Parquet are read only."""
    file = written(format, [DIFFICULT, PLAIN])
    golden = GOLDEN / f"difficult{format.suffix}"
    if golden.is_dir():
        kept = {
            it.relative_to(golden).as_posix(): it.read_bytes() for it in golden.rglob("*") if it.is_file()
        }
        assert unpacked(file) == kept
    elif format.name not in GATHERS:
        assert file == golden.read_bytes()
    if format.read and not golden.is_dir():
        assert read(format, golden.read_bytes()) == read(format, file)


def test_a_format_whose_package_is_missing_says_so_in_a_sentence() -> None:
    with pytest.raises(FormatNotInstalled, match="optional extra “parquet”"):
        replace(FORMATS["parquet"], needs="no_such_package").check_installed()
    for format in FORMATS.values():
        format.check_installed()


def test_names_and_suffixes_are_distinct_and_everything_is_said_of_each() -> None:
    for what in ("name", "title", "suffix", "summary"):
        assert len({getattr(it, what) for it in FORMATS.values()}) == len(FORMATS)
    for format in FORMATS.values():
        assert format.summary.endswith(".")
        assert format.suffix.startswith(".")
