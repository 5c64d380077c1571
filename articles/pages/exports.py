"""The export page, and the file that it hands out: streamed, so its size does not matter."""

from __future__ import annotations

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.formats import FORMATS
from articles.models import Article, Attribution
from articles.pages.asking import number_in
from articles.pages.forms import ExportForm
from articles.services import exporting


@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """The page; the file itself once a format is chosen."""
    asked = "format" in request.GET
    form = ExportForm(request.GET if asked else None)
    if asked and form.is_valid():
        return _file(form)
    chosen = Article.objects.without_text().filter(pk=number_in(request.GET.get("article"))).first()
    form.offer(chosen)
    form.initial["article"] = chosen
    context = {"form": form, "formats": FORMATS.values(), "ready": Attribution.objects.standing().exists()}
    return render(request, "articles/export.html", context, status=400 if asked else 200)


def _file(form: ExportForm) -> StreamingHttpResponse:
    format, article = FORMATS[form.cleaned_data["format"]], form.cleaned_data["article"]
    pieces = exporting.export(
        format=format.name,
        article_ids=[article.pk] if article else None,
        states=form.cleaned_data["state"],
    )
    name = f"onrecord-{f'article-{article.pk}-' if article else ''}{timezone.now():%Y-%m-%d}{format.suffix}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(pieces, content_type=format.media_type, headers=headers)
