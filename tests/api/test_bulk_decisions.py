"""POST /api/v1/decisions/bulk/: many decisions in order, each stored and refused on its own."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator
from rest_framework.test import APIClient

from articles.api.bulk_decisions import MOST
from articles.models import Article, Attribution, Decision, Suggestion, User
from tests import making
from tests.api.test_deciding import added, asked
from tests.making import HAPPY, SAIL, WON, act

pytestmark = pytest.mark.django_db
URL = "/api/v1/decisions/bulk/"


def results(api: APIClient, *decisions: dict[str, Any]) -> list[dict[str, Any]]:
    response = api.post(URL, {"decisions": decisions})
    assert response.status_code == 200, response.json()
    told: list[dict[str, Any]] = response.json()["results"]
    assert [one["id"] for one in told] == [one["id"] for one in decisions]
    return told


def told(results: list[dict[str, Any]]) -> list[tuple[int, str]]:
    """The status of each, and the code of its first error."""
    return [(one["status"], "".join(e["code"] for e in one["errors"][:1])) for one in results]


def about(article: Article, quote: making.Proposed, **details: Any) -> dict[str, Any]:
    """A decision on this quote, undecided or not; to accept it where nothing else is said."""
    suggested = Suggestion.objects.filter(article=article)
    found = next(one.pk for one in suggested if one.spans[0]["text"] == quote.content[0])
    return asked(article, attribution=str(found), **details)


def test_each_is_stored_and_answered_as_it_would_be_alone(api: APIClient, article: Article) -> None:
    sent = [about(article, WON), about(article, SAIL, action="reject"), added(article)]
    answer = results(api, *sent)
    assert told(answer) == [(201, ""), (201, ""), (201, "")]
    assert [one["quote"]["state"] for one in answer] == ["accepted", "rejected", "added"]
    alone = [api.post("/api/v1/decisions/", one).json() for one in sent]
    assert [{"decision": one["decision"], "quote": one["quote"]} for one in answer] == alone


def test_they_are_carried_out_in_their_order(api: APIClient, article: Article) -> None:
    first = about(article, WON, action="reject")
    again = {**first, "id": str(uuid4()), "action": "undo", "version": 1, "undoes": first["id"]}
    last = {**first, "id": str(uuid4()), "action": "accept", "version": 2}
    answer = results(api, first, again, last)
    assert told(answer) == [(201, ""), (201, ""), (201, "")]
    assert [one["decision"]["version"] for one in answer] == [1, 2, 3]
    # The quote as it stands after all of them, so that no answer is older than another.
    assert {(one["quote"]["state"], one["quote"]["version"]) for one in answer} == {("accepted", 3)}


def test_sending_all_of_them_again_changes_nothing(api: APIClient, article: Article) -> None:
    sent = [about(article, WON), about(article, SAIL, action="reject")]
    first, again = results(api, *sent), results(api, *sent)
    assert told(again) == [(200, ""), (200, "")]
    assert [one["decision"] for one in again] == [one["decision"] for one in first]
    assert Decision.objects.count() == 2


def test_one_that_clashes_spoils_no_other_and_shows_how_things_stand(
    api: APIClient, article: Article, editor: User
) -> None:
    act(editor, article, making.quote(article, SAIL.content[0]), "reject")
    answer = results(api, about(article, WON), about(article, SAIL), about(article, HAPPY))
    assert told(answer) == [(201, ""), (409, "stale_version"), (201, "")]
    assert (answer[1]["current"]["state"], answer[1]["last_decision"]["by"]) == ("rejected", "Mara Editor")
    assert (answer[1]["decision"], answer[1]["quote"]) == (None, None)


def test_what_was_built_on_a_refused_decision_is_not_tried(
    api: APIClient, article: Article, editor: User
) -> None:
    quote = making.quote(article)
    act(editor, article, quote, "reject")
    # A version that the second believed to be its own doing is the colleague's.
    late = [asked(article, attribution=str(quote), version=version) for version in (0, 1)]
    other = about(article, SAIL)
    assert told(results(api, *late, other)) == [(409, "stale_version"), (409, "not_tried"), (201, "")]
    assert Attribution.objects.get(pk=quote).state == "rejected"
    # Nor when the answer was lost and all of them come again.
    assert told(results(api, *late, other)) == [(409, "stale_version"), (409, "not_tried"), (200, "")]


def test_what_is_not_there_is_told_of_each(api: APIClient, article: Article) -> None:
    quote = str(uuid4())
    nowhere = [asked(article, article=article.pk + 1, attribution=quote, version=n) for n in (0, 1)]
    assert told(results(api, *nowhere, about(article, WON))) == [
        (404, "not_found"),
        (409, "not_tried"),
        (201, ""),
    ]


def test_a_result_that_cannot_be_is_told_with_a_sentence(api: APIClient, article: Article) -> None:
    [answer] = results(api, added(article, spans=[]))
    assert (answer["status"], answer["errors"][0]["code"]) == (400, "no_content")
    assert answer["errors"][0]["detail"].endswith("holds the words said.")


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, "decisions"),
        ({"decisions": []}, "decisions"),
        ({"decisions": [{}]}, "decisions.0.id"),
        ({"decisions": "many"}, "decisions"),
    ],
    ids=["nothing", "no decision", "a decision that says nothing", "no list"],
)
def test_a_body_that_cannot_be_read_is_refused_as_a_whole(body: Any, where: str, api: APIClient) -> None:
    response = api.post(URL, body)
    assert response.status_code == 400
    assert response.json()["errors"][0]["attr"].startswith(where)


def test_more_than_a_hundred_are_refused(api: APIClient, article: Article) -> None:
    response = api.post(URL, {"decisions": [about(article, WON) for _ in range(MOST + 1)]})
    assert response.status_code == 400
    assert Decision.objects.count() == 0


def test_decisions_of_somebody_else_are_refused_as_a_whole(api: APIClient, article: Article) -> None:
    other = get_user_model().objects.create_user("zoe")
    response = api.post(URL, {"decisions": [about(article, WON), about(article, SAIL, person=other.pk)]})
    assert (response.status_code, response.json()["errors"][0]["code"]) == (409, "not_you")
    assert Decision.objects.count() == 0


def test_the_quotes_are_read_in_one_go(api: APIClient, article: Article) -> None:
    made = results(api, about(article, WON), about(article, SAIL), about(article, HAPPY))
    costs = []
    for sent in (made[:1], made):
        again = [
            {name: one["decision"][name] for name in ("id", "article", "attribution", "action")}
            | {"version": 0}
            for one in sent
        ]
        with CaptureQueriesContext(connection) as queries:
            results(api, *again)
        # The lock and the search for what is stored, each in a transaction of its own.
        costs.append(sum("articles_attributionspeaker" in query["sql"] for query in queries))
    assert costs[0] == costs[1] > 0


def test_the_answer_is_what_the_schema_says(api: APIClient, article: Article) -> None:
    schema = SchemaGenerator().get_schema(request=None, public=True)
    answer = api.post(
        URL, {"decisions": [about(article, WON), about(article, WON), about(article, SAIL)]}
    ).json()
    assert told(answer["results"]) == [(201, ""), (409, "stale_version"), (201, "")]
    content = schema["paths"][URL]["post"]["responses"]["200"]["content"]["application/json"]
    root = {**content["schema"], "components": schema["components"]}
    assert [error.message for error in Draft202012Validator(root).iter_errors(answer)] == []
    assert schema["components"]["schemas"]["DecideManyRequest"]["properties"]["decisions"]["maxItems"] == MOST


def test_to_tell_of_many_that_are_refused_takes_as_many_queries_as_to_tell_of_one(
    api: APIClient, article: Article, editor: User
) -> None:
    act(editor, article, about(article, WON)["attribution"], "accept")

    def queries(count: int) -> int:
        sent = [about(article, WON, action="reject", version=0) for _ in range(count)]
        with CaptureQueriesContext(connection) as caught:
            assert {one["status"] for one in results(api, *sent)} == {409}
        return len(caught)

    queries(1)  # which also notes that the token was used
    assert queries(20) == queries(2)
