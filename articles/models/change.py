"""What changed in the dataset, for ever: the feed that mirrors follow. `articles.models.guards` writes its rows.

The order in which they are read is given out by `articles.services.mirroring`.
"""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from articles.models.decision import Decision

EVENTS = (
    *(f"article.{event}" for event in ("import", "change", "done", "open")),
    *(f"attribution.{action}" for action in Decision.Action.values),
    *(f"speaker.{event}" for event in ("create", "change", "merge", "part")),
)


class ChangeQuerySet(models.QuerySet["Change"]):
    def unplaced(self) -> Self:
        """Committed, but nobody has asked for the feed since."""
        return self.filter(position__isnull=True)

    def after(self, position: int) -> Self:
        """What follows this position in the feed, in order."""
        return self.filter(position__gt=position).order_by("position")

    def with_decisions(self) -> Self:
        """Each with its decision, without what that said before and after."""
        return self.select_related("decision").defer("decision__before", "decision__after")


class Change(models.Model):
    """That an article, a quote (by a decision) or a speaker changed. Triggers append it as the change is made.

    `number` tells the order in which changes were made, which on PostgreSQL is not that in which they become
    visible. `position` is the place in the feed: 1, 2, 3 … without a gap, given out once and never changed (a trigger
    refuses it), so that nothing ever comes in before what was read already.
    """

    number = models.BigAutoField(primary_key=True)
    position = models.BigIntegerField(null=True, unique=True)
    event = models.CharField(max_length=10)
    # What is told here stays told, whatever becomes of what it is about: hence no constraints.
    article = models.ForeignKey(
        "Article",
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    decision = models.ForeignKey(
        "Decision",
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    speaker = models.ForeignKey(
        "Speaker",
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    at = models.DateTimeField()

    objects = ChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(article__isnull=False, decision__isnull=True, speaker__isnull=True)
                | Q(article__isnull=True, decision__isnull=False, speaker__isnull=True)
                | Q(article__isnull=True, decision__isnull=True, speaker__isnull=False),
                name="change_is_about_one_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["number"], name="change_unplaced", condition=Q(position__isnull=True))
        ]

    @property
    def about(self) -> str:
        """What kind of thing changed: "article", "attribution" or "speaker"."""
        return "attribution" if self.decision_id else "speaker" if self.speaker_id else "article"

    @property
    def name(self) -> str:
        """What happened: "article.import", "attribution.accept", "speaker.merge" …"""
        return f"{self.about}.{self.event}"
