"""Which quotations did the likeliest reading of an article miss, and who said those it left without a source?

The tagger's scores are read once more, with quotations held that it passed over or took into something longer, and
near quotations that nobody is known to have said. What it made of everything else stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from articles.nlp.crf import Chunk, hold
from articles.nlp.filling_in import Given, Search
from articles.nlp.layout import Roled
from articles.nlp.linking import GUESSED, link
from articles.nlp.pairing import INTRODUCING, Weights, cue_of
from articles.nlp.reading import SHORTEST_SPEECH, Found, Linked, Range, Reading
from articles.nlp.speech_verbs import FORMS
from articles.nlp.tagger import Heard, Tagged

RATHER = 0.5
"""How likely the words of a quotation must be said for it to be held though the likeliest labels leave it out."""
LEADING_UP = 8
"""Words before a quotation among which “Ann Lee saying” may lead up to it."""
TITLING = frozenset(("titled", "entitled", "headlined"))
"""Cues of a quotation that is whose “by” names: warned of “a loss” by Ann Lee tells who caused it, not who said so."""


def look_again(tagged: Tagged, reading: Reading) -> Tagged:
    """The same where no quotation was missed, else what the tagger's scores say where those are held."""
    heard = tagged.heard
    if heard is None:
        return tagged
    passed_over = list(_passed_over(tagged, heard, reading))
    told_of = list(_told_of(tagged, reading))
    while passed_over or told_of:
        again = _held(heard, passed_over, told_of)
        reported = _reported(again, reading)
        if reported.issuperset(passed_over):
            return again
        # Nothing reports the others: what they pushed aside while they were held comes back.
        passed_over = [it for it in passed_over if it in reported]
    return tagged


def _held(heard: Heard, contents: Sequence[Range], told_of: Sequence[Mapping[str, Range]]) -> Tagged:
    """What the scores say where these are held."""
    scores = heard.scores.copy()
    for spans in [*({"content": it} for it in contents), *told_of]:
        for role, span in spans.items():
            hold(scores, role, *span)
    return heard.tagged(heard.crf.decode(scores, heard.before))


def _passed_over(tagged: Tagged, heard: Heard, reading: Reading) -> Iterator[Range]:
    """The quotations that no content touches though they rather are said than not: no one span was likely enough."""
    taken = {word for it in tagged.chunks if it.role == "content" for word in range(it.first, it.last)}
    free = [it for it in reading.outer if it[1] - it[0] > SHORTEST_SPEECH and taken.isdisjoint(range(*it))]
    if free:
        said = heard.crf.said(heard.scores, heard.before)
        yield from ((first, last) for first, last in free if said[first:last].mean() > RATHER)


def _reported(tagged: Tagged, reading: Reading) -> set[Range]:
    """The contents that have a cue in their own sentence."""
    chunks, sentence_of = tagged.chunks, reading.words.sentence_of
    cues = [number for number, it in enumerate(chunks) if it.role == "cue"]
    found = set()
    for number, it in enumerate(chunks):
        cue = cue_of(tagged, reading, number, cues).other if it.role == "content" else None
        if cue is not None and sentence_of(chunks[cue].first) == sentence_of(it.first):
            found.add((it.first, it.last))
    return found


def _told_of(tagged: Tagged, reading: Reading) -> Iterator[dict[str, Range]]:
    """Speech within a content, whose speaker that content names: source, cue and content.

    The ad shows Ann Lee saying, “Bread will rise.”
    """
    for content in tagged.chunks:
        if content.role != "content" or reading.quoted[content.first] >= 0:
            continue
        for number in sorted({reading.quoted[word] for word in range(content.first, content.last)} - {-1}):
            first, last = reading.outer[number]
            saying = _saying(reading, content.first, first)
            if saying is None or last > content.last or not reading.whole((first, last)):
                continue
            name = saying
            while name > content.first and reading.words.forms[name - 1][0].isupper():
                name -= 1
            yield {"source": (name, saying), "cue": (saying, saying + 1), "content": (first, last)}


def _saying(reading: Reading, start: int, quotation: int) -> int | None:
    """Where “saying” or the like stands after a name and leads up to a quotation."""
    forms, lowers = reading.words.forms, reading.words.lowers
    if forms[quotation - 1] not in INTRODUCING:
        return None
    for word in range(quotation - 2, max(start, quotation - LEADING_UP), -1):
        if reading.quoted[word] >= 0:
            return None
        if lowers[word] in FORMS and lowers[word].endswith("ing"):
            return word if forms[word - 1][0].isupper() else None
    return None


def completed(found: Roled, tagged: Tagged, reading: Reading, weights: Weights) -> Roled:
    """The same with sources for quotations that had none, where the scores near them name somebody likely enough.

    A quotation without a cue is whose the words before its colon say, or nobody's.
    """
    if tagged.heard is None:
        return found
    links = {it.range: it.link for it in found["content"]}
    cues: list[Found] = []
    sources: dict[str, Found] = {}
    for quote in link(reading, found["content"], found["cue"], found["source"]):
        said = _who_said(quote, tagged.heard, reading, weights)
        if said is None:
            continue
        cue, source = said
        name = links[quote.content[0]] or f"colon {cue.last}"
        if quote.cue is None:
            cues.append(Found((cue.first, cue.last), name, likely=cue.likely, together=GUESSED))
        links |= dict.fromkeys(quote.content, name)
        sources[name] = Found((source.first, source.last), name, likely=source.likely, together=GUESSED)
    kept = [it for it in found["source"] if it.link not in sources]
    return {
        "content": [replace(it, link=links[it.range]) for it in found["content"]],
        "cue": sorted([*found["cue"], *cues], key=lambda it: it.range),
        "source": sorted([*kept, *sources.values()], key=lambda it: it.range),
    }


def _who_said(quote: Linked, heard: Heard, reading: Reading, weights: Weights) -> tuple[Chunk, Chunk] | None:
    """The cue and the source of a quotation that has none, or another than “by” names; None where nothing changes."""
    by = _named_by(reading, quote)
    first = quote.content[0][0]
    known = quote.source is not None and by is None
    asked = quote.cue is not None or reading.words.forms[first - 1 : first] == [":"]
    if known or not asked or quote.continued or not all(reading.quotation_at(it) for it, _ in quote.content):
        return None
    given = Given(quote.content, quote.cue)
    search = Search(reading, given, heard.part(*given.near), weights)
    cue = Chunk("cue", *quote.cue) if quote.cue else search.cue()
    if cue is None or (quote.cue is None and cue.last != first):
        return None
    if by is not None and search.may_begin("source", by):
        return cue, search.begun("source", by)
    source = None if quote.source else search.source(cue)
    return None if source is None else (cue, source)


def _named_by(reading: Reading, quote: Linked) -> int | None:
    """The first word of the name, no source yet, that “by” brings in right after a quotation: titled “Bread” by Ann."""
    words, last = reading.words, quote.content[-1][1]
    if quote.cue is None or quote.cue > quote.content[0] or words.lowers[last : last + 1] != ["by"]:
        return None
    titled = not TITLING.isdisjoint(words.lowers[quote.cue[0] : quote.cue[1]])
    known = quote.source is not None and quote.source[0] == last + 1
    named = any(form[0].isupper() for form in words.forms[last + 1 : last + 2])
    return last + 1 if titled and named and not known else None
