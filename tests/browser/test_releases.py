"""Releases as people ask for them and find them, in a real browser."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from articles.models import Release, User
from tests.pages.conftest import Newsroom


@pytest.fixture
def newsroom(editor: User) -> Newsroom:
    """Two articles of two publishers, a speaker in each, and speakers enough that not all are offered at once."""
    newsroom = Newsroom(editor)
    newsroom.article("Ferry", quotes=3, decided=2, publisher="Post", published=date(2026, 3, 1))
    for n in range(9):
        newsroom.article(f"Pier {n}", quotes=1, decided=1, by=f"Ines {n}", publisher=f"Paper {n}")
    newsroom.article("Harbour", quotes=1, decided=1, by="Zoë Ström", publisher="Sea")
    return newsroom


@pytest.mark.parametrize(
    ("finder", "words", "found", "gone"),
    [
        ("Find speakers by name or alias", "strom", "Zoë Ström", "Ines 3"),
        ("Find publishers by name", "sea", "Sea", "Paper 3"),
    ],
    ids=["speakers", "publishers"],
)
def test_speakers_and_publishers_are_found_before_the_release_has_a_name(
    page: Page, newsroom: Newsroom, finder: str, words: str, found: str, gone: str
) -> None:
    page.goto("/releases/new/")
    expect(page.get_by_role("checkbox", name=gone)).to_be_visible()
    page.get_by_label(finder).press_sequentially(words)
    expect(page.get_by_role("checkbox", name=gone)).to_have_count(0)
    box = page.get_by_role("checkbox", name=found)
    box.check()
    page.get_by_label(finder).press("Enter")
    expect(box).to_be_checked()
    expect(page.locator("#size")).to_contain_text("from 1 article")
    assert page.url.endswith("/releases/new/")
    assert not Release.objects.exists()


def test_a_form_that_makes_no_sense_says_so_beside_what_is_wrong_as_it_is_changed(
    page: Page, newsroom: Newsroom
) -> None:
    page.goto("/releases/new/")
    states, decided = (
        page.get_by_role("group", name="Quotes that were"),
        page.get_by_role("group", name="Decided", exact=True),
    )
    for state in ("Accepted", "Corrected", "Added"):
        page.get_by_role("checkbox", name=state).uncheck()
    expect(states).to_contain_text("Tick at least one.")
    expect(page.locator("#size")).to_contain_text("No quote can be as you ask.")
    page.get_by_role("checkbox", name="Accepted").check()
    expect(states).not_to_contain_text("Tick at least one.")
    page.get_by_label("Decided from").fill("2026-02-01")
    page.get_by_label("Decided until").fill("2026-01-01")
    expect(decided).to_contain_text("Swap the two days.")
    page.get_by_label("Decided until").fill("2099-01-01")
    expect(decided).not_to_contain_text("Swap the two days.")
    expect(page.locator("#size")).to_contain_text("quotes from 11 articles")


def test_an_export_of_quotes_of_no_kind_is_refused(page: Page, newsroom: Newsroom) -> None:
    page.goto("/export/")
    for state in ("Accepted", "Corrected", "Added"):
        page.get_by_role("checkbox", name=state).uncheck()
    page.get_by_role("button", name="Download the file").click()
    expect(page.get_by_role("group", name="Quotes that were")).to_contain_text("Tick at least one.")
    expect(page.get_by_role("checkbox", name="Accepted")).not_to_be_checked()
