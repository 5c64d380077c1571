"""Which part of the train, dev and test splits an article is in: the same in every release, and the same for articles
that are nearly the same (`docs/releases.md` has the rule).
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Collection
from math import ceil
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count

from articles.models import Article, Placement, Release, Shingle
from articles.models.release import PARTS

WORDS = 5  # in a shingle: a run of words
KEPT = 32  # hashes of an article: the smallest ones
ALIKE = 0.5  # the share of hashes from which two articles are nearly the same
SHARES = {"train": 80, "dev": 10, "test": 10}  # in percent
ARTICLES = 20  # placed in one transaction
_WORD = re.compile(r"\w+")


class Placed(NamedTuple):
    """The part of the splits, empty for none; and the article beside which it was put, if any."""

    part: str
    beside: int | None


def place_all(heard: Callable[[int], None] = lambda number: None) -> None:
    """Give every article that has none its place in the splits, for ever. `heard` is told how many were placed so far.

    What comes first keeps its place, so that no article moves when others come: one that is nearly the same as
    placed ones goes beside the first of them, in its part; the others go where the hash of their text says. One that
    is nearly the same as articles of two parts goes into neither.
    """
    number = 0
    while placed := _place_some():
        number += placed
        heard(number)


def places_of(articles: Collection[int]) -> dict[int, Placed]:
    """The places of those of these articles that have one."""
    rows = Placement.objects.filter(article__in=articles).values_list("article", "part", "beside")
    return {article: Placed(part, beside) for article, part, beside in rows}


def part_by_hash(sha256: str) -> str:
    """The part that an article falls into by itself: the first 15 hex digits of its text's SHA-256, modulo 100."""
    number = int(sha256[:15], 16) % 100
    for part in PARTS:
        number -= SHARES[part]
        if number < 0:
            return part
    raise AssertionError("the shares add up to 100")


def shingles_of(text: str) -> list[int]:
    """The KEPT smallest hashes of the runs of WORDS words in a text, in order; of a shorter text its one run's.

    A hash is the first 8 bytes of a run's BLAKE2b as a signed number. Case, punctuation and blanks do not count. It
    is the sketch of Broder, “On the resemblance and containment of documents” (1997).
    """
    words = _WORD.findall(text.casefold()) or [text]
    runs = {" ".join(words[n : n + WORDS]) for n in range(max(1, len(words) - WORDS + 1))}
    hashes = {
        int.from_bytes(hashlib.blake2b(run.encode(), digest_size=8).digest(), signed=True) for run in runs
    }
    return sorted(hashes)[:KEPT]


def nearly_the_same(one: Collection[int], other: Collection[int]) -> bool:
    """Whether, of the KEPT smallest hashes that either article has, ALIKE or more are of both."""
    smallest = sorted({*one, *other})[:KEPT]
    return len({*one} & {*other} & {*smallest}) >= ALIKE * len(smallest)


@transaction.atomic
def _place_some() -> int:
    # Whoever places articles holds the first release, which is there as long as anybody does: one at a time.
    Release.objects.select_for_update().order_by("number").values_list("pk", flat=True).first()
    unplaced = Article.objects.filter(placement__isnull=True).order_by("pk")
    articles = list(unplaced.values_list("pk", "sha256", "text")[:ARTICLES])
    for pk, sha256, text in articles:
        shingles = shingles_of(text)
        part, beside = _place(shingles, sha256)
        Placement.objects.create(article_id=pk, part=part, beside_id=beside)
        Shingle.objects.bulk_create(Shingle(placement_id=pk, hash=hash) for hash in shingles)
    return len(articles)


def _place(shingles: list[int], sha256: str) -> Placed:
    alike = [place for place in _alike(shingles) if place.part]
    if not alike:
        return Placed(part_by_hash(sha256), None)
    first = min(alike, key=lambda place: place.beside or 0)
    return Placed(first.part if len({place.part for place in alike}) == 1 else "", first.beside)


def _alike(shingles: list[int]) -> list[Placed]:
    """The parts of the placed articles that are nearly the same as one with these hashes; `beside` is each itself."""
    enough = ceil(
        len(shingles) * ALIKE
    )  # at least so many are shared, as either has no more than both together
    sharing = (
        Shingle.objects.filter(hash__in=shingles)
        .values("placement")
        .annotate(shared=Count("pk"))
        .filter(shared__gte=enough)
    )
    candidates = [row["placement"] for row in sharing]
    hashes: defaultdict[int, list[int]] = defaultdict(list)
    if candidates:
        for pk, hash in Shingle.objects.filter(placement__in=candidates).values_list("placement", "hash"):
            hashes[pk].append(hash)
    same = [pk for pk in candidates if nearly_the_same(shingles, hashes[pk])]
    parts = Placement.objects.filter(pk__in=same).values_list("pk", "part") if same else ()
    return [Placed(part, pk) for pk, part in parts]
