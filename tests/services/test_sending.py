"""Webhooks: changes get to a receiver signed and in order, however often it fails, and nobody else waits for it."""

from __future__ import annotations

import threading
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from hmac import digest
from typing import Any

import pytest
from django.utils import timezone

from articles.errors import AddressRefused, NoSuchValue, NotPossible
from articles.models import Delivery, User, Webhook
from articles.services import mirroring, sending
from articles.services.importing import import_article
from articles.services.mirroring import changes_after, newest_position
from articles.services.registry import create_speaker, edit_speaker
from articles.services.sending import PAUSES, forget_deliveries, send_due
from articles.services.webhooks import (
    MAX_WEBHOOKS,
    create_webhook,
    edit_webhook,
    renew_secret,
    replay,
    secret_of,
    send_test,
    switch_off,
    switch_on,
)
from tests import making
from tests.machine.processes import Worker
from tests.making import WON, act, at_once
from tests.receiver import Received, Receiver, receiving
from tests.services.test_suggesting import until

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    with receiving() as listening:
        settings.WEBHOOK_INTERNAL_HOSTS = [listening.host]
        yield listening


@pytest.fixture
def webhook(receiver: Receiver, editor: User) -> Webhook:
    return create_webhook(user=editor, url=receiver.url).webhook


def send_all() -> int:
    """Everything that is due; how many steps it took."""
    steps = 0
    while send_due():
        steps += 1
        assert steps < 50
    return steps


def later(webhook: Webhook) -> None:
    """As when the pause after a failure is over."""
    Webhook.objects.filter(pk=webhook.pk).update(next_at=timezone.now())


def checked(received: Received, secret: str) -> bool:
    """What docs/api.md tells receivers to do."""
    signed = b".".join(
        [
            received.headers["webhook-id"].encode(),
            received.headers["webhook-timestamp"].encode(),
            received.body,
        ]
    )
    mine = b64encode(digest(b64decode(secret.removeprefix("whsec_")), signed, sha256)).decode()
    return received.headers["webhook-signature"] == f"v1,{mine}"


def test_changes_arrive_in_order_signed_and_once(receiver: Receiver, editor: User) -> None:
    create_speaker(name="Before")
    secret = create_webhook(user=editor, url=receiver.url).secret
    article = making.article(WON)
    act(editor, article, making.quote(article), "accept")
    assert send_all() == 1
    [told] = receiver.received
    assert [change["event"] for change in told.changes] == [
        "article.import", "article.change", "speaker.create", "attribution.accept",
    ]  # fmt: skip
    assert told.changes[3]["now"]["speakers"][0]["name"] == "Ada Nkemelu"
    assert "text" not in told.changes[0]["now"]
    assert checked(told, secret)
    assert not checked(told._replace(body=told.body + b" "), secret)
    assert abs(int(told.headers["webhook-timestamp"]) - timezone.now().timestamp()) < 60
    assert send_all() == 0
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.status, delivery.changes) == ("delivered", 1, 200, 4)
    assert told.headers["webhook-id"] == str(delivery.id)


def test_only_what_was_asked_for_is_sent(receiver: Receiver, editor: User) -> None:
    create_webhook(user=editor, url=receiver.url, events=["speaker.change"])
    speaker = create_speaker(name="Ada")
    send_all()
    assert receiver.received == []
    edit_speaker(speaker=speaker, name="Ada Nkemelu")
    send_all()
    assert [c["event"] for c in receiver.received[0].changes] == ["speaker.change"]


def test_many_changes_make_few_deliveries(
    receiver: Receiver, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "CHANGES", 4)
    names = [f"Speaker {n}" for n in range(10)]
    for name in names:
        create_speaker(name=name)
    send_all()
    assert [len(r.changes) for r in receiver.received] == [4, 4, 2]
    assert [c["now"]["name"] for r in receiver.received for c in r.changes] == names
    monkeypatch.setattr(sending, "CHARACTERS", 10)
    for n in range(2):
        create_speaker(name=f"Late {n}")
    send_all()
    assert [len(r.changes) for r in receiver.received[3:]] == [1, 1]


def test_what_fails_is_tried_again_later_with_the_same_body_and_before_what_is_new(
    receiver: Receiver, webhook: Webhook
) -> None:
    receiver.status = 503
    create_speaker(name="Ada")
    assert send_all() == 1
    create_speaker(name="Bo")
    assert send_all() == 0  # there is a pause
    webhook.refresh_from_db()
    assert webhook.failures == 1
    assert timedelta(0) < webhook.next_at - timezone.now() <= PAUSES[0]
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.failure) == ("waiting", 1, "It answered 503.")
    receiver.status = 204
    later(webhook)
    assert send_all() == 2
    first, again, new = receiver.received
    assert (first.body, first.headers["webhook-id"]) == (again.body, again.headers["webhook-id"])
    assert [c["now"]["name"] for c in new.changes] == ["Bo"]
    webhook.refresh_from_db()
    assert (webhook.failures, webhook.on) == (0, True)


