"""On a phone and a tablet, what has no room beside the article is behind one button, and works there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, User
from tests.browser.annotating import focused, open_article, press, saved, stored
from tests.browser.states import story

PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}
TABLET = {"viewport": {"width": 820, "height": 1180}, "has_touch": True, "is_mobile": True}
LEAST = 44
"""Pixels that a finger needs."""


@pytest.fixture
def article(editor: User) -> Article:
    return story(editor)


@pytest.fixture(params=[PHONE, TABLET], ids=["a phone", "a tablet"])
def page(
    open_page: Callable[..., Page], editor: User, article: Article, request: pytest.FixtureRequest
) -> Page:
    page = open_page(editor, **request.param)
    open_article(page, article)
    return page


def more(page: Page) -> None:
    page.get_by_role("button", name="More: who speaks").tap()
    expect(page.get_by_role("dialog", name="Ferry strike ends")).to_be_visible()


def test_the_cast_is_there_and_shows_only_what_one_speaker_said(page: Page) -> None:
    more(page)
    page.get_by_role("button", name="Show only quotes by Zoë Ström").tap()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert "Zoë Ström" in focused(page)
    more(page)
    page.get_by_role("button", name="Show all quotes", exact=True).tap()
    expect(page.get_by_role("dialog")).to_have_count(0)
    press(page, "k")
    assert "Zoë Ström" not in focused(page)


def test_two_of_the_cast_are_merged(page: Page, article: Article, editor: User) -> None:
    more(page)
    row = page.locator("#cast li", has_text="Harbour office")
    row.get_by_role("button", name="More").tap()
    page.get_by_role("button", name="Merge into …").tap()
    page.get_by_role("option", name="Crew union").tap()
    page.get_by_role("button", name="Apply to 1").tap()
    saved(page)
    assert [speaker["name"] for speaker in stored(article, editor)[1]["speakers"]] == ["Crew union"]


def test_the_slider_and_what_was_seen_are_there(page: Page, article: Article, editor: User) -> None:
    more(page)
    page.get_by_role("slider").fill("0.95")
    expect(page.get_by_role("dialog")).to_contain_text("2 of 8 suggestions are at least 0.95 sure")
    page.get_by_role("button", name="seen").tap()
    page.locator("#preview").get_by_role("button", name="Accept").tap()
    saved(page)
    assert stored(article, editor)[0]["state"] == "accepted"


@pytest.mark.parametrize("name", ["Settings", "All keys"])
def test_settings_and_keys_open_from_it(page: Page, name: str) -> None:
    more(page)
    page.locator(".sheet-tools").get_by_role("button", name=name).tap()
    expect(page.get_by_role("dialog", name=name)).to_be_visible()
    press(page, "Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_it_is_closed_like_any_dialog_and_all_is_back_in_its_place(page: Page) -> None:
    places = """() => ["cast", "threshold-row", "by-doubt", "people"]
      .map((id) => document.getElementById(id).parentElement.className)"""
    before = page.evaluate(places)
    more(page)
    press(page, "Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    more(page)
    page.get_by_role("dialog").get_by_role("button", name="Close").tap()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate(places) == before


def test_everything_in_it_is_large_enough_for_a_finger(page: Page) -> None:
    more(page)
    small = page.evaluate(
        """(least) => [...document.querySelectorAll("#sheet :is(button, a, input)")]
          .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < least - 0.5)
          .filter((one) => !one.matches(".icon"))
          .map((one) => `${one.textContent} ${one.getBoundingClientRect().height}`)""",
        LEAST,
    )
    assert small == []
