"""How fast lists, filters, search, export and import answer over a large record, on each database.

RECORDS says how many articles, of 20 quotes each, are made up for it: 1,000 unless set, 100,000 for the bounds.
RECORDS_DIR names a folder in which the filled databases are kept and found again the next time.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from annotator.serve import ROOT
from tests.bench import Figure
from tests.machine.postgres import NoPostgres, postgres


def figures() -> Iterator[Figure]:
    os.environ.pop("DATABASE_URL", None)  # nobody's own database is filled with this
    kept = _kept()
    yield from _measured("sqlite", f"sqlite:///{kept / 'onrecord.sqlite3'}" if kept else "")
    try:
        with postgres(kept and kept / "postgres") as url:
            yield from _measured("postgres", url)
    except NoPostgres as reason:
        print(reason, file=sys.stderr)


def _kept() -> Path | None:
    folder = os.environ.get("RECORDS_DIR")
    if not folder:
        return None
    kept = Path(folder).resolve() / (os.environ.get("RECORDS") or "1000")
    kept.mkdir(parents=True, exist_ok=True)
    return kept


def _measured(name: str, url: str) -> Iterator[Figure]:
    """What a process of its own measures: Django knows one database a process."""
    # Who measures asks more often than anybody may.
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "REQUESTS_PER_TOKEN": "0"}
    if url:
        environment["DATABASE_URL"] = url
    command = [sys.executable, "-m", "tests.bench._requests"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            figure, value, unit = json.loads(line)
            yield Figure(f"api.{name}.{figure}", value, unit)
    if process.returncode:
        raise RuntimeError(f"The measurement on {name} ended with status {process.returncode}.")
