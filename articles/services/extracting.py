"""Suggestions for a text that nobody stores: for programs that only want to know what the pipeline finds."""

from __future__ import annotations

from django.conf import settings

from articles.document import Document
from articles.errors import TooLongToWaitFor
from articles.services.importing import normalised
from articles.services.suggesting import PIPELINE, pipeline
from articles.turns import Turns

WAIT_SECONDS = 20.0
TURNS = Turns(PIPELINE, places=3)


def extract(text: str) -> Document:
    """The text with a suggestion for every quote found; its line endings become "\\n", and spans count in that.

    The pipeline is loaded by the first call in a process. One text is worked on at a time.
    Raises ImportRefused (EmptyText, NotText, TooLong over EXTRACT_MAX_BYTES, …), or Busy where others take too long
    or too many wait.
    """
    text = normalised(text)
    if (size := len(text.encode())) > settings.EXTRACT_MAX_BYTES:
        raise TooLongToWaitFor(size, settings.EXTRACT_MAX_BYTES)
    with TURNS.one(patience=WAIT_SECONDS, otherwise="Quotes are being looked for in other texts."):
        return pipeline().annotate(text)
