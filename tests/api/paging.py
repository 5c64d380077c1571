"""How tests read a list of the API to its end."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from rest_framework.test import APIClient


def everything(api: APIClient, url: str, **asked: Any) -> list[dict[str, Any]]:
    """All rows of a list, page by page."""
    rows: list[dict[str, Any]] = []
    following: str | None = f"{url}?{urlencode(asked, doseq=True)}"
    while following:
        response = api.get(following)
        assert response.status_code == 200, response.content
        page = response.json()
        assert set(page) == {"next", "previous", "results"}
        rows += page["results"]
        following = page["next"]
    return rows
