"""What is fetched from the web, and what never is: over real connections to a server of this test's own."""

from __future__ import annotations

import contextlib
import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from urllib3.util import connection as fetching_connection

from articles.errors import AddressRefused, TooMuchInside
from articles.intake import fetching
from articles.intake.apart import read_address
from articles.intake.arrival import Arrival, NotRead
from articles.intake.fetching import checked_address, fetch
from tests.intake.files import PAGE, PARAGRAPHS

Answer = Callable[[BaseHTTPRequestHandler], None]


class Paper:
    """A web server on this machine; `asked` are the paths that somebody asked it for."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.ended = threading.Event()
        paper = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                paper.asked.append(self.path)
                with contextlib.suppress(OSError):  # whoever asked has heard enough
                    paper.answers[self.path](self)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_port
        self.host = f"127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, args=[0.05], daemon=True).start()

    def at(self, path: str, body: bytes = PAGE, status: int = 200, **headers: str) -> str:
        """Serve this at a path; its address."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in headers.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.end_headers()
            handler.wfile.write(body)

        return self.by(path, answer)

    def by(self, path: str, answer: Answer) -> str:
        self.answers[path] = answer
        return f"http://{self.host}{path}"

    def stop(self) -> None:
        self.ended.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def paper() -> Iterator[Paper]:
    server = Paper()
    yield server
    server.stop()


def test_an_article_is_fetched_from_where_redirects_lead(paper: Paper) -> None:
    address = paper.at("/story", body=gzip.compress(PAGE), Content_Encoding="gzip")
    start = paper.at("/", status=302, Location="/story")
    assert fetch(start + "#top", loopback=[paper.host]) == (address, PAGE)
    [arrival] = read_address(start, loopback=[paper.host])
    assert isinstance(arrival, Arrival)
    assert (arrival.url, arrival.title, arrival.byline) == (address, "Ferry strike ends", "Lou Marchetti")
    assert PARAGRAPHS[2] in arrival.text


def test_nothing_is_fetched_from_this_machine(paper: Paper) -> None:
    paper.at("/story")
    for host in ("127.0.0.1", "localhost", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "127.1"):
        with pytest.raises(AddressRefused):
            fetch(f"http://{host}:{paper.port}/story")
    assert paper.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "192.168.1.1",
        "172.16.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "[fd00::1]",
        "[fe80::1]",
        "224.0.0.1",
    ],
)
def test_nothing_is_fetched_from_a_private_network(address: str) -> None:
    with pytest.raises(AddressRefused, match="private network"):
        fetch(f"http://{address}/")


def test_an_exception_for_an_address_is_none_for_a_name_that_means_the_same(paper: Paper) -> None:
    paper.at("/story")
    with pytest.raises(AddressRefused, match="private network"):
        fetch(f"http://localhost:{paper.port}/story", loopback=[paper.host])
    assert paper.asked == []


@pytest.mark.parametrize(
    "target",
    [
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/",
        "http://localhost:{port}/story",
        "//[::1]:{port}/",
    ],
)
def test_a_redirect_into_a_private_network_is_not_followed(paper: Paper, target: str) -> None:
    paper.at("/story")
    start = paper.at("/", status=301, Location=target.format(port=paper.port))
    with pytest.raises(AddressRefused, match="private network"):
        fetch(start, loopback=[paper.host])
    assert paper.asked == ["/"]


@pytest.mark.parametrize(
    "target",
    ["file:///etc/passwd", "ftp://paper.example/", "gopher://127.0.0.1/", "http://me:secret@paper.example/"],
)
def test_a_redirect_to_what_is_no_plain_web_address_is_not_followed(paper: Paper, target: str) -> None:
    start = paper.at("/", status=302, Location=target)
    with pytest.raises(AddressRefused):
        fetch(start, loopback=[paper.host])


