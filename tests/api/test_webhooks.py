"""Webhooks over the API: a person's own, made, changed, tried and removed."""

from __future__ import annotations

import base64
import hmac
import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from articles.models import Answer, Delivery, User, Webhook
from articles.services.registry import create_speaker
from articles.services.sending import send_due
from tests.api.conftest import program
from tests.receiver import receiving

pytestmark = pytest.mark.django_db
URL = "/api/v1/webhooks/"
HOOK = {"url": "https://paper.example/told", "events": ["speaker.create"]}


def documented_check() -> Any:
    """The function that docs/api.md shows."""
    page = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
    [code] = re.findall(r"```python\n(def is_ours.*?)```", page, re.DOTALL)
    known: dict[str, Any] = {"base64": base64, "hmac": hmac, "time": time, "Mapping": Mapping}
    exec(code, known)
    return known["is_ours"]


def test_the_secret_is_told_once_and_checks_as_documented(api: APIClient, settings: Any) -> None:
    is_ours = documented_check()
    with receiving() as receiver:
        settings.WEBHOOK_INTERNAL_HOSTS = [receiver.host]
        made = api.post(URL, {"url": receiver.url})
        assert made.status_code == 201
        secret = made.json()["secret"]
        assert "secret" not in api.get(f"{URL}{made.json()['id']}/").json()

        create_speaker(name="Ada")
        assert send_due()
        [told] = receiver.received
        assert is_ours(secret, told.headers, told.body)
        assert not is_ours(secret, told.headers, told.body + b" ")
        assert not is_ours(
            secret, {**told.headers, "webhook-timestamp": str(int(time.time()) - 400)}, told.body
        )
        new = api.post(f"{URL}{made.json()['id']}/secret/").json()["secret"]
        assert not is_ours(new, told.headers, told.body)


def test_a_webhook_is_made_changed_switched_and_removed(api: APIClient) -> None:
    made = api.post(URL, HOOK).json()
    assert {k: made[k] for k in ("url", "events", "on", "off_because", "failures")} == {
        **HOOK, "on": True, "off_because": "", "failures": 0,
    }  # fmt: skip
    own = f"{URL}{made['id']}/"
    assert api.patch(own, {"events": []}).json()["events"] == []
    assert api.post(f"{own}off/").json()["off_because"] == "You switched it off."
    assert api.post(f"{own}test/").status_code == 409
    assert api.post(f"{own}on/", {"catch_up": False}).json()["on"] is True
    test = api.post(f"{own}test/")
    assert (test.status_code, test.json()["changes"], test.json()["state"]) == (201, 0, "waiting")
    assert [row["id"] for row in api.get(URL).json()["results"]] == [made["id"]]
    assert api.delete(own).status_code == 204
    assert (Webhook.objects.count(), Delivery.objects.count()) == (0, 0)


def test_a_delivery_is_found_and_replayed(api: APIClient) -> None:
    made = api.post(URL, HOOK).json()
    test = api.post(f"{URL}{made['id']}/test/").json()
    log = "/api/v1/webhook-deliveries/"
    assert api.post(f"{log}{test['id']}/replay/").status_code == 409
    Delivery.objects.update(state="delivered", attempts=1, status=200)
    again = api.post(f"{log}{test['id']}/replay/")
    assert (again.status_code, again.json()["replays"]) == (201, test["id"])
    listed = api.get(log, {"webhook": made["id"]}).json()["results"]
    assert [row["id"] for row in listed] == [again.json()["id"], test["id"]]
    assert [row["id"] for row in api.get(log, {"state": "waiting"}).json()["results"]] == [again.json()["id"]]


def test_nobody_sees_or_touches_the_webhooks_of_others(api: APIClient) -> None:
    made = api.post(URL, HOOK).json()
    delivery = api.post(f"{URL}{made['id']}/test/").json()
    other = program(User.objects.create_user("theo"), "write")
    assert other.get(URL).json()["results"] == []
    assert other.get("/api/v1/webhook-deliveries/").json()["results"] == []
    own = f"{URL}{made['id']}/"
    asked = [other.get(own), other.patch(own, {"events": []}), other.delete(own)]
    asked += [other.post(f"{own}{what}/") for what in ("on", "off", "test", "secret")]
    asked += [other.post(f"/api/v1/webhook-deliveries/{delivery['id']}/replay/")]
    assert {answer.status_code for answer in asked} == {404}


def test_a_token_that_reads_changes_no_webhook(api: APIClient, reader: APIClient) -> None:
    made = api.post(URL, HOOK).json()
    assert reader.get(URL).status_code == 200
    assert reader.post(URL, HOOK).status_code == 403
    assert reader.delete(f"{URL}{made['id']}/").status_code == 403
    assert reader.post(f"{URL}{made['id']}/secret/").status_code == 403


@pytest.mark.parametrize(
    "sent",
    [{}, {"url": ""}, {"url": "https://localhost/"}, {"url": "https://[::1]/"},
     {"url": "http://paper.example/"}, {"url": "https://a:b@paper.example/"},
     {**HOOK, "events": ["speaker.sing"]}, {**HOOK, "events": "speaker.create"}, {"url": "https://x/" + "x" * 2000}],
    ids=str,
)  # fmt: skip
def test_no_webhook_is_made_of(sent: dict[str, Any], api: APIClient) -> None:
    assert api.post(URL, sent).status_code == 400
    assert not Webhook.objects.exists()


def test_a_secret_is_told_again_to_who_sends_again_and_kept_nowhere(api: APIClient) -> None:
    key = {"headers": {"Idempotency-Key": "made-once"}}
    made, again = (api.post(URL, HOOK, **key).json() for _ in range(2))
    assert made == again
    assert made["secret"].startswith("whsec_")
    renewing = {"headers": {"Idempotency-Key": "renewed-once"}}
    renewed, repeated = (api.post(f"{URL}{made['id']}/secret/", **renewing).json() for _ in range(2))
    assert renewed == repeated
    assert renewed["secret"] != made["secret"]
    assert Webhook.objects.get().generation == 2
    assert not any("whsec_" in kept.body for kept in Answer.objects.all())
    api.delete(f"{URL}{made['id']}/")
    assert api.post(URL, HOOK, **key).status_code == 404


def test_a_test_and_a_replay_are_sent_once_however_often_they_are_asked_for(api: APIClient) -> None:
    made = api.post(URL, HOOK).json()
    key = {"headers": {"Idempotency-Key": "tested-once"}}
    tested, again = (api.post(f"{URL}{made['id']}/test/", **key).json() for _ in range(2))
    assert tested == again
    Delivery.objects.update(state="delivered")
    key = {"headers": {"Idempotency-Key": "replayed-once"}}
    replays = [api.post(f"/api/v1/webhook-deliveries/{tested['id']}/replay/", **key).json() for _ in range(2)]
    assert replays[0] == replays[1]
    assert Delivery.objects.count() == 2


def test_what_a_delivery_told_is_told_with_it(api: APIClient) -> None:
    made = api.post(URL, HOOK).json()
    delivery = api.post(f"{URL}{made['id']}/test/").json()
    found = api.get(f"/api/v1/webhook-deliveries/{delivery['id']}/").json()
    assert found["body"] == {"webhook": made["id"], "changes": []}
    [listed] = api.get("/api/v1/webhook-deliveries/").json()["results"]
    assert listed.keys() == delivery.keys() == found.keys() - {"body"}
