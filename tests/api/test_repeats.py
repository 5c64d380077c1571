"""Requests with an Idempotency-Key: carried out once, answered as often as they come."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from articles.models import Answer, Article, Run, Speaker, SpeakerMerge, User
from articles.services.registry import create_speaker
from articles.services.repeating import forget_answers
from tests.api.conftest import program
from tests.making import at_once

pytestmark = pytest.mark.django_db
SPEAKERS = "/api/v1/speakers/"


def keyed(key: str | None = None) -> dict[str, Any]:
    return {"headers": {"Idempotency-Key": key or str(uuid4())}}


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["code"]


def test_a_request_that_comes_twice_is_carried_out_once(api: APIClient) -> None:
    key = keyed()
    first, again = (api.post(SPEAKERS, {"name": "Ada", "kind": "person"}, **key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert Speaker.objects.count() == 1
    assert api.post(SPEAKERS, {"name": "Ada", "kind": "person"}, **keyed()).json()["id"] != first.json()["id"]
    quoted = {"headers": {"Idempotency-Key": f'"{key["headers"]["Idempotency-Key"]}"'}}
    assert api.post(SPEAKERS, {"kind": "person", "name": "Ada"}, **quoted).content == first.content


def test_without_a_key_every_request_counts(api: APIClient) -> None:
    for _ in range(2):
        assert api.post(SPEAKERS, {"name": "Ada"}).status_code == 201
    assert (Speaker.objects.count(), Answer.objects.count()) == (2, 0)


def test_runs_merges_and_partings_are_repeatable(api: APIClient, article: Article) -> None:
    one, other = create_speaker(name="Ada"), create_speaker(name="Ada Nkemelu")
    merge = keyed()
    done = [api.post(f"{SPEAKERS}{one.pk}/merge/", {"into": str(other.pk)}, **merge) for _ in range(2)]
    assert [answer.status_code for answer in done] == [201, 201]
    assert done[1].json()["id"] == str(SpeakerMerge.objects.get().pk)
    part = keyed()
    url = f"/api/v1/speaker-merges/{done[0].json()['id']}/undo/"
    assert [api.post(url, **part).status_code for _ in range(2)] == [200, 200]
    look = keyed()
    runs = [api.post(f"/api/v1/articles/{article.pk}/runs/", **look).json() for _ in range(2)]
    assert runs[0] == runs[1]
    assert Run.objects.filter(state="queued").count() == 1
    text = keyed()
    imported = [api.post("/api/v1/articles/", {"text": "“Now,” she said."}, **text) for _ in range(2)]
    assert [answer.status_code for answer in imported] == [201, 201]


def test_a_key_belongs_to_one_request(api: APIClient) -> None:
    key = keyed()
    api.post(SPEAKERS, {"name": "Ada"}, **key)
    assert code(api.post(SPEAKERS, {"name": "Bo"}, **key)) == (422, "idempotency_key_reused")
    assert code(api.post("/api/v1/articles/", {"name": "Ada"}, **key)) == (422, "idempotency_key_reused")
    assert Speaker.objects.count() == 1


def test_a_key_is_the_persons_own(api: APIClient) -> None:
    key = keyed()
    other = program(User.objects.create_user("theo"), "write")
    assert api.post(SPEAKERS, {"name": "Ada"}, **key).status_code == 201
    assert other.post(SPEAKERS, {"name": "Bo"}, **key).json()["name"] == "Bo"


def test_what_was_refused_may_be_tried_anew_with_the_key(api: APIClient) -> None:
    key = keyed()
    assert api.post(SPEAKERS, {"name": "…"}, **key).status_code == 400
    assert not Answer.objects.exists()
    assert api.post(SPEAKERS, {"name": "Ada"}, **key).status_code == 201


@pytest.mark.parametrize("key", ["", '""', "x" * 256, "é", "a\tb"], ids=ascii)
def test_what_is_no_key_is_refused(key: str, api: APIClient) -> None:
    answer = api.post(SPEAKERS, {"name": "Ada"}, HTTP_IDEMPOTENCY_KEY=key)
    assert code(answer) == (400, "bad_idempotency_key")
    assert not Speaker.objects.exists()


def test_a_key_is_forgotten_after_a_day(api: APIClient) -> None:
    key = keyed()
    api.post(SPEAKERS, {"name": "Ada"}, **key)
    Answer.objects.update(at=timezone.now() - timedelta(hours=25))
    assert api.post(SPEAKERS, {"name": "Bo"}, **key).status_code == 201
    Answer.objects.update(at=timezone.now() - timedelta(hours=23))
    forget_answers()
    assert Answer.objects.count() == 1
    Answer.objects.update(at=timezone.now() - timedelta(hours=25))
    forget_answers()
    assert Answer.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_many_who_send_one_request_at_once_get_one_answer(editor: User) -> None:
    key = keyed()
    programs = [program(editor, "write") for _ in range(6)]
    answers = at_once(*(partial(api.post, SPEAKERS, {"name": "Ada"}, **key) for api in programs))
    assert {answer.status_code for answer in answers} == {201}, answers
    assert len({answer.content for answer in answers}) == 1
    assert Speaker.objects.count() == 1
