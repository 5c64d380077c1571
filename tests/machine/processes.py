"""The product's own processes, as `./dev run` starts them, over a database of the tests: web server and worker."""

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from annotator.serve import ROOT, server_command, worker_command

START_SECONDS = 40
STOP_SECONDS = 15


def free_port() -> int:
    """A loopback port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Running:
    """A process of the product that a test may start, stop, kill and start again. `output` is what it has said."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        self.command = command
        self.environment = environment
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def output(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def start(self) -> None:
        """Start it, unless it runs. Its settings are the product's, whatever settings the tests run under."""
        if self.alive:
            return
        with self.log.open("ab") as lines:
            self.process = subprocess.Popen(
                self.command,
                env={**os.environ, "DJANGO_SETTINGS_MODULE": "annotator.settings", **self.environment},
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=lines,
                stderr=lines,
                start_new_session=True,
            )

    def stop(self) -> None:
        """End it as Ctrl-C would, and wait."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it and what it started with no chance to tidy up, as a power cut would, and wait."""
        if self.process is not None:
            if self.process.poll() is None:
                os.killpg(self.process.pid, 9)
            self.process.wait()


class Site(Running):
    """The web server on a free loopback port, at `url`."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        super().__init__(server_command(self.port), environment, log)

    def start(self) -> None:
        """Start it and return when it answers. Raises RuntimeError with its output if it does not."""
        super().start()
        deadline = time.monotonic() + START_SECONDS
        while self.alive and time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"{self.url}/health/", timeout=5).close()
            except urllib.error.HTTPError as answer:
                answer.close()
                raise RuntimeError(
                    f"The server answers {answer.code} at /health/.\n{self.output}"
                ) from answer
            except OSError:
                time.sleep(0.05)
            else:
                return
        self.kill()
        raise RuntimeError(f"The server did not start.\n{self.output}")


class Worker(Running):
    """`manage.py worker`: takes queued runs and fills in suggestions."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        super().__init__(worker_command(), environment, log)
