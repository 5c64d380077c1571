"""How many keys and clicks turn the suggestions of articles into what their quotes should be?

A perfect editor does it in the real page, after the real pipeline. `./dev bench effort record.jsonl` takes the articles
of a dataset; without one, those of the corpus beside the checkout are taken.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from annotator.serve import ROOT
from tests.bench import Figure
from tests.bench._gold import GoldArticle, Quote, name_key, read
from tests.bench._perfect_editor import Effort, PerfectEditor, spans_of
from tests.bench._product import browsing, page_of, person, serving, set_up

CORPUS = ROOT.parent / "shared" / "data" / "polnear_dev.jsonl.gz"
PATIENCE = 600
"""Seconds that an article may wait for its suggestions."""


def figures(*files: str) -> Iterator[Figure]:
    paths = [Path(file) for file in files] or [CORPUS]
    if not files and not CORPUS.exists():
        print(
            "Effort is not measured: there is no ../shared/data beside the checkout. Name a dataset: "
            "./dev bench effort record.jsonl",
            file=sys.stderr,
        )
        return
    set_up()
    done = [outcome for path in paths for outcome in corrected(read(path))]
    yield from summary("effort", done)
    named = [it for it in done if it.article.names_speakers]
    if named and len(named) < len(done):
        yield from summary("effort.named", named)


class Outcome:
    """One article after the editor's work: what it took, and what is stored now."""

    def __init__(self, article: GoldArticle, effort: Effort, stored: list[dict[str, Any]]) -> None:
        self.article = article
        self.effort = effort
        standing = [it for it in stored if it["state"] in ("accepted", "corrected", "added")]
        self.undecided = sum(it["state"] == "suggested" for it in stored)
        self.missing = [
            quote for quote in article.quotes if not any(self.is_it(it, quote) for it in standing)
        ]
        self.extra = len(standing) - (len(article.quotes) - len(self.missing))

    def is_it(self, stored: dict[str, Any], gold: Quote) -> bool:
        """Is this what the gold says: words, kind, and the speakers where it tells them?"""
        names = {name_key(speaker["name"]) for speaker in stored["speakers"]}
        return (
            stored["kind"] == gold.kind
            and spans_of(stored, self.article.text) == gold.spans
            and (gold.speakers is None or names == {name_key(name) for name in gold.speakers})
        )


def corrected(articles: list[GoldArticle]) -> Iterator[Outcome]:
    """Each article suggested by the pipeline and corrected by the editor."""
    from articles.services.importing import import_article

    user = person()
    with serving(worker=True) as site, browsing() as browser:
        rows = [
            (
                gold,
                import_article(text=gold.text, title=f"Article {n}", by=user, language=gold.language).article,
            )
            for n, gold in enumerate(articles, 1)
        ]
        page = page_of(browser, site, user, viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        editor = PerfectEditor(page)
        for number, (gold, row) in enumerate(rows):
            suggested = suggestions(page, row.pk)
            if not row.text == gold.text:
                raise ValueError(f"Article {gold.id} is not stored as it was given.")
            page.goto(f"/articles/{row.pk}/")
            page.locator("#text p").first.wait_for()
            if number == 0:
                take_everything(page)
            effort = editor.turn(gold.text, suggested, gold.quotes)
            page.locator("#save-state[data-kind=saved]").wait_for()
            stored = page.request.get(f"/api/v1/articles/{row.pk}/review/").json()["quotes"]
            outcome = Outcome(gold, effort, stored)
            told(number + 1, len(rows), outcome)
            yield outcome


def suggestions(page: Page, article: int) -> list[dict[str, Any]]:
    """The quotes the pipeline proposes, once it has looked."""
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE:
        review = page.request.get(f"/api/v1/articles/{article}/review/").json()
        if review["run"]["state"] == "done":
            quotes: list[dict[str, Any]] = review["quotes"]
            return quotes
        if review["run"]["state"] == "failed":
            raise RuntimeError(review["run"]["failure"])
        time.sleep(0.2)
    raise RuntimeError(f"No suggestions came within {PATIENCE} s.")


def take_everything(page: Page) -> None:
    """Once for all articles, and counted for none: the slider is set so that what is in view is meant, however sure."""
    page.locator("#threshold").focus()
    page.keyboard.press("0")


def told(number: int, count: int, outcome: Outcome) -> None:
    wrong = (
        "" if not (outcome.missing or outcome.extra) else f", {len(outcome.missing)} not as they should be"
    )
    mean = outcome.effort.total / len(outcome.article.quotes)
    print(f"{number} of {count}: {mean:.2f} presses a quote{wrong}", file=sys.stderr, flush=True)


def summary(name: str, done: list[Outcome]) -> Iterator[Figure]:
    """Means, spread and shares over all quotes of these articles."""
    quotes = [quote for outcome in done for quote in outcome.article.quotes]
    costs = sorted(cost for outcome in done for cost in outcome.effort.of_quote)
    presses: Counter[tuple[str, str]] = Counter()
    for outcome in done:
        presses += outcome.effort.presses
    total = sum(presses.values())
    yield Figure(f"{name}.articles", len(done), "articles")
    yield Figure(f"{name}.quotes", len(quotes), "quotes")
    yield Figure(f"{name}.mean", total / len(quotes), "presses a quote")
    drags = sum(n for (_, how), n in presses.items() if how == "drag")
    yield Figure(f"{name}.mean.drags_twice", (total + drags) / len(quotes), "presses a quote")
    yield Figure(f"{name}.median", costs[len(costs) // 2], "presses")
    yield Figure(f"{name}.p90", costs[len(costs) * 9 // 10], "presses")
    for most in (1, 2, 4):
        share = sum(cost <= most for cost in costs) / len(costs)
        yield Figure(f"{name}.within.{most}", 100 * share, "% of quotes")
    for kind in ("direct", "mixed", "indirect"):
        of_kind = [
            cost
            for outcome in done
            for quote, cost in zip(outcome.article.quotes, outcome.effort.of_quote, strict=True)
            if quote.kind == kind
        ]
        if of_kind:
            yield Figure(f"{name}.{kind}.mean", sum(of_kind) / len(of_kind), "presses a quote")
    for what in sorted({what for what, _ in presses}):
        share = sum(n for (it, _), n in presses.items() if it == what) / total
        yield Figure(f"{name}.share.{what.replace(' ', '_')}", 100 * share, "% of presses")
    for how in ("key", "click", "drag"):
        yield Figure(f"{name}.{how}s", sum(n for (_, it), n in presses.items() if it == how), "presses")
    missing = sum(len(outcome.missing) for outcome in done)
    yield Figure(f"{name}.equal", 100 * (1 - missing / len(quotes)), "% of quotes stored as they should be")
    yield Figure(f"{name}.extra", sum(outcome.extra for outcome in done), "quotes stored that should not be")
