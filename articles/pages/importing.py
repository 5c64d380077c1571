"""The ways in: an article pasted, files of every kind, a web address, and a report of what came of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Literal, NamedTuple, cast

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from articles.errors import AddressesOff, ImportRefused
from articles.models import Article, User
from articles.pages.asking import person
from articles.pages.forms import AddressForm, FilesForm, ImportForm, WayIn
from articles.services.importing import import_article
from articles.services.importing_datasets import DocumentFate, import_dataset
from articles.services.importing_files import import_address, import_file

SHOWN = 1000  # lines of a report, and as many again of refusals


def article_import(request: HttpRequest) -> HttpResponse:
    form = ImportForm(request.POST or None)
    known = None
    if form.is_bound and form.is_valid():
        try:
            imported = import_article(by=person(request), **form.cleaned_data)
        except ImportRefused as refusal:
            form.add_error("text", str(refusal))
        else:
            if imported.created:
                return redirect("article-review", imported.article.pk)
            known = imported.article
    return _ways_in(request, form, known)


def article_files(request: HttpRequest) -> HttpResponse:
    """The articles of the files chosen; anything but POST leads to where files are chosen."""
    if request.method != "POST":
        return redirect("article-import")
    form = FilesForm(request.POST, request.FILES)
    if not form.is_valid():
        return _ways_in(request, form)
    return _reported(request, _brought(by=person(request), **form.cleaned_data))


def _brought(
    *, by: User, file: list[UploadedFile], formats: list[str], by_people: bool, format: str
) -> Iterator[Line]:
    for uploaded, dataset in zip(file, formats, strict=True):
        name, data = uploaded.name or "", cast(BinaryIO, uploaded.file)
        if dataset:
            fates = import_dataset(stream=data, format=dataset, by=by, by_people=by_people)
        else:
            fates = import_file(file=data, name=name, size=uploaded.size or 0, by=by)
        for fate in fates:
            yield Line(name, fate)


def article_address(request: HttpRequest) -> HttpResponse:
    """What is at a web address; anything but POST leads to where an address is given."""
    if request.method != "POST":
        return redirect("article-import")
    form = AddressForm(request.POST)
    if form.is_valid():
        address = form.cleaned_data["address"]
        try:
            fates = list(import_address(address=address, by=person(request)))
        except AddressesOff as off:
            messages.error(request, str(off))
            return redirect("article-import")
        if any(fate.result != "refused" for fate in fates) or len(fates) > 1:
            return _reported(request, [Line(address, fate) for fate in fates])
        form.add_error("address", fates[0].detail)
    return _ways_in(request, form)


def _ways_in(request: HttpRequest, form: WayIn, known: Article | None = None) -> HttpResponse:
    """The page with all ways in, the one that was tried as it stands."""
    form.focus()
    ways: dict[str, type[WayIn]] = {"paste": ImportForm, "files": FilesForm, "address": AddressForm}
    if not settings.FETCH_ADDRESSES:
        del ways["address"]
    forms = {name: form if isinstance(form, kind) else kind() for name, kind in ways.items()}
    return render(request, "articles/import.html", {**forms, "known": known})


class Line(NamedTuple):
    """What became of an article, and the file or address that it came from."""

    source: str
    fate: DocumentFate

    @property
    def called(self) -> str:
        """Its title, or where it stands if nobody could tell that."""
        return self.fate.title or self.fate.place or self.source

    @property
    def whence(self) -> list[str]:
        """Where it came from, as far as what it is called does not say that."""
        return [it for it in dict.fromkeys([self.source, self.fate.place]) if it and it != self.called]

    @property
    def result(self) -> Literal["taken", "known", "refused", "left_out"]:
        """Of the article: known where only quotes of it are new."""
        return "known" if self.fate.result == "taken" and not self.fate.created else self.fate.result

    @property
    def quotes_added(self) -> int:
        """How many quotes an article has got that was here already."""
        return self.fate.decided + self.fate.suggested if self.result == "known" else 0


@dataclass
class Report:
    """What became of everything: counts of all of it, and its lines as far as a page can show them."""

    lines: list[Line] = field(default_factory=list)
    results: Counter[str] = field(default_factory=Counter)
    quotes: Counter[str] = field(default_factory=Counter)
    left_out: int = 0

    def add(self, line: Line) -> None:
        fate = line.fate
        self.results[line.result] += 1
        self.quotes.update(
            decided=fate.decided,
            suggested=fate.suggested,
            known=fate.known,
            refused=len(fate.refused),
            added=line.quotes_added,
        )
        bad = fate.result in ("refused", "left_out") or bool(fate.refused)
        if len(self.lines) < (2 * SHOWN if bad else SHOWN):
            self.lines.append(line)
        else:
            self.left_out += 1


def _reported(request: HttpRequest, lines: Iterable[Line]) -> HttpResponse:
    """The report; where all that came in is one new article and nothing was refused, the article itself."""
    report = Report()
    for line in lines:
        report.add(line)
    if report.results == {"taken": 1} and not report.quotes["refused"]:
        return redirect("article-review", report.lines[0].fate.article)
    return render(request, "articles/imported.html", {"report": report})
