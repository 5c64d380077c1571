"""The pages about webhooks: a person's own, made and looked after, and the log of what was sent with its replays."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from articles.errors import DomainError
from articles.models import Delivery, Webhook
from articles.models.change import EVENTS
from articles.pages.asking import number_in, person
from articles.services.webhooks import (
    MAX_WEBHOOKS,
    NewWebhook,
    create_webhook,
    edit_webhook,
    remove_webhook,
    renew_secret,
    replay,
    send_test,
    switch_off,
    switch_on,
)

PAGE_LENGTH = 30
SHOWN_OF_BODY = 50_000  # characters
SHOWN = {"": "All", "waiting": "Waiting", "delivered": "Delivered", "dropped": "Left out"}
ABOUT = {"article": "Articles", "attribution": "Quotes", "speaker": "Speakers"}
SOON = timedelta(seconds=40)


class WebhookForm(forms.Form):
    """Where a program listens, and what it is told of."""

    url = forms.CharField(
        label="Address",
        max_length=2000,
        help_text="Begins with https://.",
        widget=forms.URLInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
        error_messages={"required": "A webhook needs the address at which your program listens."},
    )
    events = forms.MultipleChoiceField(
        required=False,
        choices=[
            (group, [(event, event.partition(".")[2]) for event in EVENTS if event.startswith(f"{about}.")])
            for about, group in ABOUT.items()
        ],
    )

    def groups(self) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        """The events under what they are about, each with whether it is chosen."""
        chosen = self["events"].value() or []
        return [
            (group, [(event, name, event in chosen) for event, name in events])
            for group, events in self.fields["events"].choices  # type: ignore[attr-defined]  # a choice field
        ]


@never_cache
def webhook_list(request: HttpRequest) -> HttpResponse:
    """The person's webhooks and the form for another; with POST it is made, and its secret is in this answer only."""
    form = WebhookForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            return _with_secret(request, create_webhook(user=person(request), **form.cleaned_data))
        except DomainError as refusal:
            form.add_error("url", str(refusal))
    webhooks = list(Webhook.objects.of(person(request)).with_waiting())
    full = len(webhooks) >= MAX_WEBHOOKS
    context = {"webhooks": webhooks, "form": form, "full": full, "most": MAX_WEBHOOKS}
    return render(request, "webhooks/list.html", context)


def webhook_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One webhook with its log; with POST its address and events are changed."""
    webhook = _own(request, pk)
    form = WebhookForm(request.POST or None, initial={"url": webhook.url, "events": webhook.events})
    if form.is_bound and form.is_valid():
        try:
            edit_webhook(webhook=webhook, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error("url", str(refusal))
        else:
            messages.success(request, "Saved.")
            return redirect("webhook-detail", pk)
        webhook.refresh_from_db()
    return render(request, "webhooks/detail.html", {**_log(request, webhook), "form": form})


@require_safe
def webhook_log(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How the webhook stands and its log, for its page to ask while something is on its way."""
    return render(request, "webhooks/log.html", _log(request, _own(request, pk)))


@require_POST
def webhook_on(request: HttpRequest, pk: UUID) -> HttpResponse:
    catch_up = "catch_up" in request.POST
    switch_on(webhook=_own(request, pk), catch_up=catch_up)
    missed = "what it missed, and then " if catch_up else ""
    messages.success(request, f"It is on again. It is told {missed}what happens from now on.")
    return redirect("webhook-detail", pk)


@require_POST
def webhook_off(request: HttpRequest, pk: UUID) -> HttpResponse:
    switch_off(webhook=_own(request, pk))
    return redirect("webhook-detail", pk)


@require_POST
def webhook_test(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _queued(request, pk, lambda: send_test(webhook=_own(request, pk)))


@never_cache
@require_POST
def webhook_secret(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _with_secret(request, renew_secret(webhook=_own(request, pk)))


@require_POST
def webhook_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    webhook = _own(request, pk)
    remove_webhook(webhook=webhook)
    messages.success(request, f"{webhook.url} is told nothing more.")
    return redirect("webhook-list")


@require_safe
def delivery_detail(request: HttpRequest, id: UUID) -> HttpResponse:
    """One delivery, and what was sent."""
    delivery = _own_delivery(request, id)
    body = json.dumps(json.loads(delivery.body), ensure_ascii=False, indent=2)
    context = {"delivery": delivery, "body": body[:SHOWN_OF_BODY], "more": len(body) - SHOWN_OF_BODY}
    return render(request, "webhooks/delivery.html", {**context, **_waiting(delivery.webhook)})


@require_POST
def delivery_replay(request: HttpRequest, id: UUID) -> HttpResponse:
    delivery = _own_delivery(request, id)
    return _queued(request, delivery.webhook_id, lambda: replay(delivery=delivery))


def _own(request: HttpRequest, pk: UUID) -> Webhook:
    return get_object_or_404(Webhook.objects.of(person(request)), pk=pk)


def _own_delivery(request: HttpRequest, id: UUID) -> Delivery:
    own = Delivery.objects.filter(webhook__user=person(request))
    return get_object_or_404(own.select_related("webhook", "replays").defer("replays__body"), id=id)


def _queued(request: HttpRequest, pk: UUID, send: Callable[[], Delivery]) -> HttpResponse:
    try:
        send()
    except DomainError as refusal:
        messages.info(request, str(refusal))
    return redirect("webhook-detail", pk)


def _with_secret(request: HttpRequest, made: NewWebhook) -> HttpResponse:
    form = WebhookForm(initial={"url": made.webhook.url, "events": made.webhook.events})
    context = {**_log(request, made.webhook), "form": form, "secret": made.secret}
    return render(request, "webhooks/detail.html", context)


def _log(request: HttpRequest, webhook: Webhook) -> dict[str, Any]:
    """One keyset page of the log, the newest first, and how the webhook stands."""
    before, state = number_in(request.GET.get("before")), request.GET.get("state", "")
    found = webhook.deliveries.latest_first().defer("body")
    found = found.filter(state=state) if state in SHOWN and state else found
    rows = list((found.filter(number__lt=before) if before else found)[: PAGE_LENGTH + 1])
    older = rows[PAGE_LENGTH - 1].number if len(rows) > PAGE_LENGTH else None
    place = {"before": before, "older": older, "shown": SHOWN, "state": state if state in SHOWN else ""}
    return {"webhook": webhook, "deliveries": rows[:PAGE_LENGTH], **place, **_waiting(webhook)}


def _waiting(webhook: Webhook) -> dict[str, Any]:
    """The delivery that is sent next, if one waits, and after how many seconds there may be news of it."""
    first = webhook.deliveries.waiting().defer("body").first()
    news_in = 0 if first is None or not webhook.on else 2 if webhook.next_at < timezone.now() + SOON else 30
    return {"next": first, "news_in": news_in, "due": webhook.next_at <= timezone.now()}
