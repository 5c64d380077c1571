"""The commands of manage.py."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlparse
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from rest_framework.test import APIClient

from articles.formats import jsonl
from articles.management.commands.worker import sweep
from articles.models import AccessToken, Article, Release, Run, User
from articles.services.documents import review_of
from tests import making
from tests.making import HAPPY, TEXT, WON, act

ROOT = Path(settings.BASE_DIR)


def manage(
    environment: dict[str, str], *arguments: str, cwd: Path = ROOT
) -> subprocess.CompletedProcess[bytes]:
    """A command run as a process of its own, over the database of the tests."""
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "annotator.settings", **environment},
        cwd=cwd, capture_output=True, check=False, timeout=50,
    )  # fmt: skip


def said(*arguments: Any, **options: Any) -> str:
    """What a command writes when it is called within this process."""
    out = StringIO()
    call_command(*arguments, stdout=out, stderr=out, **options)
    return out.getvalue()


# --- import -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_folder_of_texts_is_imported_with_what_is_said_about_them(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "ferry.txt").write_bytes(TEXT.replace("\n", "\r\n").encode("utf-16"))
    (tmp_path / "ferry.toml").write_text(
        'title = "Ferry"\npublisher = "Paper"\npublished = 2026-03-04\nlanguage = "en"\nterms = "ours"\n'
    )
    (tmp_path / "in" / "other.txt").write_text("Another text.")
    (tmp_path / "notes.md").write_text("Not for import.")
    output = said("import_articles", tmp_path)
    assert output.count("imported") == 2
    ferry = Article.objects.get(title="Ferry")
    assert (ferry.text, ferry.publisher, str(ferry.published)) == (TEXT, "Paper", "2026-03-04")
    assert Article.objects.count() == Run.objects.count() == 2
    assert said("import_articles", tmp_path).count("was there already") == 2
    assert Article.objects.count() == Run.objects.count() == 2


BAD_FILES: dict[str, tuple[bytes, str]] = {
    "an empty text": (b"", ""),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00", ""),
    "a description that is no TOML": (b"A text.", "title = "),
    "a description in another encoding": (b"A text.", "title = 'caf\udce9'"),
    "a title that is a number": (b"A text.", "title = 7"),
    "a date that is a text": (b"A text.", "published = 'yesterday'"),
    "a date with a time": (b"A text.", "published = 2026-03-04T05:06:07Z"),
    "a title that is too long": (b"A text.", f"title = '{'x' * 301}'"),
    "an address that runs a script": (b"A text.", "url = 'javascript:alert(1)'"),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("text", "about"), BAD_FILES.values(), ids=BAD_FILES)
def test_is_refused_by_name_and_the_others_come_in(text: bytes, about: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(text)
    (tmp_path / "a.toml").write_bytes(about.encode(errors="surrogateescape"))
    (tmp_path / "b.txt").write_text("A good text.")
    error = StringIO()
    with pytest.raises(CommandError, match="1 file refused"):
        call_command("import_articles", tmp_path, stdout=StringIO(), stderr=error)
    assert error.getvalue().startswith("a.txt: ")
    assert [a.text for a in Article.objects.all()] == ["A good text."]


@pytest.mark.django_db
def test_a_file_that_no_article_can_fill_is_refused_unread(tmp_path: Path) -> None:
    with open(tmp_path / "huge.txt", "wb") as file:
        file.truncate(2**40)  # a hole on the disk, more than any memory
    error = StringIO()
    with pytest.raises(CommandError, match="1 file refused"):
        call_command("import_articles", tmp_path, stdout=StringIO(), stderr=error)
    assert "The text has 1,099,511,627,776 bytes" in error.getvalue()


@pytest.mark.django_db
def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no file or folder"):
        call_command("import_articles", tmp_path / "nowhere")


@pytest.mark.django_db
def test_what_a_system_adds_to_an_archive_is_told_and_no_reason_to_fail(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "papers.zip", "w") as archive:
        archive.writestr("ferry.txt", "“The ferry will run,” said Ann Lee.")
        archive.writestr("__MACOSX/._ferry.txt", "\0")
    out, err = StringIO(), StringIO()
    call_command("import_articles", tmp_path, stdout=out, stderr=err)
    assert "imported" in out.getvalue()
    assert "left out" in err.getvalue()
    assert Article.objects.count() == 1


def test_annotated_articles_are_imported_in_somebodys_name(tmp_path: Path, editor: User) -> None:
    article = making.article(WON, by=editor)
    act(editor, article, making.quote(article), "accept")
    file = tmp_path / "record.jsonl"
    said("export_articles", output=str(file))
    with file.open("a") as lines:
        lines.write("{}\n")
    error = StringIO()
    with pytest.raises(CommandError, match="1 refused; the others are in"):
        call_command("import_articles", file, format="jsonl", by="mara", stdout=StringIO(), stderr=error)
    assert "record.jsonl, line 2: refused" in error.getvalue()
    said("export_articles", output=str(file))
    told = said("import_articles", file, format="jsonl", by="mara")
    assert (
        f"article 1: known, article {article.pk}, “{article.title}”: 0 decided, 0 suggested, 1 known" in told
    )
    with pytest.raises(CommandError, match="--by"):
        call_command("import_articles", file, format="jsonl")


# --- export -----------------------------------------------------------------------------------------------------


@pytest.fixture
def record(transactional_db: None, editor: User) -> Article:
    """An article with an accepted and a rejected quote, and one without any."""
    article = making.article(WON, HAPPY)
    won, happy = (s.pk for s in making.offered(article))
    act(editor, article, won, "accept")
    act(editor, article, happy, "reject")
    making.article(WON, text=TEXT + "Nothing decided.\n")
    return article


@pytest.mark.django_db(transaction=True)
def test_the_record_goes_to_standard_output(record: Article, process_environment: dict[str, str]) -> None:
    done = manage({**process_environment, "PYTHONIOENCODING": "latin-1"}, "export_articles")
    assert (done.returncode, done.stderr) == (0, b"")
    (document,) = jsonl.read(io.BytesIO(done.stdout))
    assert [a.content[0].text for a in document.attributions] == ["“We won,”"]
    assert document.text == TEXT


@pytest.mark.django_db(transaction=True)
def test_the_record_goes_to_a_file(
    record: Article, process_environment: dict[str, str], tmp_path: Path
) -> None:
    done = manage(
        process_environment, "export_articles", "--format", "csv", "--output", str(tmp_path / "out.csv")
    )
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"CSV has no place for: " in done.stderr
    assert b"1 text of an article" in done.stderr
    with open(tmp_path / "out.csv", encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["content"], row["state"]) == ("“We won,” […] “It took us eleven days.”", "accepted")
    only = manage(process_environment, "export_articles", "--article", str(record.pk + 1))
    assert (only.returncode, only.stdout) == (0, b"")


# --- tokens, preparation ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_token_is_printed_once_and_works(editor: User) -> None:
    secret = said("create_token", "mara", "--scope", "write", "--name", "Dashboard").strip()
    row = AccessToken.objects.get()
    assert (row.user, row.scope, row.name) == (editor, "write", "Dashboard")
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert api.post("/api/v1/speakers/", {"name": "Ada"}).status_code == 201


@pytest.mark.django_db
def test_a_token_may_only_read_unless_it_is_asked_to_write(editor: User) -> None:
    said("create_token", "mara", "--name", "x" * 101)
    assert AccessToken.objects.get().scope == "read"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "arguments",
    [
        ["nobody"],
        ["mara", "--scope", "all"],
        ["mara", "--days", "0"],
        ["mara", "--days", "-5"],
        ["mara", "--days", "999999999999"],
    ],
    ids=str,
)
def test_no_token_is_made_for(arguments: list[str], editor: User) -> None:
    with pytest.raises(CommandError):
        said("create_token", *arguments)
    assert not AccessToken.objects.exists()


@pytest.mark.django_db
def test_a_token_is_listed_and_ended_by_its_name_or_first_letters(editor: User) -> None:
    keys = [said("create_token", "mara", "--name", name).strip() for name in ("Dashboard", "Archive", "Lost")]
    AccessToken.objects.filter(name="Archive").update(
        last_used_at=datetime(2026, 3, 31, 12, tzinfo=UTC), expiry=None
    )
    listed = said("revoke_token", "--user", "mara").splitlines()
    assert listed == said("revoke_token").splitlines()
    assert [line.split("  ")[1:4] for line in listed] == [
        ["mara", f"“{name}”", "read"] for name in ("Dashboard", "Archive", "Lost")
    ]
    assert "never used  expires 20" in listed[0]
    assert "last used 2026-03-31  never expires" in listed[1]
    assert not any(key in "".join(listed) for key in keys)
    for which in ("Archive", keys[2], keys[0][:10]):
        assert said("revoke_token", which).startswith("Ended: onr_")
    assert not AccessToken.objects.exists()
    api = APIClient()
    for key in keys:
        api.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
        assert api.get("/api/v1/speakers/").status_code == 401


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["Nightly"], "2 tokens go by “Nightly”. Name one by its first letters."),
        (["Weekly"], "There is no such token."),
        (["onr_"], "There is no such token."),
        ([""], "There is no such token."),
        (["Nightly", "--user", "tom"], "There is no such user."),
        (["--user", "tom"], "There is no such user."),
    ],
    ids=str,
)
def test_no_token_is_ended_by_a_guess(arguments: list[str], sentence: str, editor: User) -> None:
    for _ in range(2):
        said("create_token", "mara", "--name", "Nightly")
    with pytest.raises(CommandError, match=re.escape(sentence)):
        said("revoke_token", *arguments)
    assert AccessToken.objects.count() == 2


@pytest.mark.django_db
def test_a_colleague_gets_an_account_and_a_link_that_works_once() -> None:
    link = said(
        "create_user", "tom", "--email", "tom@paper.example", "--full-name", "Tom van Checker",
        "--link-base", "https://onrecord.example/",
    ).strip()  # fmt: skip
    person = User.objects.get()
    assert (person.username, person.email, person.display_name) == (
        "tom", "tom@paper.example", "Tom van Checker",
    )  # fmt: skip
    assert not any((person.is_staff, person.is_superuser, person.has_usable_password()))
    assert link.startswith("https://onrecord.example/sign-in/")
    browser = Client()
    assert browser.get(urlparse(link).path)["Location"] == "/"
    assert Client().get(urlparse(link).path).status_code == 410
    page = browser.get("/accounts/password/change/", follow=True)
    browser.post(
        page.redirect_chain[-1][0],
        {"password1": "correct horse battery", "password2": "correct horse battery"},
    )
    assert Client().login(username="tom", password="correct horse battery")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["MARA"], "there is a user “MARA” already"),
        (["tom", "--email", "Mara@Paper.example"], "somebody has the address"),
        (["tom", "--email", "tom"], "email: Enter a valid email address."),
        (["tom smith"], "username: Enter a valid username."),
        (["x" * 151], "username: "),
        (["tom", "--full-name", "x" * 151], "last_name: "),
        ([""], "username: "),
    ],
    ids=lambda value: str(value)[:40],
)
def test_no_account_is_made_for(arguments: list[str], sentence: str, editor: User) -> None:
    User.objects.update(email="mara@paper.example")
    with pytest.raises(CommandError, match=re.escape(sentence)):
        said("create_user", *arguments)
    assert User.objects.count() == 1


# --- worker -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_worker_tidies_up_what_nobody_asks_for_again() -> None:
    for text in ("One text.", "Another text.", "A third text."):
        making.import_article(text=text, by=None)
    old, recent, waiting = DBTaskResult.objects.order_by("enqueued_at")
    for job, days in ((old, 15), (recent, 13)):
        DBTaskResult.objects.filter(pk=job.pk).update(
            status="SUCCESSFUL", finished_at=timezone.now() - timedelta(days=days)
        )
    for days in (-1, 1):
        session = SessionStore()
        session.set_expiry(timedelta(days=days))
        session.create()
    stop = threading.Event()
    stop.set()
    sweep(stop)
    assert set(DBTaskResult.objects.values_list("pk", flat=True)) == {recent.pk, waiting.pk}
    assert Session.objects.get().expire_date > timezone.now()
    assert Run.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_preparing_twice_changes_nothing_and_gives_a_new_link(settings: Any) -> None:
    first = said("prepare", link_base="http://127.0.0.1:8000/").strip()
    facts = (
        list(Article.objects.values("pk", "sha256")),
        list(Run.objects.values("pk")),
        list(User.objects.values("pk")),
    )
    assert len(facts[0]) == len(list((ROOT / "seeds").glob("*.txt")))
    stamp = (settings.STATIC_ROOT / ".collected").stat().st_mtime_ns
    second = said("prepare").strip()
    assert (
        list(Article.objects.values("pk", "sha256")), list(Run.objects.values("pk")), list(User.objects.values("pk")),
    ) == facts  # fmt: skip
    assert (settings.STATIC_ROOT / ".collected").stat().st_mtime_ns == stamp
    assert "\n" not in second
    browser = Client()
    assert browser.get(urlparse(second).path)["Location"] == "/"
    assert Client().get(urlparse(first).path).status_code == 410
    person = User.objects.get()
    assert not person.has_usable_password()
    assert review_of(Article.objects.get(), person)["run"]["state"] == "queued"


# --- releases ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "reached"), [("http://127.0.0.1:8731", False), ("https://onrecord.example", True)]
)
def test_a_release_built_here_says_which_address_it_freezes(
    editor: User, settings: Any, tmp_path: Path, address: str, reached: bool
) -> None:
    settings.SITE_ADDRESS, settings.RELEASES_DIR = address, tmp_path
    article = making.article(WON)
    act(editor, article, making.quote(article), "accept")
    printed = said("build_release", "Ferry quotes")
    release = Release.objects.get()
    assert release.contents["address"] == f"{address}/releases/{release.pk}/"
    assert f"It is frozen with the address {release.contents['address']}," in printed
    assert ("SITE_ADDRESS=" in printed) is not reached


@pytest.mark.django_db(transaction=True)
def test_the_address_of_the_site_is_taken_from_the_environment(process_environment: dict[str, str]) -> None:
    made = manage({**process_environment, "SITE_ADDRESS": "https://onrecord.example/"}, "create_user", "tom")
    assert made.stdout.decode().startswith("https://onrecord.example/sign-in/")
