"""`./dev run` as its user meets it: one line, a link that works once, everything ended with it, nothing lost."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from annotator import serve
from annotator.serve import ROOT
from tests.machine.processes import free_port
from tests.services.test_suggesting import until

pytestmark = pytest.mark.timeout(180)
Start = Callable[..., "subprocess.Popen[str]"]
LINE = re.compile(r"Onrecord runs at (http://127\.0\.0\.1:\d+) – sign in, once, with (http://\S+)\n")
BEHIND_PROXY = re.compile(
    r"Onrecord runs at (https://\S+) \(the proxy finds it at (http://\S+)\) – sign in, once, with (https://\S+)\n"
)


@pytest.fixture
def start(process_environment: dict[str, str], transactional_db: None) -> Iterator[Start]:
    """A function that starts what `./dev run` starts, on a free port unless PORT is given."""
    started: list[subprocess.Popen[str]] = []

    def start(**environment: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-m", "annotator.serve"],
            cwd=ROOT,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "annotator.settings",
                **process_environment,
                "PORT": str(free_port()),
                **environment,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.terminate()
        process.communicate(timeout=30)


def address_and_link(process: "subprocess.Popen[str]") -> tuple[str, str]:
    """What the one line says."""
    assert process.stdout is not None
    found = LINE.fullmatch(process.stdout.readline())
    assert found is not None
    return found[1], found[2]


def test_the_link_signs_in_once_and_a_signal_ends_everything_and_nothing_is_lost(start: Start) -> None:
    from articles.models import Article

    first = start()
    address, link = address_and_link(first)
    with httpx.Client(follow_redirects=True) as browser:
        assert browser.get(link).url == f"{address}/"
        seeded = Article.objects.count()
        assert seeded > 0
    with httpx.Client(follow_redirects=True) as someone_else:
        assert someone_else.get(link).url != f"{address}/"
        assert someone_else.get(f"{address}/").url != f"{address}/"

    its_own = psutil.Process(first.pid).children(recursive=True)
    assert len(its_own) >= 2
    first.send_signal(signal.SIGINT)
    assert first.wait(30) == 0
    assert not [process for process in its_own if process.is_running()]

    _, link = address_and_link(start())
    assert httpx.get(link).has_redirect_location
    assert Article.objects.count() == seeded


def child(process: "subprocess.Popen[str]", word: str) -> psutil.Process | None:
    """The process that was started with this word in its command, if it runs."""
    return next(
        (
            found
            for found in psutil.Process(process.pid).children()
            if found.status() != psutil.STATUS_ZOMBIE and word in found.cmdline()
        ),
        None,
    )


def test_a_worker_that_is_killed_is_started_again_and_the_pages_stay(start: Start) -> None:
    process = start()
    address, _ = address_and_link(process)
    assert process.stderr is not None
    for seconds in (1, 2):
        worker = until(lambda: child(process, "worker"))
        worker.kill()
        sentence = f"The worker ended unexpectedly (status -9). It is started again in {seconds} s"
        assert any(line.startswith(sentence) for line in process.stderr)
        assert httpx.get(f"{address}/health/").status_code == 200
    assert until(lambda: child(process, "worker")).pid != worker.pid


def test_the_worker_is_started_after_pauses_that_grow_to_a_minute_and_begin_anew(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = 0.0
    lasts = iter([0, 0, 0, 0, 0, 0, 0, 0, 61, 0])
    monkeypatch.setattr(serve.time, "monotonic", lambda: now)
    monkeypatch.setattr(serve, "worker_command", lambda: [sys.executable, "-c", ""])
    processes = serve.Processes()
    worker = serve.Worker(processes)
    for lasted in lasts:
        processes.running["worker"].wait()
        now += lasted
        worker.look_after()
        now += worker.pause - 0.01
        worker.look_after()
        assert processes.ended("worker")
        now += 0.01
        worker.look_after()
    processes.stop()
    said = capsys.readouterr().err
    assert re.findall(r"again in (\d+) s", said) == ["1", "2", "4", "8", "16", "32", "60", "60", "1", "2"]


def test_a_web_server_that_is_killed_ends_everything_with_a_sentence(start: Start) -> None:
    process = start()
    address_and_link(process)
    server, worker = child(process, "granian"), child(process, "worker")
    assert server is not None
    assert worker is not None
    server.kill()
    _, said = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "The web server ended unexpectedly (status -9)" in said
    assert not psutil.pid_exists(worker.pid)


def test_under_a_name_of_its_own_it_starts_too(start: Start) -> None:
    address, link = address_and_link(start(ALLOWED_HOSTS="onrecord.example"))
    assert httpx.get(link, headers={"Host": "onrecord.example"}).headers["location"] == "/"
    assert httpx.get(address, headers={"Host": "else.example"}).status_code == 400


def test_behind_a_proxy_the_link_is_the_one_that_people_can_follow(start: Start) -> None:
    process = start(HTTPS="1", ALLOWED_HOSTS="onrecord.example,www.onrecord.example")
    assert process.stdout is not None
    found = BEHIND_PROXY.fullmatch(process.stdout.readline())
    assert found is not None
    site, address, link = found.groups()
    assert site == "https://onrecord.example"
    assert link.startswith(f"{site}/sign-in/")
    forwarded = {"Host": "onrecord.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
    answer = httpx.get(address + link.removeprefix(site), headers=forwarded)
    assert answer.headers["location"] == "/"
    assert "Secure" in answer.headers["set-cookie"]
    past_it = httpx.get(f"{address}/", headers={"Host": "onrecord.example"})
    assert past_it.headers["location"] == f"{site}/"


def test_a_port_in_use_is_named(start: Start) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        process = start(PORT=str(port))
        said, why = process.communicate(timeout=30)
    assert (process.returncode, said) == (1, "")
    assert f"Port {port} is in use" in why


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1"])
def test_what_is_no_port_is_named(start: Start, port: str) -> None:
    process = start(PORT=port)
    said, why = process.communicate(timeout=30)
    assert (process.returncode, said) == (1, "")
    assert f"PORT is “{port}”" in why


def test_what_is_kept_in_a_folder_that_others_may_read_is_not_theirs_to_read(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    subprocess.run(
        [sys.executable, "manage.py", "showmigrations", "articles"],
        cwd=ROOT,
        env={**environment, "DJANGO_SETTINGS_MODULE": "annotator.settings", "VAR_DIR": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        umask=0o022,
        check=True,
    )
    database = sqlite3.connect(tmp_path / "onrecord.sqlite3")
    database.execute("CREATE TABLE filled (n)")  # makes the files that SQLite keeps beside it
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    database.close()
    assert modes == dict.fromkeys(
        ["secret_key", "onrecord.sqlite3", "onrecord.sqlite3-wal", "onrecord.sqlite3-shm"], 0o600
    )


def test_dev_says_what_it_can_do() -> None:
    done = subprocess.run([ROOT / "dev", "dance"], capture_output=True, text=True, cwd="/", check=False)
    assert done.returncode == 1
    assert "There is no command “dance”" in done.stderr
    assert "./dev run" in done.stderr
