"""What people say about quotes: comments and flags, and whether they are settled. In order, for ever."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce


class CommentQuerySet(models.QuerySet["Comment"]):
    def oldest_first(self) -> Self:
        return self.order_by("number")

    def flags(self) -> Self:
        return self.filter(kind="flag")

    def with_standing(self) -> Self:
        """Adds `resolved`: whether the newest of its resolutions left it settled."""
        newest = Resolution.objects.filter(comment=OuterRef("pk")).order_by("-number").values("resolved")
        return self.annotate(
            resolved=Coalesce(Subquery(newest[:1]), Value(False), output_field=models.BooleanField())
        )

    def open(self) -> Self:
        """Not settled, or taken up again since."""
        return self.with_standing().filter(resolved=False)

    def told_after(self, comment: int, resolution: int) -> Self:
        """Said, settled or taken up again after the comment and the resolution with these numbers."""
        settled = Resolution.objects.filter(number__gt=resolution).values("comment")
        return self.filter(Q(number__gt=comment) | Q(pk__in=settled))

    def with_people(self) -> Self:
        """`with_standing`, its author, and `newest`: a list of its newest resolution, if any, with who made it."""
        latest = Resolution.objects.select_related("by").order_by("-number")[:1]
        return (
            self.with_standing()
            .select_related("by")
            .prefetch_related(models.Prefetch("resolutions", latest, to_attr="newest"))
        )


class Comment(models.Model):
    """Plain words about a quote, or a flag: a comment with a reason, which marks the quote until it is settled.

    Never edited (a trigger refuses it). `attribution` is the id that a quote has for life, be it decided or not.
    """

    class Kind(models.TextChoices):
        COMMENT = "comment"
        FLAG = "flag"

    class Reason(models.TextChoices):
        """Why somebody flags a quote."""

        SPEAKER = "speaker", "Not sure who said it"
        WORDS = "words", "Not sure of the words"
        CHECK = "check", "To be checked with the source"
        SENSITIVE = "sensitive", "Sensitive: ask before it is used"
        OTHER = "other", "Something else"

    number = models.BigAutoField(primary_key=True)
    id = models.UUIDField(unique=True, editable=False)
    article = models.ForeignKey("Article", on_delete=models.PROTECT, related_name="comments")
    attribution = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    text = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comments")
    at = models.DateTimeField()

    objects = CommentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="comment", reason="") & ~Q(text="")
                | Q(kind="flag", reason__in=["speaker", "words", "check", "sensitive"])
                | Q(kind="flag", reason="other") & ~Q(text=""),
                name="comment_says_something",
            )
        ]
        indexes = [models.Index(fields=["article", "kind"], name="comment_of_article")]


class Resolution(models.Model):
    """That a comment was settled (`resolved`), or taken up again. Never edited (a trigger refuses it)."""

    number = models.BigAutoField(primary_key=True)
    id = models.UUIDField(unique=True, editable=False)
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="resolutions")
    resolved = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="resolutions")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["comment", "number"], name="resolution_in_order")]
