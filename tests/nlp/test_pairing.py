"""Is a content joined only to a cue that can be its own, and a cue to the source that belongs to it?"""

from __future__ import annotations

import numpy as np
import pytest

from articles.nlp.crf import Chunk
from articles.nlp.pairing import FEATURES, linked
from articles.nlp.quotation_marks import find_quotations, nest
from articles.nlp.reading import Found, Reading
from articles.nlp.tagger import Tagged
from articles.nlp.training.pairing import Choice, fit, held_out
from articles.nlp.words import Words

PULL = {name: float(name == "pull") for name in FEATURES}


def read(text: str) -> Reading:
    return Reading.of(Words.read(text), nest(find_quotations(text)))


def together_found(
    text: str,
    *spans: tuple[str, int, int],
    pairs: dict[tuple[int, int], float],
    weights: dict[str, float] | None = None,
) -> dict[str, list[Found]]:
    """What is made of chunks that go together as `pairs` says (logits; nobody has 0), role by role."""
    wants = np.zeros((len(spans), len(spans)), dtype=np.float32)
    for (one, other), score in pairs.items():
        wants[one, other] = score
    offers = np.eye(len(spans), dtype=np.float32)
    tagged = Tagged([Chunk(*it) for it in spans], wants, offers, np.zeros(len(spans), dtype=np.float32))
    return linked(tagged, read(text), weights or PULL)


def together(
    text: str, *spans: tuple[str, int, int], pairs: dict[tuple[int, int], float]
) -> dict[str, list[str]]:
    """The links alone, role by role."""
    found = together_found(text, *spans, pairs=pairs)
    return {role: [it.link for it in those] for role, those in found.items()}


def test_a_source_is_shared_by_the_cues_that_want_it() -> None:
    text = "Ann said that bread rose and warned that it would rise again."
    found = together(
        text,
        ("source", 0, 1), ("cue", 1, 2), ("content", 2, 5), ("cue", 6, 7), ("content", 7, 12),
        pairs={(2, 1): 5, (4, 3): 5, (1, 0): 5, (3, 0): 5},
    )  # fmt: skip
    assert found == {"content": ["1", "3"], "cue": ["1", "3"], "source": ["1", "3"]}


def test_nobody_is_better_than_somebody_unlikely() -> None:
    found = together("“Bread rose”, it was said.", ("content", 0, 4), ("cue", 7, 8), pairs={(0, 1): -3})
    assert found == {"content": [""], "cue": [], "source": []}


def test_what_has_neither_marks_nor_a_cue_is_no_quote() -> None:
    found = together("Bread rose, it was said.", ("content", 0, 2), ("cue", 5, 6), pairs={(0, 1): -3})
    assert found == {"content": [], "cue": [], "source": []}


@pytest.mark.parametrize(
    ("text", "last"),
    [
        pytest.param("“Do not do it,” until she left, Ann said.", 7, id="closed on a comma"),
        pytest.param(
            "“Do not do it” until she left, Ann said.", 9, id="closed in the middle of what is said"
        ),
        pytest.param("That “they do it,” until she left, Ann said.", 10, id="begun before the mark"),
    ],
)
def test_a_content_ends_with_the_quotation_it_begins_as(text: str, last: int) -> None:
    words = Words.read(text).forms
    end, cue = words.index("left") + 1, words.index("said")
    found = together_found(text, ("content", 0, end), ("cue", cue, cue + 1), pairs={(0, 1): 5})
    assert [it.range for it in found["content"]] == [(0, last)]


@pytest.mark.parametrize(
    ("text", "contents"),
    [
        pytest.param("Ann named the need: “Buy now,” Bob said.", {"1": (2, 4), "4": (5, 10)}, id="its own"),
        pytest.param("Ann named the need. “Buy now,” Bob said.", {"1": (2, 10)}, id="nothing leads up to it"),
        pytest.param("Ann named the need: “Buy now”, Bob said.", {"1": (2, 9)}, id="a few words"),
        pytest.param("Ann named the need: “Buy now,”\nBob said.", {"1": (2, 10)}, id="a cue further off"),
    ],
)
def test_a_cue_that_reports_nothing_else_reports_the_quotation_before_it(
    text: str, contents: dict[str, tuple[int, int]]
) -> None:
    words = Words.read(text).forms
    end, bob = words.index("”") + 1, words.index("Bob")
    found = together_found(
        text,
        ("source", 0, 1), ("cue", 1, 2), ("content", 2, end), ("source", bob, bob + 1), ("cue", bob + 1, bob + 2),
        pairs={(2, 1): 9, (2, 4): 5, (1, 0): 5, (4, 3): 5},
    )  # fmt: skip
    assert {it.link: it.range for it in found["content"]} == contents


