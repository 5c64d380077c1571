"""Nothing a person decides on the annotation page is lost: two people, a dead server, answers that never came."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, Route, expect

from articles.models import Article, Decision, User
from articles.services.registry import create_speaker, edit_speaker
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
    words,
)
from tests.browser.conftest import session_of
from tests.machine.processes import Site


def test_the_key_paints_before_the_server_answers(page: Page, article: Article) -> None:
    held = HeldDecisions(page)
    open_article(page, article)
    press(page, "a", "a")
    assert painted(page)["decided-content"] == [
        "“We won,”", "“It took us eleven days.”", "the boats would sail at noon",
    ]  # fmt: skip
    expect(page.locator("#save-state")).to_have_text("2 changes waiting")
    expect(page.locator("#progress")).to_contain_text("2 of 3 decided")
    assert held.wait() == 1, "decisions are sent one after another"
    held.let_go()
    expect(page.locator("#save-state")).not_to_have_text("2 changes waiting")


def test_decisions_wait_while_the_server_is_down_and_are_sent_when_it_is_back(
    page: Page, site: Site, article: Article, editor: User
) -> None:
    open_article(page, article)
    press(page, "a")
    saved(page)
    site.kill()
    press(page, "x", "1")
    select(page, "Ferry strike ends")
    alone(page)
    press(page, "q", "Control+z", "Control+Shift+z")
    expect(page.locator("#save-state")).to_have_text("Offline · 5 changes waiting")
    site.start()
    saved(page)
    quotes = stored(article, editor)
    assert [quote["state"] for quote in quotes] == ["added", "accepted", "rejected", "corrected"]
    assert names(quotes[3]) == ["Ada Nkemelu"]
    assert Decision.objects.filter(article=article).count() == 6
    expect(page.locator("#save-state")).to_contain_text("Saved ")


def test_an_answer_that_never_came_is_asked_for_again_with_the_same_id(
    page: Page, article: Article, editor: User
) -> None:
    asked: list[str] = []

    def lose_the_first_answer(route: Route) -> None:
        asked.append(json.loads(route.request.post_data or "")["id"])
        if len(asked) == 1:
            route.fetch()  # the server has it, the browser never hears
            route.abort()
        else:
            route.continue_()

    page.route(HeldDecisions.PATH, lose_the_first_answer)
    open_article(page, article)
    press(page, "a")
    expect(page.locator("#save-state")).to_contain_text("Saved ")
    assert asked[0] == asked[1]
    assert Decision.objects.filter(article=article).count() == 1
    assert stored(article, editor)[0]["version"] == 1


@pytest.mark.parametrize("keep", ["theirs", "mine"])
def test_two_people_on_one_quote_get_both_versions_side_by_side(
    open_page: Callable[..., Page], article: Article, editor: User, colleague: User, keep: str
) -> None:
    theirs, mine = open_page(colleague), open_page(editor)
    open_article(theirs, article)
    open_article(mine, article)
    press(theirs, "2")
    saved(theirs)
    press(mine, "x")

    expect(mine.locator("#toasts")).to_contain_text("The speaker was changed by Lou Colleague")
    mine.locator("#toasts").get_by_role("button", name="Show").click()
    assert "Quote 1 of 3, needs a decision" in focused(mine)
    assert painted(mine)["conflict-content"] == ["“We won,”", "“It took us eleven days.”"]
    versions = mine.get_by_role("group", name="Two versions of this quote")
    expect(versions).to_contain_text("Harbour office")
    expect(versions).to_contain_text("rejected")
    assert names(stored(article, editor)[0]) == ["Harbour office"], "nothing is overwritten"

    press(mine, "a")
    assert stored(article, editor)[0]["state"] == "corrected", "the choice comes first"
    versions.get_by_role("button", name=f"Keep {keep}").click()
    saved(mine)
    assert stored(article, editor)[0]["state"] == ("rejected" if keep == "mine" else "corrected")
    assert "conflict-content" not in painted(mine)


def test_what_was_built_on_a_lost_decision_is_kept_as_the_other_version(
    open_page: Callable[..., Page], article: Article, editor: User, colleague: User
) -> None:
    mine = open_page(editor)
    held = HeldDecisions(mine)
    open_article(mine, article)
    press(mine, "2", "t", "t")
    held.wait()
    making.act(colleague, article, making.quote(article), "reject")
    held.let_go()
    versions = mine.get_by_role("group", name="Two versions of this quote")
    expect(versions).to_contain_text("mixed")
    versions.get_by_role("button", name="Keep mine").click()
    saved(mine)
    quote = stored(article, editor)[0]
    assert (quote["state"], quote["kind"], names(quote)) == ("corrected", "mixed", ["Harbour office"])


def test_the_same_decision_by_two_people_is_no_conflict(
    open_page: Callable[..., Page], article: Article, editor: User, colleague: User
) -> None:
    mine = open_page(editor)
    open_article(mine, article)
    making.act(colleague, article, making.quote(article), "accept")
    press(mine, "a")
    saved(mine)
    expect(mine.locator(".quote-card").first).to_contain_text("Accepted by Lou Colleague")
    expect(mine.locator(".conflict")).to_have_count(0)
    expect(mine.locator("#progress")).to_contain_text("1 of 3 decided")


def test_an_added_quote_that_a_colleague_removed_can_be_kept(
    open_page: Callable[..., Page], article: Article, editor: User, colleague: User
) -> None:
    mine = open_page(editor)
    open_article(mine, article)
    select(mine, "Ferry strike ends")
    alone(mine)
    press(mine, "q")
    saved(mine)
    added = stored(article, editor)[0]
    making.act(colleague, article, added["id"], "remove")
    press(mine, "1")
    versions = mine.get_by_role("group", name="Two versions of this quote")
    expect(versions).to_contain_text("The quote was removed by Lou Colleague")
    versions.get_by_role("button", name="Keep mine").click()
    saved(mine)
    quote = stored(article, editor)[0]
    assert (words(quote), names(quote)) == (["Ferry strike ends"], ["Ada Nkemelu"])
    expect(mine.locator(".quote-card")).to_have_count(4)


def test_what_the_server_refuses_is_taken_back_with_its_sentence(
    page: Page, article: Article, editor: User
) -> None:
    open_article(page, article)
    press(page, "/")
    page.get_by_role("combobox").fill("???")
    press(page, "Enter")
    expect(page.locator("#toasts .problem")).to_contain_text("The change was taken back.")
    saved(page)
    assert "suggested, direct, Ada Nkemelu" in focused(page)
    assert stored(article, editor)[0]["state"] == "suggested"


def test_a_session_that_ended_keeps_what_waits(
    page: Page, site: Site, article: Article, editor: User
) -> None:
    open_article(page, article)
    page.context.clear_cookies(name="sessionid")
    press(page, "a")
    expect(page.locator("#save-state")).to_have_text("Signed out · 1 change waiting")
    page.context.add_cookies([{"name": "sessionid", "value": session_of(editor), "url": site.url}])
    page.evaluate("dispatchEvent(new Event('focus'))")
    saved(page)
    assert stored(article, editor)[0]["state"] == "accepted"


@pytest.mark.parametrize("keep", ["theirs", "mine"])
def test_a_name_that_means_somebody_else_by_now_is_a_choice(
    page: Page, article: Article, editor: User, keep: str
) -> None:
    seen = create_speaker(name="Ada Nkemelu")
    open_article(page, article)
    edit_speaker(speaker=seen, name="Ada Okafor")
    edit_speaker(speaker=seen, aliases=[])
    namesake = create_speaker(name="Adanna Nkemelu", aliases=["Ada Nkemelu"])
    press(page, "a")
    expect(page.locator("#toasts .problem")).to_contain_text("The speaker was changed by a colleague.")
    assert not Decision.objects.exists()
    page.locator("#toasts").get_by_role("button", name="Show").click()
    versions = page.get_by_role("group", name="Two versions of this quote")
    expect(versions.locator(".theirs")).to_contain_text("Adanna Nkemelu")
    versions.get_by_role("button", name=f"Keep {keep}").click()
    if keep == "theirs":
        assert "suggested, direct, Adanna Nkemelu" in focused(page)
        press(page, "a")
    saved(page)
    quote = stored(article, editor)[0]
    [speaker] = quote["speakers"]
    kept = (seen, "corrected") if keep == "mine" else (namesake, "accepted")
    assert (speaker["id"], quote["state"]) == (str(kept[0].pk), kept[1])
    expect(page.locator(".conflict")).to_have_count(0)


def test_nobody_signs_what_somebody_else_decided(
    page: Page, site: Site, article: Article, editor: User, colleague: User
) -> None:
    def sign_in(person: User) -> None:
        page.context.clear_cookies(name="sessionid")
        page.context.add_cookies([{"name": "sessionid", "value": session_of(person), "url": site.url}])
        page.evaluate("dispatchEvent(new Event('focus'))")

    open_article(page, article)
    sign_in(colleague)
    press(page, "a", "x", "2")
    expect(page.locator("#save-state")).to_have_text("Not signed in as you · 3 changes waiting")
    expect(page.locator("#toasts .problem")).to_have_text(
        "Somebody else is signed in. Your 3 changes wait; sign in as Mara Editor to save them.✕"
    )
    assert not Decision.objects.exists()
    sign_in(editor)
    saved(page)
    expect(page.locator("#toasts .problem")).to_have_count(0)
    assert [decision.by for decision in Decision.objects.all()] == [editor] * 3
    assert [quote["state"] for quote in stored(article, editor)] == ["accepted", "rejected", "corrected"]


def test_what_goes_wrong_in_drawing_takes_no_saved_decision_back(
    page: Page, article: Article, editor: User
) -> None:
    held = HeldDecisions(page)
    open_article(page, article)
    # Handled, so that this one error does not fail the test; every other still would.
    page.evaluate("""() => {
      window.heard = [];
      addEventListener("error", (event) => {
        heard.push(event.message);
        event.preventDefault();
      });
    }""")
    press(page, "/")
    page.get_by_role("combobox").fill("Zoë Ferrywoman")
    press(page, "Enter", "t")
    page.evaluate("""() => {
      const fall = () => { throw new Error("The cast fell over.") };
      Object.defineProperty(document.getElementById("cast"), "childNodes", { get: fall });
    }""")
    held.let_go()
    saved(page)
    assert page.evaluate("heard")[0].endswith("The cast fell over.")
    expect(page.locator("#toasts .problem")).to_have_count(0)
    quote = stored(article, editor)[0]
    assert (quote["state"], quote["kind"], names(quote)) == ("corrected", "indirect", ["Zoë Ferrywoman"])
    assert "corrected, indirect, Zoë Ferrywoman" in focused(page)


def test_two_ways_of_saying_no_are_no_conflict(
    open_page: Callable[..., Page], article: Article, editor: User, colleague: User
) -> None:
    mine = open_page(editor)
    held = HeldDecisions(mine)
    open_article(mine, article)
    press(mine, "2", "x")
    held.wait()
    making.act(colleague, article, making.quote(article), "reject")
    held.let_go()
    saved(mine)
    expect(mine.locator(".quote-card").first).to_contain_text("Rejected by Lou Colleague")
    expect(mine.locator(".conflict")).to_have_count(0)
    expect(mine.locator("#toasts .problem")).to_have_count(0)
    assert stored(article, editor)[0]["version"] == 1


def test_what_cannot_be_done_is_no_choice_between_two_versions(
    open_page: Callable[..., Page], article: Article, editor: User, colleague: User
) -> None:
    mine = open_page(editor)
    open_article(mine, article)
    same_words = making.result(article, "“We won,”", "“It took us eleven days.”")
    making.act(colleague, article, uuid4(), "add", result=same_words)
    press(mine, "a")
    expect(mine.locator("#toasts .problem")).to_contain_text("Load the page again to see it.")
    saved(mine)
    expect(mine.locator(".conflict")).to_have_count(0)
    expect(mine.locator(".quote-card").first).to_contain_text("Suggested 0.80")


SHARED = """async () => {
  const { shared } = await import("/static/annotation/state.js");
  const spans = (start) => [{ role: "cue", start }, { role: "source", start: 9 }];
  const quote = () => ({ id: "1", version: 1, spans: spans(3), speakers: [] });
  const known = quote();
  const fresh = shared({ ...quote(), version: 2 }, known);
  const moved = shared({ ...quote(), spans: spans(4) }, known);
  return {
    alike: shared(quote(), known) === known,
    fresh: [fresh.version, known.version, fresh.spans === known.spans],
    moved: [moved.spans[0].start, known.spans[0].start, moved.spans[1] === known.spans[1]],
    shorter: shared([1], [1, 2]).length,
    other: [shared([], {}), shared(null, {}), shared("a", undefined)],
  };
}"""


def test_what_an_answer_says_again_is_not_kept_twice(page: Page, article: Article) -> None:
    open_article(page, article)
    assert page.evaluate(SHARED) == {
        "alike": True,
        "fresh": [2, 1, True],
        "moved": [4, 3, True],
        "shorter": 1,
        "other": [[], None, "a"],
    }


TOWARDS = """async ([article, id, mine, token]) => {
  const { Decisions } = await import("/static/annotation/decisions.js");
  const review = await (await fetch(`/api/v1/articles/${article}/review/`)).json();
  const theirs = review.quotes.find((quote) => quote.id === id) ?? null;
  const person = { id: Number(document.getElementById("desk").dataset.personId), name: "" };
  const step = new Decisions(article, person).towards(theirs, mine);
  if (!step) return null;
  const answer = await fetch("/api/v1/decisions/", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify(step.request),
  });
  return { status: answer.status, stands: (await answer.json()).quote ?? null };
}"""


def test_every_version_of_mine_can_be_had_over_theirs(
    page: Page, article: Article, editor: User, colleague: User
) -> None:
    """One round is enough: the server takes the step, and then the quote stands as this person wanted it."""
    open_article(page, article)
    wishes = ["suggested", "accepted", "corrected", "rejected", "rejected and corrected"]
    actions = {"suggested": "", "accepted": "accept", "corrected": "correct", "rejected": "reject"}
    for number, (theirs, wish) in enumerate(itertools.product(actions, wishes)):
        made = making.article(making.WON, text=f"{making.TEXT}\n{number}", by=editor)
        [quote] = stored(made, editor)
        if actions[theirs]:
            result = making.result(made, "“We won,”", speakers=["Lou"]) if theirs == "corrected" else None
            making.act(colleague, made, making.quote(made), actions[theirs], result=result)
        mine = {**quote, "state": wish.split()[0], "kind": "mixed" if "corrected" in wish else "direct"}
        answer = page.evaluate(TOWARDS, [made.pk, quote["id"], mine, token(page)])
        if mine["state"] == theirs and theirs != "corrected":
            assert answer is None, (theirs, wish)
        else:
            assert answer["status"] == 201, (theirs, wish)
            assert answer["stands"]["state"] == mine["state"], (theirs, wish)


def test_every_version_of_mine_can_be_had_over_theirs_of_an_added_quote(
    page: Page, article: Article, editor: User, colleague: User
) -> None:
    open_article(page, article)
    actions = {"added": "", "corrected": "correct", "rejected": "reject", "gone": "remove"}
    for theirs, wish in itertools.product(actions, ["added", "rejected", "gone"]):
        id = uuid4()
        making.act(editor, article, id, "add", result=making.result(article, "Ferry strike ends"))
        quote = next(quote for quote in stored(article, editor) if quote["id"] == str(id))
        if actions[theirs]:
            result = making.result(article, "strike ends") if theirs == "corrected" else None
            making.act(colleague, article, id, actions[theirs], result=result)
        mine = None if wish == "gone" else {**quote, "state": wish}
        answer = page.evaluate(TOWARDS, [article.pk, str(id), mine, token(page)])
        if theirs == wish or {theirs, wish} == {"rejected", "gone"}:
            assert answer is None, (theirs, wish)
        else:
            assert answer["status"] == 201, (theirs, wish)
            assert (answer["stands"] and answer["stands"]["state"]) == (mine and mine["state"])


def token(page: Page) -> str:
    """What a page of this session sends along to prove that it is one of ours."""
    return next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "csrftoken")
