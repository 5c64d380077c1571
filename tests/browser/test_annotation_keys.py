"""The whole loop of the annotation page without a mouse."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, User
from articles.services.registry import create_speaker
from tests import making
from tests.browser.annotating import (
    alone,
    focused,
    names,
    open_article,
    painted,
    press,
    reload,
    saved,
    select,
    stored,
    words,
)


@pytest.fixture
def article(page: Page, article: Article) -> Article:
    open_article(page, article)
    return article


def test_the_three_views_follow_one_focus(page: Page, article: Article) -> None:
    assert focused(page).startswith(
        "Quote 1 of 3, suggested, direct, Ada Nkemelu, confidence 80 percent: “We won,” …"
    )
    press(page, "j")
    assert "Quote 2 of 3" in focused(page)
    expect(page.locator(".outlines .part")).to_have_count(2)
    expect(page.locator(".mark.focused")).to_contain_text("HO")
    press(page, "j", "j")
    assert "Quote 3 of 3" in focused(page), "J stops at the last quote"
    press(page, "k", "k")
    assert "Quote 1 of 3" in focused(page)
    press(page, "Shift+N")
    assert "Quote 3 of 3" in focused(page), "the search for undecided quotes goes round"


def test_accept_reject_and_back(page: Page, article: Article, editor: User) -> None:
    assert painted(page)["suggested-content"] == [
        "“We won,”", "“It took us eleven days.”", "the boats would sail at noon",
        "“Nobody is happy,”", "“but we are going home 🙂.”",
    ]  # fmt: skip
    press(page, "a")
    assert painted(page)["decided-content"] == ["“We won,”", "“It took us eleven days.”"]
    assert painted(page)["decided-cue"] == ["said"]
    assert "Quote 2 of 3" in focused(page)
    press(page, "x", "Enter")
    expect(page.locator("#progress")).to_contain_text("3 of 3 decided")
    finished = page.locator("#all-decided")
    expect(finished).to_contain_text("Every quote is decided.")
    expect(page.locator("#voice")).to_contain_text("Accepted. Every quote is decided.")
    expect(finished.get_by_role("link")).to_have_text(["All articles", "Export"])
    press(page, "a", "a")
    expect(page.locator("#toasts .toast")).to_have_count(0)
    saved(page)
    assert [quote["state"] for quote in stored(article, editor)] == ["accepted", "rejected", "accepted"]

    press(page, "k", "u")
    expect(page.locator(".quote-card.open .status")).to_contain_text("Suggested 0.80")
    expect(finished).to_be_hidden()
    saved(page)
    assert [quote["state"] for quote in stored(article, editor)] == ["accepted", "suggested", "accepted"]


def test_speakers_by_number_by_sign_and_by_name(page: Page, article: Article, editor: User) -> None:
    create_speaker(name="Zoë Ström", aliases=["the minister"])
    press(page, "2", "n", "=", "n")
    saved(page)
    one, two, three = stored(article, editor)
    assert names(one) == names(two) == ["Harbour office"]
    assert (one["state"], two["state"]) == ("corrected", "accepted")

    press(page, "/")
    page.keyboard.type("the min")
    expect(page.get_by_role("option", name="Zoë Ström")).to_be_visible()
    press(page, "Enter")
    saved(page)
    assert names(stored(article, editor)[2]) == ["Zoë Ström"]

    press(page, "+")
    page.keyboard.type("Lou Marchetti")
    option = page.get_by_role("option")
    expect(option).to_have_count(1)
    expect(option).to_have_accessible_name("Add “Lou Marchetti” – new person")
    press(page, "ArrowLeft")
    expect(option).to_have_accessible_name("Add “Lou Marchetti” – new, no name known")
    press(page, "ArrowRight", "ArrowRight")
    expect(option).to_have_accessible_name("Add “Lou Marchetti” – new organization")
    expect(page.get_by_role("combobox")).to_have_attribute(
        "aria-activedescendant", option.get_attribute("id") or ""
    )
    press(page, "Enter")
    saved(page)
    three = stored(article, editor)[2]
    assert names(three) == ["Zoë Ström", "Lou Marchetti"]
    assert [speaker["kind"] for speaker in three["speakers"]] == ["person", "organization"]
    expect(page.locator("#cast")).to_contain_text("Lou Marchetti")

    press(page, "0")
    saved(page)
    assert names(stored(article, editor)[2]) == []


def test_the_card_says_why_it_was_suggested_or_what_was(page: Page, article: Article) -> None:
    why = page.locator(".quote-card.open .why")
    expect(why).to_contain_text("Suggested because: “said” after the quote")
    press(page, "2")
    expect(why).to_have_text("The suggestion was: Ada Nkemelu")
    press(page, "1")
    expect(why).to_contain_text("Suggested because")
    press(page, "t", "ArrowRight", "ArrowRight", "Delete")
    expect(why).to_have_text("The suggestion was: direct, cue said")
    select(page, "Ferry strike ends")
    alone(page)
    press(page, "q")
    expect(why).to_have_count(0)


def test_digits_go_by_the_physical_key(page: Page, article: Article, editor: User) -> None:
    """On AZERTY the key with the 2 prints é."""
    page.evaluate(
        "document.dispatchEvent(new KeyboardEvent('keydown', {key: 'é', code: 'Digit2', bubbles: true}))"
    )
    saved(page)
    assert names(stored(article, editor)[0]) == ["Harbour office"]


def test_words_become_quotes_parts_sources_and_cues(page: Page, article: Article, editor: User) -> None:
    select(page, "erry strike end")
    alone(page)
    press(page, "q")
    assert "Quote 1 of 4, added, indirect, Unknown: Ferry strike ends" in focused(page)
    select(page, "We won")
    press(page, "c")
    select(page, "who led")
    press(page, "s")
    select(page, "aid Ada Nk")
    press(page, "v")
    saved(page)
    assert stored(article, editor)[0]["kind"] == "mixed", "it goes with the words"
    press(page, "t")
    saved(page)
    added = stored(article, editor)[0]
    assert (added["state"], added["kind"]) == ("added", "direct")
    assert words(added) == ["Ferry strike ends", "“We won,”"]
    assert words(added, "source") == ["who led"]
    assert words(added, "cue") == ["said Ada Nkemelu"]

    press(page, "ArrowRight", "ArrowRight", "Delete")
    expect(page.locator("#toasts")).to_contain_text("Quoted words removed.")
    saved(page)
    assert words(stored(article, editor)[0]) == ["Ferry strike ends"]
    press(page, "ArrowRight", "Delete")
    expect(page.locator("#toasts")).to_contain_text("Quote removed.")
    saved(page)
    assert len(stored(article, editor)) == 3
    page.get_by_role("button", name="Undo").last.click()
    saved(page)
    assert len(stored(article, editor)) == 4


def test_a_marked_stretch_replaces_what_it_overlaps(page: Page, article: Article, editor: User) -> None:
    select(page, "won,” said Ada")
    press(page, "c")
    saved(page)
    quote = stored(article, editor)[0]
    assert words(quote) == ["“We won,” said Ada", "“It took us eleven days.”"] or words(quote) == [
        "won,” said Ada",
        "“It took us eleven days.”",
    ]
    assert quote["state"] == "corrected"


def test_a_notice_takes_back_what_it_says_or_goes(page: Page, article: Article, editor: User) -> None:
    toasts = page.locator("#toasts .toast")
    select(page, "Ferry strike ends")
    alone(page)
    press(page, "q")
    expect(toasts).to_contain_text(["Quote added."])
    press(page, "1")
    expect(toasts).to_have_count(0)
    press(page, "Delete")
    expect(toasts).to_contain_text(["Quote removed."])
    press(page, "Control+z")
    expect(toasts).to_have_count(0)
    press(page, "ArrowRight", "Delete")
    toasts.get_by_role("button", name="Undo").click()
    saved(page)
    assert words(stored(article, editor)[0]) == ["Ferry strike ends"]

    alone(page)
    press(page, "q", "q")
    expect(toasts).to_have_text(["Select the words someone said, then press Q."])
    press(page, "9", "v")
    expect(toasts).to_have_count(2)
    expect(toasts.last).to_contain_text("Select words first")
    cast = page.locator(".cast-column").bounding_box()
    box = toasts.first.bounding_box()
    assert cast
    assert box
    assert box["x"] > cast["width"], "the legend stays in sight"


def test_boundary_mode_moves_edges(page: Page, article: Article, editor: User) -> None:
    press(page, "j", "b")
    expect(page.locator("#boundary-bar .what")).to_have_text("End of the quoted words")
    press(page, "ArrowLeft", "ArrowLeft", "Shift+ArrowLeft")
    assert "the boats would sai" in painted(page)["draft-content"]
    press(page, "Escape")
    saved(page)
    assert stored(article, editor)[1]["state"] == "suggested", "dropped edges change nothing"
    assert "the boats would sail at noon" in painted(page)["suggested-content"]

    press(page, "b", "ArrowLeft", "ArrowLeft", "Shift+Tab", "ArrowLeft", "Enter")
    saved(page)
    moved = stored(article, editor)[1]
    assert words(moved) == ["said the boats would sail"]
    assert moved["state"] == "corrected"
    expect(page.locator(".notch")).to_have_count(2)
    expect(page.locator("#boundary-bar")).to_be_hidden()


def test_edges_that_moved_are_kept_whatever_comes_next(page: Page, article: Article, editor: User) -> None:
    press(page, "j", "b", "ArrowLeft", "j")
    assert "Quote 3 of 3" in focused(page)
    expect(page.locator("#boundary-bar")).to_be_hidden()
    expect(page.locator("#voice")).to_contain_text(
        "Edge kept. Said by Harbour office, as suggested. Quote 3 of 3"
    )
    expect(page.locator("#toasts")).to_contain_text("Edge kept.")
    saved(page)
    assert words(stored(article, editor)[1]) == ["the boats would sail at"]
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    saved(page)
    assert stored(article, editor)[1]["state"] == "suggested"

    press(page, "b", "ArrowLeft", "Control+z")
    saved(page)
    assert stored(article, editor)[1]["state"] == "suggested", "an edge that moved is taken back by itself"
    press(page, "b", "ArrowLeft", "a")
    assert "Quote 3 of 3" in focused(page), "accepted as it is seen"
    expect(page.locator("#boundary-bar")).to_be_hidden()
    saved(page)
    assert words(stored(article, editor)[1]) == ["the boats would sail at"]


def test_parts_neither_vanish_nor_overlap_as_edges_move(page: Page, article: Article, editor: User) -> None:
    press(page, "b", *["ArrowRight"] * 11, "Enter")
    saved(page)
    assert words(stored(article, editor)[0]) == [
        "“We won,” said Ada Nkemelu, who led the crews. “It took us eleven days.”"
    ], "parts that run into each other become one"
    press(page, "j", "b", "Shift+Tab", "Shift+ArrowLeft", "Tab", *["Shift+ArrowLeft"] * 40, "Enter")
    saved(page)
    assert [text.strip() for text in words(stored(article, editor)[1])] == ["t"], "nor do only blanks remain"


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (["a"], "accepting a quote"),
        (["x"], "rejecting a quote"),
        (["a", "k", "u"], "setting a quote back to undecided"),
        (["x", "k", "a"], "taking a quote back in"),
        (["2"], "changing the speaker"),
        (["t"], "changing the kind"),
        (["b", "ArrowLeft", "Enter"], "changing the quoted words"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_undo_and_redo_say_what_they_take_back(
    page: Page, article: Article, keys: list[str], said: str
) -> None:
    press(page, *keys)
    press(page, "Control+z")
    expect(page.locator("#voice")).to_contain_text(f"Undone: {said}. Quote 1 of 3")
    press(page, "Control+Shift+z")
    expect(page.locator("#voice")).to_contain_text(f"Redone: {said}. Quote 1 of 3")
    saved(page)
    reload(page)
    press(page, "Control+z")
    expect(page.locator("#voice")).to_contain_text(f"Undone: {said}. Quote 1 of 3")


def test_acts_that_the_page_keeps_as_ids_alone_are_undone_and_redone_like_all_others(
    page: Page, article: Article, editor: User
) -> None:
    press(page, *["t"] * 33)
    saved(page)
    press(page, *["Control+z"] * 30)
    saved(page)
    expect(page.locator("#progress")).to_contain_text("1 of 3 decided")
    for _ in range(3):
        with page.expect_response(
            lambda answer: answer.request.method == "GET" and "/api/v1/decisions/" in answer.url
        ):
            press(page, "Control+z")
    expect(page.locator("#progress")).to_contain_text("0 of 3 decided")
    saved(page)
    kinds = ["direct", "indirect", "mixed"]
    first = kinds.index(stored(article, editor)[0]["kind"])
    press(page, "Control+Shift+z")
    expect(page.locator("#progress")).to_contain_text("1 of 3 decided")
    press(page, "Control+Shift+z")
    saved(page)
    assert stored(article, editor)[0]["kind"] == kinds[(first + 2) % 3]


def test_undo_and_redo_survive_a_reload(page: Page, article: Article, editor: User) -> None:
    press(page, "a", "x")
    select(page, "Ferry strike ends")
    alone(page)
    press(page, "q")
    saved(page)
    assert [quote["state"] for quote in stored(article, editor)] == [
        "added",
        "accepted",
        "rejected",
        "suggested",
    ]
    press(page, "Control+z", "Control+z")
    saved(page)
    assert [quote["state"] for quote in stored(article, editor)] == ["accepted", "suggested", "suggested"]
    press(page, "Control+Shift+z")
    saved(page)
    assert [quote["state"] for quote in stored(article, editor)] == ["accepted", "rejected", "suggested"]

    reload(page)
    expect(page.locator("#progress")).to_contain_text("2 of 3 decided")
    press(page, "Control+z")
    expect(page.locator("#progress")).to_contain_text("1 of 3 decided")
    saved(page)
    press(page, "Control+z")
    expect(page.locator("#progress")).to_contain_text("0 of 3 decided")
    saved(page)
    assert {quote["state"] for quote in stored(article, editor)} == {"suggested"}
    press(page, "Control+z")
    expect(page.locator("#toasts")).to_contain_text("There is nothing to undo.")
    for decided in (1, 2, 3):
        press(page, "Control+y")
        expect(page.locator("#progress")).to_contain_text(re.compile(rf"{decided} of \d decided"))
        saved(page)
    assert [quote["state"] for quote in stored(article, editor)] == [
        "added",
        "accepted",
        "rejected",
        "suggested",
    ]


def test_every_key_is_on_the_help_page_and_letters_typed_there_decide_nothing(
    page: Page, article: Article
) -> None:
    press(page, "?")
    dialog = page.get_by_role("dialog")
    for does in ("Accept and go on", "Move an edge", "Undo", "Find or add a speaker"):
        expect(dialog).to_contain_text(does)
    page.keyboard.type("reject")
    expect(dialog.locator("dl > div:visible")).to_have_count(2)
    page.get_by_role("searchbox").fill("axj")
    expect(dialog).to_contain_text("No key does that.")
    press(page, "Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("#progress")).to_contain_text("0 of 3 decided")


def test_a_person_at_odds_with_their_other_window_is_told_so(
    page: Page, article: Article, editor: User
) -> None:
    making.act(editor, article, stored(article, editor)[0]["id"], "reject")
    press(page, "2")
    choice = page.locator(".conflict")
    expect(choice).to_contain_text(re.compile(r"You rejected the quote in another window (just|\d)"))
    expect(choice.get_by_role("heading")).to_have_text(["The other window", "This window"])
    choice.get_by_role("button", name="Keep this one").click()
    saved(page)
    assert names(stored(article, editor)[0]) == ["Harbour office"]
    making.act(editor, article, stored(article, editor)[1]["id"], "reject")
    press(page, "n", "1")
    choice.get_by_role("button", name="Keep that one").click()
    saved(page)
    assert stored(article, editor)[1]["state"] == "rejected"


def test_a_line_tells_newcomers_the_keys_until_they_hide_it(page: Page, article: Article) -> None:
    hint = page.get_by_role("group", name="The keys that do most")
    expect(hint.get_by_role("listitem")).to_have_text(
        ["J next", "K back", "A accept", "X reject", "1–9 speaker", "/ someone else", "Q new quote"]
    )
    hint.get_by_role("button", name="All keys").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    press(page, "Escape")
    hint.get_by_role("button", name="Hide").click()
    expect(hint).to_be_hidden()
    reload(page)
    expect(page.locator(".quote-card.open")).to_be_visible()
    expect(hint).to_be_hidden()


def test_the_keyboard_stays_with_the_cards(page: Page, article: Article) -> None:
    page.locator(".quote-card.open .face").focus()
    press(page, "Enter")
    expect(page.locator("#progress")).to_contain_text("1 of 3 decided")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("Quote 2 of 3")
    press(page, "j")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("Quote 3 of 3")
    expect(page.locator("#voice")).to_contain_text("Quote 3 of 3, suggested")
    page.locator(".quote-card.open [data-action=reject]").focus()
    press(page, "Enter")
    expect(page.locator("#progress")).to_contain_text("2 of 3 decided")
    saved(page)
    expect(page.locator(".quote-card.look-rejected")).to_have_count(1)


def test_a_name_typed_faster_than_the_registry_answers_makes_no_second_speaker(
    page: Page, article: Article, editor: User
) -> None:
    known = create_speaker(name="Zoë Ström", aliases=["the minister"])
    press(page, "/")
    page.keyboard.insert_text("The Minister")
    press(page, "Enter", "n", "a")
    expect(page.locator("#progress")).to_contain_text("2 of 3 decided")
    saved(page)
    assert [speaker["id"] for speaker in stored(article, editor)[0]["speakers"]] == [str(known.pk)]
    expect(page.locator("#cast")).to_contain_text("Zoë Ström")
    expect(page.locator("#cast")).not_to_contain_text("The Minister")
