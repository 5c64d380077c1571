"""Does training train? With a real torch, in processes of .venv-train: `./dev train --check`. It takes minutes.

The name keeps this file out of the ordinary run, whose environment has no torch.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from annotator.serve import ROOT
from articles.document import Attribution, Document
from articles.formats import Losses, jsonl
from articles.nlp.quotation_marks import find_quotations, nest
from articles.nlp.reading import Reading
from articles.nlp.tagger import FILES, Tagger
from articles.nlp.words import Words
from tests.marked import marked

pytestmark = pytest.mark.timeout(900)
PYTHON = ROOT / ".venv-train" / "bin" / "python"
TEXTS = [
    "{“We won,”} <Ann Lee> [said]. The boats sail at noon, and nobody on the quay knew why.\n\nThe mayor left.",
    "<The council> [said] {it would close the school in May}. Parents were told on Monday, in a cold hall.",
    "No train left the town on Friday. {The bridge is safe}, [according to] <engineers>. It opened in 1911.",
]
SHORT = ["--seeds", "1", "--threads", "1", "--epochs", "20", "--set", "batch=2", "warm_up=0"]


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """Six articles of ours, as an export has them."""
    documents = []
    for number in range(6):
        found = marked(TEXTS[number % 3])
        spans = (found.quote.content, found.quote.cue, found.quote.source)
        documents.append(
            Document(found.text, (Attribution("direct", *spans, state="accepted"),), id=f"a{number}")
        )
    path = tmp_path / "record.jsonl"
    path.write_bytes(b"".join(jsonl.write(documents, Losses())))
    return path


def start(record: Path, out: Path, keep: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [PYTHON, "-m", "articles.nlp.training", record, "--out", out, *SHORT, *arguments],
        cwd=ROOT,
        env={**os.environ, "VAR_DIR": str(keep), "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def train(record: Path, out: Path, keep: Path, *arguments: str) -> str:
    """Train to the end and return what was said."""
    process = start(record, out, keep, *arguments)
    said, _ = process.communicate()
    assert process.returncode == 0, said
    return said


def found_again(model: Path) -> None:
    """The model finds what is marked in TEXTS, all of it and nothing else."""
    tagger = Tagger.read(model)
    for text in TEXTS:
        found = marked(text)
        words = Words.read(found.text)
        reading = Reading.of(words, nest(find_quotations(found.text)))
        spans = {(it.role, words.said(it.first, it.last)) for it in tagger.tag(reading).chunks}
        assert spans == {
            (role, span.text) for role in ("content", "cue", "source") for span in getattr(found.quote, role)
        }


def test_a_killed_training_goes_on_and_gives_the_very_model_it_would_have_given(
    record: Path, tmp_path: Path
) -> None:
    whole, pieced = tmp_path / "whole", tmp_path / "pieced"
    train(record, whole, tmp_path / "kept-whole")

    kept = tmp_path / "kept"
    process = start(record, pieced, kept, "--save-every", "0")
    while process.poll() is None and not list(kept.glob("train/*.pt")):
        time.sleep(0.05)
    time.sleep(3)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert not pieced.exists()

    said = train(record, pieced, kept)
    went_on = re.search(r"goes on from step (\d+) of (\d+)", said)
    assert went_on is not None, said
    assert 0 < int(went_on[1]) < int(went_on[2])
    for name in FILES:
        assert (pieced / name).read_bytes() == (whole / name).read_bytes(), name

    assert "goes on from step" in train(record, pieced, kept), "what is finished is only exported"


@pytest.mark.parametrize("seeds", [("1",), ("1", "2")], ids=["one network", "two side by side"])
def test_what_was_trained_finds_what_was_taught_without_torch(
    record: Path, tmp_path: Path, seeds: tuple[str, ...]
) -> None:
    said = train(record, tmp_path / "out", tmp_path / "kept", "--seeds", *seeds)
    assert "Written to" in said
    found_again(tmp_path / "out")


def test_of_several_seeds_mean_and_spread_are_told(record: Path, tmp_path: Path) -> None:
    dev = tmp_path / "dev.jsonl"
    lines = record.read_text(encoding="utf-8").splitlines(keepends=True)
    dev.write_text("".join(lines[:3]), encoding="utf-8")
    said = train(
        record, tmp_path / "out", tmp_path / "kept", "--dev", str(dev), "--seeds", "1", "2", "--epochs", "4"
    )
    assert "3 articles to train on, 3 held out." in said
    assert re.search(r"Over 2 seeds: source [\d.]+ ± [\d.]+, cue", said), said
    assert "As written, F1 of exact spans" in said


CHAIN = """
import itertools, torch
from articles.nlp.crf import LABELS
from articles.nlp.training.network import Chain
torch.manual_seed(1)
chain = Chain()
torch.nn.init.normal_(chain.learned); torch.nn.init.normal_(chain.start)
scores, before = torch.randn(2, 4, LABELS), torch.randint(0, 3, (2, 4))
labels, known = torch.tensor([[1, 2, 0, 5], [3, 4, 0, 0]]), torch.tensor([[1, 1, 1, 1], [1, 1, 0, 0]]).bool()
def score(row, path):
    total = chain.start[path[0]] + scores[row, 0, path[0]]
    for word in range(1, len(path)):
        total = total + chain.transitions()[before[row, word], path[word - 1], path[word]]
        total = total + scores[row, word, path[word]]
    return total
for row, length in ((0, 4), (1, 2)):
    every = torch.stack([score(row, path) for path in itertools.product(range(LABELS), repeat=length)])
    meant = torch.logsumexp(every, 0) - score(row, labels[row, :length].tolist())
    assert torch.allclose(chain.surprise(scores, before, labels, known)[row], meant, atol=1e-4), (row, meant)
one = chain.surprise(scores[:, :1], before[:, :1], labels[:, :1], known[:, :1])
assert torch.allclose(one[0], torch.logsumexp(scores[0, 0] + chain.start, 0) - scores[0, 0, 1] - chain.start[1])
long = (30 * torch.randn(2, 500, LABELS)).requires_grad_()
zeros = torch.zeros(2, 500, dtype=torch.long)
chain.surprise(long, zeros, zeros, torch.ones(2, 500).bool()).sum().backward()
assert torch.isfinite(long.grad).all() and torch.isfinite(chain.learned.grad).all()
"""


def test_the_chain_counts_every_row_of_labels_once() -> None:
    done = subprocess.run([PYTHON, "-c", CHAIN], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
