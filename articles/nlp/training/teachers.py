"""What do models that were trained before say of the articles?

Annotators leave things out and differ about edges; what several models say on average differs less. A network that
learns it beside the annotators' labels (knowledge distillation, Hinton et al. 2015; of whole rows of labels, Wang et
al. 2020) comes near to all of them together, and reads as fast as one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from articles.nlp.tagger import FILES, Tagger
from articles.nlp.training.lessons import TAUGHT, Lesson

Halves = npt.NDArray[np.float16]


def checksum(teacher: Path) -> str:
    """SHA-256 of a model's files. Raises FileNotFoundError, a sentence, where the folder holds none."""
    of = hashlib.sha256()
    for name in FILES:
        path = teacher / name
        if not path.is_file():
            raise FileNotFoundError(
                f"{teacher} holds no model to learn from: it has no {name}. Name what --out wrote."
            )
        of.update(path.read_bytes())
    return of.hexdigest()


def taught(lessons: Sequence[Lesson], teachers: Sequence[Path], corpus: str, folder: Path) -> list[Lesson]:
    """The lessons with what the teachers say of them, on average, as a further task.

    Asking one takes minutes, so that its answers are kept in `folder`, under a name that no other corpus or teacher
    has.
    """
    each = np.stack([_said(lessons, it, corpus, folder) for it in teachers])
    return list(_with(lessons, each.mean(0, dtype=np.float32).astype(np.float16)))


def _said(lessons: Sequence[Lesson], teacher: Path, corpus: str, folder: Path) -> Halves:
    """[words of all lessons, LABELS, LABELS]: how likely each label is after each."""
    name = hashlib.sha256(f"{corpus} {checksum(teacher)}".encode()).hexdigest()[:12]
    kept = folder / f"taught-{name}.npy"
    if not kept.is_file():
        model = Tagger.read(teacher)
        pairs = []
        for lesson in tqdm(lessons, f"asking {teacher.name}", unit=" articles", mininterval=1):
            heard = model.hear(lesson.reading, 0, len(lesson.labels))
            pairs.append(model.crf.pairs(heard.scores, heard.before).astype(np.float16))
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = kept.with_suffix(".unfinished.npy")
        np.save(unfinished, np.concatenate(pairs))
        unfinished.replace(kept)
    said: Halves = np.load(kept, mmap_mode="r")
    return said


def _with(lessons: Sequence[Lesson], said: Halves) -> Iterator[Lesson]:
    edges = np.cumsum([0, *(len(lesson.labels) for lesson in lessons)])
    for lesson, (first, last) in zip(lessons, pairwise(edges.tolist()), strict=True):
        yield replace(lesson, tasks={**lesson.tasks, TAUGHT: said[first:last]})
