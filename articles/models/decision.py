"""What people did, in order, for ever: the history, the undo, the audit trail and the training set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from articles.models.article import Article
    from articles.models.user import User


class DecisionQuerySet(models.QuerySet["Decision"]):
    def oldest_first(self) -> Self:
        return self.order_by("number")

    def of_others(self, person: User, article: Article) -> Self:
        """Made by another person, in another article, or by a merge of speakers."""
        return self.filter(~Q(by=person) | ~Q(article=article) | Q(action=Decision.Action.MERGE))


class Decision(models.Model):
    """One thing a person did to one quote. Never edited (a trigger refuses it).

    `version` counts the decisions about `attribution`, from 1; that pair is unique, so of two people deciding on
    the same version one wins and the other is told. `before` and `after` are snapshots
    {"state", "kind", "spans": [{"role", "start", "end", "text"}], "speakers": [{"id", "name", "kind"}]},
    None where the quote was or became undecided, or did not exist. To `fill` is to take from the machine what a
    person did not say of a quote they began: what came of it is theirs, and whose words it was stays known.
    """

    class Action(models.TextChoices):
        ACCEPT = "accept"
        REJECT = "reject"
        CORRECT = "correct"
        ADD = "add"
        FILL = "fill"
        REMOVE = "remove"
        REOPEN = "reopen"
        UNDO = "undo"
        MERGE = "merge"

    number = models.BigAutoField(primary_key=True)
    id = models.UUIDField(unique=True, editable=False)
    article = models.ForeignKey("Article", on_delete=models.PROTECT, related_name="decisions")
    attribution = models.UUIDField()
    action = models.CharField(max_length=10, choices=Action)
    version = models.PositiveIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    undoes = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, to_field="id", related_name="undone_by"
    )
    # Decisions made by one act of a person share a group; for a merge of speakers, it is the merge's id.
    group = models.UUIDField(null=True, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions")
    at = models.DateTimeField()

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attribution", "version"], name="decision_on_a_version_once"),
            models.CheckConstraint(
                condition=Q(
                    action__in=[
                        "accept",
                        "reject",
                        "correct",
                        "add",
                        "fill",
                        "remove",
                        "reopen",
                        "undo",
                        "merge",
                    ]
                ),
                name="decision_action_exists",
            ),
        ]
        indexes = [models.Index(fields=["article", "by"], name="decision_by_person")]
