"""The product for benchmarks that need it: server and worker over an empty database, and a Chromium signed in to it.

Everything is kept in a folder that is gone when the process ends. Modules that know Django are imported after `set_up`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.machine.chromium import LAUNCH_FLAGS, chromium, environment
from tests.machine.processes import Running, Site, Worker

if TYPE_CHECKING:
    from articles.models import User


@cache
def set_up() -> dict[str, str]:
    """Django over a new, empty database; what makes a process of the product use the same one."""
    os.environ.pop("DATABASE_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    # Playwright runs an event loop in this thread, which makes Django take our own queries for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from django.conf import settings

    database = settings.DATABASES["default"]["NAME"]
    return {
        "DATABASE_URL": f"sqlite:///{database}",
        "VAR_DIR": str(settings.VAR_DIR),
        "DEBUG": "",
        "FETCH_ADDRESSES": "1",
    }


@contextmanager
def serving(*, worker: bool = False) -> Iterator[Site]:
    """The web server for the length of the block, and a worker that looks for quotes where one is asked for."""
    kept = set_up()
    logs = Path(kept["VAR_DIR"])
    site = Site(kept, logs / "site.log")
    running: list[Running] = [site]
    try:
        site.start()
        if worker:
            running.append(Worker(kept, logs / "worker.log"))
            running[-1].start()
        yield site
    finally:
        for process in running:
            process.stop()


@contextmanager
def browsing(*flags: str) -> Iterator[Browser]:
    """A Chromium, started with the tests' flags and these."""
    program = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=[*LAUNCH_FLAGS, *flags],
            env={**environment(program)},
            chromium_sandbox=False,
        )
        try:
            yield browser
        finally:
            browser.close()


def person(username: str = "mara", first_name: str = "Mara", last_name: str = "Editor") -> User:
    """Somebody who may sign in and decide."""
    from articles.models import User

    return User.objects.get_or_create(
        username=username, defaults={"first_name": first_name, "last_name": last_name}
    )[0]


def page_of(browser: Browser, site: Site, user: User | None, **options: Any) -> Page:
    """A page in a browser of its own, signed in as `user`, or as nobody. Its context is the caller's to close."""
    from django.test import Client

    context = browser.new_context(base_url=site.url, **options)
    context.set_default_timeout(60_000)
    if user is not None:
        client = Client()
        client.force_login(user)
        context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site.url}]
        )
    return context.new_page()
