"""How much does the machine know of a quote whose words a person marked, and how long does the person wait for it?

The contents of the development articles beside the checkout are given one by one, each with the pipeline's other
suggestions around it. `missed` are those that the pipeline had not suggested itself: what people mark by hand.
"""

from __future__ import annotations

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator

from articles.document import Attribution, Document, Role, span_at
from articles.evaluation import FOUND, words_in
from tests.bench import Figure
from tests.bench._gold import GoldArticle, Quote, Range, name_key, read
from tests.bench.effort import CORPUS

ROLES: tuple[Role, ...] = ("cue", "source")


def figures() -> Iterator[Figure]:
    from articles.nlp.pipeline import load

    if not CORPUS.exists():
        print("Filling in is not measured: there is no ../shared/data beside the checkout.", file=sys.stderr)
        return
    pipeline = load()
    asked: dict[str, Counter[str]] = defaultdict(Counter)
    right: dict[str, Counter[str]] = defaultdict(Counter)
    seconds = []
    for article in read(CORPUS):
        suggested = pipeline.annotate(article.text).attributions
        for quote in article.quotes:
            given = Attribution("direct", tuple(span_at(article.text, *it) for it in quote.spans["content"]))
            others = tuple(it for it in suggested if not _overlap(it, given))
            began = time.perf_counter()
            found = pipeline.fill_in(Document(article.text, others), given)
            seconds.append(time.perf_counter() - began)
            groups = ["all", quote.kind, *(["missed"] if _missed(article, suggested, given) else [])]
            for what, is_right in _judged(quote, found):
                for group in groups:
                    asked[group][what] += 1
                    right[group][what] += is_right
    for group in ("all", "direct", "mixed", "indirect", "missed"):
        for what, count in asked[group].items():
            yield Figure(f"filling_in.{group}.{what}", 100 * right[group][what] / count, "%")
    seconds.sort()
    yield Figure("filling_in.median", 1000 * seconds[len(seconds) // 2], "ms")
    yield Figure("filling_in.p95", 1000 * seconds[len(seconds) * 95 // 100], "ms")


def _judged(quote: Quote, found: Attribution) -> Iterator[tuple[str, bool]]:
    """What can be judged of a quote, and whether it is right. Sources and speakers only where the gold names any."""
    spans = {role: tuple((it.start, it.end) for it in found.spans(role)) for role in ROLES}
    for role in ROLES:
        if quote.spans[role]:
            yield f"{role}.found", any(_touch(a, b) for a in spans[role] for b in quote.spans[role])
            yield f"{role}.exact", spans[role] == quote.spans[role]
    if quote.speakers:
        names = {name_key(it.name) for it in found.speakers}
        yield "speaker.right", names == {name_key(name) for name in quote.speakers}


def _touch(one: Range, other: Range) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _overlap(one: Attribution, other: Attribution) -> bool:
    return any(_touch((a.start, a.end), (b.start, b.end)) for a in one.content for b in other.content)


def _missed(article: GoldArticle, suggested: tuple[Attribution, ...], given: Attribution) -> bool:
    wanted, *offered = (
        words_in(article.text, ((span.start, span.end) for span in it.content)) for it in (given, *suggested)
    )
    return not any(len(wanted & it) >= FOUND * len(wanted | it) for it in offered)
