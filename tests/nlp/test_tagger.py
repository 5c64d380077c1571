"""Does the tagger give the same answer however it is run, and join only what can belong together?"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from articles.nlp.components import MODEL
from articles.nlp.crf import Chunk
from articles.nlp.quotation_marks import find_quotations, nest
from articles.nlp.reading import Reading
from articles.nlp.tagger import FILES, SETTINGS, Tagged, Tagger, linked
from articles.nlp.words import Words

FOLDER = MODEL / "onrecord_tagger"
ARTICLE = (
    "Ferry strike ends\n\n“We won,” said Ada Nkemelu, who led the crews. “It took us eleven days.”\n\n"
    "The harbour office said that the boats would sail at noon.\n\n"
)


def read(text: str) -> Reading:
    return Reading.of(Words.read(text), nest(find_quotations(text)))


def chunks(text: str, threads: int = 1) -> list[tuple[str, str]]:
    reading = read(text)
    return [
        (it.role, reading.words.said(it.first, it.last)) for it in Tagger(FOLDER, threads).tag(reading).chunks
    ]


def test_contents_cues_and_sources_are_found() -> None:
    found = chunks(ARTICLE)
    assert {("content", "“We won,”"), ("content", "“It took us eleven days.”"), ("cue", "said")} <= set(found)
    assert [words.split(",")[0] for role, words in found if role == "source"] == [
        "Ada Nkemelu",
        "The harbour office",
    ]
    assert any(role == "content" and words.endswith("the boats would sail at noon") for role, words in found)


def test_threads_change_nothing() -> None:
    long = ARTICLE * 30
    assert chunks(long, threads=1) == chunks(long, threads=3)


def test_a_long_article_is_tagged_in_its_middle_as_at_its_start() -> None:
    """Windows overlap, so no quote is cut where one ends."""
    found = chunks(ARTICLE * 30)
    assert found.count(("content", "“We won,”")) == 30
    assert sum(words.endswith("the boats would sail at noon") for _, words in found) == 30


def test_no_words_no_chunks() -> None:
    assert chunks("") == chunks(" \n") == []


def test_a_model_without_a_part_is_named(tmp_path: Path) -> None:
    for file in FILES:
        shutil.copyfile(FOLDER / file, tmp_path / file)
    settings = json.loads((tmp_path / SETTINGS).read_text(encoding="utf-8"))
    del settings["places"]
    (tmp_path / SETTINGS).write_text(json.dumps(settings), encoding="utf-8")
    with pytest.raises(KeyError, match="places"):
        Tagger(tmp_path)


def together(
    text: str, *spans: tuple[str, int, int], pairs: dict[tuple[int, int], float]
) -> dict[str, list[str]]:
    """The links of chunks that go together as `pairs` says (logits; nobody has 0), role by role."""
    wants = np.zeros((len(spans), len(spans)), dtype=np.float32)
    for (one, other), score in pairs.items():
        wants[one, other] = score
    offers = np.eye(len(spans), dtype=np.float32)
    tagged = Tagged([Chunk(*it) for it in spans], wants, offers, np.zeros(len(spans), dtype=np.float32))
    found = linked(tagged, read(text))
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
