"""What schemathesis has to be told: what our lines are, and what no client makes up."""

from __future__ import annotations

import itertools
import json
import os
from typing import Any
from uuid import uuid4

import schemathesis
from schemathesis import GenerationMode

NDJSON = "application/x-ndjson"


@schemathesis.serializer(NDJSON)
def to_lines(ctx: Any, value: Any) -> bytes:
    """A list is a line for each of its rows."""
    rows = value if isinstance(value, list) else [value]
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


@schemathesis.deserializer(NDJSON)
def from_lines(ctx: Any, response: Any) -> Any:
    return [json.loads(line) for line in response.content.splitlines()]


# Of the record that the test made: what stands in an address, and in a body, to speak of something that is there.
ROWS: dict[str, dict[str, str]] = json.loads(os.environ["ONRECORD_ROWS"])
turn = itertools.count()


@schemathesis.hook
def filter_case(ctx: Any, case: Any) -> bool:
    """But for conditions that are none: the standard has them ignored, not refused."""
    wrong = (
        [place for place, found in case.meta.components.items() if found.mode == GenerationMode.NEGATIVE]
        if case.meta
        else []
    )
    return not (case.method == "GET" and [place.value for place in wrong] == ["header"])


@schemathesis.hook
def before_call(ctx: Any, case: Any, **sent: Any) -> None:
    """In requests that should be taken: no cursors, which only the server makes, a new key for each, and every second
    time something that is there."""
    if case.meta is None or case.meta.generation.mode != GenerationMode.POSITIVE:
        return
    query = case.query or {}
    query.pop("cursor", None)
    if case.operation.path == "/api/v1/changes/":
        query.pop("since", None)
    if case.headers and "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = str(uuid4())
    if next(turn) % 2 and case.method != "DELETE":
        there = ROWS.get(case.operation.path.split("/")[3], {})
        if case.path_parameters:
            case.path_parameters.update(
                {name: value for name, value in there.items() if name in case.path_parameters}
            )
        if isinstance(case.body, dict) and "article" in case.body:
            case.body["article"] = int(ROWS["articles"]["id"])
