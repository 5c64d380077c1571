"""How a request that comes twice is carried out once, whoever lost the answer to the first.

After the Internet-Draft “The Idempotency-Key HTTP Header Field” (draft-ietf-httpapi-idempotency-key-header).
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from articles.errors import BadKey, KeyReused
from articles.models import Answer, User

MAX_KEY = 255


class Answered(NamedTuple):
    """A status and a body."""

    status: int
    body: str


@transaction.atomic
def once(*, user: User, key: str, request: bytes, act: Callable[[], Answered]) -> Answered:
    """What `act` answers; or, where this person's `request` with this key was answered in the last day, that again.

    `act` is carried out in the transaction that stores its answer. What it raises is passed on, and nothing is
    stored: then a repetition tries anew. Who repeats a request that is still being carried out waits for its answer.
    Raises BadKey, and KeyReused where the key came with another request.
    """
    if not 0 < len(key) <= MAX_KEY or not key.isascii() or not key.isprintable():
        raise BadKey(MAX_KEY)
    now = timezone.now()
    Answer.objects.forgotten(now).filter(user=user, key=key).delete()
    fingerprint = sha256(request).hexdigest()
    # Waits for whoever is carrying out a request with this key, and does nothing where they did.
    Answer.objects.bulk_create(
        [Answer(user=user, key=key, fingerprint=fingerprint, at=now)], ignore_conflicts=True
    )
    kept = Answer.objects.select_for_update().get(user=user, key=key)
    if kept.fingerprint != fingerprint:
        raise KeyReused
    if kept.status is None:
        kept.status, kept.body = act()
        kept.save(update_fields=["status", "body"])
    return Answered(kept.status, kept.body)


def forget_answers() -> None:
    """Remove the answers that were kept for a day."""
    Answer.objects.forgotten(timezone.now()).delete()
