"""`./dev train`: trains the tagger on annotated articles and writes it where the product finds it."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING

from articles.nlp.training import corpus
from articles.nlp.training.recipe import Recipe

if TYPE_CHECKING:
    from articles.nlp.training.fit import Training
    from articles.nlp.training.lessons import Lesson

ROOT = Path(__file__).parents[3]
DATA = ROOT.parent / "shared" / "data"
TRAIN, DEV = DATA / "polnear_train.jsonl.gz", DATA / "polnear_dev.jsonl.gz"
OUT = ROOT / "articles" / "nlp" / "model" / "onrecord_tagger"
CHECKPOINTS = Path(os.environ.get("VAR_DIR") or ROOT / "var") / "train"
STOPPED = 130
"""The exit status of a program ended by Ctrl-C."""


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./dev train",
        description="Train the model that finds quotes. Killed, the same command goes on where it was.",
        epilog="Checkpoints are in var/train; delete them to start anew.",
    )
    parser.add_argument(
        "articles",
        nargs="*",
        type=Path,
        help="files or folders of JSON Lines (default: PolNeAR in ../shared/data)",
    )
    parser.add_argument(
        "--dev",
        nargs="+",
        type=Path,
        help="articles to judge by (default: a tenth of the articles, by their ids)",
    )
    parser.add_argument("--out", type=Path, default=OUT, help="folder of the model (default: the product's)")
    parser.add_argument("--epochs", type=float, help=f"how often all is read (default: {Recipe().epochs:g})")
    parser.add_argument(
        "--seed",
        "--seeds",
        nargs="+",
        type=int,
        default=[1, 2],
        metavar="N",
        help="a network for each (default: 1 2)",
    )
    parser.add_argument(
        "--together",
        type=int,
        default=2,
        metavar="N",
        help="the best N seeds are written as one model, whose networks read side by side (default: 2)",
    )
    parser.add_argument("--set", nargs="+", default=[], metavar="FIELD=VALUE", help="settings of the recipe")
    parser.add_argument("--threads", type=int, help="CPU threads to use (default: all cores)")
    parser.add_argument(
        "--save-every", type=float, default=300, metavar="SECONDS", help="time between checkpoints"
    )
    return parser


def main(given: Sequence[str]) -> int:
    """Run the command and return its exit status. What is wrong is said in a sentence on standard error."""
    options = arguments().parse_args(given)
    try:
        settings = [*options.set, *([f"epochs={options.epochs}"] if options.epochs else [])]
        recipe = Recipe().with_settings(settings)
        kept, held_out = _articles(options.articles, options.dev)
    except (corpus.BadCorpus, ValueError) as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"{len(kept)} articles to train on, {len(held_out)} held out.")
    try:
        import torch
    except ImportError:
        print("torch is not installed here. ./dev train brings it along.", file=sys.stderr)
        return 1
    if options.threads:
        torch.set_num_threads(options.threads)
    from articles.nlp.training.fit import Diverged

    try:
        train(kept, held_out, recipe, options.seed, options.together, options.out, options.save_every)
    except (Diverged, FileNotFoundError, ValueError, RuntimeError) as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on from the last checkpoint.", file=sys.stderr)
        return STOPPED
    return 0


def _articles(paths: list[Path], dev: list[Path] | None) -> tuple[list[corpus.Article], list[corpus.Article]]:
    """The articles to train on, and those to judge by, which are never among them."""
    if not paths:
        if not TRAIN.is_file():
            raise corpus.BadCorpus(
                f"There is no {TRAIN}. Name the files or folders to train on: ./dev train record.jsonl"
            )
        paths, dev = [TRAIN], dev or [DEV]
    articles = corpus.read(paths)
    if not dev:
        return corpus.part(articles)
    held_out = corpus.read(dev)
    keys = {article.key for article in held_out}
    kept = [article for article in articles if article.key not in keys]
    if not kept:
        raise corpus.BadCorpus("All articles to train on are among those to judge by.")
    return kept, held_out


def train(
    articles: list[corpus.Article],
    held_out: list[corpus.Article],
    recipe: Recipe,
    seeds: Sequence[int],
    together: int,
    out: Path,
    save_every: float,
) -> None:
    """Train once for each seed, export the best by mean F1 on the articles held out, and print the figures."""
    from articles.nlp.encoding import WordPieces
    from articles.nlp.tagger import Tagger
    from articles.nlp.training.export import export
    from articles.nlp.training.figures import MEAN, Count, in_words, spread_in_words
    from articles.nlp.training.fit import Machine, Training
    from articles.nlp.training.lessons import Tags, prepare
    from articles.nlp.training.network import encoder_file
    from articles.nlp.training.together import join

    machine = Machine.here()
    print(f"Training on {machine}.")
    pieces = WordPieces(encoder_file("vocab.txt").read_text(encoding="utf-8").splitlines())
    tags = Tags.of(articles)
    lessons, judged = ([prepare(it, pieces, tags) for it in those] for those in (articles, held_out))
    of = corpus.checksum(articles)

    def training(seed: int) -> Training:
        return Training(lessons, pieces, tags, recipe, seed, machine, CHECKPOINTS, of)

    runs = {}
    for seed in seeds:
        runs[seed] = _run(training(seed), judged, save_every)
    best = sorted(seeds, key=lambda seed: -runs[seed].get(MEAN, 0.0))[: max(1, together)]
    if len(runs) > 1 and judged:
        print(f"Over {len(runs)} seeds: {spread_in_words(list(runs.values()))}.")
    with tempfile.TemporaryDirectory() as folder:
        models = []
        for seed in sorted(best, key=seeds.index):
            chosen = training(seed)
            chosen.resume()
            models.append(Path(folder) / str(seed) if len(best) > 1 else out)
            with chosen.averaged() as network:
                export(network, pieces, seed, lessons[0], models[-1])
        if len(best) > 1:
            join(models, out)
    size = sum(path.stat().st_size for path in out.iterdir()) / 1e6
    print(f"Written to {out}: {size:.1f} MB.")
    if judged:
        count, tagger = Count(), Tagger.read(out)
        for lesson in judged:
            count.add(lesson, tagger.tag(lesson.reading).chunks)
        print(f"As written, F1 of exact spans: {in_words(count.figures())}.")


def _run(training: Training, judged: list[Lesson], save_every: float) -> dict[str, float]:
    """Train one seed to its end under a progress bar; its figures, or none without articles to judge by."""
    from tqdm import tqdm

    from articles.nlp.training.figures import in_words

    if training.resume():
        print(f"Seed {training.seed} goes on from step {training.step} of {training.steps}.", flush=True)
    with tqdm(
        total=training.steps,
        initial=training.step,
        desc=f"seed {training.seed}",
        unit=" steps",
        mininterval=1,
    ) as bar:

        def report(it: Training) -> None:
            bar.set_postfix_str(f"loss {mean_loss(it.losses['labels']):.3f}", refresh=False)
            bar.update()

        losses: list[float] = []

        def mean_loss(loss: float) -> float:
            losses.append(loss)
            del losses[:-100]
            return mean(losses)

        training.run(report, save_every)
    if not judged:
        print("No article was held out, so there are no figures.")
        return {}
    figures = training.figures(judged)
    print(f"Seed {training.seed}, F1 of exact spans: {in_words(figures)}.", flush=True)
    return figures


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
