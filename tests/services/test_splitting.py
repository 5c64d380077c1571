"""Which part of the splits an article is in: stable, and the same for articles that are nearly the same."""

from __future__ import annotations

import hashlib
import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Article, Placement, Release
from articles.services.importing import import_article
from articles.services.splitting import nearly_the_same, part_by_hash, place_all, places_of, shingles_of

WORDS = "harbour ferry crew strike union quay rota mayor boat noon tide pilot crane ticket office".split()


def story(seed: int, words: int = 300) -> str:
    """A text of its own, the same for the same seed."""
    chosen = random.Random(seed)
    return " ".join(f"{chosen.choice(WORDS)}{chosen.randrange(50)}" for _ in range(words))


def place(text: str) -> tuple[int, str]:
    """Bring an article in and place it: its id and part."""
    article = import_article(text=text, by=None, suggest=False).article
    place_all()
    return article.pk, places_of([article.pk])[article.pk].part


def parts_of(seeds: range) -> dict[str, int]:
    """A seed whose story falls into each part by its hash."""
    return {part_by_hash(hashlib.sha256(story(seed).encode()).hexdigest()): seed for seed in seeds}


def test_shingles_do_not_depend_on_case_punctuation_or_blanks() -> None:
    assert shingles_of("“We won,” said Ada Nkemelu of the crew.") == shingles_of(
        "we WON\n\nsaid ada nkemelu: of the CREW"
    )
    assert shingles_of("🙂") == shingles_of("🙂")
    assert len(shingles_of(story(1))) == 32


@given(st.text(), st.text())
def test_being_nearly_the_same_goes_both_ways_and_is_true_of_oneself(one: str, other: str) -> None:
    ours, theirs = shingles_of(one), shingles_of(other)
    assert nearly_the_same(ours, ours)
    assert nearly_the_same(ours, theirs) == nearly_the_same(theirs, ours)


def test_a_tenth_changed_is_nearly_the_same_and_another_story_is_not() -> None:
    words = story(1).split()
    updated = " ".join(["Update:", *words[:280], *story(2, 20).split()])
    assert nearly_the_same(shingles_of(story(1)), shingles_of(updated))
    assert not nearly_the_same(shingles_of(story(1)), shingles_of(story(2)))


def test_hashes_fall_into_the_parts_by_their_shares() -> None:
    counted = Counter(
        part_by_hash(hashlib.sha256(bytes([n % 256, n // 256])).hexdigest()) for n in range(5000)
    )
    assert 3850 < counted["train"] < 4150
    assert 400 < counted["dev"] < 600
    assert 400 < counted["test"] < 600


@pytest.mark.django_db
def test_an_article_goes_where_the_one_went_that_it_is_nearly_the_same_as() -> None:
    first, part = place(story(parts_of(range(200))["test"]))
    text = Article.objects.get(pk=first).text
    assert part == "test"
    for n in range(8):  # by their hashes they would go all over the place
        pk, found = place(f"{text} Update {n}.")
        assert (found, places_of([pk])[pk].beside) == ("test", first)


@pytest.mark.django_db
def test_an_article_between_two_parts_goes_into_neither() -> None:
    for seed in range(200):
        words = story(seed, 420).split()
        first, last, between = (" ".join(words[n : n + 300]) for n in (0, 120, 60))
        parts = [part_by_hash(hashlib.sha256(text.encode()).hexdigest()) for text in (first, last)]
        alike = [
            nearly_the_same(shingles_of(one), shingles_of(other))
            for one, other in ((first, between), (last, between), (first, last))
        ]
        if parts[0] != parts[1] and alike == [True, True, False]:
            break
    assert (place(first)[1], place(last)[1]) == tuple(parts)
    pk, part = place(between)
    assert part == ""
    assert Placement.objects.get(pk=pk).beside is not None
    assert place(f"{between} Update.")[1] == "", "what is nearly the same as it is so as both, too"


@pytest.mark.django_db
def test_placing_is_done_once_and_no_article_ever_moves() -> None:
    places = [place(story(seed)) for seed in range(6)]
    place_all()
    found = places_of([pk for pk, _ in places])
    assert [(pk, found[pk].part) for pk, _ in places] == places
    assert not Release.objects.exists(), "it can be done before anything was released"
