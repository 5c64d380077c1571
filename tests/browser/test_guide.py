"""The annotation guide beside the text, and a keyboard that is never lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from articles.models import Article, User
from tests import making
from tests.browser.annotating import focused, open_article, press, saved, select


@pytest.fixture
def article(page: Page, article: Article) -> Article:
    open_article(page, article)
    return article


def panel(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Guide")


def covers(one: Locator, other: Locator) -> bool:
    a, b = one.bounding_box(), other.bounding_box()
    assert a
    assert b
    apart = a["x"] + a["width"] <= b["x"] or b["x"] + b["width"] <= a["x"]
    return not (apart or a["y"] + a["height"] <= b["y"] or b["y"] + b["height"] <= a["y"])


@pytest.mark.parametrize("width", [1280, 1000], ids=["wide", "narrow"])
def test_the_guide_opens_at_what_the_card_is_about_and_leaves_the_card_in_sight(
    open_page: Callable[..., Page], editor: User, width: int
) -> None:
    page = open_page(editor, viewport={"width": width, "height": 720})
    open_article(page, making.article(making.WON, making.HAPPY, by=editor, title="Ferry strike ends"))
    card = page.locator(".quote-card.open")
    card.get_by_role("button", name="Guide").click()
    expect(panel(page).get_by_role("heading", name="What is a quote")).to_be_focused()
    assert not covers(panel(page), card)
    assert page.evaluate("document.querySelector('header.top').getBoundingClientRect().top") == 0
    expect(panel(page).locator(".sample.content").first).to_have_css("background-color", "rgb(255, 229, 0)")
    press(page, "ArrowRight", "ArrowRight", "g")
    expect(panel(page).get_by_role("heading", name="Cue", exact=True)).to_be_focused()
    press(page, "j", "g")
    expect(panel(page).get_by_role("heading", name="Speaker")).to_be_focused()
    press(page, "g")
    expect(panel(page)).to_be_hidden()
    assert focused(page).startswith("Quote 2 of 2")


def test_the_guide_is_searched_and_put_away(page: Page, article: Article) -> None:
    press(page, "g")
    box = panel(page).get_by_role("searchbox")
    box.fill("split cue")
    expect(panel(page).locator("li:visible, p:visible")).to_have_count(1)
    expect(panel(page)).to_contain_text("Split by its cue, still one quote")
    box.fill("weather")
    expect(panel(page).get_by_role("status")).to_have_text("The guide says nothing about that.")
    press(page, "Escape")
    expect(panel(page)).to_be_hidden()
    expect(page.locator(".quote-card.open .face")).to_be_focused()


def test_on_a_phone_the_guide_is_a_sheet(open_page: Callable[..., Page], editor: User) -> None:
    phone = open_page(editor, viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True)
    open_article(phone, making.article(making.WON, by=editor, title="Ferry strike ends"))
    phone.locator(".quote-card.open").get_by_role("button", name="Guide").tap()
    box = panel(phone).bounding_box()
    assert box
    assert (box["x"], box["width"], box["y"] + box["height"]) == (0, 390, 780)
    panel(phone).get_by_role("button", name="Close the guide").tap()
    expect(panel(phone)).to_be_hidden()


def test_the_keyboard_is_never_lost(page: Page, article: Article) -> None:
    """A key press, a button that goes with what it did, a dialog that closes: the keyboard is on something."""
    lost = "document.activeElement === document.body"

    def held(after: str) -> None:
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert not page.evaluate(lost), after

    for keys in (["a"], ["x"], ["k", "u"], ["1"], ["t"], ["ArrowRight", "Delete"], ["Control+z"], ["b", "Enter"],
                 ["m", "Escape"], ["?", "Escape"], [",", "Escape"], ["/", "Escape"], ["g", "g"]):  # fmt: skip
        press(page, *keys)
        held(" ".join(keys))
    select(page, "Ferry strike ends")
    press(page, "q")
    held("q")
    press(page, "Delete")
    held("Delete of an added quote")
    for name in ("Reject", "Undecided"):
        button = page.locator(".quote-card.open .actions").get_by_role("button", name=name)
        if button.count():
            button.focus()
            press(page, "Enter")
            held(name)
    press(page, "/")
    page.keyboard.type("Lou")
    press(page, "Enter")
    held("a speaker found")
    saved(page)
    held("saved")
