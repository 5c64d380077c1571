"""How releases come to be: frozen once, the same bytes whenever they are built, whatever happens to the workers."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.errors import BadPeriod, BadRelease, NoSuchValue, NotFound, NothingSelected, NotPossible
from articles.formats import FORMATS, jsonl
from articles.models import Article, Release, Speaker, User
from articles.services.freezing import Progress, derive, folder_of
from articles.services.handing_out import file_named
from articles.services.merging import merge_speakers
from articles.services.registry import create_speaker
from articles.services.releasing import ask_for_release, build, retry_release, sweep_lost_releases
from articles.services.selecting import STANDING, Selection, publishers_matching, select
from tests import making
from tests.machine.processes import Worker
from tests.making import HAPPY, SAIL, TEXT, WON, act
from tests.services.test_suggesting import SILENT, until

INSTALLED = [name for name, format in FORMATS.items() if not format.needs]


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """Where releases go, for as long as a test takes."""
    settings.RELEASES_DIR = tmp_path / "releases"
    return settings.RELEASES_DIR


@pytest.fixture
def record(editor: User) -> list[Article]:
    """Twelve articles on different boats; in each a quote accepted, one rejected, one undecided."""
    articles = []
    for n in range(12):
        boats = " ".join(f"The boat {n * 100 + m} sailed to harbour {n * 7 + m}." for m in range(12))
        article = making.article(
            WON, SAIL, HAPPY, text=f"{TEXT}{boats}\n", title=f"Boats {n}", publisher="Harbour | Post",
            published=date(2026, 1 + n % 6, 1),
        )  # fmt: skip
        act(editor, article, making.quote(article), "accept")
        act(editor, article, making.quote(article, SAIL.content[0]), "reject")
        articles.append(article)
    return articles


def ask(by: User, **details: Any) -> Release:
    given = {"name": "Ferry quotes", "selection": select(), "formats": INSTALLED, **details}
    return ask_for_release(by=by, **given)


def built(release: Release) -> Release:
    build.call(release.pk, release.attempt)
    release.refresh_from_db()
    assert release.failure == ""
    return release


def file(release: Release, ending: str) -> Path:
    return folder_of(release.pk) / f"onrecord-release-{release.pk}{ending}"


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def lose(release: Release, state: str = "running") -> None:
    then = timezone.now() - timedelta(hours=1)
    DBTaskResult.objects.all().delete()
    Release.objects.filter(pk=release.pk).update(state=state, heartbeat_at=then, queued_at=then)


# --- what is in it ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_release_holds_what_people_stand_by_and_says_what_it_holds(
    record: list[Article], editor: User
) -> None:
    release = built(ask(editor, purpose="To be *cited*.", licence="CC BY 4.0"))
    assert (release.state, release.progress, release.stage) == ("done", 100, "")
    documents = list(jsonl.read(io.BytesIO(file(release, ".jsonl").read_bytes())))
    assert [document.title for document in documents] == [article.title for article in record]
    assert [[quote.state for quote in document.attributions] for document in documents] == [["accepted"]] * 12
    found = release.contents
    assert (found["articles"], found["attributions"], found["kinds"]["direct"]) == (12, 12, 12)
    assert found["speakers"]["named"][0]["name"] == "Ada Nkemelu"
    assert found["months"] == {f"2026-{month:02}": 2 for month in range(1, 7)}
    assert found["pipelines"] == [{"name": "by hand", "version": "1", "hash": "0" * 64, "attributions": 12}]
    assert (found["deciders"], found["by_several"]) == ([{"name": "Mara Editor", "attributions": 12}], 0)
    manifest = json.loads(file(release, "-manifest.json").read_text())
    assert manifest["contents"] == found
    for said in manifest["files"]:
        content = (folder_of(release.pk) / said["name"]).read_bytes()
        assert (said["bytes"], said["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    listed = {said["name"] for said in manifest["files"]} | {file(release, "-manifest.json").name}
    assert listed == {path.name for path in folder_of(release.pk).iterdir()}
    assert listed == set(release.files.values_list("name", flat=True))
    sheet = file(release, "-datasheet.md").read_text()
    assert folder_of(release.pk).stat().st_mode & 0o077 == 0
    assert not re.search(r"\d\.\d+\+00:00", sheet)
    assert re.search(r"frozen on \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC: 12 quotes", sheet)
    for words in (
        "To be \\*cited\\*.",
        "CC BY 4.0",
        "| Harbour \\| Post | 12 |",
        "| by hand 1 |",
        "Mara Editor",
    ):
        assert words in sheet


@pytest.mark.django_db
def test_the_parts_together_are_the_whole_and_share_no_article(record: list[Article], editor: User) -> None:
    release = built(ask(editor))
    part_of = {row["article"]: row["part"] for row in table(file(release, "-splits.csv"))}
    seen = {}
    for part in ("train", "dev", "test"):
        path = file(release, f"-{part}.jsonl")
        for line in lines(path) if path.exists() else []:
            assert line["id"] not in seen
            assert part_of[line["id"]] == part
            seen[line["id"]] = line
    assert seen == {line["id"]: line for line in lines(file(release, ".jsonl"))}


@pytest.mark.django_db
def test_a_file_in_a_format_has_the_quotes_of_its_part(record: list[Article], editor: User) -> None:
    release = built(ask(editor))
    for part in ("", "-train"):
        rows = table(file(release, f"{part}.csv"))
        assert [row["article"] for row in rows] == [
            line["id"] for line in lines(file(release, f"{part}.jsonl"))
        ]


# --- the same bytes ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_was_frozen_gives_the_same_bytes_whenever_it_is_built(
    record: list[Article], editor: User, tmp_path: Path
) -> None:
    release = built(ask(editor))
    act(editor, record[0], making.offered(record[0])[0].pk, "accept")
    Article.objects.update(title="Another title")
    again = tmp_path / "again"
    again.mkdir()
    papers = derive(release, again, Progress())
    assert [(p.name, p.size, p.sha256) for p in papers] == list(
        release.files.values_list("name", "size", "sha256")
    )
    for path in again.iterdir():
        assert path.read_bytes() == (folder_of(release.pk) / path.name).read_bytes(), path.name


@pytest.mark.django_db
def test_two_releases_of_one_record_hold_the_same_articles_in_the_same_parts(
    record: list[Article], editor: User
) -> None:
    first = built(ask(editor))
    later_one = making.article(WON, text=f"{TEXT}One more.\n")
    act(editor, later_one, making.quote(later_one), "accept")
    second = built(ask(editor))
    earlier, later = (table(file(one, "-splits.csv")) for one in (first, second))
    assert later[: len(earlier)] == earlier
    assert file(second, ".jsonl").read_text().startswith(file(first, ".jsonl").read_text())


# --- which quotes -----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_selection_narrows_by_everything_it_can_say(record: list[Article], editor: User) -> None:
    ada = record[0].attributions.get(state="accepted").speakers.get()
    today = timezone.localdate()
    whole = select().size()
    assert whole == (12, 12)
    for narrowed, articles in (
        ({"published_from": date(2026, 2, 1), "published_until": date(2026, 3, 1)}, 4),
        ({"publishers": ["Harbour | Post"]}, 12),
        ({"publishers": ["Nobody"]}, 0),
        ({"speakers": [ada.pk]}, 12),
        ({"speakers": [create_speaker(name="Bo Li").pk]}, 0),
        ({"speakers": [ada.pk], "kinds": ["indirect"]}, 0),
        ({"reviewers": [editor.pk], "decided_from": today, "decided_until": today}, 12),
        ({"decided_until": today - timedelta(days=1)}, 0),
        ({"states": ["corrected", "added"]}, 0),
        ({"done": True}, 0),
    ):
        selection = select(**narrowed)
        assert selection.size().articles == articles, narrowed
        assert Selection.from_json(json.loads(json.dumps(selection.as_json()))) == selection
        assert selection.in_words(), narrowed
    assert select().in_words() == []


@pytest.mark.django_db
def test_what_makes_no_sense_is_refused_with_nothing_stored(record: list[Article], editor: User) -> None:
    with pytest.raises(BadPeriod):
        select(decided_from=date(2026, 2, 1), decided_until=date(2026, 1, 1))
    with pytest.raises(NoSuchValue):
        select(states=["rejected"])
    for details, error in (
        ({"name": " "}, BadRelease),
        ({"purpose": "x" * 5000}, BadRelease),
        ({"formats": ["papyrus"]}, NoSuchValue),
        ({"selection": select(kinds=["mixed"])}, NothingSelected),
    ):
        with pytest.raises(error):
            ask(editor, **details)
    assert not Release.objects.exists()
    assert not DBTaskResult.objects.exists()


@pytest.mark.django_db
def test_what_was_undone_meanwhile_fails_with_a_sentence(record: list[Article], editor: User) -> None:
    release = ask(editor, selection=select(publishers=["Harbour | Post"]))
    Article.objects.update(publisher="Another")
    build.call(release.pk, 1)
    release.refresh_from_db()
    assert (release.state, release.failure) == ("failed", str(NothingSelected()))
    assert not list(folder_of(release.pk).iterdir())


# --- whatever happens to workers --------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_job_that_is_queued_twice_builds_once(record: list[Article], editor: User) -> None:
    release = built(ask(editor))
    files = list(release.files.values_list("pk", flat=True))
    build.call(release.pk, 1)
    assert list(release.files.values_list("pk", flat=True)) == files


@pytest.mark.django_db
def test_a_release_that_breaks_is_queued_again_and_keeps_what_it_froze(
    record: list[Article], editor: User
) -> None:
    release = ask(editor)
    in_the_way = file(release, "-manifest.json")
    in_the_way.mkdir(parents=True)
    build.call(release.pk, 1)
    release.refresh_from_db()
    assert (release.state, release.attempt) == ("queued", 2)
    assert "IsADirectoryError" in release.failure
    in_the_way.rmdir()
    frozen = file(release, ".jsonl").read_bytes()
    assert [path.name for path in folder_of(release.pk).iterdir() if path.is_dir()] == []
    act(editor, record[0], making.offered(record[0])[0].pk, "accept")
    lose(release)
    assert sweep_lost_releases() == 1
    release.refresh_from_db()
    assert (release.state, release.attempt) == ("queued", 3)
    built(release)
    assert file(release, ".jsonl").read_bytes() == frozen
    assert sweep_lost_releases() == 0


@pytest.mark.django_db
def test_a_release_that_failed_can_be_built_again_and_one_that_did_not_cannot(
    record: list[Article], editor: User
) -> None:
    release = ask(editor)
    with pytest.raises(NotPossible):
        retry_release(number=release.pk)
    for _ in range(3):
        lose(release)
        assert sweep_lost_releases() == 1
    release.refresh_from_db()
    assert (release.state, release.attempt) == ("failed", 3)
    assert release.failure.startswith("The worker stopped while it built the release, 3 times.")
    assert retry_release(number=release.pk).attempt == 4
    release.refresh_from_db()
    Release.objects.filter(pk=release.pk).update(failure="")
    built(release)
    with pytest.raises(NotPossible):
        retry_release(number=release.pk)


@pytest.mark.django_db
def test_a_frozen_file_that_was_changed_is_noticed(record: list[Article], editor: User) -> None:
    release = ask(editor)
    build.call(release.pk, 1)
    again = ask(editor, name="Again")
    build.call(again.pk, 1)
    release.refresh_from_db()
    whole = file(release, ".jsonl")
    whole.write_text(whole.read_text().replace("Boats 1", "Boots 1"))
    with pytest.raises(Exception, match="is gone or was changed"):
        derive(release, folder_of(again.pk), Progress())


@pytest.mark.django_db(transaction=True)
def test_a_release_is_whole_although_its_worker_is_killed_in_mid_file(
    start_worker: Callable[..., Worker], editor: User, folder: Path
) -> None:
    for n in range(60):
        text = TEXT + "".join(
            f"“We counted {n * 1000 + m} boats,” said Ada Nkemelu on day {m}.\n" for m in range(60)
        )
        quotes = [
            making.proposed(f"“We counted {n * 1000 + m} boats,”", speakers=["Ada Nkemelu"])
            for m in range(60)
        ]
        article = making.article(*quotes, text=text)
        for suggestion in making.offered(article)[:2]:
            act(editor, article, suggestion.pk, "accept")
    release = ask(editor)
    environment = {**SILENT, "RELEASES_DIR": str(folder)}
    first = start_worker(**environment)
    until(lambda: Release.objects.filter(pk=release.pk, state="running").exists())
    first.kill()
    release.refresh_from_db()
    assert release.state == "running"

    start_worker(**environment)
    until(lambda: Release.objects.filter(pk=release.pk, state="done").exists(), 50)
    release.refresh_from_db()
    assert (release.attempt, release.failure) == (2, "")
    assert release.contents["attributions"] == 120
    for stored in release.files.all():
        content = (folder_of(release.pk) / stored.name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == stored.sha256
    assert {path.name for path in folder_of(release.pk).iterdir()} == set(
        release.files.values_list("name", flat=True)
    )


@pytest.mark.django_db
def test_every_state_that_stands_can_be_asked_for() -> None:
    assert [select(states=[state]).states for state in STANDING] == [(state,) for state in STANDING]
    with pytest.raises(NothingSelected), transaction.atomic():
        ask_for_release(by=None, name="Nothing", selection=select())


@pytest.mark.django_db
def test_the_quotes_of_a_speaker_who_was_merged_meanwhile_are_in_it(
    record: list[Article], editor: User
) -> None:
    ada, adaeze = Speaker.objects.get(name="Ada Nkemelu"), create_speaker(name="Adaeze Nkemelu")
    release = ask(editor, selection=select(speakers=[ada.pk]))
    merge_speakers(merged=ada, into=adaeze, by=editor)
    assert len(lines(file(built(release), ".jsonl"))) == len(record)


@pytest.mark.django_db
def test_the_ends_of_the_calendar_are_days_like_others(record: list[Article], editor: User) -> None:
    everything = select().size()
    assert select(decided_from=date.min, decided_until=date.max).size() == everything
    assert select(decided_from=date(9999, 12, 31)).size().attributions == 0
    assert select(published_from=date.min, published_until=date.max).size() == everything


@pytest.mark.django_db
def test_a_name_with_a_nul_is_nobodys() -> None:
    with pytest.raises(NotFound):
        select(publishers=["Harbour\0Post"])
    with pytest.raises(NotFound):
        file_named(number=1, name="a\0b")


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["österr", "ZEITUNG Öst", "osterr"])
def test_publishers_are_found_whatever_case_and_accents(words: str) -> None:
    making.article(publisher="Österreichische Zeitung")
    assert publishers_matching(words, most=8) == ["Österreichische Zeitung"]
    assert publishers_matching("Kurier", most=8) == []
