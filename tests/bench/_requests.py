"""Asks the real server over HTTP, as a program would, and prints how long the answers took: a line of JSON a figure.

`python -m tests.bench._requests`, with DATABASE_URL naming a database that is empty or was filled by this, or nothing
at all. RECORDS articles.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import django
import httpx
import psutil

from tests.machine.processes import Site

if TYPE_CHECKING:
    from tests.bench._records import Records

ASKED = 60
"""Requests behind each percentile."""
PAGE = 1000
"""The number of the late page."""
IMPORTED = 5000
"""Articles in the request that imports many."""
Told = tuple[str, float, str]


def main() -> None:
    """Fill, serve, ask, print."""
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from articles.models import Article, User
    from tests.bench._records import QUOTES, Records

    number = int(os.environ.get("RECORDS") or 1000)
    by, new = User.objects.get_or_create(username="mara", first_name="Mara", last_name="Editor")
    records = Records(number, by)
    if new:
        began = time.monotonic()
        records.fill()
        told("filled", number * QUOTES / (time.monotonic() - began), "attributions/s")
    elif Article.objects.count() != number:
        sys.exit(
            "The kept record is not whole: filling or importing was cut off. Remove it, and it is made anew."
        )
    with serving() as site, asking(site, records.by) as client:
        for figure in figures(client, records, site):
            told(*figure)


def told(figure: str, value: float, unit: str) -> None:
    print(json.dumps([figure, value, unit]), flush=True)


def figures(client: httpx.Client, records: Records, site: Site) -> Iterator[Told]:
    yield from pages(client, records)
    yield from speakers(client, records)
    yield from moments(client, records)
    yield from searches(client, records)
    yield from annotated(client, records)
    yield from export(client, site)
    yield from bulk(client, records)
    yield from other_lists(client)


def pages(client: httpx.Client, records: Records) -> Iterator[Told]:
    """The first page and the 1,000th, in turns, so that whatever else the machine does falls on both."""
    from tests.bench._records import QUOTES

    size = max(
        1, min(50, records.number * QUOTES * 9 // 10 // PAGE)
    )  # a small record has small pages, but as many
    first = f"/api/v1/attributions/?page_size={size}"
    late = first
    for _ in range(PAGE - 1):
        late = answer(client, late)["next"]
    took: dict[str, list[float]] = {first: [], late: []}
    for _ in range(ASKED):
        for address, times in took.items():
            times.append(timed(client, address))
    yield from summed("page.first", took[first])
    yield from summed("page.late", took[late])
    yield "page.late.ratio", statistics.median(took[late]) / statistics.median(took[first]), ""
    yield "page.size", size, "attributions"


def speakers(client: httpx.Client, records: Records) -> Iterator[Told]:
    """What one speaker said: the most quoted ones, and any."""
    often, any_ = (
        records.speakers[:10],
        records.chance.sample(records.speakers, min(50, len(records.speakers))),
    )
    asked = [f"/api/v1/attributions/?speaker={s['id']}" for s in [*often, *any_]]
    yield from summed("speaker", [timed(client, asked[n % len(asked)]) for n in range(ASKED)])
    pages = [f"/speakers/{s['id']}/" for s in records.speakers[:10]]
    yield from summed("speaker.page", [timed(client, pages[n % 10]) for n in range(ASKED)])


def moments(client: httpx.Client, records: Records) -> Iterator[Told]:
    """What changed since a moment, anywhere in the years of the record."""
    from datetime import timedelta

    from tests.bench._records import BEGAN

    def asked() -> str:
        moment = BEGAN + timedelta(minutes=records.chance.randrange(records.number))
        return str(httpx.URL("/api/v1/attributions/", params={"changed_since": moment.isoformat()}))

    yield from summed("changed_since", [timed(client, asked()) for _ in range(ASKED)])


def searches(client: httpx.Client, records: Records) -> Iterator[Told]:
    """Words that are in most quotes, in some, in few; several of them, phrases, starts, exclusions, names."""
    words = records.words.words
    frequent, some, rare = words[1], words[400], words[-5]
    names = [speaker["name"].split()[1] for speaker in records.speakers[:3]]
    queries = [
        frequent, some, rare, f"{frequent} {some}", f"{some} {words[401]}", f"{some} -{frequent}",
        f'"{frequent} {words[2]}"', f'"{some} {frequent}"', f"{some[:3]}*", f"{rare[:4]}*",
        *names, f"Ada {some}", f"{names[0]} {frequent}", "nowhere",
    ]  # fmt: skip
    asked = [str(httpx.URL("/api/v1/search/", params={"q": query})) for query in queries]
    yield from summed("search", [timed(client, asked[n % len(asked)]) for n in range(4 * len(asked))])
    for query, address in zip(queries, asked, strict=True):
        if (took := min(timed(client, address) for _ in range(3))) > 100:
            print(f"Searching for {query} takes {took:.0f} ms.", file=sys.stderr)


def other_lists(client: httpx.Client) -> Iterator[Told]:
    """The first page of the other lists, and of the pages that people open most."""
    for name, address in {
        "articles": "/api/v1/articles/?page_size=100",
        "articles.q": "/api/v1/articles/?q=REPORT",
        "decisions": "/api/v1/decisions/",
        "speakers": "/api/v1/speakers/",
        "suggestions": "/api/v1/suggestions/",
        "states": "/api/v1/attributions/?state=accepted&state=added",
        "articles.page": "/",
        "speakers.page": "/speakers/",
    }.items():
        yield from summed(name, [timed(client, address) for _ in range(ASKED // 5)])


def annotated(client: httpx.Client, records: Records) -> Iterator[Told]:
    """A hundred articles with their texts and quotes, from anywhere in the record."""
    page = "/api/v1/annotated-articles/?page_size=100"
    asked = [page]
    for _ in range(min(20, records.number // 100) - 1):
        asked.append(answer(client, asked[-1])["next"])
    yield from summed("annotated", [timed(client, asked[n % len(asked)]) for n in range(ASKED)])


def export(client: httpx.Client, site: Site) -> Iterator[Told]:
    """All of it as JSON Lines, and by how much the server grew meanwhile."""
    from articles.models import Article, Attribution, Span

    assert site.process is not None
    server = psutil.Process(site.process.pid)
    standing = Attribution.objects.standing()
    articles, quotes = Article.objects.count(), standing.count()
    spans = Span.objects.filter(attribution__in=standing).count()
    lines = 0
    with grown(server) as most:
        began = time.monotonic()
        with client.stream("GET", "/export/?format=jsonl") as response:
            response.raise_for_status()
            for piece in response.iter_bytes():
                lines += piece.count(b"\n")
        seconds = time.monotonic() - began
    if lines != articles:
        raise RuntimeError(f"Of {articles} articles {lines} were exported.")
    yield "export", quotes / seconds, "attributions/s"
    yield "export.spans", spans / seconds, "spans/s"
    yield "export.memory", most(), "MB"


def bulk(client: httpx.Client, records: Records) -> Iterator[Told]:
    """Many articles in one request. They are taken out again, so that a kept record stays what it was."""
    from articles.models import Article, Change

    lines = [json.dumps(article).encode() + b"\n" for article in records.more(IMPORTED)]
    began = time.monotonic()
    response = client.post(
        "/api/v1/articles/bulk/?suggest=false",
        content=b"".join(lines),
        headers={"Content-Type": "application/x-ndjson"},
    )
    seconds = time.monotonic() - began
    response.raise_for_status()
    taken = sum(json.loads(line)["result"] == "taken" for line in response.text.splitlines())
    if taken != IMPORTED:
        raise RuntimeError(f"Of {IMPORTED} articles {taken} were imported.")
    yield "import", IMPORTED / seconds, "articles/s"
    Change.objects.filter(article__gt=records.number).delete()
    Article.objects.filter(pk__gt=records.number).delete()


def summed(name: str, times: Sequence[float]) -> Iterator[Told]:
    yield f"{name}.median", statistics.median(times), "ms"
    yield f"{name}.p95", statistics.quantiles(times, n=20)[-1], "ms"


def answer(client: httpx.Client, address: str) -> Any:
    response = client.get(address)
    response.raise_for_status()
    return response.json()


def timed(client: httpx.Client, address: str) -> float:
    """Milliseconds from asking to the last byte of the answer."""
    began = time.perf_counter()
    response = client.get(address)
    took = time.perf_counter() - began
    response.raise_for_status()
    return 1000 * took


@contextmanager
def grown(process: psutil.Process) -> Iterator[Callable[[], float]]:
    """A function that says by how many MB the process and those it started grew at most within the block."""
    family = [process, *process.children(recursive=True)]

    def size() -> int:
        return sum(one.memory_info().rss for one in family)

    before, sizes, done = size(), [0], threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            sizes.append(size())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield lambda: (max(sizes) - before) / 1e6
    finally:
        done.set()
        watcher.join()


@contextmanager
def serving() -> Iterator[Site]:
    """The product's web server over the database of this process."""
    from django.conf import settings
    from django.db import connection

    given = settings.DATABASES["default"]
    sqlite = connection.vendor == "sqlite"
    url = f"sqlite:///{given['NAME']}" if sqlite else os.environ["DATABASE_URL"]
    var = Path(settings.VAR_DIR)
    limit = {"REQUESTS_PER_TOKEN": "1000000"}  # which is counted, and never reached
    site = Site({"DATABASE_URL": url, "VAR_DIR": str(var), "DEBUG": "", **limit}, var / "site.log")
    try:
        site.start()
        yield site
    finally:
        site.stop()


@contextmanager
def asking(site: Site, user: Any) -> Iterator[httpx.Client]:
    """A client with a token for the API and, for the pages, a session."""
    from django.test import Client

    from articles.services.sign_in import create_token

    browser = Client()
    browser.force_login(user)
    token = create_token(user=user, scope="write").secret
    with httpx.Client(base_url=site.url, timeout=300) as client:
        client.cookies.set(
            "sessionid", browser.cookies["sessionid"].value, domain=urlsplit(site.url).hostname or ""
        )
        client.headers["Authorization"] = f"Bearer {token}"
        yield client


if __name__ == "__main__":
    main()
