"""Which contents, cue and source are one attribution?

Joins the contents of one cue, and quotations that go on after the cue's sentence or in the next paragraph. Works on
spans, whoever found them; who speaks is left to `speakers`.
"""

from __future__ import annotations

from articles.nlp.reading import Found, Linked, Range, Reading

GUESSED = 0.5
"""How likely a source is right that was not found but taken from beside it."""


def link(reading: Reading, contents: list[Found], cues: list[Found], sources: list[Found]) -> list[Linked]:
    """The attributions of an article in text order. Every content is part of one; cues without content are dropped."""
    by_link: dict[str, list[Linked]] = {}
    cue_of = {cue.link: cue for cue in cues if cue.link}
    source_of = {source.link: source for source in sources if source.link}
    linked: list[Linked] = []
    for content in sorted(contents, key=lambda found: found.range):
        cue = cue_of.get(content.link)
        same = next(
            (it for it in by_link.get(content.link, ()) if not _apart(reading, it, content.range)), None
        )
        if same:
            same.content.append(content.range)
            continue
        previous = linked[-1] if linked else None
        if (
            cue is None
            and previous
            and content.shape in ("", "alone")
            and _continues(reading, previous, content.range)
        ):
            _spoken_by_the_same(reading, linked).content.append(content.range)
            continue
        source = source_of.get(content.link)
        attribution = Linked(
            [content.range],
            cue=cue.range if cue else None,
            source=source.range if source else None,
            link=content.link,
            shape=_shape(reading, content, cue),
            sourced=source.together * source.likely if source else 0.0,
            sentence=reading.words.sentence_of(cue.range[0] if cue else content.range[0]),
        )
        if cue and source is None:
            attribution.source = _subject_of(reading, cue.range, linked)
            attribution.sourced = GUESSED if attribution.source else 0.0
        if cue and previous and _leads_to(reading, previous, content.range):
            linked.pop()
            attribution.content[:0] = previous.content
        if cue and previous and _belongs_to(reading, previous, attribution):
            attribution.content[:0] = [previous.content.pop()]
        linked.append(attribution)
        if content.link:
            by_link.setdefault(content.link, []).append(attribution)
    found = {content.range: content for content in contents}
    for attribution in linked:
        attribution.weigh([found[part] for part in attribution.content])
    return linked


def _apart(reading: Reading, one: Linked, other: Range) -> bool:
    """Whether one cue reports two things: a whole quotation on one side of it, words in no marks on the other.

    “He does love us,” she said, and soon the balloons were dropping. A quotation that ends like a sentence goes on only
    in another: “You winning?” she said, but he was asleep, and “the wounded” were forgotten.
    """
    if one.cue is None or any((part < one.cue) == (other < one.cue) for part in one.content):
        return False
    if reading.quoted[other[0]] < 0 and all(_ends_sentence(reading, part) for part in one.content):
        return True
    whole, plain = (all(test(reading, part) for part in one.content) for test in (_whole, _plain))
    return (whole and _plain(reading, other)) or (plain and _whole(reading, other))


def _ends_sentence(reading: Reading, part: Range) -> bool:
    return _whole(reading, part) and reading.words.forms[part[1] - 2] in (".", "?", "!")


def _whole(reading: Reading, part: Range) -> bool:
    """Whether a content is a closed quotation, from mark to mark, that ends like speech."""
    return reading.quotation_at(part[0]) == part and reading.whole(part)


def _plain(reading: Reading, part: Range) -> bool:
    """Whether no word of a content stands in quotation marks."""
    return all(reading.quoted[word] < 0 for word in range(*part))


def _subject_of(reading: Reading, cue: Range, linked: list[Linked]) -> Range | None:
    """The source of a cue that none was found for: what is said twice in a sentence is said by the same, most often.

    “…,” she said, adding that …
    """
    sentence = reading.words.sentence_of(cue[0])
    before = next((it for it in reversed(linked[-3:]) if it.sentence == sentence and it.source), None)
    if before is None or before.source is None:
        return None
    opening = reading.words.lowers[cue[0]]
    joined = cue[0] > 0 and reading.words.lowers[cue[0] - 1] in (
        ",",
        "and",
        "but",
        "while",
        "before",
        "by",
        "after",
    )
    return before.source if opening.endswith("ing") or joined else None


def _shape(reading: Reading, content: Found, cue: Found | None) -> str:
    """How a content stands to its cue: what it is, and on which side of the cue."""
    if content.shape or cue is None:
        return content.shape or "alone"
    what = "quotation" if reading.quoted[content.range[0]] >= 0 else "clause"
    return f"{what} {'before' if content.range < cue.range else 'after'}"


def _leads_to(reading: Reading, previous: Linked, quotation: Range) -> bool:
    """Whether a quotation without a cue, left open at the end of its paragraph, goes on in one that has a cue."""
    return not previous.cue and _goes_on(reading, previous.content[-1], quotation)


def _belongs_to(reading: Reading, previous: Linked, other: Linked) -> bool:
    """Whether what follows the cue of a quotation is no more of it but the beginning of the next, by somebody else.

    “They lie,” Ann said. “So I left. ¶ “And I would do it again,” said Bob.
    """
    if len(previous.content) < 2 or not (previous.source and other.source and previous.cue):
        return False
    names = (reading.words.said(*it.source).lower() for it in (previous, other) if it.source)
    return len({*names}) > 1 and _goes_on(reading, previous.content[-1], other.content[0])


def _goes_on(reading: Reading, before: Range, quotation: Range) -> bool:
    """Whether a quotation is the next paragraph of one left open: opened by the same mark, nothing between."""
    last = before[1]
    if last != quotation[0] or last - 1 not in reading.unclosed or reading.quotation_at(last) is None:
        return False
    return reading.words.forms[reading.outer[reading.quoted[last - 1]][0]] == reading.words.forms[last]


def _spoken_by_the_same(reading: Reading, linked: list[Linked]) -> Linked:
    """The last attribution, or before “…,” she said, noting that …: the one with the quotation."""
    last = linked[-1]
    for earlier in reversed(linked[-3:]):
        if earlier.sentence != last.sentence or earlier.source != last.source:
            break
        if reading.quotation_at(earlier.content[0][0]):
            return earlier
    return last


def _continues(reading: Reading, previous: Linked, found: Range) -> bool:
    """Whether a quotation without a cue goes on with the attribution before it.

    In the same paragraph it does; in the next only where nothing closed the quotation before. One that was closed
    is a quote of its own, as often as not by somebody else.
    """
    words = reading.words
    if reading.quotation_at(found[0]) is None:
        return False
    last = max(previous.content[-1][1], previous.cue[1] if previous.cue else 0)
    if words.paragraph_of(last - 1) == words.paragraph_of(found[0]):
        return words.sentence_of(found[0]) <= words.sentence_of(last - 1) + 1
    return last == previous.content[-1][1] and _goes_on(reading, previous.content[-1], found)
