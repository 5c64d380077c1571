"""How often somebody may ask, by one process and by several that share a database."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Tally
from articles.services.limiting import HANDFULS, SECONDS, Meter, forget_tallies
from tests.making import at_once

pytestmark = pytest.mark.django_db
LIMIT = 100
HANDFUL = LIMIT // HANDFULS


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1_000_000 * SECONDS + 18.5

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def taken(meter: Meter, times: int, key: str = "token a") -> int:
    """How many of so many requests were allowed."""
    return sum(meter.ask(key, LIMIT).allowed for _ in range(times))


def test_a_limit_holds_until_the_minute_is_over(clock: Clock) -> None:
    meter = Meter(clock)
    first = meter.ask("token a", LIMIT)
    assert (first.allowed, first.left, first.seconds) == (True, LIMIT - 1, 42)
    assert taken(meter, LIMIT + 50) == LIMIT - 1
    assert meter.ask("token a", LIMIT) == (False, 0, 42)
    assert meter.left("token a", LIMIT) == (False, 0, 42)
    assert meter.ask("token b", LIMIT).allowed
    clock.now += 41
    assert meter.ask("token a", LIMIT) == (False, 0, 1)
    clock.now += 1
    assert meter.left("token a", LIMIT) == (True, LIMIT, SECONDS)
    assert taken(meter, LIMIT + 50) == LIMIT


def test_processes_share_a_limit_to_within_a_handful_each_and_refuse_nobody_early(clock: Clock) -> None:
    one, two, three = Meter(clock), Meter(clock), Meter(clock)
    together = 0
    for _ in range(LIMIT):
        together += sum(taken(meter, 1) for meter in (one, two, three))
    assert LIMIT <= together <= LIMIT + 2 * HANDFUL
    late = Meter(clock)
    assert taken(late, LIMIT) == HANDFUL  # then it learns of the others


def test_who_is_alone_in_a_process_that_others_left_gets_all_that_is_left(clock: Clock) -> None:
    one, two = Meter(clock), Meter(clock)
    assert taken(one, 60) == 60
    assert taken(two, LIMIT) == 40
    assert two.ask("token a", LIMIT).left == 0


def test_hardly_a_request_writes(clock: Clock) -> None:
    meter = Meter(clock)
    with CaptureQueriesContext(connection) as seldom:
        taken(meter, HANDFUL - 1)
    with CaptureQueriesContext(connection) as often:
        taken(meter, 10 * LIMIT)
    assert len(seldom) == 0
    assert sum(query["sql"].startswith("UPDATE") for query in often) == HANDFULS
    with CaptureQueriesContext(connection) as strangers:
        assert [meter.ask("address", 3, alone=True).allowed for _ in range(4)] == [True] * 3 + [False]
    assert len(strangers) == 0


@pytest.mark.django_db(transaction=True)
def test_threads_and_processes_that_ask_at_the_same_moment_lose_no_request(clock: Clock) -> None:
    meters = [Meter(clock), Meter(clock)]
    asked = at_once(*[partial(taken, meter, 25) for meter in meters for _ in range(4)])
    assert LIMIT <= sum(asked) <= LIMIT + HANDFUL
    assert LIMIT - 2 * HANDFUL < Tally.objects.get().number <= LIMIT + HANDFUL


def test_old_minutes_are_forgotten(clock: Clock) -> None:
    taken(Meter(clock), HANDFUL)
    Meter().ask("token a", HANDFULS)
    forget_tallies()
    assert [tally.minute > 1_000_000 for tally in Tally.objects.all()] == [True]
