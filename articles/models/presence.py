"""Who has which article open: one row a person and article, renewed while somebody looks at the page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    from articles.models.article import Article
    from articles.models.user import User

STAYS = timedelta(seconds=30)  # three times as long as the page waits before it tells again


class PresenceQuerySet(models.QuerySet["Presence"]):
    def others(self, article: Article, person: User, now: datetime) -> Self:
        """The others who have the article open, with their names."""
        here = self.filter(article=article, seen_at__gt=now - STAYS).exclude(person=person)
        return here.select_related("person").order_by("person")

    def left(self, now: datetime) -> Self:
        """Those of whom nothing was heard for too long, in all articles."""
        return self.filter(seen_at__lte=now - STAYS)


class Presence(models.Model):
    """That a person had an article open at `seen_at`. Never a record of work: it goes when they are gone."""

    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="presences")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="presences")
    seen_at = models.DateTimeField(db_index=True)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "person"], name="presence_once")]
