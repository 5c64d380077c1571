"""How tests of the annotation page look at it and at what the server holds."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, Route, expect

from articles.models import Article, User
from articles.services.documents import review_of

SELECT = """words => {
  for (const paragraph of document.querySelectorAll("#text p")) {
    const start = paragraph.firstChild.data.indexOf(words);
    if (start < 0) continue;
    getSelection().setBaseAndExtent(paragraph.firstChild, start, paragraph.firstChild, start + words.length);
    return;
  }
  throw new Error("not in the text: " + words);
}"""
BOXES = """words => {
  for (const paragraph of document.querySelectorAll("#text p")) {
    const start = paragraph.firstChild.data.indexOf(words);
    if (start < 0) continue;
    const range = document.createRange();
    range.setStart(paragraph.firstChild, start);
    range.setEnd(paragraph.firstChild, start + words.length);
    const [room, whole] = [document.getElementById("article"), range].map((it) => it.getBoundingClientRect());
    if (whole.top < room.top || whole.bottom > room.bottom) paragraph.scrollIntoView({ block: "center" });
    const boxes = range.getClientRects();
    const [first, last] = [boxes[0], boxes[boxes.length - 1]];
    return [first.left + 1, first.top + first.height / 2, last.right - 1, last.top + last.height / 2];
  }
  throw new Error("not in the text: " + words);
}"""
PAINTED = """() => Object.fromEntries([...CSS.highlights].map(([name, highlight]) =>
  [name, [...highlight].map((range) => {
    const live = document.createRange();
    live.setStart(range.startContainer, range.startOffset);
    live.setEnd(range.endContainer, range.endOffset);
    return live.toString();
  })]).filter(([, texts]) => texts.length))"""


def open_article(page: Page, article: Article) -> None:
    page.goto(f"/articles/{article.pk}/")
    ready(page)


def reload(page: Page) -> None:
    page.reload()
    ready(page)


def ready(page: Page) -> None:
    """Wait until the page takes keys: it first asks the browser what waits from an earlier visit."""
    expect(page.locator("#text p").first).to_be_visible()


class Held:
    """Keeps the requests of a page to some addresses from the server until `let_go`."""

    def __init__(self, page: Page, path: str | re.Pattern[str]) -> None:
        self.page = page
        self.routes: list[Route] = []
        self.holding = True
        page.route(path, self._came)

    def _came(self, route: Route) -> None:
        if self.holding:
            self.routes.append(route)
        else:
            route.continue_()

    def first(self) -> Route:
        """The first that is held, once there is one. Raises AssertionError if none comes."""
        for _ in range(500):
            if self.routes:
                return self.routes[0]
            self.page.wait_for_timeout(20)
        raise AssertionError("The page asked for nothing.")

    def let_go(self) -> None:
        """Let the held ones and all later ones through."""
        self.first()
        self.holding = False
        for route in self.routes:
            route.continue_()

    def close_page(self) -> None:
        """Close the page without the server's hearing of what is held; Chromium may let it through as it closes."""
        self.first()
        for route in self.routes:
            route.abort()
        self.page.close()


class HeldDecisions(Held):
    """Made before the page is opened: an open one may send a request or two before Chromium stops them."""

    PATH = re.compile(r"/api/v1/decisions/(bulk/)?$")

    def __init__(self, page: Page) -> None:
        super().__init__(page, self.PATH)

    def wait(self) -> int:
        """How many are held, once there is one."""
        self.first()
        return len(self.routes)


PROPOSAL = "**/proposal/"


def alone(page: Page) -> None:
    """Nobody answers what goes with a quote that a person begins: they do it all by hand."""
    page.route(PROPOSAL, lambda route: route.abort())


class HeldProposals(Held):
    """Keeps from the page what goes with the quotes that a person begins. Made before any is begun."""

    def __init__(self, page: Page) -> None:
        super().__init__(page, PROPOSAL)

    def let_go(self) -> None:
        """Let them through, and wait until the page has them."""
        super().let_go()
        filled_in(self.page)


TRIED = """async () => {
  const { lineOf } = await import("/static/annotation/queue.js");
  const article = location.pathname.split("/")[2];
  await navigator.locks.request(lineOf(document.getElementById("desk").dataset.personId, article), () => {});
}"""


def tried(page: Page) -> None:
    """Wait until the page has sent, with or without success, what it was about to send."""
    page.evaluate(TRIED)


def filled_in(page: Page) -> None:
    """Wait until no answer is awaited to what goes with a quote."""
    expect(page.locator("#text")).not_to_have_attribute("data-awaited", re.compile(".*"))


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def select(page: Page, words: str) -> None:
    """Select words as caret browsing or assistive technology does."""
    page.evaluate(SELECT, words)


def drag_over(page: Page, words: str) -> None:
    """Select words with the mouse."""
    left, top, right, bottom = page.evaluate(BOXES, words)
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move((left + right) / 2, bottom)
    page.mouse.move(right, bottom, steps=3)
    page.mouse.up()


def click_on(page: Page, words: str) -> None:
    left, top, _, _ = page.evaluate(BOXES, words)
    page.mouse.click(left + 4, top)


def saved(page: Page) -> None:
    """Wait until nothing waits to be sent."""
    expect(page.locator("#save-state")).to_have_attribute("data-kind", "saved", timeout=20_000)


def painted(page: Page) -> dict[str, list[str]]:
    """The words that are painted, by the name of their highlight."""
    texts: dict[str, list[str]] = page.evaluate(PAINTED)
    return texts


def focused(page: Page) -> str:
    """What the open card is of, as a screen reader hears it."""
    return page.locator(".quote-card.open .face").get_attribute("aria-label") or ""


def stored(article: Article, person: User) -> list[dict[str, Any]]:
    """The quotes as the server has them, in text order."""
    quotes: list[dict[str, Any]] = review_of(article, person)["quotes"]
    return quotes


def words(quote: dict[str, Any], role: str = "content") -> list[str]:
    return [span["text"] for span in quote["spans"] if span["role"] == role]


def names(quote: dict[str, Any]) -> list[str]:
    return [speaker["name"] for speaker in quote["speakers"]]
