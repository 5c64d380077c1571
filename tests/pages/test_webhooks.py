"""The pages about webhooks: one made, tried, mended and removed, and the log with what was sent."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Delivery, User, Webhook
from articles.pages.webhooks import PAGE_LENGTH
from articles.services.registry import create_speaker
from articles.services.webhooks import create_webhook, secret_of, switch_off
from tests.pages.test_releases import page_of
from tests.pages.test_tokens import shown_secret
from tests.receiver import Receiver, receiving
from tests.services.test_sending import checked, send_all

URL = "https://paper.example/told"


@pytest.fixture
def webhook(editor: User) -> Webhook:
    return create_webhook(user=editor, url=URL).webhook


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    with receiving() as listening:
        settings.WEBHOOK_INTERNAL_HOSTS = [listening.host]
        yield listening


def in_log(webhook: Webhook, number: int, **about: Any) -> list[Delivery]:
    """So many deliveries as they are in the log."""
    known = {"state": "delivered", "attempts": 1, "status": 200, "changes": 1, "body": "{}", **about}
    now = timezone.now()
    rows = [Delivery(webhook=webhook, made_at=now, tried_at=now, **known) for _ in range(number)]
    return Delivery.objects.bulk_create(rows)


def test_a_webhook_is_made_tried_and_what_was_sent_is_shown_and_replayed(
    reader: Client, receiver: Receiver
) -> None:
    assert "You have no webhooks" in page_of(reader, "/webhooks/")
    made = reader.post("/webhooks/", {"url": receiver.url, "events": ["speaker.create"]})
    webhook = Webhook.objects.get()
    secret = shown_secret(made.content.decode())
    assert secret == secret_of(webhook)
    assert "no-store" in made["Cache-Control"]
    page = f"/webhooks/{webhook.pk}/"
    assert secret not in page_of(reader, page)
    assert "Nothing was sent yet" in page_of(reader, page)

    assert reader.post(f"{page}test/").status_code == 302
    create_speaker(name="Ada <b>")
    waiting = page_of(reader, page)
    assert "A test" in waiting
    assert "sent in a moment" in waiting
    assert f'hx-get="{page}log/" hx-trigger="every 2s"' in waiting
    assert "1 delivery waits" in page_of(reader, "/webhooks/")
    send_all()
    arrived = page_of(reader, f"{page}log/")
    assert arrived.count("Delivered</span>") == 2
    assert "answered 200" in arrived
    assert "hx-get" not in arrived
    assert "<html" not in arrived

    change = Delivery.objects.get(changes=1)
    sent = page_of(reader, f"/webhooks/deliveries/{change.id}/")
    assert "Ada &lt;b&gt;" in sent
    assert str(change.id) in sent
    assert reader.post(f"/webhooks/deliveries/{change.id}/replay/")["Location"] == page
    assert "1 change, again" in page_of(reader, page)
    send_all()
    assert [len(told.changes) for told in receiver.received] == [0, 1, 1]
    assert all(checked(told, secret) for told in receiver.received)
    assert "A replay of" in page_of(reader, f"/webhooks/deliveries/{Delivery.objects.latest('number').id}/")


def test_a_failure_is_told_with_when_it_is_tried_again(
    reader: Client, receiver: Receiver, editor: User
) -> None:
    receiver.status = 503
    webhook = create_webhook(user=editor, url=receiver.url).webhook
    create_speaker(name="Ada")
    send_all()
    page = page_of(reader, f"/webhooks/{webhook.pk}/")
    assert "The last try failed" in page
    assert "It answered 503." in page
    assert "tried again <time" in page
    assert "Replay" not in page  # it will be tried by itself
    assert "Failing" in page_of(reader, "/webhooks/")
    again = reader.post(f"/webhooks/deliveries/{Delivery.objects.get().id}/replay/", follow=True)
    assert "will be tried again by itself" in again.content.decode()
    Webhook.objects.update(next_at=timezone.now() + timedelta(hours=2))
    assert 'hx-trigger="every 30s"' in page_of(reader, f"/webhooks/{webhook.pk}/")


def test_one_that_was_given_up_says_why_and_catches_up_or_does_not(
    reader: Client, receiver: Receiver
) -> None:
    reader.post("/webhooks/", {"url": receiver.url})
    webhook = Webhook.objects.get()
    page = f"/webhooks/{webhook.pk}/"
    receiver.status = 410
    create_speaker(name="Ada")
    send_all()
    given_up = page_of(reader, page)
    assert "gone for good" in given_up
    assert "waits until the webhook is switched on" in given_up
    assert "gone for good" in page_of(reader, "/webhooks/")
    assert "hx-get" not in given_up
    receiver.status = 200
    assert "what it missed" in reader.post(f"{page}on/", {"catch_up": "1"}, follow=True).content.decode()
    send_all()
    reader.post(f"{page}off/")
    assert "You switched it off." in page_of(reader, page)
    create_speaker(name="Bo")
    assert "what it missed" not in reader.post(f"{page}on/", follow=True).content.decode()
    send_all()
    names = [change["now"]["name"] for told in receiver.received for change in told.changes]
    assert names == ["Ada", "Ada"]


def test_address_and_events_are_changed(reader: Client, webhook: Webhook) -> None:
    page = f"/webhooks/{webhook.pk}/"
    assert reader.post(page, {"url": f"{URL}/2", "events": ["article.done"]}).status_code == 302
    webhook.refresh_from_db()
    assert (webhook.url, webhook.events) == (f"{URL}/2", ["article.done"])
    shown = page_of(reader, page)
    assert re.search(r'value="article.done" checked', shown)
    assert not re.search(r'value="article.open" checked', shown)
    refused = reader.post(page, {"url": "http://paper.example/"}).content.decode()
    assert "begins with https://" in refused
    assert f"{URL}/2</h1>" in refused
    assert "Select a valid choice" in reader.post(page, {"url": URL, "events": ["x"]}).content.decode()
    webhook.refresh_from_db()
    assert webhook.url == f"{URL}/2"


@pytest.mark.parametrize(
    "url", ["", "http://paper.example/", "https://me:secret@paper.example/", "no address"]
)
def test_what_is_no_address_is_refused_beside_the_field(reader: Client, url: str) -> None:
    page = reader.post("/webhooks/", {"url": url}).content.decode()
    assert 'class="field-errors" id="id_url_error"' in page
    assert not Webhook.objects.exists()


def test_a_new_secret_is_shown_once_and_a_removed_webhook_is_gone(reader: Client, webhook: Webhook) -> None:
    old, page = secret_of(webhook), f"/webhooks/{webhook.pk}/"
    new = shown_secret(reader.post(f"{page}secret/").content.decode())
    webhook.refresh_from_db()
    assert new == secret_of(webhook) != old
    in_log(webhook, 2)
    assert "told nothing more" in reader.post(f"{page}remove/", follow=True).content.decode()
    assert (Webhook.objects.count(), Delivery.objects.count()) == (0, 0)
    assert reader.get(page).status_code == 404


def test_the_log_comes_in_pages_and_by_state(reader: Client, webhook: Webhook) -> None:
    rows = in_log(webhook, PAGE_LENGTH + 2)
    Delivery.objects.filter(pk=rows[0].pk).update(state="dropped")
    page = f"/webhooks/{webhook.pk}/"
    first = page_of(reader, page)
    (older,) = re.findall(rf'href="{page}\?(before=\d+)"', first)
    second = page_of(reader, f"{page}?{older}")
    links = [re.findall(r"/webhooks/deliveries/([0-9a-f-]{36})/\"", shown) for shown in (first, second)]
    assert [len(set(found)) for found in links] == [PAGE_LENGTH, 2]
    assert set(links[0]) | set(links[1]) == {str(row.id) for row in rows}
    assert "Newest" in second
    assert "as you chose when you switched it on" in page_of(reader, f"{page}?state=dropped")
    assert "Nothing of this kind" in page_of(reader, f"{page}?state=waiting")
    assert page_of(reader, f"{page}?state=nonsense&before=x").count("Delivered</span>") == PAGE_LENGTH


def test_a_very_long_delivery_is_shown_in_part(reader: Client, webhook: Webhook) -> None:
    [row] = in_log(webhook, 1, body=json.dumps({"changes": ["x" * 60_000]}))
    page = page_of(reader, f"/webhooks/deliveries/{row.id}/")
    assert "characters more were sent" in page
    assert len(page) < 60_000


def test_nobody_sees_or_touches_the_webhooks_of_others(reader: Client) -> None:
    theirs = create_webhook(user=User.objects.create_user("theo"), url=URL).webhook
    [row] = in_log(theirs, 1)
    assert URL not in page_of(reader, "/webhooks/")
    page, delivery = f"/webhooks/{theirs.pk}/", f"/webhooks/deliveries/{row.id}/"
    asked = [reader.get(url) for url in (page, f"{page}log/", delivery, f"/webhooks/{uuid4()}/")]
    asked += [reader.post(page, {"url": f"{URL}/mine"}), reader.post(f"{delivery}replay/")]
    asked += [reader.post(f"{page}{what}/") for what in ("on", "off", "test", "secret", "remove")]
    assert {answer.status_code for answer in asked} == {404}
    theirs.refresh_from_db()
    assert (theirs.url, theirs.on, theirs.generation) == (URL, True, 1)
    assert Delivery.objects.count() == 1


def test_the_pages_cost_the_same_whatever_there_is(
    webhook: Webhook, editor: User, queries: Callable[[str], int]
) -> None:
    in_log(webhook, 1)
    [waiting] = in_log(webhook, 1, state="waiting", attempts=0, status=None)
    urls = ["/webhooks/", f"/webhooks/{webhook.pk}/", f"/webhooks/{webhook.pk}/log/",
            f"/webhooks/deliveries/{waiting.id}/"]  # fmt: skip
    before = [queries(url) for url in urls]
    for n in range(5):
        switch_off(webhook=create_webhook(user=editor, url=f"{URL}/{n}").webhook)
    in_log(webhook, 20)
    in_log(webhook, 5, state="waiting")
    assert [queries(url) for url in urls] == before
