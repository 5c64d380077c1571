"""What schemathesis has to be told: what our lines are, and what no client makes up."""

from __future__ import annotations

import itertools
import json
import os
from typing import Any
from uuid import uuid4

import schemathesis
from schemathesis import GenerationMode
from schemathesis.core.parameters import ParameterLocation

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


def is_name(name: str) -> bool:
    """Whether it has a letter or digit, and nothing that no name has."""
    return any(c.isalnum() for c in name) and name.isprintable() and len(name) < 100


def make_sense(body: dict[str, Any]) -> None:
    """Put into a body what no description can say: public addresses, names with letters, who is
    there, days from one to a later one, keys of keyboards."""
    if "url" in body:
        body["url"] = "https://receiver.example/told"
    if "name" in body and not is_name(body["name"]):
        body["name"] = "Bo Oak"
    if "aliases" in body:
        body["aliases"] = [alias for alias in body["aliases"] if is_name(alias)]
    if "keys" in body:
        body["keys"] = {"accept": ["y"], "reject": []}
    if isinstance(selection := body.get("selection"), dict):
        if selection.get("speakers"):
            selection["speakers"] = [ROWS["speakers"]["id"]]
        if selection.get("reviewers"):
            selection["reviewers"] = [int(ROWS["people"]["id"])]
        boundary = next(turn) % 2
        for what in ("decided", "published"):
            first, last = f"{what}_from", f"{what}_until"
            if boundary:
                selection |= {first: "0001-01-01", last: "9999-12-31"}
            elif selection.get(first) and selection.get(last):
                selection[first], selection[last] = sorted((selection[first], selection[last]))


def wrong_in(case: Any) -> list[ParameterLocation]:
    """The parts of a request that are not as the description says."""
    parts = case.meta.components if case.meta else {}
    return [place for place, found in parts.items() if found.mode == GenerationMode.NEGATIVE]


@schemathesis.hook
def filter_case(ctx: Any, case: Any) -> bool:
    """But for conditions that are none: the standard has them ignored, not refused."""
    return not (case.method == "GET" and wrong_in(case) == [ParameterLocation.HEADER])


@schemathesis.hook
def before_call(ctx: Any, case: Any, **sent: Any) -> None:
    """In requests that should be taken: no cursors, which only the server makes, a new key for each, no condition that
    nothing meets, what makes sense, and every second time something that is there."""
    if case.headers and "If-Match" in case.headers and ParameterLocation.HEADER not in wrong_in(case):
        case.headers["If-Match"] = "*"
    if case.meta is None or case.meta.generation.mode != GenerationMode.POSITIVE:
        return
    query = case.query or {}
    query.pop("cursor", None)
    if case.operation.path == "/api/v1/changes/":
        query.pop("since", None)
    if case.headers and "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = str(uuid4())
    if isinstance(case.body, dict):
        make_sense(case.body)
        if case.method == "PATCH" and "aliases" in case.body:
            case.headers["If-Match"] = "*"
    if next(turn) % 2 and case.method != "DELETE":
        there = ROWS.get(case.operation.path.split("/")[3], {})
        if case.path_parameters:
            case.path_parameters.update(
                {name: value for name, value in there.items() if name in case.path_parameters}
            )
        if isinstance(case.body, dict) and "article" in case.body:
            case.body["article"] = int(ROWS["articles"]["id"])
