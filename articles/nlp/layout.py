"""What does the layout tell of who said what, whatever the language?

Lines of a transcript, quotations signed "— Ann Lee", and all that stands between quotation marks.
"""

from __future__ import annotations

from collections import Counter

from articles.nlp.reading import Found, Range, Reading
from articles.nlp.scare_quotes import long_enough

LONGEST_NAME = 5
FEWEST_LINES = 3
_DASHES = frozenset({"—", "–", "--", "-", "―"})
_NOT_NAMES = frozenset(
    "note update related correction editor warning photo video source sources more read watch".split()
)


Roled = dict[str, list[Found]]
"""What was found of each role."""


def find_layout(reading: Reading) -> Roled:
    """Colons and dashes that act as cues, with their sources, and what is said."""
    found: Roled = {"content": [], "cue": [], "source": []}

    def add(mark: int, source: Range, contents: list[Range], shape: str) -> None:
        link = f"{shape} {mark}"
        found["content"] += [Found(content, link, shape) for content in contents]
        found["cue"].append(Found((mark, mark + 1), link))
        found["source"].append(Found(source, link))

    for colon, source, contents in _transcript(reading):
        add(colon, source, contents, "transcript")
    for dash, source, quotation in _signed(reading):
        add(dash, source, [quotation], "signed")
    return found


def find_marked(reading: Reading) -> Roled:
    """What stands between quotation marks and is no scare quote: all that is found without knowing the language."""
    contents = [
        Found(quotation, "", "marks alone") for quotation in reading.outer if long_enough(reading, quotation)
    ]
    return {"content": contents, "cue": [], "source": []}


def joined(first: Roled, second: Roled) -> Roled:
    """All of the first, and of the second the contents that touch none of the first, with their cues and sources."""
    taken = {word for it in first["content"] for word in range(*it.range)}
    dropped = {id(it) for it in second["content"] if not taken.isdisjoint(range(*it.range))}
    links = {it.link for it in second["content"] if id(it) not in dropped}
    return {
        role: sorted(
            [*first[role], *(it for it in second[role] if id(it) not in dropped and it.link in links)],
            key=lambda it: it.range,
        )
        for role in first
    }


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
