"""Requests and answers with a JSON object a line (NDJSON), read and written so that their size does not matter."""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any

from django.conf import settings
from django.http import FileResponse
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from articles.api.errors import LengthRequired, TooLarge
from articles.api.rendering import JsonRenderer, written
from articles.services.importing_lines import lines_of

NDJSON = "application/x-ndjson"
CHUNK = 64 * 1024  # bytes
KEPT_IN_MEMORY = 1_000_000  # bytes of an answer; more of it goes to disk


class Lines(BaseParser):
    """The request as a stream, from which `lines_in` reads."""

    media_type = NDJSON

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        return stream


class LinesRenderer(JsonRenderer):
    """For a client that wants lines and nothing else; an error is one line."""

    media_type = NDJSON


class _Body(io.RawIOBase):
    """The request's body, for Python to cut into lines: the web server's own `readline` takes their ends away."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self.stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def body_of(request: Request) -> io.BufferedReader:
    """The body as a file, at most BULK_MAX_BYTES. Raises LengthRequired or TooLarge."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length.isdigit():  # in chunks: Django reads nothing of what it knows no length of
        raise LengthRequired
    if int(length) > settings.BULK_MAX_BYTES:
        raise TooLarge(settings.BULK_MAX_BYTES)
    return io.BufferedReader(_Body(request.data if int(length) else io.BytesIO()), CHUNK)


def copied(request: Request, file: IO[bytes]) -> int:
    """Copy the body into a file, which is then at its start: some readers go to and fro in it. How many bytes."""
    shutil.copyfileobj(body_of(request), file, CHUNK)
    size = file.tell()
    file.seek(0)
    return size


def lines_in(request: Request) -> Iterator[bytes | None]:
    """The lines sent, as `lines_of` gives them. Errors as in `body_of`."""
    return lines_of(body_of(request))


def answered_in_lines(answers: Iterable[Mapping[str, Any]]) -> FileResponse:
    """A line for each answer. All are made before the first is sent: until then, the client may still be sending."""
    file: IO[bytes] = tempfile.SpooledTemporaryFile(KEPT_IN_MEMORY)  # noqa: SIM115 - the response closes it
    for answer in answers:
        file.write(written(answer) + b"\n")
    file.seek(0)
    return FileResponse(file, content_type=NDJSON)
