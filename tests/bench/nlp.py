"""How good are the suggestions on annotated news, how fast are they made, and what does the model weigh?

Accuracy is measured on the development articles that lie beside the checkout in ../shared/data, with the scorers that
lie with them, on what `python -m articles.nlp` writes. Without them only speed and weight are measured.
"""

import importlib.util
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from annotator.serve import ROOT
from articles.nlp.training.calibration import calibration_error
from tests.bench import Figure

DATA = ROOT.parent / "shared" / "data"
MODEL = ROOT / "articles" / "nlp" / "model"
SURE = 0.9
UNNAMEABLE = ("unspecified", "author")
LENGTHS = (10_000, 100_000)
"""Words of the texts that show how time grows."""


def figures() -> Iterator[Figure]:
    if DATA.is_dir():
        yield from accuracy()
    else:
        print("Accuracy is not measured: there is no ../shared/data beside the checkout.", file=sys.stderr)
    yield from weight()
    yield from speed()


def _module(name: str) -> ModuleType:
    """A scorer, as a module. The one of speakers imports the other by its name."""
    spec = importlib.util.spec_from_file_location(name, DATA / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def accuracy() -> Iterator[Figure]:
    """Figures of the scorers on the development articles, in per cent."""
    scorer, naming = _module("score"), _module("score_speakers")
    gold = list(scorer.load(str(DATA / "polnear_dev.jsonl.gz")))
    articles = "".join(json.dumps({"id": it["id"], "text": it["text"]}) + "\n" for it in gold)
    done = subprocess.run(
        [sys.executable, "-m", "articles.nlp"],
        cwd=ROOT, input=articles, capture_output=True, text=True, check=True, encoding="utf-8",
    )  # fmt: skip
    found = [json.loads(line) for line in done.stdout.splitlines()]
    scores = scorer.score(gold, found)["scores"]
    for role in ("source", "cue", "content"):
        for figure in ("f1", "p", "r"):
            yield Figure(f"nlp.chunks.{role}.{figure}", scores[f"bio/{role}"][figure], "%")
    for kind in ("direct", "mixed", "indirect"):
        yield Figure(f"nlp.{kind}.found.recall", scores[f"detect/{kind}"]["r"], "%")
        yield Figure(f"nlp.{kind}.found.precision", scores[f"detect/{kind}"]["p"], "%")
        yield Figure(f"nlp.{kind}.exact.f1", scores[f"exact*/{kind}"]["f1"], "%")
    for kind in ("all", "direct"):
        yield Figure(f"nlp.source_right.{kind}", scores[f"acc/attr/{kind}"]["acc"], "%")
    yield Figure("nlp.kind_right", scores["acc/kind/all"]["acc"], "%")
    yield from _speakers(scorer, naming, gold, found)


def _speakers(
    scorer: ModuleType, naming: ModuleType, gold: list[dict[str, Any]], found: list[dict[str, Any]]
) -> Iterator[Figure]:
    """Whether the speakers are right, as score_speakers.py counts, and whether the confidence says so."""
    by_id = {it["id"]: it for it in gold}
    offered = {it["id"]: it for it in found}
    counts: dict[str, list[int]] = {"all": [0, 0, 0], "pronoun": [0, 0, 0]}
    judged: list[tuple[float, bool]] = []
    for row in scorer.load(str(DATA / "speakers_dev.jsonl")):
        article = scorer.Doc(by_id[row["id"]], by_id[row["id"]]["attributions"])
        proposed = scorer.Doc(by_id[row["id"]], offered[row["id"]]["attributions"])
        pairs = dict(scorer.pair_contents(article, proposed))
        number = {it["id"]: place for place, it in enumerate(by_id[row["id"]]["attributions"])}
        speakers = {number[it["attribution"]]: it for it in row["speakers"]}
        for place, it in speakers.items():
            nameable = it["kind"] in ("person", "organization") and it["speaker"] not in UNNAMEABLE
            if not it["certain"] or not nameable:
                continue
            hit = place in pairs
            right = hit and naming.key(proposed.atts[pairs[place]]["speaker"]) == naming.key(it["speaker"])
            for mention in {"all", it["mention"]} & counts.keys():
                counts[mention] = [a + b for a, b in zip(counts[mention], (1, hit, right), strict=True)]
        of_proposed = {mine: place for place, mine in pairs.items()}
        for mine, it in enumerate(offered[row["id"]]["attributions"]):
            known = speakers.get(of_proposed.get(mine, -1))
            if mine not in of_proposed:
                judged.append((it["confidence"], False))
            elif known and known["certain"]:
                same = naming.key(it["speaker"]) == naming.key(known["speaker"])
                nobody = known["speaker"] in UNNAMEABLE and it["speaker"] is None
                judged.append((it["confidence"], same or nobody))
    for mention, (asked, found_of_it, right_of_it) in counts.items():
        yield Figure(f"nlp.speaker_right.{mention}.of_found", 100 * right_of_it / max(1, found_of_it), "%")
        yield Figure(f"nlp.speaker_right.{mention}.of_all", 100 * right_of_it / max(1, asked), "%")
    sure = [right for confidence, right in judged if confidence >= SURE]
    yield Figure("nlp.confident.share", 100 * len(sure) / len(judged), "%")
    yield Figure("nlp.confident.right", 100 * sum(sure) / max(1, len(sure)), "%")
    yield Figure("nlp.calibration.error", calibration_error(judged), "")


def weight() -> Iterator[Figure]:
    size = sum(path.stat().st_size for path in MODEL.rglob("*") if path.is_file())
    yield Figure("nlp.model.size", size / 1e6, "MB")


def speed() -> Iterator[Figure]:
    """Loading and memory in a process of its own, then words a second on texts of growing length."""
    seed = "\n\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt")))
    code = (
        "import sys, time; began = time.perf_counter()\n"
        "from articles.nlp.pipeline import load\n"
        "load().annotate('“We won,” said Ann Lee.'); print(time.perf_counter() - began)\n"
        "load().annotate(sys.stdin.read())\n"
        "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, input=seed * 20, capture_output=True, text=True, check=True
    )
    loading, memory = (float(line) for line in done.stdout.split())
    yield Figure("nlp.load", loading, "s")
    yield Figure("nlp.memory", memory, "MB")

    from articles.nlp.pipeline import load

    pipeline = load()
    pipeline.annotate(seed)  # what is only built on first use is no part of the speed
    words = len(seed.split())
    for length in (words, *LENGTHS):
        copies = max(1, round(length / words))
        text = "\n\n".join([seed] * copies)
        seconds = []
        for _ in range(3 if copies < 50 else 1):
            began = time.perf_counter()
            pipeline.annotate(text)
            seconds.append(time.perf_counter() - began)
        yield Figure(
            f"nlp.words.{words * copies}", words * copies / sorted(seconds)[len(seconds) // 2], "words/s"
        )
