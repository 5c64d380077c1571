"""How changes get to webhooks: one delivery after the other to each, signed, tried again, given up with a reason.

Threads of the worker do it, so that a receiver that does not answer holds up neither suggestions nor other receivers.
As with runs, a fence keeps two from doing one thing: who sends to a webhook holds its newest lease.
"""

from __future__ import annotations

import threading
from base64 import b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import digest
from typing import NamedTuple

import requests
import structlog
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from requests_hardened import Config, Manager
from requests_hardened.ip_filter import InvalidIPAddress

from articles.models import Delivery, Webhook
from articles.services.documents import Json
from articles.services.mirroring import changes_after, newest_position
from articles.services.webhooks import body_of, is_internal, key_of

CHANGES = 50  # in a delivery
CHARACTERS = 500_000  # of a delivery, after its first change
SECONDS = 20  # for a receiver to answer
LEASE = timedelta(seconds=60)
PAUSES = [timedelta(seconds=s) for s in (10, 30, 120, 600, 1800, 7200, 21600)]  # after each failure in a row
SENDERS = 4  # threads of a worker
LOOK_EVERY = 1.0  # seconds
KEPT = timedelta(days=30)

log = structlog.get_logger(__name__)


class Outcome(NamedTuple):
    """The status a receiver answered, if it did, and what went wrong as a sentence, empty where nothing did."""

    status: int | None
    failure: str


def keep_sending(stop: threading.Event) -> None:
    """Send what is due until told to stop. What goes wrong once is logged and tried again."""
    try:
        while not stop.is_set():
            try:
                if send_due():
                    continue
            except Exception:
                log.exception("sending_failed")
                connection.close()
            stop.wait(LOOK_EVERY)
    finally:
        connection.close()


def send_due() -> bool:
    """Take the next step for one webhook that is due; False where there is none. Safe to call anywhere, any time."""
    now = timezone.now()
    webhook = _leased(now)
    if webhook is None:
        return False
    delivery = webhook.deliveries.untried_tests().first()
    if delivery is None and webhook.next_at <= now:
        delivery = webhook.deliveries.waiting().first() or _made(webhook)
    if delivery is None:
        Webhook.objects.filter(pk=webhook.pk, lease=webhook.lease).update(leased_until=None)
    else:
        _note(webhook, delivery, _post(webhook, delivery))
    return True


def _leased(now: datetime) -> Webhook | None:
    """A webhook with something to send, which nobody else sends to until the lease is over."""
    if not Webhook.objects.due(now).exists():
        return None
    ready = Webhook.objects.due(now).with_something_to_send(newest_position())
    for webhook in ready.order_by("next_at")[: 2 * SENDERS]:
        free = Webhook.objects.due(now).filter(pk=webhook.pk, lease=webhook.lease)
        if free.update(lease=F("lease") + 1, leased_until=now + LEASE):
            webhook.refresh_from_db()
            return webhook
    return None


def _made(webhook: Webhook) -> Delivery | None:
    """The next delivery: the changes since the last of which this webhook is to be told; None where there are none."""
    page = changes_after(position=webhook.position, limit=CHANGES)
    wanted: list[Json] = []
    position, size = webhook.position, 0
    for change in page.changes:
        if not webhook.events or change["event"] in webhook.events:
            size += len(body_of(webhook, [change]))
            if wanted and size > CHARACTERS:
                break
            wanted.append(change)
        position = int(change["cursor"])
    with transaction.atomic():
        mine = Webhook.objects.filter(pk=webhook.pk, lease=webhook.lease)
        if not mine.update(position=position) or not wanted:
            return None
        return Delivery.objects.create(
            webhook=webhook, body=body_of(webhook, wanted), changes=len(wanted), made_at=timezone.now()
        )


def signature(key: bytes, id: str, timestamp: str, body: str) -> str:
    """The signature of a delivery as Standard Webhooks has it: HMAC-SHA256 over id, timestamp and body."""
    signed = f"{id}.{timestamp}.{body}".encode()
    return "v1," + b64encode(digest(key, signed, sha256)).decode()


