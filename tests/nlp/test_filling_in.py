"""A person says which words are a quote: does the machine know who said it, and by which words?"""

from __future__ import annotations

import time

import pytest

from articles.document import Attribution, Document, Speaker, span_at
from articles.nlp.pipeline import load
from tests.marked import MarkedQuote, marked
from tests.nlp.test_phenomena import ARTICLES, OPENING


def filled_in(text: str, quote: MarkedQuote, *others: Attribution) -> Attribution:
    """What comes of a quote of which the content alone is given."""
    return load().fill_in(Document(text, others), Attribution("direct", quote.content))


def names(quote: Attribution) -> str | None:
    return " | ".join(it.name for it in quote.speakers) or None


@pytest.mark.parametrize(("article", "speakers"), ARTICLES)
def test_of_the_words_alone_follow_cue_source_and_speaker(article: str, speakers: list[str | None]) -> None:
    expected = marked(OPENING + article)
    others: list[Attribution] = []
    for quote, speaker in zip(expected.quotes, speakers, strict=True):
        found = filled_in(expected.text, quote, *others)
        assert found.content == quote.content
        assert names(found) == speaker
        # Where a cue or a source ends is a matter of taste; where they begin is not.
        assert [it.start for it in found.cue] == [it.start for it in quote.cue]
        if quote.source:
            assert [it.start for it in found.source] == [it.start for it in quote.source]
        others.append(found)


MISSED = [
    pytest.param(
        "Ann Lee runs the bakery. <Her> [view] is {that bread is too cheap}.", "Ann Lee",
        id="a noun that reports",
    ),
    pytest.param(
        "<Ann Lee> does not [want] {the bakery to close}.", "Ann Lee", id="what somebody wants",
    ),
    pytest.param(
        "Bob Ray left. <Ann Lee>, who owns the mill, [is hoping for] {a sale by the end of the year}.", "Ann Lee",
        id="a cue of several words, far from its source",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("article", "speaker"), MISSED)
def test_what_the_tagger_nearly_found_is_found_once_the_words_are_a_quote(article: str, speaker: str) -> None:
    expected = marked(OPENING + article)
    found = filled_in(expected.text, expected.quote)
    assert names(found) == speaker
    assert found.cue
    assert found.kind == "indirect"
    assert found.reason


@pytest.mark.parametrize(
    "article",
    [
        "Opposition leader <Tom Brandt> [warned] that {taxes would rise}.",
        "<Tom Brandt> [added] that {taxes would rise} and that the mill would close.",
        "<Tom Brandt> [has insisted] that {“taxes” would rise}.",
    ],
)
def test_a_cue_is_without_the_that_which_belongs_to_the_content(article: str) -> None:
    expected = marked(OPENING + article)
    found = filled_in(expected.text, expected.quote)
    assert (found.cue, names(found)) == (expected.quote.cue, "Tom Brandt")


def test_a_that_which_a_person_marked_as_part_of_the_cue_stays() -> None:
    text = marked(OPENING + "<Tom Brandt> [warned that] {taxes would rise}.")
    given = Attribution("indirect", text.quote.content, cue=text.quote.cue)
    assert load().fill_in(Document(text.text), given).cue == text.quote.cue


def test_who_said_the_quotes_around_it_is_taken_from_people() -> None:
    text = marked(
        OPENING + "Bob Ray met Al Fox. <The visitor>1 [said]1 {bread was dear}1. {“It was stale.”}2"
    )
    first, second = text.quotes
    fox = Attribution("indirect", first.content, first.cue, first.source, (Speaker("Al Fox"),))
    assert names(filled_in(text.text, second, fox)) == "Al Fox"
    assert names(filled_in(text.text, second)) != "Al Fox"


def test_a_source_or_a_cue_that_a_person_marked_stays_and_the_rest_follows_it() -> None:
    text = marked(OPENING + "{Bread is dear}, [said]1 <Ann Lee>1, and the mill is old, [added]2 <Bob Ray>2.")
    (content,) = text.quotes[0].content
    ray = text.quotes[2].source
    found = load().fill_in(Document(text.text), Attribution("indirect", (content,), source=ray))
    assert (found.source, names(found)) == (ray, "Bob Ray")
    added = text.quotes[2].cue
    found = load().fill_in(Document(text.text), Attribution("indirect", (content,), cue=added))
    assert (found.cue, found.source, names(found)) == (added, ray, "Bob Ray")


def test_speakers_that_a_person_named_stay() -> None:
    text = marked(OPENING + "{“We open at six,”} [said] <Ann Lee>.")
    fox = (Speaker("Al Fox"),)
    found = load().fill_in(Document(text.text), Attribution("direct", text.quote.content, speakers=fox))
    assert found.speakers == fox
    assert found.source == text.quote.source


def test_in_another_language_the_layout_alone_tells() -> None:
    german = "Das Brot ist teuer geworden, und die Bäckerei war wie immer offen. "
    text = marked(german + "{„Wir öffnen um sechs“}, sagte Ann Lee.")
    found = filled_in(text.text, text.quote)
    assert (found.cue, found.source, found.speakers) == ((), (), ())
    text = marked(german + "\n{„Wir öffnen um sechs.“} [—] <Ann Lee>")
    found = filled_in(text.text, text.quote)
    assert (found.cue, found.source, names(found)) == (text.quote.cue, text.quote.source, "Ann Lee")


def test_parts_that_a_person_marked_may_overlap() -> None:
    text = marked(OPENING + "{“We open at <six>1,” [said]1 Ann Lee}1.")
    (quote,) = text.quotes
    given = Attribution("direct", quote.content, quote.cue, quote.source)
    found = load().fill_in(Document(text.text), given)
    assert (found.content, found.cue, found.source) == (quote.content, quote.cue, quote.source)
    found = load().fill_in(Document(text.text), Attribution("direct", quote.content, quote.cue))
    assert (found.content, found.cue) == (quote.content, quote.cue)


ODD = ["🙂", "    x", "“", "a" * 5000, "— — —", "\ud800 x"]


@pytest.mark.parametrize("text", ODD)
def test_any_text_can_be_said_to_be_a_quote(text: str) -> None:
    whole = Attribution("direct", (span_at(text, 0, len(text)),))
    found = load().fill_in(Document(text), whole)
    assert found.content == whole.content
    assert all(it.text == text[it.start : it.end] for it in (*found.cue, *found.source))


def test_a_quote_of_a_long_article_takes_no_longer_than_reading_it() -> None:
    quote = "“We open at six,” said Ann Lee. "
    text = quote * 3000
    whole = Attribution("direct", (span_at(text, 0, len(text)),))
    last = Attribution("direct", (span_at(text, len(text) - len(quote), len(text) - 15),))
    began = time.monotonic()
    assert names(load().fill_in(Document(text), last)) == "Ann Lee"
    load().fill_in(Document(text), whole)
    assert time.monotonic() - began < 20
