"""A real Chromium, signed in as an editor, on the running site."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from annotator.serve import ROOT
from tests.browser.annotating import open_article
from tests.browser.village import village
from tests.machine.chromium import LAUNCH_FLAGS, chromium, environment
from tests.machine.processes import Site

if TYPE_CHECKING:
    from articles.models import Article, User

PICTURES = ROOT / "var" / "failed-pages"
"""Where a failed test leaves what its pages looked like."""
failed = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test in this folder is a browser test, said or not."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(300))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> "Any":
    report: pytest.TestReport = yield
    if report.when == "call":
        item.stash[failed] = report.failed
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole session."""
    program = chromium()
    expect.set_options(
        timeout=20_000
    )  # a condition that holds is not waited for; a busy machine may need this long
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright runs an event loop in this thread, which makes Django take the tests' own queries for async code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(
            executable_path=program, args=LAUNCH_FLAGS, env={**environment(program)}, chromium_sandbox=False
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, site: Site, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """A function that opens a page in a browser of its own: `open_page(user, **Playwright's context options)`.

    Signed in as `user`, or as nobody if that is None. Addresses are relative to the site. A script error or
    a breach of the content security policy on any of the pages fails the test at its end.
    """
    pages: list[Page] = []
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if re.search("content security policy", message.text, re.IGNORECASE):
            complaints.append(message.text)

    def open_page(user: "User | None", **options: Any) -> Page:
        context = browser.new_context(base_url=site.url, reduced_motion="reduce", **options)
        context.set_default_timeout(30_000)
        if user is not None:
            context.add_cookies([{"name": "sessionid", "value": session_of(user), "url": site.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", listen)
        pages.append(page)
        return page

    yield open_page
    for number, page in enumerate(pages):
        if request.node.stash.get(failed, False):
            PICTURES.mkdir(parents=True, exist_ok=True)
            name = re.sub(r"\W+", "-", request.node.name).strip("-")
            page.screenshot(path=PICTURES / f"{name}-{number}.png", full_page=True)
        page.context.close()
    assert not complaints, "\n".join(complaints)


def session_of(user: "User") -> str:
    """The key of a new session of `user`, as signing in makes it."""
    from django.test import Client

    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


@pytest.fixture
def page(open_page: Callable[..., Page], editor: "User") -> Page:
    """A page signed in as `editor`: `page.goto("/")`."""
    return open_page(editor)


@pytest.fixture
def article(editor: "User") -> "Article":
    """The ferry article with three quotes proposed; not open yet."""
    from tests import making

    return making.article(making.WON, making.SAIL, making.HAPPY, by=editor, title="Ferry strike ends")


@pytest.fixture
def colleague(db: None) -> "User":
    """Lou Colleague, who may decide on the same articles."""
    from django.contrib.auth import get_user_model

    return get_user_model().objects.create_user("lou", first_name="Lou", last_name="Colleague")


@pytest.fixture
def harbour(page: Page, editor: "User") -> "Article":
    """The village of quotes, open; the last of them is below the foot of the window."""
    page.set_viewport_size({"width": 1300, "height": 800})
    made = village(editor)
    open_article(page, made)
    return made
