"""CSV for spreadsheets: an attribution a row. Lossy by nature; `docs/formats.md` says what is left out."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator

from articles.document import Document, Span
from articles.formats.format import WHO, Format, Loss, Losses

COLUMNS = [
    "article",
    "title",
    "publisher",
    "byline",
    "url",
    "published",
    "language",
    "attribution",
    "kind",
    "state",
    "speakers",
    "content",
    "cue",
    "source",
    "content_spans",
    "decided_by",
    "decided_at",
]
BYTE_ORDER_MARK = "\ufeff".encode()  # without it spreadsheets take UTF-8 for the encoding of the house
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
# A spreadsheet that takes semicolons or tabs for the ends of cells sees further cells in one of ours.
FORMULA_INSIDE = re.compile(r"""([;\t\r\n][\s"]*)(?=[=+@-])""")


LOSES = WHO | {Loss.ARTICLES, Loss.TEXTS, Loss.PLACES, Loss.VERSIONS, Loss.CONFIDENCES, Loss.REASONS}


def write(documents: Iterable[Document], losses: Losses) -> Iterator[bytes]:
    """A heading, then a row for each attribution, as pieces ending in a line break.

    Parts of a role are joined by " […] ", joint speakers by " | ". What a spreadsheet would take for a
    formula gets an apostrophe before it, as OWASP advises against CSV injection, also where the spreadsheet splits
    cells elsewhere than we do.
    """
    line = io.StringIO()
    writer = csv.writer(line)

    def row(cells: list[str]) -> bytes:
        line.seek(0)
        line.truncate()
        writer.writerow(map(_no_formula, cells))
        return line.getvalue().encode()

    yield BYTE_ORDER_MARK + row(COLUMNS)
    for d in documents:
        losses.count_absent(d, LOSES)
        for a in d.attributions:
            yield row(
                [
                    d.id or "",
                    d.title,
                    d.publisher,
                    d.byline,
                    d.url,
                    d.published.isoformat() if d.published else "",
                    d.language,
                    a.id or "",
                    a.kind,
                    a.state or "",
                    " | ".join(s.name for s in a.speakers),
                    _joined(a.content),
                    _joined(a.cue),
                    _joined(a.source),
                    " ".join(f"{s.start}:{s.end}" for s in a.content),
                    a.decided_by,
                    a.decided_at.isoformat() if a.decided_at else "",
                ]
            )


def _no_formula(cell: str) -> str:
    cell = FORMULA_INSIDE.sub(r"\1'", cell)
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def _joined(spans: tuple[Span, ...]) -> str:
    return " […] ".join(s.text for s in spans)


FORMAT = Format(
    name="csv",
    title="CSV",
    summary="One quote a row: who said it, the words, the article. Opens in a spreadsheet.",
    media_type="text/csv; charset=utf-8",
    suffix=".csv",
    write=write,
    loses=LOSES,
)
