"""A receiver of webhooks on this machine: a real HTTP server that keeps what it was sent."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple


class Received(NamedTuple):
    """One request: its headers, by names in small letters, and its body as it came."""

    headers: dict[str, str]
    body: bytes

    @property
    def changes(self) -> list[dict[str, Any]]:
        changes: list[dict[str, Any]] = json.loads(self.body)["changes"]
        return changes


class Receiver(ThreadingHTTPServer):
    """Answers 200, or what `status` says, with `headers`; while `silent` is set, not at all until it is cleared."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.received: list[Received] = []
        self.status = 200
        self.headers: dict[str, str] = {}
        self.speaks = threading.Event()
        self.speaks.set()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    @property
    def url(self) -> str:
        return f"http://{self.host}/told"


class _Answer(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append(Received({k.lower(): v for k, v in self.headers.items()}, body))
        if not self.server.speaks.wait(60):
            return
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """What comes is kept in `received`."""


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver that listens while inside."""
    with Receiver() as receiver:
        thread = threading.Thread(target=receiver.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield receiver
        finally:
            receiver.speaks.set()
            receiver.shutdown()
            thread.join()
