"""What waits for the server is kept in the browser: over a reload, a killed browser, a sign-out, and between tabs."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from articles.models import Article, Decision, User
from tests import making
from tests.browser.annotating import (
    HeldDecisions,
    focused,
    names,
    open_article,
    painted,
    press,
    saved,
    select,
    stored,
    tried,
)
from tests.browser.conftest import session_of
from tests.machine.chromium import LAUNCH_FLAGS, chromium, environment
from tests.machine.processes import Site

KEPT = """() => new Promise((resolve, reject) => {
  const opening = indexedDB.open("onrecord");
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const all = opening.result.transaction("steps").objectStore("steps").getAll();
    all.onsuccess = () => {
      opening.result.close();
      resolve(all.result.map((kept) => kept.id));
    };
  };
})"""


def kept(page: Page, number: int) -> list[str]:
    """The ids of the decisions in the browser's store, once there are so many."""
    ids: list[str] = []
    for _ in range(250):
        ids = page.evaluate(KEPT)
        if len(ids) == number:
            return ids
        page.wait_for_timeout(20)
    raise AssertionError(f"The browser keeps {len(ids)} decisions, not {number}.")


def sign_in(context: BrowserContext, site: Site, person: User) -> None:
    context.clear_cookies(name="sessionid")
    context.add_cookies([{"name": "sessionid", "value": session_of(person), "url": site.url}])


def test_what_was_decided_offline_is_painted_and_sent_when_the_page_is_opened_again(
    page: Page, site: Site, article: Article, editor: User
) -> None:
    open_article(page, article)
    site.kill()
    press(page, "a", "2", "x")
    select(page, "Ferry strike ends")
    press(page, "q", "/")
    page.get_by_role("combobox").fill("Zoë Ferrywoman")
    press(page, "Enter", "Control+z")
    expect(page.locator("#save-state")).to_have_text("Offline · 6 changes waiting")
    ids = kept(page, 6)
    with pytest.raises(Exception, match="ERR_CONNECTION_REFUSED"):
        page.reload()
    page.close()

    site.start()
    again = page.context.new_page()
    held = HeldDecisions(again)
    open_article(again, article)
    expect(again.locator("#save-state")).to_have_text("6 changes waiting")
    expect(again.locator("#progress")).to_contain_text("3 of 4 decided")
    assert painted(again)["decided-content"] == [
        "“We won,”",
        "“It took us eleven days.”",
        "Ferry strike ends",
    ]
    assert not Decision.objects.exists()
    press(again, "Control+Shift+z")
    expect(again.locator("#save-state")).to_have_text("7 changes waiting")
    held.let_go()
    saved(again)
    made = [str(decision.id) for decision in Decision.objects.oldest_first()]
    assert made[:6] == ids
    assert len(made) == 7
    quotes = stored(article, editor)
    assert [quote["state"] for quote in quotes] == ["added", "accepted", "rejected", "suggested"]
    assert names(quotes[0]) == ["Zoë Ferrywoman"]
    assert kept(again, 0) == []


@pytest.mark.timeout(180)  # it starts two browsers of its own
def test_a_killed_browser_loses_nothing(
    browser: Browser, site: Site, article: Article, editor: User, tmp_path: Path
) -> None:
    program = chromium()

    def start() -> BrowserContext:
        context = browser.browser_type.launch_persistent_context(
            tmp_path / "profile",
            executable_path=program,
            args=LAUNCH_FLAGS,
            env={**environment(program)},
            chromium_sandbox=False,
            base_url=site.url,
        )
        context.add_cookies([{"name": "sessionid", "value": session_of(editor), "url": site.url}])
        return context

    first = start()
    page = first.new_page()
    HeldDecisions(page)
    open_article(page, article)
    press(page, "a", "x")
    ids = kept(page, 2)
    assert first.browser
    with page.expect_event("close"):
        for process in first.browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")[
            "processInfo"
        ]:
            if process["type"] == "browser":
                os.kill(process["id"], signal.SIGKILL)
    assert not Decision.objects.exists()

    second = start()
    page = second.new_page()
    open_article(page, article)
    saved(page)
    assert [str(decision.id) for decision in Decision.objects.oldest_first()] == ids
    assert [quote["state"] for quote in stored(article, editor)] == ["accepted", "rejected", "suggested"]
    second.close()


