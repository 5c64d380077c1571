"""What does every page look like in every state? Writes a picture of each to var/looks, to be looked at.

In light and dark, on a phone, at a zoom of 400 %, in forced colours and on paper; a figure says how many there are.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Browser, Error, Page

from annotator.serve import ROOT
from tests.bench import Figure
from tests.bench._product import browsing, page_of, person, serving, set_up
from tests.machine.processes import Site

if TYPE_CHECKING:
    from articles.models import User

FOLDER = ROOT / "var" / "looks"
WIDE = {"width": 1280, "height": 800}
PHONE = {
    "viewport": {"width": 390, "height": 780},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": WIDE, "color_scheme": "light"},
    "dark": {"viewport": WIDE, "color_scheme": "dark"},
    "phone": {**PHONE, "color_scheme": "light"},
    "phone-dark": {**PHONE, "color_scheme": "dark"},
    "zoom-400": {"viewport": {"width": 320, "height": 200}, "device_scale_factor": 4},
    "forced": {"viewport": WIDE, "forced_colors": "active", "color_scheme": "dark"},
    "print": {"viewport": {"width": 794, "height": 1123}},
}


def figures() -> Iterator[Figure]:
    """All looks."""
    set_up()
    shutil.rmtree(FOLDER, ignore_errors=True)
    editor, colleague = person(), person("lou", "Lou", "Colleague")
    with serving() as site, browsing() as browser:
        camera = Camera(browser, site, editor, colleague)
        for look, options in LOOKS.items():
            camera.look(look, options)
            yield Figure(f"looks.{look}", len(list((FOLDER / look).iterdir())), "pictures")


class Camera:
    """Goes to every state of every page and takes a picture."""

    def __init__(self, browser: Browser, site: Site, editor: User, colleague: User) -> None:
        from tests.browser import states

        self.browser, self.site, self.editor, self.colleague = browser, site, editor, colleague
        self.name, self.options = "light", LOOKS["light"]
        self.visit(editor, states.EMPTY)
        self.addresses = states.everything_in(editor)

    def look(self, name: str, options: dict[str, Any]) -> None:
        """All pictures of one look."""
        from tests.browser import states

        self.name, self.options = name, options
        self.visit(None, states.SIGNED_OUT)
        self.visit(self.editor, self.addresses)
        for answer, fill_in in states.SENT.items():
            page = self.page(self.editor)
            fill_in(page)
            self.take(page, answer)
            page.context.close()
        row = states.story(self.editor)
        self.visit(
            self.editor, {"article without JavaScript": f"/articles/{row.pk}/"}, java_script_enabled=False
        )
        for state, act in states.OF_THE_ARTICLE.items():
            page = self.page(self.editor)
            page.set_default_timeout(20_000)
            try:
                act(states.Stage(page, self.editor, self.colleague))
            except (Error, AssertionError) as reason:
                print(f"{name}: “{state}” cannot be had: {str(reason).splitlines()[0]}", file=sys.stderr)
            self.take(page, f"article {state}")
            page.context.close()

    def page(self, user: User | None, **more: Any) -> Page:
        return page_of(self.browser, self.site, user, reduced_motion="reduce", **self.options, **more)

    def visit(self, user: User | None, addresses: dict[str, str], **more: Any) -> None:
        page = self.page(user, **more)
        for name, address in addresses.items():
            page.goto(address)
            self.take(page, name)
        page.context.close()

    def take(self, page: Page, name: str) -> None:
        """What is in the window; of a page that scrolls as a whole, and on paper, all of it."""
        paper = self.name == "print"
        if paper:
            page.emulate_media(media="print")
            page.evaluate("dispatchEvent(new Event('beforeprint'))")  # which a printer would bring
        whole = paper or page.locator("body.annotation").count() == 0
        page.screenshot(path=FOLDER / self.name / f"{re.sub('[^a-z0-9-]+', '-', name)}.png", full_page=whole)
