"""Who speaks: a registry over all articles, with aliases, and merges that can be undone."""

from __future__ import annotations

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from articles.document import SPEAKER_KINDS, folded
from articles.models.keyset import following


class SpeakerQuerySet(models.QuerySet["Speaker"]):
    def current(self) -> Self:
        """Those that were not merged into another."""
        return self.filter(merged_into__isnull=True)

    def called(self, name: str) -> Self:
        """Name or an alias is this name, whatever its case and accents. Merged ones are among them."""
        key = folded(name)
        return self.filter(Q(key=key) | Exists(Alias.objects.filter(speaker=OuterRef("pk"), key=key)))

    def matching(self, words: str) -> Self:
        """Every word occurs in a name or alias of the speaker, or of one merged into it, up to three merges ago."""
        found = self
        for word in folded(words).split()[:10]:
            named = Q(key__contains=word) | Exists(
                Alias.objects.filter(speaker=OuterRef("pk"), key__contains=word)
            )
            absorbed = Speaker.objects.filter(named)
            found = found.filter(
                named
                | Exists(absorbed.filter(merged_into=OuterRef("pk")))
                | Exists(absorbed.filter(merged_into__merged_into=OuterRef("pk")))
                | Exists(absorbed.filter(merged_into__merged_into__merged_into=OuterRef("pk")))
            )
        return found

    def with_attribution_count(self) -> Self:
        """Adds `attribution_count`, quotes that somebody stands by, and `article_count`, the articles these are in."""
        return self.annotate(attribution_count=F("count__attributions"), article_count=F("count__articles"))

    def quoted(self) -> Self:
        """Those of whom there is a quote that somebody stands by."""
        return self.filter(count__attributions__gt=0)

    def most_quoted_first(self) -> Self:
        """By how many quotes of theirs somebody stands by."""
        return self.order_by("-count__attributions", "key", "id")

    def by_name(self) -> Self:
        return self.order_by("key", "id")

    def after(self, speaker: Speaker) -> Self:
        """Keyset page of `by_name`: those that follow this one."""
        return following(self, ("key", "id"), (speaker.key, speaker.pk))


class Speaker(models.Model):
    """The person or body behind quotes. Names need not be unique: two people can share one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=300)
    key = models.CharField(max_length=600, editable=False)  # the name, folded
    kind = models.CharField(max_length=20, default="person")
    wikidata = models.CharField(max_length=20, blank=True)
    # Its index leaves out the many who were not merged: found through it, they would have to be sorted.
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="absorbed", db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SpeakerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SPEAKER_KINDS), name="speaker_kind_exists"),
            models.CheckConstraint(condition=~Q(name=""), name="speaker_has_a_name"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="speaker_not_merged_into_itself",
            ),
        ]
        indexes = [
            models.Index(fields=["key", "id"], name="speaker_by_name"),
            models.Index(fields=["created_at", "id"], name="speaker_in_order"),
            models.Index(
                fields=["merged_into"], name="speaker_merged", condition=Q(merged_into__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = folded(self.name)
        super().save(*args, **kwargs)

    @property
    def survivor(self) -> Speaker:
        """Itself, or the speaker that it was merged into, however many merges ago."""
        speaker = self
        while speaker.merged_into is not None:
            speaker = speaker.merged_into
        return speaker


class Alias(models.Model):
    """Another name of a speaker."""

    speaker = models.ForeignKey(Speaker, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=300)
    key = models.CharField(max_length=600, db_index=True, editable=False)

    class Meta:
        ordering = ["key"]
        constraints = [models.UniqueConstraint(fields=["speaker", "key"], name="alias_once")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = folded(self.name)
        super().save(*args, **kwargs)


class SpeakerMergeQuerySet(models.QuerySet["SpeakerMerge"]):
    def standing(self) -> Self:
        """Not undone, the newest first."""
        return self.filter(undone_at__isnull=True).order_by("-at", "id")


class SpeakerMerge(models.Model):
    """That two speakers were found to be one. Its decisions have its id as their group.

    `article` is the one on whose page it was found: there it belongs to what the person can undo.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    merged = models.ForeignKey(Speaker, on_delete=models.PROTECT, related_name="merges_away")
    into = models.ForeignKey(Speaker, on_delete=models.PROTECT, related_name="merges_in")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="speaker_merges")
    at = models.DateTimeField()
    article = models.ForeignKey("Article", null=True, on_delete=models.SET_NULL, related_name="+")
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)

    objects = SpeakerMergeQuerySet.as_manager()
