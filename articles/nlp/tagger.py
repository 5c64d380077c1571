"""Finds contents, cues and sources with a trained encoder, and how well each goes with each.

A small BERT encoder fine-tuned on annotated news gives every word a score for each label and two vectors that say
which words it goes with; `crf` makes spans of the scores. ONNX Runtime does the arithmetic: no torch is needed.

There may be several such networks in a model. Each reads the article in windows of its own, which end where the others'
have their middles; of a word's scores, those count most whose window goes on farthest around it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from articles.nlp.crf import IMPOSSIBLE, LABELS, Chunk, Crf, Scores
from articles.nlp.encoding import Encoded, Numbers, Window, WordPieces, encode, place, windows
from articles.nlp.reading import Reading

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

WEIGHTS, VOCABULARY, SETTINGS = "tagger.onnx", "vocabulary.txt", "tagger.json"
FILES = (WEIGHTS, VOCABULARY, SETTINGS)
INPUTS, OUTPUTS = ("pieces", "shapes", "quoted", "words"), ("labels", "wants", "offers")
Vectors = npt.NDArray[np.float16]
"""Half as exact they say the same, and those of an article of a megabyte would fill memory."""
Said = tuple[slice, Scores, Scores, Vectors, Vectors]
"""Words, how much what is said of them counts, their scores times that, and their vectors."""
FAR = 40
"""Words from the edge of a window from which a network knows all it needs."""


def network_prefix(number: int) -> str:
    """What the names of inputs and outputs of a network in a model of several begin with."""
    return f"network{number}_"


@dataclass(frozen=True)
class Tagged:
    """The chunks of an article, and for every pair of them how well they go together (logits).

    `wants` and `offers` are vectors, a row a chunk: their product says how well the first goes with the second. `heard`
    is what the chunks were made of.
    """

    chunks: list[Chunk]
    wants: Scores
    offers: Scores
    nobody: Scores
    heard: Heard | None = None

    def affinity(self, one: int, other: int) -> float:
        return float(self.wants[one] @ self.offers[other])

    def alone(self, one: int) -> float:
        """How well a chunk goes with none."""
        return float(self.wants[one] @ self.nobody)


@dataclass(frozen=True)
class Heard:
    """What the encoder makes of the words from `first` on, before anybody made spans of it: a row a word."""

    first: int
    scores: Scores
    before: Numbers
    wants: Vectors
    offers: Vectors
    nobody: Scores
    crf: Crf

    def part(self, first: int, last: int) -> Heard:
        """The words from `first` up to, not including, `last` alone."""
        first = max(first, self.first)
        its = slice(first - self.first, max(0, last - self.first))
        return replace(
            self,
            first=first,
            scores=self.scores[its],
            before=self.before[its],
            wants=self.wants[its],
            offers=self.offers[its],
        )

    def holds(self, word: int) -> bool:
        return 0 <= word - self.first < len(self.scores)

    def tagged(self, chunks: list[Chunk]) -> Tagged:
        """These chunks, counted in the words of the article, with how well they go together."""
        firsts = [chunk.first - self.first for chunk in chunks]
        wants, offers = (vectors[firsts].astype(np.float32) for vectors in (self.wants, self.offers))
        return Tagged(chunks, wants, offers, self.nobody, self)

    def pull(self, one: int, other: int) -> float:
        """How well a span that begins at a word goes with one that begins at another, rather than with none."""
        wants = self.wants[one - self.first].astype(np.float32)
        return float(wants @ (self.offers[other - self.first].astype(np.float32) - self.nobody))


def cores() -> int:
    """How many cores this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Tagger:
    """A model made of the content of `FILES`. `threads` is how many cores it may use; 0 stands for all this process
    may run on."""

    def __init__(self, files: Mapping[str, bytes], threads: int = 0) -> None:
        settings = json.loads(files[SETTINGS])
        self.pieces = WordPieces(files[VOCABULARY].decode().splitlines())
        self.places = int(settings["places"])
        self.context = int(settings["context"])
        start = np.array(settings["start"], dtype=np.float32)
        # A window may begin inside a span, and training has some that do; an article may not.
        start[2::2] = IMPOSSIBLE
        self.crf = Crf(np.array(settings["transitions"], dtype=np.float32), start)
        self.nobody = np.array(settings["nobody"], dtype=np.float32)
        self.networks = int(settings.get("networks", 1))
        self.session = _session(files[WEIGHTS])
        self.threads = threads or cores()

    @classmethod
    def read(cls, folder: Path, threads: int = 0) -> Tagger:
        """The model in a folder. Raises OSError where one of `FILES` is missing."""
        return cls({name: (folder / name).read_bytes() for name in FILES}, threads)

    def tag(self, reading: Reading) -> Tagged:
        """The chunks of an article in text order. Linear in its length."""
        heard = self.hear(reading, 0, len(reading.words))
        return heard.tagged(self.crf.decode(heard.scores, heard.before))

    def hear(self, reading: Reading, first: int, last: int) -> Heard:
        """What the encoder makes of the words from `first` up to, not including, `last`, of which it sees no more."""
        encoded = encode(reading, self.pieces).part(first, last)
        scores, wants, offers = self._scores(encoded)
        return Heard(first, scores, encoded.before, wants, offers, self.nobody, self.crf)

    def _scores(self, encoded: Encoded) -> tuple[Scores, Vectors, Vectors]:
        """[words, LABELS], [words, d], [words, d]: scores of labels, the mean of all networks, and their vectors."""
        parts = [list(windows(encoded, self.places, self.context))]
        for number in range(1, self.networks):
            begin = number * self.places // self.networks if len(parts[0]) > 1 else 0
            parts.append(list(windows(encoded, self.places, self.context, begin)))
        with ThreadPoolExecutor(self.threads) as pool:
            found = list(pool.map(partial(self._read, encoded), zip_longest(*parts)))
        number = len(encoded)
        scores, shares = np.zeros((number, LABELS), dtype=np.float32), np.zeros((number, 1), dtype=np.float32)
        wants, offers = (np.zeros((number, len(self.nobody)), dtype=np.float16) for _ in range(2))
        width = len(self.nobody) // self.networks
        for said in found:
            for network, (words, share, its_scores, its_wants, its_offers) in said:
                its = slice(network * width, (network + 1) * width)
                scores[words] += its_scores
                shares[words] += share
                wants[words, its], offers[words, its] = its_wants, its_offers
        scores /= shares
        return scores, wants, offers

    def _read(self, encoded: Encoded, side_by_side: Sequence[Window | None]) -> list[tuple[int, Said]]:
        """What each network says of the words that its window keeps. One without a window is shown one word in vain."""
        asked: dict[str, Numbers] = {}
        prefixes = [network_prefix(number) if self.networks > 1 else "" for number in range(self.networks)]
        for prefix, window in zip(prefixes, side_by_side, strict=True):
            first, last = (window.first, window.last) if window else (0, 1)
            placed = place(encoded, first, last, self.pieces)
            asked |= {prefix + name: it for name, it in zip(INPUTS, placed, strict=True)}
        names = [prefix + name for prefix in prefixes for name in OUTPUTS]
        answers = iter(self.session.run(names, asked))
        said = []
        for network, window in enumerate(side_by_side):
            labels, wants, offers = (next(answers) for _ in OUTPUTS)
            if window:
                keep = slice(window.keep_first - window.first, window.keep_last - window.first)
                share = self._shares(window, len(encoded))[keep]
                vectors = (it[keep].astype(np.float16) for it in (wants / self.networks, offers))
                words = slice(window.keep_first, window.keep_last)
                said.append((network, (words, share, labels[keep] * share, *vectors)))
        return said

    def _shares(self, window: Window, words: int) -> Scores:
        """[words of the window, 1]: how much a network's scores count, by how far its window goes on on either side."""
        if self.networks == 1:
            return np.ones((window.last - window.first, 1), dtype=np.float32)
        places = np.arange(window.first, window.last)
        before = places - window.first + 1 if window.first else FAR
        after = window.last - places if window.last < words else FAR
        return (
            (np.minimum(np.minimum(before, after), FAR) / np.float32(FAR)).astype(np.float32).reshape(-1, 1)
        )


def _session(model: bytes) -> InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # Windows side by side, a thread each, are faster than the threads of ONNX Runtime within one.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
