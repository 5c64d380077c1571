"""Does the notation of the tests say what it seems to say?"""

from __future__ import annotations

import pytest

from articles.document import Span
from tests.marked import marked


def test_brackets_become_spans_of_the_text_without_them() -> None:
    found = marked("{“We won,”} [said] <the mayor>.")
    assert found.text == "“We won,” said the mayor."
    assert found.quote.content == (Span(0, 9, "“We won,”"),)
    assert found.quote.cue == (Span(10, 14, "said"),)
    assert found.quote.source == (Span(15, 24, "the mayor"),)


def test_digits_keep_several_quotes_apart_and_join_the_parts_of_one() -> None:
    found = marked("{“We won,”}1 <she>1 [said]1, {“again.”}1 {“No,”}2 [said]2 <Bob>2.")
    assert [[part.text for part in quote.content] for quote in found.quotes] == [
        ["“We won,”", "“again.”"],
        ["“No,”"],
    ]
    assert [quote.source[0].text for quote in found.quotes] == ["she", "Bob"]


def test_brackets_may_nest() -> None:
    found = marked("{<She>2 [hopes]2 {to win}2, so <he>1 [said]1}1")
    assert [quote.content[0].text for quote in found.quotes] == ["She hopes to win, so he said", "to win"]


def test_a_text_without_brackets_has_no_quotes() -> None:
    assert marked("Nobody spoke.").quotes == ()


@pytest.mark.parametrize("text", ["{open", "closed]", "{crossed [}]"])
def test_a_slip_of_the_pen_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"bracket|Nothing"):
        marked(text)
