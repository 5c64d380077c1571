"""Access tokens and webhooks as a person meets them in the browser: by keyboard, copied, followed as they arrive."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page, expect

from articles.models import AccessToken, Delivery, User, Webhook
from articles.services.registry import create_speaker
from articles.services.webhooks import create_webhook
from tests.browser.test_pages import AXE, violations
from tests.machine.processes import Site
from tests.services.test_sending import send_all


def test_a_token_is_made_copied_used_and_ended_by_keyboard(page: Page, site: Site) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/")
    page.get_by_role("button", name="Your account").press("Enter")
    page.get_by_role("link", name="Access tokens").press("Enter")
    page.get_by_label("What it is for").press_sequentially("Mirror")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")  # from the record to everything
    page.keyboard.press("Enter")
    secret = page.get_by_label("Copy its secret now.")
    expect(secret).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Copy")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Copied.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == secret.input_value()
    assert AccessToken.objects.get().scope == "read"

    def status() -> int:
        headers = {"Authorization": f"Bearer {copied}"}
        return httpx.get(f"{site.url}/api/v1/comments/", headers=headers, trust_env=False).status_code

    assert status() == 200
    page.goto("/tokens/")
    expect(page.get_by_text("last used")).to_be_visible()
    page.locator("summary", has_text="End").press("Enter")
    end = page.get_by_role("button", name="End it")
    expect(end).to_be_visible()
    page.keyboard.press("Tab")
    expect(end).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("“Mirror” has ended.")).to_be_visible()
    assert status() == 401


def test_a_secret_can_be_copied_where_the_browser_keeps_its_clipboard_shut(page: Page) -> None:
    page.add_init_script("delete Navigator.prototype.clipboard")  # as on pages without https
    page.goto("/tokens/")
    page.get_by_label("What it is for").fill("Mirror")
    page.get_by_role("button", name="Make the token").click()
    secret = page.get_by_label("Copy its secret now.")
    page.get_by_label("What it is for").focus()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    page.get_by_label("What it is for").fill("")
    page.get_by_label("What it is for").press("Control+v")
    expect(page.get_by_label("What it is for")).to_have_value(secret.input_value())


def test_without_javascript_a_token_is_made_and_ended(open_page: Callable[..., Page], editor: User) -> None:
    page = open_page(editor, java_script_enabled=False)
    page.goto("/tokens/")
    page.get_by_label("What it is for").fill("Mirror")
    page.get_by_role("button", name="Make the token").click()
    expect(page.get_by_label("Copy its secret now.")).to_have_value(re.compile("^onr_"))
    expect(page.get_by_role("button", name="Copy")).to_be_hidden()
    page.locator("summary", has_text="End").click()
    page.get_by_role("button", name="End it").click()
    expect(page.get_by_text("You have no tokens")).to_be_visible()


def test_the_log_follows_a_delivery_until_it_arrives(page: Page, editor: User) -> None:
    webhook = create_webhook(user=editor, url="https://paper.example/told").webhook
    Webhook.objects.update(url="https://localhost:1/told")  # where nothing is sent
    page.goto(f"/webhooks/{webhook.pk}/")
    page.get_by_role("button", name="Send a test").click()
    expect(page.get_by_text("sent in a moment")).to_be_visible()
    send_all()
    expect(page.get_by_role("heading", name="The last try failed")).to_be_visible()
    expect(page.locator("#log")).to_contain_text("into a private network")
    Delivery.objects.update(state="delivered", status=200, failure="")
    Webhook.objects.update(failures=0)
    expect(page.get_by_text("Delivered", exact=True).last).to_be_visible()
    page.get_by_role("button", name="Replay").press("Enter")
    expect(page.get_by_role("link", name="A test, again")).to_be_visible()


def test_a_webhook_is_made_switched_off_and_removed_by_keyboard(page: Page) -> None:
    page.goto("/webhooks/")
    page.get_by_label("Address").press_sequentially("https://paper.example/told")
    page.get_by_label("create").press(" ")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Copy it now")).to_be_focused()
    webhook = Webhook.objects.get()
    assert webhook.events == ["speaker.create"]
    create_speaker(name="Ada")
    page.get_by_role("button", name="Switch off").press("Enter")
    expect(page.get_by_text("You switched it off.")).to_be_visible()
    page.get_by_role("button", name="Switch on and catch up").press("Enter")
    expect(page.get_by_text("It is told what it missed")).to_be_visible()
    page.locator("summary", has_text="Remove").press("Enter")
    page.get_by_role("button", name="Remove it").press("Enter")
    expect(page.get_by_text("You have no webhooks")).to_be_visible()


@pytest.mark.parametrize("look", [{"color_scheme": "light"}, {"color_scheme": "dark"}], ids=["light", "dark"])
def test_axe_finds_nothing_wrong_with_secrets_and_refusals(
    open_page: Callable[..., Page], editor: User, look: dict[str, str]
) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed; ./dev test installs it.")
    page = open_page(editor, bypass_csp=True, **look)
    found: dict[str, list[str]] = {}

    def look_at(name: str) -> None:
        page.evaluate(AXE.read_text())
        found[name] = violations(page)

    page.goto("/tokens/")
    page.get_by_role("button", name="Make the token").click()
    look_at("a token refused")
    page.get_by_label("What it is for").fill("Mirror")
    page.get_by_role("button", name="Make the token").click()
    page.locator("summary", has_text="End").click()
    look_at("a token made, and ending")
    page.goto("/webhooks/")
    page.get_by_role("button", name="Make the webhook").click()
    look_at("a webhook refused")
    page.get_by_label("Address").fill("https://paper.example/told")
    page.get_by_role("button", name="Make the webhook").click()
    for summary in page.locator("summary").all():
        summary.click()
    look_at("a webhook made, and ending")
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