def test_a_cue_of_the_next_paragraph_is_never_taken() -> None:
    text = "Ann hoped “to win”.\nBob said Ann had won."
    assert together(text, ("content", 2, 6), ("cue", 8, 9), pairs={(0, 1): 9})["content"] == [""]


def test_a_cue_of_its_own_sentence_comes_before_a_better_one_of_the_last() -> None:
    text = "“We won,” said Ann. “Now,” Bob said."
    found = together(
        text,
        ("content", 0, 5), ("cue", 5, 6), ("content", 8, 12), ("cue", 13, 14),
        pairs={(0, 1): 5, (2, 1): 9, (2, 3): 5},
    )  # fmt: skip
    assert found["content"] == ["1", "3"]


@pytest.mark.parametrize(
    ("text", "pull", "link"),
    [
        pytest.param(
            "“We won,” Ann said. He did not say how. “We ran.”", 9, "1", id="one that it pulls far more"
        ),
        pytest.param(
            "“We won,” Ann said. He did not say how. “We ran.”", 4, "2", id="one that it hardly pulls more"
        ),
        pytest.param("“We won,” Ann said. He did not say how. That we ran.", 9, None, id="no quotation"),
        pytest.param(
            "“We won,” Ann said.\nHe did not say how. “We ran.”", 9, "2", id="one of another paragraph"
        ),
        pytest.param(
            "“We won,” Ann said. He sat down. He did not say. “We ran.”", 9, "2", id="one further off"
        ),
    ],
)
def test_a_quotation_may_go_on_after_a_sentence_about_something_else(
    text: str, pull: float, link: str | None
) -> None:
    forms = Words.read(text).forms
    did, last = forms.index("did"), forms.index("ran")
    found = together(
        text,
        ("content", 0, 5), ("cue", 6, 7), ("cue", did, did + 1), ("content", last - 2, len(forms)),
        pairs={(0, 1): 5, (3, 1): pull, (3, 2): 3},
    )  # fmt: skip
    assert found["content"][1:] == ([] if link is None else [link])


def test_words_of_several_sentences_reach_the_cue_that_follows_them() -> None:
    text = "Was it late? It was. And “we won”, Ann said."
    found = together(text, ("content", 0, 14), ("cue", 16, 17), pairs={(0, 1): 5})
    assert found["content"] == ["1"]


def test_a_cue_of_its_own_paragraph_comes_before_a_better_one_above() -> None:
    text = "Bob said:\n“It rose. It fell.” So it was. So said Ann."
    found = together(text, ("cue", 1, 2), ("content", 3, 11), ("cue", 16, 17), pairs={(1, 0): 9, (1, 2): 5})
    assert found["content"] == ["0"], "one two sentences away is out of reach"
    text = "Bob said:\n“It rose. It fell.” So said Ann."
    found = together(text, ("cue", 1, 2), ("content", 3, 11), ("cue", 12, 13), pairs={(1, 0): 9, (1, 2): 5})
    assert found["content"] == ["2"]


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("Ann said: “Bread rose.”", "0"),
        ("Ann said:\n“Bread rose.”", "0"),
        ("Ann said it was late again and went\n“Bread rose.”", ""),
    ],
)
def test_a_cue_of_another_paragraph_is_taken_only_right_beside(text: str, link: str) -> None:
    words = Words.read(text)
    first = words.forms.index("“")
    found = together(text, ("cue", 1, 2), ("content", first, len(words)), pairs={(1, 0): 9})
    assert found["content"] == [link]


def test_what_stands_between_can_outweigh_how_well_two_go_together() -> None:
    text = "Ann, who met Bob, said it rained."
    spans = (("source", 0, 1), ("source", 4, 5), ("cue", 6, 7), ("content", 7, 9))
    pairs = {(3, 2): 5.0, (2, 0): 2.0, (2, 1): 3.0}

    def source(weights: dict[str, float]) -> str:
        tagged_words = read(text).words
        found = together_found(text, *spans, pairs=pairs, weights=weights)
        return tagged_words.said(*found["source"][0].range)

    assert source(PULL) == "Bob"
    assert source({**PULL, "rival between": -1.0, "gap before": 2.0}) == "Ann"


def choice(article: str, *rows: dict[str, float], right: int) -> Choice:
    evidence = np.array([[row.get(name, 0.0) for name in FEATURES] for row in rows])
    return Choice(article, evidence, [number == right for number in range(len(rows) + 1)])


def test_the_weights_make_what_was_right_likely() -> None:
    made = []
    for number in range(40):
        near, far = {"pull": 1.0, "gap before": 0.5}, {"pull": 1.2, "gap before": 2.0}
        made.append(choice(str(number), near, far, right=1))
        made.append(choice(str(number), {"pull": -4.0, "gap before": 3.0}, right=0))
    weights = dict(zip(FEATURES, fit(made), strict=True))
    assert weights["gap before"] < 0 < weights["pull"]
    assert weights["comma"] == 0
    assert held_out(made) == 1.0
