"""When people called an article done, and when it was opened again: in order, for ever.

How things stand is kept on the article's row; what may be called done is left to `articles.services.completing`.
"""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q


class CompletionQuerySet(models.QuerySet["Completion"]):
    def oldest_first(self) -> Self:
        return self.order_by("number")


class Completion(models.Model):
    """That somebody called an article done (`done`) or open again. Never edited (a trigger refuses it).

    The newest says how it stands; one that says what stood already changed nothing.
    `undecided` counts the quotes that nobody had decided on at that moment. `decision` is what opened the article
    again, where somebody decided anew and nobody asked for it to be opened.
    """

    number = models.BigAutoField(primary_key=True)
    id = models.UUIDField(unique=True, editable=False)
    article = models.ForeignKey("Article", on_delete=models.PROTECT, related_name="completions")
    done = models.BooleanField()
    undecided = models.PositiveIntegerField()
    decision = models.ForeignKey(
        "Decision", null=True, on_delete=models.PROTECT, to_field="id", related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="completions")
    at = models.DateTimeField()

    objects = CompletionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decision__isnull=True) | Q(done=False), name="completion_by_a_person"
            )
        ]
        indexes = [models.Index(fields=["article", "number"], name="completion_in_order")]
