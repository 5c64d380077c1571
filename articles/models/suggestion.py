"""What the machine proposes: runs of a pipeline over an article, and the suggestions each run made."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from articles.document import KINDS
from articles.models.ids import in_time_order
from articles.models.job import Job


class Run(Job):
    """One look for quotes in an article."""

    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="runs")
    pipeline_name = models.CharField(max_length=100, blank=True)
    pipeline_version = models.CharField(max_length=100, blank=True)
    pipeline_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running", "done", "failed"]), name="run_state_exists"
            )
        ]
        indexes = [
            models.Index(
                fields=["state", "heartbeat_at"],
                name="run_unfinished",
                condition=Q(state__in=["queued", "running"]),
            )
        ]

    @property
    def pipeline(self) -> str:
        """Name and version of the pipeline, empty before the run started."""
        return f"{self.pipeline_name} {self.pipeline_version}".strip()


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def undecided(self) -> Self:
        """On offer: of the article's newest finished run or kept because of people, and not decided."""
        from articles.models.attribution import Attribution

        return self.filter(
            Q(run=F("article__current_run")) | self._kept(),
            ~Exists(Attribution.objects.filter(pk=OuterRef("pk"))),
            # The same words, decided as the suggestion of another run or as a person's own quote.
            ~Exists(
                Attribution.objects.filter(
                    article=OuterRef("article"), start=OuterRef("start"), end=OuterRef("end")
                )
            ),
            repeats__isnull=True,
        )

    def kept(self) -> Self:
        """Undecided, but decided on before or commented on: on offer whatever later runs propose."""
        return self.undecided().filter(self._kept())

    @staticmethod
    def _kept() -> Q:
        from articles.models.comment import Comment
        from articles.models.decision import Decision

        about = [
            Decision.objects.filter(attribution=OuterRef("pk")),
            Comment.objects.filter(attribution=OuterRef("pk")),
        ]
        return Q(Exists(about[0])) | Q(Exists(about[1]))

    def in_text_order(self) -> Self:
        return self.order_by("start", "end", "id")


class Suggestion(models.Model):
    """An attribution proposed by one run. Never edited; the attribution decided from it has the same id.

    `spans` is [{"role", "start", "end", "text"}] and `speakers` [{"name", "kind"}], as in the API.
    """

    id = models.UUIDField(primary_key=True, default=in_time_order, editable=False)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="suggestions")
    article = models.ForeignKey("Article", on_delete=models.PROTECT, related_name="suggestions")
    kind = models.CharField(max_length=10)
    start = models.PositiveIntegerField()  # where the content starts and ends
    end = models.PositiveIntegerField()
    spans = models.JSONField()
    speakers = models.JSONField()
    confidence = models.FloatField(null=True)
    reason = models.TextField(blank=True)
    # The quote that covers the same words and that people have dealt with: then there is nothing more to ask.
    repeats = models.UUIDField(null=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="suggestion_kind_exists"),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="suggestion_not_empty"),
            models.CheckConstraint(
                condition=Q(confidence__isnull=True) | Q(confidence__gte=0, confidence__lte=1),
                name="suggestion_confidence_is_a_probability",
            ),
        ]
        indexes = [models.Index(fields=["article", "start"], name="suggestion_in_text_order")]

    def has_decided_twin(self) -> bool:
        """Whether the same words were decided on: as another suggestion or as a person's own quote."""
        from articles.models.attribution import Attribution

        return Attribution.objects.filter(article=self.article_id, start=self.start, end=self.end).exists()
