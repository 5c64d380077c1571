"""How fast is the annotation page: from key press to paint, in opening, while scrolling? And how much does it keep?

In a real Chromium, against the real server, on articles made up here. docs/benchmarks.md says what each figure means.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Browser, Page, ViewportSize

from tests.bench import Figure
from tests.bench._product import browsing, page_of, person, serving, set_up
from tests.bench._tale import tale
from tests.machine.processes import Site

if TYPE_CHECKING:
    from articles.models import Article, User

SIZES = ((2_000, 60), (20_000, 600))
"""Words and quotes of the articles."""
ROUNDS = 40
KEYS = {"next": "j", "kind": "t", "accept": "a", "reject": "x", "undo": "Control+z"}
OPENINGS = 7
VIEWPORT = ViewportSize(width=1280, height=800)

WATCHING = Path(__file__).with_name("watching.js").read_text(encoding="utf-8")


def figures() -> Iterator[Figure]:
    set_up()
    with serving() as site, browsing("--js-flags=--expose-gc") as browser:
        user = person()
        yardstick = list(blank_presses(browser))
        yield from spread("page.key.blank", yardstick, "ms")
        for words, quotes in SIZES:
            made = article(words, quotes, user)
            yield from keys(browser, site, user, made, words, percentile(yardstick, 95))
            yield from opening(browser, site, user, made, words)
        yield from scrolling(browser, site, user, made)
        yield from memory(browser, site, user, article(*SIZES[-1], user, seed=8))


def article(words: int, quotes: int, user: User, seed: int = 7) -> Article:
    """An article of that size as a finished run leaves it."""
    from articles.services.importing import import_article
    from tests import making

    found = tale(words, quotes, seed)
    made = import_article(text=found.text, title=found.title, by=user, suggest=False, language="en").article
    making.propose(made, found)
    return made


def percentile(values: list[float], share: float) -> float:
    """The smallest of the values that so many per cent of them don't exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * int(share) // 100) - 1)]


def spread(name: str, values: list[float], unit: str) -> Iterator[Figure]:
    yield Figure(f"{name}.median", percentile(values, 50), unit)
    yield Figure(f"{name}.p95", percentile(values, 95), unit)


