"""The list of articles, and looking for quotes again."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Run
from articles.pages.articles import PAGE_LENGTH
from tests.pages.conftest import Newsroom


def titles(page: str) -> list[str]:
    """The titles of the list, from top to bottom."""
    return [part.partition("</a>")[0].rpartition(">")[2] for part in page.split("<h2><a ")[1:]]


def test_an_empty_list_tells_a_new_person_what_to_do(reader: Client) -> None:
    page = reader.get("/").content.decode()
    assert "Start with an article" in page
    assert f'href="{reverse("article-import")}"' in page
    assert 'type="search"' not in page


def test_the_newest_article_comes_first_with_its_progress(reader: Client, newsroom: Newsroom) -> None:
    newsroom.article("Older", quotes=2, decided=2)
    newsroom.article("Newer", quotes=3, decided=1)
    page = reader.get("/").content.decode()
    assert titles(page) == ["Newer", "Older"]
    assert "1 of 3 decided" in page
    assert '<progress value="1" max="3"' in page
    assert "2 of 2 decided" in page
    assert "All decided" in page


@pytest.mark.parametrize(
    ("state", "words"),
    [("queued", "Waiting to be read"), ("running", "Looking for quotes"), ("done", "No quotes found")],
)
def test_a_run_shows_how_far_it_is(reader: Client, newsroom: Newsroom, state: str, words: str) -> None:
    article = newsroom.article("Harbour", state=state)
    page = reader.get("/").content.decode()
    assert words in page
    asks_again = f'hx-get="{reverse("article-standings")}?article={article.pk}"' in page
    assert asks_again == (state != "done")


def test_only_the_articles_at_work_are_asked_about_again(reader: Client, newsroom: Newsroom) -> None:
    done = newsroom.article("Harbour", quotes=4, decided=1)
    queued = newsroom.article("Ferry", state="queued")
    asked = {"article": [str(done.pk), str(queued.pk), "x", "99"]}
    page = reader.get(reverse("article-standings"), asked).content.decode()
    assert "1 of 4 decided" in page
    assert f'{reverse("article-standings")}?article={queued.pk}"' in page
    page = reader.get(reverse("article-standings"), {"article": done.pk}).content.decode()
    assert "<html" not in page
    assert "hx-get" not in page


@pytest.mark.parametrize("words", ["ferry", "FERRY winter", "courier", "marchetti"])
def test_search_looks_in_title_publisher_and_byline(reader: Client, newsroom: Newsroom, words: str) -> None:
    newsroom.article("Ferry in winter", publisher="Evening Courier", byline="Lou Marchetti")
    newsroom.article("Grain prices")
    assert titles(reader.get("/", {"q": words}).content.decode()) == ["Ferry in winter"]


def test_a_search_without_a_match_says_so_and_shows_the_words(reader: Client, newsroom: Newsroom) -> None:
    newsroom.article("Grain prices")
    page = reader.get("/", {"q": "<ferry>"}).content.decode()
    assert "No article matches “&lt;ferry&gt;”" in page
    assert 'value="&lt;ferry&gt;"' in page


def test_a_null_character_is_no_word_to_search_for(reader: Client, newsroom: Newsroom) -> None:
    newsroom.article("Grain prices")
    assert titles(reader.get("/", {"q": "\x00grain\x00"}).content.decode()) == ["Grain prices"]
    assert reader.get("/", {"q": "\x00"}).context["words"] == ""


def test_what_an_article_is_called_is_shown_and_never_run(reader: Client, newsroom: Newsroom) -> None:
    newsroom.article("<script>alert(1)</script>", publisher='"><img src=x onerror=alert(1)>', state="failed")
    page = reader.get("/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_pages_go_on_where_the_last_one_ended_and_keep_the_search(reader: Client, newsroom: Newsroom) -> None:
    for number in range(PAGE_LENGTH + 2):
        newsroom.article(f"Tide table {number:02}")
    newsroom.article("Something else")
    first = reader.get("/", {"q": "tide"})
    older = first.context["older"]
    assert f"?q=tide&amp;before={older}" in first.content.decode()
    second = reader.get("/", {"q": "tide", "before": older}).content.decode()
    assert titles(second) == ["Tide table 01", "Tide table 00"]
    assert "Newest articles" in second
    assert "Older articles" not in second


def test_a_page_that_is_exactly_full_has_no_older_articles(reader: Client, newsroom: Newsroom) -> None:
    for number in range(PAGE_LENGTH):
        newsroom.article(f"Tide table {number}")
    assert "Older articles" not in reader.get("/").content.decode()


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "٣", ""])
def test_a_nonsensical_place_in_the_list_is_its_start(
    reader: Client, newsroom: Newsroom, before: str
) -> None:
    newsroom.article("Harbour")
    assert titles(reader.get("/", {"before": before}).content.decode()) == ["Harbour"]


def test_the_list_takes_the_same_queries_for_3_and_for_30_articles(
    queries: Callable[[str], int], newsroom: Newsroom
) -> None:
    for number in range(3):
        newsroom.article(f"Article {number}", quotes=2, decided=1, state="done")
    few = queries("/")
    for number in range(3, 30):
        newsroom.article(f"Article {number}", quotes=2, decided=1, state="done")
    assert queries("/") == few


# --- an article without JavaScript


def test_without_javascript_an_article_has_its_paragraphs_and_quotes(
    reader: Client, newsroom: Newsroom
) -> None:
    article = newsroom.article("Ferry", quotes=2, decided=1, by="Zoë <b>Ström</b>")
    page = reader.get(reverse("article-review", args=[article.pk])).content.decode()
    bare = "".join(re.findall(r"<noscript>(.*?)</noscript>", page, re.DOTALL))
    assert bare.count("<p>") == 3  # the title and two sentences
    assert re.findall(r"<blockquote>(.*?)</blockquote>", bare) == ["“The ferry stays,”"] * 2
    assert re.findall(r"<figcaption[^>]*>(.*?)</figcaption>", bare) == [
        "Zoë &lt;b&gt;Ström&lt;/b&gt; · direct · accepted",
        "Zoë &lt;b&gt;Ström&lt;/b&gt; · direct · suggested",
    ]


# --- looking for quotes again


def test_a_failed_run_gives_its_reason_and_can_be_tried_again(reader: Client, newsroom: Newsroom) -> None:
    article = newsroom.article("Harbour", state="failed")
    page = reader.get("/").content.decode()
    assert "Could not look for quotes" in page
    assert "The lights went out." in page
    response = reader.post(reverse("article-retry", args=[article.pk]), follow=True)
    assert response.redirect_chain == [("/", 302)]
    assert article.runs.filter(state=Run.State.QUEUED).count() == 1
    assert "Waiting to be read" in response.content.decode()


@pytest.mark.parametrize(
    ("back", "leads_to"),
    [("/?q=harb", "/?q=harb"), ("https://else.example/", "/"), ("//else.example/", "/"), ("", "/")],
)
def test_trying_again_leads_back_but_never_elsewhere(
    reader: Client, newsroom: Newsroom, back: str, leads_to: str
) -> None:
    article = newsroom.article("Harbour", state="failed")
    assert reader.post(reverse("article-retry", args=[article.pk]), {"back": back})["Location"] == leads_to


def test_nothing_is_queued_twice(reader: Client, newsroom: Newsroom) -> None:
    article = newsroom.article("Harbour", state="running")
    response = reader.post(reverse("article-retry", args=[article.pk]), follow=True)
    assert article.runs.count() == 1
    assert "Quotes are being looked for in this article already." in response.content.decode()


def test_looking_for_quotes_again_is_asked_by_post_only(reader: Client, newsroom: Newsroom) -> None:
    article = newsroom.article("Harbour", state="failed")
    assert reader.get(reverse("article-retry", args=[article.pk])).status_code == 405
    assert article.runs.count() == 1
