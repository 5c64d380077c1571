"""The ways in: a text pasted, files of every kind, a web address, and what is said of each."""

import re
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.test import Client
from django.urls import reverse

from articles.document import Document
from articles.formats import FORMATS, Losses
from articles.models import Article, Attribution, Run, User
from articles.pages import importing
from tests import making
from tests.intake.files import PAGE, PARAGRAPHS, RSS, archive, pdf, word
from tests.intake.test_fetching import Paper
from tests.making import HAPPY, SAIL, WON
from tests.pages.conftest import Newsroom

TEXT = "Ferry to stay\n\n“The ferry stays,” said Ines Okafor, the mayor of Westhaven.\n"
FILES, ADDRESS = "/articles/new/files/", "/articles/new/address/"


# --- pasted


def typed(**given: object) -> dict[str, object]:
    """What a browser sends when only these fields were filled in."""
    empty = dict.fromkeys(["text", "title", "publisher", "byline", "url", "published"], "")
    return {**empty, "language": "en", **given}


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


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        pytest.param({}, "text", "There is no text yet.", id="nothing at all"),
        pytest.param({"text": " \n "}, "text", "There is no text yet.", id="only blanks pasted"),
        pytest.param(
            {"text": "word " * 200_001}, "text", "an article may have 1,000,000", id="too long a text"
        ),
        pytest.param({"text": "a\x00b"}, "text", "Null characters", id="a null character"),
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
    assert sentence in " ".join(response.context["paste"].errors[field])
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


def test_no_language_is_stated_unless_a_person_states_it(reader: Client) -> None:
    page = reader.get("/articles/new/").content.decode()
    assert '<option value="" selected>Not stated</option>' in page
    reader.post("/articles/new/", typed(text=TEXT, language=""))
    assert Article.objects.get().language == ""


def test_the_same_text_again_is_offered_and_not_added(reader: Client, newsroom: Newsroom) -> None:
    reader.post("/articles/new/", typed(text=TEXT, title="First"))
    known = Article.objects.get()
    response = reader.post("/articles/new/", typed(text=TEXT.replace("\n", "\r\n"), title="Second"))
    page = response.content.decode()
    assert response.status_code == 200
    assert "You already have this article" in page
    assert "Mara Editor added it" in page
    assert f'href="{reverse("article-review", args=[known.pk])}"' in page
    assert 'value="Second"' in page
    assert Article.objects.get().title == "First"
    assert Run.objects.count() == 1


