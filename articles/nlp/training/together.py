"""Makes one tagger of several that were trained alike from different seeds: on average they are right more often.

They share the vectors of word pieces, which training leaves as they were, so that a further one costs 12 MB. How their
windows lie beside each other, `articles.nlp.tagger` says.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import compose

from articles.nlp.tagger import SETTINGS, VOCABULARY, WEIGHTS, network_prefix

CONTEXT = 16
"""Pieces that windows see on either side of what they keep: where one's window ends, another's has its middle."""


def join(models: Sequence[Path], out: Path) -> None:
    """Write the models in folders as one into the folder `out`.

    Raises ValueError, a sentence, if they were not made alike.
    """
    settings = [json.loads((it / SETTINGS).read_text(encoding="utf-8")) for it in models]
    vocabularies = {(it / VOCABULARY).read_text(encoding="utf-8") for it in models}
    if len(vocabularies) > 1 or any(it["recipe"] != settings[0]["recipe"] for it in settings):
        raise ValueError("These models were made by other recipes or of other words; they cannot be joined.")
    out.mkdir(parents=True, exist_ok=True)
    weights = _joined([onnx.load(str(it / WEIGHTS)) for it in models]).SerializeToString()
    (out / WEIGHTS).write_bytes(weights)
    (out / VOCABULARY).write_text(vocabularies.pop(), encoding="utf-8")
    (out / SETTINGS).write_text(json.dumps(_settings(settings)) + "\n", encoding="utf-8")


def _settings(each: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Fields of Markov chains are averaged, as their scores are; vectors of pointers are put side by side."""
    return {
        "networks": len(each),
        "places": each[0]["places"],
        "context": CONTEXT,
        "transitions": np.mean([it["transitions"] for it in each], axis=0).tolist(),
        "start": np.mean([it["start"] for it in each], axis=0).tolist(),
        "nobody": np.concatenate([it["nobody"] for it in each]).tolist(),
        "recipe": each[0]["recipe"],
        "seed": [it["seed"] for it in each],
    }


def _joined(models: Sequence[onnx.ModelProto]) -> onnx.ModelProto:
    """One graph in which all run side by side; what is stored in several of them alike is stored once."""
    whole, *others = [_prefixed(it, network_prefix(number)) for number, it in enumerate(models)]
    for other in others:
        whole = compose.merge_models(whole, other, io_map=[])
    first: dict[bytes, str] = {}
    same: dict[str, str] = {}
    kept = []
    for weight in whole.graph.initializer:
        nameless = onnx.TensorProto()
        nameless.CopyFrom(weight)
        nameless.ClearField("name")
        name = first.setdefault(nameless.SerializeToString(), weight.name)
        if name == weight.name:
            kept.append(weight)
        same[weight.name] = name
    del whole.graph.initializer[:]
    whole.graph.initializer.extend(kept)
    for node in whole.graph.node:
        node.input[:] = [same.get(name, name) for name in node.input]
    onnx.checker.check_model(whole)
    return whole


def _prefixed(model: onnx.ModelProto, prefix: str) -> onnx.ModelProto:
    """The model with all its names begun so, those of its lengths too, as windows of two networks differ in length."""
    renamed = compose.add_prefix(model, prefix)
    for value in (*renamed.graph.input, *renamed.graph.output, *renamed.graph.value_info):
        for length in value.type.tensor_type.shape.dim:
            if length.dim_param:
                length.dim_param = prefix + length.dim_param
    return renamed
