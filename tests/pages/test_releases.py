"""The pages about releases: what they say in every state, what they cost, and what they hand out."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Release, User
from articles.pages.plots import plots_of
from articles.services.freezing import folder_of
from articles.services.releasing import ask_for_release, build
from articles.services.selecting import select
from tests.pages.conftest import Newsroom


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.RELEASES_DIR = tmp_path / "releases"


@pytest.fixture
def release(newsroom: Newsroom, editor: User) -> Release:
    """A release of three quotes by two speakers, built."""
    newsroom.article("Ferry <b>", quotes=3, decided=2, published=date(2026, 3, 1), publisher="Harbour & Post")
    newsroom.article("Harbour", quotes=1, decided=1, by="Zoë Ström", published=date(2026, 6, 1))
    asked = ask_for_release(
        by=editor, name="Ferry <i>quotes</i>", selection=select(), purpose="<b>To</b> cite."
    )
    build.call(asked.pk, 1)
    asked.refresh_from_db()
    return asked


def page_of(reader: Client, url: str) -> str:
    response = reader.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_with_nothing_decided_there_is_nothing_to_release(reader: Client, newsroom: Newsroom) -> None:
    newsroom.article("Ferry", quotes=1)
    assert "There is nothing to release yet" in page_of(reader, "/releases/")
    newsroom.article("Harbour", quotes=1, decided=1)
    assert "Nothing has been released yet" in page_of(reader, "/releases/")


def test_the_form_counts_what_it_would_hold(reader: Client, newsroom: Newsroom) -> None:
    newsroom.article("Ferry", quotes=3, decided=2, publisher="Post")
    newsroom.article("Harbour", quotes=1, decided=1, by="Zoë Ström", publisher="Sea")
    page = page_of(reader, "/releases/new/")
    assert re.search(r'big number">3</p><p>quotes from 2 articles', page)
    assert re.search(
        r'big number">1</p><p>quote from 1 article<', page_of(reader, "/releases/new/?publishers=Sea")
    )
    assert "<strong>No quote</strong>" in page_of(reader, "/releases/new/?kinds=mixed")
    assert "Tick at least one." in page_of(reader, "/releases/new/?states=")
    nonsense = page_of(reader, "/releases/new/?decided_from=2026-02-01&decided_until=2026-01-01")
    beside = re.search(r'<div id="decided-wrong">(.*?)</div>', nonsense, re.DOTALL)
    assert beside
    assert "Swap the two days." in beside[1]
    assert "This is no date." in page_of(reader, "/releases/new/?decided_from=soon")


def test_speakers_are_found_by_name_and_stay_once_chosen(reader: Client, newsroom: Newsroom) -> None:
    newsroom.article("Ferry", quotes=1, decided=1)
    newsroom.article("Harbour", quotes=1, decided=1, by="Zoë Ström")
    found = page_of(reader, "/releases/new/?speaker_words=strom")
    assert "Zoë Ström" in found
    assert "Ines Okafor" not in found
    (zoe,) = re.findall(r'name="speakers" value="([^"]+)"', found)
    chosen = page_of(reader, f"/releases/new/?speakers={zoe}&speaker_words=okafor")
    assert re.search(rf'value="{zoe}"[^>]*checked', chosen)
    assert "Ines Okafor" in chosen
    assert 'big number">1<' in chosen


def test_a_release_is_asked_for_on_the_page(reader: Client, newsroom: Newsroom) -> None:
    newsroom.article("Ferry", quotes=1, decided=1)
    refused = reader.post("/releases/new/", {"name": "", "purpose": "For the record"}).content.decode()
    assert "A release needs a name." in refused
    assert "For the record" in refused
    nothing = reader.post("/releases/new/", {"name": "x", "kinds": "mixed"}).content.decode()
    assert "there is nothing to release. Choose less narrowly." in nothing
    none = reader.post("/releases/new/", {"name": "x", "states": ""}).content.decode()
    assert "Tick at least one." in none
    assert not Release.objects.exists()
    response = reader.post("/releases/new/", {"name": "Ferry quotes", "states": "accepted", "formats": "csv"})
    release = Release.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/releases/{release.pk}/")
    assert (release.formats, release.selection["states"]) == (["jsonl", "csv"], ["accepted"])
    waiting = page_of(reader, response["Location"])
    assert "Waiting for its turn" in waiting
    assert f'hx-get="/releases/{release.pk}/progress/"' in waiting


def test_the_page_asks_how_far_it_is_and_loads_anew_at_the_end(reader: Client, newsroom: Newsroom) -> None:
    newsroom.article("Ferry", quotes=1, decided=1)
    release = ask_for_release(by=newsroom.editor, name="Ferry quotes", selection=select())
    Release.objects.update(state="running", stage="Freezing the quotes", progress=35)
    part = page_of(reader, f"/releases/{release.pk}/progress/")
    assert "Freezing the quotes" in part
    assert 'value="35"' in part
    assert "<html" not in part
    Release.objects.update(state="failed", failure="The disk is full.")
    ended = reader.get(f"/releases/{release.pk}/progress/")
    assert ended["HX-Refresh"] == "true"
    failed = page_of(reader, f"/releases/{release.pk}/")
    assert "The disk is full." in failed
    assert reader.post(f"/releases/{release.pk}/retry/").status_code == 302
    assert Release.objects.get().state == "queued"


def test_the_page_of_a_release_shows_what_is_in_it_and_runs_nothing_of_it(
    reader: Client, release: Release
) -> None:
    page = page_of(reader, f"/releases/{release.pk}/")
    assert "Ferry &lt;i&gt;quotes&lt;/i&gt;" in page
    assert "<b>To" not in page
    assert "<i>quotes" not in page
    assert "style=" not in page
    assert page.count('role="img"') == 3
    assert page.count("<desc ") == page.count('<details class="numbers">') == 3
    assert "Ines Okafor" in page
    assert '<td class="number">66.7 %</td>' in page
    for file in release.files.all():
        assert f'href="/releases/{release.pk}/files/{file.name}"' in page


def test_a_file_is_downloaded_and_a_link_to_it_made(reader: Client, release: Release) -> None:
    file = release.files.first()
    assert file is not None
    answer = reader.get(f"/releases/{release.pk}/files/{file.name}")
    body = b"".join(cast(Iterable[bytes], answer.streaming_content))
    assert body == (folder_of(release.pk) / file.name).read_bytes()
    page = reader.post(f"/releases/{release.pk}/files/{file.name}/link/").content.decode()
    (url,) = re.findall(r'value="(http://testserver/releases/linked/[^"]+)"', page)
    linked = Client().get(url)
    assert b"".join(cast(Iterable[bytes], linked.streaming_content)) == body
    assert reader.get("/releases/1/files/nothing").status_code == 404


def test_the_checksums_are_those_of_all_files_and_let_them_be_checked(
    reader: Client, release: Release
) -> None:
    answer = reader.get(f"/releases/{release.pk}/SHA256SUMS")
    assert answer["Content-Disposition"] == 'attachment; filename="SHA256SUMS"'
    sums = folder_of(release.pk).parent / "SHA256SUMS"
    sums.write_bytes(answer.content)
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", sums],
        cwd=folder_of(release.pk),
        capture_output=True,
        text=True,
        check=True,
    )
    assert sorted(done.stdout.splitlines()) == sorted(
        f"{path.name}: OK" for path in folder_of(release.pk).iterdir()
    )
    assert reader.get(f"/releases/{release.pk}/SHA256SUMS").content == answer.content
    page = page_of(reader, f"/releases/{release.pk}/")
    assert f'href="/releases/{release.pk}/SHA256SUMS"' in page
    for file in release.files.all():
        assert page.count(f"<code>{file.sha256}</code>") >= 1
    assert reader.get("/releases/999/SHA256SUMS").status_code == 404


def test_a_release_says_at_the_top_how_to_cite_it_and_shows_its_files_by_format(
    reader: Client, release: Release
) -> None:
    page = page_of(reader, f"/releases/{release.pk}/")
    places = [
        page.index(words)
        for words in ("How to cite it", "Quotes by kind", "What was asked for", ">Files<", "Datasheet</h2>")
    ]
    assert places == sorted(places)
    assert re.search(r"<b>JSON Lines</b> <span class=\"note\">\d files?, ", page)
    assert re.search(r"<details class=\"unfold datasheet\">\s*<summary><h2>Datasheet</h2>", page)
    assert "Only the machine that it was frozen on reaches this address." in page


def test_an_address_that_nobody_else_reaches_is_warned_of_before_it_is_frozen(
    reader: Client, newsroom: Newsroom, settings: Any
) -> None:
    newsroom.article("Ferry", quotes=1, decided=1)
    settings.SITE_ADDRESS = "http://127.0.0.1:8731"
    page = page_of(reader, "/releases/new/")
    assert "<b>http://127.0.0.1:8731</b>, which only this machine reaches" in page
    assert "SITE_ADDRESS=https://onrecord.paper.org" in page
    settings.SITE_ADDRESS = "https://onrecord.example"
    assert "only this machine reaches" not in page_of(reader, "/releases/new/")


def test_a_release_whose_files_are_gone_says_so(reader: Client, release: Release) -> None:
    for path in folder_of(release.pk).iterdir():
        path.unlink()
    assert "gone from the disk" in page_of(reader, f"/releases/{release.pk}/")


def test_the_pages_cost_the_same_whatever_the_number_of_releases(
    release: Release, queries: Callable[[str], int]
) -> None:
    before = queries("/releases/"), queries(f"/releases/{release.pk}/"), queries("/releases/new/")
    Release.objects.bulk_create(
        Release(name=f"R{n}", selection=select().as_json(), formats=[], requested_by=release.requested_by,
                queued_at=timezone.now()) for n in range(20)
    )  # fmt: skip
    assert (queries("/releases/"), queries(f"/releases/{release.pk}/"), queries("/releases/new/")) == before


# --- plots ------------------------------------------------------------------------------------------------------


def contents(**details: Any) -> dict[str, Any]:
    return {
        "attributions": 10,
        "kinds": {"direct": 6, "indirect": 4, "mixed": 0},
        "speakers": {"number": 0, "attributions": 0, "named": [], "without": 10},
        "months": {},
        "undated": 10,
        **details,
    }


def test_bars_start_at_zero_and_are_as_long_as_their_shares() -> None:
    [kinds, speakers] = plots_of(contents())
    assert [(bar.name, bar.width) for bar in kinds.bars] == [
        ("Direct", 60.0),
        ("Indirect", 40.0),
        ("Mixed", 0.0),
    ]
    assert [row.share for row in kinds.rows] == [60.0, 40.0, 0.0]
    assert speakers.summary == "Nobody is named as a speaker."


def test_many_speakers_are_put_together_and_add_up() -> None:
    named = [
        {"id": str(n), "name": f"Speaker {n}", "kind": "person", "attributions": 20 - n} for n in range(12)
    ]
    said = {
        "number": 12,
        "attributions": sum(one["attributions"] for one in named),
        "named": named,
        "without": 3,
    }
    [_, speakers] = plots_of(contents(attributions=200, speakers=said))
    assert speakers.rows[-2].name == "4 others together"
    assert sum(row.number for row in speakers.rows) == said["attributions"] + 3


def said_by(*numbers: int, without: int = 0) -> dict[str, Any]:
    """What a release with a speaker for each of these numbers of quotes holds."""
    named = [
        {"id": str(n), "name": f"Speaker {n}", "kind": "person", "attributions": number}
        for n, number in enumerate(numbers)
    ]
    said = {"number": len(named), "attributions": sum(numbers), "named": named[:50], "without": without}
    return contents(attributions=sum(numbers) + without, speakers=said)


@pytest.mark.parametrize(
    ("numbers", "summary"),
    [
        ((3, 2, 2), "Speaker 0 is quoted most: 3 of 7 quotes."),
        ((2, 2, 2, 2, 1, 1), "Four are quoted most, 2 times each."),
        ((1, 1, 1), "Each of the three is quoted once."),
        ((5,) * 12 + (1,), "12 are quoted most, 5 times each."),
        ((2,) * 60 + (1,), "At least 50 are quoted most, 2 times each."),
    ],
    ids=["one of them", "four of them", "all of them", "a dozen of them", "more than are named"],
)
def test_nobody_is_singled_out_of_those_who_are_quoted_as_often(
    numbers: tuple[int, ...], summary: str
) -> None:
    [_, speakers] = plots_of(said_by(*numbers))
    assert speakers.summary == summary


def test_a_couple_of_speakers_are_not_hidden_behind_their_number() -> None:
    [_, ten] = plots_of(said_by(*range(10, 0, -1), without=1))
    assert [row.name for row in ten.rows] == [*(f"Speaker {n}" for n in range(10)), "Nobody named"]
    [_, eleven] = plots_of(said_by(*range(11, 0, -1)))
    assert [row.name for row in eleven.rows[-2:]] == ["Speaker 7", "3 others together"]


def test_kinds_that_are_as_many_are_named_together() -> None:
    [kinds, _] = plots_of(contents(kinds={"direct": 5, "indirect": 5, "mixed": 0}))
    assert kinds.summary == "As many are direct and indirect: 5 each, of 10."


def test_a_single_month_is_a_column_among_others_that_could_be() -> None:
    *_, time = plots_of(contents(months={"2026-09": 14}, undated=0))
    assert time.summary == "From articles published in 2026-09."
    [column] = time.shapes
    assert (column.left, column.width, column.middle, column.anchor) == (42.0, 16.0, 50.0, "middle")


def test_time_has_no_holes_and_becomes_years_where_it_is_long() -> None:
    *_, time = plots_of(contents(months={"2025-11": 4, "2026-02": 8}, undated=0))
    assert [(row.name, row.number) for row in time.rows] == [
        ("2025-11", 4), ("2025-12", 0), ("2026-01", 0), ("2026-02", 8),
    ]  # fmt: skip
    assert [shape.height for shape in time.shapes] == [65.0, 0.0, 0.0, 130.0]
    *_, years = plots_of(contents(months={"2020-11": 4, "2026-02": 8, "2026-03": 1}, undated=1))
    assert [(row.name, row.number) for row in years.rows][::6] == [("2020", 4), ("2026", 9)]


@pytest.mark.parametrize(
    "address", ["/releases/new/?publishers=a%00b&decided_until=9999-12-31", "/releases/1/files/a%00"]
)
def test_what_no_browser_sends_breaks_nothing(reader: Client, release: Release, address: str) -> None:
    assert reader.get(address).status_code in (200, 404)
    if "new" in address:
        assert reader.post("/releases/new/", {"name": "Ferry", "publishers": "a\0b"}).status_code == 200
