"""Who gets in and how, what is said when something goes wrong, and what every page holds to."""

import importlib
import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import clear_url_caches, reverse

from annotator import urls
from articles.models import User
from articles.pages import errors
from articles.services.sign_in import sign_in_token
from tests.pages.conftest import Newsroom

PASSWORD = "correct horse battery"


def every_page(newsroom: Newsroom) -> list[str]:
    """Every address that answers a signed-in person with a page."""
    article = newsroom.article("Ferry", quotes=2, decided=1)
    quote = article.attributions.get()
    speaker = quote.speakers.get()
    return [
        "/", "/?q=none", "/articles/new/", f"/articles/{article.pk}/", f"/articles/standings/?article={article.pk}",
        "/?q=%00", "/speakers/?q=%00", f"/speakers/{speaker.pk}/?same=%00",
        "/speakers/", f"/speakers/{speaker.pk}/", f"/speakers/{speaker.pk}/?same=a", "/export/",
        "/accounts/logout/", "/accounts/password/set/", "/nowhere/",
    ]  # fmt: skip


# --- getting in


def test_nothing_answers_without_sign_in(client: Client, newsroom: Newsroom) -> None:
    article = newsroom.article("Ferry", quotes=1, decided=1)
    speaker = article.attributions.get().speakers.get()
    gets = [
        "article-list",
        "article-import",
        "article-files",
        "article-address",
        "article-standings",
        "speaker-list",
        "export",
    ]
    addresses = [reverse(name) for name in gets]
    addresses += [reverse(name, args=[article.pk]) for name in ("article-review", "article-retry")]
    addresses += [
        reverse(name, args=[speaker.pk]) for name in ("speaker-detail", "speaker-merge", "merge-undo")
    ]
    for address in [*addresses, "/export/?format=jsonl"]:
        for response in (client.get(address), client.post(address)):
            assert response.status_code == 302, address
            assert response["Location"].startswith("/accounts/login/?next=/"), address


def test_a_list_that_asks_how_far_it_is_goes_to_the_sign_in_and_comes_back(client: Client, db: None) -> None:
    asked = {"HX-Request": "true", "HX-Current-URL": "http://testserver/?q=ferry"}
    response = client.get("/articles/standings/?article=1", headers=asked)
    assert response.status_code == 200
    assert response["HX-Redirect"] == "/accounts/login/?next=/%3Fq%3Dferry"
    assert not response.content
    elsewhere = {**asked, "HX-Current-URL": "https://else.example/?q=ferry"}
    assert client.get("/articles/standings/", headers=elsewhere)["HX-Redirect"] == "/accounts/login/?next=/"


def test_a_sign_in_link_works_once(client: Client, editor: User) -> None:
    link = reverse("sign-in-once", args=[sign_in_token(editor)])
    assert client.get(link)["Location"] == "/"
    assert client.get("/").status_code == 200
    second = Client()
    response = second.get(link)
    assert response.status_code == 410
    assert "This link no longer works" in response.content.decode()
    assert second.get("/").status_code == 302


def test_looking_at_a_sign_in_link_does_not_use_it_up(client: Client, editor: User) -> None:
    link = reverse("sign-in-once", args=[sign_in_token(editor)])
    assert client.head(link).status_code == 405
    assert client.get("/").status_code == 302
    assert client.get(link)["Location"] == "/"


def test_a_made_up_sign_in_link_lets_nobody_in(client: Client, editor: User) -> None:
    assert client.get(reverse("sign-in-once", args=["1.made-up:token"])).status_code == 410
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("login", ["mara", "mara@paper.example"])
def test_a_person_signs_in_with_name_or_email_and_goes_on(client: Client, editor: User, login: str) -> None:
    User.objects.filter(pk=editor.pk).update(email="mara@paper.example")
    editor.refresh_from_db()
    editor.set_password(PASSWORD)
    editor.save()
    page = client.get("/accounts/login/?next=/speakers/").content.decode()
    assert "User name or email" in page
    response = client.post("/accounts/login/", {"login": login, "password": PASSWORD, "next": "/speakers/"})
    assert response["Location"] == "/speakers/"


def test_a_wrong_password_is_said_and_the_name_is_kept(client: Client, editor: User) -> None:
    response = client.post("/accounts/login/", {"login": "mara", "password": "wrong"})
    page = response.content.decode()
    assert 'role="alert"' in page
    assert "This user name and this password do not go together." in page
    assert 'value="mara"' in page
    assert "wrong" not in page


MAIL_PAGES = [
    "password/reset/", "password/reset/done/", "password/reset/key/1-set-password/",
    "email/", "confirm-email/", "confirm-email/x/",
]  # fmt: skip


@pytest.mark.parametrize("address", MAIL_PAGES)
def test_no_page_promises_a_mail_where_none_can_be_sent(
    client: Client, reader: Client, address: str, mailoutbox: list[Any]
) -> None:
    for browser in (Client(), reader):
        assert browser.get(f"/accounts/{address}").status_code == 404
        assert browser.post(f"/accounts/{address}", {"email": "mara@paper.example"}).status_code == 404
    page = Client().get("/accounts/login/").content.decode()
    assert "reset" not in page
    assert "the password forgotten?" in page
    assert not mailoutbox


@pytest.fixture
def mail_server(settings: Any) -> Iterator[None]:
    """The addresses as they are where EMAIL_HOST is set."""
    settings.EMAIL_HOST = "mail.paper.example"
    importlib.reload(urls)
    clear_url_caches()
    yield
    settings.EMAIL_HOST = ""
    importlib.reload(urls)
    clear_url_caches()


