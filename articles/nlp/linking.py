"""Which contents, cue and source are one attribution?

Joins the contents of one cue, and quotations that go on after the cue's sentence or in the next paragraph. Works on
spans, whoever found them; who speaks is left to `speakers`.
"""

from __future__ import annotations

from dataclasses import dataclass

from articles.nlp.reading import Linked, Range, Reading


@dataclass(frozen=True, slots=True)
class Found:
    """A span somebody found: where, what it belongs to ("" where nobody knows) and how it stands."""

    range: Range
    link: str = ""
    shape: str = ""


def link(reading: Reading, contents: list[Found], cues: list[Found], sources: list[Found]) -> list[Linked]:
    """The attributions of an article in text order. Every content is part of one; cues without content are dropped."""
    by_link: dict[str, Linked] = {}
    cue_of = {cue.link: cue for cue in cues if cue.link}
    source_of = {source.link: source for source in sources if source.link}
    linked: list[Linked] = []
    for content in sorted(contents, key=lambda found: found.range):
        if content.link in by_link:
            by_link[content.link].content.append(content.range)
            continue
        cue = cue_of.get(content.link)
        previous = linked[-1] if linked else None
        if (
            cue is None
            and previous
            and content.shape == "alone"
            and _continues(reading, previous, content.range)
        ):
            previous.content.append(content.range)
            previous.continued = True
            continue
        source = source_of.get(content.link)
        attribution = Linked(
            [content.range],
            cue=cue.range if cue else None,
            source=source.range if source else None,
            shape=content.shape,
            manner=cue.shape if cue else "",
            shared=bool(source and source.shape == "shared"),
            sentence=reading.words.sentence_of(cue.range[0] if cue else content.range[0]),
        )
        if cue and previous and _leads_to(reading, previous, content.range):
            linked.pop()
            attribution.content[:0] = previous.content
            attribution.continued = True
        linked.append(attribution)
        if content.link:
            by_link[content.link] = attribution
    return linked


def _leads_to(reading: Reading, previous: Linked, quotation: Range) -> bool:
    """Whether a quotation without a cue, left open at the end of its paragraph, goes on in one that has a cue."""
    last = previous.content[-1][1]
    if previous.cue or last - 1 not in reading.unclosed or quotation[0] != last:
        return False
    return reading.quotation_at(quotation[0]) is not None


def _continues(reading: Reading, previous: Linked, quotation: Range) -> bool:
    """Whether a quotation without a cue goes on with the attribution before it."""
    words = reading.words
    sentence = words.sentence_of(quotation[0])
    last_word = max(previous.content[-1][1], previous.cue[1] if previous.cue else 0) - 1
    last_sentence = words.sentence_of(last_word)
    if words.paragraph_of(last_word) == words.paragraph_of(quotation[0]):
        return sentence <= last_sentence + 2
    if sentence != last_sentence + 1:
        return False
    start = previous.content[-1][0]
    return reading.quoted[previous.content[-1][1] - 1] >= 0 or reading.quoted[start] >= 0
