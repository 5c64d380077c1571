"""Releases as people ask for them and find them, in a real browser."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from articles.formats import FORMATS
from articles.models import Release, User
from articles.services.releasing import ask_for_release, build
from articles.services.selecting import select
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


@pytest.fixture
def release(newsroom: Newsroom) -> Release:
    """A release of all quotes in every format that is installed, built."""
    asked = ask_for_release(
        by=newsroom.editor,
        name="The “ferry” quotes",
        selection=select(),
        formats=[format.name for format in FORMATS.values() if format.installed],
    )
    build.call(asked.pk, 1)
    asked.refresh_from_db()
    assert asked.state == "done", asked.failure
    return asked


def test_the_citation_is_copied_with_a_button(page: Page, release: Release) -> None:
    page.goto(f"/releases/{release.pk}/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy in words").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"“The ‘ferry’ quotes”, Onrecord release {release.pk}, frozen on ")
    page.locator("summary", has_text="For BibTeX").click()
    page.get_by_role("button", name="Copy entry for BibTeX").click()
    expect(page.get_by_text("Copied.")).to_have_count(2)
    assert page.evaluate("navigator.clipboard.readText()").startswith(
        f"@misc{{onrecord-release-{release.pk},\n"
    )


def test_the_page_of_a_release_is_short_and_unfolds(page: Page, release: Release) -> None:
    page.goto(f"/releases/{release.pk}/")
    csv = page.get_by_role("link", name=f"onrecord-release-{release.pk}.csv")
    expect(csv).to_be_hidden()
    page.locator("summary", has_text="CSV").click()
    expect(csv).to_be_visible()
    with page.expect_download() as started:
        page.get_by_role("link", name="SHA256SUMS").click()
    assert started.value.suggested_filename == "SHA256SUMS"
    assert len(started.value.path().read_text().splitlines()) == release.files.count()
