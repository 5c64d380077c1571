"""Finds contents, cues and sources with a trained encoder, and how well each goes with each.

A small BERT encoder fine-tuned on annotated news gives every word a score for each label and two vectors that say
which words it goes with; `crf` makes spans of the scores. ONNX Runtime does the arithmetic: no torch is needed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from articles.nlp.crf import IMPOSSIBLE, LABELS, Chunk, Crf, Scores
from articles.nlp.encoding import Encoded, Numbers, Window, WordPieces, encode, place, windows
from articles.nlp.reading import Reading

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

WEIGHTS, VOCABULARY, SETTINGS = "tagger.onnx", "vocabulary.txt", "tagger.json"
FILES = (WEIGHTS, VOCABULARY, SETTINGS)


@dataclass(frozen=True)
class Tagged:
    """The chunks of an article, and for every pair of them how well they go together (logits).

    `wants` and `offers` are vectors, a row a chunk: their product says how well the first goes with the second.
    """

    chunks: list[Chunk]
    wants: Scores
    offers: Scores
    nobody: Scores

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
    wants: Scores
    offers: Scores
    nobody: Scores

    def holds(self, word: int) -> bool:
        return 0 <= word - self.first < len(self.scores)

    def tagged(self, chunks: list[Chunk]) -> Tagged:
        """These chunks, counted in the words of the article, with how well they go together."""
        firsts = [chunk.first - self.first for chunk in chunks]
        wants, offers = (vectors[firsts].astype(np.float32) for vectors in (self.wants, self.offers))
        return Tagged(chunks, wants, offers, self.nobody)

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
        return Heard(first, scores, encoded.before, wants, offers, self.nobody)

    def _scores(self, encoded: Encoded) -> tuple[Scores, Scores, Scores]:
        """[words, LABELS], [words, d], [words, d]: each word as seen from the window where it stands farthest in."""
        parts = windows(encoded, self.places, self.context)
        with ThreadPoolExecutor(self.threads) as pool:
            found = list(pool.map(partial(self._read, encoded), parts))
        width = len(self.nobody)
        sizes = ((LABELS, np.float32), (width, np.float16), (width, np.float16))
        nothing = tuple(np.zeros((0, size), dtype=kind) for size, kind in sizes)
        scores, wants, offers = (np.concatenate(outputs) for outputs in zip(nothing, *found, strict=True))
        return scores, wants, offers

    def _read(self, encoded: Encoded, window: Window) -> tuple[Scores, ...]:
        ids, shapes, quoted, firsts = place(encoded, window.first, window.last, self.pieces)
        outputs = self.session.run(None, {"pieces": ids, "shapes": shapes, "quoted": quoted, "words": firsts})
        keep = slice(window.keep_first - window.first, window.keep_last - window.first)
        labels, wants, offers = (output[keep] for output in outputs)
        # The vectors of an article of a megabyte fill memory; half as exact they say the same.
        return labels.copy(), wants.astype(np.float16), offers.astype(np.float16)


def _session(model: bytes) -> InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # Windows side by side, a thread each, are faster than the threads of ONNX Runtime within one.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
