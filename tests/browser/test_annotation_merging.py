"""Two of the cast who are one: merged on the annotation page, seen before it is done, and parted by undo."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from articles.models import Article, Speaker, User
from articles.services.merging import merge_speakers, undo_merge
from articles.services.registry import create_speaker, edit_speaker
from tests import making
from tests.browser.annotating import names, open_article, press, reload, saved, stored
from tests.browser.test_annotation_page import SMALL_TARGETS, TARGETS, faults
from tests.browser.village import states, village


def registered(article: Article, editor: User, *openings: str) -> None:
    """Accept the quotes that begin so: their speakers are in the registry then."""
    for suggestion in making.offered(article):
        if suggestion.spans[0]["text"].startswith(openings):
            making.act(editor, article, suggestion.pk, "accept")


def more_about(page: Page, name: str) -> Locator:
    return page.locator("#cast li", has_text=name).get_by_role("button", name="More", exact=True)


def who(article: Article, person: User) -> list[list[str]]:
    return [names(quote) for quote in stored(article, person)]


@pytest.fixture
def known(page: Page, editor: User) -> Article:
    """The village, where Ada and Lou are in the registry, and Lou in another article, too."""
    made = village(editor)
    registered(made, editor, "“We leave", "“The quay")
    elsewhere = making.article(making.proposed("“We won,”", speakers=["Lou Marchetti"]), by=editor)
    registered(elsewhere, editor, "“We won")
    open_article(page, made)
    return made


def test_two_of_the_registry_are_merged_from_the_menu_by_keyboard_and_parted_by_undo(
    page: Page, known: Article, editor: User
) -> None:
    before = who(known, editor)
    more_about(page, "Lou Marchetti").focus()
    press(page, "Enter", "Enter")
    page.keyboard.type("ada")
    press(page, "Enter")
    panel = page.get_by_role("dialog", name="Merge Lou Marchetti into Ada Nkemelu?")
    expect(panel).to_contain_text("Moves 3 quotes, here and in 1 other article.")
    expect(panel.locator("li")).to_have_count(2)
    expect(panel.get_by_role("button", name="Leave out")).to_have_count(0)
    press(page, "Enter")
    expect(page.locator("#toasts")).to_contain_text("Lou Marchetti and Ada Nkemelu are one now.")
    expect(page.locator("#cast li")).to_have_count(2)
    assert who(known, editor)[:4] == [["Ada Nkemelu"]] * 4
    press(page, "Control+z")
    expect(page.locator("#toasts")).to_contain_text("Lou Marchetti and Ada Nkemelu are two again.")
    expect(page.locator("#cast li")).to_have_count(3)
    assert who(known, editor) == before


def test_a_merge_is_undone_and_done_again_after_a_reload_in_its_place(
    page: Page, known: Article, editor: User
) -> None:
    ada, lou = (Speaker.objects.get(name=name) for name in ("Ada Nkemelu", "Lou Marchetti"))
    merge_speakers(merged=lou, into=ada, by=editor, article=known)
    reload(page)
    press(page, "n", "x")
    saved(page)
    press(page, "Control+z", "Control+z")
    expect(page.locator("#cast li")).to_have_count(3)
    expect(page.locator("#progress")).to_contain_text("2 of 7 decided")
    lou.refresh_from_db()
    assert lou.merged_into is None
    reload(page)
    press(page, "Control+Shift+z")
    expect(page.locator("#cast li")).to_have_count(2)
    lou.refresh_from_db()
    assert lou.merged_into == ada
    press(page, "a")
    saved(page)
    expect(page.locator("#toasts .problem")).to_have_count(0)


def test_a_merge_that_somebody_parted_already_does_not_bar_the_way(
    page: Page, known: Article, editor: User, colleague: User
) -> None:
    ada, lou = (Speaker.objects.get(name=name) for name in ("Ada Nkemelu", "Lou Marchetti"))
    merge = merge_speakers(merged=lou, into=ada, by=editor, article=known)
    reload(page)
    undo_merge(merge=merge, by=colleague)
    press(page, "Control+z")
    expect(page.locator("#toasts .problem")).to_contain_text("This merge was undone already.")
    press(page, "Control+z")
    saved(page)
    expect(page.locator("#progress")).to_contain_text("1 of 7 decided")


def test_a_name_that_was_only_suggested_is_replaced_here_by_dropping_it(
    page: Page, harbour: Article, editor: User
) -> None:
    cast = page.locator("#cast li")
    cast.nth(1).drag_to(cast.nth(0))
    panel = page.get_by_role("dialog", name="Ada Nkemelu for 2 quotes of Lou Marchetti?")
    expect(panel).to_contain_text("In this article only: Lou Marchetti is a name that was suggested")
    panel.get_by_role("button", name="Apply to 2").click()
    saved(page)
    assert who(harbour, editor)[:4] == [["Ada Nkemelu"]] * 4
    assert states(harbour, editor)[2:4] == ["corrected"] * 2
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    saved(page)
    assert states(harbour, editor) == ["suggested"] * 7


def test_the_menu_by_mouse_leads_to_the_speakers_page_and_closes_with_escape(
    page: Page, known: Article
) -> None:
    page.locator("#cast").get_by_role("button", name="Ada Nkemelu").click()
    page.locator("#cast li", has_text="Lou Marchetti").hover()
    more_about(page, "Lou Marchetti").click()
    menu = page.locator("#cast-menu")
    expect(menu.get_by_role("button", name="Merge into …")).to_be_focused()
    press(page, "ArrowDown")
    link = menu.get_by_role("link", name="Names, Wikidata, all quotes")
    expect(link).to_be_focused()
    press(page, "Escape")
    expect(menu).to_be_hidden()
    expect(page.locator("#show-all")).to_be_visible()
    more_about(page, "Lou Marchetti").click()
    link.click()
    expect(page.get_by_role("heading", name="Lou Marchetti", exact=True)).to_be_visible()


def test_axe_finds_nothing_in_the_menu_and_the_preview_of_a_merge(page: Page, known: Article) -> None:
    more_about(page, "Lou Marchetti").focus()
    press(page, "Enter")
    assert not faults(page)
    press(page, "Enter")
    page.keyboard.type("ada")
    assert not faults(page)
    press(page, "Enter")
    expect(page.locator("#preview")).to_be_visible()
    assert not faults(page)
    assert not page.evaluate(SMALL_TARGETS, TARGETS)


# --- whom a search finds ----------------------------------------------------------------------------------------


def test_a_search_tells_speakers_apart_and_finds_the_cast_by_their_aliases(
    page: Page, known: Article, editor: User
) -> None:
    edit_speaker(speaker=Speaker.objects.get(name="Lou Marchetti"), aliases=["the fisher"])
    create_speaker(name="Zoë Ström", aliases=["Fisheries minister"], wikidata="Q4242")
    create_speaker(name="Fishing Union", kind="organization")
    press(page, "/")
    page.keyboard.type("fish")
    options = page.get_by_role("option")
    expect(options).to_have_text(
        [
            re.compile("Lou Marchetti.*person · also “the fisher” · 2 quotes"),
            re.compile("Zoë Ström.*person · also “Fisheries minister” · 0 quotes · Q4242"),
            re.compile("Fishing Union.*organization · 0 quotes"),
            re.compile("Add “fish”"),
        ]
    )
    press(page, "Enter")
    saved(page)
    assert ["Lou Marchetti"] in who(known, editor)[1:2]
