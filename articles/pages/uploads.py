"""How much can a form send? Refused before anything is read of it, so that no disk fills up."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class UploadTooBig(RequestDataTooBig):
    """Files of over UPLOAD_MAX_BYTES together."""


class Bounded(FileUploadHandler):
    """Takes nothing itself and leaves the files to the handlers after it."""

    def handle_raw_input(
        self, input_data: Any, meta: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        """Raise UploadTooBig where the request says that it has too many bytes."""
        if content_length > settings.UPLOAD_MAX_BYTES:
            raise UploadTooBig

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
