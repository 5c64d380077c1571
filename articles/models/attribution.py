"""What people decided, as it stands now: attributions with their spans and speakers.

Each row is the outcome of the newest decision about it; `articles.models.decision` keeps how it came to be.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.conf import settings
from django.db import connections, models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Cast

from articles.document import KINDS, ROLES, STATES
from articles.models.ids import in_time_order
from articles.query import Query

if TYPE_CHECKING:
    from articles.models.speaker import Speaker


# Whom the machine named is shown where nobody stands by a quote.
OF_SUGGESTION = frozenset({"suggestion", "confidence", "reason", "speakers"})


class AttributionQuerySet(models.QuerySet["Attribution"]):
    def standing(self) -> Self:
        """Accepted, corrected or added: quotes that somebody stands by. What was rejected is not among them."""
        return self.exclude(state="rejected")

    def in_states(self, states: Collection[str]) -> Self:
        """Those in one of a few states, found in order or by whatever else is asked for: never by an index of states.

        SQLite does not know how few states there are. It would go through all quotes in one for each few articles of an
        export, and sort them all for a page.
        """
        return self.alias(stated=Cast("state", models.TextField())).filter(stated__in=states)

    def by_speaker(self, speaker: Speaker | UUID) -> Self:
        """What this speaker said, in the order in which it changed, the latest last.

        Adds `spoken_at` and `spoken_id`, which are `changed_at` and `id` as the rows of the speaker have them: an
        index that begins with the speaker serves that order.
        """
        said = self.filter(speaking__speaker=speaker)
        said = said.annotate(spoken_at=F("speaking__changed_at"), spoken_id=F("speaking__attribution_id"))
        return said.order_by("spoken_at", "spoken_id")

    def by_any_of(self, speakers: Collection[UUID]) -> Self:
        """Said by one of these, each quote once however many of them said it."""
        said = AttributionSpeaker.objects.filter(attribution=OuterRef("pk"), speaker__in=speakers)
        return self.filter(Exists(said))

    def by_either_of(self, speakers: Collection[UUID]) -> Self:
        """As `by_any_of`, found by what each of them said: for a page of it in another order."""
        said = AttributionSpeaker.objects.filter(speaker__in=speakers).values("attribution")
        return self.filter(pk__in=said)

    def saying(self, query: Query) -> Self:
        """Those that stand and are found by the query, the latest entered first. Adds their `place` in that order,
        which deciding anew does not change."""
        if connections[self.db].vendor == "sqlite":  # whose index gives out its rows in order
            found = self.filter(entry__index__words__says=query)
            return found.annotate(place=F("entry__index__entry_id")).order_by("-place")
        return self.filter(entry__words__says=query).latest_entered()

    def latest_entered(self) -> Self:
        """Those that stand, each with the `place` it has among them: the later it was decided, the greater."""
        return self.filter(entry__isnull=False).annotate(place=F("entry__id")).order_by("-place")

    def in_text_order(self) -> Self:
        return self.order_by("start", "id")

    def with_words(self) -> Self:
        """Adds `words` (the content spans in text order), article without its text, and deciding person."""
        content = models.Prefetch("spans", Span.objects.filter(role="content"), to_attr="words")
        return (
            self.select_related("article", "decided_by")
            .defer("article__text", "article__key")
            .prefetch_related(content)
        )

    def with_speakers(self) -> Self:
        """Adds `named`: who said it, in one query more."""
        named = AttributionSpeaker.objects.select_related("speaker")
        return self.prefetch_related(models.Prefetch("speaking", named, to_attr="named"))

    def with_parts(self, fields: Collection[str] | None = None) -> Self:
        """Spans (as `parts`), speakers (`named`), deciding person and suggestion, in a constant number of queries.

        Or only what these fields of a quote are made of: `services.documents.QUOTE` names them. Lists and not
        managers, of which Django would make one a quote.
        """
        found = self
        if fields is None or "decided_by" in fields:
            found = found.select_related("decided_by")
        if fields is None or not OF_SUGGESTION.isdisjoint(fields):
            found = found.select_related("suggestion")
        if fields is None or "spans" in fields:
            found = found.prefetch_related(models.Prefetch("spans", to_attr="parts"))
        return found.with_speakers() if fields is None or "speakers" in fields else found


class Attribution(models.Model):
    """One quote as decided. `id` is the suggestion's, or made by the client for an added one."""

    id = models.UUIDField(primary_key=True, default=in_time_order, editable=False)
    article = models.ForeignKey(
        "Article", on_delete=models.CASCADE, related_name="attributions", db_index=False
    )
    suggestion = models.OneToOneField(
        "Suggestion", null=True, on_delete=models.PROTECT, related_name="attribution"
    )
    state = models.CharField(max_length=10)
    kind = models.CharField(max_length=10)
    version = models.PositiveIntegerField()  # of the decision that made it so
    start = models.PositiveIntegerField()  # where the content starts and ends
    end = models.PositiveIntegerField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attributions"
    )
    decided_at = models.DateTimeField()
    # Later than decided_at where speakers were merged since: nobody decided anew, but what it says changed.
    changed_at = models.DateTimeField()
    speakers: models.ManyToManyField[Speaker, AttributionSpeaker] = models.ManyToManyField(
        "Speaker", through="AttributionSpeaker", related_name="attributions"
    )

    parts: list[Span]  # where fetched `with_parts`
    named: list[AttributionSpeaker]

    objects = AttributionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="attribution_state_exists"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="attribution_kind_exists"),
            models.CheckConstraint(condition=Q(version__gt=0), name="attribution_was_decided"),
            models.CheckConstraint(
                condition=Q(suggestion__isnull=True) | Q(suggestion=F("id")),
                name="attribution_has_the_id_of_its_suggestion",
            ),
            models.CheckConstraint(
                condition=Q(suggestion__isnull=False) | Q(state__in=["added", "rejected"]),
                name="attribution_without_suggestion_was_added",
            ),
        ]
        indexes = [
            models.Index(fields=["article", "start", "end"], name="attribution_in_text_order"),
            models.Index(fields=["changed_at", "id"], name="attribution_in_changed_order"),
            models.Index(fields=["state", "changed_at", "id"], name="attribution_in_a_state"),
        ]


class Span(models.Model):
    """One part of an attribution: `start` to `end` in code points of the article's text, and the text there.

    The database refuses spans that are empty (constraint) or reach beyond the article (trigger).
    """

    attribution = models.ForeignKey(
        Attribution, on_delete=models.CASCADE, related_name="spans", db_index=False
    )
    role = models.CharField(max_length=10)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["start", "end"]
        constraints = [
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="span_not_empty"),
            models.CheckConstraint(condition=Q(role__in=ROLES), name="span_role_exists"),
            models.UniqueConstraint(fields=["attribution", "role", "start"], name="span_once"),
        ]


class AttributionSpeaker(models.Model):
    """That a speaker said it; joint speakers in the order they were named.

    `changed_at` is the attribution's (a trigger refuses another), so that one index finds what a speaker said in the
    order in which it changed.
    """

    attribution = models.ForeignKey(
        Attribution, on_delete=models.CASCADE, related_name="speaking", db_index=False
    )
    speaker = models.ForeignKey("Speaker", on_delete=models.PROTECT, related_name="speaking", db_index=False)
    position = models.PositiveSmallIntegerField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["attribution", "speaker"], name="speaker_named_once")]
        indexes = [
            models.Index(fields=["speaker", "changed_at", "attribution"], name="said_in_changed_order")
        ]
