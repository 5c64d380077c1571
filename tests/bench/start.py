"""How long a person waits for Onrecord to start: from a fresh clone, with an empty folder, and again."""

import os
import signal
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from annotator.serve import ROOT
from tests.bench import Figure
from tests.machine.processes import free_port


@contextmanager
def started(checkout: Path, var: Path) -> Iterator[float]:
    """`./dev run` for the length of the block; the seconds until it said where the first page is."""
    environment = {**os.environ, "PORT": str(free_port()), "VAR_DIR": str(var)}
    environment.pop("DATABASE_URL", None)
    began = time.monotonic()
    with subprocess.Popen([checkout / "dev", "run"], env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        seconds = time.monotonic() - began
        try:
            if not line:
                raise RuntimeError("./dev run ended before it said anything.")
            yield seconds
        finally:
            process.send_signal(signal.SIGTERM)


def seconds_to_suggestions(database: Path) -> float:
    """How long from now until the first suggestion is stored."""
    began = time.monotonic()
    with closing(sqlite3.connect(database)) as connection:
        while not connection.execute("SELECT EXISTS (SELECT * FROM articles_suggestion)").fetchone()[0]:
            if time.monotonic() - began > 120:
                raise RuntimeError("No suggestion came within two minutes.")
            time.sleep(0.05)
    return time.monotonic() - began


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as folder:
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
        with started(clone, Path(folder) / "cold") as seconds:
            yield Figure("start.cold", seconds, "s")
        var = Path(folder) / "var"
        with started(ROOT, var) as seconds:
            yield Figure("start.first", seconds, "s")
            yield Figure("start.suggestions", seconds_to_suggestions(var / "onrecord.sqlite3"), "s")
        with started(ROOT, var) as seconds:
            yield Figure("start.second", seconds, "s")
