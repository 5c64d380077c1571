"""Do contents, cues and sources find each other, also when whoever found them did not say which belong together?"""

from __future__ import annotations

import pytest

from articles.nlp.linking import Found, link
from articles.nlp.quotation_marks import find_quotations
from articles.nlp.reading import Linked, Range, Reading
from articles.nlp.words import Words
from tests.marked import Marked, marked


def read(article: Marked) -> Reading:
    return Reading.of(Words.read(article.text), find_quotations(article.text))


def spans(article: Marked, reading: Reading, role: str) -> list[Found]:
    """The marked spans of a role as a tagger hands them on: nothing says what belongs to what."""
    found = {span for quote in article.quotes for span in getattr(quote, role)}
    return [Found(reading.words.at(span.start, span.end)) for span in sorted(found)]


def linked(article: Marked) -> list[Linked]:
    reading = read(article)
    return link(reading, *(spans(article, reading, role) for role in ("content", "cue", "source")))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{“We won,”}1 <she>1 [said]1.", id="one quote"),
        pytest.param("{“We won,”}1 <she>1 [said]1, {“again.”}1", id="an interrupted quote"),
        pytest.param("{“We won,”}1 <she>1 [said]1. {“No,”}2 <he>2 [said]2.", id="two sentences"),
        pytest.param(
            "<She>1 [said]1 {that he won}1 and <he>2 [said]2 {that she won}2.", id="two cues in one sentence"
        ),
        pytest.param("{“We won.}1\n{“We did,”}1 <she>1 [said]1.", id="two paragraphs"),
    ],
)
def test_spans_without_links_are_linked_by_nearness(text: str) -> None:
    article = marked(text)
    words = read(article).words

    def at(spans: tuple[object, ...]) -> list[Range]:
        return [words.at(span.start, span.end) for span in spans]  # type: ignore[attr-defined]

    assert [(sorted(it.content), it.cue, it.source) for it in linked(article)] == [
        (at(quote.content), at(quote.cue)[0], at(quote.source)[0]) for quote in article.quotes
    ]


def test_a_cue_without_content_is_dropped() -> None:
    assert linked(marked("<She>1 [spoke]1. He left.")) == []


def test_a_content_without_a_cue_stands_alone() -> None:
    (only,) = linked(marked("{“We won.”}1 The end."))
    assert only.cue is None
    assert only.source is None


def test_links_of_the_finder_outweigh_nearness() -> None:
    article = marked("{“We won,”}1 <she>1 [said]1, and <he>2 [nodded]2.")
    reading = read(article)
    content, cues, sources = (spans(article, reading, role) for role in ("content", "cue", "source"))
    found = link(
        reading,
        [Found(content[0].range, "b", "quotation before")],
        [Found(cues[0].range, "a"), Found(cues[1].range, "b")],
        [Found(sources[0].range, "a"), Found(sources[1].range, "b")],
    )
    assert [reading.words.said(*it.source) for it in found if it.source] == ["he"]