def test_nobody_else_sees_or_sends_what_a_person_left(
    page: Page, site: Site, article: Article, editor: User, colleague: User
) -> None:
    open_article(page, article)
    page.context.clear_cookies(name="sessionid")
    press(page, "a", "x")
    expect(page.locator("#save-state")).to_have_text("Signed out · 2 changes waiting")
    kept(page, 2)
    page.close()

    sign_in(page.context, site, colleague)
    theirs = page.context.new_page()
    open_article(theirs, article)
    saved(theirs)
    expect(theirs.locator("#progress")).to_contain_text("0 of 3 decided")
    press(theirs, "j", "j", "a")
    saved(theirs)
    assert [decision.by for decision in Decision.objects.all()] == [colleague]
    theirs.close()

    sign_in(page.context, site, editor)
    mine = page.context.new_page()
    open_article(mine, article)
    saved(mine)
    assert [decision.by for decision in Decision.objects.oldest_first()] == [colleague, editor, editor]
    assert [quote["state"] for quote in stored(article, editor)] == ["accepted", "rejected", "accepted"]


def test_a_colleague_was_faster_while_the_page_was_closed_and_the_choice_survives_reload(
    page: Page, article: Article, editor: User, colleague: User
) -> None:
    held = HeldDecisions(page)
    open_article(page, article)
    press(page, "2", "t")
    kept(page, 2)
    held.close_page()
    making.act(colleague, article, making.quote(article), "reject")

    again = page.context.new_page()
    for _ in range(2):
        open_article(again, article)
        expect(again.locator("#toasts")).to_contain_text("The quote was rejected by Lou Colleague")
        saved(again)
    again.locator("#toasts").get_by_role("button", name="Show").click()
    versions = again.get_by_role("group", name="Two versions of this quote")
    expect(versions.locator(".mine")).to_contain_text("Harbour office")
    expect(versions.locator(".mine")).to_contain_text("indirect")
    assert stored(article, editor)[0]["state"] == "rejected", "nothing is overwritten"
    versions.get_by_role("button", name="Keep mine").click()
    saved(again)
    quote = stored(article, editor)[0]
    assert (quote["state"], quote["kind"], names(quote)) == ("corrected", "indirect", ["Harbour office"])
    open_article(again, article)
    expect(again.locator(".conflict")).to_have_count(0)
    expect(again.locator("#toasts .problem")).to_have_count(0)


def test_an_answer_that_came_after_the_page_was_closed_is_no_conflict(
    page: Page, article: Article, editor: User
) -> None:
    asked: list[Route] = []

    def lose_the_answer(route: Route) -> None:
        asked.append(route)
        if len(asked) == 1:
            route.fetch()  # the server has it, the browser never hears
            route.abort()

    page.route(HeldDecisions.PATH, lose_the_answer)
    open_article(page, article)
    press(page, "a")
    expect(page.locator("#save-state")).to_have_text("Offline · 1 change waiting")
    kept(page, 1)
    page.close()
    again = page.context.new_page()
    open_article(again, article)
    saved(again)
    expect(again.locator("#save-state")).to_contain_text("Saved ")
    expect(again.locator("#toasts .problem")).to_have_count(0)
    assert Decision.objects.count() == 1
    press(again, "Control+z")
    expect(again.locator("#progress")).to_contain_text("0 of 3 decided")
    saved(again)
    assert stored(article, editor)[0]["state"] == "suggested"


def test_two_tabs_show_the_same_and_do_not_clash(page: Page, article: Article, editor: User) -> None:
    other = page.context.new_page()
    open_article(page, article)
    open_article(other, article)
    press(page, "a", "2")
    expect(other.locator(".quote-card").first).to_contain_text("Accepted by Mara Editor")
    assert painted(other)["decided-content"] == painted(page)["decided-content"]
    assert "Quote 1 of 3" in focused(other), "the focus stays where it was"
    saved(page)
    press(other, "t")
    expect(page.locator(".quote-card .face").first).to_have_attribute(
        "aria-label", re.compile("corrected, indirect, Ada Nkemelu")
    )
    saved(other)
    press(page, "k", "Control+z")
    expect(other.locator("#progress")).to_contain_text("2 of 3 decided")
    saved(page)
    press(other, "Control+z", "Control+z")
    saved(other)
    for tab in (page, other):
        expect(tab.locator("#progress")).to_contain_text("0 of 3 decided")
        expect(tab.locator(".conflict")).to_have_count(0)
        expect(tab.locator("#toasts .problem")).to_have_count(0)


