"""Which contents, cue and source are one attribution?

Joins the contents of one cue, and quotations that go on after the cue's sentence or in the next paragraph. Works on
spans, whoever found them; who speaks is left to `speakers`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from articles.nlp.reading import Linked, Range, Reading


@dataclass(frozen=True, slots=True)
class Found:
    """A span somebody found: where, what it belongs to ("" where nobody knows) and how it stands."""

    range: Range
    link: str = ""
    shape: str = ""


def link(reading: Reading, contents: list[Found], cues: list[Found], sources: list[Found]) -> list[Linked]:
    """The attributions of an article in text order. Every content is part of one; cues without content are dropped."""
    contents, cues, sources = _by_nearness(reading, contents, cues, sources)
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
            spoken = _spoken_by_the_same(reading, linked)
            spoken.content.append(content.range)
            spoken.continued = True
            continue
        source = source_of.get(content.link)
        attribution = Linked(
            [content.range],
            cue=cue.range if cue else None,
            source=source.range if source else None,
            shape=content.shape or "alone",
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


def _by_nearness(
    reading: Reading, contents: list[Found], cues: list[Found], sources: list[Found]
) -> tuple[list[Found], list[Found], list[Found]]:
    """Give spans that nobody linked a link: to every cue the nearest content and source of its sentence.

    A content that stands farther from every cue of its sentence goes with the nearest; a source may serve two cues.
    """
    loose = [cue for cue in cues if not cue.link]
    if not loose:
        return contents, cues, sources
    named = [replace(cue, link=f"near {number}") for number, cue in enumerate(loose)]
    in_sentence = _in_sentences(reading, named)
    linked_contents = []
    for content in contents:
        sentences = {
            reading.words.sentence_of(content.range[0]),
            reading.words.sentence_of(content.range[1] - 1),
        }
        near = [cue for sentence in sorted(sentences) for cue in in_sentence.get(sentence, [])]
        if content.link or not near:
            linked_contents.append(content)
            continue
        cue = min(near, key=lambda it: _gap(it.range, content.range))
        shape = "quotation" if reading.quoted[content.range[0]] >= 0 else "clause"
        side = "before" if content.range < cue.range else "after"
        linked_contents.append(replace(content, link=cue.link, shape=content.shape or f"{shape} {side}"))
    sources_in = _in_sentences(reading, [source for source in sources if not source.link])
    linked_sources = [source for source in sources if source.link]
    for cue in named:
        near = sources_in.get(reading.words.sentence_of(cue.range[0]), [])
        if near:
            source = min(near, key=lambda it: _gap(it.range, cue.range))
            linked_sources.append(replace(source, link=cue.link))
    return linked_contents, [cue for cue in cues if cue.link] + named, linked_sources


def _in_sentences(reading: Reading, spans: list[Found]) -> dict[int, list[Found]]:
    found: dict[int, list[Found]] = {}
    for span in spans:
        found.setdefault(reading.words.sentence_of(span.range[0]), []).append(span)
    return found


def _gap(one: Range, other: Range) -> int:
    """Words between two ranges."""
    return max(one[0], other[0]) - min(one[1], other[1])


def _leads_to(reading: Reading, previous: Linked, quotation: Range) -> bool:
    """Whether a quotation without a cue, left open at the end of its paragraph, goes on in one that has a cue."""
    last = previous.content[-1][1]
    if previous.cue or last - 1 not in reading.unclosed or quotation[0] != last:
        return False
    return reading.quotation_at(quotation[0]) is not None


def _spoken_by_the_same(reading: Reading, linked: list[Linked]) -> Linked:
    """The last attribution, or before “…,” she said, noting that …: the one with the quotation."""
    last = linked[-1]
    for earlier in reversed(linked[-3:]):
        if earlier.sentence != last.sentence or earlier.source != last.source:
            break
        if reading.quotation_at(earlier.content[0][0]):
            return earlier
    return last


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
