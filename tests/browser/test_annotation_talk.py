"""Comments, flags, history and links of quotes, by keyboard and by mouse."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Page, Route, expect

from articles.models import Article, Comment, User
from articles.services.commenting import comment, flag
from tests import making
from tests.browser.annotating import focused, names, open_article, press, reload, saved, stored
from tests.browser.conftest import session_of
from tests.browser.test_annotation_page import SMALL_TARGETS, TARGETS, faults
from tests.machine.processes import Site

SCRIPT = "<img src=x onerror=alert(1)><b>bold</b>"
COMMENTS = "**/api/v1/comments/"


@pytest.fixture
def article(editor: User) -> Article:
    return making.article(
        making.WON._replace(confidence=0.9),
        making.SAIL._replace(confidence=0.3),
        making.HAPPY._replace(confidence=0.6),
        by=editor,
        title="Ferry strike ends",
    )


def open_card(page: Page, article: Article) -> None:
    open_article(page, article)
    expect(page.locator(".quote-card.open")).to_be_visible()


def test_a_comment_is_written_and_settled_by_keyboard(page: Page, article: Article) -> None:
    open_card(page, article)
    press(page, "r")
    field = page.get_by_role("textbox", name="Comment on this quote")
    expect(field).to_be_focused()
    page.keyboard.type(f"Ask Ada. j a x {SCRIPT}")
    press(page, "Control+Enter")
    said = page.locator(".quote-card.open .comment")
    expect(said).to_contain_text(f"Ask Ada. j a x {SCRIPT}")
    expect(said.locator("b, img")).to_have_count(0)
    expect(said).to_contain_text("Mara Editor")
    expect(field).to_have_count(0)
    expect(page.locator(".quote-card.open .face")).to_be_focused()
    assert "1 comment:" in focused(page)
    assert Comment.objects.get().text.startswith("Ask Ada.")

    said.get_by_role("button", name="Resolve").press("Enter")
    expect(page.locator(".quote-card.open .settled")).to_contain_text("1 resolved")
    assert "comment" not in focused(page)
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(said).to_be_visible()
    press(page, "j")
    expect(page.locator(".quote-card:not(.open) .remarks")).to_have_text("1 comment")
    reload(page)
    expect(page.locator(".quote-card.open .comment")).to_contain_text("Ask Ada.")


def test_words_that_were_not_sent_are_kept(page: Page, article: Article) -> None:
    open_card(page, article)
    page.get_by_role("button", name="Comment").click()
    field = page.get_by_role("textbox", name="Comment on this quote")
    page.keyboard.type("Half a thought")
    press(page, "Escape")
    expect(field).to_have_count(0)
    expect(page.locator("#voice")).to_contain_text("Your words are kept with the quote.")
    press(page, "j", "r")
    expect(field).to_have_value("")
    press(page, "Escape", "k")
    reload(page)
    expect(field).to_have_value("Half a thought")

    page.route(COMMENTS, lambda route: route.abort())
    page.get_by_role("button", name="Comment Ctrl").or_(page.locator(".comment-form .primary")).first.click()
    expect(page.get_by_role("alert")).to_contain_text("can't be reached")
    expect(field).to_have_value("Half a thought")
    expect(field).to_be_focused()
    page.unroute(COMMENTS)
    press(page, "Control+Enter")
    expect(page.locator(".quote-card.open .comment")).to_contain_text("Half a thought")
    assert Comment.objects.count() == 1


def test_a_comment_whose_answer_never_came_is_said_once(page: Page, article: Article) -> None:
    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(COMMENTS, lose_the_answer)
    open_card(page, article)
    press(page, "r")
    page.keyboard.type("Ask Ada.")
    press(page, "Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("can't be reached")
    page.unroute(COMMENTS)
    press(page, "Control+Enter")
    expect(page.locator(".quote-card.open .comment")).to_contain_text("Ask Ada.")
    assert Comment.objects.count() == 1


def test_words_that_were_not_sent_are_shown_to_nobody_else(page: Page, site: Site, article: Article) -> None:
    open_card(page, article)
    press(page, "r")
    page.keyboard.type("Half a thought")
    colleague = User.objects.create_user("tom")
    page.context.clear_cookies(name="sessionid")
    page.context.add_cookies([{"name": "sessionid", "value": session_of(colleague), "url": site.url}])
    open_card(page, article)
    press(page, "r")
    expect(page.get_by_role("textbox", name="Comment on this quote")).to_have_value("")


def test_typing_outlives_what_is_saved_meanwhile(page: Page, article: Article) -> None:
    """The answer to a decision draws the card anew, and the field stays as it is."""
    open_card(page, article)
    press(page, "2", "r")
    page.keyboard.type("One ")
    saved(page)
    page.keyboard.type("two")
    expect(page.get_by_role("textbox", name="Comment on this quote")).to_have_value("One two")


def test_a_flag_is_put_up_and_taken_off_by_keyboard(page: Page, article: Article) -> None:
    open_card(page, article)
    press(page, "f", "2", "Enter")
    flagged = page.locator(".quote-card.open .flagged")
    expect(flagged).to_contain_text("Flagged Not sure of the words Mara Editor")
    assert "flagged: Not sure of the words" in focused(page)
    mark = page.locator(".mark", has=page.locator(".shape-flag"))
    expect(mark).to_have_attribute("title", "Flagged: Not sure of the words")
    press(page, "j")
    expect(page.locator(".quote-card:not(.open) .remarks")).to_have_text("Flagged")
    press(page, "k", "f")
    expect(flagged).to_have_count(0)
    expect(mark).to_have_count(0)
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(flagged).to_be_visible()
    page.goto("/")
    expect(page.locator(".standing")).to_contain_text("1 flagged")


def test_a_flag_in_ones_own_words_by_mouse_and_only_flagged_ones_shown(page: Page, article: Article) -> None:
    open_card(page, article)
    switch = page.locator("#show-flagged")
    expect(switch).to_be_hidden()
    page.get_by_role("button", name="Flag", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Something else").click()
    dialog.get_by_role("button", name="Flag").click()
    expect(dialog.get_by_role("alert")).to_have_text("Say in a few words what it is.")
    page.keyboard.type("Ask the 2nd desk")
    dialog.get_by_role("button", name="Flag").click()
    expect(page.locator(".quote-card.open .flagged")).to_contain_text("Ask the 2nd desk")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".quote-card:visible")).to_have_count(1)
    press(page, "Escape")
    expect(page.locator(".quote-card:visible")).to_have_count(3)
    switch.click()
    page.get_by_role("button", name="Take flag off").click()
    expect(page.locator(".quote-card:visible")).to_have_count(3)
    expect(switch).to_be_hidden()


def test_the_history_tells_what_people_did_and_goes_back(page: Page, article: Article, editor: User) -> None:
    tom = User.objects.create_user("tom", first_name="Tom", last_name="Checker")
    quote = making.quote(article)
    making.act(tom, article, quote, "accept")
    sail = making.result(article, "“We won,”", cue="said", speakers=["Bo Lind"], kind="mixed")
    making.act(editor, article, quote, "correct", result=sail)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "attribution=" in request.url else None)
    open_card(page, article)
    press(page, "k")
    assert "Bo Lind" in focused(page)
    assert asked == []
    page.get_by_role("button", name="History").click()
    rows = page.locator(".history li")
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text("Mara Editor changed the speaker from Ada Nkemelu to Bo Lind")
    expect(rows.first).to_contain_text("the kind from direct to mixed")
    expect(rows.nth(1)).to_contain_text("Tom Checker accepted the quote")
    expect(rows.last).to_contain_text("Onrecord suggested it, said by Ada Nkemelu")

    rows.nth(1).get_by_role("button", name="Restore").click()
    saved(page)
    assert names(stored(article, editor)[0]) == ["Ada Nkemelu"]
    assert stored(article, editor)[0]["version"] == 3
    expect(rows).to_have_count(4)
    press(page, "Control+z")
    saved(page)
    assert names(stored(article, editor)[0]) == ["Bo Lind"]
    expect(rows.first).to_contain_text("Mara Editor undid a decision")


def test_what_the_end_of_a_long_quote_gained_is_told(page: Page, article: Article) -> None:
    open_card(page, article)
    long = "the boats would sail at noon on every day of the week but the one on which the crews rest"
    told = page.evaluate(
        """async ([before, after]) => {
          const { changes } = await import("/static/annotation/history.js");
          const spans = (text) => [{ role: "content", start: 0, end: 9, text }];
          const quote = (text) => ({ state: "accepted", kind: "indirect", speakers: [], spans: spans(text) });
          return changes(quote(before), quote(after));
        }""",
        [long, f"{long}, he said"],
    )
    assert told == ["the quoted words from …which the crews rest to …which the crews rest, he said"]


def test_a_link_opens_the_page_with_its_quote(page: Page, article: Article, editor: User) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    quote = making.quote(article, "“Nobody is happy,”")
    comment(id=uuid4(), article_id=article.pk, attribution=quote, text="Which passenger?", by=editor)
    page.goto(f"/articles/{article.pk}/#quote-{quote}")
    expect(page.locator(".quote-card.open .comment")).to_contain_text("Which passenger?")
    assert "Quote 3 of 3" in focused(page)
    expect(page.locator(".quote-card.open .face")).to_be_focused()
    press(page, "k")
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#toasts")).to_contain_text("Link copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.search(rf"/articles/{article.pk}/#quote-[0-9a-f-]{{36}}$", copied)
    page.goto("/")
    page.goto(copied)
    expect(page.locator(".quote-card.open .face")).to_be_focused()
    assert "Quote 2 of 3" in focused(page)
    for nothing in (uuid4(), "%"):
        page.goto("/")
        page.goto(f"/articles/{article.pk}/#quote-{nothing}")
        expect(page.locator("#toasts")).to_contain_text("not in the article any more")
        press(page, "j")
        assert "Quote" in focused(page)


def test_n_goes_by_doubt_on_demand_and_remembers_it(page: Page, article: Article) -> None:
    open_card(page, article)
    assert "Quote 1 of 3" in focused(page)
    page.get_by_role("button", name="Unsure first").click()
    expect(page.locator("#voice")).to_contain_text("N goes to the least sure suggestion first.")
    press(page, "j", "k", "n")
    assert "Quote 2 of 3" in focused(page)
    press(page, "n")
    assert "Quote 3 of 3" in focused(page)
    press(page, "n")
    assert "Quote 1 of 3" in focused(page)
    reload(page)
    expect(page.locator(".quote-card.open")).to_be_visible()
    assert "Quote 2 of 3" in focused(page), "the least sure one is opened first"
    press(page, "a")
    assert "Quote 3 of 3" in focused(page)
    press(page, "Shift+N")
    assert "Quote 1 of 3" in focused(page)
    page.get_by_role("button", name="Unsure first").click()
    expect(page.locator("#voice")).to_contain_text("N goes through the text in order.")


def test_a_conflict_can_be_talked_about(page: Page, article: Article, editor: User) -> None:
    """What two people disagree about is what most needs a word."""
    open_card(page, article)
    tom = User.objects.create_user("tom", first_name="Tom", last_name="Checker")
    quote = making.quote(article)
    making.act(tom, article, quote, "reject")
    flag(id=uuid4(), article_id=article.pk, attribution=quote, reason="check", by=tom)
    press(page, "2")
    expect(page.locator(".quote-card.open .conflict")).to_be_visible()
    press(page, "r")
    page.keyboard.type("Let us talk")
    press(page, "Control+Enter")
    expect(page.locator(".quote-card.open .comment")).to_contain_text("Let us talk")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_talk_is_accessible(page: Page, article: Article, editor: User, scheme: str) -> None:
    page.emulate_media(color_scheme="light" if scheme == "light" else "dark", reduced_motion="reduce")
    quote = making.quote(article)
    making.act(editor, article, quote, "accept")
    about = {"article_id": article.pk, "attribution": quote, "by": editor}
    flag(id=uuid4(), reason="other", text="The tape", **about)
    comment(id=uuid4(), text="Ask Ada.", **about)
    page.goto(f"/articles/{article.pk}/#quote-{quote}")
    page.get_by_role("button", name="History").click()
    expect(page.locator(".history li")).to_have_count(2)
    press(page, "r")
    expect(page.get_by_role("textbox", name="Comment on this quote")).to_be_focused()
    assert faults(page) == []
    assert page.evaluate(SMALL_TARGETS, TARGETS) == []
    press(page, "Escape", "j", "f")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert faults(page) == []
    assert page.evaluate(SMALL_TARGETS, TARGETS) == []
