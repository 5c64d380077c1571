"""How sure is a suggestion, and why was it made?

Turns linked spans into the attributions of a Document, with kind, confidence and a reason an editor understands.
"""

from __future__ import annotations

from articles.document import Attribution, Kind, Span
from articles.nlp.reading import Linked, Range, Reading

_CONFIDENCE = {
    "quotation before": 0.93,
    "quotation after": 0.85,
    "clause after": 0.7,
    "clause before": 0.65,
    "infinitive after": 0.5,
    "accusation after": 0.6,
    "object after": 0.45,
    "introduced": 0.6,
    "alone": 0.5,
}


def suggest(reading: Reading, linked: list[Linked], language: str) -> tuple[Attribution, ...]:
    """The attributions of an article in text order."""
    found = []
    for attribution in linked:
        found.append(
            Attribution(
                kind=kind_of(reading, attribution.content),
                content=tuple(_span(reading, part) for part in sorted(attribution.content)),
                cue=(_span(reading, attribution.cue),) if attribution.cue else (),
                source=(_span(reading, attribution.source),) if attribution.source else (),
                speakers=tuple(attribution.speakers),
                confidence=_CONFIDENCE.get(attribution.shape, 0.5),
                reason=attribution.shape,
            )
        )
    return tuple(found)


def _span(reading: Reading, part: Range) -> Span:
    words = reading.words
    start, end = words.starts[part[0]], words.ends[part[1] - 1]
    return Span(start, end, words.text[start:end])


def kind_of(reading: Reading, content: list[Range]) -> Kind:
    """Direct where every word of the content stands inside quotation marks, indirect where none does, else mixed."""
    inside = [
        reading.quoted[word] >= 0
        for first, last in content
        for word in range(first, last)
        if any(map(str.isalnum, reading.words.forms[word]))
    ]
    if not inside or not any(inside):
        return "indirect" if inside else "direct"
    return "direct" if all(inside) else "mixed"
