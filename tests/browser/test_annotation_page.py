"""What the annotation page is besides its loop: safe, readable by everyone, calm while quotes are looked for."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from playwright.sync_api import Dialog, Page, expect

from annotator.serve import ROOT
from articles.models import Article, Run, User
from articles.services.importing import import_article
from articles.services.registry import create_speaker
from tests import making
from tests.browser import states
from tests.browser.annotating import (
    alone,
    focused,
    names,
    open_article,
    painted,
    press,
    saved,
    select,
    stored,
)
from tests.machine.node import MODULES
from tests.machine.processes import Worker

AXE = MODULES / "axe-core" / "axe.min.js"
WATCHING = (ROOT / "tests" / "bench" / "watching.js").read_text(encoding="utf-8")
SCRIPT = "<script>alert('run')</script><img src=x onerror=alert(1)>"
TARGETS = "button, input, [role=option], a:not(.skip), .mark"
SMALL_TARGETS = """(targets) => [...document.querySelectorAll(targets)].filter((e) => {
  if (!e.checkVisibility()) return false;
  const { width, height } = (e.closest("label") ?? e).getBoundingClientRect();
  return width < 23.9 || height < 23.9;
}).map((e) => e.outerHTML.slice(0, 90))"""


@pytest.fixture
def article(editor: User) -> Article:
    return making.article(
        making.WON, making.SAIL, making.HAPPY, by=editor, title="Ferry strike ends", publisher="Harbour Post"
    )


def faults(page: Page) -> list[str]:
    """What axe has to say about the page as it stands."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "async () => (await axe.run()).violations"
        ".map((v) => `${v.id}: ${v.nodes.map((n) => `${n.html} ${n.failureSummary}`).join(' | ')}`)"
    )
    return [str(fault)[:1500] for fault in found]


def test_html_and_script_are_shown_and_never_run(page: Page, editor: User) -> None:
    """Console, dialogs and breaches of the content security policy would tell; `page` listens to the last."""
    shown: list[str] = []

    def note(dialog: Dialog) -> None:
        shown.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    text = f"{SCRIPT} says the headline\n\n“We won {SCRIPT},” said {SCRIPT} </script><b>bold</b>.\n"
    evil = making.proposed(f"“We won {SCRIPT},”", cue="said", speakers=[f"Ada {SCRIPT}"])
    create_speaker(name=f"Zoë {SCRIPT}")
    made = making.article(evil, text=text, by=editor, title=SCRIPT, publisher=SCRIPT)
    open_article(page, made)
    assert page.locator("#text").inner_text().count(SCRIPT) == 3
    expect(page.locator("h1")).to_have_text(SCRIPT)
    expect(page.locator("#cast")).to_contain_text(f"Ada {SCRIPT}")
    expect(page.locator(".quote-card.open")).to_contain_text(f"“We won {SCRIPT},”")
    press(page, "/")
    page.keyboard.type("Zoë <scr")
    expect(page.get_by_role("option").first).to_contain_text(f"Zoë {SCRIPT}")
    press(page, "Enter")
    saved(page)
    assert names(stored(made, editor)[0]) == [f"Zoë {SCRIPT}"]
    press(page, "/")
    page.keyboard.type(SCRIPT)
    press(page, "Enter")
    saved(page)
    expect(page.locator("#cast")).to_contain_text(SCRIPT)
    assert page.locator("#desk script, #desk img, #desk b, #toasts img").count() == 0
    assert not shown


APPEARANCES = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
    "a phone": {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True},
}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("appearance", APPEARANCES.values(), ids=APPEARANCES)
def test_axe_finds_nothing_in_any_state(
    open_page: Callable[..., Page], editor: User, appearance: dict[str, Any]
) -> None:
    """And everything that can be pressed is at least 24 pixels high and wide."""
    colleague = get_user_model().objects.create_user("lou", first_name="Lou", last_name="Colleague")
    found: dict[str, list[str]] = {}
    small: dict[str, list[str]] = {}
    page = open_page(editor, **appearance)
    for name, act in states.OF_THE_ARTICLE.items():
        act(states.Stage(page, editor, colleague))
        found[name] = faults(page)
        small[name] = page.evaluate(SMALL_TARGETS, TARGETS)
        page.evaluate("localStorage.clear()")
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
    assert {name: wrong for name, wrong in small.items() if wrong} == {}


