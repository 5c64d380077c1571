"""What waits goes to the server in few requests, in order, and each decision is answered for itself."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, Request, Route, expect

from articles.models import Article, Decision, User
from tests import making
from tests.browser.annotating import HeldDecisions, open_article, press, saved, stored

QUOTES = 60


@pytest.fixture
def long_article(editor: User) -> Article:
    """Sixty quotes, one a paragraph."""
    said = [f"“This is number {number}.”" for number in range(QUOTES)]
    quotes = [
        making.proposed(words, cue="said", source="Ada Nkemelu", speakers=["Ada Nkemelu"]) for words in said
    ]
    text = "\n\n".join(f"{words} said Ada Nkemelu." for words in said)
    return making.article(*quotes, text=text, by=editor, title="Sixty numbers")


def asked_in(request: Request) -> list[dict[str, Any]]:
    """The decisions of a request."""
    body = json.loads(request.post_data or "")
    found: list[dict[str, Any]] = body.get("decisions", [body])
    return found


def requests_of(page: Page) -> list[list[dict[str, Any]]]:
    """The decisions of each request that the page makes from now on, as they are made."""
    made: list[list[dict[str, Any]]] = []

    def note(request: Request) -> None:
        if request.method == "POST" and HeldDecisions.PATH.search(request.url):
            made.append(asked_in(request))

    page.on("request", note)
    return made


def test_what_waits_is_sent_in_few_requests_and_in_order(
    page: Page, long_article: Article, editor: User
) -> None:
    held, requests = HeldDecisions(page), requests_of(page)
    open_article(page, long_article)
    press(page, *(["a", "x"] * (QUOTES // 2)))
    expect(page.locator("#save-state")).to_have_text(f"{QUOTES} changes waiting")
    held.let_go()
    saved(page)
    _, *later = [len(it) for it in requests]  # the first has what was decided until it left
    assert later[:-1] == [50] * (len(later) - 1)
    assert 0 < later[-1] <= 50
    sent = [decision["id"] for decisions in requests for decision in decisions]
    assert [str(decision.id) for decision in Decision.objects.oldest_first()] == sent
    states = [quote["state"] for quote in stored(long_article, editor)]
    assert states == ["accepted", "rejected"] * (QUOTES // 2)


def test_a_request_whose_answer_is_lost_is_made_again_with_the_same_ids(
    page: Page, article: Article, editor: User
) -> None:
    bulk: list[list[str]] = []

    def lose_the_first_answer(route: Route) -> None:
        bulk.append([decision["id"] for decision in asked_in(route.request)])
        if len(bulk) > 1:
            return route.continue_()
        route.fetch()
        return route.abort()

    open_article(page, article)
    page.context.set_offline(True)
    press(page, "a", "x", "a")
    expect(page.locator("#save-state")).to_have_text("Offline · 3 changes waiting")
    page.route(HeldDecisions.PATH, lose_the_first_answer)
    page.context.set_offline(False)
    saved(page)
    assert [len(ids) for ids in bulk] == [3, 3]
    assert bulk[0] == bulk[1]
    assert Decision.objects.count() == 3
    expect(page.locator("#toasts .problem")).to_have_count(0)


def test_one_that_clashes_is_the_only_one_that_asks(
    page: Page, article: Article, editor: User, colleague: User
) -> None:
    held = HeldDecisions(page)
    open_article(page, article)
    press(page, "a", "x", "a")
    held.wait()
    making.act(colleague, article, stored(article, editor)[1]["id"], "accept")
    held.let_go()
    saved(page)
    expect(page.locator("#toasts .problem")).to_have_count(1)
    expect(page.locator("#toasts .problem")).to_contain_text("Lou Colleague")
    assert [quote["state"] for quote in stored(article, editor)] == ["accepted", "accepted", "accepted"]
    assert [quote["decided_by"] for quote in stored(article, editor)][1] == "Lou Colleague"


def test_what_was_built_on_a_decision_that_clashes_overwrites_nothing(
    page: Page, article: Article, editor: User, colleague: User
) -> None:
    held = HeldDecisions(page)
    open_article(page, article)
    press(page, "a", "x", "k", "u")
    held.wait()
    making.act(colleague, article, stored(article, editor)[1]["id"], "accept")
    held.let_go()
    saved(page)
    expect(page.locator(".conflict")).to_have_count(1)
    second = stored(article, editor)[1]
    assert (second["state"], second["version"], second["decided_by"]) == ("accepted", 1, "Lou Colleague")


def test_what_a_server_does_not_take_at_once_is_sent_in_halves(
    page: Page, long_article: Article, editor: User
) -> None:
    sizes: list[int] = []

    def only_few(route: Route) -> None:
        sizes.append(len(asked_in(route.request)))
        if sizes[-1] <= 20:
            return route.continue_()
        error = {"code": "too_large", "detail": "Split what you send.", "attr": None}
        return route.fulfill(status=413, json={"type": "client_error", "errors": [error]})

    open_article(page, long_article)
    page.context.set_offline(True)
    press(page, *"a" * QUOTES)
    expect(page.locator("#save-state")).to_have_attribute("data-kind", "offline")
    page.route(HeldDecisions.PATH, only_few)
    page.context.set_offline(False)
    saved(page)
    assert sizes[:3] == [50, 25, 13]
    assert {quote["state"] for quote in stored(long_article, editor)} == {"accepted"}
    expect(page.locator("#toasts .problem")).to_have_count(0)
