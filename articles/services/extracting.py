"""Suggestions for a text that nobody stores: for programs that only want to know what the pipeline finds."""

from __future__ import annotations

import threading

from django.conf import settings

from articles.document import Document
from articles.errors import Busy, TooLong
from articles.services.importing import normalised
from articles.services.suggesting import pipeline

WAIT_SECONDS = 20.0
_one_at_a_time = threading.Lock()  # the pipeline's memory of words is no two threads' to share


def extract(text: str) -> Document:
    """The text with a suggestion for every quote found; its line endings become "\\n", and spans count in that.

    The pipeline is loaded by the first call in a process. One text is worked on at a time.
    Raises ImportRefused (EmptyText, NotText, TooLong over EXTRACT_MAX_BYTES, …), or Busy where others take too long.
    """
    text = normalised(text)
    if (size := len(text.encode())) > settings.EXTRACT_MAX_BYTES:
        raise TooLong(size, settings.EXTRACT_MAX_BYTES)
    if not _one_at_a_time.acquire(timeout=WAIT_SECONDS):
        raise Busy
    try:
        return pipeline().annotate(text)
    finally:
        _one_at_a_time.release()
