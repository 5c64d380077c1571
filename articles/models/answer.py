"""Answers that are kept for a day, for programs that ask again because they did not hear them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models

KEPT = timedelta(days=1)


class AnswerQuerySet(models.QuerySet["Answer"]):
    def forgotten(self, now: datetime) -> Self:
        """Those that were kept for long enough."""
        return self.filter(at__lt=now - KEPT)


class Answer(models.Model):
    """What a person's request with this key was answered. `fingerprint` tells the request from others.

    It is stored in the transaction that did what was asked: there is an answer if and only if it was done.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)  # SHA-256 of method, address and body
    status = models.PositiveSmallIntegerField(null=True)  # None only until the transaction ends
    body = models.TextField(blank=True)
    at = models.DateTimeField(db_index=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="answer_once")]
