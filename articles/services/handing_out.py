"""How the files of releases are handed out: streamed to whoever may have them, and by links that work for a while."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core import signing
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from articles.errors import LinkExpired, NotFound
from articles.models import Release, ReleaseFile, User
from articles.services.freezing import folder_of

SALT = "articles.services.handing_out"


class Link(NamedTuple):
    """The address of a link, from the root of the site, and until when it works."""

    address: str
    until: datetime


def file_named(*, number: int, name: str) -> ReleaseFile:
    """A file of a release that is done. Raises NotFound."""
    done = ReleaseFile.objects.filter(release=number, release__state=Release.State.DONE)
    found = None if "\0" in name else done.filter(name=name).first()  # PostgreSQL takes no NUL
    if found is None:
        raise NotFound("file")
    return found


def link_to(*, file: ReleaseFile, by: User) -> Link:
    """A link by which anybody can have this file for a while, as long as whoever made it has an account."""
    token = signing.dumps({"file": file.pk, "by": by.pk}, salt=SALT)
    until = timezone.now() + timedelta(seconds=settings.RELEASE_LINK_SECONDS)
    return Link(reverse("release-linked", args=[token]), until)


def file_of_link(*, token: str) -> ReleaseFile:
    """The file that a link leads to. Raises LinkExpired where it is false, too old, or made by somebody who left."""
    try:
        said = signing.loads(token, salt=SALT, max_age=settings.RELEASE_LINK_SECONDS)
    except signing.BadSignature:
        raise LinkExpired from None
    file = ReleaseFile.objects.filter(pk=said["file"]).first()
    if file is None or not User.objects.filter(pk=said["by"], is_active=True).exists():
        raise LinkExpired
    return file


def path_of(*, file: ReleaseFile) -> Path:
    """Where a file lies. Raises NotFound where it is gone from the disk."""
    path = folder_of(file.release_id) / file.name
    if not path.is_file():
        raise NotFound("file any more, although there should be. Tell whoever runs Onrecord")
    return path


def download(*, file: ReleaseFile, request: HttpRequest) -> HttpResponseBase:
    """The file, streamed, under its name; its hash is its ETag, so that who has it already is told so (304).

    Raises NotFound.
    """
    path, etag = path_of(file=file), quote_etag(file.sha256)
    answer: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if answer is None:
        answer = FileResponse(
            path.open("rb"), as_attachment=True, filename=file.name, content_type=file.media_type
        )
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = (
        "private, no-cache"  # asked for anew each time: the right to it may have ended
    )
    return answer
