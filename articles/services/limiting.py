"""How often somebody may ask within a minute, counted over all processes that answer.

A process counts in its memory and puts its count down in the database by the handful, a twentieth of the limit; then it
learns what the others took. So hardly a request writes, and who asks seldom never does. Nobody is refused early. Every
further process can let less than a handful too many through; a single one, which is what `./dev run` starts, lets none.
What is counted `alone` stays in the process: strangers are to cause no writes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import transaction
from django.db.models import F

from articles.models import Tally

SECONDS = 60
HANDFULS = 20  # in a limit


class Standing(NamedTuple):
    """How somebody stands after they asked: whether they may, how often they still may, and until when that holds."""

    allowed: bool
    left: int
    seconds: int


@dataclass
class _Count:
    """The requests of somebody in this minute: taken here, put down of these, and taken elsewhere as last seen."""

    here: int = 0
    put_down: int = 0
    elsewhere: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def all(self) -> int:
        return self.here + self.elsewhere


class Meter:
    """The counts of one process. Minutes are those of the clock, so that all processes mean the same."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._minute = 0
        self._counts: dict[str, _Count] = {}

    def ask(self, key: str, limit: int, *, alone: bool = False) -> Standing:
        """Count a request of `key`, of which `limit` are allowed in a minute. What is refused does not count."""
        count, minute, seconds = self._count(key)
        handful = max(1, limit // HANDFULS)
        with count.lock:  # while a handful is put down, too: else other threads would go on without knowing
            if count.all >= limit:
                return Standing(False, 0, seconds)
            count.here += 1
            if not alone and count.here - count.put_down >= handful:
                together = _put_down(key, minute, handful)
                count.put_down += handful
                count.elsewhere = together - count.put_down
            return Standing(True, max(0, limit - count.all), seconds)

    def left(self, key: str, limit: int) -> Standing:
        """How `key` stands, without counting."""
        count, _, seconds = self._count(key)
        return Standing(count.all < limit, max(0, limit - count.all), seconds)

    def _count(self, key: str) -> tuple[_Count, int, int]:
        """The count of `key` in this minute, the minute, and the seconds until it is over."""
        with self._lock:
            minute, gone = divmod(int(self._clock()), SECONDS)
            if minute != self._minute:
                self._minute, self._counts = minute, {}
            return self._counts.setdefault(key, _Count()), minute, SECONDS - gone


meter = Meter()


@transaction.atomic
def _put_down(key: str, minute: int, number: int) -> int:
    """Add to what all processes put down, and return that."""
    Tally.objects.bulk_create([Tally(key=key, minute=minute)], ignore_conflicts=True)
    mine = Tally.objects.filter(key=key, minute=minute)
    mine.update(number=F("number") + number)
    return mine.values_list("number", flat=True).get()


def forget_tallies() -> None:
    """Remove what was put down in minutes that are over."""
    Tally.objects.filter(minute__lt=int(time.time()) // SECONDS - 1).delete()
