"""Do contents with one cue become one attribution, and quotations that go on over sentences and paragraphs, too?"""

from __future__ import annotations

import pytest

from articles.nlp.linking import link
from articles.nlp.quotation_marks import find_quotations
from articles.nlp.reading import Found, Linked, Range, Reading
from articles.nlp.words import Words
from tests.marked import Marked, marked


def read(article: Marked) -> Reading:
    return Reading.of(Words.read(article.text), find_quotations(article.text))


def spans(article: Marked, reading: Reading, role: str) -> list[Found]:
    """The marked spans of a role, linked by the number of their quote."""
    return [
        Found(reading.words.at(span.start, span.end), str(number) if quote.cue else "")
        for number, quote in enumerate(article.quotes)
        for span in getattr(quote, role)
    ]


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
    ],
)
def test_what_has_one_link_is_one_quote(text: str) -> None:
    article = marked(text)
    words = read(article).words

    def at(spans: tuple[object, ...]) -> list[Range]:
        return [words.at(span.start, span.end) for span in spans]  # type: ignore[attr-defined]

    assert [(sorted(it.content), [it.cue], [it.source] if it.source else []) for it in linked(article)] == [
        (at(quote.content), at(quote.cue), at(quote.source)) for quote in article.quotes
    ]


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        pytest.param("{“We won.}1\n{“We did,”}2 <she>2 [said]2.", 1, id="left open, then a cue"),
        pytest.param("{“We won,}1 <she>1 [said]1. {“Yes.}2\n{“We did.”}3", 1, id="left open, then no cue"),
        pytest.param("{“We won,”}1 <she>1 [said]1. {“We did.”}2", 1, id="in the same paragraph"),
        pytest.param(
            "{“We won,”}1 <she>1 [said]1.\n{“They did.”}2", 2, id="closed before the next paragraph"
        ),
        pytest.param("{“We won,”}1 <she>1 [said]1.\nIt rained.\n{“They did.”}2", 2, id="a paragraph between"),
        pytest.param(
            '{"We won.}1\n{“They did,”}2 <she>2 [said]2.', 2, id="left open by another kind of mark"
        ),
    ],
)
def test_quotations_go_on_where_nothing_closed_them(text: str, quotes: int) -> None:
    found = linked(marked(text))
    assert len(found) == quotes
    assert found[0].continued == (quotes == 1)


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        pytest.param(
            "{“They do love us,”}1 <she>1 [said]1, {and balloons were dropping}1.", 2, id="words after it"
        ),
        pytest.param(
            "{Balloons were dropping}1, <she>1 [said]1: {“They do love us.”}1", 2, id="words before it"
        ),
        pytest.param(
            "{“They do love us,”}1 <she>1 [said]1, {and “were sure to win.”}1", 1, id="words with marks"
        ),
        pytest.param("{That they}1, <she>1 [said]1, {“love us”}1.", 1, id="a few words of hers"),
        pytest.param("{Balloons}1, <she>1 [said]1, {were dropping}1.", 1, id="no marks at all"),
        pytest.param(
            "{“Do they love us?”}1 <she>1 [said]1, {but all slept and “the wounded” were forgotten}1.",
            2,
            id="words with marks, after the end of a sentence",
        ),
        pytest.param("{“Do they love us?”}1 <she>1 [said]1. {“They do.”}1", 1, id="two sentences of hers"),
    ],
)
def test_a_whole_quotation_and_words_across_the_cue_are_two_things_said(text: str, quotes: int) -> None:
    found = linked(marked(text))
    assert len(found) == quotes
    assert len({it.cue for it in found}) == len({it.source for it in found}) == 1


@pytest.mark.parametrize(
    ("second", "parts"),
    [
        pytest.param("{“It still hurts,”}2 [said]2 <Bob>2.", [1, 2], id="somebody else"),
        pytest.param("{“It still hurts,”}2 <she>2 [said]2.", [2, 1], id="the same by the same name"),
        pytest.param("{‘It still hurts,’}2 [said]2 <Bob>2.", [2, 1], id="another kind of mark"),
        pytest.param("It rained. {“It still hurts,”}2 [said]2 <Bob>2.", [2, 1], id="words between"),
    ],
)
def test_a_quotation_left_open_after_a_cue_belongs_to_who_goes_on_with_it(
    second: str, parts: list[int]
) -> None:
    found = linked(marked("{“We won,”}1 <she>1 [said]1. {“I fell at the end.}1\n" + second))
    assert [len(it.content) for it in found] == parts


def test_a_part_that_is_handed_on_takes_its_figures_along() -> None:
    reading = read(marked("{“We won,”}1 <she>1 [said]1. {“I fell.}1\n{“It hurts,”}2 [said]2 <Bob>2."))
    contents = [
        Found((0, 5), "1", likely=0.9, exact=0.8, together=0.9),
        Found((8, 12), likely=0.6, exact=0.5),
        Found((12, 17), "2", likely=0.7, exact=0.9, together=0.8),
    ]
    cues, sources = [Found((6, 7), "1"), Found((17, 18), "2")], [Found((5, 6), "1"), Found((18, 19), "2")]
    found = link(reading, contents, cues, sources)
    assert [it.content for it in found] == [[(0, 5)], [(8, 12), (12, 17)]]
    assert [(it.likely, it.exact, it.cued) for it in found] == [(0.9, 0.8, 0.9), (0.6, 0.45, 0.8)]
    assert [it.continued for it in found] == [False, True]
    contents[1] = Found((8, 12), "1", likely=0.6, exact=0.5, together=0.3)
    assert [it.cued for it in link(reading, contents, cues, sources)] == [0.9, 0.8]


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("{“We won,”}1 <she>1 [said]1, [adding]2 {that it was late}2.", ["she", "she"]),
        ("<She>1 [said]1 {that he won}1 and [denied]2 {that she lost}2.", ["She", "She"]),
        ("<She>1 [said]1 {that he won}1. It was [rumoured]2 {that she lost}2.", ["She", None]),
    ],
)
def test_what_is_said_twice_in_a_sentence_is_said_by_the_same(text: str, sources: list[str | None]) -> None:
    article = marked(text)
    said = read(article).words.said
    assert [it.source and said(*it.source) for it in linked(article)] == sources


def test_a_cue_without_content_is_dropped() -> None:
    assert linked(marked("<She>1 [spoke]1. He left.")) == []


def test_a_content_without_a_cue_stands_alone() -> None:
    (only,) = linked(marked("{“We won.”}1 The end."))
    assert only.cue is None
    assert only.source is None
    assert only.shape == "alone"


def test_an_attribution_is_as_likely_as_its_least_likely_part() -> None:
    reading = read(marked("{“We won,”} <she> [said], {“again.”}"))
    (only,) = link(
        reading,
        [
            Found((0, 5), "1", likely=0.9, exact=0.8, together=0.9),
            Found((8, 12), "1", likely=0.6, exact=0.5, together=0.7),
        ],
        [Found((6, 7), "1")],
        [Found((5, 6), "1", likely=0.5, together=0.8)],
    )
    assert (only.likely, only.exact, only.cued, only.sourced) == (0.6, 0.4, 0.7, 0.4)
    assert only.shape == "quotation before"
