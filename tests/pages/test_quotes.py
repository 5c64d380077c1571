"""The page that finds quotes: what is on it, how it goes on, and what it says where there is nothing."""

from collections.abc import Callable
from itertools import count

import pytest
from django.test import Client

from articles.models import Article, Speaker, User
from articles.pages.quotes import PAGE_LENGTH
from articles.services.registry import edit_speaker
from tests import making
from tests.making import HAPPY, SAIL, WON, act
from tests.pages.conftest import Newsroom


@pytest.fixture
def story(editor: User) -> Article:
    """Three quotes: accepted, rejected, undecided."""
    article = making.article(WON, SAIL, HAPPY, title="Ferry strike ends", publisher="Paper")
    won, sail, _ = making.offered(article)
    act(editor, article, won.pk, "accept")
    act(editor, article, sail.pk, "reject")
    return article


def shown(reader: Client, **asked: str) -> str:
    return reader.get("/quotes/", asked).content.decode()


def test_a_quote_comes_with_who_said_it_where_and_a_link_to_its_place(reader: Client, story: Article) -> None:
    page = shown(reader)
    quote, speaker = story.attributions.get(state="accepted"), Speaker.objects.get()
    assert "“We won,” … “It took us eleven days.”" in page
    assert f'<a href="/speakers/{speaker.pk}/">Ada Nkemelu</a>' in page
    assert f'<a href="/articles/{story.pk}/#quote-{quote.pk}">Ferry strike ends</a>' in page
    for words in ("Paper", "direct", "accepted by Mara Editor"):
        assert words in page
    assert "noon" not in page
    assert "Nobody is happy" not in page


def test_quotes_are_found_by_words_and_names_and_kind(reader: Client, story: Article) -> None:
    for words in ("eleven", "ADA", '"we won"', "nkem* -strike", "ada eleven"):
        assert "“We won,”" in shown(reader, q=words), words
    for words in ("twelve", "-eleven ada", '"won we"'):
        assert "No quote matches" in shown(reader, q=words), words
    assert "“We won,”" in shown(reader, q="won", kind="direct")
    assert "“We won,”" not in shown(reader, q="won", kind="indirect")
    edit_speaker(speaker=Speaker.objects.get(), aliases=["the captain"])
    assert "“We won,”" in shown(reader, q="captain")


def test_a_kind_that_there_is_not_is_said_and_not_taken_for_every_kind(
    reader: Client, story: Article
) -> None:
    response = reader.get("/quotes/", {"kind": "foo<b>"})
    page = response.content.decode()
    assert response.status_code == 400
    assert "“foo&lt;b&gt;” is no kind. Choose one of direct, indirect, mixed." in page
    assert "“We won,”" not in page
    assert 'type="search"' in page


def test_the_page_says_how_many_quotes_there_are_up_to_a_number(
    reader: Client, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom.article("Ferry", quotes=3, decided=2)
    newsroom.article("Harbour", quotes=1, decided=1, by="Zoë Ström")
    assert ">3 quotes</p>" in shown(reader)
    assert ">1 quote</p>" in shown(reader, q="ström")
    monkeypatch.setattr("articles.pages.quotes.COUNTED", 2)
    assert ">More than 2 quotes</p>" in shown(reader)


def test_what_is_typed_stays_and_breaks_nothing(reader: Client, story: Article) -> None:
    for words in ('<b>"&', "\x00", "'; DROP TABLE", "x" * 600, "a*", "-won", "(", "NEAR(a b)", "words:won"):
        response = reader.get("/quotes/", {"q": words})
        assert response.status_code in (200, 400), words
        assert b"<b>&quot;" not in response.content
    refused = reader.get("/quotes/", {"q": "-won"})
    assert refused.status_code == 400
    assert "Say at least one word" in refused.content.decode()
    assert 'value="-won"' in refused.content.decode()


def test_pages_follow_one_another_and_new_quotes_do_not_shift_them(
    reader: Client, newsroom: Newsroom
) -> None:
    newsroom.article("Ferry", quotes=PAGE_LENGTH + 3, decided=PAGE_LENGTH + 3)
    for asked in ({}, {"q": "ferry"}):
        first = reader.get("/quotes/", asked)
        newsroom.article(f"Late {next(_late)}", quotes=1, decided=1)
        rest = reader.get("/quotes/", {**asked, "before": first.context["older"]})
        seen = [quote.pk for page in (first, rest) for quote in page.context["quotes"]]
        assert len(seen) == len(set(seen)) >= PAGE_LENGTH + 3
        assert "Newest quotes" in rest.content.decode()


_late = count()


def test_an_empty_record_says_when_quotes_appear(reader: Client) -> None:
    page = shown(reader)
    assert "No quote is decided yet" in page
    assert 'type="search"' not in page
    assert "There are no further quotes" in shown(reader, before="7")


def test_the_page_takes_the_same_queries_for_2_and_for_18_quotes(
    queries: Callable[[str], int], newsroom: Newsroom
) -> None:
    newsroom.article("Ferry", quotes=2, decided=2)
    few = [queries(address) for address in ("/quotes/", "/quotes/?q=ferry")]
    newsroom.article("Again", quotes=16, decided=16, by="Zoë Ström")
    assert [queries(address) for address in ("/quotes/", "/quotes/?q=ferry")] == few
