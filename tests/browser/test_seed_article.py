"""The whole seed article, from its suggestions to its last decision: by keyboard alone, and by mouse alone."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from annotator.serve import ROOT
from articles.document import Document
from articles.models import Article, Decision, User
from tests import making
from tests.browser.annotating import (
    drag_over,
    focused,
    names,
    open_article,
    press,
    saved,
    stored,
    words,
)

[SEED] = (ROOT / "seeds").glob("*.txt")
UNSAID = "co-operation has been military only"
BESIDE = "keen to play"
"""Words of the article that a person may take for a quote of their own, and some beside them."""


@cache
def suggested(path: Path) -> Document:
    """What the real pipeline finds in it."""
    from articles.nlp.pipeline import load

    return load().annotate(path.read_text(encoding="utf-8"))


@pytest.fixture
def article(editor: User) -> Article:
    found = suggested(SEED)
    made = making.article(text=found.text, by=editor, title="The seed article", language="en")
    making.propose(made, found)
    return made


def left(page: Page) -> int:
    """How many quotes wait for a decision."""
    done, _, of, *_ = page.locator("#progress").inner_text().split()
    return int(of) - int(done)


def settled(page: Page, article: Article, editor: User) -> None:
    """Everything is decided, stored, and done by this person."""
    saved(page)
    assert left(page) == 0
    quotes = stored(article, editor)
    assert {quote["state"] for quote in quotes} <= {"accepted", "corrected", "added", "rejected"}
    assert {quote["decided_by"] for quote in quotes} == {"Mara Editor"}


@pytest.mark.timeout(240)
def test_by_keyboard_alone(page: Page, article: Article, editor: User) -> None:
    open_article(page, article)
    count = len(stored(article, editor))
    assert count > 8
    first = focused(page)
    press(page, "j", "k")
    assert focused(page) == first
    press(page, "?")
    page.keyboard.type("undo")
    expect(page.locator("#help dl > div:visible").first).to_contain_text("Undo")
    press(page, "Escape", "Escape")

    press(page, "a", "x", "k", "u")  # right; no quote; back to it, which was too quick
    press(page, "Shift+N", "n", "Enter")
    press(page, "t", "t", "t", "2", "0", "Control+z", "Control+Shift+z", "=")  # how and who, there and back
    press(page, "/")
    page.keyboard.type("Aleksandr Novak")
    press(page, "Enter", "+")
    page.keyboard.type("Ministry")
    press(page, "ArrowRight", "Enter")
    saved(page)
    assert names(next(q for q in stored(article, editor) if len(q["speakers"]) == 2))[0] == "Aleksandr Novak"

    press(page, "n", "b", "Tab", "Shift+Tab", "ArrowLeft", "ArrowRight", "ArrowLeft", "Enter")  # an edge
    press(page, "n", "ArrowRight", "ArrowLeft", "ArrowRight", "Delete")  # a part too many
    press(page, "m", "Home", "Shift+ArrowRight", "s", "ArrowRight", "v", "ArrowRight", "c", "Escape")
    press(page, "m", "Tab", "q", "1", "Delete", "Control+z")  # a quote of her own, taken away and back again
    press(page, "Escape", "Shift+A")
    if page.locator("#preview").is_visible():
        press(page, "Enter")
    while left(page):
        press(page, "n", "a")
    settled(page, article, editor)
    quotes = stored(article, editor)
    assert len(quotes) == count + 1
    assert {"accepted", "rejected", "corrected", "added"} == {quote["state"] for quote in quotes} | {
        "rejected"
    }
    done = set(Decision.objects.filter(article=article).values_list("action", flat=True))
    assert done >= {"accept", "reject", "correct", "add", "remove", "reopen", "undo"}
    press(page, "Shift+Enter")
    page.wait_for_url(lambda url: not url.endswith(f"/articles/{article.pk}/"))
    article.refresh_from_db()
    assert article.done


@pytest.mark.timeout(240)
def test_by_mouse_alone(page: Page, article: Article, editor: User) -> None:
    open_article(page, article)
    count = len(stored(article, editor))
    card = page.locator(".quote-card.open")

    def button(name: str, exact: bool = True) -> None:
        card.get_by_role("button", name=name, exact=exact).click()

    page.get_by_role("button", name="All keys").first.click()
    page.get_by_role("button", name="Close", exact=True).click()
    button("Accept")
    button("Reject")
    page.get_by_role("button", name="Undo", exact=True).first.click()
    page.get_by_role("button", name="Redo", exact=True).click()
    page.get_by_role("button", name="Show rejected").click()
    page.locator(".mark").nth(2).click()
    page.locator(".face").nth(3).click()
    assert "Quote 4" in focused(page)
    button("Mixed")
    button("Indirect")
    card.locator(".chips button").nth(1).click()
    card.locator(".chips").get_by_role("button", name="Unknown").click()
    button("Someone else…")
    page.get_by_role("option").first.click()
    button("And also…")
    page.get_by_role("option").nth(1).click()
    saved(page)
    assert len(stored(article, editor)[3]["speakers"]) == 2

    page.locator(".face").nth(5).click()
    before = stored(article, editor)[5]["spans"]
    card.locator(".part-words").first.click()
    card.get_by_role("button", name="Move the end one word back").click()
    saved(page)
    assert stored(article, editor)[5]["spans"] != before
    card.locator(".part-words").nth(1).click()
    card.get_by_role("button", name="Remove the ").first.click()

    drag_over(page, UNSAID)
    page.locator("#selection-bar").get_by_role("button", name="New quote").click()
    assert "added" in focused(page)
    drag_over(page, BESIDE)
    page.locator("#selection-bar").get_by_role("button", name="Cue").click()
    saved(page)
    added = next(quote for quote in stored(article, editor) if quote["state"] == "added")
    assert words(added) == [UNSAID]
    assert len(words(added, "cue")) == 1
    button("Remove quote", exact=False)
    page.locator("#toasts").get_by_role("button", name="Undo").click()

    accept = page.locator('[data-act="accept-seen"]')
    if accept.get_attribute("aria-disabled") == "false":
        accept.click()
        page.locator("#preview .primary").click()
    for place in range(count + 1):
        if not left(page):
            break
        page.locator(".face").nth(place).click()
        if card.get_by_role("button", name="Accept", exact=True).count():
            button("Accept")
    settled(page, article, editor)
    assert len(stored(article, editor)) == count + 1
    page.locator("#all-decided").get_by_role("button", name="Done and next").click()
    page.wait_for_url(lambda url: not url.endswith(f"/articles/{article.pk}/"))
    article.refresh_from_db()
    assert article.done
