"""The lists of the API: what is in them, how they are narrowed and paged, and what they cost."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from articles.models import Article, Release, ReleaseFile, Speaker, User
from articles.services.commenting import comment
from articles.services.completing import mark_done
from articles.services.exporting import export
from articles.services.merging import merge_speakers
from articles.services.registry import create_speaker
from articles.services.selecting import select
from tests import making
from tests.api.paging import everything
from tests.making import SAIL, TEXT, WON, act, proposed

pytestmark = pytest.mark.django_db


# --- what they cost ---------------------------------------------------------------------------------------------


def fill(number: int, editor: User) -> None:
    """So many more rows of everything."""
    survivor = create_speaker(name=f"Survivor {number}")
    # Each with as many files as it would have.
    for release in Release.objects.bulk_create(
        Release(
            name=f"Release {n}",
            requested_by=editor,
            selection=select().as_json(),
            formats=["jsonl"],
            queued_at=timezone.now(),
        )
        for n in range(number)
    ):
        ReleaseFile.objects.bulk_create(
            ReleaseFile(
                release=release,
                position=n,
                name=f"{n}.jsonl",
                media_type="text/plain",
                size=n,
                sha256="0" * 64,
            )
            for n in range(5)
        )
    for n in range(number):
        speaker = create_speaker(name=f"Speaker {number}/{n}", aliases=[f"S. {n}"])
        article = making.article(
            proposed("“We won,”", speakers=[speaker.name]), SAIL, text=f"{TEXT}Edition {number}/{n}.\n"
        )
        act(editor, article, making.quote(article), "accept")
        about = {"article_id": article.pk, "attribution": making.quote(article, SAIL.content[0])}
        comment(id=uuid4(), text="Hm.", by=editor, **about)
        mark_done(id=uuid4(), article_id=article.pk, by=editor)
        merge_speakers(merged=speaker, into=survivor, by=editor)
        create_speaker(name=f"Other {number}/{n}", aliases=[f"O. {n}", f"X. {n}"])


LISTS = [
    "articles", "annotated-articles", "attributions", "suggestions", "decisions", "completions", "comments",
    "speakers", "speaker-merges", "runs", "releases",
]  # fmt: skip
COUNTED = {**{name: {} for name in LISTS}, "search": {"q": "won"}}


@pytest.fixture
def costs(editor: User, api: APIClient) -> dict[str, list[tuple[int, int]]]:
    """For each list its rows and queries, with few rows and with many."""
    found: dict[str, list[tuple[int, int]]] = {name: [] for name in COUNTED}
    api.get("/api/v1/articles/")  # notes when the token was used
    for number in (3, 27):
        fill(number, editor)
        for name, asked in COUNTED.items():
            with CaptureQueriesContext(connection) as queries:
                rows = api.get(f"/api/v1/{name}/", {**asked, "page_size": 200}).json()["results"]
            found[name].append((len(rows), len(queries)))
    return found


def test_every_list_takes_the_same_number_of_queries_for_3_and_for_30_rows(
    costs: dict[str, list[tuple[int, int]]],
) -> None:
    for name, ((few, cheap), (many, dear)) in costs.items():
        assert few >= 3, name
        assert many >= 30, name
        assert cheap == dear <= 12, (name, cheap, dear)


# --- what is in them --------------------------------------------------------------------------------------------


def states(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(row["state"] for row in rows)


def test_attributions_are_those_that_somebody_stands_by(api: APIClient, record: Article) -> None:
    assert states(everything(api, "/api/v1/attributions/")) == ["accepted", "added"]


def test_rejected_ones_come_only_when_asked_for(api: APIClient, record: Article) -> None:
    url = "/api/v1/attributions/"
    assert states(everything(api, url, state="rejected")) == ["rejected"]
    assert states(everything(api, url, state=["rejected", "added"])) == ["added", "rejected"]
    (rejected,) = everything(api, url, state="rejected")
    assert api.get(f"{url}{rejected['id']}/").status_code == 404
    assert api.get(f"{url}{rejected['id']}/?state=rejected").status_code == 200


def test_undecided_ones_are_never_among_attributions(api: APIClient, record: Article) -> None:
    (undecided,) = everything(api, "/api/v1/suggestions/")
    found = everything(api, "/api/v1/attributions/", state=["accepted", "corrected", "added", "rejected"])
    assert undecided["id"] not in {row["id"] for row in found}
    assert len(found) == 3
    assert api.get(f"/api/v1/attributions/{undecided['id']}/").status_code == 404
    assert api.get("/api/v1/attributions/?state=suggested").status_code == 400


def test_an_attribution_says_who_said_what_where(api: APIClient, record: Article) -> None:
    row = next(r for r in everything(api, "/api/v1/attributions/") if r["state"] == "accepted")
    assert row["article"] == record.pk
    assert [s["text"] for s in row["spans"] if s["role"] == "content"] == [
        "“We won,”",
        "“It took us eleven days.”",
    ]
    assert all(TEXT[s["start"] : s["end"]] == s["text"] for s in row["spans"])
    assert [s["name"] for s in row["speakers"]] == ["Ada Nkemelu"]
    assert api.get(f"/api/v1/attributions/{row['id']}/").json() == row


FILTERS: dict[str, tuple[str, Callable[[Article], dict[str, Any]], int]] = {
    "attributions of an article": ("attributions", lambda a: {"article": a.pk}, 2),
    "attributions of another article": ("attributions", lambda a: {"article": a.pk + 1}, 0),
    "attributions of a speaker": ("attributions", lambda a: {"speaker": Speaker.objects.get(name="Bo Li").pk}, 1),
    "attributions of nobody": ("attributions", lambda a: {"speaker": uuid4()}, 0),
    "attributions of a kind": ("attributions", lambda a: {"kind": "mixed"}, 1),
    "attributions in a state": ("attributions", lambda a: {"state": "accepted"}, 1),
    "attributions changed since an hour ago": ("attributions", lambda a: {"changed_since": moment(-1)}, 2),
    "attributions changed in the future": ("attributions", lambda a: {"changed_since": moment(1)}, 0),
    "attributions of either kind": ("attributions", lambda a: {"kind": ["mixed", "direct"]}, 2),
    "attributions of either article": ("attributions", lambda a: {"article": [a.pk, a.pk + 1]}, 2),
    "attributions of either speaker": ("attributions", lambda a: {"speaker": [id_of("Bo Li"), uuid4()]}, 1),
    "suggestions of either kind": ("suggestions", lambda a: {"kind": ["direct", "indirect"]}, 1),
    "decisions on either quote": ("decisions", lambda a: {"attribution": quotes_of(a)}, 3),
    "quotes by words and either speaker": ("search", lambda a: {"q": "cr*", "speaker": [id_of("Bo Li"), uuid4()]}, 1),
    "quotes by words and either kind": ("search", lambda a: {"q": "crews", "kind": ["mixed", "indirect"]}, 1),
    "speakers of either kind": ("speakers", lambda a: {"kind": ["group", "person"]}, 2),
    "runs in either state": ("runs", lambda a: {"state": ["failed", "done"]}, 1),
    "suggestions of an article": ("suggestions", lambda a: {"article": a.pk}, 1),
    "suggestions of a kind": ("suggestions", lambda a: {"kind": "indirect"}, 0),
    "suggestions that are likely enough": ("suggestions", lambda a: {"min_confidence": "0.8"}, 1),
    "suggestions that are likelier": ("suggestions", lambda a: {"min_confidence": "0.81"}, 0),
    "decisions on an article": ("decisions", lambda a: {"article": a.pk}, 3),
    "decisions on a quote": ("decisions", lambda a: {"attribution": a.attributions.get(state="accepted").pk}, 1),
    "decisions of a group": ("decisions", lambda a: {"group": uuid4()}, 0),
    "decisions since the future": ("decisions", lambda a: {"since": moment(1)}, 0),
    "quotes by their words": ("search", lambda a: {"q": "eleven -strike"}, 1),
    "quotes by a name": ("search", lambda a: {"q": "bo"}, 1),
    "quotes by words that nobody stands by": ("search", lambda a: {"q": "noon"}, 0),
    "quotes by words and kind": ("search", lambda a: {"q": "crews", "kind": "mixed"}, 1),
    "quotes by words and state": ("search", lambda a: {"q": "crews", "state": "accepted"}, 0),
    "quotes by words and speaker": ("search", lambda a: {"q": "cr*", "speaker": id_of("Bo Li")}, 1),
    "quotes by words and another article": ("search", lambda a: {"q": "crews", "article": a.pk + 1}, 0),
    "articles by accented words": ("articles", lambda a: {"q": "FÉRRY"}, 1),
    "articles by words of their title": ("articles", lambda a: {"q": "STRIKE paper"}, 1),
    "articles by other words": ("articles", lambda a: {"q": "strike train"}, 0),
    "articles of a publisher": ("articles", lambda a: {"publisher": "Paper"}, 1),
    "annotated articles of a publisher": ("annotated-articles", lambda a: {"publisher": "Paper"}, 1),
    "annotated articles that are done": ("annotated-articles", lambda a: {"done": "true"}, 0),
    "speakers by part of a name": ("speakers", lambda a: {"search": "nkém"}, 1),
    "speakers of a kind": ("speakers", lambda a: {"kind": "group"}, 0),
    "runs of an article": ("runs", lambda a: {"article": a.pk}, 1),
    "runs in a state": ("runs", lambda a: {"state": "failed"}, 0),
}  # fmt: skip


def quotes_of(article: Article) -> list[UUID]:
    return [quote.pk for quote in article.attributions.all()]


def id_of(speaker: str) -> UUID:
    return Speaker.objects.get(name=speaker).pk


def moment(hours: int) -> str:
    return (timezone.now() + timedelta(hours=hours)).isoformat()


@pytest.mark.parametrize(("name", "asked", "number"), FILTERS.values(), ids=FILTERS)
def test_a_list_is_narrowed_to(
    name: str, asked: Callable[[Article], dict[str, Any]], number: int, api: APIClient, record: Article
) -> None:
    assert len(everything(api, f"/api/v1/{name}/", **asked(record))) == number


def test_many_values_of_a_filter_are_too_many(api: APIClient) -> None:
    (error,) = api.get("/api/v1/runs/", {"article": range(1, 102)}).json()["errors"]
    assert (error["code"], error["attr"]) == ("too_many", "article")
    assert error["detail"] == "At most 100 can be asked for at a time."


@pytest.mark.parametrize("name", ["kind", "article", "speaker"])
def test_one_value_of_a_filter_is_asked_of_the_database_as_one(
    name: str, api: APIClient, record: Article
) -> None:
    """Which its planner knows an index for, in the order of the list."""
    asked = {"kind": "mixed", "article": record.pk, "speaker": id_of("Bo Li")}
    with CaptureQueriesContext(connection) as queries:
        api.get("/api/v1/attributions/", {name: asked[name]})
    (found,) = [q["sql"] for q in queries if "LIMIT 51" in q["sql"]]
    conditions = found.partition(" WHERE ")[2]
    column = "kind" if name == "kind" else f"{name}_id"
    assert f'"{column}" = ' in conditions
    assert f'"{column}" IN' not in conditions


def test_a_moment_may_be_sent_back_as_it_was_told(api: APIClient, record: Article) -> None:
    """Be its + escaped or, as by hand, not."""
    told = max(row["changed_at"] for row in everything(api, "/api/v1/attributions/"))
    assert told.endswith("+00:00")
    for asked in (told, told.replace("+", "%2B"), told.replace("+00:00", "+0000")):
        answer = api.get(f"/api/v1/attributions/?changed_since={asked}")
        assert [row["changed_at"] for row in answer.json()["results"]] == [told]


NONSENSE = [
    "attributions/?article=x",
    "attributions/?article=1.5",
    "attributions/?article=-1",
    "attributions/?article=" + "9" * 40,
    "attributions/?article=NaN",
    "attributions/?speaker=ada",
    "attributions/?kind=loud",
    "attributions/?changed_since=monday",
    "attributions/?changed_since=0001-01-01T00:00:00%2B14:00",
    "attributions/?changed_since=9999-12-31T23:59:59-14:00",
    "suggestions/?min_confidence=2",
    "suggestions/?min_confidence=x",
    "decisions/?since=2026-13-01",
    "decisions/?attribution=1",
    "decisions/?since=0001-01-01T00:00:00%2B23:00",
    "runs/?article=x",
    "runs/?state=lost",
    "speakers/?kind=robot",
    "speakers/?search=%00",
    "search/",
    "search/?q=",
    "search/?q=-won",
    "search/?q=a*",
    "search/?q=%00",
    "search/?q=won&state=rejected",
    "articles/?q=%00",
]


@pytest.mark.parametrize("asked", NONSENSE)
def test_nonsense_is_refused(asked: str, api: APIClient) -> None:
    response = api.get(f"/api/v1/{asked}")
    assert response.status_code == 400, response.content
    assert response.json()["type"] == "validation_error"


KEYS = ["x", "0", "-1", "9" * 40, "%00", "é", str(uuid4())]


@pytest.mark.parametrize("name", LISTS)
def test_what_is_not_there_is_not_found(name: str, api: APIClient) -> None:
    for key in KEYS:
        response = api.get(f"/api/v1/{name}/{key}/")
        assert response.status_code == 404, key
        assert response.json()["errors"][0]["code"] == "not_found"


# --- pages ------------------------------------------------------------------------------------------------------


CURSORS = [
    "", "x", "é", "p=2020-01-01", "{}", "[]", "null", "[0]", "[2, 1]", "[0, null]", "[0, null, null]", "[0, [], {}]",
    f"[0, {'9' * 40}]", "[0, 1e400]", '[0, "9999-99-99", 1]', '[0, "x\\u0000"]', "[" * 500, f'[1, "{"x" * 900}"]',
]  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_a_cursor_that_no_page_gave_out_is_refused(name: str, api: APIClient, article: Article) -> None:
    for cursor in CURSORS:
        for sent in (cursor, b64encode(cursor.encode()).decode()):
            response = api.get(f"/api/v1/{name}/", {"cursor": sent})
            assert response.status_code == 400, (sent, response.content)
            assert response.json()["errors"][0]["code"] == "bad_cursor", sent


@pytest.mark.parametrize("size", ["0", "-1", "x", "201", "9" * 30, "", "٣"])
def test_a_page_size_that_makes_no_sense_is_refused(size: str, api: APIClient, article: Article) -> None:
    response = api.get(f"/api/v1/articles/?page_size={size}")
    assert response.status_code == 400
    assert response.json()["errors"][0]["attr"] == "page_size"


@pytest.mark.parametrize("of_speaker", [False, True], ids=["all", "of a speaker"])
def test_quotes_that_changed_at_one_moment_come_once_each_forwards_and_backwards(
    of_speaker: bool, api: APIClient, editor: User
) -> None:
    """A merge changes all quotes of a speaker at one moment, which is then longer than a page."""
    text = "".join(f"“Line number {n:02},” said Ada. " for n in range(11))
    article = making.article(
        *(proposed(f"“Line number {n:02},”", speakers=["Ada"]) for n in range(11)), text=text
    )
    for suggestion in making.offered(article):
        act(editor, article, suggestion.pk, "accept")
    into = create_speaker(name="Ada Nkemelu")
    merge_speakers(merged=Speaker.objects.get(name="Ada"), into=into, by=editor)
    asked = f"&speaker={into.pk}" if of_speaker else ""
    pages = [api.get(f"/api/v1/attributions/?page_size=3{asked}").json()]
    assert pages[0]["previous"] is None
    while pages[-1]["next"]:
        pages.append(api.get(pages[-1]["next"]).json())
    shown = [row["id"] for page in pages for row in page["results"]]
    assert shown == sorted(shown)
    assert len(set(shown)) == len(shown) == 11
    for before, page in pairwise(pages):
        assert api.get(page["previous"]).json()["results"] == before["results"]


def test_who_reads_page_by_page_misses_nothing_that_was_there_and_sees_nothing_twice(
    api: APIClient, editor: User
) -> None:
    """Rows are written while the pages are read, and some that were read change."""
    text = "".join(f"“Line number {n:02},” said Ada. " for n in range(30))
    article = making.article(*(proposed(f"“Line number {n:02},”") for n in range(30)), text=text)
    quotes = [s.pk for s in making.offered(article)]
    for quote in quotes[:20]:
        act(editor, article, quote, "accept")
    there = {str(q) for q in quotes[:20]}

    seen: list[tuple[str, int]] = []
    following: str | None = "/api/v1/attributions/?page_size=3"
    rest = iter(quotes[20:])
    while following:
        page = api.get(following).json()
        seen += [(row["id"], row["version"]) for row in page["results"]]
        for quote in [next(rest, None)]:
            if quote:
                act(editor, article, quote, "accept")
                act(editor, article, quotes[0], "reject")
                act(editor, article, quotes[0], "accept")
        following = page["next"]
    assert there <= {key for key, _ in seen}
    assert len(seen) == len(set(seen))


def test_articles_come_newest_first_and_new_ones_do_not_shift_the_pages(api: APIClient) -> None:
    made = [making.article(text=f"{TEXT}Edition {n}.\n").pk for n in range(7)]
    first = api.get("/api/v1/articles/?page_size=3").json()
    making.article(text=f"{TEXT}Late edition.\n")
    second = api.get(first["next"]).json()
    assert [row["id"] for row in first["results"] + second["results"]] == made[::-1][:6]
    assert api.get(second["previous"]).json()["results"] == first["results"]


def test_the_text_is_in_the_article_and_not_in_the_list(api: APIClient, article: Article) -> None:
    (row,) = everything(api, "/api/v1/articles/")
    assert "text" not in row
    whole = api.get(f"/api/v1/articles/{article.pk}/").json()
    assert whole["text"] == TEXT
    assert {k: v for k, v in whole.items() if k != "text"} == row


def test_an_annotated_article_is_a_line_of_the_export_with_the_quotes_that_stand(
    api: APIClient, record: Article
) -> None:
    bare = making.article(text="Nothing said\n\nThe crews went home.\n")
    rows = everything(api, "/api/v1/annotated-articles/", page_size=1)
    assert [json.loads(line) for line in export(format="jsonl")] == rows[:1]
    assert [quote["state"] for quote in rows[0]["attributions"]] == ["accepted", "added"]
    assert (rows[1]["id"], rows[1]["text"], rows[1]["attributions"]) == (str(bare.pk), bare.text, [])
    assert api.get(f"/api/v1/annotated-articles/{record.pk}/").json() == rows[0]


def test_annotated_articles_come_oldest_first_forwards_and_backwards(api: APIClient) -> None:
    made = [str(making.article(WON, text=f"{TEXT}Edition {n}.\n").pk) for n in range(5)]
    first = api.get("/api/v1/annotated-articles/?page_size=2").json()
    second = api.get(first["next"]).json()
    assert [row["id"] for row in first["results"] + second["results"]] == made[:4]
    assert api.get(second["previous"]).json()["results"] == first["results"]
    asked = {"order": "doubt", "page_size": 2}
    plain, annotated = (
        everything(api, f"/api/v1/{name}/", **asked) for name in ("articles", "annotated-articles")
    )
    assert [row["id"] for row in annotated] == [str(row["id"]) for row in plain] == made[::-1]
