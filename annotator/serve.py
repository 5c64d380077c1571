"""Runs the product on this machine: prepares the database, then keeps a web server and a worker until told to end.

`./dev run` starts it. Django is only loaded in the processes it starts, so that this one costs nothing to start.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

HOST = "127.0.0.1"
THREADS = 32  # a download that is read slowly keeps one busy; each has a connection to the database
START_SECONDS = 60
STOP_SECONDS = 5
WORKER_PAUSES = 1.0, 60.0  # seconds before a worker that ended is started again: at first, and at most
ROOT = Path(__file__).resolve().parent.parent


def server_command(port: int) -> list[str]:
    """The command that serves the pages and the API on `port` of this machine."""
    options = f"-m granian --interface wsgi --host {HOST} --port {port} --blocking-threads {THREADS} --log-level error"
    return [sys.executable, *options.split(), "annotator.wsgi:application"]


def worker_command() -> list[str]:
    """The command that looks for quotes in the articles that wait for it."""
    return [sys.executable, "manage.py", "worker"]


def chosen_port() -> int:
    """The port in PORT, or 8000. Exits with a sentence if it is no port or in use."""
    chosen = os.environ.get("PORT") or "8000"
    if not chosen.isascii() or not chosen.isdigit() or not 0 < int(chosen) < 65536:
        sys.exit(f"PORT is “{chosen}”, which is no port number. Choose one between 1024 and 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(chosen)))
        except PermissionError:
            sys.exit(f"Port {chosen} may not be used by this account. Choose another: PORT=8000 ./dev run")
        except OSError:
            sys.exit(
                f"Port {chosen} is in use, perhaps by another Onrecord. Choose another: PORT=8001 ./dev run"
            )
    return int(chosen)


def prepared() -> str:
    """Bring the database up to date, seeds included; a sign-in link that works once. Exits if that fails."""
    done = subprocess.run(
        [sys.executable, "manage.py", "prepare"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        check=False,
    )
    if done.returncode:
        sys.exit("The database could not be prepared; the reason stands above.")
    return done.stdout.strip()


def people_reach(link: str, address: str) -> str:
    """Where people find the site that `link` leads into; said too where the proxy does, if that is elsewhere."""
    theirs = urlsplit(link)._replace(path="").geturl()
    return theirs if theirs == address else f"{theirs} (the proxy finds it at {address})"


def answers(address: str) -> bool:
    """Whether the site at `address` is up and well."""
    try:
        with urllib.request.urlopen(f"{address}/health/", timeout=5) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


class Processes:
    """The running server and worker, each leading a process group of its own that Ctrl-C does not reach."""

    def __init__(self) -> None:
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, command: list[str]) -> None:
        self.running[name] = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, start_new_session=True
        )

    def ended(self, name: str) -> str | None:
        """The status of one that is no longer running; None of one that runs."""
        process = self.running[name]
        return None if process.poll() is None else f"status {process.returncode}"

    def stop(self) -> None:
        """End all, kindly first."""
        deadline = time.monotonic() + STOP_SECONDS
        for process in self.running.values():
            if process.poll() is None:
                process.terminate()
        for process in self.running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
            # What it started itself may have outlived it.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


class Worker:
    """The worker, started again whenever it ends: the pages do without it for a while, and its queue waits for it."""

    def __init__(self, processes: Processes) -> None:
        self.processes = processes
        self.pause = 0.0
        self._start()

    def _start(self) -> None:
        self.processes.start("worker", worker_command())
        self.began = time.monotonic()
        self.again_at: float | None = None

    def look_after(self) -> None:
        """Start it again if it ended, after a pause that doubles unless it ran for longer than the longest."""
        if (status := self.processes.ended("worker")) is None:
            return
        now = time.monotonic()
        if self.again_at is None:
            shortest, longest = WORKER_PAUSES
            self.pause = shortest if now - self.began > longest else min(2 * self.pause or shortest, longest)
            self.again_at = now + self.pause
            print(
                f"The worker ended unexpectedly ({status}). It is started again in {self.pause:.0f} s; "
                "until then no quotes are looked for.",
                file=sys.stderr,
                flush=True,
            )
        elif now >= self.again_at:
            self._start()


def asked_to_end(_number: int, _frame: FrameType | None) -> None:
    """Leave by way of the `finally` in main; ending because one was asked to is no failure."""
    raise SystemExit(0)


def main() -> None:
    """Serve until a signal; say in one line where, once the first page answers."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, asked_to_end)
    port = chosen_port()
    address = f"http://{HOST}:{port}"
    link = prepared()
    processes = Processes()
    try:
        processes.start("web server", server_command(port))
        worker = Worker(processes)
        deadline = time.monotonic() + START_SECONDS
        while not answers(address):
            if (status := processes.ended("web server")) is not None:
                sys.exit(f"The web server ended unexpectedly ({status}), so everything was ended.")
            worker.look_after()
            if time.monotonic() > deadline:
                sys.exit(f"No page answered within {START_SECONDS} seconds.")
            time.sleep(0.1)
        print(f"Onrecord runs at {people_reach(link, address)} – sign in, once, with {link}", flush=True)
        while (status := processes.ended("web server")) is None:
            worker.look_after()
            time.sleep(0.5)
        sys.exit(f"The web server ended unexpectedly ({status}), so everything was ended.")
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        processes.stop()


if __name__ == "__main__":
    main()