def _post(webhook: Webhook, delivery: Delivery) -> Outcome:
    """Send it, in a thread that is left behind where the receiver lets its answer trickle in without end."""
    id, timestamp = str(delivery.id), str(int(timezone.now().timestamp()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Onrecord/1",
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        "webhook-signature": signature(key_of(webhook), id, timestamp, delivery.body),
    }
    outcomes: list[Outcome] = []

    def post() -> None:
        outcomes.append(_answered(webhook.url, delivery.body.encode(), headers))

    thread = threading.Thread(target=post, name=f"delivery {id}", daemon=True)
    thread.start()
    thread.join(SECONDS)
    return outcomes[0] if outcomes else Outcome(None, f"It did not answer within {SECONDS} seconds.")


def _answered(url: str, body: bytes, headers: dict[str, str]) -> Outcome:
    manager = Manager(
        Config(
            ip_filter_enable=not is_internal(url),
            ip_filter_allow_loopback_ips=False,
            never_redirect=True,
            default_timeout=(SECONDS / 2, SECONDS),
        )
    )
    try:
        with manager.get_session() as session:
            session.trust_env = False  # no proxy, which would look names up anew, and nobody's .netrc
            with session.post(url, data=body, headers=headers, stream=True) as answer:
                status = answer.status_code
    except InvalidIPAddress:
        return Outcome(None, "Its address leads into a private network, to which nothing is sent.")
    except requests.Timeout:
        return Outcome(None, f"It did not answer within {SECONDS} seconds.")
    except (requests.RequestException, OSError, ValueError):
        return Outcome(None, "It could not be reached.")
    if 300 <= status < 400:
        return Outcome(status, f"It answered {status}, which leads elsewhere; redirects are not followed.")
    return Outcome(status, "" if 200 <= status < 300 else f"It answered {status}.")


@transaction.atomic
def _note(webhook: Webhook, delivery: Delivery, outcome: Outcome) -> None:
    """Note how a delivery went, unless somebody else holds the lease by now.

    A test that fails the first time, where others failed before it, changes nothing about when those are tried again.
    """
    now = timezone.now()
    aside = bool(delivery.changes == 0 and delivery.attempts == 0 and webhook.failures)
    mine = Webhook.objects.filter(pk=webhook.pk, lease=webhook.lease)
    if not outcome.failure:
        noted = mine.update(failures=0, next_at=now, leased_until=None)
    elif why := _given_up(webhook.failures + (not aside), outcome):
        noted = mine.update(failures=F("failures") + 1, leased_until=None, on=False, off_because=why)
    elif aside:
        noted = mine.update(leased_until=None)
    else:
        pause = PAUSES[webhook.failures]
        noted = mine.update(failures=F("failures") + 1, leased_until=None, next_at=now + pause)
    if not noted:
        log.warning("delivery_fenced", delivery=str(delivery.id))
        return
    Delivery.objects.filter(pk=delivery.pk).update(
        attempts=F("attempts") + 1,
        status=outcome.status,
        failure=outcome.failure,
        tried_at=now,
        state=Delivery.State.WAITING if outcome.failure else Delivery.State.DELIVERED,
    )


def _given_up(failures: int, outcome: Outcome) -> str:
    """Why nothing more is sent after so many failures in a row; empty while it is tried again."""
    if outcome.status == 410:
        return "The receiver answered 410, which says that it is gone for good."
    if failures > len(PAUSES):
        return (
            f"{failures} tries in a row failed over several hours, the last like this: {outcome.failure} "
            "Mend the receiver and switch the webhook on again. Nothing is lost: you choose whether it catches up."
        )
    return ""


def forget_deliveries() -> None:
    """Remove from the log what was delivered or dropped long ago."""
    ended = Delivery.objects.exclude(state=Delivery.State.WAITING)
    ended.filter(made_at__lt=timezone.now() - KEPT).delete()
