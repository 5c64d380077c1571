"""A missed quote takes its words and one key: the rest comes by itself, and nothing of the person's goes."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, Decision, User
from articles.services.sign_in import create_token
from tests import making
from tests.browser.annotating import (
    Held,
    HeldProposals,
    alone,
    drag_over,
    filled_in,
    focused,
    names,
    open_article,
    painted,
    press,
    ready,
    reload,
    saved,
    select,
    stored,
    words,
)
from tests.machine.processes import Site

TEXT = (
    "Harbour sold\n\n"
    "“We leave at dawn,” said Ada Nkemelu, who runs the ferries. The nets were wet.\n\n"
    "The quay will be sold by the end of the year, according to Lou Marchetti, the master of the harbour.\n\n"
    "Zoë Ström owns two boats. “Nobody asked us,” she complained. It rained.\n"
)
DAWN = making.proposed("“We leave at dawn,”", cue="said", source="Ada Nkemelu", speakers=["Ada Nkemelu"])
QUAY = "The quay will be sold by the end of the year"
ASKED = "“Nobody asked us,”"


@pytest.fixture(autouse=True)
def ready_server(site: Site, editor: User) -> None:
    """The first to ask waits for a server that gets ready, on a busy machine longer than a page does."""
    token = create_token(user=editor, scope="read").secret
    httpx.post(
        f"{site.url}/api/v1/extract/",
        json={"text": TEXT},
        headers={"Authorization": f"Bearer {token}"},
        timeout=120,
        trust_env=False,
    )


@pytest.fixture
def article(editor: User) -> Article:
    return making.article(DAWN, text=TEXT, by=editor, title="Harbour sold")


def begin(page: Page, marked: str = ASKED) -> None:
    select(page, marked)
    press(page, "q")


def added(article: Article, person: User) -> dict[str, object]:
    [quote] = [it for it in stored(article, person) if it["state"] == "added"]
    return quote


def actions(article: Article) -> list[str]:
    return list(Decision.objects.filter(article=article).oldest_first().values_list("action", flat=True))


def test_a_missed_quote_takes_two_presses(page: Page, article: Article, editor: User) -> None:
    open_article(page, article)
    drag_over(page, ASKED)
    press(page, "q")
    filled_in(page)
    saved(page)
    quote = added(article, editor)
    assert [words(quote, role) for role in ("content", "cue", "source")] == [[ASKED], ["complained"], ["she"]]
    assert (quote["kind"], names(quote)) == ("direct", ["Zoë Ström"])
    assert actions(article) == ["add", "fill"]


def test_what_was_filled_in_is_shown_and_said_until_the_person_goes_on(
    page: Page, article: Article, editor: User
) -> None:
    open_article(page, article)
    begin(page)
    filled_in(page)
    expect(page.locator("#voice")).to_contain_text(
        "Filled in: said by Zoë Ström, cue “complained”, source “she”. Check it."
    )
    expect(page.locator(".quote-card.open .why")).to_contain_text("Filled in by Onrecord: check it.")
    expect(page.locator(".quote-card.open .part", has_text="filled in")).to_have_count(2)
    assert "Zoë Ström" in focused(page)
    assert painted(page)["suggested-cue"] == ["said", "complained"]
    assert painted(page)["decided-content"] == [ASKED]
    press(page, "n")
    assert painted(page)["suggested-cue"] == ["said"]
    press(page, "j")
    assert "Nobody asked us" in focused(page)
    expect(page.locator(".quote-card.open .why")).to_have_count(0)


def test_one_undo_takes_it_all_back_and_one_redo_brings_it_again(
    page: Page, article: Article, editor: User
) -> None:
    open_article(page, article)
    begin(page)
    filled_in(page)
    before = focused(page)
    press(page, "Control+z")
    expect(page.locator("#voice")).to_contain_text("Undone: adding a quote.")
    saved(page)
    assert [it["state"] for it in stored(article, editor)] == ["suggested"]
    assert "We leave at dawn" in focused(page)
    press(page, "Control+Shift+z")
    expect(page.locator("#voice")).to_contain_text("Redone: adding a quote.")
    saved(page)
    assert focused(page) == before
    assert names(added(article, editor)) == ["Zoë Ström"]
    reload(page)
    press(page, "Control+z")
    expect(page.locator(".quote-card")).to_have_count(1)
    saved(page)
    assert [it["state"] for it in stored(article, editor)] == ["suggested"]


def test_what_the_person_does_first_stands(page: Page, article: Article, editor: User) -> None:
    open_article(page, article)
    held = HeldProposals(page)
    begin(page)
    press(page, "1")
    held.let_go()
    saved(page)
    quote = added(article, editor)
    assert (names(quote), words(quote, "cue"), actions(article)) == (["Ada Nkemelu"], [], ["add", "correct"])


@pytest.mark.parametrize("keys", [("n",), ("Control+z",), ("/",), ("b",)], ids=str)
def test_nothing_is_filled_in_behind_the_back_of_a_person(
    page: Page, article: Article, editor: User, keys: tuple[str, ...]
) -> None:
    """Who has gone on, taken it back, or is about to name somebody or to move an edge."""
    open_article(page, article)
    held = HeldProposals(page)
    begin(page)
    press(page, *keys)
    held.let_go()
    saved(page)
    assert "fill" not in actions(article)


def test_nothing_is_filled_in_once_the_article_is_being_called_done(
    page: Page, article: Article, editor: User
) -> None:
    """A decision that comes after the completion would open the article again, and the editor is gone."""
    making.article(making.SAIL, by=editor, title="Another")
    open_article(page, article)
    proposals = HeldProposals(page)
    completions = Held(page, "**/completions/")
    begin(page)
    saved(page)
    press(page, "Shift+Enter")
    completion = completions.first()
    answer = completion.fetch()
    proposals.let_go()
    saved(page)
    completion.fulfill(response=answer)
    expect(page.get_by_role("heading", name="Another")).to_be_visible()
    ready(page)
    assert actions(article) == ["add"]
    assert Article.objects.get(pk=article.pk).done


def test_where_nothing_is_found_it_is_said(page: Page, article: Article, editor: User) -> None:
    open_article(page, article)
    begin(page, "Harbour sold")
    filled_in(page)
    expect(page.locator("#toasts .toast")).to_have_text(
        [re.compile("Nothing found to fill in. Say who: a number, or /")]
    )
    saved(page)
    assert actions(article) == ["add"]
    press(page, "Control+z")
    expect(page.locator("#toasts .toast")).to_have_count(0)


@pytest.mark.parametrize("way", ["a source", "a part", "an edge"])
def test_correcting_a_part_says_who_the_machine_takes_for_the_speaker(
    page: Page, article: Article, editor: User, way: str
) -> None:
    open_article(page, article)
    alone(page)
    if way == "an edge":
        press(page, "b", "ArrowLeft", "Enter")
    else:
        select(page, "The nets were wet.")
        press(page, "s" if way == "a source" else "c")
    toasts = page.locator("#toasts .toast")
    expect(toasts).to_have_text(["Said by Ada Nkemelu, as suggested.Undo"])
    expect(page.locator("#voice")).to_contain_text("Said by Ada Nkemelu, as suggested.")
    saved(page)
    assert stored(article, editor)[0]["state"] == "corrected"
    press(page, "0")
    expect(toasts).to_have_count(0)
    press(page, "b", "ArrowLeft", "Enter")
    expect(page.locator("#voice")).to_contain_text("Edge kept.")
    expect(toasts).to_have_count(0)


def test_without_an_answer_the_quote_is_there_with_its_words_alone(
    page: Page, article: Article, editor: User
) -> None:
    open_article(page, article)
    alone(page)
    begin(page)
    filled_in(page)
    saved(page)
    quote = added(article, editor)
    assert (words(quote), words(quote, "cue"), names(quote)) == ([ASKED], [], [])
    expect(page.locator("#toasts")).to_contain_text("Quote added. Say who")


def test_without_a_network_the_quote_waits_to_be_sent_and_nothing_else(
    page: Page, article: Article, editor: User
) -> None:
    open_article(page, article)
    page.context.set_offline(True)
    begin(page)
    filled_in(page)
    expect(page.locator("#save-state")).to_have_attribute("data-kind", "offline")
    press(page, "2")
    page.context.set_offline(False)
    saved(page)
    assert names(added(article, editor)) == []


def test_the_bar_at_the_selection_does_the_same(page: Page, article: Article, editor: User) -> None:
    open_article(page, article)
    drag_over(page, QUAY)
    page.locator("#selection-bar").get_by_role("button", name="New quote").click()
    filled_in(page)
    saved(page)
    quote = added(article, editor)
    assert (quote["kind"], words(quote, "cue"), names(quote)) == (
        "indirect",
        ["according to"],
        ["Lou Marchetti"],
    )


def test_who_said_it_follows_another_source_if_nobody_had_named_them(
    page: Page, article: Article, editor: User
) -> None:
    open_article(page, article)
    select(page, "Zoë Ström")
    press(page, "s")
    filled_in(page)
    saved(page)
    [quote] = stored(article, editor)
    assert (words(quote, "source"), names(quote)) == (["Zoë Ström"], ["Zoë Ström"])
    select(page, "Lou Marchetti")
    press(page, "s")
    filled_in(page)
    saved(page)
    [quote] = stored(article, editor)
    assert sorted(words(quote, "source")) == ["Lou Marchetti", "Zoë Ström"], "a second one joins the first"
    press(page, "Control+z")
    press(page, "Control+z")
    begin(page)
    filled_in(page)
    select(page, "Lou Marchetti")
    press(page, "s")
    filled_in(page)
    saved(page)
    assert names(added(article, editor)) == ["Lou Marchetti"]
    press(page, "Control+z")
    saved(page)
    assert names(added(article, editor)) == ["Zoë Ström"], "one undo takes back the source and who it is"


def test_a_speaker_whom_a_person_named_stays_with_another_source(
    page: Page, article: Article, editor: User
) -> None:
    open_article(page, article)
    begin(page)
    filled_in(page)
    press(page, "1")
    select(page, "Lou Marchetti")
    press(page, "s")
    filled_in(page)
    saved(page)
    assert names(added(article, editor)) == ["Ada Nkemelu"]


def test_the_history_tells_whose_words_they_were(page: Page, article: Article) -> None:
    open_article(page, article)
    begin(page)
    filled_in(page)
    saved(page)
    page.locator(".quote-card.open [data-action=history]").click()
    expect(page.locator(".quote-card.open .history li").first).to_contain_text(
        "let Onrecord fill in the speaker from Unknown to Zoë Ström"
    )


def test_another_tab_shows_the_same(
    page: Page, article: Article, editor: User, open_page: Callable[..., Page]
) -> None:
    open_article(page, article)
    other = page.context.new_page()
    open_article(other, article)
    begin(page)
    filled_in(page)
    expect(other.locator(".quote-card", has_text="Nobody asked us").locator(".who")).to_have_text("Zoë Ström")
