"""CSV: what a spreadsheet shows, and that no cell of it runs."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.document import Attribution, Document, Span, Speaker
from articles.formats import Losses
from articles.formats import csv as format_csv

TEXT = "“We won,” said Ada and Bo, “after\neleven days.”"


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words), words)


QUOTE = Attribution(
    kind="direct",
    content=(span("“We won,”"), span("“after\neleven days.”")),
    cue=(span("said"),),
    source=(span("Ada and Bo"),),
    speakers=(Speaker("Ada Nkemelu"), Speaker('Bo "B" Li, Jr.')),
    id="6f0e",
    state="accepted",
    version=1,
    decided_by="Mara Editor",
    decided_at=datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC),
)
ARTICLE = Document(
    TEXT,
    (QUOTE,),
    id="7",
    title="Ferry, at last",
    publisher="Paper",
    byline="By Ann",
    language="en",
    url="https://paper.example/",
    published=date(2026, 3, 4),
)
GOLDEN = (
    "\ufeffarticle,title,publisher,byline,url,published,language,attribution,kind,state,speakers,content,cue,source,content_spans,"
    "decided_by,decided_at\r\n"
    '7,"Ferry, at last",Paper,By Ann,https://paper.example/,2026-03-04,en,6f0e,direct,accepted,'
    '"Ada Nkemelu | Bo ""B"" Li, Jr.","“We won,” […] “after\neleven days.”",said,Ada and Bo,0:9 27:47,'
    "Mara Editor,2026-03-04T05:06:07+00:00\r\n"
)


def test_an_article_with_a_quote_is_written_so() -> None:
    assert b"".join(format_csv.write([ARTICLE], Losses())).decode() == GOLDEN


def test_an_article_without_quotes_has_no_row_and_nothing_has_a_heading() -> None:
    for record in ([], [Document(TEXT)]):
        assert b"".join(format_csv.write(record, Losses())).decode() == GOLDEN.partition("\r\n")[0] + "\r\n"


def rows(*documents: Document) -> list[dict[str, str]]:
    written = b"".join(format_csv.write(documents, Losses())).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(written, newline="")))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"], ids=ascii)
def test_no_cell_starts_as_a_formula(start: str) -> None:
    evil = start + 'HYPERLINK("http://evil.example","x")'
    quote = Attribution(
        "direct", (Span(0, len(evil), evil),), speakers=(Speaker(evil),), decided_by=evil, id=evil
    )
    (row,) = rows(Document(evil, (quote,), title=evil, publisher=evil, url=evil, id=evil))
    for name in ("article", "title", "publisher", "url", "attribution", "speakers", "content", "decided_by"):
        assert row[name] == "'" + evil, name


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1)


@given(title=cells, name=cells, words=cells)
def test_whatever_a_cell_holds_comes_back_from_a_spreadsheet(title: str, name: str, words: str) -> None:
    quote = Attribution("mixed", (Span(0, len(words), words),), speakers=(Speaker(name),))
    (row,) = rows(Document(words, (quote,), title=title))
    for cell, value in ((row["title"], title), (row["speakers"], name), (row["content"], words)):
        assert cell.replace("'", "") == value.replace("'", "")
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@pytest.mark.parametrize("delimiter", [";", "\t"], ids=ascii)
@pytest.mark.parametrize("before", ["x;", "x; ", 'x;"', "x\t", "x\n", "x\r\n"], ids=ascii)
def test_no_cell_starts_as_a_formula_where_a_spreadsheet_splits_elsewhere(
    before: str, delimiter: str
) -> None:
    evil = before + "=1+1;y"
    quote = Attribution("direct", (Span(0, len(evil), evil),), speakers=(Speaker(evil),))
    written = b"".join(format_csv.write([Document(evil, (quote,), title=evil)], Losses())).decode("utf-8-sig")
    split = [cell for row in csv.reader(io.StringIO(written), delimiter=delimiter) for cell in row]
    assert [cell for cell in split if cell.lstrip().startswith("=")] == []
    (row,) = rows(Document(evil, (quote,), title=evil))
    assert row["title"] == evil.replace("=", "'=")
