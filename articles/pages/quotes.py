"""The page that finds quotes: everything that people stand by, by its words and by who said it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.document import KINDS
from articles.errors import BadSearch
from articles.models import Attribution
from articles.models.attribution import AttributionQuerySet
from articles.models.keyset import following
from articles.pages.asking import number_in, words_in
from articles.query import Query

PAGE_LENGTH = 30
KIND_CHOICES = [(kind, kind.capitalize()) for kind in KINDS]


@require_safe
def quote_list(request: HttpRequest) -> HttpResponse:
    words, kind = words_in(request.GET.get("q")), request.GET.get("kind", "")
    before = number_in(request.GET.get("before"))
    try:
        found, refusal = _found(words), ""
    except BadSearch as error:
        found, refusal = Attribution.objects.none(), str(error)
    if kind in KINDS:
        found = found.filter(kind=kind)
    if before and not refusal:
        found = following(found, ("-place",), (before,))
    quotes = list(found.with_words().with_speakers()[: PAGE_LENGTH + 1])
    older = quotes[PAGE_LENGTH - 1].place if len(quotes) > PAGE_LENGTH else None  # type: ignore[attr-defined]
    context = {
        "quotes": quotes[:PAGE_LENGTH],
        "words": words,
        "kind": kind if kind in KINDS else "",
        "kinds": KIND_CHOICES,
        "refusal": refusal,
        "before": before,
        "older": older,
    }
    return render(request, "quotes/list.html", context, status=400 if refusal else 200)


def _found(words: str) -> AttributionQuerySet:
    """What is found by these words, or all there is. Raises BadSearch."""
    attributions = Attribution.objects.all()
    return attributions.saying(Query.read(words)) if words else attributions.latest_entered()
