"""What if others write the same at the same moment? Then it is tried again, a few times."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import IntegrityError, OperationalError, transaction

TRIES = 5
CONTENDED = (IntegrityError, OperationalError)
"""They were first, or each of us waited for the other."""
T = TypeVar("T")


def in_spite_of_others(write: Callable[[], T]) -> T:
    """What `write` gives, in a transaction of its own; raises one of CONTENDED where TRIES were in vain."""
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                return write()
        except CONTENDED:
            if not left:
                raise
    raise AssertionError
