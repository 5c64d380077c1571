"""Ids that grow with time are UUIDs of the seventh version, as RFC 9562 has them."""

import time
from datetime import UTC, datetime

import pytest

from articles.models.ids import at_moment, in_time_order


def test_an_id_is_the_one_of_the_standards_example() -> None:
    """RFC 9562, appendix A.6: 2022-02-22 14:22:22 in New York."""
    made = at_moment(0x017F22E279B0, 0xCC3 << 62 | 0x18C4DC0C0C07398F)
    assert str(made) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert datetime.fromtimestamp((made.int >> 80) / 1000, UTC).isoformat() == "2022-02-22T19:22:22+00:00"


def test_ids_are_all_different_and_those_of_a_later_millisecond_greater(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = iter(range(1_764_000_000_000, 1_764_000_010_000))
    monkeypatch.setattr(time, "time_ns", lambda: next(clock) // 10 * 10_000_000)
    made = [in_time_order() for _ in range(10_000)]
    assert len(set(made)) == len(made)
    assert {id.version for id in made} == {7}
    for earlier, later in zip(made, made[10:], strict=False):
        assert earlier < later
