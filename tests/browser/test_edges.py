"""Edges and words by mouse and by finger: grips that are dragged, words and sentences that are clicked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from articles.models import Article, User
from tests import making
from tests.browser.annotating import (
    BOXES,
    drag_over,
    focused,
    open_article,
    painted,
    press,
    saved,
    select,
    stored,
    words,
)


def opened(page: Page, editor: User) -> Article:
    made = making.article(making.WON, making.SAIL, making.HAPPY, by=editor, title="Ferry strike ends")
    open_article(page, made)
    return made


@pytest.fixture
def article(page: Page, editor: User) -> Article:
    return opened(page, editor)


def grip(page: Page, edge: str, part: int = 0) -> Locator:
    return page.locator(f".grip[data-edge={edge}][data-part='{part}']")


def middle(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def end_of(page: Page, words: str) -> tuple[float, float]:
    """The right end of these words in the window."""
    _, _, right, bottom = page.evaluate(BOXES, words)
    return right, bottom


def drag(page: Page, what: Locator, to: tuple[float, float]) -> None:
    page.mouse.move(*middle(what))
    page.mouse.down()
    page.mouse.move(*to, steps=4)
    page.mouse.up()


def test_a_dragged_edge_snaps_to_words(page: Page, article: Article, editor: User) -> None:
    press(page, "j")
    expect(page.locator(".grip")).to_have_count(4)
    lines = "[...document.querySelectorAll('#text p')].map((p) => [p.offsetTop, p.offsetHeight])"
    before = page.evaluate(lines)
    drag(page, grip(page, "end", 1), end_of(page, "the boats would sai"))
    saved(page)
    assert words(stored(article, editor)[1]) == ["the boats would sail"]
    assert painted(page)["decided-content"] == ["the boats would sail"]
    assert page.evaluate(lines) == before
    expect(page.locator("#boundary-bar")).to_be_hidden()
    press(page, "Control+z")
    saved(page)
    assert stored(article, editor)[1]["state"] == "suggested"


def test_a_dragged_edge_takes_in_a_quotation_mark_it_nearly_meets(
    page: Page, article: Article, editor: User
) -> None:
    drag(page, grip(page, "end", 0), end_of(page, "“We"))
    drag(page, grip(page, "end", 0), end_of(page, "“We wo"))
    saved(page)
    assert words(stored(article, editor)[0])[0] == "“We won,”"
    page.keyboard.down("Alt")
    drag(page, grip(page, "end", 0), end_of(page, "“We wo"))
    page.keyboard.up("Alt")
    saved(page)
    assert words(stored(article, editor)[0])[0] == "“We wo", "Alt takes it as it is"


def test_an_edge_that_is_held_is_dropped_by_escape_and_a_press_alone_moves_nothing(
    page: Page, article: Article, editor: User
) -> None:
    press(page, "j")
    page.mouse.move(*middle(grip(page, "end", 1)))
    page.mouse.down()
    page.mouse.move(*end_of(page, "the boats"), steps=3)
    assert painted(page)["draft-content"] == ["the boats"]
    press(page, "Escape")
    page.mouse.move(*end_of(page, "the boats would"), steps=3)
    page.mouse.up()
    assert "draft-content" not in painted(page)
    grip(page, "end", 1).click()
    saved(page)
    assert stored(article, editor)[1]["state"] == "suggested"


def test_the_edge_of_any_quote_can_be_dragged_where_the_mouse_comes_near(
    page: Page, article: Article, editor: User
) -> None:
    assert "Quote 1 of 3" in focused(page)
    near = page.locator(f".grip[data-id='{making.offered(article)[1].pk}']")
    expect(near).to_have_count(0)
    page.mouse.move(*end_of(page, "would sail at noon"))
    expect(near).to_have_count(1)
    page.mouse.move(*end_of(page, "The harbour"))
    expect(near).to_have_count(0)
    assert "Quote 1 of 3" in focused(page), "hovering changes nothing"

    page.mouse.move(*end_of(page, "would sail at noon"))
    near.click()
    assert "Quote 2 of 3" in focused(page), "its click leads there"
    press(page, "k")
    page.mouse.move(*end_of(page, "The harbour"))
    page.mouse.move(*end_of(page, "would sail at noon"))
    drag(page, near, end_of(page, "the boats would sai"))
    assert "Quote 2 of 3" in focused(page)
    saved(page)
    assert words(stored(article, editor)[1]) == ["the boats would sail"]
    expect(near).to_have_count(4)


def test_a_part_that_an_edge_runs_into_gives_way_and_comes_back_with_it(page: Page, editor: User) -> None:
    told = making.proposed(
        "for good, as the papers show", cue="told us that the quay is ours", kind="indirect"
    )
    text = "Lou told us that the quay is ours for good, as the papers show.\n"
    article = making.article(told, text=text, by=editor, title="The quay")
    open_article(page, article)
    page.mouse.move(*middle(grip(page, "start", 1)))
    page.mouse.down()
    page.mouse.move(*end_of(page, "told us"), steps=3)
    page.mouse.move(*end_of(page, "Lou told us "), steps=3)
    assert painted(page)["draft-cue"] == ["told us"]
    page.mouse.move(*end_of(page, "ours for"), steps=3)
    assert painted(page)["draft-cue"] == ["told us that the quay is ours"], "it has its words again"
    page.mouse.move(*end_of(page, "that the quay "), steps=3)
    page.mouse.up()
    saved(page)
    [quote] = stored(article, editor)
    assert words(quote) == ["is ours for good, as the papers show"]
    assert words(quote, "cue") == ["told us that the quay"]

    drag_over(page, "told us that the quay is ours")
    press(page, "v")
    saved(page)
    [quote] = stored(article, editor)
    assert (words(quote), words(quote, "cue")) == (
        ["for good, as the papers show"],
        ["told us that the quay is ours"],
    ), "marked words take theirs, too"
    press(page, "b", "Tab", "Tab", "ArrowRight", "Enter")
    saved(page)
    [quote] = stored(article, editor)
    assert words(quote) == ["good, as the papers show"]


def test_the_kind_goes_with_the_words_unless_a_person_set_it(page: Page, editor: User) -> None:
    won = making.proposed("“We won,”", kind="direct")
    text = "“We won,” said Ada. It was a clean win.\n"
    article = making.article(won, text=text, by=editor, title="Won")
    open_article(page, article)
    drag(page, grip(page, "end", 0), end_of(page, "said"))
    saved(page)
    assert stored(article, editor)[0]["kind"] == "mixed"
    drag(page, grip(page, "end", 0), end_of(page, "We wo"))
    saved(page)
    assert stored(article, editor)[0]["kind"] == "direct"
    page.locator(".quote-card.open").get_by_role("button", name="Indirect").click()
    drag(page, grip(page, "end", 0), end_of(page, "said"))
    saved(page)
    assert stored(article, editor)[0]["kind"] == "indirect"


def test_a_finger_drags_an_edge(open_page: Callable[..., Page], editor: User) -> None:
    phone = open_page(editor, viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True)
    made = opened(phone, editor)
    phone.get_by_role("button", name="Next", exact=True).tap()
    assert "Quote 2 of 3" in focused(phone)
    place = grip(phone, "end", 1)
    box = place.bounding_box()
    assert box
    assert (box["width"], box["height"]) == (24, 24)
    (x, y), (right, bottom) = middle(place), end_of(phone, "the boats would")
    touch = phone.context.new_cdp_session(phone)
    for kind, points in (
        ("touchStart", [{"x": x, "y": y}]),
        ("touchMove", [{"x": x - 10, "y": y}]),
        ("touchMove", [{"x": right, "y": bottom}]),
        ("touchEnd", []),
    ):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    saved(phone)
    assert words(stored(made, editor)[1]) == ["the boats would"]


def test_a_finger_marks_what_it_selected(open_page: Callable[..., Page], editor: User) -> None:
    phone = open_page(editor, viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True)
    made = opened(phone, editor)
    select(phone, "erry strike end")
    bar = phone.get_by_role("toolbar", name="Selected words")
    for button in bar.get_by_role("button").all():
        box = button.bounding_box()
        assert box
        assert box["height"] >= 24
        assert 0 <= box["x"] <= box["x"] + box["width"] <= 390
    bar.get_by_role("button", name="New quote").tap()
    saved(phone)
    assert words(stored(made, editor)[0]) == ["Ferry strike ends"], "whole words"


def test_a_double_click_takes_the_word_and_a_triple_click_the_sentence(page: Page, article: Article) -> None:
    left, top, _, _ = page.evaluate(BOXES, "crews")
    page.mouse.dblclick(left + 4, top)
    assert page.evaluate("getSelection().toString()") == "crews"
    bar = page.get_by_role("toolbar", name="Selected words")
    expect(bar.locator("button:visible kbd")).to_have_text(["Q", "C", "S", "V"])
    page.mouse.click(left + 4, top, click_count=3)
    assert page.evaluate("getSelection().toString()") == "“We won,” said Ada Nkemelu, who led the crews."
