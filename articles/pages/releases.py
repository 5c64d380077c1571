"""The pages about releases: the list, asking for one, and one with its plots, files, links and datasheet."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh
from markdown_it import MarkdownIt

from articles.errors import DomainError, LinkExpired, NotFound, NotPossible
from articles.formats import FORMATS
from articles.models import Attribution, Release, ReleaseFile
from articles.pages.asking import number_in, person
from articles.pages.plots import plots_of
from articles.pages.selecting import ReleaseForm
from articles.services.attempts import UNFINISHED
from articles.services.citing import HOW_TO_CHANGE, bibtex, citation, only_here
from articles.services.handing_out import download, file_named, file_of_link, link_to, path_of
from articles.services.papers import checksums
from articles.services.releasing import ask_for_release, retry_release
from articles.services.selecting import Selection

PAGE_LENGTH = 30
PARTS = {"all": "Everything", "train": "Train", "dev": "Dev", "test": "Test"}


@require_safe
def release_list(request: HttpRequest) -> HttpResponse:
    before = number_in(request.GET.get("before"))
    found = Release.objects.newest_first().select_related("requested_by")
    rows = list((found.before(before) if before else found)[: PAGE_LENGTH + 1])
    releases, older = rows[:PAGE_LENGTH], rows[PAGE_LENGTH - 1].pk if len(rows) > PAGE_LENGTH else None
    ready = bool(releases) or Attribution.objects.standing().exists()
    context = {"releases": releases, "older": older, "before": before, "ready": ready}
    return render(request, "releases/list.html", context)


def release_new(request: HttpRequest) -> HttpResponse:
    """The form, with what it would hold counted as it stands; with POST the release is asked for."""
    asked = request.POST if request.method == "POST" else request.GET
    form = ReleaseForm(asked or None, looking=request.GET)
    selection = form.selection()
    if request.method == "POST" and selection and form.is_valid():
        try:
            release = ask_for_release(by=person(request), selection=selection, **form.about())
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("release-detail", release.pk)
    context = {
        "form": form,
        "size": selection.size() if selection else None,
        "address": settings.SITE_ADDRESS,
        "only_here": only_here(settings.SITE_ADDRESS),
        "how_to_change": HOW_TO_CHANGE,
    }
    return render(request, "releases/new.html", context)


@require_safe
def release_detail(request: HttpRequest, number: int) -> HttpResponse:
    release = get_object_or_404(Release.objects.with_files(), pk=number)
    return render(request, "releases/detail.html", _shown(release))


@require_safe
def release_progress(request: HttpRequest, number: int) -> HttpResponse:
    """How far a release is, for its page to ask; the page loads anew when there is more to see."""
    release = get_object_or_404(Release, pk=number)
    if release.state in UNFINISHED:
        return render(request, "releases/building.html", {"release": release})
    return HttpResponseClientRefresh()


@require_POST
def release_retry(request: HttpRequest, number: int) -> HttpResponse:
    try:
        retry_release(number=number)
    except NotFound as missing:
        raise Http404 from missing
    except NotPossible as refusal:
        messages.info(request, str(refusal))
    return redirect("release-detail", number)


@require_POST
def release_link(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """The page of the release with a new link to one of its files."""
    release = get_object_or_404(Release.objects.with_files(), pk=number)
    try:
        file = file_named(number=number, name=name)
    except NotFound as missing:
        raise Http404 from missing
    link = link_to(file=file, by=person(request))
    new = {"file": file, "url": request.build_absolute_uri(link.address), "until": link.until}
    return render(request, "releases/detail.html", {**_shown(release), "link": new})


@require_safe
def release_file(request: HttpRequest, number: int, name: str) -> HttpResponseBase:
    try:
        return download(file=file_named(number=number, name=name), request=request)
    except NotFound as missing:
        raise Http404 from missing


@require_safe
def release_checksums(request: HttpRequest, number: int) -> HttpResponse:
    """The hashes of all files, as `sha256sum -c` reads them: the same bytes whenever it is asked for."""
    release = get_object_or_404(Release.objects.with_files(), pk=number, state=Release.State.DONE)
    headers = {"Content-Disposition": 'attachment; filename="SHA256SUMS"'}
    return HttpResponse(
        checksums(release.files.all()), content_type="text/plain; charset=utf-8", headers=headers
    )


@login_not_required
@never_cache
@require_safe
def release_linked(request: HttpRequest, token: str) -> HttpResponseBase:
    """The file that a link leads to, for whoever has the link."""
    try:
        return download(file=file_of_link(token=token), request=request)
    except LinkExpired as error:
        return render(request, "releases/link_expired.html", {"reason": str(error)}, status=410)
    except NotFound as missing:
        raise Http404 from missing


def _shown(release: Release) -> dict[str, Any]:
    """What the page of a release shows of it."""
    context = {
        "release": release,
        "building": release.state in UNFINISHED,
        "asked": Selection.from_json(release.selection).in_words(),
    }
    if release.state != Release.State.DONE:
        return context
    files = list(release.files.all())
    data = [file for file in files if file.part]
    whole = next(file for file in data if file.format == "jsonl")
    return {
        **context,
        "plots": plots_of(release.contents),
        "papers": [file for file in files if not file.part],
        "formats": [_group(release, name, data) for name in release.formats],
        "number_of_files": len(files),
        "whole": whole,
        "citation": citation(release),
        "bibtex": bibtex(release, whole.sha256),
        "only_here": only_here(release.contents["address"]),
        "datasheet": _rendered(next(file for file in files if file.name.endswith("-datasheet.md"))),
    }


def _group(release: Release, format: str, data: list[ReleaseFile]) -> dict[str, Any]:
    """The files of one format, each with its part in words and what is in it."""
    found = release.contents
    counts = {"all": {name: found[name] for name in ("articles", "attributions")}, **found["parts"]}
    files = [file for file in data if file.format == format]
    return {
        "title": FORMATS[format].title,
        "files": [{"file": file, "part": PARTS[file.part], **counts[file.part]} for file in files],
        "size": sum(file.size for file in files),
    }


def _rendered(sheet: Any) -> SafeString | None:
    """The datasheet as HTML under the page's own headings; None where the file is gone from the disk."""
    try:
        text = path_of(file=sheet).read_text(encoding="utf-8")
    except NotFound:
        return None
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{int(token.tag[1]) + 1}"
        if token.attrs.pop(
            "style", None
        ):  # how it aligns a column, which the content security policy refuses
            token.attrs["class"] = "number"
    html = reader.renderer.render(tokens[3:], reader.options, {})  # its title is the page's already
    return mark_safe(html)  # noqa: S308 - Markdown in which HTML is off