def test_after_many_failures_it_is_switched_off_with_a_reason_and_catches_up_when_asked(
    receiver: Receiver, webhook: Webhook
) -> None:
    receiver.status = 500
    create_speaker(name="Ada")
    for _ in range(len(PAUSES) + 1):
        later(webhook)
        assert send_all() == 1
    webhook.refresh_from_db()
    assert not webhook.on
    assert webhook.off_because.startswith(
        "8 tries in a row failed over several hours, the last like this: It answered 500."
    )
    later(webhook)
    create_speaker(name="Bo")
    assert send_all() == 0
    receiver.status, before = 200, len(receiver.received)
    switch_on(webhook=webhook, catch_up=True)
    send_all()
    assert [c["now"]["name"] for r in receiver.received[before:] for c in r.changes] == ["Ada", "Bo"]


def test_it_can_be_switched_on_without_what_was_missed(receiver: Receiver, webhook: Webhook) -> None:
    receiver.status = 410
    create_speaker(name="Ada")
    assert send_all() == 1
    webhook.refresh_from_db()
    assert (webhook.on, webhook.off_because) == (
        False, "The receiver answered 410, which says that it is gone for good.",
    )  # fmt: skip
    create_speaker(name="Bo")
    switch_on(webhook=webhook, catch_up=False)
    receiver.status = 200
    create_speaker(name="Cyd")
    send_all()
    assert [c["now"]["name"] for c in receiver.received[-1].changes] == ["Cyd"]
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["delivered", "dropped"]


def test_a_redirect_is_not_followed(receiver: Receiver, webhook: Webhook) -> None:
    receiver.status, receiver.headers = 307, {"Location": receiver.url}
    create_speaker(name="Ada")
    send_all()
    assert len(receiver.received) == 1
    assert "redirects are not followed" in Delivery.objects.get().failure


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "10.0.0.8", "169.254.169.254"])
def test_nothing_is_sent_into_a_private_network(
    host: str, editor: User, receiver: Receiver, settings: Any
) -> None:
    settings.WEBHOOK_INTERNAL_HOSTS = [f"{receiver.host}1"]
    port = receiver.server_address[1]
    with pytest.raises(AddressRefused, match="leads into a private network"):
        create_webhook(user=editor, url=f"https://{host}:{port}/")
    # A name can come to lead there after it was taken, and a host no longer be allowed.
    webhook = create_webhook(user=editor, url="https://paper.example/").webhook
    Webhook.objects.filter(pk=webhook.pk).update(url=f"https://{host}:{port}/")
    create_speaker(name="Ada")
    assert send_all() == 1
    failure = Delivery.objects.get(webhook=webhook).failure
    assert failure == "Its address leads into a private network, to which nothing is sent."
    assert receiver.received == []


def test_who_does_not_answer_in_time_has_failed(
    receiver: Receiver, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "SECONDS", 0.3)
    receiver.speaks.clear()
    create_speaker(name="Ada")
    assert send_all() == 1
    assert "did not answer within" in Delivery.objects.get().failure


@pytest.mark.django_db(transaction=True)
def test_of_many_senders_one_sends_and_a_silent_receiver_holds_up_no_other(
    receiver: Receiver, editor: User, settings: Any
) -> None:
    create_webhook(user=editor, url=receiver.url)
    with receiving() as other:
        settings.WEBHOOK_INTERNAL_HOSTS = [receiver.host, other.host]
        create_webhook(user=editor, url=other.url)
        receiver.speaks.clear()
        create_speaker(name="Ada")
        done = threading.Event()

        def send() -> int:
            steps = 0
            while not done.is_set() and send_due():
                steps += 1
            return steps

        def answer_at_last() -> None:
            try:
                until(lambda: len(other.received) == 1 and len(receiver.received) == 1)
            finally:
                receiver.speaks.set()

        outcomes = at_once(answer_at_last, *[send] * 4)
        assert outcomes[0] is None
        assert sum(outcomes[1:]) == 2, outcomes
        assert (len(receiver.received), len(other.received)) == (1, 1)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"delivered"}


def test_a_sender_that_was_thought_dead_notes_nothing(receiver: Receiver, webhook: Webhook) -> None:
    create_speaker(name="Ada")
    asleep = sending._leased(timezone.now())
    assert asleep is not None
    assert not send_due()  # somebody holds the lease
    Webhook.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert send_all() == 1
    assert sending._made(asleep) is None
    sending._note(asleep, Delivery.objects.get(), sending.Outcome(500, "It answered 500."))
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts) == ("delivered", 1)


def test_a_delivery_is_replayed_and_a_test_is_sent(receiver: Receiver, webhook: Webhook) -> None:
    create_speaker(name="Ada")
    send_all()
    first = Delivery.objects.get()
    again = replay(delivery=first)
    assert again.replays == first
    with pytest.raises(NotPossible, match="will be tried again by itself"):
        replay(delivery=again)
    send_test(webhook=webhook)
    send_all()
    sent, test, repeated = receiver.received
    assert sent.body == repeated.body
    assert sent.headers["webhook-id"] != repeated.headers["webhook-id"]
    assert test.changes == []
    switch_off(webhook=webhook)
    webhook.refresh_from_db()
    with pytest.raises(NotPossible, match="switched off"):
        send_test(webhook=webhook)


