"""The article: a text that never changes, and where it came from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from articles.document import folded


class Folded(models.TextField):
    """What stands in some other fields of the row, folded, a line each: written with the row, by whatever way."""

    def __init__(self, *fields: str, **details: Any) -> None:
        super().__init__(**{"editable": False, "blank": True, "default": "", **details})
        self.fields = fields

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, details = super().deconstruct()
        return name, path, [*args, *self.fields], details

    def made_of(self, values: Iterable[str]) -> str:
        return "\n".join(folded(value) for value in values)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = self.made_of(getattr(model_instance, field) for field in self.fields)
        setattr(model_instance, self.attname, value)
        return value


class ArticleQuerySet(models.QuerySet["Article"]):
    def newest_first(self) -> Self:
        return self.order_by("-id")

    def before(self, article_id: int) -> Self:
        """Keyset page: the articles older than this one."""
        return self.filter(id__lt=article_id)

    def most_doubtful_first(self) -> Self:
        """By how much there is to check, the newest first where it is the same; what is done comes last."""
        return self.order_by("done", "-doubt", "-id")

    def less_doubtful_than(self, doubt: float, article_id: int) -> Self:
        """Keyset page of `most_doubtful_first`, among articles that are all open or all done."""
        return self.filter(Q(doubt__lt=doubt) | Q(doubt=doubt, id__lt=article_id))

    def after_in_doubt(self, article: Article) -> Self:
        """Keyset page of `most_doubtful_first`: what follows this one."""
        follows = Q(doubt__lt=article.doubt) | Q(doubt=article.doubt, id__lt=article.pk)
        return self.filter(Q(done=True) & follows if article.done else Q(done=True) | follows)

    def open(self) -> Self:
        """Nobody has called them done, or somebody has decided anew since."""
        return self.filter(done=False)

    def done(self) -> Self:
        return self.filter(done=True)

    def matching(self, words: str) -> Self:
        """Every word occurs in the title, publisher or byline, whatever its case and accents."""
        found = self
        for word in folded(words).split()[:10]:
            found = found.filter(key__contains=word)
        return found

    def without_text(self) -> Self:
        return self.defer("text", "key")

    def with_progress(self) -> Self:
        """Adds `decided`, `undecided`, `flagged` (numbers of quotes), `run_state` and `run_failure` (newest run)."""
        from articles.models.attribution import Attribution
        from articles.models.comment import Comment
        from articles.models.suggestion import Run, Suggestion

        def number(rows: models.QuerySet) -> Coalesce:
            counted = rows.order_by().values("article").annotate(n=Count("*")).values("n")
            return Coalesce(Subquery(counted), 0)

        newest_run = Run.objects.filter(article=OuterRef("pk")).order_by("-id")
        return self.annotate(
            decided=number(Attribution.objects.filter(article=OuterRef("pk"))),
            undecided=number(Suggestion.objects.undecided().filter(article=OuterRef("pk"))),
            flagged=number(Comment.objects.flags().open().filter(article=OuterRef("pk"))),
            run_state=Subquery(newest_run.values("state")[:1]),
            run_failure=Subquery(newest_run.values("failure")[:1]),
        )


class Article(models.Model):
    """`text` has "\\n" line endings, is otherwise as received, and never changes (a trigger refuses it)."""

    text = models.TextField()
    length = models.PositiveIntegerField()  # code points of text
    sha256 = models.CharField(max_length=64, unique=True)  # of text as UTF-8
    key = Folded("title", "publisher", "byline")  # what it is searched by
    title = models.CharField(max_length=300)
    publisher = models.CharField(max_length=200, blank=True)
    byline = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=2000, blank=True)
    published = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=20, blank=True)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="imported_articles"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    # How the newest of its completions left it.
    done = models.BooleanField(default=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="done_articles"
    )
    done_at = models.DateTimeField(null=True)
    # How many of the undecided suggestions are expected to be wrong: the sum of what is missing to certainty.
    doubt = models.FloatField(default=0)
    # The newest finished run: its suggestions are the ones on offer.
    current_run = models.OneToOneField("Run", null=True, on_delete=models.SET_NULL, related_name="+")

    objects = ArticleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(length__gt=0), name="article_has_text"),
            models.CheckConstraint(
                condition=Q(done=True, done_by__isnull=False, done_at__isnull=False)
                | Q(done=False, done_by__isnull=True, done_at__isnull=True),
                name="article_done_by_somebody",
            ),
            models.CheckConstraint(condition=Q(doubt__gte=0), name="article_doubt_not_negative"),
        ]
        indexes = [models.Index("done", F("doubt").desc(), F("id").desc(), name="article_in_doubt_order")]

    def __str__(self) -> str:
        return self.title
