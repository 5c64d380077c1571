"""Which paragraphs carry the name of who speaks: lines of a transcript, and quotations signed "— Ann Lee"?

Both are layout, not grammar, so they are found before any cue is looked for.
"""

from __future__ import annotations

from collections import Counter

from articles.nlp.reading import Content, Cue, Range, Reading, Sourced

LONGEST_NAME = 5
FEWEST_LINES = 3
_DASHES = frozenset({"—", "–", "--", "-", "―"})
_NOT_NAMES = frozenset(
    "note update related correction editor warning photo video source sources more read watch".split()
)


def find_speech_lines(reading: Reading) -> tuple[list[Sourced], list[Content]]:
    """Colons and dashes that act as cues, with their sources, and what is said. Contents count these cues from 0."""
    sourced: list[Sourced] = []
    contents: list[Content] = []

    def add(mark: int, source: Range, ranges: list[Range], shape: str, frame: Range) -> None:
        cue = Cue(
            mark,
            mark + 1,
            mark,
            reading.words.forms[mark],
            frozenset(),
            shape,
            reading.words.sentence_of(mark),
        )
        sourced.append(Sourced(cue, source, frame))
        contents.append(Content(tuple(ranges), len(sourced) - 1, shape))

    for colon, source, ranges in _transcript(reading):
        add(colon, source, ranges, "transcript", (source[0], colon + 1))
    for dash, source, quotation in _signed(reading):
        add(dash, source, [quotation], "signed", (dash, source[1]))
    return sourced, contents


def _transcript(reading: Reading) -> list[tuple[int, Range, list[Range]]]:
    words = reading.words
    named = [(paragraph, _line_name(reading, *paragraph)) for paragraph in words.paragraphs]
    names = Counter(words.said(*name) for _, name in named if name)
    if sum(names.values()) < FEWEST_LINES or max(names.values()) < 2:
        return []
    often = {name.split()[-1].casefold() for name, count in names.items() if count > 1}
    lines: list[tuple[int, Range, list[Range]]] = []
    running = False
    for (first, last), name in named:
        if name and words.lowers[name[1] - 1] not in often:
            running = False
        elif name:
            colon = name[1]
            running = colon + 1 < last
            if running:
                lines.append((colon, name, [(colon + 1, last)]))
        elif running and words.forms[first] in ('"', "“") and reading.quoted[first] >= 0 and last - first > 3:
            if words.forms[first + 1] == "(":
                continue
            lines[-1][2].append((first, last))
        else:
            running = False
    return lines


def _line_name(reading: Reading, first: int, last: int) -> Range | None:
    """The name before the colon that a line of a transcript begins with."""
    words = reading.words
    if words.forms[first] in ('"', "“"):
        first += 1
    for k in range(first, min(last, first + LONGEST_NAME + 1)):
        if words.forms[k] == ":":
            if k == first or words.lowers[first] in _NOT_NAMES:
                return None
            return first, k
        if not words.forms[k][0].isupper() and words.forms[k] != ".":
            return None
    return None


def _signed(reading: Reading) -> list[tuple[int, Range, Range]]:
    words = reading.words
    found = []
    for quotation in reading.outer:
        dash = quotation[1]
        if dash + 1 >= len(words) or words.forms[dash] not in _DASHES:
            continue
        paragraph = words.paragraphs[words.paragraph_of(dash)]
        if quotation[0] != paragraph[0] or paragraph[1] - dash > 12 or dash >= paragraph[1]:
            continue
        end = paragraph[1]
        while end > dash + 1 and words.forms[end - 1] in (".", ","):
            end -= 1
        if end - dash > 2 and words.forms[dash + 1][0].isupper() and words.forms[dash + 2][0].isupper():
            found.append((dash, (dash + 1, end), quotation))
    return found