def test_quotes_fill_in_when_the_worker_is_done_without_disturbing_anyone(
    page: Page, start_worker: Callable[..., Worker], editor: User
) -> None:
    made = import_article(text=making.TEXT, by=editor, title="Ferry strike ends").article
    open_article(page, made)
    expect(page.locator("#run-notice")).to_contain_text("Waiting to look for quotes.")
    select(page, "Ferry strike ends")
    alone(page)
    press(page, "q")
    saved(page)
    select(page, "the boats would sail")
    start_worker()
    expect(page.locator("#progress")).not_to_contain_text("1 of 1", timeout=30_000)
    expect(page.locator("#run-notice")).to_be_hidden()
    assert "added" in focused(page), "the focus stays where it was"
    assert page.evaluate("getSelection().toString()") == "the boats would sail", "and so does the selection"
    assert len(painted(page)["suggested-content"]) >= 2
    numbers = page.locator(".face").evaluate_all(
        "faces => faces.map((face) => face.getAttribute('aria-label'))"
    )
    assert [label.split(",")[0] for label in numbers] == [
        f"Quote {place} of {len(numbers)}" for place in range(1, len(numbers) + 1)
    ]


def test_a_queued_run_is_asked_after_lightly(page: Page, editor: User) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.split("/api/v1/")[-1]))
    page.clock.install()
    made = import_article(text=making.TEXT, by=editor, title="Ferry strike ends").article
    light = f"runs/?article={made.pk}&page_size=1"

    def asked_in(seconds: int) -> int:
        """How often in these seconds; each question is answered before the next second."""
        before = len(asked)
        for _ in range(seconds):
            page.clock.run_for(1000)
            page.evaluate("fetch('/health/')")
        return sum(url == light for url in asked[before:])

    open_article(page, made)
    assert 2 <= asked_in(12) <= 8, "every 1.5 seconds at most, and the time an answer takes"
    page.clock.fast_forward(60_000)
    assert 2 <= asked_in(20) <= 5, "after a minute every 5"
    page.evaluate(
        """() => {
          Object.defineProperty(document, "hidden", { value: true, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    assert asked_in(30) == 0, "not while nobody looks"
    assert not any(url.endswith("review/") for url in asked)
    making.run(made, making.WON)
    Run.objects.filter(article=made, state=Run.State.QUEUED).delete()
    page.evaluate(
        """() => {
          delete document.hidden;
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    expect(page.locator("#progress")).to_contain_text("0 of 1 decided")
    assert asked_in(20) == 0
    assert sum(url.endswith("review/") for url in asked) == 1, "the quotes are fetched once"


def test_a_failed_run_says_why_and_can_be_tried_again(page: Page, editor: User) -> None:
    made = making.article(by=editor, title="Ferry strike ends")
    Run.objects.filter(article=made).update(state=Run.State.FAILED, failure="The worker stopped, 3 times.")
    open_article(page, made)
    expect(page.locator("#run-notice")).to_contain_text("The worker stopped, 3 times.")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#run-notice")).to_contain_text("Waiting to look for quotes.")
    assert Run.objects.filter(article=made).latest("pk").state == Run.State.QUEUED
    making.run(made, making.WON)
    Run.objects.filter(article=made, state=Run.State.QUEUED).delete()
    expect(page.locator("#progress")).to_contain_text("0 of 1 decided")
    assert "Quote 1 of 1" in focused(page)


def test_an_article_without_quotes_says_what_to_do(page: Page, editor: User) -> None:
    open_article(page, making.article(by=editor, title="Ferry strike ends"))
    notice = page.locator("#run-notice")
    expect(notice).to_contain_text(
        "No quotes were found in this article. Select the words someone said and press Q"
    )
    assert not faults(page)
    press(page, "a", "x", "1", "b", "u")
    expect(page.locator("#toasts")).to_contain_text("There is no quote to do that to.")
    select(page, "We won")
    alone(page)
    press(page, "q")
    expect(notice).to_be_hidden()
    assert "added, direct" in focused(page)
    press(page, "Control+z")
    expect(notice).to_be_visible()


def test_marks_are_where_the_words_are_after_the_window_changed(page: Page, article: Article) -> None:
    # Watched from within: what waits for a condition from outside evaluates a string, which the policy forbids.
    settles = """async (width) => {
      const beside = (part) => {
        const box = part.getBoundingClientRect();
        const text = document.getElementById("text").getBoundingClientRect();
        return box.left >= text.left - 6 && box.right <= text.right + 6 && box.height > 0;
      };
      for (let frames = 0; frames < 300; frames += 1) {
        const parts = [...document.querySelectorAll(".outlines .part.role-content")];
        if (parts.length && parts.every(beside) && document.documentElement.scrollWidth <= width) return true;
        await new Promise(requestAnimationFrame);
      }
      return false;
    }"""
    open_article(page, article)
    for width in (900, 380):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate(settles, width)


def test_many_quotes_of_the_same_words_stay_beside_the_text(
    page: Page, article: Article, editor: User
) -> None:
    for _ in range(12):
        making.act(editor, article, uuid4(), "add", result=making.result(article, "would sail at noon"))
    open_article(page, article)
    expect(page.locator(".mark")).to_have_count(5)
    expect(page.locator(".mark.more")).to_have_text("+11")
    beyond = """marks => marks.filter((mark) =>
      mark.getBoundingClientRect().left < document.getElementById("leaf").getBoundingClientRect().left).length"""
    assert page.locator(".mark").evaluate_all(beyond) == 0
    page.locator(".mark.more").click()
    first = page.locator(".quote-card.open").get_attribute("data-id")
    expect(page.locator(".mark.more")).to_have_class(re.compile("focused"))
    page.locator(".mark.more").click()
    assert page.locator(".quote-card.open").get_attribute("data-id") != first
    press(page, "Delete")
    expect(page.locator(".mark.more")).to_have_text("+10")
    page.set_viewport_size({"width": 390, "height": 780})
    page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    assert page.locator(".mark").evaluate_all(beyond) == 0


@pytest.mark.parametrize("width", [801, 1000, 1100, 1280])
def test_nothing_sticks_out_of_the_open_card(
    open_page: Callable[..., Page], article: Article, editor: User, width: int
) -> None:
    page = open_page(editor, viewport={"width": width, "height": 800}, color_scheme="dark")
    open_article(page, article)
    press(page, "2", "ArrowRight")
    outside = """card => {
      const room = card.getBoundingClientRect();
      return [...card.querySelectorAll("*")].filter((one) => {
        const box = one.getBoundingClientRect();
        return one.checkVisibility() && (box.right > room.right + 0.5 || box.left < room.left - 0.5);
      }).map((one) => one.outerHTML.slice(0, 90));
    }"""
    assert page.locator(".quote-card.open").get_by_role("button", name="Undecided").is_visible()
    assert page.locator(".quote-card.open").evaluate(outside) == []


def test_a_long_article_has_every_highlight_wherever_it_is_scrolled_to(page: Page, editor: User) -> None:
    lines = [
        f"“We count to {number},” said Ada Nkemelu of the crews. {'It rained on. ' * 30}"
        for number in range(150)
    ]
    quotes = [making.proposed(f"“We count to {number},”", speakers=["Ada Nkemelu"]) for number in range(150)]
    made = making.article(*quotes, text="\n".join(lines), by=editor, title="A long one")
    open_article(page, made)
    assert 0 < len(painted(page)["suggested-content"]) < 100, "only what can be seen soon is painted"
    for share in (1, 0.5, 0):
        page.evaluate(
            "share => { const a = document.getElementById('article'); a.scrollTop = share * a.scrollHeight }",
            share,
        )
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        seen = page.evaluate("""() => {
          const room = document.getElementById("article").getBoundingClientRect();
          return [...document.querySelectorAll("#text p")].filter((p) => {
            const box = p.getBoundingClientRect();
            return box.bottom > room.top && box.top < room.bottom;
          }).map((p) => p.textContent.match(/“.*?”/)[0]);
        }""")
        assert seen
        assert set(seen) <= set(painted(page)["suggested-content"])
        gutter = page.locator(".mark").evaluate_all(
            "marks => marks.filter((mark) => mark.checkVisibility()).length"
        )
        assert gutter >= len(seen)


def counted(number: int, words: int = 34) -> str:
    """A paragraph of at least so many words that has a quote in it."""
    tale = "It rained on the quay, and the lamps were lit one after the other. "
    lead = f"“We count to {number},” said Ada Nkemelu of the crews. "
    return lead + tale * ((words - len(lead.split())) // len(tale.split()) + 1)


SEEN = """() => {
  const room = document.getElementById("article").getBoundingClientRect();
  return [...document.querySelectorAll("#text p")].filter((p) => {
    const box = p.getBoundingClientRect();
    return box.bottom > room.top && box.top < room.bottom;
  }).map((p) => /“.*?”/.exec(p.textContent)?.[0]).filter(Boolean);
}"""


def test_no_highlight_is_missing_after_fast_scrolling(page: Page, editor: User) -> None:
    """In 20,000 words with 600 quotes, by the wheel to the end and back.

    One that is painted some frames late is a figure of `./dev bench page`; one that is never painted is missing.
    """
    text = "\n".join(counted(number) for number in range(600))
    assert len(text.split()) >= 20_000
    quotes = [making.proposed(f"“We count to {number},”", speakers=["Ada Nkemelu"]) for number in range(600)]
    made = making.article(*quotes, text=text, by=editor, title="A long one")
    open_article(page, made)
    page.evaluate(WATCHING)
    page.evaluate("() => { window.kept = watching.scrolling(); }")
    page.locator("#text").hover(position={"x": 200, "y": 200})
    for wheel, last in ((2500, 599), (-2500, 0)):
        for _ in range(60):
            page.mouse.wheel(0, wheel)
        assert page.evaluate("watching.missing()") == []
        assert f"“We count to {last},”" in page.evaluate(SEEN)
    kept = page.evaluate("kept")
    assert kept["views"] > 6, "it was looked at on the way"
    assert kept["looks"] > kept["views"]


def test_an_article_of_a_million_bytes_can_be_worked_on(page: Page, editor: User) -> None:
    paragraphs = [counted(number, 240) for number in range(850)]
    text = "\n".join(paragraphs)
    text = text[: text.rindex("\n", 0, settings.ARTICLE_MAX_BYTES - 40_000)]
    assert len(text.encode()) > 900_000
    quotes = [
        making.proposed(f"“We count to {number},”", speakers=["Ada Nkemelu"]) for number in (0, 5, 600, 700)
    ]
    made = making.article(*quotes, text=text, by=editor, title="A very long one")
    open_article(page, made)
    expect(page.locator("#progress")).to_contain_text("0 of 4 decided")
    press(page, "j", "j")
    assert "Quote 3 of 4" in focused(page)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    assert "“We count to 600,”" in page.evaluate(SEEN)
    assert "“We count to 600,”" in painted(page)["suggested-content"]
    press(page, "a")
    saved(page)
    assert "Quote 4 of 4" in focused(page)
    assert [quote["state"] for quote in stored(made, editor)].index("accepted") == 2
