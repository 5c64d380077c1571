"""What all of them are."""

from __future__ import annotations


class DomainError(Exception):
    """Base of all errors a caller can mend. `str(error)` is a sentence for people."""

    code = "error"
    about = ""  # which part of what was sent it is about, its path with dots between the parts; empty where unknown


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
