"""Documents for every format: any that hypothesis can think of, and one article with every difficulty."""

from __future__ import annotations

from datetime import UTC, date, timedelta, timezone

from hypothesis import strategies as st

from articles.document import KINDS, SPEAKER_KINDS, STATES, Attribution, Document, Span, Speaker

ODD = [
    "\u2028",
    "\u2029",
    "\x85",
    "\x0b",
    "\x0c",
    "\x1c",
    "\x1e",
    "\r",
    "\r\n",
    "\n",
    "\t",
    "\\",
    '"',
    "\ufeff",
    "\x00",
    "🙂",
    "👩🏽‍🚒",
    "e\u0301",
    "\u00a0",
    "‮",
]
words: st.SearchStrategy[str] = st.lists(
    st.sampled_from(ODD) | st.text(st.characters(exclude_categories=["Cs"]), max_size=6), max_size=5
).map("".join)
moments = st.none() | st.datetimes(
    timezones=st.sampled_from(
        [UTC, timezone(timedelta(hours=-9, minutes=-30)), timezone(timedelta(hours=14))]
    )
)
speakers = st.builds(
    Speaker,
    name=words,
    kind=st.sampled_from(SPEAKER_KINDS),
    id=st.none() | st.uuids().map(str),
    aliases=st.lists(words, max_size=2).map(tuple),
    wikidata=st.sampled_from(["", "Q42"]),
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Any document: split and overlapping quotes, joint speakers, odd characters everywhere."""
    text = draw(words.filter(bool))

    def spans(least: int) -> st.SearchStrategy[tuple[Span, ...]]:
        edges = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).filter(
            lambda e: e[0] < e[1]
        )
        span = edges.map(lambda e: Span(e[0], e[1], text[e[0] : e[1]]))
        return st.lists(span, min_size=least, max_size=3).map(lambda found: tuple(sorted(found)))

    attribution = st.builds(
        Attribution,
        kind=st.sampled_from(KINDS),
        content=spans(1),
        cue=spans(0),
        source=spans(0),
        speakers=st.lists(speakers, max_size=3).map(tuple),
        id=st.none() | st.uuids().map(str),
        confidence=st.none() | st.floats(0, 1),
        reason=words,
        state=st.none() | st.sampled_from(STATES),
        version=st.integers(0, 10**6),
        decided_by=words,
        decided_at=moments,
    )
    return Document(
        text=text,
        attributions=tuple(draw(st.lists(attribution, max_size=3))),
        id=draw(st.none() | st.integers(1, 10**9).map(str)),
        title=draw(words),
        publisher=draw(words),
        byline=draw(words),
        url=draw(st.sampled_from(["", "https://paper.example/ü?a=b"])),
        published=draw(st.none() | st.dates(date(1000, 1, 1))),
        language=draw(st.sampled_from(["", "en"])),
    )
