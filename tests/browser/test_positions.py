"""Browser and Python count the same code points, whatever the text is made of."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from articles.models import Attribution, User
from tests import making
from tests.browser.annotating import alone, open_article, select

TEXTS = {
    "plain lines": "Ferry strike ends\n\n“We won,” she said.\nThe boats sail.",
    "emoji, joined and flagged": "👩‍👩‍👧‍👦 said “🙂🙂 yes 🇩🇪”.\n🙂\n“No,” said 👍🏽 he.",
    "combining marks": "Zoe\u0301 Stro\u0308m said “e\u0301te\u0301 \u0c15\u0c4d\u0c37”, n\u0303o.\nA\u030a is not Å.",
    "no-break and thin spaces": "He\u00a0said\u202f: «\u00a0Jamais\u00a0».\n\u2003Em\u2009thin\u200bzero.",
    "line separators within a paragraph": "One\u2028two “three\u2029four” 🙂 five\u0085six\u000bseven.\nEight.",
    "beyond the basic plane": "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 “𠮷野家” 𐍈 said.\n𝒜\n\n\n𠮷",
    "right to left": "قال: «نعم 🙂» ثم مضى.\nאמר „שלום“ והלך.",
    "blank lines at both ends": "\n\n 🙂 a\n \n\nb 🙂\n\n",
}
ROUND = """async text => {
  const { Positions, countPoints } = await import("/static/annotation/positions.js");
  const positions = new Positions(text);
  const host = document.createElement("div");
  document.body.append(host);
  positions.draw(host);
  const places = [];
  for (let point = 0; point <= positions.length; point++) {
    const paragraph = positions.paragraphAt(point);
    if (!paragraph.node) continue;
    const { node, unit } = positions.placeOf(point);
    places.push({ point, unit, back: positions.pointOf(node, unit), text: node.data });
  }
  const slices = [];
  for (let start = 0; start <= positions.length; start++) {
    const last = Math.min(start + 9, positions.length);
    for (let end = start + 1; end <= last; end++) slices.push([start, end, positions.slice(start, end)]);
  }
  const starts = [...host.children].map((element) => [Number(element.dataset.start), element.textContent]);
  const result = { length: positions.length, count: countPoints(text), places, slices, starts };
  host.remove();
  return result;
}"""
SELECTED = """async ([text, line, from, to]) => {
  const { Positions } = await import("/static/annotation/positions.js");
  const positions = new Positions(text);
  const host = document.createElement("div");
  document.body.append(host);
  positions.draw(host);
  const node = [...host.children].map((element) => element.firstChild).find((node) => node.data === line);
  getSelection().setBaseAndExtent(node, from, node, to);
  const seen = [positions.selected(getSelection()), getSelection().toString()];
  host.remove();
  return seen;
}"""
WALK = """async ([text, start, direction, by, edge]) => {
  const { Positions } = await import("/static/annotation/positions.js");
  const positions = new Positions(text);
  const places = [];
  for (let point = start; ; ) {
    const next = positions.step(point, direction, by, edge);
    if (next === point) return places;
    places.push(next);
    point = next;
  }
}"""


@pytest.fixture
def blank(page: Page) -> Page:
    """A page of the site on which modules can be tried."""
    page.goto("/articles/new/")
    return page


def units(text: str) -> int:
    """How long a browser takes a text to be."""
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_every_code_point_has_a_place_and_every_place_its_code_point(blank: Page, text: str) -> None:
    seen: dict[str, Any] = blank.evaluate(ROUND, text)
    assert seen["length"] == seen["count"] == len(text)
    assert seen["places"], "a text that is drawn has places"
    for place in seen["places"]:
        point = place["point"]
        line_start = text.rfind("\n", 0, point) + 1
        assert place["back"] == point
        assert place["unit"] == units(text[line_start:point])
        assert text[line_start : line_start + len(place["text"])] == place["text"]
    for start, end, words in seen["slices"]:
        assert words == text[start:end], (start, end)
    for start, line in seen["starts"]:
        assert text[start : start + len(line)] == line


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_selection_is_what_python_cuts_out(blank: Page, text: str) -> None:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            for cut in range(len(line)):
                reach, words = blank.evaluate(SELECTED, [text, line, units(line[:cut]), units(line)])
                if line in text[:start]:
                    break  # a line that stands twice is found at its first place
                assert (reach["start"], reach["end"]) == (start + cut, start + len(line))
                if words == line[cut:]:  # the browser leaves out what it does not show
                    assert text[reach["start"] : reach["end"]] == words
        start += len(line) + 1


def test_an_edge_moves_by_words_and_stops_at_marks(blank: Page) -> None:
    text = "“We won’t,” she said.\nThen 🙂 left."
    ends = blank.evaluate(WALK, [text, 0, 1, "word", "end"])
    assert [text[:end].split("\n")[-1] for end in ends] == [
        "“", "“We", "“We won’t", "“We won’t,”", "“We won’t,” she", "“We won’t,” she said", "“We won’t,” she said.",
        "Then", "Then 🙂", "Then 🙂 left", "Then 🙂 left.",
    ]  # fmt: skip
    starts = blank.evaluate(WALK, [text, len(text), -1, "word", "start"])
    assert [text[start:].split("\n")[0] for start in starts][:3] == [".", "left.", "🙂 left."]


def test_an_edge_passes_over_dashes_by_words_and_stops_at_them_by_characters(blank: Page) -> None:
    text = "Boats sail — he’s sure – at noon, well-timed—now."
    ends = blank.evaluate(WALK, [text, 0, 1, "word", "end"])
    assert [text[:end].split()[-1] for end in ends] == [
        "Boats", "sail", "he’s", "sure", "at", "noon", "noon,", "well-timed", "well-timed—now", "well-timed—now.",
    ]  # fmt: skip
    starts = blank.evaluate(WALK, [text, text.index("he’s"), -1, "word", "start"])
    assert [text[start:].split()[0] for start in starts] == ["sail", "Boats"]
    dash = text.index("—")
    assert dash in blank.evaluate(WALK, [text, text.index("he’s"), -1, "character", "start"])


def test_an_edge_moves_by_what_a_person_sees_as_one_character(blank: Page) -> None:
    text = "e\u0301👩‍👩‍👧‍👦🇩🇪x"
    assert blank.evaluate(WALK, [text, 0, 1, "character", "end"]) == [2, 9, 11, 12]


@pytest.mark.parametrize(
    "words",
    ["“🙂🙂 yes 🇩🇪”", "Zoe\u0301 Stro\u0308m", "«\u00a0Jamais\u00a0»", "𠮷野家", "two\u2028three"],
    ids=["emoji", "combining marks", "no-break spaces", "beyond the basic plane", "a line separator"],
)
def test_words_marked_in_the_browser_are_stored_as_the_same_words(
    page: Page, editor: User, words: str
) -> None:
    text = f"🙂 Before 👍🏽 it all\n\nHere 🙂 stands {words} and 🙂 more.\n"
    article = making.article(text=text, by=editor, title="Counted")
    open_article(page, article)
    select(page, words)
    alone(page)
    page.keyboard.press("q")
    expect(page.locator("#progress")).to_contain_text("1 of 1")
    expect(page.locator("#save-state")).to_have_attribute("data-kind", "saved")
    [span] = Attribution.objects.get(article=article).spans.filter(role="content")
    assert (span.start, span.end) == (text.index(words), text.index(words) + len(words))
    assert span.text == words == text[span.start : span.end]
