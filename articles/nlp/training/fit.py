"""How does the network come to say what the lessons say?

The loop over windows: rates, averaged weights, and checkpoints from which a killed training goes on as if nothing had
happened. What is random depends on the seed and the number of the step or epoch alone, so nothing of it is kept.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from torch import Tensor

from articles.nlp.crf import Scores
from articles.nlp.encoding import WordPieces, windows
from articles.nlp.training.figures import Count, Figures
from articles.nlp.training.lessons import Lesson, Row, Tags, batch, count_windows, cut, in_batches
from articles.nlp.training.network import LAYERS, Masks, Network, encoder_file
from articles.nlp.training.recipe import Recipe

PRETRAINED = "model.safetensors"
READ_AT_ONCE = 8
"""Windows that are read at once where nothing is learnt."""
FROZEN = "encoder.pieces.weight"
"""Never trained: half of all weights, and what the words of a corpus teach them, others miss."""


class Diverged(Exception):
    """The losses are no numbers any more; the message says what to do."""


@dataclass(frozen=True)
class Machine:
    """Where is computed: on a GPU if torch sees one; in bfloat16 where that is faster."""

    device: str
    half: bool

    @classmethod
    def here(cls) -> Machine:
        if torch.cuda.is_available():
            return cls("cuda", torch.cuda.is_bf16_supported())
        able = torch.cpu.get_capabilities()
        return cls("cpu", bool(able.get("amx_bf16") or able.get("avx512_bf16")))

    def __str__(self) -> str:
        name = (
            torch.cuda.get_device_name()
            if self.device == "cuda"
            else f"{torch.get_num_threads()} CPU threads"
        )
        return f"{name}, {'bfloat16' if self.half else 'float32'}"

    def halved(self) -> torch.autocast:
        return torch.autocast(self.device, dtype=torch.bfloat16, enabled=self.half)

    def tensors(self, rows: Sequence[Row], pieces: WordPieces) -> dict[str, Tensor]:
        return {name: torch.from_numpy(it).to(self.device) for name, it in batch(rows, pieces).items()}


class Training:
    """One network on its way. `checkpoints` is the folder where it is kept, under a name that no other has."""

    def __init__(
        self,
        lessons: Sequence[Lesson],
        pieces: WordPieces,
        tags: Tags,
        recipe: Recipe,
        seed: int,
        machine: Machine,
        checkpoints: Path,
        corpus: str,
    ) -> None:
        self.lessons, self.pieces, self.recipe, self.seed, self.machine = (
            lessons,
            pieces,
            recipe,
            seed,
            machine,
        )
        silver = tags.sizes if recipe.silver else {}
        of = hashlib.sha256(repr((asdict(recipe), seed, corpus, silver)).encode()).hexdigest()
        self.checkpoint = checkpoints / f"seed-{seed}-{of[:12]}.pt"
        self.network = Network(len(pieces.vocabulary), recipe, silver, Masks(seed))
        self.network.encoder.load_pretrained(encoder_file(PRETRAINED))
        self.network.encoder.pieces.weight.requires_grad_(False)
        self.network.to(machine.device).train()
        self.learned = [it for it in self.network.parameters() if it.requires_grad]
        self.averages = [it.detach().clone() for it in self.learned]
        self.optimizer = torch.optim.AdamW(
            _groups(self.network, recipe), betas=(0.9, 0.98), eps=1e-6, fused=True
        )
        self.steps = max(1, int(recipe.epochs * count_windows(lessons, recipe.places) / recipe.batch))
        self.step = self.epoch = self.taken = 0
        self.losses: dict[str, float] = {}

    def run(self, report: Callable[[Training], None], save_every: float) -> None:
        """Train to the end, saving a checkpoint every so many seconds. `report` is called after every step.

        Raises Diverged.
        """
        saved = time.monotonic()
        while self.step < self.steps:
            for rows in self._batches():
                self._learn(rows)
                if self.step >= self.steps or time.monotonic() - saved >= save_every:
                    self.save()
                    saved = time.monotonic()
                report(self)
                if self.step >= self.steps:
                    return
            self.epoch, self.taken = self.epoch + 1, 0

    def _batches(self) -> Iterator[list[Row]]:
        """The batches of this epoch that are not yet taken. Windows too few for a whole one wait for another epoch."""
        chance = Random(f"windows {self.seed} {self.epoch}")  # noqa: S311 - a model holds no secrets
        rows = cut(self.lessons, self.recipe.places, chance, self.recipe.short)
        for these in in_batches(rows, self.recipe.batch, chance)[self.taken :]:
            self.taken += 1
            yield these

    def _learn(self, rows: Sequence[Row]) -> None:
        self.network.masks.turn(self.step)
        rate = self._rate()
        for group in self.optimizer.param_groups:
            group["lr"] = group["highest"] * rate
        tensors = self.machine.tensors(rows, self.pieces)
        tensors["pieces"] = self.network.masks.hide(tensors["pieces"], self.pieces, self.recipe.hidden)
        with self.machine.halved():
            losses = self.network.losses(tensors)
        loss = torch.stack(list(losses.values())).sum()
        self.losses = {name: float(it.detach()) for name, it in losses.items()}
        if not torch.isfinite(loss):
            raise Diverged(
                f"Training came apart at step {self.step}: the loss is {float(loss)}. "
                "Try lower rates: --set encoder_rate=1e-4 head_rate=1e-3."
            )
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.learned, self.recipe.longest_step)
        self.optimizer.step()
        self.step += 1
        # The first steps are soon forgotten, however slow the averages are later.
        keep = min(self.recipe.averaging, self.step / (self.step + 9))
        torch._foreach_lerp_(self.averages, [it.data for it in self.learned], 1 - keep)

    def _rate(self) -> float:
        """The share of the highest rates at this step: up along a line, then down along one."""
        rising = int(self.recipe.warm_up * self.steps)
        if self.step < rising:
            return self.step / rising
        return max(self.recipe.lowest, 1 - (self.step - rising) / max(1, self.steps - rising))

    @contextmanager
    def averaged(self) -> Iterator[Network]:
        """The network with its averaged weights, not learning."""
        own = [it.detach().clone() for it in self.learned]
        self._put(self.averages)
        self.network.eval()
        try:
            yield self.network
        finally:
            self.network.train()
            self._put(own)

    @torch.no_grad()
    def _put(self, values: Sequence[Tensor]) -> None:
        for parameter, value in zip(self.learned, values, strict=True):
            parameter.copy_(value)

    def save(self) -> None:
        """Write the checkpoint; whoever is killed meanwhile finds the one before. The last knows no rates any more."""
        weights = {name: it for name, it in self.network.state_dict().items() if name != FROZEN}
        state: dict[str, Any] = {
            "step": self.step,
            "epoch": self.epoch,
            "taken": self.taken,
            "weights": weights,
        }
        state["averages"] = self.averages
        if self.step < self.steps:
            state["optimizer"] = self.optimizer.state_dict()
        self.checkpoint.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.checkpoint.with_suffix(".unfinished")
        with unfinished.open("wb") as file:
            torch.save(state, file)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(self.checkpoint)

    def resume(self) -> bool:
        """Go on from the checkpoint, if there is one of this very training."""
        if not self.checkpoint.is_file():
            return False
        state = torch.load(self.checkpoint, map_location=self.machine.device, weights_only=True)
        self.network.load_state_dict({**state["weights"], FROZEN: self.network.encoder.pieces.weight})
        self.step, self.epoch, self.taken = state["step"], state["epoch"], state["taken"]
        with torch.no_grad():
            for average, value in zip(self.averages, state["averages"], strict=True):
                average.copy_(value)
        if "optimizer" in state:
            self.optimizer.load_state_dict(state["optimizer"])
        return True

    def figures(self, held_out: Sequence[Lesson]) -> Figures:
        """What the averaged weights find in articles held out, decoded as the tagger does."""
        count = Count()
        with self.averaged() as network:
            decoder = network.chain.decoder()
            for lesson in held_out:
                count.add(lesson, decoder.decode(self._scores(network, lesson), lesson.encoded.before))
        return count.figures()

    @torch.inference_mode()
    def _scores(self, network: Network, lesson: Lesson) -> Scores:
        """[words, LABELS] of an article, each word as seen from the window where it stands farthest in."""
        found = []
        cuts = list(windows(lesson.encoded, self.recipe.places, self.recipe.context))
        for start in range(0, len(cuts), READ_AT_ONCE):
            rows = [(lesson, window) for window in cuts[start : start + READ_AT_ONCE]]
            with self.machine.halved():
                scores = network.heads(network.words(self.machine.tensors(rows, self.pieces)))[0]
            for (_, window), its in zip(rows, scores.float().cpu().numpy(), strict=True):
                found.append(its[window.keep_first - window.first : window.keep_last - window.first])
        return np.concatenate(found)


def _groups(network: Network, recipe: Recipe) -> list[dict[str, Any]]:
    """What the optimizer is told of each parameter: its highest rate, and whether it decays."""
    groups = []
    for name, parameter in network.named_parameters():
        if not parameter.requires_grad:
            continue
        part, _, inside = name.partition(".")
        rate, decay = recipe.head_rate, 0.0
        if part == "encoder":
            new = inside.startswith(("shapes.", "quoted."))
            above = LAYERS - 1 - int(inside.split(".")[1]) if inside.startswith("layers.") else LAYERS
            rate = recipe.feature_rate if new else recipe.encoder_rate
            rate *= recipe.layer_decay**above
            decay = recipe.weight_decay if parameter.ndim > 1 else 0.0
        groups.append({"params": [parameter], "lr": rate, "highest": rate, "weight_decay": decay})
    return groups
