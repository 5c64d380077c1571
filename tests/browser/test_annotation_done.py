"""Calling an article done on its page and going on to the next, by keyboard and by mouse."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, Completion, User
from articles.services.commenting import comment, flag, settle
from articles.services.completing import mark_done
from tests import making
from tests.browser.annotating import HeldDecisions, focused, open_article, press, ready, saved, stored
from tests.browser.conftest import session_of
from tests.machine.processes import Site


@pytest.fixture
def articles(editor: User) -> list[Article]:
    """Two articles, the newer one last."""
    texts = [making.TEXT, "Grain prices\n\n" + making.TEXT]
    titles = ["Ferry strike ends", "Grain prices"]
    return [
        making.article(making.WON, making.SAIL, text=text, title=title, by=editor)
        for text, title in zip(texts, titles, strict=True)
    ]


def is_done(article: Article) -> bool:
    return Article.objects.values_list("done", flat=True).get(pk=article.pk)


def test_shift_enter_saves_calls_it_done_and_opens_the_next(page: Page, articles: list[Article]) -> None:
    older, newer = articles
    held = HeldDecisions(page)
    open_article(page, newer)
    expect(page.locator("#article-state")).to_have_text("Open")
    press(page, "a", "Shift+Enter")
    held.wait()
    assert not is_done(newer), "nothing is done before everything is saved"
    held.let_go()
    expect(page).to_have_url(re.compile(rf"/articles/{older.pk}/$"))
    toast = page.locator("#toasts .toast")
    expect(toast).to_contain_text("“Grain prices” is done. Left in it: 1 undecided quote.")
    assert is_done(newer)
    assert newer.attributions.count() == 1

    toast.get_by_role("button", name="Undo").click()
    expect(toast).to_contain_text("“Grain prices” is open again.")
    assert not is_done(newer)
    toast.get_by_role("button", name="Go back to it").click()
    expect(page).to_have_url(re.compile(rf"/articles/{newer.pk}/$"))
    expect(page.locator("#article-state")).to_have_text("Open")


def test_the_button_does_it_too_and_the_last_article_leads_to_the_list(
    page: Page, articles: list[Article], editor: User
) -> None:
    older, newer = articles
    first, second = (UUID(quote["id"]) for quote in stored(newer, editor))
    flag(id=uuid4(), article_id=newer.pk, attribution=first, reason="check", by=editor)
    for quote in (first, second):
        comment(id=uuid4(), article_id=newer.pk, attribution=quote, text="Did she?", by=editor)
    settled = comment(id=uuid4(), article_id=newer.pk, attribution=first, text="Yes.", by=editor).comment
    settle(id=uuid4(), comment=settled.id, resolved=True, by=editor)
    page.goto("/?show=open")
    page.get_by_role("link", name="Grain prices").click()
    ready(page)
    page.get_by_role("banner").get_by_role("button", name="Done and next").click()
    expect(page.get_by_role("heading", name="Ferry strike ends")).to_be_visible()
    expect(page.locator("#toasts .toast")).to_contain_text(
        "Left in it: 2 undecided quotes, 1 open flag, 2 open comments."
    )
    page.get_by_role("banner").get_by_role("button", name="Done and next").click()
    expect(page).to_have_url(re.compile(rf"/\?show=open&done={older.pk}$"))
    notice = page.locator(".notice")
    expect(notice).to_contain_text("“Ferry strike ends” is done")
    notice.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="Ferry strike ends")).to_be_visible()
    assert (is_done(older), is_done(newer)) == (False, True)


def test_deciding_anew_opens_it_again_and_the_page_says_so(
    page: Page, articles: list[Article], editor: User
) -> None:
    _, newer = articles
    open_article(page, newer)
    press(page, "Shift+Enter")
    expect(page.get_by_role("heading", name="Ferry strike ends")).to_be_visible()
    open_article(page, newer)
    expect(page.locator("#article-state")).to_have_text("Done")
    expect(page.get_by_role("button", name="Next article")).to_be_visible()
    press(page, "x")
    expect(page.locator("#article-state")).to_have_text("Open")
    expect(page.locator("#voice")).to_contain_text(
        "The article is open again, because you decided on a quote."
    )
    saved(page)
    assert not is_done(newer)
    assert [row.done for row in Completion.objects.oldest_first()] == [True, False]


def test_a_decision_taken_back_leaves_a_way_to_call_the_article_done_again(
    page: Page, articles: list[Article]
) -> None:
    _, newer = articles
    open_article(page, newer)
    press(page, "a", "a", "Shift+Enter")
    expect(page.get_by_role("heading", name="Ferry strike ends")).to_be_visible()
    open_article(page, newer)
    panel = page.locator("#all-decided")
    expect(panel.get_by_role("button")).to_have_text("Next article")
    press(page, "x")
    expect(panel.get_by_role("button")).to_have_text("Done and next")
    press(page, "Control+z")
    page.locator("#toasts").get_by_role("button", name="Call it done again").click()
    expect(page.locator("#article-state")).to_have_text("Done")
    expect(panel.get_by_role("button")).to_have_text("Next article")
    assert is_done(newer)
    assert newer.attributions.filter(state="accepted").count() == 2
    expect(page.locator("#toasts .toast")).to_have_text(["The article is done again."])


def test_it_is_opened_again_by_hand_and_a_done_one_is_only_left(page: Page, articles: list[Article]) -> None:
    _, newer = articles
    open_article(page, newer)
    press(page, "Shift+Enter")
    expect(page.get_by_role("heading", name="Ferry strike ends")).to_be_visible()
    open_article(page, newer)
    page.get_by_role("button", name="Open again").click()
    expect(page.locator("#article-state")).to_have_text("Open")
    expect(page.get_by_role("banner").get_by_role("button", name="Done and next")).to_be_focused()
    assert not is_done(newer)
    # Shift and Enter mean the article even where the keyboard is on a button.
    press(page, "Shift+Enter")
    expect(page.get_by_role("heading", name="Ferry strike ends")).to_be_visible()
    open_article(page, newer)
    press(page, "Shift+Enter")
    expect(page.get_by_role("heading", name="Ferry strike ends")).to_be_visible()
    expect(page.locator("#toasts .toast")).to_have_count(0)
    assert Completion.objects.filter(done=True).count() == 2
    assert "Quote 1 of 2" in focused(page)


def test_undo_on_the_next_page_opens_again_what_was_called_done(page: Page, articles: list[Article]) -> None:
    _, newer = articles
    open_article(page, newer)
    press(page, "Shift+Enter")
    expect(page.get_by_role("heading", name="Ferry strike ends")).to_be_visible()
    ready(page)
    assert is_done(newer)
    press(page, "Control+z")
    expect(page.locator("#toasts .toast")).to_contain_text("“Grain prices” is open again.")
    assert not is_done(newer)


def test_done_is_undone_and_redone_on_its_own_page_after_a_reload_too(
    page: Page, articles: list[Article]
) -> None:
    _, newer = articles
    open_article(page, newer)
    press(page, "x", "Shift+Enter")
    expect(page.get_by_role("heading", name="Ferry strike ends")).to_be_visible()
    open_article(page, newer)
    expect(page.locator("#article-state")).to_have_text("Done")
    press(page, "Control+z")
    expect(page.locator("#article-state")).to_have_text("Open")
    assert not is_done(newer)
    press(page, "Control+Shift+z")
    expect(page.locator("#article-state")).to_have_text("Done")
    assert is_done(newer)
    # Then what was decided before it: deciding opens the article by itself.
    press(page, "Control+z")
    expect(page.locator("#article-state")).to_have_text("Open")
    press(page, "Control+z")
    saved(page)
    expect(page.locator("#progress")).to_contain_text("0 of 2 decided")


def test_what_a_colleague_does_shows_while_the_page_is_open(
    page: Page, articles: list[Article], editor: User
) -> None:
    _, newer = articles
    open_article(page, newer)
    expect(page.locator("#article-state")).to_have_text("Open")
    tom = User.objects.create_user("tom", first_name="Tom", last_name="Checker")
    mark_done(id=uuid4(), article_id=newer.pk, by=tom)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#article-state")).to_have_text("Done")
    expect(page.locator("#voice")).to_contain_text("Tom Checker called the article done.")


def test_without_the_server_nothing_is_done_and_the_page_stays(page: Page, articles: list[Article]) -> None:
    _, newer = articles
    open_article(page, newer)
    page.context.set_offline(True)
    press(page, "a", "Shift+Enter")
    expect(page.locator("#toasts .toast.problem")).to_contain_text("not saved yet, so the article stays open")
    expect(page.locator("#article-state")).to_have_text("Open")
    page.context.set_offline(False)
    saved(page)
    press(page, "Shift+Enter")
    expect(page.get_by_role("heading", name="Ferry strike ends")).to_be_visible()
    assert is_done(newer)


def test_nobody_calls_an_article_done_in_the_name_of_somebody_else(
    page: Page, site: Site, articles: list[Article]
) -> None:
    open_article(page, articles[0])
    colleague = User.objects.create_user("tom")
    page.context.clear_cookies(name="sessionid")
    page.context.add_cookies([{"name": "sessionid", "value": session_of(colleague), "url": site.url}])
    press(page, "Shift+Enter")
    expect(page.locator("#toasts .problem")).to_contain_text("could not be called done")
    assert not is_done(articles[0])


def test_by_doubt_the_next_is_the_one_with_most_to_check(page: Page, editor: User) -> None:
    for title, confidence in [("Sure", 0.95), ("Unsure", 0.2), ("Halfway", 0.5)]:
        quote = making.WON._replace(confidence=confidence)
        making.article(quote, text=f"{title}\n\n{making.TEXT}", title=title, by=editor)
    page.goto("/")
    page.get_by_role("link", name="Most to check first").click()
    expect(page.locator(".article-row h2")).to_have_text(["Unsure", "Halfway", "Sure"])
    page.get_by_role("link", name="Unsure", exact=True).click()
    for title in ("Halfway", "Sure"):
        expect(page.locator(".quote-card.open")).to_be_visible()
        press(page, "a", "Shift+Enter")
        expect(page.get_by_role("heading", name=title)).to_be_visible()
        expect(page).to_have_url(re.compile("order=doubt"))
    page.get_by_role("link", name="All articles").first.click()
    expect(page.get_by_role("link", name="Most to check first")).to_have_attribute("aria-current", "true")
