"""Two people on one article: who else is here, and their work appears without getting in anybody's way."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from playwright.sync_api import Page, expect

from articles.models import Article, Presence, User
from articles.services.commenting import comment, flag, settle
from tests import making
from tests.browser.annotating import (
    HeldDecisions,
    alone,
    focused,
    names,
    open_article,
    painted,
    press,
    saved,
    select,
    stored,
)

WIDE = {"width": 1500, "height": 900}


def look(page: Page) -> None:
    """What the page does every ten seconds, now; returns when it has the answer."""
    with page.expect_response("**/presence/"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_who_else_is_here_is_seen_and_heard_and_forgotten(
    open_page: Callable[..., Page], article: Article, editor: User, colleague: User
) -> None:
    mine, theirs = open_page(editor, viewport=WIDE), open_page(colleague)
    open_article(mine, article)
    expect(mine.locator("#people")).to_be_hidden()
    open_article(theirs, article)
    people = theirs.get_by_role("list", name="Also here")
    expect(people.get_by_role("listitem")).to_have_text("MEMara Editor")
    look(mine)
    expect(mine.get_by_role("list", name="Also here")).to_have_text("LCLou Colleague")
    expect(mine.locator("#voice")).to_contain_text("Lou Colleague is here too.")
    theirs.close()
    Presence.objects.filter(person=colleague).delete()  # as half a minute later
    look(mine)
    expect(mine.locator("#people")).to_be_hidden()


def test_a_page_that_is_not_seen_asks_nothing(page: Page, article: Article) -> None:
    open_article(page, article)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("""() => {
      Object.defineProperty(document, "hidden", { get: () => true, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }""")
    page.clock.install()
    page.clock.fast_forward(60_000)
    assert not [url for url in asked if "presence" in url]


def test_what_a_colleague_decides_appears_without_reload_and_without_moving_anything(
    open_page: Callable[..., Page], article: Article, editor: User, colleague: User
) -> None:
    page = open_page(editor)
    open_article(page, article)
    with page.expect_response("**/presence/"):
        pass
    press(page, "j")
    page.locator(".quote-card.open .face").focus()
    making.act(colleague, article, making.quote(article), "accept")
    sail = making.quote(article, "the boats would sail at noon")
    corrected = making.result(
        article, "the boats would sail at noon", speakers=["Bo Harbour"], kind="indirect"
    )
    making.act(colleague, article, sail, "correct", result=corrected)
    added = making.act(
        colleague, article, uuid4(), "add", result=making.result(article, "Ferry strike ends")
    ).attribution
    look(page)
    expect(page.locator("#progress")).to_contain_text("3 of 4 decided")
    assert "Ferry strike ends" in painted(page)["decided-content"]
    assert "Quote 3 of 4, corrected, indirect, Bo Harbour" in focused(page)
    assert page.evaluate("document.activeElement.getAttribute('aria-expanded')") == "true"
    expect(page.locator("#voice")).to_contain_text("Lou Colleague decided on 3 quotes.")
    expect(page.locator("#cast")).to_contain_text("Bo Harbour")
    press(page, "t")
    saved(page)
    assert stored(article, editor)[2]["kind"] == "mixed"
    making.act(colleague, article, added, "remove")
    look(page)
    expect(page.locator(".quote-card")).to_have_count(3)
    expect(page.locator(".conflict")).to_have_count(0)


def test_what_a_colleague_says_appears_without_reload(
    page: Page, article: Article, editor: User, colleague: User
) -> None:
    open_article(page, article)
    with page.expect_response("**/presence/"):
        pass
    first, second = (suggestion.pk for suggestion in making.offered(article)[:2])
    said = comment(
        id=uuid4(), article_id=article.pk, attribution=first, text="Who is “we”?", by=colleague
    ).comment
    look(page)
    expect(page.locator(".quote-card.open .comment")).to_contain_text("Who is “we”?")
    expect(page.locator("#voice")).to_contain_text("Lou Colleague commented on a quote: Who is “we”?")
    flag(id=uuid4(), article_id=article.pk, attribution=second, reason="words", by=colleague)
    look(page)
    expect(page.locator("#show-flagged")).to_contain_text("1")
    expect(page.locator("#voice")).to_contain_text("Lou Colleague flagged a quote: Not sure of the words.")
    press(page, "r")
    page.keyboard.type("The crews, I ")
    settle(id=uuid4(), comment=said.id, resolved=True, by=colleague)
    look(page)
    expect(page.locator(".quote-card.open .settled")).to_contain_text("1 resolved")
    page.keyboard.type("think.")
    expect(page.get_by_role("textbox")).to_have_value("The crews, I think.")


def test_what_waits_here_or_is_being_moved_is_not_overwritten(
    page: Page, article: Article, editor: User, colleague: User
) -> None:
    held = HeldDecisions(page)
    open_article(page, article)
    press(page, "2")
    held.wait()
    making.act(colleague, article, making.quote(article), "reject")
    press(page, "j", "b", "ArrowLeft")
    making.act(colleague, article, making.quote(article, "the boats would sail at noon"), "accept")
    look(page)
    expect(page.locator(".quote-card").first).to_contain_text("Corrected by Mara Editor")
    assert painted(page)["draft-content"] == ["the boats would sail at"]
    press(page, "Enter")
    held.let_go()
    saved(page)
    expect(page.locator("#toasts .problem")).to_have_count(2)
    assert [quote["state"] for quote in stored(article, editor)] == ["rejected", "accepted", "suggested"]
    versions = page.get_by_role("group", name="Two versions of this quote")
    expect(versions.locator(".mine")).to_contain_text("the boats would sail at")
    versions.get_by_role("button", name="Keep mine").click()
    saved(page)
    assert stored(article, editor)[1]["spans"][0]["text"] == "the boats would sail at"


def test_what_a_colleague_did_while_a_speaker_was_looked_for_is_not_overwritten(
    page: Page, article: Article, editor: User, colleague: User
) -> None:
    open_article(page, article)
    expect(page.locator(".quote-card.open")).to_be_visible()
    press(page, "/")
    said_by_bo = making.result(article, "“We won,”", speakers=["Bo"])
    making.act(colleague, article, making.quote(article), "correct", result=said_by_bo)
    look(page)
    page.keyboard.type("Cy Late")
    press(page, "Enter")
    versions = page.get_by_role("group", name="Two versions of this quote")
    expect(versions.locator(".theirs")).to_contain_text("Bo")
    assert names(stored(article, editor)[0]) == ["Bo"]


def test_a_choice_shows_what_a_colleague_did_last(
    page: Page, article: Article, editor: User, colleague: User
) -> None:
    open_article(page, article)
    making.act(colleague, article, making.quote(article), "reject")
    first = stored(article, editor)[0]["id"]
    press(page, "2")
    versions = page.get_by_role("group", name="Two versions of this quote")
    expect(versions.locator(".theirs")).to_contain_text("rejected")
    making.act(
        colleague, article, first, "correct", result=making.result(article, "“We won,”", speakers=["Bo"])
    )
    look(page)
    expect(versions.locator(".theirs")).to_contain_text("Bo")
    expect(page.locator("#toasts .problem")).to_have_count(1)
    versions.get_by_role("button", name="Keep mine").click()
    saved(page)
    assert names(stored(article, editor)[0]) == ["Harbour office"]


def test_the_focused_quote_stays_in_sight_when_a_colleague_removes_it(
    page: Page, article: Article, editor: User, colleague: User
) -> None:
    open_article(page, article)
    select(page, "Ferry strike ends")
    alone(page)
    press(page, "q")
    saved(page)
    making.act(colleague, article, stored(article, editor)[0]["id"], "remove")
    look(page)
    assert "Quote 1 of 4, added" in focused(page)
    press(page, "j")
    look(page)
    expect(page.locator(".quote-card")).to_have_count(3)
    assert "Quote 1 of 3" in focused(page)


def test_a_colleague_of_the_same_name_is_a_colleague(page: Page, article: Article, editor: User) -> None:
    twin = User.objects.create_user("twin", first_name=editor.first_name, last_name=editor.last_name)
    open_article(page, article)
    making.act(twin, article, making.quote(article), "reject")
    press(page, "2")
    choice = page.get_by_role("group", name="Two versions of this quote")
    expect(choice).to_contain_text(f"The quote was rejected by {editor.display_name}")
    expect(choice.get_by_role("button", name="Keep theirs")).to_be_visible()
