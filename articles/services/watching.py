"""What an open page is told while it is open: who else is here, and what was decided and said since it last asked."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils import timezone

from articles.models import Article, Comment, Decision, Presence, Run, User
from articles.services.documents import comment_json, heard_of, one_moment, quotes_of, standing_of


class Heard(NamedTuple):
    """The numbers of the newest comment and the newest resolution that a page knows; 0 for none."""

    comments: int = 0
    resolutions: int = 0


def watch(*, article: Article, person: User, after: int, heard: Heard | None = None) -> dict[str, Any]:
    """Note that this person has the article open, for 30 seconds, and tell what is new to them.

    `after` is the number of the newest decision they know, 0 for none; `heard` what they know of the talk, where they
    want to be told of it. Gives {"people": the others who are here,
    [{"id", "name"}], "latest": the number of the newest decision on the article, "quotes": those decided on since,
    [{"id", "version", "quote"}] with None for a quote that is gone, "run": {"id", "state"} of the newest look for
    quotes or None, "standing": whether the article is done, who called it so and when, "comments": those that were
    made, settled or taken up again since, "heard": where to ask on from}, in a constant number of queries, and fewer
    where nothing is new.
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
    return {"people": people, **_news(article, after, heard)}


@one_moment()
def _news(article: Article, after: int, heard: Heard | None) -> dict[str, Any]:
    # As it stands at this moment: since the page asked, a decision may have opened it.
    article = Article.objects.without_text().select_related("done_by").get(pk=article.pk)
    # Decisions on one article are made one after another, as is what is said of its quotes: none with a lower number
    # can come later.
    since = Decision.objects.filter(article=article, number__gt=after).oldest_first()
    decided = list(since.values_list("number", "attribution", "version"))
    versions = {attribution: version for _, attribution, version in decided}
    quotes = quotes_of(article, versions) if versions else {}
    run = Run.objects.filter(article=article).order_by("-pk").values("id", "state").first()
    said = (
        list(Comment.objects.filter(article=article).told_after(*heard).with_people().oldest_first())
        if heard
        else []
    )
    return {
        "latest": decided[-1][0] if decided else after,
        "quotes": [{"id": str(id), "version": versions[id], "quote": quote} for id, quote in quotes.items()],
        "run": run,
        "standing": standing_of(article),
        "comments": [comment_json(one) for one in said],
        "heard": heard_of(said, *(heard or Heard())),
    }
