"""How articles are called done and opened again, and how much there is left to check in them.

What people decide about quotes is left to `articles.services.deciding`; recording it says here what changed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Count, F, FloatField, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles.errors import AlreadyUsed, NotFound
from articles.models import Article, Completion, Decision, Suggestion, User


class Completed(NamedTuple):
    """The article as it stands, how many quotes in it are undecided, and whether it stood otherwise before."""

    article: Article
    undecided: int
    changed: bool


def mark_done(*, id: UUID, article_id: int, by: User) -> Completed:
    """Call an article done, whether or not quotes in it are undecided.

    `id` is made by the client: sending it twice does it once, however late. An article that is done stays so in the
    name of whoever called it done first. Raises NotFound or AlreadyUsed.
    """
    return _complete(id, article_id, done=True, by=by)


def open_again(*, id: UUID, article_id: int, by: User) -> Completed:
    """Open an article that was done. Otherwise as `mark_done`."""
    return _complete(id, article_id, done=False, by=by)


def _complete(id: UUID, article_id: int, *, done: bool, by: User) -> Completed:
    try:
        with transaction.atomic():
            article = Article.objects.select_for_update().without_text().filter(pk=article_id).first()
            if article is None:
                raise NotFound("article")
            stored = Completion.objects.filter(id=id).first()
            if stored and (stored.article_id, stored.by_id, stored.done) != (article_id, by.pk, done):
                raise AlreadyUsed("completion")
            changed = stored is None and article.done != done
            if stored is None:
                # Also where it stood so: sent again after somebody else changed that, it must not change it back.
                _append([Completion(id=id, article=article)], done=done, by=by, stands=not changed)
                article.refresh_from_db(fields=["done", "done_by", "done_at"])
            undecided = Suggestion.objects.undecided().filter(article=article).count()
            return Completed(article, undecided, changed)
    except IntegrityError:
        # The lock keeps out everybody but one who uses an id of ours for another article just now.
        if Completion.objects.filter(id=id).exclude(article=article_id).exists():
            raise AlreadyUsed("completion") from None
        raise


def open_where_decided(decisions: Sequence[Decision], *, by: User) -> None:
    """Open the articles again in which these decisions were made, where they were done. They must be locked."""
    first = {decision.article_id: decision for decision in reversed(decisions)}
    done = Article.objects.done().filter(pk__in=first).values_list("pk", flat=True)
    opened = [Completion(id=uuid4(), article_id=pk, decision=first[pk]) for pk in sorted(done)]
    if opened:
        _append(opened, done=False, by=by)


def _append(completions: list[Completion], *, done: bool, by: User, stands: bool = False) -> None:
    """Store these for their articles, which are locked, and make the articles' rows say so unless it `stands` so."""
    now = timezone.now()
    articles = [completion.article_id for completion in completions]
    counted = Suggestion.objects.undecided().filter(article__in=articles).order_by().values("article")
    undecided = dict(counted.annotate(n=Count("*")).values_list("article", "n"))
    for completion in completions:
        completion.undecided = undecided.get(completion.article_id, 0)
        completion.done, completion.by, completion.at = done, by, now
    Completion.objects.bulk_create(completions)
    if not stands:
        Article.objects.filter(pk__in=articles).update(
            done=done, done_by=by if done else None, done_at=now if done else None
        )


def weigh(articles: Collection[int]) -> None:
    """Note on these articles how many of their undecided suggestions are expected to be wrong."""
    if not articles:
        return
    undecided = Suggestion.objects.undecided().filter(article=OuterRef("pk")).order_by().values("article")
    # Of one without a confidence nothing is known, so it counts in full.
    missing = Value(1.0) - Coalesce(F("confidence"), Value(0.0))
    doubt = undecided.annotate(doubt=Sum(missing, output_field=FloatField())).values("doubt")
    Article.objects.filter(pk__in=articles).update(doubt=Coalesce(Subquery(doubt), Value(0.0)))
