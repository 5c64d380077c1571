"""Does the layout alone tell who speaks, and does it outweigh what the tagger makes of the same words?"""

from __future__ import annotations

from articles.nlp.layout import find_layout, find_marked, joined
from articles.nlp.quotation_marks import find_quotations, nest
from articles.nlp.reading import Found, Reading
from articles.nlp.words import Words


def read(text: str) -> Reading:
    return Reading.of(Words.read(text), nest(find_quotations(text)))


def said(reading: Reading, found: list[Found]) -> list[str]:
    return [reading.words.said(*it.range) for it in found]


def test_lines_of_a_transcript_have_speakers() -> None:
    reading = read("ROE: When do you open?\nLEE: At six.\nROE: On Sundays?\nLEE: Never.")
    found = find_layout(reading)
    assert said(reading, found["source"]) == ["ROE", "LEE", "ROE", "LEE"]
    assert said(reading, found["content"])[:2] == ["When do you open?", "At six."]
    assert [it.link for it in found["content"]] == [it.link for it in found["cue"]]


def test_a_signature_is_a_source() -> None:
    reading = read("“It will never work.” — Ann Lee\n\nThe end.")
    found = find_layout(reading)
    assert (said(reading, found["content"]), said(reading, found["source"])) == (
        ["“It will never work.”"],
        ["Ann Lee"],
    )


def test_without_a_language_all_between_marks_is_content_but_scare_quotes() -> None:
    reading = read("„Wir öffnen um sechs“, sagte Anna Lehmann. Das „frische“ Brot war alt.")
    assert said(reading, find_marked(reading)["content"]) == ["„Wir öffnen um sechs“"]


def test_what_touches_the_first_findings_is_left_out_of_the_second_with_all_that_belongs_to_it() -> None:
    first = {"content": [Found((3, 8), "a")], "cue": [Found((2, 3), "a")], "source": [Found((1, 2), "a")]}
    second = {
        "content": [Found((7, 9), "1"), Found((20, 25), "2"), Found((30, 32))],
        "cue": [Found((9, 10), "1"), Found((26, 27), "2")],
        "source": [Found((10, 11), "1"), Found((27, 28), "2")],
    }
    both = joined(first, second)
    assert {role: [it.range for it in spans] for role, spans in both.items()} == {
        "content": [(3, 8), (20, 25), (30, 32)],
        "cue": [(2, 3), (26, 27)],
        "source": [(1, 2), (27, 28)],
    }
