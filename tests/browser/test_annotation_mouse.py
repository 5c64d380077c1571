"""The whole loop of the annotation page without a keyboard, and on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, User
from tests import making
from tests.browser.annotating import (
    click_on,
    drag_over,
    focused,
    names,
    open_article,
    painted,
    saved,
    stored,
    words,
)


@pytest.fixture
def article(page: Page, article: Article) -> Article:
    open_article(page, article)
    return article


def press_in_card(page: Page, name: str) -> None:
    page.locator(".quote-card.open").get_by_role("button", name=name).click()


def test_the_whole_loop_by_mouse(page: Page, article: Article, editor: User) -> None:
    press_in_card(page, "Accept")
    assert "Quote 2 of 3" in focused(page)
    press_in_card(page, "Reject")
    assert "Quote 3 of 3" in focused(page)
    press_in_card(page, "Ada Nkemelu")
    press_in_card(page, "Indirect")
    saved(page)
    one, two, three = stored(article, editor)
    assert [one["state"], two["state"], three["state"]] == ["accepted", "rejected", "corrected"]
    assert names(three) == ["Ada Nkemelu"]
    assert three["kind"] == "indirect"

    page.locator(".quote-card.look-rejected .face").click()
    press_in_card(page, "Restore")
    page.get_by_role("button", name="Undo", exact=True).click()
    saved(page)
    assert stored(article, editor)[1]["state"] == "rejected"
    page.get_by_role("button", name="Redo", exact=True).click()
    saved(page)
    assert stored(article, editor)[1]["state"] == "suggested"


def test_speakers_by_mouse(page: Page, article: Article, editor: User) -> None:
    press_in_card(page, "Someone else…")
    page.get_by_role("option", name="Harbour office").click()
    press_in_card(page, "And also…")
    page.get_by_role("option", name="Ada Nkemelu").click()
    saved(page)
    assert names(stored(article, editor)[0]) == ["Harbour office", "Ada Nkemelu"]
    press_in_card(page, "Unknown")
    saved(page)
    assert names(stored(article, editor)[0]) == []

    press_in_card(page, "Someone else…")
    page.get_by_role("combobox").fill("Port of Ostra")
    page.locator(".new-kinds").get_by_text("organization").click()
    page.get_by_role("option").get_by_text("new organization").click()
    saved(page)
    assert [(one["name"], one["kind"]) for one in stored(article, editor)[0]["speakers"]] == [
        ("Port of Ostra", "organization")
    ]


def test_selected_words_are_snapped_and_offered_what_can_be_done_with_them(
    page: Page, article: Article, editor: User
) -> None:
    bar = page.get_by_role("toolbar", name="Selected words")
    expect(bar).to_be_hidden()
    drag_over(page, "erry strike en")
    expect(bar).to_be_visible()
    assert page.evaluate("getSelection().toString()") == "Ferry strike ends"
    bar.get_by_role("button", name="New quote").click()
    expect(bar).to_be_hidden()
    drag_over(page, "ho led the cre")
    bar.get_by_role("button", name="Source").click()
    drag_over(page, "t took us eleven day")
    bar.get_by_role("button", name="Add words").click()
    saved(page)
    added = stored(article, editor)[0]
    assert words(added) == ["Ferry strike ends", "“It took us eleven days.”"], "snapped to words and to marks"
    assert words(added, "source") == ["who led the crews"]
    press_in_card(page, "Remove quote")
    page.locator("#toasts").get_by_role("button", name="Undo").last.click()
    saved(page)
    assert words(stored(article, editor)[0], "source") == ["who led the crews"]


def test_the_bar_comes_for_words_that_are_selected_already(page: Page, article: Article) -> None:
    bar = page.get_by_role("toolbar", name="Selected words")
    drag_over(page, "who led the crews")
    bar.get_by_role("button", name="Source").click()
    drag_over(page, "who led the crews")
    expect(bar).to_be_visible()
    page.keyboard.press("Control+z")
    drag_over(page, "who led the crews")
    expect(bar).to_be_visible()
    assert page.evaluate("getSelection().toString()") == "who led the crews"


def test_alt_keeps_a_selection_raw(page: Page, article: Article, editor: User) -> None:
    page.keyboard.down("Alt")
    drag_over(page, "erry strike en")
    page.keyboard.up("Alt")
    page.get_by_role("toolbar", name="Selected words").get_by_role("button", name="New quote").click()
    saved(page)
    assert words(stored(article, editor)[0])[0].startswith("erry strike")


def test_edges_and_parts_by_mouse(page: Page, article: Article, editor: User) -> None:
    click_on(page, "boats would")
    assert "Quote 2 of 3" in focused(page)
    button = (
        page.locator(".quote-card.open")
        .get_by_role("group", name="End")
        .get_by_role("button", name="one word back")
    )
    button.click()
    button.click()
    start = page.locator(".quote-card.open").get_by_role("group", name="Start")
    start.get_by_role("button", name="one word on").click()
    saved(page)
    assert words(stored(article, editor)[1]) == ["boats would sail"]
    assert painted(page)["decided-content"] == ["boats would sail"]
    press_in_card(page, "Remove the source: The harbour office")
    saved(page)
    assert words(stored(article, editor)[1], "source") == []


def test_a_click_takes_the_smallest_quote_and_the_next_click_the_one_below(page: Page, editor: User) -> None:
    outer = making.proposed("“He told me ‘never again’ yesterday,”", speakers=["Ada Nkemelu"])
    inner = making.proposed("‘never again’", speakers=["Lou Marchetti"])
    text = "“He told me ‘never again’ yesterday,” said Ada Nkemelu.\n"
    open_article(page, making.article(outer, inner, text=text, by=editor, title="One in another"))
    click_on(page, "never again")
    assert "‘never again’" in focused(page)
    assert "Lou Marchetti" in focused(page)
    click_on(page, "never again")
    assert "Ada Nkemelu" in focused(page)


def test_gutter_cast_and_overview_lead_to_quotes(page: Page, article: Article) -> None:
    page.locator(".mark").nth(2).click()
    assert "Quote 3 of 3" in focused(page)
    page.locator("#overview .dash").first.click()
    assert "Quote 1 of 3" in focused(page)
    page.locator("#cast").get_by_role("button", name="Harbour office").click()
    assert "Harbour office" in focused(page)
    expect(page.locator(".quote-card:visible")).to_have_count(1)
    assert painted(page)["suggested-content"] == ["the boats would sail at noon"]
    cast = page.locator("#cast")
    top = cast.evaluate("cast => cast.offsetTop")
    page.get_by_role("button", name="Show all quotes").click()
    expect(page.locator(".quote-card:visible")).to_have_count(3)
    expect(page.locator("#show-all")).to_be_hidden()
    assert cast.evaluate("cast => cast.offsetTop") == top, "what is clicked next stays where it was"
    unknown = cast.get_by_role("button", name="Show only quotes by Unknown speakers, 1 quote")
    unknown.click()
    expect(page.locator(".quote-card:visible")).to_have_count(1)
    unknown.click()
    expect(page.locator(".quote-card:visible")).to_have_count(3)


def test_rejected_quotes_can_be_shown_struck_through(page: Page, article: Article) -> None:
    press_in_card(page, "Reject")
    assert "rejected-content" not in painted(page)
    page.get_by_role("button", name="Show rejected").click()
    assert painted(page)["rejected-content"] == ["“We won,”", "“It took us eleven days.”"]


def test_text_never_moves(page: Page, article: Article) -> None:
    """Neither focus nor decisions may shift a single line."""
    lines = (
        "[...document.querySelectorAll('#text p')].map((p) => [p.offsetTop, p.offsetHeight, p.offsetWidth])"
    )
    before = page.evaluate(lines)
    press_in_card(page, "Accept")
    press_in_card(page, "Reject")
    click_on(page, "We won")
    drag_over(page, "erry strike en")
    page.get_by_role("button", name="New quote").click()
    assert page.evaluate(lines) == before


def test_on_a_phone_a_sheet_has_the_open_card_and_four_large_buttons(
    open_page: Callable[..., Page], editor: User
) -> None:
    made = making.article(making.WON, making.SAIL, making.HAPPY, by=editor, title="Ferry strike ends")
    phone = open_page(editor, viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True)
    open_article(phone, made)
    thumbs = phone.get_by_role("group", name="Decide")
    for button in thumbs.get_by_role("button").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 48
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    expect(phone.locator("kbd:visible")).to_have_count(0)
    thumbs.get_by_role("button", name="Accept").tap()
    thumbs.get_by_role("button", name="Reject").tap()
    thumbs.get_by_role("button", name="Speaker").tap()
    phone.get_by_role("option", name="Ada Nkemelu").tap()
    saved(phone)
    quotes = stored(made, editor)
    assert [quote["state"] for quote in quotes] == ["accepted", "rejected", "corrected"]
    assert names(quotes[2]) == ["Ada Nkemelu"]
    expect(phone.locator(".quote-card:visible")).to_have_count(1)
