"""How many presses the corrections take that editors make all day, by hand, counted from the focused quote."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, User
from tests import making
from tests.browser.annotating import alone, drag_over, filled_in, names, open_article, saved, stored, words

TEXT = (
    "Harbour sold\n\n"
    "“We leave at dawn,” said Ada Nkemelu. The nets were wet.\n\n"
    "Lou Marchetti told us that the quay is ours for good, as the papers show.\n\n"
    "“Nobody asked us,” complained Zoë Ström. It rained.\n"
)
DAWN = making.proposed("“We leave at dawn,”", cue="said", source="Ada Nkemelu", speakers=["Ada Nkemelu"])
QUAY = making.proposed(
    "that the quay is ours for good, as the",
    cue="told",
    source="Lou Marchetti",
    speakers=["Zoë Ström"],
    kind="indirect",
)


class Presses:
    """Keys and mouse buttons pressed, counted by the page itself."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.evaluate("""() => {
          window.pressed = 0;
          const held = ["Shift", "Alt", "Control"];
          const count = (event) => { if (!event.repeat && !held.includes(event.key)) pressed += 1; };
          addEventListener("keydown", count, { capture: true });
          addEventListener("pointerdown", count, { capture: true });
        }""")

    @property
    def made(self) -> int:
        count: int = self.page.evaluate("pressed")
        return count


@pytest.fixture
def article(editor: User) -> Article:
    return making.article(DAWN, QUAY, text=TEXT, by=editor, title="Harbour sold")


def test_accepting_takes_one_press(page: Page, article: Article, editor: User) -> None:
    open_article(page, article)
    presses = Presses(page)
    page.keyboard.press("a")
    assert presses.made == 1
    saved(page)
    assert stored(article, editor)[0]["state"] == "accepted"


def test_another_speaker_takes_one_press_from_the_cast_and_three_by_name(
    page: Page, article: Article, editor: User
) -> None:
    open_article(page, article)
    presses = Presses(page)
    page.keyboard.press("2")
    assert presses.made == 1
    saved(page)
    assert names(stored(article, editor)[0]) == ["Zoë Ström"]
    page.keyboard.press("/")
    page.keyboard.press("a")
    page.keyboard.press("Enter")
    assert presses.made == 1 + 3
    saved(page)
    assert names(stored(article, editor)[0]) == ["Ada Nkemelu"]


def test_a_speaker_whom_only_the_article_names_takes_three_presses(page: Page, editor: User) -> None:
    article = making.article(DAWN, text=TEXT, by=editor, title="Harbour sold")
    open_article(page, article)
    presses = Presses(page)
    page.keyboard.press("/")
    page.keyboard.press("l")
    expect(page.get_by_role("option").locator(".name")).to_contain_text(
        ["Add “Lou Marchetti” – new person", "Ada Nkemelu", "Add “l” – new person"]
    )
    page.keyboard.press("Enter")
    assert presses.made == 3
    saved(page)
    assert names(stored(article, editor)[0]) == ["Lou Marchetti"]


def test_an_edge_off_by_two_words_takes_four_presses_by_keyboard_and_one_by_mouse(
    page: Page, article: Article, editor: User
) -> None:
    open_article(page, article)
    page.keyboard.press("j")
    presses = Presses(page)
    for key in ("b", "ArrowLeft", "ArrowLeft", "Enter"):
        page.keyboard.press(key)
    assert presses.made == 4
    saved(page)
    assert words(stored(article, editor)[1]) == ["that the quay is ours for good,"]
    grip = page.locator(".grip.end.role-content").bounding_box()
    assert grip is not None
    left, top, _, _ = page.evaluate("""() => {
      const node = [...document.querySelectorAll("#text p")][2].firstChild;
      const range = document.createRange();
      const start = node.data.indexOf("ours");
      range.setStart(node, start);
      range.setEnd(node, start + 4);
      const box = range.getBoundingClientRect();
      return [box.right, box.top + box.height / 2, 0, 0];
    }""")
    page.mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2)
    page.mouse.down()
    page.mouse.move(left, top, steps=4)
    page.mouse.up()
    assert presses.made == 4 + 1
    saved(page)
    assert words(stored(article, editor)[1]) == ["that the quay is ours"]


def test_a_missed_quote_takes_two_presses(page: Page, article: Article, editor: User) -> None:
    """With its source, its cue and its speaker, which are filled in."""
    open_article(page, article)
    presses = Presses(page)
    drag_over(page, "“Nobody asked us,”")
    page.keyboard.press("q")
    filled_in(page)
    assert presses.made == 2
    saved(page)
    added = stored(article, editor)[2]
    assert [words(added, role) for role in ("content", "cue", "source")] == [
        ["“Nobody asked us,”"], ["complained"], ["Zoë Ström"],
    ]  # fmt: skip
    assert (added["kind"], names(added)) == ("direct", ["Zoë Ström"])


def test_a_missed_quote_by_hand_takes_eight_presses_at_most(
    page: Page, article: Article, editor: User
) -> None:
    """With its source, its cue and its speaker: seven by mouse and letters, seven by keyboard alone."""
    open_article(page, article)
    alone(page)
    presses = Presses(page)
    for marked, key in (("“Nobody asked us,”", "q"), ("complained", "v"), ("Zoë Ström", "s")):
        drag_over(page, marked)
        page.keyboard.press(key)
    page.keyboard.press("2")
    assert presses.made == 7
    saved(page)
    by_mouse = stored(article, editor)[2]
    assert by_mouse["state"] == "added"
    assert [words(by_mouse, role) for role in ("content", "cue", "source")] == [
        ["“Nobody asked us,”"], ["complained"], ["Zoë Ström"],
    ]  # fmt: skip
    assert (by_mouse["kind"], names(by_mouse)) == ("direct", ["Zoë Ström"])

    page.keyboard.press("Delete")
    saved(page)
    assert len(stored(article, editor)) == 2
    before = presses.made
    for key in ("m", "Tab", "q", "v", "Shift+ArrowRight", "s", "2"):
        page.keyboard.press(key)
    assert presses.made == before + 7
    saved(page)
    by_keyboard = stored(article, editor)[2]
    assert [by_keyboard[it] for it in ("kind", "spans")] == [by_mouse[it] for it in ("kind", "spans")]
    assert names(by_keyboard) == ["Zoë Ström"]