def test_a_forgotten_password_is_made_anew_by_mail(
    mail_server: None, client: Client, editor: User, mailoutbox: list[Any]
) -> None:
    User.objects.filter(pk=editor.pk).update(email="mara@paper.example", password=make_password("forgotten"))
    assert "/accounts/password/reset/" in client.get("/accounts/login/").content.decode()
    for address in ("nobody@paper.example", "mara@paper.example"):
        said = client.post("/accounts/password/reset/", {"email": address}, follow=True)
        assert said.status_code == 200
    (mail,) = mailoutbox
    assert mail.to == ["mara@paper.example"]
    (link,) = re.findall(r"http://testserver(\S+)", mail.body)
    form = client.get(link)["Location"]
    client.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    assert Client().login(username="mara", password=PASSWORD)


def test_after_too_many_tries_a_page_says_when_to_try_again(client: Client, db: None) -> None:
    cache.clear()
    typed = {"login": "mara", "password": "wrong"}
    statuses = [client.post("/accounts/login/", typed).status_code for _ in range(30)]
    refused = client.post("/accounts/login/", typed)
    cache.clear()
    assert set(statuses) == {200}
    assert refused.status_code == 429
    assert "Wait a few minutes" in refused.content.decode()


def test_nobody_signs_up_by_themselves(client: Client, db: None) -> None:
    page = client.get("/accounts/signup/").content.decode()
    assert "Accounts are made for you" in page
    assert "<form" not in page


def test_signing_out_is_asked_by_post_and_said(client: Client, editor: User) -> None:
    User.objects.filter(pk=editor.pk).update(password=make_password(PASSWORD))
    client.force_login(User.objects.get(pk=editor.pk))
    assert 'action="/accounts/logout/"' in client.get("/").content.decode()
    page = client.get("/accounts/logout/").content.decode()
    assert "Sign out?" in page
    assert "no password" not in page
    assert client.get("/").status_code == 200
    page = client.post("/accounts/logout/", follow=True).content.decode()
    assert "You are signed out." in page
    assert client.get("/").status_code == 302


def test_who_has_no_password_is_told_before_signing_out_how_to_come_back(
    client: Client, editor: User
) -> None:
    User.objects.filter(pk=editor.pk).update(password=make_password(None))
    client.get(reverse("sign-in-once", args=[sign_in_token(User.objects.get(pk=editor.pk))]))
    assert 'action="/accounts/logout/"' not in client.get("/").content.decode()
    page = client.get("/accounts/logout/").content.decode()
    assert "You have no password yet" in page
    assert 'href="/accounts/password/set/"' in page
    assert client.get("/accounts/password/set/").status_code == 200
    client.post("/accounts/logout/")
    assert "prints a new sign-in link" in client.get("/accounts/login/").content.decode()


def test_the_bar_names_the_person_and_where_they_are(reader: Client) -> None:
    page = reader.get("/speakers/").content.decode()
    assert "Mara Editor" in page
    assert re.findall(r'<a href="([^"]+)" aria-current="page">', page) == ["/speakers/"]
    assert 'href="/api/v1/docs/"' in page


def test_the_server_says_that_it_is_alive(client: Client, db: None) -> None:
    response = client.get("/health/")
    assert response.json() == {"status": "ok"}


# --- when something goes wrong


def test_an_unknown_address_gets_a_page_and_a_program_gets_its_shape(reader: Client) -> None:
    page = reader.get(f"/speakers/{uuid4()}/")
    assert page.status_code == 404
    assert "There is nothing at this address" in page.content.decode()
    answer = reader.get("/api/v1/nothing/")
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["code"] == "not_found"


@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [
        (lambda request: errors.bad_request(request, ValueError()), 400, "That request made no sense"),
        (errors.server_error, 500, "That is our mistake"),
    ],
)
def test_these_pages_need_neither_session_nor_database(
    rf: RequestFactory, answer: Callable, status: int, words: str
) -> None:
    response = answer(rf.get("/articles/new/"))
    assert response.status_code == status
    assert words in response.content.decode()
    program = answer(rf.get("/api/v1/articles/"))
    assert program.status_code == status
    assert program["Content-Type"] == "application/json"


# --- what every page holds to


def test_no_page_has_script_or_style_of_its_own(reader: Client, newsroom: Newsroom) -> None:
    for address in every_page(newsroom):
        response = reader.get(address)
        assert response.status_code == (404 if address == "/nowhere/" else 200), address
        page = response.content.decode()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page), address
        for attributes, content in re.findall(r"<script([^>]*)>(.*?)</script>", page, re.DOTALL):
            assert "src=" in attributes or "application/json" in attributes, address
            assert "src=" not in attributes or not content.strip(), address
        policy = response["Content-Security-Policy"]
        assert "script-src 'self'" in policy, address
        assert "unsafe" not in policy, address


def test_every_page_has_a_title_one_heading_a_main_part_and_a_skip_link(
    reader: Client, newsroom: Newsroom
) -> None:
    for address in every_page(newsroom):
        response = reader.get(address)
        assert response.status_code == (404 if address == "/nowhere/" else 200), address
        page = response.content.decode()
        if "standing" in address:
            continue
        assert re.search(r"<title>\s*\w[^<]*· Onrecord\s*</title>", page), address
        assert page.count("<h1") == 1, address
        assert page.count("<main") == 1, address
        assert 'class="skip" href="#main"' in page, address
