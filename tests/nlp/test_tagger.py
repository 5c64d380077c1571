"""Does the tagger give the same answer however it is run?"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from articles.nlp.components import MODEL
from articles.nlp.quotation_marks import find_quotations, nest
from articles.nlp.reading import Reading
from articles.nlp.tagger import FILES, SETTINGS, Tagger
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
        (it.role, reading.words.said(it.first, it.last))
        for it in Tagger.read(FOLDER, threads).tag(reading).chunks
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
        Tagger.read(tmp_path)
