"""Which cue, which source and which speaker go with words that a person says are a quote?

The tagger read the article without knowing of the quote. Here its scores are read again with the labels of these words
held, and what it only nearly took for a cue or a source counts too: that it is a quote is certain, so somebody said it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log, log1p

from articles.document import Attribution, Span
from articles.nlp.crf import IMPOSSIBLE, ROLES, Chunk, Probabilities, Scores
from articles.nlp.layout import find_layout
from articles.nlp.linking import link
from articles.nlp.pairing import CLOSE, Weights, source_of
from articles.nlp.reading import Found, Linked, Range, Reading
from articles.nlp.speakers import name_speakers
from articles.nlp.tagger import Heard, Tagger

NEAR = 100
"""Words on each side of a quote that are read for who said it."""
LONGEST = 1000
"""Words that are read at most; of a longer quote its end is left out."""
HARDLY = 0.003
"""How likely a word must begin a cue or a source to be looked at."""
LIKELY, FAR, ELSEWHERE = 0.3, 0.5, 2.0
"""What counts beside how well two spans go together: how likely the tagger takes the other for what is looked for, how
far off it is, and that it is in another sentence. Chosen on annotated news, as is ENOUGH."""
ENOUGH = -2.0
"""The score from which a cue or a source is taken; below it there rather is none."""
_QUOTE = "quote"


@dataclass(frozen=True)
class Given:
    """What a person says of a quote, in ranges of words: its contents in text order, and cue and source if they did."""

    content: Sequence[Range]
    cue: Range | None = None
    source: Range | None = None

    @classmethod
    def of(cls, reading: Reading, quote: Attribution) -> Given | None:
        """As the quote says it; None where its content holds no word."""
        content = _ranges(reading, quote.content)
        cue, source = _ranges(reading, quote.cue), _ranges(reading, quote.source)
        return cls(content, cue[0] if cue else None, source[0] if source else None) if content else None

    @property
    def near(self) -> Range:
        """The words that are read for who said it, as if the article went on for ever."""
        first = max(0, self.content[0][0] - NEAR)
        return first, min(self.content[-1][1] + NEAR, first + LONGEST)


def _ranges(reading: Reading, spans: Sequence[Span]) -> list[Range]:
    found: list[Range] = []
    for span in sorted(spans):
        first, last = reading.words.at(span.start, span.end)
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        elif first < last:
            found.append((first, last))
    return found


def fill_in(
    reading: Reading,
    others: Sequence[Attribution],
    quote: Attribution,
    tagger: Tagger | None,
    weights: Weights,
) -> Linked | None:
    """The quote with its cue, its source and who that is, where there are any; None where it holds no word.

    `others` are the quotes that stand in the article besides, whose speakers are taken as they are told. Without a
    tagger, as there is none for other languages than English, cue and source are known where the layout tells.
    """
    given = Given.of(reading, quote)
    if given is None:
        return None
    found = find_said(reading, given, tagger, weights)
    found.speakers = list(quote.speakers)
    linked = [told for it in others if (told := _told(reading, it))]
    if given.source is None:
        # Whom two quotes share is named by the same words in both, as they stand there.
        found.source = next((it.source for it in linked if _overlap(it.source, found.source)), found.source)
    name_speakers(reading, sorted([*linked, found], key=lambda it: it.content[0]))
    return found


def _overlap(one: Range | None, other: Range | None) -> bool:
    return bool(one and other and one[0] < other[1] and other[0] < one[1])


def _told(reading: Reading, quote: Attribution) -> Linked | None:
    """A quote that stands, as the rules see it."""
    given = Given.of(reading, quote)
    if given is None:
        return None
    here = given.cue or given.content[0]
    return Linked(
        list(given.content),
        given.cue,
        given.source,
        sentence=reading.words.sentence_of(here[0]),
        speakers=list(quote.speakers),
    )


def find_said(reading: Reading, given: Given, tagger: Tagger | None, weights: Weights) -> Linked:
    """The quote with its cue and its source, nobody named yet."""
    laid_out = _by_layout(reading, given)
    if laid_out is not None:
        return laid_out
    if tagger is None:
        return _linked(reading, given.content, _known("cue", given.cue), _known("source", given.source))
    search = Search(reading, given, tagger.hear(reading, *given.near), weights)
    cue = _known("cue", given.cue) or search.cue()
    source = _known("source", given.source) or (search.source(cue) if cue else None)
    return _linked(reading, given.content, cue, source)


def _by_layout(reading: Reading, given: Given) -> Linked | None:
    """The quote as a line of a transcript or with its signature, where it begins in one and no more is given."""
    if given.cue or given.source:
        return None
    found = find_layout(reading)
    start = given.content[0][0]
    line = next((it for it in found["content"] if it.range[0] <= start < it.range[1]), None)
    if line is None:
        return None
    cue, source = (next(it for it in found[role] if it.link == line.link) for role in ("cue", "source"))
    contents = [replace(line, range=part) for part in given.content]
    return link(reading, contents, [cue], [source])[0]


def _known(role: str, span: Range | None) -> Chunk | None:
    return Chunk(role, *span) if span else None


def _linked(reading: Reading, contents: Sequence[Range], cue: Chunk | None, source: Chunk | None) -> Linked:
    def found(chunk: Chunk | None) -> list[Found]:
        return [Found((chunk.first, chunk.last), _QUOTE, likely=chunk.likely)] if chunk else []

    quote = link(reading, [Found(part, _QUOTE) for part in contents], found(cue), found(source))[0]
    if source and not cue:  # a source alone has nothing that `link` could join it by
        quote.source, quote.sourced = (source.first, source.last), 1.0
    return quote


class Search:
    """Looks for the cue and the source of one quote in the words around it. All are counted as in the article."""

    def __init__(self, reading: Reading, given: Given, heard: Heard, weights: Weights) -> None:
        self.reading = reading
        self.contents = given.content
        self.heard = heard
        self.weights = weights
        self.scores = heard.scores.copy()
        self.held: set[int] = set()
        for role, spans in (("source", [given.source]), ("cue", [given.cue]), ("content", given.content)):
            for span in spans:
                if span:
                    self._hold(role, *span)
        for first, _ in given.content:
            self._part_that(first - 1)

    def _part_that(self, word: int) -> None:
        """Let a “that” before the content be no part of a cue: it would belong to the content, left out as it is."""
        if word in self.held or not self.heard.holds(word) or self.reading.words.lowers[word] != "that":
            return
        begin = 1 + 2 * ROLES.index("cue")
        self.scores[word - self.heard.first, begin : begin + 2] = IMPOSSIBLE

    def _hold(self, role: str, first: int, last: int) -> None:
        """Let these words have no other labels than those of a span of this role, but those that are held already."""
        begin = 1 + 2 * ROLES.index(role)
        going_on = False
        for word in range(max(first, self.heard.first), min(last, self.heard.first + len(self.scores))):
            if word in self.held:
                going_on = False
                continue
            scores = self.scores[word - self.heard.first]
            scores[:] = IMPOSSIBLE
            scores[begin + going_on] = 0
            going_on = True
            self.held.add(word)
        if self.heard.holds(last) and last not in self.held:
            self.scores[last - self.heard.first, begin + 1] = IMPOSSIBLE

    def may_begin(self, role: str, word: int) -> bool:
        """Whether a word is among what was heard, and a span of this role is likely enough to begin with it."""
        return self.heard.holds(word) and bool(self._likely(role)[word - self.heard.first] >= HARDLY)

    def _likely(self, role: str) -> Probabilities:
        """[words heard]: how likely each begins a span of this role."""
        return self.heard.crf.likely(self.scores, self.heard.before)[:, 1 + 2 * ROLES.index(role)]

    def begun(self, role: str, word: int) -> Chunk:
        """The span of this role that begins at a word, as far as it most likely goes; it is held from here on."""
        scores: Scores = self.scores[word - self.heard.first]
        begin = 1 + 2 * ROLES.index(role)
        kept = scores[begin]
        scores[:] = IMPOSSIBLE
        scores[begin] = kept
        return next(it for it in self.chunks() if it.first == word)

    def chunks(self) -> list[Chunk]:
        """The spans of the likeliest labels, with all that is held."""
        shift = self.heard.first
        found = self.heard.crf.decode(self.scores, self.heard.before)
        return [replace(it, first=it.first + shift, last=it.last + shift) for it in found]

    def cue(self) -> Chunk | None:
        """The likeliest cue of the quote."""
        firsts = [first for first, _ in self.contents if self.heard.holds(first)]
        word = self._best("cue", firsts, self.contents)
        return None if word is None else self.begun("cue", word)

    def source(self, cue: Chunk) -> Chunk | None:
        """The likeliest source of its cue: one that the tagger found, else one that it nearly did."""
        chunks = self.chunks()
        tagged = self.heard.tagged(chunks)
        here = next((n for n, it in enumerate(chunks) if it.first == cue.first), None)
        if here is None:  # a person marked it too far off, or inside something else
            return None
        sources = [n for n, it in enumerate(chunks) if it.role == "source"]
        found = source_of(tagged, self.reading, here, sources, self.weights).other
        if found is not None:
            return chunks[found]
        word = self._best("source", [cue.first], [(cue.first, cue.last)])
        return None if word is None else self.begun("source", word)

    def _best(self, role: str, seekers: Sequence[int], spans: Sequence[Range]) -> int | None:
        """The word at which a span of this role begins that goes best with one of the seekers, each the first word of a
        span."""
        likely = self._likely(role)
        best, enough = None, ENOUGH
        for place in (likely >= HARDLY).nonzero()[0].tolist():
            word = self.heard.first + place
            if not any(self._reaches(span, word) for span in spans):
                continue
            gap = min(max(first - word - 1, word - last, 0) for first, last in spans)
            score = max(self.heard.pull(it, word) for it in seekers)
            score += LIKELY * log(likely[place]) - FAR * log1p(gap)
            score -= ELSEWHERE * (not any(self._same_sentence(span, word) for span in spans))
            if score > enough:
                best, enough = word, score
        return best

    def _reaches(self, span: Range, word: int) -> bool:
        words = self.reading.words
        first, last = words.paragraph_of(span[0]), words.paragraph_of(span[1] - 1)
        return first <= words.paragraph_of(word) <= last or 0 <= span[0] - word - 1 <= CLOSE

    def _same_sentence(self, span: Range, word: int) -> bool:
        words = self.reading.words
        return words.sentence_of(span[0]) <= words.sentence_of(word) <= words.sentence_of(span[1] - 1)
