"""The main job from end to end: sign in, review the seed article by keyboard, and find exactly that in file and API."""

import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from annotator.serve import ROOT
from articles.formats import jsonl
from articles.models import Article, User
from articles.services.sign_in import create_token, sign_in_token
from tests.browser.annotating import SELECT
from tests.machine.processes import Site, Worker

ADDED = "co-operation has been military only"


@pytest.fixture
def seed(site: Site, worker: Worker) -> Article:
    """The seed article, imported as `./dev run` does, with a worker that looks for its quotes."""
    call_command("import_articles", ROOT / "seeds", verbosity=0)
    return Article.objects.get()


@pytest.mark.timeout(120)
def test_from_sign_in_to_the_exported_file(
    seed: Article, site: Site, open_page: Callable[..., Page], editor: User, tmp_path: Path
) -> None:
    page = open_page(None)
    page.goto(f"/sign-in/{sign_in_token(editor)}")
    page.get_by_role("link", name=seed.title).click()
    cards = page.locator("#cards .quote-card")
    expect(cards.first).to_be_visible(timeout=30_000)

    quotes = review(page, seed)
    assert len(quotes) > 8
    press(page, "a")  # the first is right
    press(page, "x")  # the second is no quote
    press(page, "/")  # the third was somebody else
    page.get_by_role("combobox").fill("Aleksandr Novak")
    page.keyboard.press("Enter")
    press(page, "n")  # on to the fourth, whose quoted words end a word too late
    press(page, "b")
    for _ in range(2 * len(quotes[3]["spans"])):
        if "end of" in page.locator("#boundary-bar .what").inner_text().lower():
            break
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    page.evaluate(SELECT, ADDED)
    press(page, "q")  # one that nobody proposed
    press(page, "n")
    press(page, "a")
    press(page, "Control+z")  # that was too quick
    expect(page.locator("#save-state")).to_have_attribute("data-kind", "saved")

    after = {quote["id"]: quote for quote in review(page, seed)}
    first, second, third, fourth = (after[quote["id"]] for quote in quotes[:4])
    assert first["state"] == "accepted"
    assert said(first) == said(quotes[0])
    assert second["state"] == "rejected"
    assert third["state"] == "corrected"
    assert names(third) == ["Aleksandr Novak"]
    assert said(third)[:3] == said(quotes[2])[:3]
    assert fourth["state"] == "corrected"
    moved = [s for s, was in zip(fourth["spans"], quotes[3]["spans"], strict=True) if s != was]
    assert len(moved) == 1
    [added] = [quote for quote in after.values() if quote["state"] == "added"]
    assert [span["text"] for span in added["spans"] if span["role"] == "content"] == [ADDED]
    assert added["kind"] == "direct"  # it stands inside quotation marks
    assert sum(quote["state"] != "suggested" for quote in after.values()) == 5

    standing = {key: said(q) for key, q in after.items() if q["state"] in ("accepted", "corrected", "added")}
    assert exported(page, tmp_path) == standing
    assert pulled(site, editor) == standing


def press(page: Page, key: str) -> None:
    page.keyboard.press(key)


def review(page: Page, article: Article) -> list[dict]:
    """The quotes of the article as the server has them, in text order."""
    answer = page.request.get(f"/api/v1/articles/{article.pk}/review/")
    assert answer.ok
    return answer.json()["quotes"]


def names(quote: dict) -> list[str]:
    return [speaker["name"] for speaker in quote["speakers"]]


def said(quote: dict) -> tuple:
    """What a quote says: kind, parts by role, state-free; and who said it."""
    spans = sorted((s["role"], s["start"], s["end"], s["text"]) for s in quote["spans"])
    return (quote["kind"], spans, len(spans), names(quote))


def exported(page: Page, folder: Path) -> dict:
    """What the file says that the button on the export page hands out."""
    page.goto("/export/")
    page.get_by_label("JSON Lines").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    path = folder / "record.jsonl"
    download.value.save_as(path)
    with path.open("rb") as file:
        [document] = jsonl.read(file)
    return {
        a.id: (
            a.kind,
            sorted(
                (role, s.start, s.end, s.text) for role in ("content", "cue", "source") for s in a.spans(role)
            ),
            len(a.content) + len(a.cue) + len(a.source),
            [s.name for s in a.speakers],
        )
        for a in document.attributions
    }


def pulled(site: Site, person: User) -> dict:
    """What a program with a read token pulls over the API, page after page."""
    headers = {"Authorization": f"Bearer {create_token(user=person, scope='read').secret}"}
    url, found = f"{site.url}/api/v1/attributions/?page_size=2", {}
    while url:
        answer = httpx.get(url, headers=headers).raise_for_status()
        body = json.loads(answer.text)
        found |= {quote["id"]: said(quote) for quote in body["results"]}
        url = body["next"]
    return found
