"""The list of articles as a queue: its orders, what is left out, and which article comes next."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article, Completion, User
from articles.pages.articles import PAGE_LENGTH
from articles.services.completing import mark_done
from tests.pages.conftest import Newsroom
from tests.pages.test_articles import titles


@pytest.fixture
def articles(newsroom: Newsroom, editor: User) -> dict[str, Article]:
    """Four articles by their titles, the oldest first; each quote has a confidence of 0.9."""
    made = {
        "Grain": newsroom.article("Grain", quotes=2),
        "Ferry": newsroom.article("Ferry", quotes=5),
        "Tides": newsroom.article("Tides", quotes=4, decided=1),
        "Docks": newsroom.article("Docks", quotes=1, decided=1),
    }
    for article in made.values():
        article.refresh_from_db()
    return made


def finish(article: Article, by: User) -> None:
    mark_done(id=uuid4(), article_id=article.pk, by=by)


def test_the_newest_or_those_with_most_to_check_come_first_and_done_ones_last(
    reader: Client, articles: dict[str, Article], editor: User
) -> None:
    finish(articles["Ferry"], editor)
    assert titles(reader.get("/").content.decode()) == ["Docks", "Tides", "Ferry", "Grain"]
    page = reader.get("/", {"order": "doubt"}).content.decode()
    assert titles(page) == ["Tides", "Grain", "Docks", "Ferry"]
    assert f'href="/articles/{articles["Tides"].pk}/?order=doubt&amp;doubt=0.3"' in page
    assert titles(reader.get("/", {"order": "loud", "show": "x"}).content.decode())[0] == "Docks"


def test_only_open_or_only_done_ones_are_shown_on_demand(
    reader: Client, articles: dict[str, Article], editor: User
) -> None:
    assert "No article is done yet" in reader.get("/", {"show": "done"}).content.decode()
    for name in ("Ferry", "Docks"):
        finish(articles[name], editor)
    page = reader.get("/", {"show": "done"}).content.decode()
    assert titles(page) == ["Docks", "Ferry"]
    assert "Mara Editor" in page
    assert titles(reader.get("/", {"show": "open"}).content.decode()) == ["Tides", "Grain"]
    for name in ("Grain", "Tides"):
        finish(articles[name], editor)
    assert "No article is open" in reader.get("/", {"show": "open"}).content.decode()


def test_pages_by_doubt_hold_every_article_once(reader: Client, newsroom: Newsroom, editor: User) -> None:
    for number in range(PAGE_LENGTH + 5):
        article = newsroom.article(f"Tide table {number:02}", quotes=number % 3)
        if number % 7 == 0:
            finish(article, editor)
    seen: list[str] = []
    before = ""
    for _ in range(2):
        response = reader.get("/", {"order": "doubt", "before": before})
        seen += titles(response.content.decode())
        before = response.context["older"] or ""
    assert len(seen) == len(set(seen)) == PAGE_LENGTH + 5
    assert before == ""


def following(reader: Client, article: Article, **asked: str | int) -> str:
    return str(reader.get(reverse("article-next", args=[article.pk]), asked).headers["Location"])


def test_the_next_article_is_the_next_open_one_in_the_order_of_the_list(
    reader: Client, articles: dict[str, Article], editor: User
) -> None:
    pk = {name: article.pk for name, article in articles.items()}
    finish(articles["Tides"], editor)
    assert following(reader, articles["Docks"]) == f"/articles/{pk['Ferry']}/"
    assert (
        following(reader, articles["Grain"], done=pk["Grain"])
        == f"/articles/{pk['Docks']}/?done={pk['Grain']}"
    )
    by_doubt = {"order": "doubt", "show": "open"}
    address = f"/articles/{pk['Grain']}/?order=doubt&show=open&doubt=0.2"
    # Grain comes after Ferry as long as Ferry's place is the one it was come by at.
    assert following(reader, articles["Ferry"], doubt="0.5", **by_doubt) == address
    assert following(reader, articles["Docks"], doubt="0", **by_doubt).startswith(f"/articles/{pk['Ferry']}/")
    assert following(reader, articles["Docks"], doubt="nan", **by_doubt).startswith(
        f"/articles/{pk['Ferry']}/"
    )
    assert following(reader, articles["Docks"], q="grain") == f"/articles/{pk['Grain']}/?q=grain"


def test_after_the_last_article_the_list_says_what_was_done_and_takes_it_back(
    reader: Client, articles: dict[str, Article], editor: User
) -> None:
    for article in articles.values():
        finish(article, editor)
    grain = articles["Grain"]
    assert following(reader, grain) == "/"
    assert following(reader, grain, done=grain.pk, show="open") == f"/?show=open&done={grain.pk}"
    page = reader.get("/", {"show": "open", "done": grain.pk}).content.decode()
    assert "“Grain” is done; left in it: 2 undecided quotes. No other article is open." in page
    back = "/?show=open"
    assert f'name="back" value="{back}"' in page
    response = reader.post(reverse("article-open-again", args=[grain.pk]), {"back": back}, follow=True)
    assert response.redirect_chain == [(back, 302)]
    assert "“Grain” is open again." in response.content.decode()
    assert titles(response.content.decode()) == ["Grain"]
    assert Completion.objects.filter(article=grain, done=False, by=editor).exists()


def test_opening_again_is_no_link_and_leads_nowhere_else(
    reader: Client, articles: dict[str, Article], editor: User
) -> None:
    grain = articles["Grain"]
    finish(grain, editor)
    address = reverse("article-open-again", args=[grain.pk])
    assert reader.get(address).status_code == 405
    response = reader.post(address, {"back": "https://paper.org/"})
    assert response.headers["Location"] == "/"
    assert reader.post(reverse("article-open-again", args=[10**9])).status_code == 404


def test_the_choice_goes_along_to_the_article_and_back(reader: Client, articles: dict[str, Article]) -> None:
    page = reader.get(f"/articles/{articles['Grain'].pk}/", {"order": "doubt", "q": "a", "doubt": "0.2"})
    page_text = page.content.decode()
    assert (
        f'data-next="/articles/{articles["Grain"].pk}/next/?q=a&amp;order=doubt&amp;doubt=0.2"' in page_text
    )
    assert 'href="/?q=a&amp;order=doubt"' in page_text


def test_the_list_by_doubt_takes_the_same_queries_for_3_and_for_30_articles(
    queries: Callable[[str], int], newsroom: Newsroom, editor: User
) -> None:
    def fill(numbers: range) -> None:
        for number in numbers:
            article = newsroom.article(f"Article {number}", quotes=2, decided=1)
            if number % 2:
                finish(article, editor)

    fill(range(3))
    few = queries("/?order=doubt")
    fill(range(3, 30))
    assert queries("/?order=doubt") == few
