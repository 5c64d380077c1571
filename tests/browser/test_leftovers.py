"""What waits of articles that are not open is told on the list of articles, and sent from any page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, Decision, Run, Suggestion, User
from tests import making
from tests.browser.annotating import HeldDecisions, open_article, press, saved, stored
from tests.browser.test_annotation_kept import kept, sign_in
from tests.machine.processes import Site


@pytest.fixture
def left(page: Page, site: Site, article: Article, editor: User) -> Callable[[], Page]:
    """Decides twice after the session ended, leaves, signs in, and gives the next page of the same browser."""

    def leave() -> Page:
        open_article(page, article)
        page.context.clear_cookies(name="sessionid")
        press(page, "a", "x")
        expect(page.locator("#save-state")).to_have_text("Signed out · 2 changes waiting")
        kept(page, 2)
        page.close()
        sign_in(page.context, site, editor)
        return page.context.new_page()

    return leave


def test_the_list_tells_what_waits_and_sends_it(
    left: Callable[[], Page], article: Article, editor: User
) -> None:
    page = left()
    page.route(HeldDecisions.PATH, lambda route: route.abort())
    page.goto("/")
    waiting = page.locator("#waiting")
    expect(waiting).to_contain_text(
        "2 changes of “Ferry strike ends” wait in this browser. They are sent when the server can be reached."
    )
    expect(waiting.get_by_role("link", name="Open")).to_have_attribute("href", f"/articles/{article.pk}/")
    page.unroute(HeldDecisions.PATH)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(waiting).to_be_empty()
    assert [quote["state"] for quote in stored(article, editor)] == ["accepted", "rejected", "suggested"]
    kept(page, 0)


def test_the_list_tells_at_once_however_long_the_server_takes(
    left: Callable[[], Page], article: Article
) -> None:
    page = left()
    held = HeldDecisions(page)
    page.goto("/")
    held.wait()
    waiting = page.locator("#waiting")
    expect(waiting).to_contain_text(
        "2 changes of “Ferry strike ends” wait in this browser. They are being sent."
    )
    held.let_go()
    expect(waiting).to_be_empty()


def test_another_article_sends_them_too(left: Callable[[], Page], article: Article, editor: User) -> None:
    other = making.article(making.WON, text=f"{making.TEXT}\nMore.\n", by=editor)
    page = left()
    open_article(page, other)
    kept(page, 0)
    assert [quote["state"] for quote in stored(article, editor)] == ["accepted", "rejected", "suggested"]


def test_what_needs_a_choice_waits_for_its_article(
    left: Callable[[], Page], article: Article, editor: User, colleague: User
) -> None:
    page = left()
    making.act(colleague, article, making.quote(article), "reject")
    page.goto("/")
    # What does not clash is saved.
    expect(page.locator("#waiting")).to_contain_text(
        "1 change of “Ferry strike ends” waits in this browser until you look at what came in between."
    )
    page.locator("#waiting").get_by_role("link", name="Open").click()
    expect(page.locator("#text p").first).to_be_visible(timeout=20_000)
    expect(page.locator("#toasts .problem")).to_contain_text("The quote was rejected by Lou Colleague")
    saved(page)
    page.goto("/")
    expect(page.locator("#waiting")).to_contain_text(
        "1 change of “Ferry strike ends” waits in this browser until"
    )
    assert [quote["state"] for quote in stored(article, editor)] == ["rejected", "rejected", "suggested"]


def test_an_article_that_has_gone_is_told_and_let_go(left: Callable[[], Page], article: Article) -> None:
    page = left()
    Article.objects.update(current_run=None)
    Suggestion.objects.all().delete()
    Run.objects.all().delete()
    article.delete()
    page.goto("/")
    waiting = page.locator("#waiting")
    expect(waiting).to_contain_text(
        "“Ferry strike ends” is no longer here, so 2 changes of it can't be saved."
    )
    waiting.get_by_role("button", name="Let them go").click()
    expect(waiting).to_be_empty()
    kept(page, 0)
    assert not Decision.objects.exists()


def test_nobody_else_is_told(left: Callable[[], Page], site: Site, editor: User, colleague: User) -> None:
    page = left()
    sign_in(page.context, site, colleague)
    with page.expect_response("**/waiting.js"):
        page.goto("/")
    expect(page.locator("#waiting")).to_be_empty()
    assert len(kept(page, 2)) == 2
    assert not Decision.objects.exists()
