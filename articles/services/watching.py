"""What an open page is told while it is open: who else is here, and what was decided since it last asked."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from articles.models import Article, Decision, Presence, Run, User
from articles.services.documents import one_moment, quotes_of, standing_of


def watch(*, article: Article, person: User, after: int) -> dict[str, Any]:
    """Note that this person has the article open, for 30 seconds, and tell what is new to them.

    `after` is the number of the newest decision they know, 0 for none. Gives {"people": the others who are here,
    [{"id", "name"}], "latest": the number of the newest decision on the article, "quotes": those decided on since,
    [{"id", "version", "quote"}] with None for a quote that is gone, "run": {"id", "state"} of the newest look for
    quotes or None, "standing": whether the article is done, who called it so and when}, in a constant number of
    queries, and fewer where nothing is new.
    """
    now = timezone.now()
    Presence.objects.bulk_create(
        [Presence(article=article, person=person, seen_at=now)],
        update_conflicts=True,
        unique_fields=["article", "person"],
        update_fields=["seen_at"],
    )
    Presence.objects.left(now).delete()
    others = Presence.objects.others(article, person, now)
    people = [{"id": other.person.pk, "name": other.person.display_name} for other in others]
    return {"people": people, **_news(article, after)}


@one_moment()
def _news(article: Article, after: int) -> dict[str, Any]:
    # Decisions on one article are made one after another, so none with a lower number can come later.
    since = Decision.objects.filter(article=article, number__gt=after).oldest_first()
    decided = list(since.values_list("number", "attribution", "version"))
    versions = {attribution: version for _, attribution, version in decided}
    quotes = quotes_of(article, versions) if versions else {}
    run = Run.objects.filter(article=article).order_by("-pk").values("id", "state").first()
    return {
        "latest": decided[-1][0] if decided else after,
        "quotes": [{"id": str(id), "version": versions[id], "quote": quote} for id, quote in quotes.items()],
        "run": run,
        "standing": standing_of(article),
    }
