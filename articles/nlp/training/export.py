"""Writes a trained network as the files that `articles.nlp.tagger` loads."""

from __future__ import annotations

import json
import logging
import tempfile
import warnings
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from onnxruntime import InferenceSession
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from articles.nlp.encoding import WordPieces, place
from articles.nlp.tagger import INPUTS, OUTPUTS, SETTINGS, VOCABULARY, WEIGHTS
from articles.nlp.training.lessons import Lesson
from articles.nlp.training.network import Network

FARTHEST = 1e-3
"""How far what the exported network says may be from what the trained one says, before anything is rounded."""


class OneWindow(nn.Module):
    """The network as the tagger asks it: one window, nothing padded."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(
        self, pieces: Tensor, shapes: Tensor, quoted: Tensor, words: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Pieces, shapes and quoted [places], the place of each word [words]; out come [words, …] of OUTPUTS."""
        x = self.network.encoder(pieces, shapes, quoted, None)
        labels, wants, offers = self.network.heads(x[words])
        return labels, wants, offers


def export(network: Network, pieces: WordPieces, seed: int, lesson: Lesson, folder: Path) -> None:
    """Write the weights as ONNX in 8-bit integers, the vocabulary and the settings into `folder`.

    `lesson` gives the words by which the export is checked. Raises RuntimeError, a sentence, if it says something
    else than the network; then nothing is written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as unfinished:
        made = Path(unfinished)
        exact = made / "exact.onnx"
        _write_exact(network, pieces, lesson, exact)
        _quantize(exact, made / WEIGHTS)
        exact.unlink()
        (made / VOCABULARY).write_text("\n".join(pieces.vocabulary) + "\n", encoding="utf-8")
        settings = {
            "places": network.recipe.places,
            "context": network.recipe.context,
            "transitions": network.chain.transitions().tolist(),
            "start": network.chain.start.tolist(),
            "nobody": network.link.nobody.tolist(),
            "recipe": asdict(network.recipe),
            "seed": seed,
        }
        (made / SETTINGS).write_text(json.dumps(settings) + "\n", encoding="utf-8")
        for path in made.iterdir():
            path.replace(folder / path.name)


@torch.no_grad()
def _write_exact(network: Network, pieces: WordPieces, lesson: Lesson, path: Path) -> None:
    asked = OneWindow(network.cpu()).eval()
    words = min(len(lesson.encoded), network.recipe.places // 8)
    window = tuple(torch.from_numpy(it) for it in place(lesson.encoded, 0, words, pieces))
    lengths = {
        name: {0: "words" if name in (*OUTPUTS, "words") else "places"} for name in (*INPUTS, *OUTPUTS)
    }
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # the exporter by tracing is called old; the new one needs another package
        torch.onnx.export(
            asked,
            window,
            str(path),
            input_names=list(INPUTS),
            output_names=list(OUTPUTS),
            dynamic_axes=lengths,
            opset_version=17,
            dynamo=False,
        )
    # Checked on fewer words than it was traced with, so that no length is one for ever.
    fewer = place(lesson.encoded, 0, max(1, words // 2), pieces)
    said = InferenceSession(str(path), providers=["CPUExecutionProvider"]).run(
        None, dict(zip(INPUTS, fewer, strict=True))
    )
    meant = asked(*(torch.from_numpy(it) for it in fewer))
    off = max(float(np.abs(one - other.numpy()).max()) for one, other in zip(said, meant, strict=True))
    if off > FARTHEST:
        raise RuntimeError(
            f"The exported network differs from the trained one by {off:.4f}; nothing was written."
        )


def _quantize(exact: Path, path: Path) -> None:
    """Weights as 8-bit integers, a scale a column."""
    logging.getLogger().setLevel(logging.ERROR)  # it warns of what it is about to do anyway
    quantize_dynamic(str(exact), str(path), weight_type=QuantType.QInt8, per_channel=True)
