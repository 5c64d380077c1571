"""Runs every check of the project and says at the end what ran and what could not.

    python -m tests.machine         all (`./dev test`)
    python -m tests.machine lint    those that start nothing of the product (`./dev lint`)

The tests on the two databases run side by side, everything else one after the other. A step that fails does not stop
the next. What cannot run here is no failure, unless STRICT=1; nor is a skipped test.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

from annotator.serve import ROOT
from tests.machine import page_types
from tests.machine.chromium import NoChromium, chromium
from tests.machine.node import MODULES, NoNode, install, program
from tests.machine.postgres import NoPostgres, postgres

BIN = Path(sys.executable).parent
OUTPUT: ContextVar[IO[bytes] | None] = ContextVar("OUTPUT", default=None)
"""Where the commands of this thread write, if not on the terminal."""
RUNNING: set[subprocess.Popen[bytes]] = set()
STRICT = os.environ.get("STRICT") == "1"


@dataclass(frozen=True)
class Outcome:
    """How a step ended: `passed`, `failed` or `not run`, and what there is to say about it."""

    word: str
    detail: str = ""


@dataclass(frozen=True)
class Step:
    """A check under the name it has in the table."""

    name: str
    run: Callable[[], Outcome]


SideBySide = tuple[Step, ...]


def command(*arguments: str | Path, **environment: str | None) -> Outcome:
    """Run a command in the checkout, its output shown as it comes. A variable that is None is taken away."""
    variables = {key: value for key, value in {**os.environ, **environment}.items() if value is not None}
    output = OUTPUT.get()
    process = subprocess.Popen(
        arguments,
        cwd=ROOT,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output and subprocess.STDOUT,
    )
    RUNNING.add(process)
    try:
        status = process.wait()
    finally:
        process.kill()  # what is interrupted; it does nothing to what has ended
        RUNNING.discard(process)
    return Outcome("passed") if status == 0 else Outcome("failed", f"status {status}")


def python(*arguments: str, **environment: str | None) -> Outcome:
    return command(sys.executable, *arguments, **environment)


def pytest(*arguments: str, **environment: str | None) -> Outcome:
    """Run pytest; the counts are its own."""
    with tempfile.TemporaryDirectory(prefix="onrecord-results-") as folder:
        results = Path(folder) / "results.xml"
        outcome = python("-m", "pytest", "-q", f"--junit-xml={results}", *arguments, **environment)
        if not results.exists():
            return Outcome("failed", "pytest ended without results")
        suites = list(ElementTree.parse(results).getroot().iter("testsuite"))
    counts = {
        key: sum(int(suite.get(key, 0)) for suite in suites)
        for key in ("tests", "failures", "errors", "skipped")
    }
    bad = counts["failures"] + counts["errors"]
    parts = {
        "passed": max(0, counts["tests"] - bad - counts["skipped"]),
        "failed": bad,
        "skipped": counts["skipped"],
    }
    detail = ", ".join(f"{number} {word}" for word, number in parts.items() if number or word == "passed")
    strictly_failed = STRICT and counts["skipped"] > 0
    return Outcome("failed" if strictly_failed else outcome.word, detail)


def manage(*arguments: str, **environment: str | None) -> Outcome:
    """Run manage.py as installed nowhere yet: with an empty folder and an empty SQLite file."""
    return python(
        "manage.py", *arguments, DJANGO_SETTINGS_MODULE="tests.settings", DATABASE_URL=None, **environment
    )


def check_deployment() -> Outcome:
    return manage("check", "--deploy", "--fail-level=WARNING", HTTPS="1", ALLOWED_HOSTS="onrecord.example")


def type_check_pages() -> Outcome:
    try:
        install()
        checker = MODULES / "typescript" / "bin" / "tsc"
        outcome = command(program(), checker, "--project", ROOT)
        if outcome.word == "failed":
            return outcome
        with tempfile.TemporaryDirectory(prefix="onrecord-types-") as folder:
            return command(program(), checker, "--project", page_types.write(Path(folder)))
    except NoNode as reason:
        return Outcome("not run", str(reason))


def on_sqlite() -> Outcome:
    return pytest("-m", "not browser", DATABASE_URL=None)


def on_postgres() -> Outcome:
    """All but the tests of the pure rooms, which know no database and passed or failed already."""
    try:
        with postgres() as url:
            return pytest("-m", "not browser", "--ignore=tests/nlp", DATABASE_URL=url)
    except NoPostgres as reason:
        return Outcome("not run", str(reason))


def in_chromium(*chosen: str, database: str | None = None) -> Outcome:
    try:
        install()
        return pytest("-m", "browser", *chosen, DATABASE_URL=database, CHROMIUM=str(chromium()))
    except (NoChromium, NoNode) as reason:
        return Outcome("not run", str(reason))


def in_chromium_on_postgres() -> Outcome:
    """The whole way from sign-in to file, and two people at once. Each question by itself is asked without pages."""
    try:
        with postgres() as url:
            chosen = [f"tests/browser/{name}.py" for name in ("test_whole_way", "test_annotation_together")]
            return in_chromium(*chosen, database=url)
    except NoPostgres as reason:
        return Outcome("not run", str(reason))


LINT = [
    Step("style: ruff check", lambda: python("-m", "ruff", "check", "--quiet", ".")),
    Step("format: ruff format", lambda: python("-m", "ruff", "format", "--quiet", "--check", ".")),
    Step("types: mypy", lambda: python("-m", "mypy")),
    Step("types of the pages: tsc", type_check_pages),
    Step("imports: import-linter", lambda: python(str(BIN / "lint-imports"), "--no-logo")),
]
ALL: list[Step | SideBySide] = [
    *LINT,
    Step("pending migrations", lambda: manage("makemigrations", "--check", "--dry-run")),
    Step("settings: check --deploy", check_deployment),
    (Step("tests on SQLite", on_sqlite), Step("tests on PostgreSQL", on_postgres)),
    Step("pages in Chromium", in_chromium),
    Step("the same on PostgreSQL", in_chromium_on_postgres),
]


def timed(step: Step) -> tuple[str, Outcome, float]:
    began = time.monotonic()
    outcome = step.run()
    return step.name, outcome, time.monotonic() - began


def timed_aside(step: Step) -> tuple[str, Outcome, float]:
    """The same, its output shown when it has ended."""
    with tempfile.TemporaryFile() as output:
        OUTPUT.set(output)
        row = timed(step)
        output.seek(0)
        sys.stdout.write(f"\n=== {step.name}\n{output.read().decode(errors='replace')}")
        sys.stdout.flush()
    return row


def stop(*_: object) -> None:
    """End what runs, so that nothing is waited for, and then this program."""
    for process in list(RUNNING):
        process.terminate()
    sys.exit(128 + signal.SIGTERM)


def main(steps: Sequence[Step | SideBySide]) -> int:
    """Run `steps`, print the table, and return the exit status."""
    signal.signal(signal.SIGTERM, stop)
    rows: list[tuple[str, Outcome, float]] = []
    for step in steps:
        first, *others = step if isinstance(step, tuple) else (step,)
        print(f"\n=== {first.name}", flush=True)
        with ThreadPoolExecutor() as pool:
            aside = [pool.submit(timed_aside, other) for other in others]
            rows.append(timed(first))
            rows += [it.result() for it in aside]
    width = max(len(name) for name, _, _ in rows)
    print("\n=== what ran")
    for name, outcome, seconds in rows:
        print(f"{name:{width}}  {outcome.word:7}  {seconds:5.0f} s  {outcome.detail}".rstrip())
    counts = {
        word: sum(outcome.word == word for _, outcome, _ in rows) for word in ("passed", "failed", "not run")
    }
    print(", ".join(f"{number} {word}" for word, number in counts.items()))
    if STRICT and counts["not run"]:
        print("STRICT=1: what could not run counts as failed.")
    return int(counts["failed"] > 0 or (STRICT and counts["not run"] > 0))


if __name__ == "__main__":
    sys.exit(main(LINT if sys.argv[1:] == ["lint"] else ALL))