def test_of_two_tabs_one_sends_and_the_other_goes_on_when_it_is_closed(
    page: Page, article: Article, editor: User
) -> None:
    asked: list[str] = []
    held = HeldDecisions(page)
    other = page.context.new_page()
    open_article(page, article)
    open_article(other, article)
    other.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    press(page, "a", "x")
    held.wait()
    expect(other.locator("#save-state")).to_have_text("2 changes waiting")
    press(other, "j", "j", "1")
    expect(page.locator("#save-state")).to_have_text("3 changes waiting")
    assert len(held.routes) == 1
    assert not [url for url in asked if "decisions" in url], "only one of them sends"
    page.close()
    saved(other)
    assert [decision.action for decision in Decision.objects.oldest_first()] == [
        "accept",
        "reject",
        "correct",
    ]


def test_a_disagreement_is_settled_once_for_both_tabs(
    page: Page, article: Article, editor: User, colleague: User
) -> None:
    other = page.context.new_page()
    open_article(page, article)
    open_article(other, article)
    making.act(colleague, article, making.quote(article), "reject")
    press(page, "2")
    for tab in (page, other):
        expect(tab.locator("#toasts .problem")).to_contain_text("The quote was rejected by Lou Colleague")
    other.get_by_role("group", name="Two versions of this quote").get_by_role(
        "button", name="Keep mine"
    ).click()
    saved(other)
    for tab in (page, other):
        expect(tab.locator(".conflict")).to_have_count(0)
        expect(tab.locator("#toasts .problem")).to_have_count(0)
        expect(tab.locator(".quote-card").first).to_contain_text("Corrected by Mara Editor")
    assert names(stored(article, editor)[0]) == ["Harbour office"]


def test_what_another_tab_let_go_is_not_sent_over_a_colleagues_work(
    page: Page, article: Article, editor: User, colleague: User
) -> None:
    """A decision built on one that clashed names the version that the colleague's has by now."""
    quote = str(making.quote(article))
    page.clock.install()
    open_article(page, article)
    making.act(colleague, article, making.quote(article), "reject")
    press(page, "2")
    expect(page.get_by_role("group", name="Two versions of this quote")).to_be_visible()
    page.evaluate(
        """([person, article, attribution]) => new Promise((heard) => {
          const request = { id: crypto.randomUUID(), article, attribution, action: "reopen", version: 1, person };
          const [tab, after] = [1, 2].map(() => new BroadcastChannel(`onrecord ${person} ${article}`));
          after.onmessage = ({ data }) => data.kind === "dropped" && heard();
          tab.postMessage({ kind: "made", steps: [{ request, before: null, after: null }] });
          tab.postMessage({ kind: "dropped", id: crypto.randomUUID(), ids: [request.id] });
        })""",
        [editor.pk, article.pk, quote],
    )
    page.clock.run_for(1_500)  # longer than a tab leaves another's decisions to it
    tried(page)
    saved(page)
    assert stored(article, editor)[0]["state"] == "rejected"
    assert Decision.objects.count() == 1


def test_a_browser_that_keeps_nothing_says_so(page: Page, article: Article) -> None:
    page.add_init_script("indexedDB.open = () => { throw new DOMException('no', 'SecurityError') }")
    held = HeldDecisions(page)
    open_article(page, article)
    press(page, "a")
    expect(page.locator("#save-state")).to_have_attribute("title", "On its way to the server. This browser keeps "
        "nothing: leave this page open until all is saved.")  # fmt: skip
    held.wait()
    asked: list[Any] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    with page.expect_event("close"):
        page.close(run_before_unload=True)
    assert asked == ["beforeunload"]


def test_what_was_done_in_one_go_is_undone_in_one_go_after_the_page_was_closed(
    page: Page, article: Article, editor: User
) -> None:
    held = HeldDecisions(page)
    open_article(page, article)
    press(page, "Shift+A", "Enter")
    expect(page.locator("#progress")).to_contain_text("3 of 3 decided")
    press(page, "Control+z")
    expect(page.locator("#progress")).to_contain_text("0 of 3 decided")
    kept(page, 6)
    held.close_page()

    again = page.context.new_page()
    held = HeldDecisions(again)
    open_article(again, article)
    expect(again.locator("#save-state")).to_have_text("6 changes waiting")
    expect(again.locator("#progress")).to_contain_text("0 of 3 decided")
    press(again, "Control+Shift+z")
    expect(again.locator("#progress")).to_contain_text("3 of 3 decided")
    kept(again, 9)
    held.close_page()

    last = page.context.new_page()
    open_article(last, article)
    saved(last)
    assert [quote["state"] for quote in stored(article, editor)] == ["accepted"] * 3
    press(last, "Control+z")
    expect(last.locator("#progress")).to_contain_text("0 of 3 decided")
    saved(last)
    assert [quote["state"] for quote in stored(article, editor)] == ["suggested"] * 3
    assert Decision.objects.count() == 12
