"""Many quotes at once on the annotation page: one act, seen before it is done, and taken back as one."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, Decision, User
from tests import making
from tests.browser.annotating import focused, names, open_article, painted, press, reload, saved, stored
from tests.browser.test_annotation_page import SMALL_TARGETS, TARGETS, faults
from tests.browser.village import states, village


def accept_all_together(article: Article, person: User) -> list[Decision]:
    group = uuid4()
    return [making.act(person, article, s.pk, "accept", group=group) for s in making.offered(article)]


def test_a_group_of_an_earlier_visit_is_undone_and_redone_with_one_key_each(
    page: Page, article: Article, editor: User
) -> None:
    accept_all_together(article, editor)
    open_article(page, article)
    expect(page.locator("#progress")).to_contain_text("3 of 3 decided")
    press(page, "Control+z")
    expect(page.locator("#progress")).to_contain_text("0 of 3 decided")
    expect(page.locator("#toasts")).to_contain_text("Undone: 3 quotes.")
    assert "decided-content" not in painted(page)
    saved(page)
    assert states(article, editor) == ["suggested"] * 3
    undos = Decision.objects.filter(action="undo")
    assert undos.count() == 3
    assert undos.values("group").distinct().count() == 1

    reload(page)
    press(page, "Control+Shift+z")
    expect(page.locator("#progress")).to_contain_text("3 of 3 decided")
    saved(page)
    press(page, "Control+z", "Control+Shift+z", "Control+z")
    expect(page.locator("#progress")).to_contain_text("0 of 3 decided")
    saved(page)
    assert states(article, editor) == ["suggested"] * 3


def test_undoing_a_group_leaves_alone_what_a_colleague_changed_since(
    page: Page, article: Article, editor: User, colleague: User
) -> None:
    one, *_ = accept_all_together(article, editor)
    making.act(colleague, article, one.attribution, "reject")
    open_article(page, article)
    press(page, "Control+z")
    expect(page.locator("#toasts")).to_contain_text(
        "Undone: 2 quotes. 1 quote was changed since and stays as it is."
    )
    saved(page)
    assert states(article, editor) == ["rejected", "suggested", "suggested"]
    reload(page)
    press(page, "Control+Shift+z")
    expect(page.locator("#toasts")).to_contain_text("Redone: 2 quotes.")
    saved(page)
    assert states(article, editor) == ["rejected", "accepted", "accepted"]


def test_what_a_colleague_changed_unseen_stays_too_and_is_no_conflict(
    page: Page, article: Article, editor: User, colleague: User
) -> None:
    one, *_ = accept_all_together(article, editor)
    page.route("**/presence/**", lambda route: route.abort())  # or the page may have heard of it
    open_article(page, article)
    making.act(colleague, article, one.attribution, "reject")
    press(page, "Control+z")
    notice = page.locator(".toast", has_text="1 quote was changed since and stays as it is.")
    notice.get_by_role("button", name="Show").click()
    assert "Quote 1 of 3, rejected" in focused(page)
    saved(page)
    assert states(article, editor) == ["rejected", "suggested", "suggested"]
    expect(page.locator(".conflict")).to_have_count(0)
    expect(page.locator("#progress")).to_contain_text("1 of 3 decided")
    press(page, "Control+Shift+z")
    saved(page)
    assert states(article, editor) == ["rejected", "accepted", "accepted"]


def test_a_group_made_of_removals_comes_back_in_its_order(page: Page, article: Article, editor: User) -> None:
    """A program may group what it likes."""
    group = uuid4()
    for words in ("Ferry strike ends", "who led the crews", "at noon"):
        making.act(editor, article, uuid4(), "add", result=making.result(article, words), group=group)
    open_article(page, article)
    expect(page.locator(".quote-card")).to_have_count(6)
    before = page.locator(".quote-card .words:not(.part-words *)").all_text_contents()
    press(page, "Control+z")
    expect(page.locator(".quote-card")).to_have_count(3)
    press(page, "Control+Shift+z")
    expect(page.locator(".quote-card")).to_have_count(6)
    after = page.locator(".quote-card .words:not(.part-words *)").all_text_contents()
    assert sorted(before) == sorted(after)
    assert [t[:12] for t in before] == [t[:12] for t in after]
    saved(page)
    assert states(article, editor) == ["added", "suggested", "added", "suggested", "added", "suggested"]


# --- accepting what is sure enough ------------------------------------------------------------------------------


def outlined(page: Page) -> int:
    return page.locator(".outlines.previewed path").count()


def test_what_was_seen_and_is_sure_enough_is_accepted_after_a_look_at_it(
    page: Page, harbour: Article, editor: User
) -> None:
    expect(page.locator("#threshold-row")).to_contain_text("5 of 7 suggestions are at least 0.80 sure")
    expect(page.locator("#threshold-row")).to_contain_text("Accept the 3 seen")
    press(page, "Shift+A")
    panel = page.get_by_role("dialog", name="Accept 3 quotes?")
    expect(panel.locator(".shown")).to_have_text(
        ["Ada Nkemelu“We leave at dawn,”", "Ada Nkemelu“The nets are mended,”", "Lou Marchetti“The quay is ours,”"]
    )  # fmt: skip
    assert outlined(page) == 3
    expect(page.locator("#voice")).to_contain_text("Accept 3 quotes?")
    press(page, "Escape")
    expect(panel).to_be_hidden()
    assert outlined(page) == 0
    press(page, "Shift+A", "Control+z")
    expect(panel).to_be_hidden()
    expect(page.locator("#voice")).to_contain_text("Nothing was changed.")
    assert not Decision.objects.exists()

    press(page, "Shift+A", "Enter")
    accepted = {"“We leave at dawn,”", "“The nets are mended,”", "“The quay is ours,”"}
    assert set(painted(page)["decided-content"]) == accepted
    assert "Quote 3 of 7, suggested" in focused(page)
    expect(page.locator("#toasts")).to_contain_text("3 quotes accepted.")
    saved(page)
    assert states(harbour, editor) == ["accepted", "accepted", "suggested", "accepted"] + ["suggested"] * 3
    assert Decision.objects.values("group").distinct().count() == 1
    press(page, "Control+z")
    saved(page)
    assert states(harbour, editor) == ["suggested"] * 7


def test_accepting_by_mouse_leaving_one_out(page: Page, harbour: Article, editor: User) -> None:
    page.get_by_role("button", name="Accept the 3 seen").click()
    panel = page.locator("#preview")
    panel.get_by_role("button", name="Leave out: “The nets are mended,”").click()
    expect(panel.get_by_role("heading")).to_have_text("Accept 2 quotes?")
    assert outlined(page) == 2
    panel.get_by_role("button", name="Lou Marchetti “The quay is ours,”").click()
    assert "Quote 4 of 7" in focused(page)
    expect(panel).to_be_visible()
    panel.get_by_role("button", name="Accept 2").click()
    saved(page)
    assert states(harbour, editor) == ["accepted", "suggested", "suggested", "accepted"] + ["suggested"] * 3
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    saved(page)
    assert states(harbour, editor) == ["suggested"] * 7


def test_the_threshold_by_keyboard_and_what_is_below_it_is_fainter(page: Page, harbour: Article) -> None:
    def faint() -> list[str]:
        return painted(page).get("faint-content", [])

    assert faint() == ["“Nobody asked us,”", "“We shall see in court,”"]
    page.get_by_role("slider", name="Sure enough").focus()
    press(page, "6")
    assert faint() == ["“We shall see in court,”"]
    expect(page.locator("#threshold-row")).to_contain_text("6 of 7 suggestions are at least 0.60 sure")
    press(page, "ArrowLeft")
    assert faint() == []
    expect(page.locator(".quote-card.faint")).to_have_count(0)
    expect(page.locator("#threshold-row")).to_contain_text("7 of 7 suggestions are at least 0.55 sure")
    press(page, "9", "ArrowRight")
    expect(page.locator(".quote-card.faint")).to_have_count(5)
    press(page, "j")
    assert "Quote 2 of 7" in focused(page), "letters are the page's, wherever the keyboard is"
    press(page, "Shift+A")
    expect(page.locator("#preview li")).to_have_count(1)
    press(page, "Enter", "Control+z")
    saved(page)
    reload(page)
    expect(page.locator("#threshold-row")).to_contain_text("2 of 7 suggestions are at least 0.95 sure")
    assert len(faint()) == 5


def test_the_threshold_by_mouse(page: Page, harbour: Article) -> None:
    box = page.get_by_role("slider", name="Sure enough").bounding_box()
    assert box
    page.mouse.click(box["x"] + 2, box["y"] + box["height"] / 2)
    expect(page.locator("#threshold-row")).to_contain_text("7 of 7 suggestions are at least 0.00 sure")
    assert "faint-content" not in painted(page)


def test_what_was_seen_whole_is_meant_wherever_the_page_is_scrolled_and_nothing_else(
    page: Page, editor: User
) -> None:
    page.set_viewport_size({"width": 1300, "height": 800})
    open_article(page, village(editor, 9))
    page.wait_for_timeout(1500)  # somebody looks
    page.locator("#article").evaluate("""article => {
      article.scrollTop = article.scrollHeight / 2;
      article.scrollTop = article.scrollHeight;
    }""")
    press(page, "Shift+A")
    listed = page.locator("#preview .words")
    expect(listed.last).to_have_text("“It was never for sale,”")
    texts = listed.all_text_contents()
    assert texts[0] == "“We leave at dawn,”"
    assert "“The quay is ours,”" not in texts, "it only flew past"
    assert outlined(page) == len(texts)


def test_one_of_those_seen_is_rejected_in_the_same_go(page: Page, harbour: Article, editor: User) -> None:
    press(page, "Shift+A")
    panel = page.locator("#preview")
    reject = panel.get_by_role("button", name="Reject: “The nets are mended,”")
    reject.click()
    expect(panel.get_by_role("heading")).to_have_text("Accept 2 quotes, reject 1?")
    expect(reject).to_have_attribute("aria-pressed", "true")
    assert outlined(page) == 2
    reject.click()
    expect(panel.get_by_role("heading")).to_have_text("Accept 3 quotes?")
    reject.click()
    panel.get_by_role("button", name="Accept 2, reject 1").click()
    expect(page.locator("#toasts")).to_contain_text("2 quotes accepted, 1 quote rejected.")
    saved(page)
    assert states(harbour, editor) == ["accepted", "rejected", "suggested", "accepted"] + ["suggested"] * 3
    press(page, "Control+z")
    saved(page)
    assert states(harbour, editor) == ["suggested"] * 7


def test_a_filter_and_what_is_decided_meanwhile_narrow_what_is_meant(
    page: Page, harbour: Article, editor: User
) -> None:
    page.locator("#cast").get_by_role("button", name="Ada Nkemelu").click()
    press(page, "Shift+A")
    expect(page.locator("#preview li")).to_have_count(2)
    press(page, "x")
    expect(page.locator("#preview li")).to_have_count(1)
    expect(page.locator("#preview").get_by_role("heading")).to_have_text("Accept 1 quote?")
    press(page, "x")
    expect(page.locator("#preview")).to_be_hidden()
    press(page, "Shift+A")
    expect(page.locator("#toasts")).to_contain_text("No suggestion at 0.80 or more was seen whole.")
    saved(page)
    assert states(harbour, editor)[:2] == ["rejected", "rejected"]


@pytest.mark.parametrize(
    "appearance",
    [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"forced_colors": "active"}],
    ids=["light", "dark", "forced colours"],
)
def test_axe_finds_nothing_in_slider_and_preview(
    open_page: Callable[..., Page], editor: User, appearance: dict[str, str]
) -> None:
    page = open_page(editor, **appearance)
    open_article(page, village(editor, 1))
    assert not faults(page)
    press(page, "Shift+A")
    assert not faults(page)
    assert not page.evaluate(SMALL_TARGETS, TARGETS)


# --- the quotes that look alike ---------------------------------------------------------------------------------


def test_what_was_suggested_alike_follows_after_a_look_at_it(
    page: Page, harbour: Article, editor: User
) -> None:
    press(page, *"jjjj", "1")
    card = page.locator(".quote-card.open")
    expect(card.locator(".offer")).to_have_text("Apply to the other 2Lfrom “the mayor”")
    expect(page.locator("#voice")).to_contain_text("L applies it to the other 2 from “the mayor”.")
    press(page, "l")
    panel = page.get_by_role("dialog", name="Ada Nkemelu for 2 more quotes?")
    expect(panel.locator(".words")).to_have_text(["“I have the papers here,”", "“It was never for sale,”"])
    expect(panel.locator(".was").first).to_have_text(", was Unknown")
    assert outlined(page) == 2
    press(page, "Enter")
    assert "Quote 5 of 7, corrected, direct, Ada Nkemelu" in focused(page)
    expect(card.locator(".offer")).to_have_count(0)
    saved(page)
    quotes = stored(harbour, editor)
    assert [names(quote) for quote in quotes[4:]] == [["Ada Nkemelu"]] * 3
    press(page, "Control+z")
    saved(page)
    assert states(harbour, editor) == ["suggested"] * 4 + ["corrected"] + ["suggested"] * 2
    press(page, "Control+z")
    saved(page)
    assert states(harbour, editor) == ["suggested"] * 7


def test_look_alikes_by_mouse_of_one_name(page: Page, harbour: Article, editor: User) -> None:
    page.locator(".quote-card", has_text="The nets are mended").click()
    page.locator(".quote-card.open .chips").get_by_role("button", name="Lou Marchetti").click()
    offer = page.locator(".offer")
    expect(offer).to_contain_text("suggested as Ada Nkemelu, from “Ada Nkemelu”")
    offer.get_by_role("button", name="Apply to the other 1").click()
    page.get_by_role("button", name="Apply to 1").click()
    saved(page)
    assert [names(quote) for quote in stored(harbour, editor)[:2]] == [["Lou Marchetti"]] * 2


def test_the_offer_goes_with_the_next_decision_and_is_not_made_without_need(
    page: Page, harbour: Article
) -> None:
    offer = page.locator(".offer")
    press(page, "2")
    expect(offer).to_be_visible()
    press(page, "j", "k")
    expect(offer).to_be_visible()
    press(page, "t")
    expect(offer).to_have_count(0)
    press(page, "l")
    expect(page.locator("#toasts")).to_contain_text("First change who said a quote")
    press(page, "1")
    expect(offer).to_have_count(0)
    press(page, "2", "Control+z")
    expect(offer).to_have_count(0)
    expect(page.locator("#preview")).to_be_hidden()


ALIKE = """([proposed, source, others]) => import("/static/annotation/look_alikes.js").then(({ lookAlikes }) => {
  const quote = (id, [speaker, source, state]) => {
    const speakers = speaker ? [{ id: null, name: speaker, kind: "person" }] : [];
    const spans = source ? [{ role: "source", start: 0, end: source.length, text: source }] : [];
    return { id, state: state || "suggested", speakers, suggestion: { speakers, spans } };
  };
  const changed = quote("changed", [proposed, source]);
  const all = [changed, ...others.map((other, index) => quote(String(index), other))];
  return lookAlikes(changed, [{ id: null, name: "Cy", kind: "person" }], all).map((other) => Number(other.id));
})"""

LIKENESS = {
    "of a name, those from the same words": (
        ("Ada", "Nkemelu", [["Ada", "nkemelu"], ["Ada", "she"], ["Bo", "Nkemelu"]]),
        [0],
    ),
    "of a pronoun, those from any pronoun or nothing": (
        ("Ada", "she", [["Ada", "her"], ["Ada", "Nkemelu"], ["Ada", ""]]),
        [0, 2],
    ),
    "of nobody, those from the same words": (
        ("", "the mayor", [["", "the mayor"], ["", "a mayor"], ["Ada", "the mayor"]]),
        [0],
    ),
    "of nobody from a pronoun, none": (("", "she", [["", "she"], ["", ""]]), []),
    "of what is decided, none": (
        ("Ada", "Nkemelu", [["Ada", "Nkemelu", "accepted"], ["Ada", "Nkemelu", "rejected"]]),
        [],
    ),
    "of the right speaker, none": (("Cy", "Cy", [["Cy", "Cy"]]), []),
}


def test_which_quotes_look_alike(page: Page, harbour: Article) -> None:
    for case, (asked, found) in LIKENESS.items():
        assert page.evaluate(ALIKE, asked) == found, case