def test_a_test_is_tried_at_once_and_holds_up_nothing(receiver: Receiver, webhook: Webhook) -> None:
    receiver.status = 500
    create_speaker(name="Ada")
    assert send_all() == 1
    webhook.refresh_from_db()
    pause = webhook.next_at
    test = send_test(webhook=webhook)
    assert send_all() == 1  # although there is a pause
    test.refresh_from_db()
    assert (test.attempts, test.failure, receiver.received[-1].changes) == (1, "It answered 500.", [])
    webhook.refresh_from_db()
    assert (webhook.failures, webhook.next_at) == (1, pause)
    receiver.status = 200
    send_test(webhook=webhook)
    assert send_all() == 3  # it is well again: what failed goes on without waiting for the end of the pause
    assert not Delivery.objects.waiting().exists()
    assert [len(told.changes) for told in receiver.received] == [1, 0, 0, 1, 0]


def test_a_new_secret_takes_the_place_of_the_old(receiver: Receiver, webhook: Webhook) -> None:
    old = secret_of(webhook)
    new = renew_secret(webhook=webhook).secret
    assert old != new
    create_speaker(name="Ada")
    send_all()
    assert checked(receiver.received[0], new)
    assert not checked(receiver.received[0], old)


def test_nothing_is_sent_for_who_left(receiver: Receiver, webhook: Webhook, editor: User) -> None:
    User.objects.filter(pk=editor.pk).update(is_active=False)
    create_speaker(name="Ada")
    assert send_all() == 0


@pytest.mark.parametrize(
    "url",
    [
        "http://paper.example/told",
        "ftp://paper.example/",
        "told",
        "https://me:secret@paper.example/",
        "https://",
        "https://localhost/",
        "https://told.localhost./",
        "https://169.254.169.254/",
        "https://10.0.0.1/",
        "https://127.1/",
        "https://0x7f000001/",
        "https://100.64.0.1/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[fd00::1]/",
        "",
    ],
)
def test_what_is_no_address_for_a_webhook_is_refused(url: str, editor: User, webhook: Webhook) -> None:
    with pytest.raises(AddressRefused):
        create_webhook(user=editor, url=url)
    with pytest.raises(AddressRefused):
        edit_webhook(webhook=webhook, url=url)
    with pytest.raises(NoSuchValue):
        edit_webhook(webhook=webhook, events=["speaker.sing"])


def test_a_person_has_so_many_webhooks_and_no_more(editor: User) -> None:
    for n in range(MAX_WEBHOOKS):
        create_webhook(user=editor, url=f"https://paper.example/{n}")
    with pytest.raises(NotPossible):
        create_webhook(user=editor, url="https://paper.example/more")


def test_old_deliveries_are_forgotten_and_those_that_wait_are_not(
    receiver: Receiver, webhook: Webhook
) -> None:
    create_speaker(name="Ada")
    send_all()
    send_test(webhook=webhook)
    Delivery.objects.update(made_at=timezone.now() - timedelta(days=31))
    forget_deliveries()
    assert [d.state for d in Delivery.objects.all()] == ["waiting"]


@pytest.mark.django_db(transaction=True)
def test_a_worker_looks_for_quotes_while_a_receiver_keeps_it_waiting(
    receiver: Receiver, editor: User, start_worker: Callable[..., Worker], settings: Any
) -> None:
    with receiving() as silent:
        silent.speaks.clear()
        settings.WEBHOOK_INTERNAL_HOSTS = [receiver.host, silent.host]
        create_webhook(user=editor, url=silent.url)
        create_webhook(user=editor, url=receiver.url, events=["article.change"])
        worker = start_worker(WEBHOOK_INTERNAL_HOSTS=f"{receiver.host},{silent.host}")
        article = import_article(text=making.TEXT, by=editor).article
        until(lambda: receiver.received, seconds=50)  # its language was found out by the run
        assert receiver.received[0].changes[0]["article"] == article.pk
        assert len(silent.received) == 1
        assert worker.alive


def test_who_was_about_to_send_what_was_missed_sends_nothing_of_it(editor: User, webhook: Webhook) -> None:
    create_speaker(name="Ada")
    leased = sending._leased(timezone.now())
    assert leased
    switch_off(webhook=webhook)
    create_speaker(name="Bo")
    switch_on(webhook=webhook, catch_up=False)
    assert sending._made(leased) is None
    webhook.refresh_from_db()
    assert webhook.position == newest_position()
    assert not Delivery.objects.exists()


def test_a_new_webhook_is_told_of_nothing_that_was_before_it(
    editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mirroring, "PLACED_AT_ONCE", 2)
    for n in range(5):
        create_speaker(name=f"Speaker {n}")
    webhook = create_webhook(user=editor, url="https://paper.example/").webhook
    assert changes_after(position=webhook.position, limit=5).changes == []
