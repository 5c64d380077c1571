"""The list of articles, adding one, and looking for quotes again."""

import re
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.test import Client
from django.urls import reverse

from articles.models import Article, Run, User
from articles.pages.articles import PAGE_LENGTH
from tests.pages.conftest import Newsroom

TEXT = "Ferry to stay\n\n“The ferry stays,” said Ines Okafor, the mayor of Westhaven.\n"


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


# --- adding one


def typed(**given: object) -> dict[str, object]:
    """What a browser sends when only these fields were filled in."""
    empty = dict.fromkeys(["text", "title", "publisher", "byline", "url", "published"], "")
    return {**empty, "language": "en", **given}


def uploaded(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("article.txt", data, content_type="text/plain")


def test_a_pasted_text_becomes_an_article_and_is_opened(reader: Client, editor: User) -> None:
    known = {"title": "Ferry", "publisher": "Harbour Post", "byline": "Lou", "url": "paper.example/ferry"}
    response = reader.post(
        "/articles/new/", typed(text=TEXT.replace("\n", "\r\n"), published="2026-03-31", **known)
    )
    article = Article.objects.get()
    assert response["Location"] == reverse("article-review", args=[article.pk])
    assert article.text == TEXT
    assert (article.title, article.publisher, article.byline) == ("Ferry", "Harbour Post", "Lou")
    assert article.url == "https://paper.example/ferry"
    assert str(article.published) == "2026-03-31"
    assert article.language == "en"
    assert article.imported_by == editor
    assert article.runs.get().state == Run.State.QUEUED


def test_spaces_round_a_pasted_text_are_part_of_it(reader: Client) -> None:
    reader.post("/articles/new/", typed(text=f"  {TEXT}\n \n"))
    assert Article.objects.get().text == f"  {TEXT}\n \n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_an_uploaded_file_is_read_in_its_encoding(reader: Client, encoding: str) -> None:
    text = "«El niño comió mañana», dijo la señora Núñez, según el periódico. ¿Qué pasó?\n" * 3
    reader.post("/articles/new/", typed(file=uploaded(text.encode(encoding))))
    assert Article.objects.get().text == text


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        pytest.param({}, "text", "There is no text yet.", id="nothing at all"),
        pytest.param({"text": " \n "}, "text", "There is no text yet.", id="only blanks pasted"),
        pytest.param({"file": uploaded(b"")}, "file", "There is no text here.", id="an empty file"),
        pytest.param(
            {"file": uploaded(b"\x00\x01\x02" * 99)}, "file", "This is not a text file.", id="a binary file"
        ),
        pytest.param(
            {"text": "word " * 200_001}, "text", "an article may have 1,000,000", id="too long a text"
        ),
        pytest.param({"text": "a\x00b"}, "text", "Null characters", id="a null character"),
        pytest.param(
            {"text": TEXT, "file": uploaded(b"More")}, "file", "Keep one of them", id="text and file"
        ),
        pytest.param({"text": TEXT, "published": "31.3.26x"}, "published", "This is no date.", id="no date"),
        pytest.param({"text": TEXT, "url": "not a page"}, "url", "This is no web address.", id="no address"),
        pytest.param({"text": TEXT, "title": "x" * 301}, "title", "at most 300", id="too long a title"),
        pytest.param({"text": TEXT, "language": "xx"}, "language", "xx", id="an unknown language"),
    ],
)
def test_what_cannot_be_used_is_said_beside_its_field(
    reader: Client, given: dict[str, object], field: str, sentence: str
) -> None:
    response = reader.post("/articles/new/", typed(byline="Lou <Marchetti>", **given))
    page = response.content.decode()
    assert sentence in " ".join(response.context["form"].errors[field])
    assert f'id="id_{field}_error"' in page
    assert "Lou &lt;Marchetti&gt;" in page
    assert not Article.objects.exists()
    assert not Run.objects.exists()


def test_nothing_typed_is_lost_when_a_field_is_wrong(reader: Client) -> None:
    page = reader.post(
        "/articles/new/", typed(text=TEXT, publisher="Harbour Post", published="soon")
    ).content.decode()
    assert "said Ines Okafor, the mayor of Westhaven." in page
    assert 'value="Harbour Post"' in page
    assert 'value="soon"' in page


def test_a_readable_upload_is_kept_as_text_when_another_field_is_wrong(reader: Client) -> None:
    response = reader.post("/articles/new/", typed(file=uploaded(TEXT.encode()), published="soon"))
    page = response.content.decode()
    assert "said Ines Okafor, the mayor of Westhaven." in page
    assert "The file was read; its text is here now." in page


def test_an_unreadable_upload_is_refused_beside_the_other_wrong_field(reader: Client) -> None:
    response = reader.post("/articles/new/", typed(file=uploaded(b"\x00" * 99), published="soon"))
    assert set(response.context["form"].errors) == {"file", "published"}


@pytest.mark.parametrize("envelope", ["multipart/form-data", "application/x-www-form-urlencoded"])
def test_a_paste_of_nine_megabytes_is_said_to_be_too_long(editor: User, envelope: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(editor)
    token = browser.get("/articles/new/").cookies["csrftoken"].value
    given = typed(text="x" * 9_000_000, csrfmiddlewaretoken=token)
    if envelope == "multipart/form-data":
        response = browser.post("/articles/new/", given)
    else:
        response = browser.post("/articles/new/", urlencode(given), content_type=envelope)
    assert response.status_code == 413
    page = response.content.decode()
    assert re.search(r"The text has 9,000,\d{3} bytes, and an article may have 1,000,000\.", page)
    assert not Article.objects.exists()


@pytest.mark.parametrize("published", ["2026-03-31", "soon"])
def test_an_upload_that_no_article_can_fill_is_refused_unread(
    reader: Client, monkeypatch: pytest.MonkeyPatch, published: str
) -> None:
    def read(*_: object) -> bytes:
        raise AssertionError("The file was read.")

    monkeypatch.setattr(TemporaryUploadedFile, "read", read, raising=False)
    response = reader.post("/articles/new/", typed(file=uploaded(b"x" * 4_000_001), published=published))
    (sentence,) = response.context["form"].errors["file"]
    assert "The text has 4,000,001 bytes, and an article may have 1,000,000." in sentence
    assert not Article.objects.exists()


def test_no_language_is_stated_unless_a_person_states_it(reader: Client) -> None:
    page = reader.get("/articles/new/").content.decode()
    assert '<option value="" selected>Not stated</option>' in page
    assert page.count(" selected") == 1
    reader.post("/articles/new/", typed(text=TEXT, language=""))
    assert Article.objects.get().language == ""


def test_the_same_text_again_is_offered_and_not_added(reader: Client, newsroom: Newsroom) -> None:
    reader.post("/articles/new/", typed(text=TEXT, title="First"))
    known = Article.objects.get()
    response = reader.post(
        "/articles/new/", typed(file=uploaded(TEXT.replace("\n", "\r\n").encode()), title="Second")
    )
    page = response.content.decode()
    assert response.status_code == 200
    assert "You already have this article" in page
    assert "Mara Editor added it" in page
    assert f'href="{reverse("article-review", args=[known.pk])}"' in page
    assert 'value="Second"' in page
    assert Article.objects.get().title == "First"
    assert Run.objects.count() == 1


def test_a_form_from_another_site_adds_nothing(editor: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    response = strict.post("/articles/new/", typed(text=TEXT))
    assert response.status_code == 403
    assert "This page was open for too long" in response.content.decode()
    assert not Article.objects.exists()
