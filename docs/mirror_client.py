"""Mirrors the dataset of an Onrecord into a SQLite file, and goes on where it stopped.

    ONRECORD_TOKEN=onr_… python mirror_client.py https://onrecord.example.org mirror.sqlite3

Needs Python 3.9 or newer and nothing else. The tables article, attribution and speaker then hold what docs/api.md
describes, as JSON, and article_text the texts. Run it as often as you like: it asks for what is new.
"""

import json
import os
import sqlite3
import sys
import time
from urllib.error import HTTPError
from urllib.request import Request, urlopen


def ask(address, token):
    """The answer in JSON; waits where the server says that this was too much at once, or that it is busy."""
    request = Request(address, headers={"Authorization": f"Bearer {token}"})  # noqa: S310
    try:
        with urlopen(request, timeout=60) as answer:  # noqa: S310
            return json.load(answer)
    except HTTPError as refused:
        if refused.code not in (429, 503):
            raise
        time.sleep(int(refused.headers.get("Retry-After", 10)))
        return ask(address, token)


def mirror(site, token, db):
    """Bring the file up to date. A page is stored with where to ask on from, so it may be stopped at any moment."""
    for table in ("article", "article_text", "attribution", "speaker", "place"):
        db.execute(f"CREATE TABLE IF NOT EXISTS {table} (id PRIMARY KEY, body)")
    page = {"more": True}
    while page["more"]:
        place = db.execute("SELECT body FROM place").fetchone()
        page = ask(f"{site.rstrip('/')}/api/v1/changes/" + (f"?since={place[0]}" if place else ""), token)
        with db:
            for change in page["results"]:
                kind, now = change["event"].split(".")[0], change["now"]
                if kind == "article" and now and "text" in now:  # it comes once, with the import
                    keep(db, "article_text", now["id"], now.pop("text"))
                keep(db, kind, change[kind], now and json.dumps(now, ensure_ascii=False))
            keep(db, "place", 0, page["next"])


def keep(db, table, id, body):
    """Put it in the place of what was there; without a body it is no more."""
    db.execute(f"DELETE FROM {table} WHERE id = ?", [id])  # noqa: S608
    if body is not None:
        db.execute(f"INSERT INTO {table} VALUES (?, ?)", [id, body])  # noqa: S608


if __name__ == "__main__":
    try:
        mirror(sys.argv[1], os.environ["ONRECORD_TOKEN"], sqlite3.connect(sys.argv[2]))
    except OSError as failed:  # HTTPError is one, and says why
        why = failed.read(1000).decode(errors="replace") if isinstance(failed, HTTPError) else ""
        sys.exit(f"{sys.argv[1]} gave no answer. {failed}. {why}")