@pytest.mark.parametrize("address", ["/articles/new/", FILES, ADDRESS])
def test_a_form_from_another_site_adds_nothing(editor: User, address: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    response = strict.post(address, typed(text=TEXT, file=uploaded(TEXT.encode())))
    assert response.status_code == 403
    assert "This page was open for too long" in response.content.decode()
    assert not Article.objects.exists()


# --- files


def uploaded(data: bytes, name: str = "article.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def sent(reader: Client, *files: SimpleUploadedFile, **given: str) -> Any:
    """The answer to these files, sent as a browser does."""
    return reader.post(FILES, {"file": list(files), "format": "", **given})


def lines(response: Any) -> list[str]:
    """The lines of the report, each as its words."""
    body = response.content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in body.split("</tr>")[:-1]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_text_file_is_read_in_its_encoding_and_opened(reader: Client, encoding: str) -> None:
    text = "«El niño comió mañana», dijo la señora Núñez, según el periódico. ¿Qué pasó?\n" * 3
    response = sent(reader, uploaded(text.encode(encoding)))
    article = Article.objects.get()
    assert article.text == text
    assert response["Location"] == reverse("article-review", args=[article.pk])


def test_files_of_every_kind_come_in_together_each_with_its_line(reader: Client, editor: User) -> None:
    response = sent(
        reader,
        uploaded(PAGE, "a.html"),
        uploaded(word("Ferries sail again.", title="Sail"), "b.docx"),
        uploaded(pdf([PARAGRAPHS[1]], title="Noon"), "c.pdf"),
        uploaded(archive(d_xml=RSS, e_png=b"\x89PNG"), "all.zip"),
        uploaded(b"\x00" * 99, "<f>.txt"),
        uploaded(PAGE, "again.html"),
        uploaded(b"", "empty.txt"),
    )
    assert lines(response) == [
        "Ferry strike ends a.html Taken",
        "Sail b.docx Taken",
        "Noon c.pdf Taken",
        "Ferry &amp; strike all.zip Taken",
        "Only a headline all.zip Refused There are no words in it, perhaps only pictures of them. "
        "Paste the text instead.",
        "e.png all.zip Refused This is a picture, which cannot be read. Save it as text, DOCX or PDF and try again.",
        "&lt;f&gt;.txt Refused This is not a text file. Save the article as plain text (.txt) and try again.",
        "Ferry strike ends again.html Here already",
        "empty.txt Refused There is no text here. Paste or upload the words of the article.",
    ]
    assert "<f>" not in response.content.decode()
    assert (Article.objects.count(), Run.objects.count()) == (4, 4)
    assert set(Article.objects.values_list("imported_by", flat=True)) == {editor.pk}
    for article in Article.objects.all():
        assert f'href="{reverse("article-review", args=[article.pk])}"' in response.content.decode()


def test_what_systems_add_to_an_archive_is_said_and_not_counted_as_refused(reader: Client) -> None:
    response = sent(reader, uploaded(archive(**{"a_html": PAGE, "__MACOSX/x_txt": b"No."}), "all.zip"))
    assert lines(response) == [
        "Ferry strike ends all.zip a.html Taken",
        "all.zip Left out 1 file that macOS or Windows adds was left out.",
    ]
    page = response.content.decode()
    assert "1 taken" in page
    assert "refused" not in page


def test_an_export_that_is_not_read_back_is_no_article(reader: Client) -> None:
    file = b"".join(FORMATS["csv"].write([making.document(making.TEXT, WON)], Losses()))
    [line] = lines(sent(reader, uploaded(file, "onrecord-2026-12-01.csv")))
    assert "Refused This is a table, and no article: CSV is not read back." in line
    [line] = lines(sent(reader, uploaded(archive(onrecord_jsonl=dataset("jsonl", WON)), "a.zip")))
    assert (
        "onrecord.jsonl a.zip Refused This is JSON, and no article. Annotated articles come in by themselves"
        in line
    )
    assert not Article.objects.exists()


def dataset(name: str, *quotes: making.Proposed, state: str | None = "added") -> bytes:
    """The file in this format of one article, whose quotes people decided on."""
    made = making.document(making.TEXT, *quotes)
    stated = tuple(replace(a, state=state, id=str(uuid4())) for a in made.attributions)
    return b"".join(FORMATS[name].write([replace(made, attributions=stated, title="Ferry")], Losses()))


@pytest.mark.parametrize("name", [name for name, it in FORMATS.items() if it.read and not it.loses])
@pytest.mark.parametrize("chosen", [True, False], ids=["chosen", "told by its name"])
def test_an_annotated_dataset_comes_in_with_its_decisions(reader: Client, name: str, chosen: bool) -> None:
    file = uploaded(dataset(name, WON, SAIL), "data" if chosen else f"Data{FORMATS[name].suffix.upper()}")
    assert sent(reader, file, format=name if chosen else "").status_code == 302
    assert Attribution.objects.filter(state="added").count() == 2
    file.seek(0)
    [line] = lines(sent(reader, file, format=name if chosen else ""))
    assert line.endswith("Here already Quotes: 2 here already")


def test_a_dataset_is_reported_article_by_article_and_quote_by_quote(reader: Client, editor: User) -> None:
    article = making.article(WON, by=editor)
    making.act(editor, article, making.quote(article), "accept")
    file = dataset("jsonl", WON, HAPPY) + b"{}\n"
    response = sent(reader, uploaded(file, "record.jsonl"))
    assert lines(response) == [
        "Ferry strike ends record.jsonl article 1 Here already, 1 quote new Quotes: 1 decided "
        "Quote 1 was refused. The same words are decided on already, as another quote.",
        "line 2 record.jsonl Refused “version” is missing.",
    ]
    page = " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
    assert "0 taken 1 here already, 1 quote new 1 refused Quotes: 1 decided 1 refused" in page


def test_new_quotes_of_articles_that_are_here_are_counted_as_such(reader: Client) -> None:
    sent(reader, uploaded(dataset("jsonl"), "a.jsonl"))
    [line] = lines(sent(reader, uploaded(dataset("jsonl", WON, SAIL), "a.jsonl")))
    assert "Here already, 2 quotes new Quotes: 2 decided" in line
    assert Article.objects.count() == 1


@pytest.mark.parametrize(("ticked", "states"), [({}, []), ({"by_people": "on"}, ["added"])])
def test_quotes_that_people_made_are_decided_where_somebody_says_so(
    reader: Client, ticked: dict[str, str], states: list[str]
) -> None:
    sent(reader, uploaded(dataset("jsonl", WON, state=None), "a.jsonl"), **ticked)
    assert list(Attribution.objects.values_list("state", flat=True)) == states


def test_a_dataset_that_is_to_be_no_dataset_is_read_as_a_text(reader: Client) -> None:
    sent(reader, uploaded(TEXT.encode(), "notes.jsonl"), format="articles")
    assert Article.objects.get().text == TEXT


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        pytest.param({}, "file", "There is no file yet.", id="no file"),
        pytest.param({"format": "csv"}, "format", "There is no such file format.", id="a format not read"),
    ],
)
def test_files_that_cannot_be_read_are_said_beside_their_field(
    reader: Client, given: dict[str, str], field: str, sentence: str
) -> None:
    files = [uploaded(TEXT.encode())] if given else []
    response = sent(reader, *files, **given)
    assert sentence in " ".join(response.context["files"].errors[field])
    assert f'id="id_{field}_error"' in response.content.decode()
    assert not Article.objects.exists()


