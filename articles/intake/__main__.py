"""The process that reads apart: `python -m articles.intake '{"name": …}' < FILE`, a line of JSON for each find."""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator
from typing import Any

from articles.errors import FileRefused
from articles.intake.apart import MEMORY, OUTPUT, SECONDS, line_of
from articles.intake.arrival import Arrival, NotRead


def main(asked: dict[str, Any]) -> None:
    bounds = (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_CPU, int(SECONDS)),
    )
    for bound, most in bounds:
        try:
            resource.setrlimit(bound, (most, most))
        except (ValueError, OSError):  # macOS does not bound memory; the time is bounded everywhere
            continue
    for found in _found(asked):
        sys.stdout.buffer.write(line_of(found))
        sys.stdout.buffer.flush()


def _found(asked: dict[str, Any]) -> Iterator[Arrival | NotRead]:
    from articles.intake import kinds

    try:
        if "address" in asked:
            from articles.intake.fetching import fetch

            address, data = fetch(asked["address"], loopback=asked["loopback"])
            yield from kinds.read(data, address.split("?")[0], address=address)
        else:
            yield from kinds.read(sys.stdin.buffer.read(), asked["name"])
    except FileRefused as refusal:
        yield NotRead.because(asked["name"], refusal)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
