"""What a request says: who asks, what for, and where in a list they are. A nonsensical place is the list's start."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from articles.models import User


def person(request: HttpRequest) -> User:
    """The person who asks; every page that calls this is behind sign-in."""
    return cast(User, request.user)


def words_in(text: str | None) -> str:
    """The words searched for. NUL, which PostgreSQL does not take and nothing is called by, is left out."""
    return (text or "").replace("\x00", "").strip()


def number_in(text: str | None) -> int:
    """The id in a query parameter; 0, which is nothing's, where there is none or it cannot be one."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else 0


def own_address(text: str | None) -> str | None:
    """The address on this site to go back to; None where there is none or it leads elsewhere."""
    return text if text and text.startswith("/") and url_has_allowed_host_and_scheme(text, None) else None


def uuid_in(text: str | None) -> UUID:
    """The UUID in a query or form parameter; the nil one, which is nobody's, where there is none."""
    try:
        return UUID(text or "")
    except ValueError:
        return UUID(int=0)