def test_a_report_that_is_too_long_for_a_page_counts_what_it_leaves_out(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "SHOWN", 2)
    documents = [Document(f"Story {n}.") for n in range(4)]
    file = b"".join(FORMATS["jsonl"].write(documents, Losses())) + b"{}\n"
    response = sent(reader, uploaded(file, "a.jsonl"))
    assert [line.split()[0] for line in lines(response)] == ["Story", "Story", "line"]
    page = response.content.decode()
    assert "4 taken" in page
    assert "2 more lines would not fit here" in page


def test_files_that_are_too_large_together_are_refused_unread(
    reader: Client, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.UPLOAD_MAX_BYTES = 4_000_000

    def read(*_: object) -> bytes:
        raise AssertionError("The file was read.")

    monkeypatch.setattr(TemporaryUploadedFile, "read", read, raising=False)
    response = sent(reader, uploaded(b"x" * 4_000_001))
    assert response.status_code == 413
    assert "At most 100 files of 4 MB together can be sent at once." in response.content.decode()
    assert not Article.objects.exists()


def test_more_files_than_are_taken_at_once_are_refused(reader: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    response = sent(reader, *(uploaded(f"Story {n}.".encode(), f"{n}.txt") for n in range(3)))
    assert response.status_code == 413
    assert "At most 2 files of 100 MB together" in response.content.decode()
    assert not Article.objects.exists()


def test_a_text_file_that_no_article_can_fill_is_refused_with_its_line(reader: Client) -> None:
    [line] = lines(sent(reader, uploaded(b"x" * 1_000_001)))
    assert "The text has 1,000,001 bytes, and an article may have 1,000,000." in line
    assert not Article.objects.exists()


# --- web addresses


def test_an_article_is_fetched_from_its_address_and_opened(reader: Client, paper: Paper) -> None:
    address = paper.at("/story")
    response = reader.post(ADDRESS, {"address": address})
    article = Article.objects.get()
    assert response["Location"] == reverse("article-review", args=[article.pk])
    assert (article.url, article.title) == (address, "Ferry strike ends")


def test_a_feed_has_a_line_for_each_of_its_articles(reader: Client, paper: Paper) -> None:
    found = lines(reader.post(ADDRESS, {"address": paper.at("/feed", body=RSS)}))
    assert [line.split()[0] for line in found] == ["Ferry", "Only"]
    assert "Refused" in found[1]


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        pytest.param("", "There is no address yet.", id="none"),
        pytest.param("not a page", "This is no web address.", id="not one"),
        pytest.param("http://169.254.169.254/latest/", "leads into a private network", id="of the house"),
        pytest.param("http://127.0.0.1:9/", "leads into a private network", id="of this machine"),
        pytest.param("https://lou:secret@paper.example/", "Leave it out: it would be kept.", id="a password"),
        pytest.param("ftp://paper.example/", "This is no web address.", id="another protocol"),
    ],
)
def test_an_address_that_is_not_fetched_is_said_beside_its_field(
    reader: Client, settings: Any, address: str, sentence: str
) -> None:
    settings.FETCH_ADDRESSES = True
    response = reader.post(ADDRESS, {"address": address})
    assert sentence in " ".join(response.context["address"].errors["address"])
    assert 'id="id_address_error"' in response.content.decode()
    assert not Article.objects.exists()


def test_no_address_is_asked_for_where_nobody_allowed_it(reader: Client) -> None:
    assert ADDRESS not in reader.get("/articles/new/").content.decode()
    response = reader.post(ADDRESS, {"address": "https://paper.example/"}, follow=True)
    assert "Articles are not fetched from the web here." in response.content.decode()
    assert not Article.objects.exists()


@pytest.mark.parametrize("address", [FILES, ADDRESS])
def test_a_report_that_is_asked_for_anew_leads_to_the_ways_in(reader: Client, address: str) -> None:
    assert reader.get(address)["Location"] == "/articles/new/"
