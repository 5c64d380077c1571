"""The pages about articles: the list of them, adding one, its progress, and the annotation page itself."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from articles.errors import ImportRefused, NotPossible
from articles.models import Article, Run
from articles.pages.asking import number_in, own_address, person, words_in
from articles.pages.forms import ImportForm
from articles.services.documents import review_of
from articles.services.importing import import_article
from articles.services.suggesting import retry_run

PAGE_LENGTH = 30


@require_safe
def article_list(request: HttpRequest) -> HttpResponse:
    words, before = words_in(request.GET.get("q")), number_in(request.GET.get("before"))
    found = Article.objects.without_text().matching(words).newest_first()
    if before:
        found = found.before(before)
    rows = list(found.with_progress()[: PAGE_LENGTH + 1])
    articles, older = rows[:PAGE_LENGTH], rows[PAGE_LENGTH - 1].pk if len(rows) > PAGE_LENGTH else None
    place = {"older": older, "before": before, "words": words}
    return render(
        request, "articles/list.html", {"articles": articles, "working": working(articles), **place}
    )


@require_safe
def article_standings(request: HttpRequest) -> HttpResponse:
    """How far these articles are, for the list to refresh in place."""
    asked = [number_in(text) for text in request.GET.getlist("article")[:PAGE_LENGTH]]
    articles = list(Article.objects.without_text().with_progress().filter(pk__in=asked))
    return render(request, "articles/standings.html", {"articles": articles, "working": working(articles)})


def working(articles: list[Article]) -> list[int]:
    """Those in which quotes are still looked for. Wants `with_progress`."""
    return [a.pk for a in articles if a.run_state in (Run.State.QUEUED, Run.State.RUNNING)]  # type: ignore[attr-defined]


def article_import(request: HttpRequest) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None)
    known = None
    if form.is_bound and form.is_valid():
        try:
            imported = import_article(by=person(request), **form.article())
        except ImportRefused as refusal:
            form.add_error(form.source, str(refusal))
        else:
            if imported.created:
                return redirect("article-review", imported.article.pk)
            known = imported.article
    form.focus()
    return render(request, "articles/import.html", {"form": form, "known": known})


@require_safe
def article_review(request: HttpRequest, pk: int) -> HttpResponse:
    article = get_object_or_404(Article, pk=pk)
    review = review_of(article, person(request))
    return render(request, "articles/review.html", {"article": article, "review": review})


@require_POST
def article_retry(request: HttpRequest, pk: int) -> HttpResponse:
    article = get_object_or_404(Article.objects.without_text(), pk=pk)
    try:
        retry_run(article=article, by=person(request))
    except NotPossible as refusal:
        messages.info(request, str(refusal))
    return redirect(own_address(request.POST.get("back")) or "article-list")
