"""Files and web addresses come in: what `articles.intake` reads there becomes articles, each with its fate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO, Literal

from django.conf import settings

from articles.errors import AddressesOff, BadDetails, FileTooLarge, ImportRefused, LeftOut
from articles.intake.apart import read_address, read_file
from articles.intake.arrival import Arrival, NotRead
from articles.intake.kinds import HEAD, kind_of
from articles.models import User
from articles.services.decoding import check_size
from articles.services.importing import Imported, import_article
from articles.services.importing_datasets import DocumentFate

FIELDS = ("title", "publisher", "byline", "url", "published", "language")


def import_file(
    *, file: BinaryIO, name: str, size: int, by: User | None, about: Mapping[str, Any] | None = None
) -> Iterator[DocumentFate]:
    """The articles in a file of `size` bytes: text, Markdown, HTML, DOCX, PDF, a feed, or a ZIP archive of these.

    What the file says of itself is kept, where `about` (title, publisher, byline, url, published, language) does not
    say otherwise. Anything but plain text is read apart, with bounds. Raises nothing for what the file holds.
    """
    try:
        arrivals = _arrivals(file, name, size)
    except ImportRefused as refusal:
        arrivals = [NotRead(name, refusal.code, str(refusal))]
    return _fates(arrivals, name, by, about or {})


def import_address(
    *, address: str, by: User | None, about: Mapping[str, Any] | None = None
) -> Iterator[DocumentFate]:
    """The articles at a web address, as `import_file`. Raises AddressesOff where this installation fetches nothing."""
    if not settings.FETCH_ADDRESSES:
        raise AddressesOff
    arrivals = read_address(address, loopback=settings.FETCH_LOOPBACK)
    return _fates(arrivals, address, by, about or {})


def _arrivals(file: BinaryIO, name: str, size: int) -> Iterable[Arrival | NotRead]:
    """What is in the file. Raises ImportRefused."""
    if name.lower().endswith(".txt"):
        check_size(size)
    if size > settings.FILE_MAX_BYTES:
        raise FileTooLarge(settings.FILE_MAX_BYTES)
    head = file.read(HEAD)
    if kind_of(head, name) == "text":
        check_size(size)
        return [Arrival(name, bytes=head + file.read())]
    file.seek(0)
    return read_file(file, name)


def _fates(
    arrivals: Iterable[Arrival | NotRead], name: str, by: User | None, about: Mapping[str, Any]
) -> Iterator[DocumentFate]:
    nothing = True
    for it in arrivals:
        nothing = False
        if isinstance(it, NotRead):
            kept_out: Literal["left_out", "refused"] = "left_out" if it.code == LeftOut.code else "refused"
            yield DocumentFate(it.name, kept_out, title=it.name, code=it.code, detail=it.detail)
            continue
        try:
            article, created = _imported(it, by, about)
        except ImportRefused as refusal:
            yield DocumentFate(
                it.name, "refused", title=it.title or it.name, code=refusal.code, detail=str(refusal)
            )
        else:
            result: Literal["taken", "known"] = "taken" if created else "known"
            yield DocumentFate(it.name, result, article.pk, article.title, created=created)
    if nothing:
        yield DocumentFate(name, "refused", code="empty_text", detail="There is nothing in this file.")


def _imported(arrival: Arrival, by: User | None, about: Mapping[str, Any]) -> Imported:
    text = arrival.text if arrival.bytes is None else arrival.bytes
    known = {field: about.get(field) or getattr(arrival, field) for field in FIELDS}
    try:
        return import_article(text=text, by=by, **known)
    except BadDetails:
        # Nobody typed an address that a page only says it has.
        if about.get("url") or not arrival.url:
            raise
        return import_article(text=text, by=by, **known | {"url": ""})
