"""Turns at what only a few threads may do at once: a few others wait for theirs, and the rest is told at once.

A server has a bounded number of threads, and each that waits is one that answers nobody.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from articles.errors import Busy


class Turns:
    """One use of what the gate guards, which other uses may pass, too. As many as `places` are at it or wait."""

    def __init__(self, gate: threading.Semaphore, *, places: int) -> None:
        self.gate = gate
        self.places = threading.BoundedSemaphore(places)

    @contextmanager
    def one(self, *, patience: float, otherwise: str) -> Iterator[None]:
        """Be at it, or wait for it as many seconds as `patience`.

        Raises Busy with the sentence `otherwise`: at once where there is no place left to wait in.
        """
        if not self.places.acquire(blocking=False):
            raise Busy(otherwise)
        try:
            if not self.gate.acquire(timeout=patience):
                raise Busy(otherwise)
            try:
                yield
            finally:
                self.gate.release()
        finally:
            self.places.release()
