"""Words with a label each, B-content, I-content, … or O, to train taggers with: as CoNLL columns, as CofeNet rows.

Both hold which words are content, cue or source, and neither which belong together: that is a reader's guess.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from articles.document import ROLES, Attribution, Document, Role, Span
from articles.formats.format import DECISIONS, DETAILS, WHO, Format, Loss, Losses, Refused
from articles.formats.gaps import quote
from articles.formats.jsonl import numbered_lines
from articles.formats.record import WRONG, list_in, reason, text_in

WORD = re.compile(r"[\w\u0300-\u036f]+(?:[-.][\w\u0300-\u036f]+)*|['’](?:s|t|d|m|re|ve|ll)\b|\S")
LINE = re.compile(r"[^\n]+")
START = "-DOCSTART-"
OUTSIDE = "O"
FIELDS = (
    DETAILS
    | DECISIONS
    | WHO
    | {Loss.IDS, Loss.QUOTE_IDS, Loss.KINDS, Loss.CONFIDENCES, Loss.REASONS, Loss.SPEAKERS}
)
LOSES = FIELDS | {Loss.OVERLAPS, Loss.BLANK_PARTS, Loss.LINKS, Loss.BLANKS}


@dataclass(slots=True)
class Row:
    """A paragraph: its words, each with its label."""

    words: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)


def _rows(document: Document, losses: Losses) -> list[Row]:
    """The paragraphs that have words. A part that overlaps an earlier one is left out, and counted."""
    losses.count_absent(document, FIELDS)
    text = document.text
    starts = set()
    inside: dict[int, Role] = {}
    edges = {0, len(text)}
    for a in document.attributions:
        parts = 0
        for role in ROLES:
            for span in a.spans(role):
                places = [n for n in range(span.start, span.end) if not text[n].isspace()]
                if not places:
                    losses.count(Loss.BLANK_PARTS)
                elif any(n in inside for n in places):
                    losses.count(Loss.OVERLAPS)
                else:
                    starts.add(places[0])
                    inside.update(dict.fromkeys(places, role))
                    edges |= {places[0], places[-1] + 1}
                    parts += 1
        losses.count(Loss.LINKS, max(parts - 1, 0))
    cuts = sorted(edges)
    rows = []
    for line in LINE.finditer(text):
        row = Row()
        ends = cuts[bisect_right(cuts, line.start()) : bisect_left(cuts, line.end())]
        for start, end in zip([line.start(), *ends], [*ends, line.end()], strict=True):
            for word in WORD.finditer(text, start, end):
                label = inside.get(word.start())
                goes_on = bool(row.words) and row.labels[-1] != OUTSIDE and word.start() not in starts
                row.words.append(word.group())
                row.labels.append(f"{'I' if goes_on else 'B'}-{label}" if label else OUTSIDE)
        if row.words:
            rows.append(row)
    losses.count(Loss.BLANKS, _joined(rows) != text)
    return rows


def _joined(rows: Iterable[Row]) -> str:
    """What a reader takes for the text: a blank between words, a paragraph a line."""
    return "\n".join(" ".join(row.words) for row in rows)


def write_conll(documents: Iterable[Document], losses: Losses) -> Iterator[bytes]:
    """A word and its label a line, an empty line after each paragraph, -DOCSTART- before each article."""
    for document in documents:
        rows = ("".join(map("{}\t{}\n".format, row.words, row.labels)) for row in _rows(document, losses))
        yield "\n".join([f"{START}\t{OUTSIDE}\n", *rows, ""]).encode()


def write_cofenet(documents: Iterable[Document], losses: Losses) -> Iterator[bytes]:
    """A JSON object with the words and labels of a paragraph a line; where an article ends is not said."""
    for document in documents:
        rows = _rows(document, losses)
        losses.count(Loss.ENDS)
        lines = (
            json.dumps({"tokens": it.words, "labels": it.labels}, ensure_ascii=False) + "\n" for it in rows
        )
        yield "".join(lines).encode()


def read_conll(stream: BinaryIO) -> Iterator[Document | Refused]:
    """The articles between -DOCSTART- lines; of several columns the first is the word and the last its label.

    An article that has a line without a label, or with one that is none, is refused.
    """
    rows = [Row()]
    place = "line 1"
    wrong: Refused | None = None
    for number, line in numbered_lines(stream):
        columns = line.split() if isinstance(line, str) else []
        if columns and columns[0] == START:
            yield from _article(rows, wrong)
            rows, wrong, place = [Row()], None, f"line {number}"
        elif isinstance(line, Refused):
            wrong = wrong or line
        elif not columns:
            rows.append(Row())
        elif len(columns) < 2:
            wrong = wrong or Refused(f"line {number}", f"The word has no label (article from {place}).")
        elif not _is_label(columns[-1]):
            sentence = f"“{columns[-1][:60]}” is no label such as B-content or O (article from {place})."
            wrong = wrong or Refused(f"line {number}", sentence)
        else:
            rows[-1].words.append(columns[0])
            rows[-1].labels.append(columns[-1])
    yield from _article(rows, wrong)


def _article(rows: list[Row], wrong: Refused | None) -> Iterator[Document | Refused]:
    filled = [row for row in rows if row.words]
    if wrong:
        yield wrong
    elif filled:
        yield _document(filled)


def read_cofenet(stream: BinaryIO) -> Iterator[Document | Refused]:
    """A document for each line, as nothing says where an article ends."""
    for number, line in numbered_lines(stream):
        if isinstance(line, Refused):
            yield line
        elif line.strip():
            try:
                record = json.loads(line)
                row = Row([text_in(it) for it in list_in(record["tokens"])], list_in(record["labels"]))
                if len(row.words) != len(row.labels) or not row.words:
                    raise ValueError("it needs as many labels as tokens, and one at least")
                if bad := [it for it in row.labels if not isinstance(it, str) or not _is_label(it)]:
                    raise ValueError(f"“{str(bad[0])[:60]}” is no label such as B-content or O")
                yield _document([row])
            except WRONG as error:
                yield Refused(f"line {number}", reason(error))


def _is_label(label: str) -> bool:
    return label == OUTSIDE or (label[:2] in ("B-", "I-", "E-", "S-"))


def _document(rows: list[Row]) -> Document:
    """Words with blanks between, a paragraph a line; each content a quote with the nearest cues and sources."""
    text = _joined(rows)
    chunks: dict[Role, list[Span]] = {role: [] for role in ROLES}
    at = 0
    for row in rows:
        for role, start, end in _chunks(row, at):
            chunks[role].append(Span(start, end, text[start:end]))
        at += len(" ".join(row.words)) + 1
    contents = chunks["content"]
    nearest: list[dict[Role, list[Span]]] = [{"cue": [], "source": []} for _ in contents]
    for role in ("cue", "source") if contents else ():
        for span in chunks[role]:
            place = min(range(len(contents)), key=lambda n: _distance(contents[n], span))
            nearest[place][role].append(span)
    return Document(text, tuple(_quotes(text, contents, nearest)))


def _quotes(text: str, contents: list[Span], nearest: list[dict[Role, list[Span]]]) -> Iterator[Attribution]:
    for content, near in zip(contents, nearest, strict=True):
        yield quote(text, [content], near["cue"], near["source"])


def _distance(one: Span, other: Span) -> int:
    return max(one.start - other.end, other.start - one.end)


def _chunks(row: Row, at: int) -> Iterator[tuple[Role, int, int]]:
    """The runs of words with one label, as ranges of the text in which the row starts at `at`; other labels are O."""
    roles: dict[str, Role] = {role: role for role in ROLES}
    current: tuple[Role, int, int] | None = None
    for word, label in zip(row.words, row.labels, strict=True):
        role = roles.get(label[2:].casefold())
        end = at + len(word)
        if current and role == current[0] and label[0] in "IE":
            current = (current[0], current[1], end)
        else:
            if current:
                yield current
            current = (role, at, end) if role else None
        at = end + 1
    if current:
        yield current


CONLL = Format(
    name="conll",
    title="CoNLL columns",
    summary="A word and its label (B-content, I-content, …) a line, for training taggers. "
    "Who spoke and what belongs together is left out.",
    media_type="text/plain; charset=utf-8",
    suffix=".conll",
    write=write_conll,
    read=read_conll,
    loses=LOSES,
)
COFENET = Format(
    name="cofenet",
    title="CofeNet rows",
    summary="The same words and labels as JSON, a paragraph a line, as the CofeNet tagger reads them.",
    media_type="application/x-ndjson",
    suffix=".cofenet.jsonl",
    write=write_cofenet,
    read=read_cofenet,
    loses=LOSES | {Loss.ENDS},
)
