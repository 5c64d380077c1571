"""The API over a real server, which may be killed at any moment."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest

from articles.models import Attribution, Decision, User
from articles.services.sign_in import create_token
from tests import making
from tests.api.test_deciding import asked
from tests.machine.processes import Site, Worker
from tests.making import HAPPY, SAIL, WON
from tests.services.test_suggesting import until


@pytest.fixture
def token(editor: User) -> str:
    return create_token(user=editor, scope="write").secret


def ask(site: Site, token: str, method: str, url: str, **sent: Any) -> httpx.Response:
    """One request over a connection of its own."""
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.request(
        method, f"{site.url}/api/v1/{url}", headers=headers, timeout=30, trust_env=False, **sent
    )


@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_when_the_server_is_killed_between_two_decisions(site: Site, token: str) -> None:
    article = making.article(WON, SAIL, HAPPY)
    decisions = [asked(article, attribution=str(s.pk)) for s in making.offered(article)]
    assert ask(site, token, "POST", "decisions/", json=decisions[0]).status_code == 201
    site.kill()
    with pytest.raises(httpx.TransportError):
        ask(site, token, "POST", "decisions/", json=decisions[1])
    site.start()

    answers = [ask(site, token, "POST", "decisions/", json=decision) for decision in decisions]
    assert [a.status_code for a in answers] == [200, 201, 201]
    assert Decision.objects.count() == 3
    listed = ask(site, token, "GET", "attributions/").json()["results"]
    assert sorted(row["id"] for row in listed) == sorted(d["attribution"] for d in decisions)
    assert {row["version"] for row in listed} == {1}


@pytest.mark.django_db(transaction=True)
def test_an_article_goes_in_over_the_api_and_its_quotes_come_out(
    site: Site, worker: Worker, token: str
) -> None:
    sent = ask(site, token, "POST", "articles/", json={"text": making.TEXT.replace("\n", "\r\n")})
    assert sent.status_code == 201
    number = sent.json()["id"]
    until(lambda: ask(site, token, "GET", f"runs/?article={number}").json()["results"][0]["state"] == "done")
    offered = ask(site, token, "GET", f"suggestions/?article={number}").json()["results"]
    assert any("We won" in span["text"] for row in offered for span in row["spans"])
    for row in offered:
        decision = {
            "id": str(uuid4()),
            "article": number,
            "attribution": row["id"],
            "action": "accept",
            "version": 0,
        }
        assert ask(site, token, "POST", "decisions/", json=decision).status_code == 201
    assert Attribution.objects.filter(state="accepted").count() == len(offered)
    assert ask(site, token, "GET", f"suggestions/?article={number}").json()["results"] == []


@pytest.mark.django_db(transaction=True)
def test_a_body_of_many_megabytes_is_refused_and_the_server_stays(site: Site, token: str) -> None:
    answer = ask(site, token, "POST", "articles/", json={"text": "x" * 9_000_000})
    assert answer.status_code == 413
    assert ask(site, token, "GET", "articles/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_without_a_token_the_server_gives_nothing_away(site: Site) -> None:
    making.article(WON)
    for address, status in (
        ("api/v1/articles/", 401),
        ("api/v1/schema/", 401),
        ("", 302),
        ("export/?format=jsonl", 302),
        ("health/", 200),
    ):
        answer = httpx.get(f"{site.url}/{address}", trust_env=False)
        assert answer.status_code == status
        assert "We won" not in answer.text
