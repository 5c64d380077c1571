"""The page about access tokens: a person's own, made with their secret shown once, and ended."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from articles.errors import DomainError, NotFound
from articles.models import AccessToken
from articles.pages.asking import person
from articles.services.sign_in import MAX_TOKENS, create_token, end_own_token, tokens_of

Scope = AccessToken.Scope
MAY = {
    Scope.EXPORT: "Decided quotes, articles and speakers; exports, releases and changes.",
    Scope.READ: "Suggestions, comments and the history of quotes, too: what you can read.",
    Scope.WRITE: "Import, decide and comment in your name, too.",
}
TERMS = {30: "30 days", 90: "90 days", 365: "a year"}


class TokenForm(forms.Form):
    """A new token: what it is for, what it may do, and for how long."""

    name = forms.CharField(
        max_length=100,
        label="What it is for",
        help_text="Such as “Dashboard of the data desk”.",
        error_messages={"required": "Say what the token is for, so that you know it again."},
    )
    scope = forms.ChoiceField(label="What it may do", choices=Scope.choices, initial=Scope.EXPORT)
    days = forms.TypedChoiceField(
        label="How long it lasts", choices=list(TERMS.items()), coerce=int, initial=90
    )

    @property
    def scopes(self) -> list[tuple[str, str, str, bool]]:
        """Each scope with its name, what it may do, and whether it is chosen."""
        chosen = self["scope"].value()
        return [(scope.value, scope.label, MAY[scope], scope == chosen) for scope in Scope]


@never_cache
def token_list(request: HttpRequest) -> HttpResponse:
    """The person's tokens and the form for another; with POST it is made, and its secret is in this answer only."""
    form, made = TokenForm(request.POST or None), None
    if form.is_bound and form.is_valid():
        try:
            made = create_token(user=person(request), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            form = TokenForm()
    tokens = list(tokens_of(person(request)))
    context = {
        "tokens": tokens,
        "form": form,
        "made": made,
        "full": len(tokens) >= MAX_TOKENS,
        "most": MAX_TOKENS,
    }
    return render(request, "tokens/list.html", context)


@require_POST
def token_end(request: HttpRequest, key: str) -> HttpResponse:
    try:
        ended = end_own_token(user=person(request), first_letters=key)
    except NotFound as missing:
        raise Http404 from missing
    messages.success(request, f"“{ended.name}” has ended. Nobody gets in with it any more.")
    return redirect("token-list")
