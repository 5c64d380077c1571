"""Which stretches of an article stand between quotation marks?

Reads raw text paragraph by paragraph: whatever is wrong with the marks of one paragraph cannot reach the next.
Whether the words between the marks are somebody's is left to `tagger`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

TAG = re.compile(
    r"<(?:script|style)\b[^<>\n]{0,500}>[^<\n]{0,5000}</(?:script|style)>|</?[A-Za-z][^<>\n]{0,500}>"
)
"""An HTML tag in one line; a script or a style with all it holds. Nothing a reader sees."""
_INLINE = re.compile(
    r"</?(?:a|abbr|b|cite|code|em|font|i|mark|q|s|small|span|strong|sub|sup|u)\b", re.IGNORECASE
)
_PARAGRAPH = re.compile(r"[^\n]+")
_DOUBLE = re.compile(r"'{2,}|`{2,}|[\"“”„‟«»″＂]")
_SINGLE = re.compile(r"[‘’‚‛'`‹›]")
_SENTENCE_END = re.compile(r"[.!?…][)\]]?\s+(?=[^\W\d_a-zß-ÿ])")
_BEFORE_OPENING = frozenset("([{—–-/‘“„«\"'…:¿¡")
_ELISION = re.compile(r"(?:em|til|tis|twas|cause|bout|round|cos|n|s|d|ve|ll|re)\b|\d", re.IGNORECASE)
_SPEECH_END = frozenset(".,?!…;:—–-")


@dataclass(frozen=True, slots=True, order=True)
class Quotation:
    """Characters `start` to `end` of the text, marks included.

    `opened` and `closed` say whether the mark on that side is really there; `depth` is 0 for a quotation that lies
    in no other.
    """

    start: int
    end: int
    opened: bool = True
    closed: bool = True
    depth: int = 0


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    form: str
    can_open: bool
    can_close: bool


def find_quotations(text: str) -> list[Quotation]:
    """All quotations of `text`, nested ones too, in order of their starts. Linear in the length of the text.

    - An opening mark without a closing one quotes to the end of its paragraph, as in a quotation of several
      paragraphs; in the middle of a sentence it is a stray mark and quotes nothing.
    - A closing mark without an opening one, after a comma or the like, quotes from the start of the paragraph, or
      of the sentence after the last quotation.
    - Single marks count where they cannot be apostrophes.
    - HTML tags are looked through.
    """
    if TAG.search(text):
        return _between_tags(text)
    return _in_plain_text(text)


def _between_tags(text: str) -> list[Quotation]:
    """The quotations of a text with tags: a tag inside a line of words is nothing, any other is a blank."""
    plain: list[str] = []
    starts, shifts = [0], [0]
    position = length = 0
    for tag in TAG.finditer(text):
        plain.append(text[position : tag.start()])
        length += tag.start() - position
        position = tag.end()
        if not _INLINE.match(tag.group()):
            plain.append(" ")
            length += 1
        starts.append(length)
        shifts.append(position - length)
    plain.append(text[position:])

    def before(offset: int) -> int:
        """Where the character at `offset` of the plain text stands in `text`."""
        return offset + shifts[bisect_right(starts, offset) - 1]

    return [
        replace(found, start=before(found.start), end=before(found.end - 1) + 1)
        for found in _in_plain_text("".join(plain))
    ]


def _in_plain_text(text: str) -> list[Quotation]:
    found: list[Quotation] = []
    for paragraph in _PARAGRAPH.finditer(text):
        start, end = paragraph.span()
        marks = _doubles(text, start, end)
        doubles = _pair_doubles(text, start, end, marks)
        singles = _pair_singles(text, start, end, doubles, marks)
        found.extend(nest([*doubles, *singles]))
    return found


def nest(quotations: Iterable[Quotation]) -> list[Quotation]:
    """The quotations in order with their depth; one that crosses another's edge is left out."""
    nested: list[Quotation] = []
    around: list[Quotation] = []
    for quotation in sorted(quotations, key=lambda found: (found.start, -found.end)):
        while around and around[-1].end <= quotation.start:
            around.pop()
        if around and quotation.end > around[-1].end:
            continue
        nested.append(replace(quotation, depth=len(around)))
        around.append(quotation)
    return nested


def _doubles(text: str, start: int, end: int) -> list[_Mark]:
    marks = []
    for match in _DOUBLE.finditer(text, start, end):
        i, j = match.span()
        form = match.group()
        before = text[i - 1] if i > start else " "
        after = text[j] if j < end else " "
        can_open = not after.isspace() and (before.isspace() or before in _BEFORE_OPENING)
        can_close = not before.isspace() and not after.isalnum()
        if len(form) == 3:
            # ''' is a double and a single mark; the double one is outside.
            i, j = (i, j - 1) if can_open and not can_close else (i + 1, j)
        elif len(form) > 3:
            j = i + 2
        if form == '"' and before.isdigit() and not after.isspace() and after.isalnum():
            continue
        marks.append(_Mark(i, j, text[i:j], can_open, can_close))
    return marks


def _pair_doubles(text: str, start: int, end: int, marks: list[_Mark]) -> list[Quotation]:
    pairs: list[Quotation] = []
    stray: list[_Mark] = []
    stack: list[_Mark] = []
    first_word = next((k for k in range(start, end) if not text[k].isspace()), start)
    seen_until = start
    for mark in marks:
        if mark.start == first_word or _opens(mark, stack):
            if stack and _family(stack[-1].form) == _family(mark.form) and not _nests(mark.form):
                stray.append(stack.pop())
            stack.append(mark)
        else:
            depth = next((k for k in range(len(stack) - 1, -1, -1) if _match(stack[k].form, mark.form)), -1)
            if depth >= 0:
                stray.extend(stack[depth + 1 :])
                pairs.append(Quotation(stack[depth].start, mark.end))
                del stack[depth:]
            elif not stack:
                quotation = _unopened(text, start, seen_until, mark)
                if quotation:
                    pairs.append(quotation)
        if not stack:
            seen_until = mark.end
    stray.extend(stack)
    return pairs + _unclosed(text, start, end, first_word, stray, marks)


