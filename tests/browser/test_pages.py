"""The pages as a person meets them: by keyboard, in light and dark, on a phone, without JavaScript, and read by axe."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from articles.models import Article, Release, Run, Speaker, User
from articles.services.registry import create_speaker
from articles.services.releasing import ask_for_release, build
from articles.services.selecting import select
from tests.browser.states import SENT, programs_of
from tests.machine.node import MODULES
from tests.machine.processes import Site
from tests.pages.conftest import Newsroom

AXE = MODULES / "axe-core" / "axe.min.js"
TEXT = "Ferry to stay\n\n“The ferry stays,” said Ines Okafor, the mayor of Westhaven.\n"
REVIEW = re.compile(r"/articles/\d+/$")
LONG = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle " * 3
SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, input, select, textarea, summary")].filter((e) => {
  if (e.closest("p, .note, [popover]") && e.matches("a")) return false;  // links in running text
  if (e.classList.contains("skip") || e.type === "hidden" || !e.checkVisibility()) return false;
  const { width, height } = (e.closest("label") ?? e).getBoundingClientRect();
  return width < 24 || height < 24;
}).map((e) => e.outerHTML.slice(0, 90))"""

OVERLAPPING = """() => {
  const all = [...document.querySelectorAll("main :is(input, select, textarea, button, .period span)")]
    .filter((e) => e.type !== "hidden" && e.checkVisibility() && !e.closest("[popover]"))
    .map((e) => ({ e, r: e.getBoundingClientRect() }));
  const over = ({ r: a }, { r: b }) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  return all.flatMap((a, n) => all.slice(n + 1).filter((b) => over(a, b)).map((b) => a.e.outerHTML.slice(0, 90)));
}"""


@pytest.fixture
def newsroom(editor: User) -> Newsroom:
    return Newsroom(editor)


@pytest.fixture
def full(newsroom: Newsroom) -> dict[str, str]:
    """A newsroom with everything in it, and the address of each of its pages, by what it shows."""
    newsroom.article("To do", quotes=3)
    newsroom.article(LONG[:290], quotes=9, decided=4, publisher=LONG[:190], by=LONG[:200])
    newsroom.article("All decided", quotes=2, decided=2, byline="Lou Marchetti")
    for state in ("queued", "running", "failed", "done"):
        newsroom.article(f"Is {state}", state=state)
    speaker = create_speaker(name="Zoë Ström", aliases=["the minister"], wikidata="Q42")
    quoted = Speaker.objects.get(name=LONG[:200].strip())
    return {
        "articles": "/",
        "no article found": "/?q=nothing+like+it",
        "adding an article": "/articles/new/",
        "speakers": "/speakers/",
        "a speaker without quotes": f"/speakers/{speaker.pk}/",
        "a speaker to merge": f"/speakers/{create_speaker(name='Z. Ström').pk}/?same=str%C3%B6m",
        "a speaker with quotes": f"/speakers/{quoted.pk}/",
        "export": "/export/",
        "export refused": "/export/?format=xml",
        "a new release": "/releases/new/",
        "a new release of nothing": "/releases/new/?states=&decided_from=soon",
        "a release": f"/releases/{released(newsroom).pk}/",
        **programs_of(newsroom.editor),
        "a missing page": "/nowhere/",
        "signing out": "/accounts/logout/",
        "a new password": "/accounts/password/set/",
    }


def released(newsroom: Newsroom) -> Release:
    """A release of all that was decided, built."""
    asked = ask_for_release(by=newsroom.editor, name=LONG[:190], selection=select(), formats=["csv"])
    build.call(asked.pk, 1)
    return asked


EMPTY = {
    "articles": "/",
    "speakers": "/speakers/",
    "export": "/export/",
    "tokens": "/tokens/",
    "webhooks": "/webhooks/",
}
SIGNED_OUT = {"sign-in": "/accounts/login/", "sign-up": "/accounts/signup/", "a used link": "/sign-in/1.x"}


