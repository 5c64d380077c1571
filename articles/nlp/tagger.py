"""Finds contents, cues and sources with a trained encoder, and which of them belong together.

A small BERT encoder fine-tuned on annotated news gives every word a score for each label and two vectors that say
which words it goes with; `crf` makes spans of the scores. ONNX Runtime does the arithmetic: no torch is needed.
"""

from __future__ import annotations

import json
import os
from bisect import bisect_left, bisect_right
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from articles.nlp.crf import IMPOSSIBLE, LABELS, ROLES, Chunk, Crf, Scores
from articles.nlp.encoding import Encoded, Window, WordPieces, encode, place, windows
from articles.nlp.reading import Found, Reading

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


REACH = 60
"""Words between a content and its cue, or a cue and its source, at most."""
CLOSE = 3
"""Words between a cue and its content though they stand in two paragraphs: “She said:” and what follows."""
TOGETHER = 0.5
"""How likely a content must go with a cue to be joined to it."""
SOURCED = 0.15
"""The same for a cue and its source: nearly every cue has one, so a doubtful one is better than none."""


def linked(tagged: Tagged, reading: Reading) -> dict[str, list[Found]]:
    """The chunks by role; a content goes with its cue, a source with every cue that has it, by the same `link`."""
    of_role = {role: [n for n, it in enumerate(tagged.chunks) if it.role == role] for role in ROLES}
    cue_of = {
        content: _best(tagged, reading, content, of_role["cue"], TOGETHER) for content in of_role["content"]
    }
    spoken = sorted({cue for cue, _ in cue_of.values() if cue is not None})
    source_of = {cue: _best(tagged, reading, cue, of_role["source"], SOURCED) for cue in spoken}
    found: dict[str, list[Found]] = {role: [] for role in ROLES}
    for content, (cue, together) in cue_of.items():
        if cue is None and reading.quoted[tagged.chunks[content].first] < 0:
            continue  # neither marks nor a cue: nothing tells that anybody said it
        found["content"].append(_found(tagged.chunks[content], "" if cue is None else str(cue), together))
    for cue, (source, together) in source_of.items():
        found["cue"].append(_found(tagged.chunks[cue], str(cue), together))
        if source is not None:
            found["source"].append(_found(tagged.chunks[source], str(cue), together))
    return found


def _found(chunk: Chunk, link: str, together: float) -> Found:
    return Found((chunk.first, chunk.last), link, likely=chunk.likely, exact=chunk.exact, together=together)


def _best(
    tagged: Tagged, reading: Reading, one: int, others: list[int], enough: float
) -> tuple[int | None, float]:
    """Which of the others a chunk goes with, None where none is likely `enough`, and how likely."""
    here = tagged.chunks[one]

    def first(number: int) -> int:
        return tagged.chunks[number].first

    low = bisect_left(others, here.first - REACH, key=first)
    high = bisect_right(others, here.last + REACH, key=first)
    near = [
        other for other in others[max(0, low - 1) : high] if _in_reach(reading, here, tagged.chunks[other])
    ]
    sentence = reading.words.sentence_of
    # A quotation with a cue in its own sentence has no need of that of the sentence before.
    near = [it for it in near if sentence(first(it)) == sentence(here.first)] or near
    scores = np.array([tagged.alone(one), *(tagged.affinity(one, other) for other in near)])
    likely = np.exp(scores - scores.max())
    likely /= likely.sum()
    best = int(likely[1:].argmax()) if near else -1
    if best < 0 or likely[best + 1] < enough:
        return None, float(likely[0])
    return near[best], float(likely[best + 1])


def _in_reach(reading: Reading, one: Chunk, other: Chunk) -> bool:
    """Whether two chunks can go together as far as sentences and paragraphs tell.

    In annotated news what stands in no quotation marks has its cue in the same sentence, and a quotation in the same
    or the next to it: all but one in three hundred.
    """
    words = reading.words
    if words.paragraph_of(one.first) != words.paragraph_of(other.first):
        return 0 <= one.first - other.last <= CLOSE
    gap = max(one.first - other.last, other.first - one.last)
    apart = abs(words.sentence_of(one.first) - words.sentence_of(other.first))
    return gap <= REACH and apart <= (one.role == "content" and reading.quoted[one.first] >= 0)


def cores() -> int:
    """How many cores this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Tagger:
    """A loaded model. `threads` is how many cores it may use; 0 stands for all this process may run on."""

    def __init__(self, folder: Path, threads: int = 0) -> None:
        self.folder = folder
        settings = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
        self.pieces = WordPieces((folder / VOCABULARY).read_text(encoding="utf-8").splitlines())
        self.places = int(settings["places"])
        self.context = int(settings["context"])
        start = np.array(settings["start"], dtype=np.float32)
        # A window may begin inside a span, and training has some that do; an article may not.
        start[2::2] = IMPOSSIBLE
        self.crf = Crf(np.array(settings["transitions"], dtype=np.float32), start)
        self.nobody = np.array(settings["nobody"], dtype=np.float32)
        self.session = _session(folder / WEIGHTS)
        self.threads = threads or cores()

    def tag(self, reading: Reading) -> Tagged:
        """The chunks of an article in text order. Linear in its length."""
        encoded = encode(reading, self.pieces)
        scores, wants, offers = self._scores(encoded)
        chunks = self.crf.decode(scores, encoded.before)
        firsts = [chunk.first for chunk in chunks]
        return Tagged(
            chunks, wants[firsts].astype(np.float32), offers[firsts].astype(np.float32), self.nobody
        )

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


def _session(path: Path) -> InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # Windows side by side, a thread each, are faster than the threads of ONNX Runtime within one.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
