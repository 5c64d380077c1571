"""What every test can ask for: people, a running site, a running worker, and pages in a real Chromium.

Django is only imported inside fixtures, so that the tests of the pure rooms also run without it. The browser's
fixtures are in `tests/browser/conftest.py`.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from hypothesis import settings as hypothesis_settings

from tests.machine.processes import Site, Worker

if TYPE_CHECKING:
    from articles.models import User
    from tests.intake.test_fetching import Paper

# A deadline would judge the machine; `STRICT` runs try the same cases every time.
hypothesis_settings.register_profile("default", deadline=None, derandomize=os.environ.get("STRICT") == "1")
hypothesis_settings.register_profile("thorough", deadline=None, max_examples=2000)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: they are slow, and Playwright's event loop stays with the thread once begun."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def process_environment(django_db_setup: None) -> dict[str, str]:
    """What makes a process of the product use the database and folder of the tests."""
    from django.conf import settings
    from django.db import connection

    test_database = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        url = f"sqlite:///{test_database}"
    else:
        url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{test_database}").geturl()
    return {"DATABASE_URL": url, "VAR_DIR": str(settings.VAR_DIR), "DEBUG": ""}


@pytest.fixture(scope="session")
def _server(process_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    server = Site(process_environment, tmp_path_factory.mktemp("site") / "log")
    yield server
    server.stop()


@pytest.fixture
def site(_server: Site, transactional_db: None) -> Site:
    """The running web server, at `site.url`. It sees what the test commits; the database is emptied afterwards.

    `site.kill()` and `site.start()` are allowed; the next test finds it running again.
    """
    _server.start()
    return _server


@pytest.fixture
def start_worker(
    process_environment: dict[str, str], transactional_db: None, tmp_path: Path
) -> Iterator[Callable[..., Worker]]:
    """A function that starts one more worker process, given further environment: `start_worker(LOG_LEVEL="INFO")`.

    All are ended with the test. The worker has `kill()` (as -9), `stop()`, `alive` and `output`.
    """
    started: list[Worker] = []

    def start(**environment: str) -> Worker:
        worker = Worker({**process_environment, **environment}, tmp_path / f"worker-{len(started)}.log")
        started.append(worker)
        worker.start()
        return worker

    yield start
    for worker in started:
        worker.stop()


@pytest.fixture
def worker(start_worker: Callable[..., Worker]) -> Worker:
    """One running worker process."""
    return start_worker()


@pytest.fixture
def editor(db: None) -> "User":
    """Mara Editor, who may sign in and decide. She has no password: use `client.force_login` or `page`."""
    from django.contrib.auth import get_user_model

    return get_user_model().objects.create_user("mara", first_name="Mara", last_name="Editor")


@pytest.fixture
def paper(settings: Any) -> "Iterator[Paper]":
    """A newspaper's site that may be fetched from."""
    from tests.intake.test_fetching import Paper

    server = Paper()
    settings.FETCH_ADDRESSES, settings.FETCH_LOOPBACK = True, [server.host]
    yield server
    server.stop()