class Presses:
    """Presses keys as a fast person does, about seven a second, and reads how long each took to be painted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.made = 0
        page.evaluate(WATCHING)
        page.evaluate("() => { window.taken = watching.presses(); }")

    def press(self, key: str) -> float:
        """Milliseconds from this press to its paint."""
        self.page.keyboard.press(key)
        self.made += 1
        self.page.wait_for_function("made => taken.painted.length >= made", arg=self.made)
        # Not in step with the screen: the pause is another one each time.
        self.page.wait_for_timeout(120 + self.made * 7 % 40)
        return float(self.page.evaluate("taken.painted.at(-1)"))

    def shown(self) -> list[float]:
        """The same presses until they were on screen, in steps of 8 ms; one that is left out took less than 16."""
        told: list[float] = self.page.evaluate("taken.shown")
        return told + [16.0] * max(0, self.made - len(told))


def blank_presses(browser: Browser) -> Iterator[float]:
    """What this machine takes for a key that changes one figure on an empty page."""
    with browser.new_context(viewport=VIEWPORT) as context:
        page = context.new_page()
        page.goto("about:blank")
        presses = Presses(page)
        page.evaluate("watching.blank()")
        for _ in range(ROUNDS):
            yield presses.press("j")


def keys(
    browser: Browser, site: Site, user: User, made: Article, words: int, yardstick: float
) -> Iterator[Figure]:
    """Each key pressed some forty times at places all over the article, which is as it was afterwards."""
    page = opened(browser, site, user, made)
    presses = Presses(page)
    took: dict[str, list[float]] = defaultdict(list)
    dashes = page.locator(".dash").count()
    for turn in range(ROUNDS):
        if turn % 5 == 0:
            page.evaluate("n => document.querySelectorAll('.dash')[n].click()", turn * (dashes - 8) // ROUNDS)
            page.wait_for_timeout(300)
        took["next"].append(presses.press(KEYS["next"]))
        took["kind"].append(presses.press(KEYS["kind"]))
        took["speaker"].append(presses.press(other_speaker(page)))
        took["undo"].append(presses.press(KEYS["undo"]))
        took["undo"].append(presses.press(KEYS["undo"]))
        took["accept"].append(presses.press(KEYS["accept"]))
        took["reject"].append(presses.press(KEYS["reject"]))
        took["undo"].append(presses.press(KEYS["undo"]))
        took["undo"].append(presses.press(KEYS["undo"]))
    saved(page)
    assert page.locator("#progress").inner_text().startswith("0 of")
    for key, values in took.items():
        yield from spread(f"page.key.{key}.{words}", values, "ms")
    every = [value for values in took.values() for value in values]
    yield from spread(f"page.key.any.{words}", every, "ms")
    yield Figure(f"page.key.any.{words}.ratio", percentile(every, 95) / yardstick, "times blank")
    yield from spread(f"page.key.shown.{words}", presses.shown(), "ms")
    page.context.close()


def other_speaker(page: Page) -> str:
    """The number of one of the cast who is not the speaker of the open card."""
    return (
        "1"
        if page.locator(".quote-card.open .chips button[aria-pressed=false] kbd", has_text="1").count()
        else "2"
    )


def opened(browser: Browser, site: Site, user: User, made: Article) -> Page:
    page = page_of(browser, site, user, viewport=VIEWPORT)
    page.goto(f"/articles/{made.pk}/")
    page.locator(".quote-card.open").wait_for()
    return page


def saved(page: Page) -> None:
    page.locator("#save-state[data-kind=saved]").wait_for()


def opening(browser: Browser, site: Site, user: User, made: Article, words: int) -> Iterator[Figure]:
    """From asking for the page to words on it, and to the help being open that a key pressed at once asked for."""
    times: dict[str, list[float]] = defaultdict(list)
    for _ in range(OPENINGS):
        page = page_of(browser, site, user, viewport=VIEWPORT)
        page.add_init_script(f"{WATCHING}\nwindow.seen = watching.opening();")
        page.goto(f"/articles/{made.pk}/", wait_until="commit")
        while not page.evaluate("window.seen?.ready"):
            page.keyboard.press("?")
        for what in ("readable", "ready"):
            times[what].append(page.evaluate("what => seen[what]", what))
        page.context.close()
    for what, values in times.items():
        yield from spread(f"page.open.{what}.{words}", values, "ms")


def scrolling(browser: Browser, site: Site, user: User, made: Article) -> Iterator[Figure]:
    """By the wheel to the end of the long article and back, faster than anyone reads."""
    page = opened(browser, site, user, made)
    page.evaluate(WATCHING)
    page.evaluate("() => { window.kept = watching.scrolling(); }")
    page.locator("#text").hover(position={"x": 200, "y": 200})
    missing: list[int] = []
    for wheel in (2500, -2500):
        for _ in range(60):
            page.mouse.wheel(0, wheel)
        missing += page.evaluate("watching.missing()")
    seen: dict[str, Any] = page.evaluate("kept")
    assert seen["views"] > 20, "nothing scrolled"
    assert page.evaluate("document.getElementById('article').scrollTop") == 0
    yield Figure("page.scroll.frames", seen["frames"], "frames")
    yield Figure("page.scroll.seen", seen["looks"], "quotes looked for")
    yield Figure("page.scroll.missing", len(missing), "quotes")
    yield Figure("page.scroll.late", seen["late"], "quotes")
    yield Figure("page.scroll.late.longest", seen["longest"], "frames")
    page.context.close()


def memory(browser: Browser, site: Site, user: User, made: Article) -> Iterator[Figure]:
    """What the page's scripts keep after fifty decisions and after five hundred, rubbish collected."""
    page = opened(browser, site, user, made)
    session = page.context.new_cdp_session(page)
    kept = {}
    for decisions in (50, 500):
        while int(page.locator("#progress").inner_text().split()[0]) < decisions:
            for key in ("a", "x", "a", "1", "n"):
                page.keyboard.press(key)
        saved(page)
        for _ in range(3):
            # What the document lets go of is swept a little later; what a request brings meanwhile is rubbish, too.
            page.wait_for_timeout(500)
            session.send("HeapProfiler.collectGarbage")
        kept[decisions] = session.send("Runtime.getHeapUsage")["usedSize"]
        yield Figure(f"page.heap.{decisions}", kept[decisions] / 1e6, "MB")
        nodes = session.send("Memory.getDOMCounters")["nodes"]
        yield Figure(f"page.nodes.{decisions}", nodes, "nodes")
    yield Figure("page.heap.growth", 100 * (kept[500] / kept[50] - 1), "%")
    page.context.close()
