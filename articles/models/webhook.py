"""Programs that are told of changes: where they listen, and what was sent to them."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from articles.models.user import User


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def of(self, user: User) -> Self:
        """This person's own, the oldest first."""
        return self.filter(user=user).order_by("created_at", "id")

    def due(self, now: datetime) -> Self:
        """Switched on, not held back after a failure (but to be tested), and not being sent to by anybody."""
        free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
        tested = Exists(Delivery.objects.filter(webhook=OuterRef("pk")).untried_tests())
        return self.filter(free, Q(next_at__lte=now) | tested, on=True, user__is_active=True)

    def with_something_to_send(self, newest: int) -> Self:
        """Those that were not told of the newest change, or to whom a delivery waits to be sent."""
        waiting = Delivery.objects.filter(webhook=OuterRef("pk")).waiting()
        return self.filter(Q(position__lt=newest) | Exists(waiting))

    def with_waiting(self) -> Self:
        """Adds `waiting`: the number of deliveries that have not arrived yet."""
        waiting = Delivery.objects.filter(webhook=OuterRef("pk"), state=Delivery.State.WAITING).order_by()
        counted = waiting.values("webhook").annotate(n=Count("*")).values("n")
        return self.annotate(waiting=Coalesce(Subquery(counted), 0))


class Webhook(models.Model):
    """Where a person's program wants to be told of changes, one delivery after the other, in the order of the feed.

    `events` are the names of changes to tell of, all where it is empty. `position` is how far in the feed deliveries
    were made. `lease` fences it: who sends holds the latest for a minute, and only they may note how it went.
    The secret is nowhere stored: it is derived from the installation's key, the id and the `generation`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="webhooks")
    url = models.CharField(max_length=2000)
    events = models.JSONField(default=list)
    generation = models.PositiveSmallIntegerField(default=1)
    position = models.BigIntegerField()
    on = models.BooleanField(default=True)
    off_because = models.TextField(blank=True)
    failures = models.PositiveSmallIntegerField(default=0)  # in a row
    next_at = models.DateTimeField()
    lease = models.PositiveIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(on=False) | Q(off_because=""), name="webhook_off_for_a_reason")
        ]


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def waiting(self) -> Self:
        """Not delivered yet, in the order in which they are sent."""
        return self.filter(state=Delivery.State.WAITING).order_by("number")

    def untried_tests(self) -> Self:
        """Those that somebody waits for, to see whether they arrive."""
        return self.waiting().filter(changes=0, attempts=0)

    def latest_first(self) -> Self:
        return self.order_by("-number")


class Delivery(models.Model):
    """What is sent to a webhook in one request, and how that went. A repetition sends the same `body`."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DELIVERED = "delivered"
        DROPPED = "dropped"

    number = models.BigAutoField(primary_key=True)
    id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    body = models.TextField()
    changes = models.PositiveSmallIntegerField()  # 0: a test
    replays = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True)  # of the newest answer, if there was one
    failure = models.TextField(blank=True)  # of the newest attempt
    made_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "delivered", "dropped"]), name="delivery_state_exists"
            )
        ]
        indexes = [
            models.Index(fields=["webhook", "state", "number"], name="delivery_of_webhook"),
            models.Index(fields=["webhook", "number"], name="delivery_in_log"),
        ]
