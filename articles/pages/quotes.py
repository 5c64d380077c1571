"""The page that finds quotes: everything that people stand by, by its words and by who said it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.document import KINDS
from articles.errors import DomainError, NoSuchValue
from articles.models import Attribution
from articles.models.attribution import AttributionQuerySet
from articles.models.keyset import following
from articles.pages.asking import number_in, words_in
from articles.query import Query

PAGE_LENGTH = 30
COUNTED = 1_000  # beyond these, quotes are not counted: nobody reads on that far
KIND_CHOICES = [(kind, kind.capitalize()) for kind in KINDS]


@require_safe
def quote_list(request: HttpRequest) -> HttpResponse:
    words, kind = words_in(request.GET.get("q")), request.GET.get("kind", "")
    before = number_in(request.GET.get("before"))
    try:
        found, refusal = _found(words, kind), ""
    except DomainError as error:
        found, refusal = Attribution.objects.none(), str(error)
    number = found[: COUNTED + 1].count()
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
        "number": number,
        "counted": COUNTED,
    }
    return render(request, "quotes/list.html", context, status=400 if refusal else 200)


def _found(words: str, kind: str) -> AttributionQuerySet:
    """What is found by these words, or all there is; of a kind, if one is asked for. Raises BadSearch, NoSuchValue."""
    if kind and kind not in KINDS:
        raise NoSuchValue("kind", kind, KINDS)
    attributions = Attribution.objects.all()
    found = attributions.saying(Query.read(words)) if words else attributions.latest_entered()
    return found.filter(kind=kind) if kind else found
