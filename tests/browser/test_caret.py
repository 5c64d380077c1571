"""A text caret of our own: any words of an article can be marked without a mouse, and with few keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, User
from tests import making
from tests.browser.annotating import (
    alone,
    focused,
    names,
    open_article,
    painted,
    press,
    saved,
    select,
    stored,
    words,
)

PIER = (
    "Ferry strike ends\n\n"
    "The harbour office said the boats would sail at noon.\n\n"
    "“We never left the pier,” said Lou Marchetti, who runs the kiosk there.\n\n"
    "The mayor promised to reopen the bridge before the winter storms come. Nobody asked her.\n"
)


def caret(page: Page) -> str:
    """The words the caret stands on or is stretched over."""
    return "".join(painted(page).get("caret", []))


def opened(page: Page, editor: User, text: str, *quotes: making.Proposed) -> Article:
    made = making.article(*quotes, text=text, by=editor, title="Ferry strike ends")
    open_article(page, made)
    return made


@pytest.fixture
def article(page: Page, editor: User) -> Article:
    return opened(page, editor, PIER, making.SAIL)


def test_a_missed_quote_with_cue_source_and_speaker_takes_seven_keys(
    page: Page, article: Article, editor: User
) -> None:
    alone(page)
    keys = ["m", "Tab", "q", "v", "Shift+ArrowRight", "s", "1"]
    press(page, *keys)
    saved(page)
    missed = stored(article, editor)[1]
    assert (missed["state"], missed["kind"]) == ("added", "direct")
    assert words(missed) == ["“We never left the pier,”"]
    assert words(missed, "cue") == ["said"]
    assert words(missed, "source") == ["Lou Marchetti"]
    assert names(missed) == ["Harbour office"]


def test_a_missed_indirect_quote_takes_five_keys_from_its_first_word(
    page: Page, article: Article, editor: User
) -> None:
    press(page, "m", *["ArrowDown"] * 2, "Home", *["ArrowRight"] * 3)
    assert caret(page) == "to"
    alone(page)
    press(page, "q", "v", "Shift+ArrowLeft", "s", "1")
    saved(page)
    missed = stored(article, editor)[1]
    assert (missed["state"], missed["kind"]) == ("added", "indirect")
    assert words(missed) == ["to reopen the bridge before the winter storms come"]
    assert words(missed, "cue") == ["promised"]
    assert words(missed, "source") == ["The mayor"]
    assert names(missed) == ["Harbour office"]


def test_the_caret_walks_by_word_character_line_sentence_and_article(page: Page, article: Article) -> None:
    press(page, "m")
    expect(page.get_by_role("group", name="Caret in the text")).to_be_visible()
    expect(page.locator("#voice")).to_have_text("Caret in the text. We")
    assert caret(page) == "We", "the word after the focused quote’s"
    press(page, "ArrowLeft")
    assert caret(page) == "noon"
    press(page, "ArrowRight", "Shift+ArrowRight")
    assert caret(page) == "We never"
    expect(page.locator("#voice")).to_have_text("2 words selected: We never")
    press(page, "Shift+End")
    assert caret(page) == "We never left the pier,” said Lou Marchetti, who runs the kiosk there"
    press(page, "ArrowLeft", "Shift+Control+ArrowLeft")
    assert caret(page) == "kios", "by the character nothing is snapped to whole words"
    press(page, "Control+Home")
    assert caret(page) == "Ferry"
    press(page, "Alt+ArrowRight", "Alt+ArrowRight", "Shift+Alt+ArrowRight")
    assert caret(page) == "r"
    press(page, "ArrowDown")
    assert caret(page) == "The"
    press(page, "Control+End", "Shift+Home")
    assert caret(page) == "Nobody asked her"
    press(page, "ArrowUp", "m")
    expect(page.get_by_role("group", name="Caret in the text")).to_be_hidden()
    expect(page.locator(".caret")).to_be_hidden()
    assert caret(page) == ""


def test_lines_are_those_that_are_seen(open_page: Callable[..., Page], editor: User) -> None:
    page = open_page(editor, viewport={"width": 420, "height": 900})
    opened(
        page,
        editor,
        "Long\n\n" + "seven boats lay at the pier while it rained " * 6 + "\n",
        making.proposed("boats"),
    )
    press(page, "m", "ArrowRight", "ArrowRight")
    place = "() => document.querySelector('.caret').getBoundingClientRect()"
    before = page.evaluate(place)
    press(page, "ArrowDown")
    below = page.evaluate(place)
    assert 20 < below["top"] - before["top"] < 40, "one soft-wrapped line"
    assert abs(below["left"] - before["left"]) < 80
    press(page, "ArrowUp")
    assert page.evaluate(place)["top"] == before["top"]
    press(page, *["ArrowDown"] * 30, "Shift+ArrowUp")
    assert caret(page).endswith("rained")


CASES = {
    "emoji": (
        "👩‍👩‍👧‍👦 “🙂🙂 yes 🇩🇪” he said.", ["Home", "ArrowRight", *["Shift+ArrowRight"] * 3], "“🙂🙂 yes 🇩🇪”"
    ),
    "characters of several code points": (
        "x👍🏽e\u0301🇩🇪y", ["Home", "Control+ArrowRight", *["Shift+Control+ArrowRight"] * 3], "👍🏽e\u0301🇩🇪"
    ),
    "combining marks": ("Zoe\u0301 Stro\u0308m said no.", ["Home", "Shift+ArrowRight"], "Zoe\u0301 Stro\u0308m"),
    "no-break spaces": ("Il dit\u202f: «\u00a0Jamais\u00a0».", ["End"], "Jamais"),
    "Chinese has words": ("市长说：明天开放大桥。", ["Home", "Shift+ArrowRight"], "市长说"),
    "right to left": ("قال الوزير نعم", ["Home", "ArrowLeft"], "الوزير"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "keys", "marked"), CASES.values(), ids=CASES.keys())
def test_what_is_marked_is_what_stands_there(
    page: Page, editor: User, text: str, keys: list[str], marked: str
) -> None:
    article = opened(page, editor, f"🙂 Before 👍🏽\n\nIt won.\n\n{text}\n", making.proposed("won"))
    press(page, "m", *keys)
    assert caret(page) == marked
    press(page, "c")
    saved(page)
    assert marked in words(stored(article, editor)[0])


def test_a_selection_becomes_the_carets_and_a_click_takes_it_away(page: Page, article: Article) -> None:
    select(page, "harbour office")
    press(page, "m", "Shift+ArrowRight")
    assert caret(page) == "harbour office said"
    page.locator("#text p").nth(2).click()
    expect(page.locator("#caret-bar")).to_be_hidden()


def test_words_in_marks_that_are_no_quote_yet_are_a_key_away(page: Page, editor: User) -> None:
    text = "“One,” he said.\n\n“Two,” she said.\n\n“Three,” they said. “Four,” all said.\n"
    opened(page, editor, text, making.proposed("“One,”"), making.proposed("“Three,”"))
    press(page, "m", "Tab")
    assert caret(page) == "“Two,”"
    press(page, "Tab")
    assert caret(page) == "“Four,”"
    press(page, "Tab")
    assert caret(page) == "“Two,”", "going round"
    alone(page)
    press(page, "Shift+Tab", "q", "Tab", "q", "Tab")
    expect(page.locator("#toasts")).to_contain_text("All words in quotation marks belong to a quote already.")


def test_the_caret_goes_when_the_work_goes_on_and_the_keyboard_goes_back(
    page: Page, article: Article
) -> None:
    page.locator(".quote-card.open .face").focus()
    press(page, "m")
    assert page.evaluate("document.activeElement.id") == "article"
    assert page.evaluate("document.activeElement.role") == "application"
    press(page, "Escape")
    assert page.evaluate("document.activeElement.className") == "face"
    press(page, "m", "ArrowRight", "a")
    expect(page.locator("#caret-bar")).to_be_hidden()
    assert focused(page).startswith("Quote 1 of 1, accepted")
    press(page, "m", "b")
    expect(page.locator("#caret-bar")).to_be_hidden()
    expect(page.get_by_role("group", name="Moving an edge")).to_be_visible()


def test_the_bar_does_with_a_mouse_what_the_letters_do(page: Page, article: Article, editor: User) -> None:
    press(page, "m", "Tab")
    bar = page.get_by_role("group", name="Caret in the text")
    bar.get_by_role("button", name="New quote").click()
    bar.get_by_role("button", name="Cue").click()
    bar.get_by_role("button", name="Done").click()
    expect(bar).to_be_hidden()
    saved(page)
    missed = stored(article, editor)[1]
    assert (words(missed), words(missed, "cue")) == (["“We never left the pier,”"], ["said"])
