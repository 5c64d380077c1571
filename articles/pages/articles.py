"""The pages about articles: the list of them, adding one, its progress, and the annotation page itself."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from articles.errors import ImportRefused, NotPossible
from articles.models import Article
from articles.pages.asking import number_in, person
from articles.pages.forms import ImportForm
from articles.services.documents import review_of
from articles.services.importing import import_article
from articles.services.suggesting import retry_run

PAGE_LENGTH = 30


@require_safe
def article_list(request: HttpRequest) -> HttpResponse:
    words, before = request.GET.get("q", "").strip(), number_in(request.GET.get("before"))
    found = Article.objects.without_text().matching(words).newest_first()
    if before:
        found = found.before(before)
    articles = list(found.with_progress()[: PAGE_LENGTH + 1])
    older = articles[PAGE_LENGTH - 1].pk if len(articles) > PAGE_LENGTH else None
    context = {"articles": articles[:PAGE_LENGTH], "older": older, "before": before, "words": words}
    return render(request, "articles/list.html", context)


@require_safe
def article_standing(request: HttpRequest, pk: int) -> HttpResponse:
    """How far one article is, for the list to refresh in place."""
    article = get_object_or_404(Article.objects.without_text().with_progress(), pk=pk)
    return render(request, "articles/standing.html", {"article": article})


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
    if request.headers.get("HX-Request"):
        return redirect("article-standing", pk)
    return redirect("article-list")
