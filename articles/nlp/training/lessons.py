"""What is the network to say of an article, word by word, and how are windows of articles put side by side?

Everything is numbers of numpy: no torch is needed to know what is taught. A further task, such as what other models
say of a word, is one more array in `Lesson.tasks` and one more head in `network`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt

from articles.document import Role, Span
from articles.nlp.encoding import (
    PARAGRAPH,
    SHAPES,
    Encoded,
    Numbers,
    Window,
    WordPieces,
    encode,
    place,
    windows,
)
from articles.nlp.quotation_marks import find_quotations, nest
from articles.nlp.reading import Reading
from articles.nlp.training.corpus import Article, Silver
from articles.nlp.words import Words

ROLES: tuple[Role, ...] = ("source", "cue", "content")
UNKNOWN, NOBODY = -1, -2
"""Nothing is taught of this word; it goes with no other."""
LINK, HEAD = "link", "head"
POINTING = (LINK, HEAD)
"""Tasks whose answer is another word of the article; those of the rest are numbers of classes."""
NAMES = ("O", "PERSON", "ORGANIZATION", "LOCATION", "MISC", "DATE", "TITLE", "other")
MOST_TAGS = 64
POOL = 16
"""Batches that rows are sorted by length among, so that short ones are not read beside long ones."""
SHORTEST_FIRST = 32
"""Places of the first window at least, wherever an article is cut."""
_LINE = re.compile(r"[^\n]+")
Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Tags:
    """The tags of the silver layers, the commonest first; rarer ones are not taught."""

    pos: tuple[str, ...] = ()
    relation: tuple[str, ...] = ()

    @classmethod
    def of(cls, articles: Iterable[Article]) -> Tags:
        layers = [article.silver for article in articles if article.silver]
        pos = Counter(tag for it in layers for tag in it.pos if tag)
        relation = Counter(tag for it in layers for tag in it.relations if tag)
        return cls(*(tuple(tag for tag, _ in counted.most_common(MOST_TAGS)) for counted in (pos, relation)))

    @property
    def sizes(self) -> dict[str, int]:
        """How many classes each silver task has; no task where no article has silver layers."""
        if not self.pos:
            return {}
        return {"pos": len(self.pos), "relation": len(self.relation), "name": len(NAMES)}


@dataclass(frozen=True)
class Lesson:
    """An article as the encoder reads it and what is to be said of it, an entry a word in each array.

    `labels` are BIO as in `crf`. `tasks` hold a word of the article, a class, UNKNOWN or NOBODY; or, as fractions,
    whatever has an entry a word.
    """

    reading: Reading
    encoded: Encoded
    labels: Numbers
    tasks: dict[str, Array] = field(default_factory=dict)


def prepare(article: Article, pieces: WordPieces, tags: Tags) -> Lesson:
    """Read an article as the tagger will and say what it should find there."""
    text = article.document.text
    words = Words.read(text)
    reading = Reading.of(words, nest(find_quotations(text)))
    labels = labels_of(article, words)
    tasks = {LINK: links_of(article, words, labels)}
    if tags.sizes:
        tasks |= _silver(article.silver, words, tags)
    return Lesson(reading, encode(reading, pieces), labels, tasks)


def labels_of(article: Article, words: Words) -> Numbers:
    """The label of every word. Labels cannot nest: the attribution with the longest content goes first, and within
    one the source, the cue, the content; a word keeps what it has. Spans end with their line and begin anew."""
    labels = np.full(len(words), UNKNOWN)
    quotes = sorted(article.document.attributions, key=lambda a: -sum(it.end - it.start for it in a.content))
    for quote in quotes:
        for number, role in enumerate(ROLES):
            begin = 1 + 2 * number
            for first, last in _ranges(words, quote.spans(role)):
                previous = None
                for word in range(first, last):
                    if labels[word] == UNKNOWN:
                        labels[word] = begin + (previous == word - 1)
                        previous = word
    labels[labels == UNKNOWN] = 0
    return labels


def links_of(article: Article, words: Words, labels: Numbers) -> Numbers:
    """Where each content begins the first word of its cue, where each cue begins that of its source.

    NOBODY where there is none; UNKNOWN wherever no content or cue begins.
    """
    links = np.full(len(words), UNKNOWN)
    content, cued = (1 + 2 * ROLES.index(role) for role in ("content", "cue"))
    for quote in article.document.attributions:
        cue, source = (next(iter(_ranges(words, quote.spans(role))), None) for role in ("cue", "source"))
        for first, _ in _ranges(words, quote.content):
            if labels[first] == content:
                links[first] = cue[0] if cue else NOBODY
        if cue and labels[cue[0]] == cued:
            links[cue[0]] = source[0] if source else NOBODY
    return links


def _ranges(words: Words, spans: Iterable[Span]) -> Iterator[tuple[int, int]]:
    """The words of each line of each span. Spans parted by nothing but blanks are one, as all scorers count them."""
    joined: list[tuple[int, int]] = []
    for span in sorted(spans):
        if joined and not words.text[joined[-1][1] : span.start].strip():
            joined[-1] = joined[-1][0], max(joined[-1][1], span.end)
        else:
            joined.append((span.start, span.end))
    for start, end in joined:
        for line in _LINE.finditer(words.text, start, end):
            first, last = words.at(*line.span())
            if first < last:
                yield first, last


def _silver(silver: Silver | None, words: Words, tags: Tags) -> dict[str, Numbers]:
    tasks = {name: np.full(len(words), UNKNOWN) for name in (HEAD, "pos", "relation", "name")}
    if silver is None:
        return tasks
    at = [first if first < last else UNKNOWN for first, last in (words.at(*token) for token in silver.tokens)]
    pos, relation = ({tag: number for number, tag in enumerate(it)} for it in (tags.pos, tags.relation))
    taught = set()
    for token, word in enumerate(at):
        if word == UNKNOWN or word in taught:
            continue
        taught.add(word)
        tasks["pos"][word] = pos.get(silver.pos[token] or "", UNKNOWN)
        head = silver.heads[token]
        if head is None:
            continue
        target = word if head == -1 else at[head]
        if target != UNKNOWN and (head == -1 or target != word):
            tasks[HEAD][word] = target
            tasks["relation"][word] = relation.get(silver.relations[token] or "", UNKNOWN)
    tasks["name"][:] = 0
    for first, last, kind in silver.names:
        for word in at[first:last]:
            if word != UNKNOWN:
                tasks["name"][word] = NAMES.index(kind) if kind in NAMES else len(NAMES) - 1
    return tasks


Row = tuple[Lesson, Window]


def cut(lessons: Sequence[Lesson], places: int, chance: Random, short: float = 0.0) -> list[Row]:
    """Windows that hold every word once, in a random order, each article cut at a random place.

    A share of `short` of them is cut again where paragraphs begin, into four parts at most.
    """
    rows = [
        (lesson, part)
        for lesson in lessons
        for window in windows(
            lesson.encoded, places, 0, first_places=max(SHORTEST_FIRST, chance.randrange(places))
        )
        for part in (_parts(lesson, window, chance) if short and chance.random() < short else (window,))
    ]
    chance.shuffle(rows)
    return rows


def _parts(lesson: Lesson, window: Window, chance: Random) -> Iterator[Window]:
    inside = lesson.encoded.before[window.first + 1 : window.last] == PARAGRAPH
    starts = [window.first + 1 + int(number) for number in np.flatnonzero(inside)]
    chosen = chance.sample(starts, min(len(starts), chance.randint(1, 3)))
    edges = [window.first, *sorted(chosen), window.last]
    for first, last in pairwise(edges):
        yield Window(first, last, first, last)


def in_batches(rows: Sequence[Row], size: int, chance: Random) -> list[list[Row]]:
    """Batches of `size` of rows that are about as long, in a random order. What makes no whole batch is left out."""
    batches = []
    for start in range(0, len(rows), size * POOL):
        pool = sorted(rows[start : start + size * POOL], key=lambda row: row[1].last - row[1].first)
        batches += [pool[first : first + size] for first in range(0, max(1, len(pool) - size + 1), size)]
    chance.shuffle(batches)
    return batches


def count_windows(lessons: Sequence[Lesson], places: int) -> int:
    """How many windows the articles make when each is cut from its start."""
    return sum(1 for lesson in lessons for _ in windows(lesson.encoded, places, 0))


def batch(rows: Sequence[Row], pieces: WordPieces) -> dict[str, Array]:
    """Windows side by side, as long as the longest.

    [rows, places]: `pieces`, `shapes`, `quoted`, `padding` (True where there is nothing). [rows, words]: `words` (the
    place each begins at), `before`, `labels`, `known` (True where there is a word), and the tasks. What points to a
    word of the window has its number there, NOBODY is the number after the last, and what points out is UNKNOWN.
    """
    placed = [place(lesson.encoded, window.first, window.last, pieces) for lesson, window in rows]
    width = max(len(it[0]) for it in placed)
    length = max(window.last - window.first for _, window in rows)

    def padded(filling: int, size: int) -> Numbers:
        return np.full((len(rows), size), filling, dtype=np.int64)

    ids, shapes, quoted = (padded(it, width) for it in (pieces.padding, SHAPES - 1, 0))
    padding = np.ones((len(rows), width), dtype=bool)
    words, before, labels = (padded(0, length) for _ in range(3))
    known = np.zeros((len(rows), length), dtype=bool)
    tasks = {
        name: np.full((len(rows), length, *its.shape[1:]), UNKNOWN, dtype=its.dtype)
        for name, its in rows[0][0].tasks.items()
    }
    for row, ((lesson, window), (its_ids, its_shapes, its_quoted, starts)) in enumerate(
        zip(rows, placed, strict=True)
    ):
        here, there = slice(len(its_ids)), slice(window.last - window.first)
        read = slice(window.first, window.last)
        ids[row, here], shapes[row, here], quoted[row, here] = its_ids, its_shapes, its_quoted
        padding[row, here] = False
        words[row, there], before[row, there] = starts, lesson.encoded.before[read]
        labels[row, there], known[row, there] = lesson.labels[read], True
        for name, answers in tasks.items():
            answers[row, there] = lesson.tasks[name][read]
            if name in POINTING:
                answers[row, there] = _pointing(answers[row, there], window, length)
    return {
        "pieces": ids,
        "shapes": shapes,
        "quoted": quoted,
        "padding": padding,
        "words": words,
        "before": before,
        "labels": labels,
        "known": known,
        **tasks,
    }


def _pointing(targets: Numbers, window: Window, nobody: int) -> Numbers:
    inside = (targets >= window.first) & (targets < window.last)
    return np.where(inside, targets - window.first, np.where(targets == NOBODY, nobody, UNKNOWN))
