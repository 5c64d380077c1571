"""Every way a server can fail for a while is waited out, and no decision is taken back or made twice by it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from articles.models import Article, Decision, User
from tests.browser.annotating import HeldDecisions, open_article, painted, press, reload, saved, stored, tried
from tests.machine.processes import Site

HTML = {"content_type": "text/html", "body": "<!doctype html><title>Elsewhere</title>"}


def refusal(status: int, **headers: str) -> Callable[[Route], None]:
    return lambda route: route.fulfill(status=status, headers=headers, **HTML)


def forbidden(route: Route) -> None:
    """What the server says of a request without the page's token."""
    error = {"code": "permission_denied", "detail": "CSRF Failed: CSRF token incorrect.", "attr": None}
    route.fulfill(status=403, json={"type": "client_error", "errors": [error]})


@pytest.mark.parametrize(
    "fail",
    [
        refusal(500),
        refusal(502),
        refusal(503, **{"Retry-After": "0"}),
        refusal(408),
        refusal(429, **{"Retry-After": "1"}),
        refusal(200),
        refusal(404),
        forbidden,
        lambda route: route.fulfill(status=201, content_type="application/json", body='{"decision": {'),
        lambda route: route.abort("connectionreset"),
        lambda route: route.abort("timedout"),
    ],
    ids=[
        "a server error",
        "a proxy without a server",
        "a server that is being updated",
        "a server that gave up waiting",
        "too many requests",
        "a page of a network that wants money first",
        "a page of a proxy that does not know us",
        "a token of the page that is too old",
        "an answer cut short",
        "a connection that breaks",
        "an answer that never comes",
    ],
)
def test_what_says_nothing_about_the_decision_is_asked_again(
    page: Page, article: Article, editor: User, fail: Callable[[Route], None]
) -> None:
    asked: list[str] = []

    def fail_once(route: Route) -> None:
        asked.append(json.loads(route.request.post_data or "")["id"])
        if len(asked) == 1:
            fail(route)
        else:
            route.continue_()

    page.route(HeldDecisions.PATH, fail_once)
    open_article(page, article)
    press(page, "a")
    expect(page.locator("#save-state")).to_contain_text("Saved ", timeout=20_000)
    assert asked[0] == asked[1]
    expect(page.locator("#toasts .problem")).to_have_count(0)
    assert Decision.objects.count() == 1
    assert stored(article, editor)[0]["state"] == "accepted"


def test_a_server_that_answers_with_its_sign_in_page_is_not_believed(
    page: Page, site: Site, article: Article
) -> None:
    signed_in = False

    def answer(route: Route) -> None:
        if signed_in:
            route.continue_()
        else:
            route.continue_(url=f"{site.url}/export/", method="GET", headers={})

    page.route(HeldDecisions.PATH, answer)
    page.route("**/presence/", lambda route: route.abort())
    open_article(page, article)
    kept = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    press(page, "a")
    expect(page.locator("#save-state")).to_have_text("Signed out · 1 change waiting")
    assert painted(page)["decided-content"] == ["“We won,”", "“It took us eleven days.”"]
    page.context.add_cookies([cookie for cookie in kept if cookie["name"] == "sessionid"])
    signed_in = True
    page.evaluate("dispatchEvent(new Event('focus'))")
    saved(page)
    assert Decision.objects.count() == 1


def test_a_server_that_asks_for_a_pause_gets_it(page: Page, article: Article) -> None:
    asked: list[Route] = []

    def busy(route: Route) -> None:
        asked.append(route)
        route.fulfill(status=429, headers={"Retry-After": "120"}, json={})

    page.route(HeldDecisions.PATH, busy)
    page.clock.install()
    open_article(page, article)
    press(page, "a")
    expect(page.locator("#save-state")).to_have_text("Offline · 1 change waiting")
    page.evaluate("dispatchEvent(new Event('focus')), dispatchEvent(new Event('online'))")
    page.clock.run_for(119_000)
    assert len(asked) == 1
    page.unroute(HeldDecisions.PATH)
    page.clock.run_for(2_000)
    saved(page)
    assert Decision.objects.count() == 1


def test_pauses_grow_and_end_when_the_network_is_back(page: Page, article: Article) -> None:
    asked: list[Route] = []

    def fail(route: Route) -> None:
        asked.append(route)
        route.abort()

    page.route(HeldDecisions.PATH, fail)
    page.clock.install()
    open_article(page, article)
    press(page, "a")
    expect(page.locator("#save-state")).to_have_text("Offline · 1 change waiting")
    for _ in range(60):  # a minute, second by second
        page.clock.run_for(1_000)
        tried(page)
    assert 5 <= len(asked) <= 14, "ten seconds apart in the end"
    page.unroute(HeldDecisions.PATH)
    page.evaluate("dispatchEvent(new Event('online'))")
    saved(page)
    assert Decision.objects.count() == 1


UNANSWERED = """async () => {
  const { Api, Unreachable } = await import("/static/annotation/api.js");
  const began = AbortSignal.timeout;
  AbortSignal.timeout = () => began.call(AbortSignal, 50);
  return new Api(1).decide({}).then(() => "answered", (error) => error instanceof Unreachable);
}"""


def test_a_server_that_never_answers_is_not_waited_for(page: Page, article: Article) -> None:
    held = HeldDecisions(page)
    open_article(page, article)
    assert page.evaluate(UNANSWERED) is True
    assert held.routes


def test_a_browser_without_our_cookie_keeps_the_decision(page: Page, article: Article, editor: User) -> None:
    open_article(page, article)
    page.context.clear_cookies(name="csrftoken")
    press(page, "a")
    expect(page.locator("#save-state")).to_have_text("Signed out · 1 change waiting")
    reload(page)
    saved(page)
    assert stored(article, editor)[0]["state"] == "accepted"
