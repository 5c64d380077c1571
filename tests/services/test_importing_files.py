"""Files of every kind and web addresses become articles, with what they say of themselves."""

from __future__ import annotations

import io
from typing import Any

import pytest

from articles.errors import AddressesOff
from articles.models import Article, Run, User
from articles.services.importing_datasets import DocumentFate
from articles.services.importing_files import import_address, import_file
from tests.intake.files import PAGE, PARAGRAPHS, RSS, TEXT, archive, pdf, word
from tests.intake.test_fetching import Paper

pytestmark = pytest.mark.django_db


def taken(data: bytes, name: str, by: User, **about: Any) -> list[DocumentFate]:
    return list(import_file(file=io.BytesIO(data), name=name, size=len(data), by=by, about=about))


KINDS = {
    "a web page": (PAGE, "a.html", "Ferry strike ends"),
    "a Word document": (word(*PARAGRAPHS, title="Ferry"), "a.docx", "Ferry"),
    "a PDF": (pdf([*PARAGRAPHS], title="Ferry"), "a.pdf", "Ferry"),
    "a text": (TEXT.encode("cp1252"), "a.txt", None),
}


@pytest.mark.parametrize(("data", "name", "title"), KINDS.values(), ids=KINDS)
def test_an_article_is_made_of(editor: User, data: bytes, name: str, title: str | None) -> None:
    [fate] = taken(data, name, editor)
    article = Article.objects.get()
    assert (fate.place, fate.result, fate.article) == (name, "taken", article.pk)
    assert PARAGRAPHS[0] in article.text
    assert article.title.startswith(title or "“We won,”")
    assert article.imported_by == editor
    assert Run.objects.get().article == article
    assert taken(data, name, editor)[0].result == "known"


def test_what_a_person_says_of_an_article_goes_before_what_its_file_says(editor: User) -> None:
    taken(PAGE, "a.html", editor, title="Ours", language="de", publisher="")
    article = Article.objects.get()
    assert (article.title, article.language, article.publisher) == ("Ours", "de", "The Paper")


def test_each_entry_of_an_archive_has_its_fate(editor: User) -> None:
    data = archive(a_html=PAGE, b_txt=b"\x00", c_xml=RSS, d_png=b"\x89PNG", e_txt=b"Words.")
    fates = taken(data, "all.zip", editor)
    assert [(f.place, f.result, f.code) for f in fates] == [
        ("a.html", "taken", ""),
        ("b.txt", "refused", "not_text"),
        ("Ferry & strike", "taken", ""),
        ("Only a headline", "refused", "no_words"),
        ("d.png", "refused", "not_readable"),
        ("e.txt", "taken", ""),
    ]
    assert all(f.detail.endswith(".") for f in fates if f.code)


def test_an_archive_with_nothing_in_it_says_so(editor: User) -> None:
    [fate] = taken(archive(), "a.zip", editor)
    assert (fate.place, fate.result, fate.detail) == ("a.zip", "refused", "There is nothing in this file.")


def test_an_archive_of_hidden_files_says_so(editor: User) -> None:
    fates = taken(archive(**{".hidden_txt": b"Words.", "__MACOSX/a_txt": b"Words."}), "a.zip", editor)
    assert [(f.place, f.result, f.code) for f in fates] == [
        (".hidden.txt", "left_out", "left_out"),
        ("a.zip", "left_out", "left_out"),
    ]


def test_a_file_that_is_too_large_is_not_read(editor: User, settings: Any) -> None:
    settings.FILE_MAX_BYTES = 1_000_000
    [fate] = import_file(file=None, name="a.pdf", size=1_000_001, by=editor)  # type: ignore[arg-type]  # unread
    assert fate.code == "file_too_large"


def test_an_address_that_a_page_only_claims_to_have_spoils_nothing(editor: User) -> None:
    data = RSS.replace(b"https://paper.example/a", b"https://paper example/a")
    assert taken(data, "a.xml", editor)[0].result == "taken"
    assert Article.objects.get().url == ""


def test_an_article_is_fetched_from_its_address(editor: User, paper: Paper) -> None:
    address = paper.at("/story")
    [fate] = import_address(address=address, by=editor)
    article = Article.objects.get(pk=fate.article)
    assert (article.url, article.title, article.publisher) == (address, "Ferry strike ends", "The Paper")


def test_nothing_is_fetched_where_nobody_allowed_it(editor: User, settings: Any) -> None:
    assert settings.FETCH_ADDRESSES is False
    with pytest.raises(AddressesOff):
        import_address(address="https://paper.example/", by=editor)


def test_an_address_inside_the_house_is_refused(editor: User, settings: Any) -> None:
    settings.FETCH_ADDRESSES = True
    [fate] = import_address(address="http://169.254.169.254/latest/", by=editor)
    assert (fate.result, fate.code) == ("refused", "address_refused")
    assert not Article.objects.exists()
