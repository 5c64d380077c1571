"""Reads files and fetches addresses in a process of its own, which is ended when it takes too long or too much.

The process says a line of JSON about each thing it finds; what it said before it was ended counts.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Collection, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import IO, Any, BinaryIO

from articles.errors import Busy, TooHeavy
from articles.intake.arrival import Arrival, NotRead
from articles.turns import Turns

SECONDS = 30.0  # for a file or an address, all in all
MEMORY = 1_500_000_000  # bytes of address space
OUTPUT = 300_000_000  # bytes of lines
AT_ONCE = 3  # processes
PATIENCE = 60.0  # seconds to wait for one's turn
TURNS = Turns(threading.Semaphore(AT_ONCE), places=2 * AT_ONCE)
ROOT = Path(__file__).resolve().parent.parent.parent


def read_file(
    file: IO[bytes] | BinaryIO, name: str, *, seconds: float = SECONDS
) -> Iterator[Arrival | NotRead]:
    """What is in this file, whose name says what it may be. Never raises for what it holds."""
    with tempfile.TemporaryFile() as copy:
        while piece := file.read(1 << 16):
            copy.write(piece)
        copy.seek(0)
        yield from _apart({"name": name}, copy, seconds)


def read_address(
    address: str, *, loopback: Collection[str] = (), seconds: float = SECONDS
) -> Iterator[Arrival | NotRead]:
    """What is at this web address; `loopback` as in `articles.intake.fetching.fetch`."""
    with tempfile.TemporaryFile() as nothing:
        yield from _apart({"name": address, "address": address, "loopback": list(loopback)}, nothing, seconds)


def _apart(asked: dict[str, Any], given: IO[bytes], seconds: float) -> Iterator[Arrival | NotRead]:
    with tempfile.TemporaryFile() as lines:
        try:
            with TURNS.one(patience=PATIENCE, otherwise="Other files are being read."):
                ended_well = _ends_well(json.dumps(asked), given, lines, seconds)
        except Busy as busy:
            yield NotRead(asked["name"], busy.code, str(busy))
            return
        lines.seek(0)
        for line in lines:
            if line.endswith(b"\n"):
                yield found_in(line)
        if not ended_well:
            yield NotRead.because(asked["name"], TooHeavy())


def _ends_well(asked: str, given: IO[bytes], lines: IO[bytes], seconds: float) -> bool:
    """Whether the process, reading what is given and writing lines, comes to its end by itself and in time."""
    process = subprocess.Popen(
        [sys.executable, "-m", "articles.intake", asked],
        cwd=ROOT,
        env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "PYTHONUTF8": "1"},
        stdin=given,
        stdout=lines,
        stderr=subprocess.DEVNULL,
    )
    try:
        return process.wait(seconds) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        process.kill()
        process.wait()


def line_of(found: Arrival | NotRead) -> bytes:
    """One thing found, as the process says it."""
    said = asdict(found)
    if isinstance(found, Arrival):
        said["published"] = found.published and found.published.isoformat()
        said["bytes"] = None if found.bytes is None else base64.b64encode(found.bytes).decode()
    return json.dumps(said).encode() + b"\n"


def found_in(line: bytes) -> Arrival | NotRead:
    """What `line_of` said."""
    said = json.loads(line)
    if "code" in said:
        return NotRead(**said)
    published = said["published"]
    data = said["bytes"]
    return Arrival(
        **said
        | {
            "published": date.fromisoformat(published) if published else None,
            "bytes": None if data is None else base64.b64decode(data),
        }
    )