def test_a_name_that_resolves_to_this_machine_is_refused(
    paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper.at("/story")
    answers_to(monkeypatch, lambda: "127.0.0.1")
    with pytest.raises(AddressRefused, match="private network"):
        fetch(f"http://paper.example:{paper.port}/story", loopback=[paper.host])
    assert paper.asked == []


def test_a_name_that_changes_its_meaning_after_the_check_changes_nothing(
    paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rebinding: public when it is checked, this machine when it is asked again. Nobody asks again."""
    paper.at("/story")
    given = iter(["93.184.216.34", "127.0.0.1", "127.0.0.1"])
    asked: list[str] = []
    answers_to(monkeypatch, lambda: (asked.append("once"), next(given))[1])
    connected: list[Any] = []

    def connect(address: tuple[str, int], *_: Any, **__: Any) -> socket.socket:
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(fetching_connection, "create_connection", connect)
    with pytest.raises(AddressRefused):
        fetch(f"http://paper.example:{paper.port}/story")
    assert (connected, asked) == (["93.184.216.34"], ["once"])
    assert paper.asked == []


def answers_to(monkeypatch: pytest.MonkeyPatch, meaning: Callable[[], str]) -> None:
    """Make names mean what `meaning` says, as a name server of somebody else's would."""
    real = socket.getaddrinfo

    def getaddrinfo(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
        return real(meaning() if host == "paper.example" else host, port, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


def test_a_body_without_end_is_not_read_to_its_end(paper: Paper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MAX_BYTES", 300_000)

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not paper.ended.is_set():
            handler.wfile.write(b"words " * 1000)

    with pytest.raises(TooMuchInside):
        fetch(paper.by("/", endless), loopback=[paper.host])


def test_a_gzip_bomb_is_unpacked_no_further_than_may_be_read(paper: Paper) -> None:
    bomb = gzip.compress(bytes(fetching.MAX_BYTES * 5))
    with pytest.raises(TooMuchInside):
        fetch(paper.at("/", body=bomb, Content_Encoding="gzip"), loopback=[paper.host])


def drip(paper: Paper, *, headers: bool) -> Answer:
    """A letter now and then, for ever: of the body, or of a header."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        if headers:
            handler.wfile.write(b"HTTP/1.0 200 OK\r\nX-Slow: ")
        else:
            handler.send_response(200)
            handler.end_headers()
        while not paper.ended.wait(0.05):
            handler.wfile.write(b"a")
            handler.wfile.flush()

    return answer


@pytest.mark.parametrize("headers", [False, True], ids=["its body", "its headers"])
def test_a_site_that_drips_is_given_up_although_it_never_falls_silent(paper: Paper, headers: bool) -> None:
    address = paper.by("/", drip(paper, headers=headers))
    [told] = read_address(address, loopback=[paper.host], seconds=5)
    assert isinstance(told, NotRead)
    assert told.code == "too_heavy"
    assert paper.asked == ["/"]


def test_a_site_that_falls_silent_is_given_up(paper: Paper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.2)
    address = paper.by("/", lambda handler: paper.ended.wait(20) and None)
    with pytest.raises(AddressRefused, match="in time"):
        fetch(address, loopback=[paper.host])


def test_redirects_without_end_are_given_up(paper: Paper) -> None:
    start = paper.at("/", status=302, Location="/")
    with pytest.raises(AddressRefused, match="without end"):
        fetch(start, loopback=[paper.host])
    assert len(paper.asked) == fetching.REDIRECTS + 1


@pytest.mark.parametrize(
    "address",
    [
        "", "paper.org", "ftp://paper.org/", "file:///etc/passwd", "javascript:alert(1)", "http://", "http:///a",
        "http://[::1", "http://paper.org:99999/", "http://paper.org:0/", "https://paper.org/" + "a" * 2000,
        "http://me@paper.org/", "http://me:secret@paper.org/", "http://:@paper.org/",
    ],
)  # fmt: skip
def test_what_is_no_plain_web_address_is_refused(address: str) -> None:
    with pytest.raises(AddressRefused):
        checked_address(address)


@pytest.mark.parametrize("status", [204, 206, 401, 403, 404, 500])
def test_an_answer_without_the_article_is_said(paper: Paper, status: int) -> None:
    with pytest.raises(AddressRefused, match=str(status)):
        fetch(paper.at("/", status=status), loopback=[paper.host])


@pytest.mark.parametrize(
    ("packing", "body"), [("br", b"words"), ("gzip", b"no gzip")], ids=["unknown", "broken"]
)
def test_packing_that_cannot_be_undone_is_refused(paper: Paper, packing: str, body: bytes) -> None:
    with pytest.raises(AddressRefused):
        fetch(paper.at("/", body=body, Content_Encoding=packing), loopback=[paper.host])


def test_no_proxy_and_no_netrc_of_the_environment_is_asked(
    paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    assert fetch(paper.at("/"), loopback=[paper.host]).data == PAGE
