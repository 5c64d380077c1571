"""Many quotes at once on the annotation page: one act, seen before it is done, and taken back as one."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Page, expect

from articles.models import Article, Decision, User
from tests import making
from tests.browser.annotating import focused, open_article, painted, press, saved, stored


@pytest.fixture
def article(editor: User) -> Article:
    return making.article(making.WON, making.SAIL, making.HAPPY, by=editor, title="Ferry strike ends")


@pytest.fixture
def colleague(db: None) -> User:
    user: User = get_user_model().objects.create_user("lou", first_name="Lou", last_name="Colleague")
    return user


def states(article: Article, person: User) -> list[str]:
    return [quote["state"] for quote in stored(article, person)]


def accept_all_together(article: Article, person: User) -> list[Decision]:
    group = uuid4()
    return [making.act(person, article, s.pk, "accept", group=group) for s in making.offered(article)]


def test_a_group_of_an_earlier_visit_is_undone_and_redone_with_one_key_each(
    page: Page, article: Article, editor: User
) -> None:
    accept_all_together(article, editor)
    open_article(page, article)
    expect(page.locator("#progress")).to_contain_text("3 of 3 decided")
    press(page, "Control+z")
    expect(page.locator("#progress")).to_contain_text("0 of 3 decided")
    expect(page.locator("#toasts")).to_contain_text("Undone: 3 quotes.")
    assert "decided-content" not in painted(page)
    saved(page)
    assert states(article, editor) == ["suggested"] * 3
    undos = Decision.objects.filter(action="undo")
    assert undos.count() == 3
    assert undos.values("group").distinct().count() == 1

    page.reload()
    press(page, "Control+Shift+z")
    expect(page.locator("#progress")).to_contain_text("3 of 3 decided")
    saved(page)
    press(page, "Control+z", "Control+Shift+z", "Control+z")
    expect(page.locator("#progress")).to_contain_text("0 of 3 decided")
    saved(page)
    assert states(article, editor) == ["suggested"] * 3


def test_undoing_a_group_leaves_alone_what_a_colleague_changed_since(
    page: Page, article: Article, editor: User, colleague: User
) -> None:
    one, *_ = accept_all_together(article, editor)
    making.act(colleague, article, one.attribution, "reject")
    open_article(page, article)
    press(page, "Control+z")
    expect(page.locator("#toasts")).to_contain_text(
        "Undone: 2 quotes. 1 quote was changed since and stays as it is."
    )
    saved(page)
    assert states(article, editor) == ["rejected", "suggested", "suggested"]
    page.reload()
    press(page, "Control+Shift+z")
    expect(page.locator("#toasts")).to_contain_text("Redone: 2 quotes.")
    saved(page)
    assert states(article, editor) == ["rejected", "accepted", "accepted"]


def test_what_a_colleague_changed_unseen_stays_too_and_is_no_conflict(
    page: Page, article: Article, editor: User, colleague: User
) -> None:
    one, *_ = accept_all_together(article, editor)
    open_article(page, article)
    making.act(colleague, article, one.attribution, "reject")
    press(page, "Control+z")
    notice = page.locator(".toast", has_text="1 quote was changed since and stays as it is.")
    expect(notice).to_be_visible()
    saved(page)
    assert states(article, editor) == ["rejected", "suggested", "suggested"]
    expect(page.locator(".conflict")).to_have_count(0)
    expect(page.locator("#progress")).to_contain_text("1 of 3 decided")
    notice.get_by_role("button", name="Show").click()
    assert "Quote 1 of 3, rejected" in focused(page)
    press(page, "Control+Shift+z")
    saved(page)
    assert states(article, editor) == ["rejected", "accepted", "accepted"]


def test_a_group_made_of_removals_comes_back_in_its_order(page: Page, article: Article, editor: User) -> None:
    """A program may group what it likes."""
    group = uuid4()
    for words in ("Ferry strike ends", "who led the crews", "at noon"):
        making.act(editor, article, uuid4(), "add", result=making.result(article, words), group=group)
    open_article(page, article)
    expect(page.locator(".quote-card")).to_have_count(6)
    before = page.locator(".quote-card .words:not(.part-words *)").all_text_contents()
    press(page, "Control+z")
    expect(page.locator(".quote-card")).to_have_count(3)
    press(page, "Control+Shift+z")
    expect(page.locator(".quote-card")).to_have_count(6)
    after = page.locator(".quote-card .words:not(.part-words *)").all_text_contents()
    assert sorted(before) == sorted(after)
    assert [t[:12] for t in before] == [t[:12] for t in after]
    saved(page)
    assert states(article, editor) == ["added", "suggested", "added", "suggested", "added", "suggested"]
