"""What is drawn can be told apart and read: on paper, in a crowded margin, in the system's colours."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from articles.models import Article, User
from tests import making
from tests.browser.annotating import open_article, press, select

TEXT = (
    "Old market to close\n\n"
    "“No,” Ann Lee said. “So,” Bo Roe said.\n\n"
    "The spokeswoman for the engineering council told us that the roof leaks.\n\n"
)
LONG = TEXT + "\n\n".join(f"On day {day} it rained on the quay and nobody came." for day in range(60))
WET = "spokeswoman for the engineering council"


@pytest.fixture
def article(editor: User) -> Article:
    made = making.article(
        making.proposed("“No,”", cue="said", source="Ann Lee", speakers=["Ann Lee"]),
        making.proposed("“So,”", source="Bo Roe", speakers=["Bo Roe"]),
        making.proposed("that the roof leaks", cue="told", speakers=[WET], kind="indirect"),
        making.proposed("nobody came", speakers=["Cy Dorn"], kind="indirect"),
        text=f"{LONG}\n\nIn the end “all of it went,” Cy Dorn said.\n",
        by=editor,
        title="Old market to close",
        publisher="Harbour Post",
        byline="Jo Quill",
        published=date(2026, 5, 3),
    )
    making.act(editor, made, making.quote(made, "“No,”"), "accept")
    return made


def test_paper_tells_whose_every_quote_is(page: Page, article: Article) -> None:
    open_article(page, article)
    sheets = PdfReader(BytesIO(page.pdf(format="A4"))).pages
    printed = re.sub(r"\s+", " ", " ".join(sheet.extract_text() for sheet in sheets))
    for words in ("Old market to close", "Harbour Post", "3 May 2026", "Jo Quill", "1 of 4 decided"):
        assert words in printed
    for words in ("quoted words", "source", "cue", "only suggested"):
        assert words in printed
    assert re.search(r"1\. Ann Lee Direct\. Accepted by \S+( \S+)? “No,”", printed)
    assert "2. Bo Roe Direct. Suggested 0.80 “So,”" in printed
    assert f"3. {WET} Indirect. Suggested 0.80 that the roof leaks" in printed
    assert "Accept the" not in printed
    expect(page.locator("#printed li")).to_have_count(0)
    expect(page.locator("#text [data-quotes]")).to_have_count(0)


def test_on_paper_numbers_stand_beside_the_paragraphs_of_their_quotes(page: Page, article: Article) -> None:
    open_article(page, article)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    beside = page.locator("#text p").evaluate_all(
        "all => all.filter((p) => p.dataset.quotes).map((p) => [p.dataset.quotes, p.textContent])"
    )
    assert [(numbers, text[:4]) for numbers, text in beside] == [
        ("1 2", "“No,"),
        ("3", "The "),
        ("4", "On d"),
    ]
    expect(page.locator(".gutter")).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator("#text [data-quotes]")).to_have_count(0)


@pytest.mark.parametrize("width", [1440, 1280, 390])
def test_quotes_of_one_line_hide_no_initials(page: Page, article: Article, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    open_article(page, article)
    marks = page.locator(".mark").evaluate_all(
        """marks => marks.map((mark) => {
          const letters = mark.querySelector("span");
          const { left, right, top, bottom } = mark.getBoundingClientRect();
          const text = document.createRange();
          text.selectNodeContents(letters);
          const box = text.getBoundingClientRect();
          return [letters.textContent, left, right, top, bottom, box.left, box.right, box.height];
        })"""
    )
    (ann, *one), (bo, *other) = marks[:2]
    assert (ann, bo) == ("AL", "BR")
    assert one[2] == other[2], "both quotes are on one line"
    assert one[1] <= other[0] + 0.5, "the first is left of the second"
    for left, right, _, _, start, end, height in (one, other):
        assert left >= 0
        assert height > 0
        assert left - 0.5 <= start < end <= right + 0.5


def test_no_name_of_the_cast_breaks_within_a_word(page: Page, article: Article) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    open_article(page, article)
    broken = page.locator("#cast .name").evaluate_all(
        """names => names.flatMap((name) => [...name.textContent.matchAll(/\\S+/g)].filter((word) => {
          const range = document.createRange();
          range.setStart(name.firstChild, word.index);
          range.setEnd(name.firstChild, word.index + word[0].length);
          return range.getClientRects().length > 1;
        }).map(String))"""
    )
    assert broken == []


def test_the_focus_of_the_keyboard_goes_round_the_whole_open_card(page: Page, article: Article) -> None:
    open_article(page, article)
    press(page, "Tab")
    page.locator(".quote-card.open .face").focus()
    expect(page.locator(".quote-card.open")).to_have_css("outline-style", "solid")
    expect(page.locator(".quote-card.open .face")).to_have_css("outline-style", "none")


def test_after_a_comment_the_buttons_are_in_sight(page: Page, article: Article) -> None:
    page.set_viewport_size({"width": 1280, "height": 560})
    open_article(page, article)
    press(page, "r")
    page.keyboard.type("Who was it?")
    press(page, "Control+Enter")
    expect(page.locator(".quote-card.open .comment")).to_contain_text("Who was it?")
    expect(page.locator(".quote-card.open .act.primary")).to_be_in_viewport(ratio=1)


def test_the_bar_of_selected_words_covers_no_card(page: Page, article: Article) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    open_article(page, article)
    select(page, "told us")
    expect(page.locator("#selection-bar")).to_be_visible()
    bar, cards = page.locator("#selection-bar").bounding_box(), page.locator("#cards-column").bounding_box()
    assert bar is not None
    assert cards is not None
    assert bar["x"] + bar["width"] <= cards["x"]


def test_forced_colours_tell_the_roles_apart(
    open_page: Callable[..., Page], editor: User, article: Article
) -> None:
    page = open_page(editor, forced_colors="active")
    open_article(page, article)
    styles: dict[str, Any] = page.evaluate(
        """() => {
          const style = (name) => getComputedStyle(document.getElementById("text"), `::highlight(${name})`);
          const roles = ["content", "source", "cue"];
          const names = ["suggested", "decided"].flatMap((look) => roles.map((role) => `${look}-${role}`));
          return Object.fromEntries(names.map(style).map((it, index) =>
            [names[index], [it.backgroundColor, it.textDecorationLine, it.textDecorationStyle].join()]));
        }"""
    )
    assert len(set(styles.values())) == len(styles), styles
    keys = page.locator(".quote-card.open .actions kbd").evaluate_all(
        "keys => keys.map((key) => getComputedStyle(key).borderTopColor)"
    )
    assert len(set(keys)) == 1


def test_the_sheet_of_a_phone_names_who_wrote_the_article(page: Page, article: Article) -> None:
    page.set_viewport_size({"width": 390, "height": 780})
    open_article(page, article)
    page.get_by_role("button", name="More:").click()
    expect(page.locator("#sheet")).to_contain_text("Jo Quill")
