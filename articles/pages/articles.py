"""The pages about articles: the list, its progress, the annotation page, and the way to the next."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST, require_safe

from articles.errors import NotFound, NotPossible
from articles.models import Article, Run
from articles.pages.asking import number_in, own_address, person
from articles.pages.guide import guide
from articles.pages.queue import ORDERS, SHOWN, Queue, doubt_in, just_done
from articles.services.completing import open_again
from articles.services.documents import Json, review_of
from articles.services.preferences import preferences_of
from articles.services.suggesting import retry_run

PAGE_LENGTH = 30


@require_safe
def article_list(request: HttpRequest) -> HttpResponse:
    queue, before = Queue.asked(request), number_in(request.GET.get("before"))
    rows = list(queue.articles_after(before).with_progress()[: PAGE_LENGTH + 1])
    articles, older = rows[:PAGE_LENGTH], rows[PAGE_LENGTH - 1].pk if len(rows) > PAGE_LENGTH else None
    for article in articles:
        article.address = queue.address_of(article)  # type: ignore[attr-defined]  # for the template
    place = {"older": older, "before": before, "words": queue.words, "queue": queue}
    choices = {"orders": ORDERS, "shown": SHOWN, "just_done": just_done(request)}
    context = {"articles": articles, "working": working(articles), **place, **choices}
    return render(request, "articles/list.html", context)


@require_safe
def article_standings(request: HttpRequest) -> HttpResponse:
    """How far these articles are, for the list to refresh in place."""
    asked = [number_in(text) for text in request.GET.getlist("article")[:PAGE_LENGTH]]
    found = Article.objects.without_text().select_related("done_by").with_progress()
    articles = list(found.filter(pk__in=asked))
    return render(request, "articles/standings.html", {"articles": articles, "working": working(articles)})


def working(articles: list[Article]) -> list[int]:
    """Those in which quotes are still looked for. Wants `with_progress`."""
    return [a.pk for a in articles if a.run_state in (Run.State.QUEUED, Run.State.RUNNING)]  # type: ignore[attr-defined]


@require_safe
@ensure_csrf_cookie  # what is decided goes to the API with it, and not every page has a form
def article_review(request: HttpRequest, pk: int) -> HttpResponse:
    article = get_object_or_404(Article.objects.select_related("done_by"), pk=pk)
    queue, came_from = Queue.asked(request), just_done(request)
    review = review_of(article, person(request))
    context = {
        "article": article,
        "review": review,
        "plain_quotes": [plain(quote) for quote in review["quotes"]],
        "guide": guide(),
        "preferences": preferences_of(person(request)),
        "list_address": reverse("article-list") + queue.address(),
        "next_address": reverse("article-next", args=[pk]) + queue.address(doubt=doubt_in(request)),
        "just_done": came_from and {"id": came_from.pk, "title": came_from.title, "left": came_from.left},  # type: ignore[attr-defined]
    }
    return render(request, "articles/review.html", context)


def plain(quote: Json) -> tuple[str, str]:
    """The words of a quote, and a line about it, for who cannot see it in the text."""
    words = " … ".join(span["text"] for span in quote["spans"] if span["role"] == "content")
    speakers = ", ".join(speaker["name"] for speaker in quote["speakers"]) or "Nobody was named"
    return words, f"{speakers} · {quote['kind']} · {quote['state']}"


@require_safe
def article_next(request: HttpRequest, pk: int) -> HttpResponse:
    """To the article that comes after this one in the queue, or to the list where none does."""
    article = get_object_or_404(Article.objects.without_text(), pk=pk)
    queue, done = Queue.asked(request), number_in(request.GET.get("done")) or None
    following = queue.following(article, doubt_in(request))
    if following:
        return redirect(queue.address_of(following, done=done))
    if done is None:
        messages.info(request, "No other article is open.")
    return redirect(reverse("article-list") + queue.address(done=done))


@require_POST
def article_open_again(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        article = open_again(id=uuid4(), article_id=pk, by=person(request)).article
    except NotFound as missing:
        raise Http404 from missing
    messages.success(request, f"“{article.title}” is open again.")
    return redirect(own_address(request.POST.get("back")) or "article-list")


@require_POST
def article_retry(request: HttpRequest, pk: int) -> HttpResponse:
    article = get_object_or_404(Article.objects.without_text(), pk=pk)
    try:
        retry_run(article=article, by=person(request))
    except NotPossible as refusal:
        messages.info(request, str(refusal))
    return redirect(own_address(request.POST.get("back")) or "article-list")
