"""How often programs and browsers may ask the API, and what they are told of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import count, cycle
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from articles.models import AccessToken, User
from articles.services.limiting import HANDFULS, SECONDS, meter
from articles.services.sign_in import create_token
from tests.api.conftest import program
from tests.api.test_access import asking, status
from tests.machine.processes import Site

pytestmark = pytest.mark.django_db
URL = "/api/v1/speakers/"
MINUTES = count(1_000_000)


@pytest.fixture(autouse=True)
def few(settings: Any) -> None:
    settings.REQUESTS_PER_TOKEN, settings.REQUESTS_PER_PERSON, settings.WRONG_TOKENS = 5, 3, 4


@pytest.fixture(autouse=True)
def in_one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of these tests has a minute of its own, in which the clock stands."""
    now = next(MINUTES) * SECONDS + 18.5
    monkeypatch.setattr(meter, "_clock", lambda: now)


def test_every_answer_says_how_often_one_may_still_ask(api: APIClient) -> None:
    first, second = api.get(URL), api.get("/api/v1/articles/4711/")
    assert first["RateLimit-Policy"] == '"token";q=5;w=60'
    assert re.fullmatch(r'"token";r=4;t=[1-6]?[0-9]', first["RateLimit"])
    assert (second.status_code, second["RateLimit"].partition(";t=")[0]) == (404, '"token";r=3')
    known = api.get(URL, headers={"If-None-Match": first["ETag"]})
    assert (known.status_code, known["RateLimit"].partition(";t=")[0]) == (304, '"token";r=2')


def test_who_asks_too_often_is_told_when_to_come_back(api: APIClient, editor: User) -> None:
    assert [api.get(URL).status_code for _ in range(5)] == [200] * 5
    answer = api.post(URL, {"name": "Ada"})
    wait = int(answer["Retry-After"])
    assert answer.status_code == 429
    assert 0 < wait <= 60
    assert answer["RateLimit"] == f'"token";r=0;t={wait}'
    assert answer.json() == {
        "type": "client_error",
        "errors": [
            {
                "code": "too_many_requests",
                "detail": "Those were 5 requests within a minute, which is as many as are taken. "
                f"Try again in {wait} second{'' if wait == 1 else 's'}.",
                "attr": None,
            }
        ],
    }
    assert program(editor, "read").get(URL).status_code == 200  # each token by itself


def test_the_browsers_of_a_person_share_a_limit_and_their_pages_have_none(editor: User) -> None:
    one, two, other = Client(), Client(), Client()
    one.force_login(editor)
    two.force_login(editor)
    other.force_login(User.objects.create_user("theo"))
    answers = [browser.get(URL) for browser in (one, two, one, two)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[0]["RateLimit-Policy"] == '"person";q=3;w=60'
    assert other.get(URL).status_code == 200
    assert one.get("/speakers/").status_code == 200


def test_without_a_limit_nothing_is_said_of_it(api: APIClient, settings: Any) -> None:
    settings.REQUESTS_PER_TOKEN = 0
    answers = [api.get(URL) for _ in range(8)]
    assert {answer.status_code for answer in answers} == {200}
    assert not answers[0].has_header("RateLimit")


def test_who_guesses_tokens_is_not_heard_any_more_even_with_a_right_one(editor: User) -> None:
    right = create_token(user=editor, scope="read").secret
    guesses = [status(f"Bearer onr_{n}") for n in range(6)]
    assert guesses == [401] * 4 + [429] * 2
    answer = asking(f"Bearer {right}").get(URL)
    assert answer.status_code == 429
    assert "4 wrong tokens from your address" in answer.json()["errors"][0]["detail"]
    assert int(answer["Retry-After"]) > 0
    elsewhere = asking(f"Bearer {right}").get(URL, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 200


def test_a_program_whose_token_ended_shuts_out_nobody_beside_it(api: APIClient, editor: User) -> None:
    ended = create_token(user=editor, scope="read")
    ended.row.delete()
    assert [status(f"Bearer {ended.secret}") for _ in range(12)] == [401] * 12
    assert api.get(URL).status_code == 200


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(editor: User, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for n in range(6):
        said = f"198.51.100.{n}, 192.0.2.1"  # what a client says of itself is no matter
        answer = asking(f"Bearer onr_{n}").get(URL, headers={"X-Forwarded-For": said})
    assert answer.status_code == 429
    right = program(editor, "read")
    assert right.get(URL, headers={"X-Forwarded-For": "192.0.2.9"}).status_code == 200


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"expiry": "past"}, "expired on"),
        ({"user__is_active": False}, "no longer works here"),
    ],
    ids=["expired", "its owner left"],
)
def test_who_has_a_token_is_told_why_it_is_not_taken(change: dict[str, Any], why: str, editor: User) -> None:
    token = create_token(user=editor, scope="read")
    if "expiry" in change:
        AccessToken.objects.update(expiry=timezone.now() - timedelta(days=1))
    else:
        User.objects.update(is_active=False)
    assert why in asking(f"Bearer {token.secret}").get(URL).json()["errors"][0]["detail"]
    assert why not in asking(f"Bearer {token.secret}x").get(URL).json()["errors"][0]["detail"]
    assert AccessToken.objects.filter(pk=token.row.pk).exists()  # its owner sees that it expired


@pytest.fixture
def sites(
    process_environment: dict[str, str], transactional_db: None, tmp_path: Path
) -> Iterator[list[Site]]:
    """Two servers over one database."""
    limits = {"REQUESTS_PER_TOKEN": "40"}
    running = [Site({**process_environment, **limits}, tmp_path / f"site-{n}.log") for n in range(2)]
    for site in running:
        site.start()
    yield running
    for site in running:
        site.stop()


@pytest.mark.timeout(240)
@pytest.mark.django_db(transaction=True)
def test_two_servers_know_of_each_other(sites: list[Site], editor: User) -> None:
    token = create_token(user=editor, scope="read").secret
    headers, taken, refused, left = {"Authorization": f"Bearer {token}"}, 0, set(), SECONDS
    with httpx.Client(headers=headers, trust_env=False, timeout=30) as client:
        for site in cycle(sites):
            answer = client.get(f"{site.url}{URL}")
            before, left = left, int(answer.headers["RateLimit"].rpartition("=")[2])
            if left > before:  # another minute began
                taken, refused = 0, set()
            if answer.status_code == 200:
                taken += 1
            else:
                refused.add(site.url)
            if len(refused) == len(sites):
                break
    assert 40 <= taken <= 40 + 40 // HANDFULS