def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page, a line each."""
    found: list[dict[str, Any]] = page.evaluate("axe.run().then((results) => results.violations)")
    return [f"{v['id']}: {n['target']} {n['failureSummary']}" for v in found for n in v["nodes"]]


@pytest.mark.parametrize(
    "look",
    [
        {"color_scheme": "light"},
        {"color_scheme": "dark"},
        {"color_scheme": "light", "forced_colors": "active"},
    ],
    ids=["light", "dark", "forced colours"],
)
def test_axe_finds_nothing_wrong(
    open_page: Callable[..., Page], editor: User, request: pytest.FixtureRequest, look: dict[str, Any]
) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed; ./dev test installs it.")
    found: dict[str, list[str]] = {}

    def look_at(page: Page, addresses: dict[str, str]) -> None:
        for name, address in addresses.items():
            page.goto(address)
            page.evaluate(AXE.read_text())
            found[name] = violations(page)

    # axe looks at pages from inside, which their content security policy forbids.
    signed_in = open_page(editor, bypass_csp=True, **look)
    look_at(signed_in, {f"empty: {name}": address for name, address in EMPTY.items()})
    look_at(signed_in, request.getfixturevalue("full"))
    signed_in.goto("/")
    signed_in.get_by_role("button", name="Your account").click()
    signed_in.evaluate(AXE.read_text())
    found["account menu"] = violations(signed_in)
    signed_in.goto("/articles/new/")
    signed_in.get_by_role("button", name="Add and look for quotes").click()
    signed_in.evaluate(AXE.read_text())
    found["an import refused"] = violations(signed_in)
    for answer, fill_in in SENT.items():
        fill_in(signed_in)
        signed_in.evaluate(AXE.read_text())
        found[answer] = violations(signed_in)
    look_at(open_page(None, bypass_csp=True, **look), SIGNED_OUT)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_nothing_is_cut_off_and_everything_can_be_hit(
    open_page: Callable[..., Page], editor: User, full: dict[str, str], width: int
) -> None:
    page = open_page(editor, viewport={"width": width, "height": 700})

    def look_at(name: str) -> None:
        too_wide = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert too_wide <= 0, name
        cut = "(room) => room.scrollWidth - room.clientWidth"
        assert max(page.locator(".rooms").evaluate_all(f"(rooms) => rooms.map({cut})"), default=0) <= 0, name
        assert page.evaluate(OVERLAPPING) == [], name
        assert page.evaluate(SMALL_TARGETS) == [], name

    for name, address in full.items():
        page.goto(address)
        look_at(name)
    for answer, fill_in in SENT.items():
        fill_in(page)
        look_at(answer)


def test_a_chosen_theme_stays_and_is_there_before_the_first_paint(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto("/")
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("radio", name="Dark").check()
    dark = page.evaluate(paper)
    assert dark != light
    # Seen from the first moment at which there is a body to paint.
    page.add_init_script(
        """new MutationObserver((_, observer) => {
          if (!document.body) return;
          window.themeAtFirst = document.documentElement.dataset.theme;
          observer.disconnect();
        }).observe(document, { childList: true, subtree: true });"""
    )
    page.goto("/speakers/")
    assert page.evaluate("window.themeAtFirst") == "dark"
    assert page.evaluate(paper) == dark
    page.get_by_role("button", name="Your account").click()
    expect(page.get_by_role("radio", name="Dark")).to_be_checked()
    page.get_by_role("radio", name="System").check()
    assert page.evaluate(paper) == light
    page.reload()
    assert page.evaluate(paper) == light


def test_a_theme_chosen_in_one_tab_shows_in_the_other(page: Page) -> None:
    page.goto("/")
    other = page.context.new_page()
    other.goto("/speakers/")
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("radio", name="Dark").check()
    expect(other.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_skip_link_is_first_and_leads_to_the_page(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the page")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_account_menu_opens_closes_and_signs_out_by_keyboard(page: Page) -> None:
    page.goto("/")
    account = page.get_by_role("button", name="Your account")
    account.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="System")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("radio", name="System")).to_be_hidden()
    expect(account).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(6):  # appearance, tokens, webhooks, API, password, sign out
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("You have no password yet")).to_be_visible()
    page.get_by_role("button", name="Sign out").press("Enter")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_text("You are signed out.")).to_be_visible()


def test_an_article_is_added_by_keyboard_and_offered_the_second_time(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Add your first article").press("Enter")
    expect(page.get_by_label("Paste the text")).to_be_focused()
    page.keyboard.insert_text(TEXT)
    page.get_by_label("Title").press_sequentially("Ferry <i>stays</i>")
    page.keyboard.press("Enter")
    page.wait_for_url(REVIEW)
    article = Article.objects.get()
    assert (article.text, article.title) == (TEXT, "Ferry <i>stays</i>")

    page.goto("/articles/new/")
    page.get_by_label("Paste the text").fill(TEXT)
    page.get_by_role("button", name="Add and look for quotes").click()
    expect(page.get_by_role("heading", name="You already have this article")).to_be_visible()
    page.get_by_role("link", name="Open that article").click()
    page.wait_for_url(f"**/articles/{article.pk}/")
    assert Article.objects.count() == 1


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_files_are_brought_in_and_a_picture_is_refused(
    open_page: Callable[..., Page], editor: User, tmp_path: Path, scripts: bool
) -> None:
    picture, text = tmp_path / "picture.png", tmp_path / "ferry.txt"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    text.write_bytes(TEXT.replace("\n", "\r\n").encode("utf-16"))
    page = open_page(editor, java_script_enabled=scripts)
    page.goto("/articles/new/")
    page.get_by_role("button", name="Bring in the files").click()
    files = page.get_by_label("Choose one file or several")
    expect(files).to_have_accessible_description(
        re.compile("There is no file yet. Choose one from this machine.")
    )
    expect(files).to_be_focused()
    files.set_input_files([picture, text])
    page.get_by_role("button", name="Bring in the files").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What came in")
    refused, taken = page.get_by_role("row").all()[1:]
    expect(refused).to_contain_text("picture.png")
    expect(refused).to_contain_text("This is a picture, which cannot be read.")
    taken.get_by_role("link", name="Ferry to stay").click()
    page.wait_for_url(REVIEW)
    assert Article.objects.get().text == TEXT


@pytest.mark.parametrize("width", [360, 1280])
def test_names_of_files_are_not_broken_where_there_is_room(page: Page, tmp_path: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    broken, damaged = tmp_path / "bad.jsonl", tmp_path / "bad.docx"
    broken.write_text("{\n")
    damaged.write_bytes(b"PK\x03\x04")
    page.goto("/articles/new/")
    page.get_by_label("Choose one file or several").set_input_files([broken, damaged])
    page.get_by_role("button", name="Bring in the files").click()
    names = page.locator(".report .note span, .report tbody th")
    expect(names).to_have_text(["line 1 bad.jsonl", "bad.jsonl", "bad.docx"])
    for name in (names.nth(1), names.nth(2)):
        rows = "(e) => { const r = document.createRange(); r.selectNodeContents(e); return r.getClientRects().length }"
        assert name.evaluate(rows) == 1
    expect(page.locator(".report")).to_contain_text("This is not JSON, or broken.")


def test_an_export_comes_back_by_its_name(page: Page, newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom.article("Ferry", quotes=3, decided=2)
    page.goto("/export/")
    with page.expect_download() as started:
        page.get_by_role("button", name="Download the file").click()
    file = tmp_path / started.value.suggested_filename
    started.value.save_as(file)
    page.goto("/articles/new/")
    page.get_by_label("Choose one file or several").set_input_files(file)
    page.get_by_role("button", name="Bring in the files").click()
    row = page.get_by_role("row").nth(1)
    expect(row).to_contain_text("Here already")
    expect(row).to_contain_text("2 here already")


def test_the_list_follows_a_run_by_itself(page: Page, newsroom: Newsroom) -> None:
    article = newsroom.article("Harbour", state="queued")
    page.goto("/")
    expect(page.get_by_text("Waiting to be read")).to_be_visible()
    Run.objects.filter(article=article).update(state=Run.State.RUNNING)
    expect(page.get_by_text("Looking for quotes")).to_be_visible()
    Run.objects.filter(article=article).update(state=Run.State.FAILED, failure="The lights went out.")
    expect(page.get_by_text("The lights went out.")).to_be_visible()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("Waiting to be read")).to_be_visible()
    Run.objects.filter(article=article).update(state=Run.State.DONE)
    expect(page.get_by_text("No quotes found")).to_be_visible()


def test_two_speakers_are_merged_and_parted_again(page: Page, newsroom: Newsroom) -> None:
    newsroom.article("Ferry", quotes=2, decided=2, by="I. Okafor")
    newsroom.article("Harbour", quotes=1, decided=1, by="Ines Okafor")
    page.goto("/speakers/")
    page.get_by_role("link", name="I. Okafor").click()
    page.get_by_label("Find the other speaker").fill("okafor")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("button", name="Merge I. Okafor into Ines Okafor").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ines Okafor")
    expect(page.locator("blockquote")).to_have_count(3)
    page.get_by_role("button", name="Undo the merge of I. Okafor").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("I. Okafor")
    expect(page.locator("blockquote")).to_have_count(2)


def test_the_export_button_hands_out_the_file(page: Page, newsroom: Newsroom) -> None:
    newsroom.article("Ferry", quotes=3, decided=2)
    page.goto("/export/")
    with page.expect_download() as started:
        page.get_by_role("button", name="Download the file").click()
    lines = Path(started.value.path()).read_text().splitlines()
    assert [len(json.loads(line)["attributions"]) for line in lines] == [2]
    assert started.value.suggested_filename.endswith(".jsonl")
    page.get_by_role("radio", name="CSV").check()
    with page.expect_download() as started:
        page.get_by_role("button", name="Download the file").click()
    assert started.value.suggested_filename.endswith(".csv")


def test_the_pages_work_without_javascript(
    open_page: Callable[..., Page], editor: User, newsroom: Newsroom
) -> None:
    failed = newsroom.article("Harbour", state="failed")
    decided = newsroom.article("Ferry", quotes=1, decided=1)
    page = open_page(editor, java_script_enabled=False)
    page.goto(reverse("article-review", args=[decided.pk]))
    expect(page.get_by_role("figure")).to_contain_text("Ines Okafor · direct · accepted")
    page.goto("/")
    page.get_by_label("Search by title").fill("harb")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("Waiting to be read")).to_be_visible()
    page.get_by_role("button", name="Your account").click()
    expect(page.get_by_role("link", name="Sign out")).to_be_visible()
    expect(page.get_by_role("radio", name="Dark")).to_be_hidden()
    page.goto("/articles/new/")
    page.get_by_label("Paste the text").fill(TEXT)
    page.get_by_role("button", name="Add and look for quotes").click()
    page.wait_for_url(REVIEW)
    assert Article.objects.exclude(pk__in=[failed.pk, decided.pk]).get().text == TEXT


def test_what_people_wrote_is_shown_and_never_run(page: Page, newsroom: Newsroom) -> None:
    evil = "<img src=x onerror=\"document.title='run'\">"
    newsroom.article(f"{evil} ferry", quotes=1, decided=1, publisher=evil, byline=evil, by=evil)
    speaker = create_speaker(name=f"{evil} two", aliases=[evil])
    for address in (
        "/",
        f"/?q={evil}",
        "/speakers/",
        reverse("speaker-detail", args=[speaker.pk]) + "?same=img",
        "/export/",
    ):
        page.goto(address)
        expect(page.locator("body")).to_contain_text(evil)
        assert page.locator("img[onerror]").count() == 0
        assert page.title() != "run"


def test_printing_leaves_out_what_is_pressed(page: Page, newsroom: Newsroom) -> None:
    newsroom.article("Ferry", quotes=2, decided=1)
    page.goto("/")
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="Ferry")).to_be_visible()
    expect(page.get_by_text("1 of 2 decided")).to_be_visible()
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    expect(page.get_by_role("link", name="Add an article")).to_be_hidden()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_api_is_documented_in_the_colours_and_type_of_every_page(
    open_page: Callable[..., Page], editor: User, theme: Any
) -> None:
    page = open_page(editor, color_scheme=theme, viewport={"width": 375, "height": 700})
    page.goto("/")
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("link", name="API and its documentation").click()
    endpoint = page.get_by_text("/api/v1/articles/", exact=True).first
    expect(endpoint).to_be_visible()
    endpoint.click()
    expect(page.get_by_role("heading", name="Responses")).to_be_visible()
    look = """(names) => {
      const probe = document.body.appendChild(document.createElement("p"));
      probe.style.setProperty("background-color", `var(${names[0]})`);
      probe.style.setProperty("color", `var(${names[1]})`);
      probe.style.setProperty("font-family", "var(--sans)");
      const { backgroundColor, color, fontFamily } = getComputedStyle(probe);
      probe.remove();
      return [backgroundColor, color, fontFamily];
    }"""
    paper, ink, sans = page.evaluate(look, ["--surface", "--ink"])
    block = page.locator(".opblock.is-open")
    expect(block).to_have_css("background-color", paper)
    heading = page.get_by_role("heading", name="Responses")
    expect(heading).to_have_css("color", ink)
    expect(heading).to_have_css("font-family", sans)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_server_answers_with_its_policy(page: Page, site: Site) -> None:
    response = page.goto("/")
    assert response is not None
    assert "default-src 'none'" in response.headers["content-security-policy"]
