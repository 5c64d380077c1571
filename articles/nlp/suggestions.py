"""How sure is a suggestion, and why was it made?

Turns linked spans into the attributions of a Document, with kind, confidence and a reason an editor understands.
"""

from __future__ import annotations

from collections.abc import Mapping

from articles.document import Attribution, Kind, Span
from articles.nlp.confidence import confidence
from articles.nlp.reading import Linked, Range, Reading

_WHERE = {
    "quotation before": "after the quotation",
    "quotation after": "before the quotation",
    "clause after": "before what is reported",
    "clause before": "after what is reported",
}
DOUBTFUL = 0.16
"""Words without quotation marks are not offered where they are less likely a quote than this: one press rejects what
is offered in vain, about three add what is missing. Chosen on the development articles, from a tenth to a fifth."""
MARKS_ALONE = "Between quotation marks; only English is looked through for who said it."


def suggest(reading: Reading, linked: list[Linked], weights: Mapping[str, float]) -> tuple[Attribution, ...]:
    """The attributions of an article in text order. `weights` are those of the confidence."""
    return tuple(
        Attribution(
            kind=(kind := kind_of(reading, attribution.content)),
            content=tuple(_span(reading, part) for part in sorted(attribution.content)),
            cue=(_span(reading, attribution.cue),) if attribution.cue else (),
            source=(_span(reading, attribution.source),) if attribution.source else (),
            speakers=tuple(attribution.speakers),
            confidence=confidence(attribution, kind, weights),
            reason=_reason(reading, attribution),
        )
        for attribution in sorted(linked, key=lambda found: found.content[0])
    )


def offered(suggestions: tuple[Attribution, ...]) -> tuple[Attribution, ...]:
    """The suggestions that are worth an editor's look."""
    return tuple(it for it in suggestions if it.kind != "indirect" or (it.confidence or 0.0) >= DOUBTFUL)


def _span(reading: Reading, part: Range) -> Span:
    words = reading.words
    start, end = words.starts[part[0]], words.ends[part[1] - 1]
    return Span(start, end, words.text[start:end])


def _reason(reading: Reading, attribution: Linked) -> str:
    """What an editor is told, as a short sentence: which word reports, and how the speaker was found."""
    if attribution.shape == "marks alone":
        return MARKS_ALONE
    parts = []
    if attribution.shape == "transcript":
        parts.append("a line of a transcript")
    elif attribution.shape == "signed":
        parts.append("the name stands after the quotation")
    elif attribution.cue:
        parts.append(f"“{reading.words.said(*attribution.cue)}” {_WHERE[attribution.shape]}")
    else:
        parts.append("a quotation that nothing beside it reports")
    if attribution.continued:
        parts.append("goes on after it")
    if attribution.because:
        parts.append(attribution.because)
    sentence = "; ".join(parts)
    return sentence[0].upper() + sentence[1:] + "."


def kind_of(reading: Reading, content: list[Range]) -> Kind:
    """Direct where every word of the content stands inside quotation marks, indirect where none does, else mixed."""
    inside = [
        reading.quoted[word] >= 0
        for first, last in content
        for word in range(first, last)
        if any(map(str.isalnum, reading.words.forms[word]))
    ]
    if not any(inside):
        return "indirect"
    return "direct" if all(inside) else "mixed"
