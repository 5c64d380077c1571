"""What was released: frozen selections of the record, the files they were written to, and which part of the splits
an article is in for ever."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from articles.models.job import Job


class ReleaseQuerySet(models.QuerySet["Release"]):
    def newest_first(self) -> Self:
        return self.order_by("-number")

    def before(self, number: int) -> Self:
        """Keyset page of `newest_first`: the releases older than this one."""
        return self.filter(number__lt=number)

    def with_files(self) -> Self:
        """Files in the order of their names, and who asked, in a constant number of queries."""
        return self.select_related("requested_by").prefetch_related("files")


class Release(Job):
    """A selection of the record under a number, frozen once and never changed after that (a trigger refuses it).

    `selection` is what was asked for, as `services.selecting.Selection` has it in JSON. When the job freezes it,
    `frozen_at` is set, `frozen` gets the SHA-256 of each frozen file by name, and `contents` what is in them, as
    `services.tallying` counts it.
    """

    number = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=200)
    purpose = models.TextField(blank=True)
    licence = models.CharField(max_length=200, blank=True)
    selection = models.JSONField()
    formats = models.JSONField()
    frozen_at = models.DateTimeField(null=True)
    frozen = models.JSONField(default=dict)
    contents = models.JSONField(default=dict)
    # For people who wait: what is being done, and how much of it, in percent.
    stage = models.CharField(max_length=100, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running", "done", "failed"]), name="release_state_exists"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(frozen_at__isnull=False), name="release_done_is_frozen"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="release_has_a_name"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="release_progress_is_a_percentage"),
        ]

    def __str__(self) -> str:
        return self.name


class ReleaseFile(models.Model):
    """A file of a release. `part` is one of the splits', or "all"; format and part are empty for its papers."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="files")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=100)
    format = models.CharField(max_length=30, blank=True)
    part = models.CharField(max_length=10, blank=True)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["release", "name"], name="release_file_once"),
            models.UniqueConstraint(fields=["release", "position"], name="release_file_in_order"),
        ]

    def __str__(self) -> str:
        return self.name


PARTS = ("train", "dev", "test")


class Placement(models.Model):
    """Which part of the splits an article is in, in every release. Never edited (a trigger refuses it).

    `part` is empty where the article is nearly the same as articles of two parts: then it can be in none. `beside` is
    the article that it was put beside, being nearly the same.
    """

    article = models.OneToOneField(
        "Article", primary_key=True, on_delete=models.CASCADE, related_name="placement"
    )
    part = models.CharField(max_length=10, blank=True)
    beside = models.ForeignKey("Article", null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(part__in=["", *PARTS]), name="placement_part_exists"),
            models.CheckConstraint(
                condition=~Q(part="") | Q(beside__isnull=False), name="placement_nowhere_for_a_reason"
            ),
        ]


class Shingle(models.Model):
    """One of the hashes by which an article's words are told to be nearly the same as another's."""

    # The constraint's index serves.
    placement = models.ForeignKey(
        Placement, on_delete=models.CASCADE, related_name="shingles", db_index=False
    )
    hash = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["placement", "hash"], name="shingle_once")]
