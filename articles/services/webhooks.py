"""Whom to tell of changes: webhooks made, changed, switched on and off by the people they belong to.

Sending is left to `articles.services.sending`.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Collection
from ipaddress import ip_address
from socket import inet_aton
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from articles.errors import AddressRefused, NoSuchValue, NotPossible
from articles.intake.fetching import checked_address
from articles.models import Delivery, User, Webhook
from articles.models.change import EVENTS
from articles.services.mirroring import newest_position

MAX_WEBHOOKS = 10  # of a person


class NewWebhook(NamedTuple):
    """A webhook and its secret, which cannot be shown again."""

    webhook: Webhook
    secret: str


@transaction.atomic
def create_webhook(*, user: User, url: str, events: Collection[str] = ()) -> NewWebhook:
    """Tell this address of changes from now on; of these events, or of all. Raises AddressRefused, NoSuchValue or
    NotPossible."""
    list(User.objects.select_for_update().filter(pk=user.pk).values_list("pk"))
    if Webhook.objects.of(user).count() >= MAX_WEBHOOKS:
        raise NotPossible(f"You have {MAX_WEBHOOKS} webhooks, which is as many as one can have. Remove one.")
    made = Webhook.objects.create(
        user=user,
        url=checked_receiver(url),
        events=checked_events(events),
        position=newest_position(),
        next_at=timezone.now(),
    )
    return NewWebhook(made, secret_of(made))


def edit_webhook(
    *, webhook: Webhook, url: str | None = None, events: Collection[str] | None = None
) -> Webhook:
    """Change what is given. Raises AddressRefused or NoSuchValue."""
    if url is not None:
        webhook.url = checked_receiver(url)
    if events is not None:
        webhook.events = checked_events(events)
    webhook.save(update_fields=["url", "events"])
    return webhook


def remove_webhook(*, webhook: Webhook) -> None:
    """Forget a webhook with its log."""
    Webhook.objects.filter(pk=webhook.pk).delete()


def renew_secret(*, webhook: Webhook) -> NewWebhook:
    """A new secret; the old one signs nothing any more."""
    webhook.generation += 1
    webhook.save(update_fields=["generation"])
    return NewWebhook(webhook, secret_of(webhook))


def switch_off(*, webhook: Webhook) -> None:
    """Send nothing more until it is switched on again."""
    Webhook.objects.filter(pk=webhook.pk, on=True).update(on=False, off_because="You switched it off.")


@transaction.atomic
def switch_on(*, webhook: Webhook, catch_up: bool) -> None:
    """Send again: with all that happened meanwhile (`catch_up`), or only what happens from now on."""
    about: dict[str, Any] = {"on": True, "off_because": "", "failures": 0, "next_at": timezone.now()}
    if not catch_up:
        # Who is sending what happened meanwhile may no longer note it, nor go on with it.
        about |= {"lease": F("lease") + 1, "leased_until": None}
        webhook.deliveries.waiting().update(state=Delivery.State.DROPPED)
        about["position"] = newest_position()
    Webhook.objects.filter(pk=webhook.pk).update(**about)


def send_test(*, webhook: Webhook) -> Delivery:
    """Send a delivery without changes at once, to see whether it arrives. Raises NotPossible."""
    return _queue(webhook, Delivery(body=body_of(webhook, []), changes=0))


def replay(*, delivery: Delivery) -> Delivery:
    """Send once more what was sent, as another delivery. Raises NotPossible while that one still waits."""
    if delivery.state == Delivery.State.WAITING:
        raise NotPossible("This delivery has not arrived yet and will be tried again by itself.")
    return _queue(delivery.webhook, Delivery(body=delivery.body, changes=delivery.changes, replays=delivery))


def _queue(webhook: Webhook, delivery: Delivery) -> Delivery:
    if not webhook.on:
        raise NotPossible("This webhook is switched off. Switch it on first.")
    delivery.webhook, delivery.made_at = webhook, timezone.now()
    delivery.save(force_insert=True)
    return delivery


def body_of(webhook: Webhook, changes: list[dict[str, object]]) -> str:
    """What is sent for these changes, as the feed has them but without the texts of articles."""
    told = [
        {
            **c,
            "now": {k: v for k, v in now.items() if k != "text"}
            if isinstance(now := c["now"], dict)
            else None,
        }
        for c in changes
    ]
    return json.dumps(
        {"webhook": str(webhook.pk), "changes": told}, ensure_ascii=False, separators=(",", ":")
    )


def checked_receiver(url: str) -> str:
    """The address, or AddressRefused: https only and no private one, but for hosts that the settings name."""
    address = checked_address(url)
    if not address.startswith("https://") and not is_internal(address):
        raise AddressRefused(
            "A webhook needs an address that begins with https://, so that nobody reads along."
        )
    if _leads_inside(urlsplit(address).hostname or "") and not is_internal(address):
        raise AddressRefused(
            "This address leads into a private network, to which nothing is sent. Whoever runs Onrecord can allow it."
        )
    return address


def _leads_inside(host: str) -> bool:
    """Whether the name of a host itself says so. Other names are looked up when something is sent to them."""
    name = host.rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        ip = ip_address(name)
    except ValueError:
        try:
            ip = ip_address(inet_aton(name))  # 127.1 and 0x7f000001 are addresses, too
        except OSError:
            return False
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return not ip.is_global or ip.is_multicast


def is_internal(address: str) -> bool:
    """Whether the settings allow this very host (with its port) although its address is a private one."""
    return urlsplit(address).netloc in settings.WEBHOOK_INTERNAL_HOSTS


def checked_events(events: Collection[str]) -> list[str]:
    """The events in the order of the feed's list, or NoSuchValue."""
    for event in events:
        if event not in EVENTS:
            raise NoSuchValue("event", event, EVENTS)
    return [event for event in EVENTS if event in events]


def secret_of(webhook: Webhook) -> str:
    """What the receiver checks signatures with, in the form of Standard Webhooks."""
    return "whsec_" + b64encode(key_of(webhook)).decode()


def key_of(webhook: Webhook) -> bytes:
    """The bytes that sign what is sent."""
    return salted_hmac("onrecord.webhook", f"{webhook.pk}.{webhook.generation}", algorithm="sha256").digest()
