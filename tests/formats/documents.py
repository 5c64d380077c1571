"""Documents for every format: any that hypothesis can think of, and one article with every difficulty."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

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


TEXT = (
    "Ferry strike ends\n\n"
    "“We won 🙂,” said Ada Nkemelu and Bo Lind, who led the crews. “It took us\neleven days.”\n\n"
    "The harbour office’s report says the boats “will sail” at noon, Nkemelu told this paper. "
    "“Nobody is happy,” a passenger said.\n"
)


def span(words: str, number: int = 1) -> Span:
    """Where these words of TEXT stand for the so-manieth time."""
    start = -1
    for _ in range(number):
        start = TEXT.index(words, start + 1)
    return Span(start, start + len(words), words)


ADA = Speaker("Ada Nkemelu", "person", "0198c0de-0000-7000-8000-000000000001", ("A. Nkemelu", "Ada"), "Q42")
BO = Speaker("Bo “B” Lind | Jr.", "person", "0198c0de-0000-7000-8000-000000000002")
REPORT = Speaker("Harbour office’s report", "document", "0198c0de-0000-7000-8000-000000000003")
DECIDED = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
DIFFICULT = Document(
    TEXT,
    (
        # split, over a line break, with an emoji, by two speakers
        Attribution(
            "direct", (span("“We won 🙂,”"), span("“It took us\neleven days.”")), (span("said"),),
            (span("Ada Nkemelu"), span("Bo Lind, who led the crews")), (ADA, BO),
            id="0198c0de-0000-7000-8000-00000000000a", confidence=0.93, reason="“said” after the quote",
            state="accepted", version=1, decided_by="Mara Editor", decided_at=DECIDED,
        ),
        # one quote in another: what Nkemelu told holds what the report says
        Attribution(
            "mixed", (span("The harbour office’s report says the boats “will sail” at noon"),), (span("told"),),
            (span("Nkemelu", 2),), (ADA,), id="0198c0de-0000-7000-8000-00000000000b", state="added", version=2,
            decided_by="Mara Editor", decided_at=DECIDED,
        ),
        Attribution(
            "mixed", (span("the boats “will sail” at noon"),), (span("says"),), (span("The harbour office’s report"),),
            (REPORT,), id="0198c0de-0000-7000-8000-00000000000c", confidence=0.5, reason="subject of “says”",
            state="corrected", version=3, decided_by="=Bo", decided_at=DECIDED,
        ),
        # nobody decided on it, and a cue in two parts; a part is a blank
        Attribution(
            "direct", (span("“Nobody is happy,”"),), (span("a passenger"), span("said", 2)), (span(" ", 31),),
            (Speaker("A passenger", "unnamed"),), confidence=0.4, reason="“said” after the quote",
        ),
        # no cue, no source, no speaker
        Attribution("indirect", (span("strike ends"),), state="added", version=1, decided_at=DECIDED),
    ),
    id="7", title="Ferry strike ends", publisher="The Harbour Paper", byline="By Ann Lee & <Co>",
    url="https://paper.example/ferry?a=b&c", published=date(2026, 3, 4), language="en",
)  # fmt: skip
"""An article with every difficulty."""
PLAIN = Document("The boats\x0bsail.\n\nNobody said a word.")
"""An article without quotes, with a character that XML has no place for."""
