"""Settings: every key can be changed or switched off, and looks follow the person."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, User
from articles.services.preferences import change_preferences
from tests.browser.annotating import focused, open_article, press, reload, saved, stored


@pytest.fixture
def article(page: Page, article: Article) -> Article:
    open_article(page, article)
    return article


def kept(editor: User, **wanted: object) -> None:
    """Wait until the server has these preferences."""
    for _ in range(300):
        found = User.objects.get(pk=editor.pk).preferences
        if all(found.get(name) == value for name, value in wanted.items()):
            return
    raise AssertionError(found)


def test_a_key_is_changed_everywhere_and_stays(page: Page, article: Article, editor: User) -> None:
    page.get_by_role("button", name="Settings", exact=True).click()
    dialog = page.get_by_role("dialog", name="Settings")
    change = dialog.get_by_role("button", name="Change the key of “Accept and")
    with page.expect_response("**/api/v1/preferences/"):
        change.click()
        expect(change).to_have_text("Press a key…")
        press(page, "y")
    expect(change).to_have_text("Y")
    expect(change).to_be_focused()
    expect(dialog.get_by_role("status")).to_contain_text("is Y now.")
    assert User.objects.get(pk=editor.pk).preferences == {"keys": {"accept": ["y", "enter"]}}
    press(page, "Escape")
    expect(dialog).to_be_hidden()
    accept = page.locator(".quote-card.open [data-action=accept]")
    expect(accept).to_have_text("AcceptY")
    expect(page.locator("#key-hint")).to_contain_text("Y accept")
    press(page, "a")
    expect(page.locator("#progress")).to_contain_text("0 of 3 decided")
    press(page, "y")
    expect(page.locator("#progress")).to_contain_text("1 of 3 decided")
    saved(page)

    reload(page)
    expect(accept).to_have_text("AcceptY")
    press(page, "?")
    page.keyboard.type("y")
    rows = page.get_by_role("dialog").locator("dl > div:visible")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Accept and go on")
    page.get_by_role("button", name="Change keys").click()
    with page.expect_response("**/api/v1/preferences/"):
        dialog.get_by_role("button", name="Reset the key of “Accept and").click()
    expect(dialog.get_by_role("button", name="Change the key of “Accept and")).to_have_text("A")
    assert User.objects.get(pk=editor.pk).preferences == {"keys": {}}


def test_a_key_that_is_taken_is_refused_with_a_sentence(page: Page, article: Article, editor: User) -> None:
    press(page, ",")
    dialog = page.get_by_role("dialog", name="Settings")
    status = dialog.get_by_role("status")
    dialog.get_by_role("button", name="Change the key of “Next quote”").click()
    for key, why in (
        ("k", "K already does “Previous quote”. Change that one first, or choose another key."),
        ("Control+k", "Keys with Ctrl or Command belong to the browser."),
        ("3", "The number keys name the speakers of the cast."),
        ("F4", "Function keys belong to the browser."),
        (" ", "Space is how a keyboard gets about a page."),
    ):
        press(page, key)
        expect(status).to_contain_text(why)
    press(page, "Escape")
    expect(dialog).to_be_visible()
    expect(status).to_have_text("Left as it was.")
    assert User.objects.get(pk=editor.pk).preferences == {}

    numbers = dialog.get_by_role(
        "button", name="Change the key of “The speaker with that number in the cast”"
    )
    numbers.click()
    with page.expect_response("**/api/v1/preferences/"):
        press(page, "Alt+2")
    expect(numbers).to_have_text("Alt 1 – 9")
    press(page, "Escape", "2", "Alt+2")
    saved(page)
    assert [one["name"] for one in stored(article, editor)[0]["speakers"]] == ["Harbour office"]
    expect(page.locator("#cast kbd").first).to_have_text("Alt 1")


def test_single_keys_are_switched_off_by_one_switch(page: Page, article: Article, editor: User) -> None:
    press(page, ",")
    dialog = page.get_by_role("dialog", name="Settings")
    dialog.get_by_role("button", name="Change the key of “Reject").click()
    press(page, "Alt+x")
    with page.expect_response("**/api/v1/preferences/"):
        dialog.get_by_role("checkbox", name="Letters, numbers and signs work as keys").uncheck()
    press(page, "Escape")
    expect(page.locator(".quote-card.open [data-action=reject]")).to_have_text("RejectAlt X")
    expect(page.locator(".quote-card.open [data-action=accept]")).to_have_text("AcceptEnter")
    press(page, "j", "x", "2", "/", "?")
    assert focused(page).startswith("Quote 1 of 3, suggested")
    expect(page.get_by_role("dialog")).to_have_count(0)
    press(page, "Enter", "Alt+x")
    saved(page)
    assert [quote["state"] for quote in stored(article, editor)] == ["accepted", "rejected", "suggested"]


def test_one_key_is_switched_off_and_all_are_reset(page: Page, article: Article, editor: User) -> None:
    press(page, ",")
    dialog = page.get_by_role("dialog", name="Settings")
    dialog.get_by_role("button", name="Switch off the key of “Reject").click()
    expect(dialog.get_by_role("button", name="Change the key of “Reject")).to_have_text("Off")
    press(page, "Escape", "x")
    assert focused(page).startswith("Quote 1 of 3, suggested")
    press(page, "?")
    page.get_by_role("searchbox").fill("reject and")
    expect(page.get_by_role("dialog").locator("dl > div:visible")).to_contain_text("off")
    press(page, "Escape", ",")
    with page.expect_response("**/api/v1/preferences/"):
        dialog.get_by_role("button", name="Reset all keys").click()
    press(page, "Escape", "x")
    saved(page)
    assert stored(article, editor)[0]["state"] == "rejected"


def test_looks_are_there_before_the_first_paint_in_any_browser(
    open_page: Callable[..., Page], page: Page, article: Article, editor: User
) -> None:
    press(page, ",")
    dialog = page.get_by_role("dialog", name="Settings")
    with page.expect_response("**/api/v1/preferences/"):
        dialog.get_by_text("Dark", exact=True).click()
    height = "document.querySelector('#text').offsetHeight"
    before = page.evaluate(height)
    with page.expect_response("**/api/v1/preferences/"):
        dialog.get_by_text("Larger", exact=True).click()
    assert page.evaluate(height) > before
    assert User.objects.get(pk=editor.pk).preferences == {"theme": "dark", "text_size": "larger"}
    elsewhere = open_page(editor)
    elsewhere.route("**/theme.js", lambda route: route.abort())
    elsewhere.goto("/speakers/")
    expect(elsewhere.locator("html")).to_have_attribute("data-theme", "dark")
    expect(elsewhere.locator("html")).to_have_attribute("data-text-size", "larger")


def test_a_person_who_hears_no_server_keeps_their_keys_on_the_page(
    page: Page, article: Article, editor: User
) -> None:
    page.route("**/api/v1/preferences/", lambda route: route.abort())
    press(page, ",")
    page.get_by_role("button", name="Change the key of “Accept and").click()
    press(page, "y", "Escape")
    expect(page.locator("#toasts")).to_contain_text("Your settings hold on this page")
    press(page, "y")
    expect(page.locator("#progress")).to_contain_text("1 of 3 decided")
    page.unroute("**/api/v1/preferences/")
    page.evaluate("dispatchEvent(new Event('online'))")
    kept(editor, keys={"accept": ["y", "enter"]})


def test_help_finds_actions_by_words_and_by_key(page: Page, article: Article, editor: User) -> None:
    change_preferences(user=editor, keys={"find-speaker": ["w"]})
    reload(page)
    expect(page.locator(".quote-card.open")).to_be_visible()
    press(page, "?")
    box = page.get_by_role("searchbox")
    expect(box).to_be_focused()
    rows = page.get_by_role("dialog").locator("dl > div:visible")
    for wanted, found in (
        ("k", "Previous quote"),
        ("shift n", "Previous undecided quote"),
        ("Ctrl+Z", "Undo"),
        ("w", "Find or add a speaker"),
        ("add speaker", "Find or add a speaker"),
        ("3", "The speaker with that number in the cast"),
    ):
        box.fill(wanted)
        expect(rows).to_have_count(1)
        expect(rows).to_contain_text(found)
    box.fill("nothing like it")
    expect(page.get_by_role("dialog")).to_contain_text("No key does that.")