def _opens(mark: _Mark, stack: list[_Mark]) -> bool:
    inside = bool(stack)
    clearly_opens = mark.can_open and not mark.can_close
    clearly_closes = mark.can_close and not mark.can_open
    form = mark.form
    if form in ("“", "‟"):
        return not (inside and clearly_closes)
    if form in ("„", "``"):
        return not (inside and clearly_closes)
    if form == "”":
        return not inside and clearly_opens
    if form == "«":
        return not (inside and stack[-1].form == "»")
    if form == "»":
        return not inside and not clearly_closes and mark.can_open
    if clearly_opens or clearly_closes:
        return clearly_opens
    return not inside


def _family(form: str) -> str:
    return "«»" if form in "«»" else "“”"


def _nests(form: str) -> bool:
    return form in "“„«»"


def _match(opening: str, closing: str) -> bool:
    return _family(opening) == _family(closing)


def _unopened(text: str, start: int, seen_until: int, mark: _Mark) -> Quotation | None:
    """What a closing mark quotes that nothing opened."""
    body = text[seen_until : mark.start].rstrip()
    if not mark.can_close or not body or body[-1] not in _SPEECH_END or not any(map(str.isalpha, body)):
        return None
    if seen_until > start:
        sentence = _SENTENCE_END.search(text, seen_until, mark.start)
        if sentence is None:
            return None
        seen_until = sentence.end()
    while text[seen_until].isspace():
        seen_until += 1
    return Quotation(seen_until, mark.end, opened=False) if seen_until < mark.start else None


def _unclosed(
    text: str, start: int, end: int, first_word: int, stray: list[_Mark], marks: list[_Mark]
) -> list[Quotation]:
    """What opening marks quote that nothing closed."""
    found = []
    positions = [mark.start for mark in marks]
    for mark in stray:
        k = bisect_left(positions, mark.start) + 1
        before = text[max(start, mark.start - 3) : mark.start].rstrip()
        introduced = mark.start == first_word or (before and before[-1] in ".,:?!—–")
        if not introduced or (not mark.can_open and mark.start != first_word):
            continue
        if k >= len(marks):
            stop = end
        else:
            stop = next(
                (match.end() for match in _SENTENCE_END.finditer(text, mark.end, positions[k])), mark.end
            )
        while stop > mark.end and text[stop - 1].isspace():
            stop -= 1
        if any(map(str.isalnum, text[mark.end : stop])):
            found.append(Quotation(mark.start, stop, closed=False))
    return found


def _pair_singles(
    text: str, start: int, end: int, doubles: list[Quotation], marks: list[_Mark]
) -> list[Quotation]:
    """Quotations in single marks. A mark opens or closes one only if it cannot be an apostrophe, nor half of ''."""
    halves = {
        position for mark in marks if mark.end - mark.start > 1 for position in range(mark.start, mark.end)
    }
    taken = sorted(edge for found in doubles for edge in (found.start, found.end))
    opening: list[int] = []
    closing: list[int] = []
    for match in _SINGLE.finditer(text, start, end):
        i = match.start()
        if i in halves:
            continue
        before = text[i - 1] if i > start else " "
        after = text[i + 1] if i + 1 < end else " "
        form = text[i]
        if (form in "'`" and (after == form or before == form)) and not _beside(taken, i):
            continue
        spaced = before.isspace() or before in '([{—–-"“„«:' or (before == "'" and _beside(taken, i))
        if form in "‘‚‛‹'`" and spaced and (after.isalnum() or after in '“"…$£€[(¿¡'):
            if form != "'" or not _ELISION.match(text, i + 1):
                opening.append(i)
        elif form == "›" and spaced and after.isalnum():
            opening.append(i)
        elif form in "’'›‹‘" and not before.isspace() and not after.isalnum():
            closing.append(i)
    return [*_join_singles(text, opening, closing, end)]


def _beside(edges: list[int], position: int) -> bool:
    k = bisect_left(edges, position)
    return any(0 <= n < len(edges) and abs(edges[n] - position) <= 1 for n in (k - 1, k))


def _join_singles(text: str, opening: list[int], closing: list[int], end: int) -> Iterable[Quotation]:
    for position, following in pairwise([*opening, end]):
        first, last = bisect_left(closing, position + 2), bisect_left(closing, following)
        candidates = closing[first:last]
        if not candidates:
            # A curly mark that begins a paragraph and nothing closes: a quotation of several paragraphs.
            if (
                text[position] == "‘"
                and position == opening[0]
                and following == end
                and _begins(text, position)
            ):
                yield Quotation(position, end, closed=False)
            continue
        chosen = next((at for at in candidates if not _possessive(text, at, end)), candidates[0])
        yield Quotation(position, chosen + 1)


def _begins(text: str, position: int) -> bool:
    while position > 0 and text[position - 1] in " \t\u00a0":
        position -= 1
    return position == 0 or text[position - 1] == "\n"


def _possessive(text: str, position: int, end: int) -> bool:
    """Whether the mark may be the apostrophe of "the voters' choice" and not a closing mark."""
    if text[position] not in "’'" or text[position - 1] not in "sSzxn":
        return False
    return position + 2 < end and text[position + 1] in " \u00a0" and text[position + 2].isalnum()
