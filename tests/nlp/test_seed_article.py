"""Does the article that comes with the product get the suggestions a careful editor would mark, and nothing silly?"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from articles.document import Attribution, Document
from articles.nlp.pipeline import load

SEED = Path(__file__).parents[2] / "seeds" / "000_7de8a456ace8f7ac.txt"
PUTIN = "Vladimir Putin"
JOLANI = "Abu Mohamed al-Jolani"


@cache
def document() -> Document:
    return load().annotate(SEED.read_text(encoding="utf-8"))


def starting(content: str) -> Attribution:
    """The attribution whose content starts with these words."""
    (found,) = [it for it in document().attributions if it.content[0].text.startswith(content)]
    return found


DIRECT = [
    (
        ('"We asked them to give us the information on the targets that they believe to be 100 percent terrorists and '
        'they refused to do that,"'),
        "he", "said", PUTIN,
    ),
    (
        ('"We then asked to please tell us which targets are not terrorists, and there was no answer, so what are we '
        'supposed to do. I am not making this up,"'),
        "he", "told", PUTIN,
    ),
    ('Aappening in the country and what goals they are seeking to achieve,"', "he", "said", PUTIN),
    (
        ('"All our actions fully comply with the UN charter, contrary to the actions of our colleagues from the '
        'so-called US-led international coalition,"'),
        "he", "said", PUTIN,
    ),
    ('"I believe we have a common interest but so far co-operation has been military only,"', "he", "said", PUTIN),
    ('"It is a sign of mutual trust, but it is not enough,"', "he", "said", PUTIN),
    (
        ("“This military escalation risks prolonging the conflict, undermining a political process, aggravating the "
        "humanitarian situation and increasing radicalisation,”"),
        "they", "said", "European Union foreign ministers",
    ),
    (
        ('"If the Russian army kills the people of Syria, then kill their people. If they kill our soldiers, then kill '
        'their soldiers. An eye for an eye,"'),
        "he", "said", JOLANI,
    ),
]  # fmt: skip

REPORTED = [
    ("the West of stonewalling requests for help", "Russian leader Vladimir Putin", "accusing", PUTIN),
    ("the Kremlin of hitting enclaves", "The US", "has accused", "US"),
    ('that its air force had struck 86 "terrorist" targets', "Russia's defence ministry", "said",
     "Russia's defence ministry"),
    ("there is no such thing as a secular resistance", "Mr Putin", "said", PUTIN),
    ("that the US intelligence services and the Pentagon", "Mr Putin", "claiming", PUTIN),
    ("that Russia is acting on the invitation", "Mr Putin", "insisting", PUTIN),
    ('Russian and US pilots are exchanging "friend\\foe" signals', "Mr Putin", "said", PUTIN),
    ("that he has offered to send a high-level mission", "he", "adding", PUTIN),
    ("Mr Putin may calculate that a gradual convergence", "Diplomats", "say", "Diplomats"),
    ("an immediate end to the bombing", "European Union foreign ministers", "demanding",
     "European Union foreign ministers"),
    ("Russia will now suffer a whirlwind of reprisals", "Abu Mohamed al-Jolani, the leader", "said", JOLANI),
]  # fmt: skip


def test_every_direct_quote_is_found_to_the_letter_and_nothing_else_is_called_direct() -> None:
    found = [tuple(span.text for span in it.content) for it in document().attributions if it.kind == "direct"]
    assert found == [(content,) for content, *_ in DIRECT]


@pytest.mark.parametrize(("content", "source", "cue", "speaker"), DIRECT + REPORTED)
def test_each_has_its_source_cue_and_speaker(content: str, source: str, cue: str, speaker: str) -> None:
    found = starting(content)
    assert found.source[0].text.startswith(source)
    assert found.cue[0].text == cue
    assert [it.name for it in found.speakers] == [speaker]


def test_little_else_is_offered_and_all_of_it_by_who_is_spoken_of_there() -> None:
    """Beside the quotes every editor marks: what was condemned, defended or claimed, which some mark."""
    expected = [content for content, *_ in DIRECT + REPORTED]
    others = [
        it
        for it in document().attributions
        if not any(it.content[0].text.startswith(content) for content in expected)
    ]
    assert len(others) <= 4
    assert all(it.kind == "indirect" and it.cue and it.speakers for it in others)


def test_scare_quotes_are_no_quotes() -> None:
    contents = [span.text for it in document().attributions for span in it.content]
    assert not any(text in contents for text in ('"terrorist"', '"friend\\foe"'))
    assert starting('Russian and US pilots are exchanging "friend\\foe"').kind == "mixed"


def test_who_is_spoken_of_is_never_taken_for_who_speaks() -> None:
    speakers = {it.name: it.kind for found in document().attributions for it in found.speakers}
    assert speakers == {
        PUTIN: "person",
        JOLANI: "person",
        "US": "organization",
        "Russia's defence ministry": "organization",
        "Diplomats": "group",
        "European Union foreign ministers": "group",
    }


def test_the_damaged_paragraph_harms_no_other() -> None:
    text = SEED.read_text(encoding="utf-8")
    damaged = next(line for line in text.split("\n") if line.startswith("Aappening"))
    without = load().annotate(text.replace(damaged, "It is a long war."))
    found = [it.content[0].text for it in without.attributions]
    for content, *_ in DIRECT + REPORTED:
        if not content.startswith("Aapp"):
            assert any(text.startswith(content) for text in found), content


def test_every_suggestion_has_a_reason_and_a_confidence() -> None:
    assert all(it.reason.endswith(".") and 0 < (it.confidence or 0) <= 1 for it in document().attributions)
