"""Are quotations found whatever marks an article uses, and do broken marks harm only their own paragraph?"""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.nlp.quotation_marks import find_quotations


def outer(text: str) -> list[str]:
    return [text[it.start : it.end] for it in find_quotations(text) if it.depth == 0]


def nested(text: str) -> list[str]:
    return [text[it.start : it.end] for it in find_quotations(text) if it.depth > 0]


@pytest.mark.parametrize(
    ("text", "quotations"),
    [
        pytest.param('"We won," she said. "Again."', ['"We won,"', '"Again."'], id="straight marks"),
        pytest.param("“We won,” she said. “Again.”", ["“We won,”", "“Again.”"], id="curly marks"),
        pytest.param("„Wir haben gewonnen“, sagte sie.", ["„Wir haben gewonnen“"], id="low marks"),
        pytest.param("« Oui », dit-elle.", ["« Oui »"], id="guillemets pointing out"),
        pytest.param("»Ja«, sagte sie.", ["»Ja«"], id="guillemets pointing in"),
        pytest.param("”Ja”, sade hon.", ["”Ja”"], id="the same mark on both sides"),
        pytest.param("''We won,'' she said.", ["''We won,''"], id="two apostrophes"),
        pytest.param("``We won,'' she said.", ["``We won,''"], id="backquotes and apostrophes"),
        pytest.param("‘We won,’ she said.", ["‘We won,’"], id="British single marks"),
        pytest.param("'We won,' she said.", ["'We won,'"], id="straight single marks"),
        pytest.param(
            'He said ("no") and—"yes"—left.', ['"no"', '"yes"'], id="marks against brackets and dashes"
        ),
    ],
)
def test_every_style_of_marks_is_read(text: str, quotations: list[str]) -> None:
    assert outer(text) == quotations


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("It’s the boys’ own, isn’t it?", id="curly apostrophes"),
        pytest.param("It's the voters' choice and the '90s rock 'n' roll.", id="straight apostrophes"),
        pytest.param('He is 6\'2" tall and the pipe is 12" wide.', id="feet and inches"),
        pytest.param("Nobody quoted anybody.", id="no marks at all"),
    ],
)
def test_what_is_no_quotation_mark_quotes_nothing(text: str) -> None:
    assert outer(text) == []


def test_an_apostrophe_does_not_close_a_single_quotation() -> None:
    assert outer("‘We don’t go to the boys’ school,’ he said.") == ["‘We don’t go to the boys’ school,’"]


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        pytest.param("“He said ‘no’ to me,” she said.", "‘no’", id="single in double"),
        pytest.param("‘He said “no” to me,’ she said.", "“no”", id="double in single"),
        pytest.param("“He said “no” to me,” she said.", "“no”", id="double in double"),
        pytest.param("''He said 'no' to me,'' she said.", "'no'", id="apostrophe in two apostrophes"),
    ],
)
def test_nested_quotations_are_known_as_nested(text: str, inside: str) -> None:
    assert nested(text) == [inside]
    assert len(outer(text)) == 1


def test_a_quotation_of_several_paragraphs_opens_on_each_and_closes_on_the_last() -> None:
    text = "“We won.\n“We won again,\n“and again,” she said."
    assert outer(text) == ["“We won.", "“We won again,", "“and again,”"]
    assert [it.closed for it in find_quotations(text)] == [False, False, True]


def test_a_closing_mark_without_an_opening_one_quotes_from_the_start_of_its_paragraph() -> None:
    text = 'He left.\nappening in the country," he said.\nHe came back.'
    assert outer(text) == ['appening in the country,"']
    assert not find_quotations(text)[0].opened


def test_a_closing_mark_too_many_quotes_the_sentence_after_the_last_quotation() -> None:
    assert outer('"Yes," he said. We go now," he added.') == ['"Yes,"', 'We go now,"']


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param('The "terrorist targets were hit.', id="opened in mid-sentence"),
        pytest.param('The terrorist" targets were hit.', id="closed in mid-sentence"),
        pytest.param("“We won. We did.", id="never closed"),
        pytest.param('"We won, "again" and again.', id="opened twice"),
        pytest.param("''' \" “ ” „ » « ' ‘ ’", id="nothing but marks"),
    ],
)
def test_a_broken_paragraph_harms_no_other(broken: str) -> None:
    good = '"Taxes will rise," Ann Lee said. "Soon."'
    assert [it for it in outer(f"{good}\n{broken}\n{good}") if it in good] == [
        '"Taxes will rise,"',
        '"Soon."',
    ] * 2


def test_a_stray_mark_does_not_turn_the_rest_of_its_paragraph_inside_out() -> None:
    text = 'The "terrorist targets were hit. “We won,” she said. “Again,” he said.'
    assert outer(text) == ["“We won,”", "“Again,”"]


MARKS = st.text(alphabet="\"“”„«»''``‘’' ab.,\n", max_size=80)


@given(MARKS | st.text(max_size=200))
def test_quotations_lie_in_the_text_one_paragraph_each_and_nest_properly(text: str) -> None:
    found = find_quotations(text)
    around: list[int] = []
    for it in found:
        assert 0 <= it.start < it.end <= len(text)
        assert "\n" not in text[it.start : it.end]
        while around and around[-1] <= it.start:
            around.pop()
        assert it.depth == len(around)
        assert not around or it.end <= around[-1]
        around.append(it.end)


@given(MARKS, MARKS)
def test_a_paragraph_is_read_the_same_whatever_stands_before_it(first: str, second: str) -> None:
    paragraph = second.replace("\n", " ")
    offset = len(first) + 1
    alone = [(it.start + offset, it.end + offset) for it in find_quotations(paragraph)]
    after = [(it.start, it.end) for it in find_quotations(f"{first}\n{paragraph}") if it.start >= offset]
    assert after == alone


@pytest.mark.parametrize("unit", ['"a', "“", "‘a ", "’ ", '"a" ', "“a ", "''", "a’s ‘"])
def test_time_grows_with_the_length_and_not_its_square(unit: str) -> None:
    def seconds(times: int) -> float:
        best = 99.0
        for _ in range(3):
            started = time.process_time()
            find_quotations(unit * times)
            best = min(best, time.process_time() - started)
        return best

    # Eight times the text would take 64 times as long if time were quadratic.
    assert seconds(16_000) < 30 * seconds(2_000) + 0.1
