"""How people talk about quotes: comments and flags, settled and taken up again.

None of it changes a quote, and none of it is exported: deciding is left to `articles.services.deciding`.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.document import blank, has_controls
from articles.errors import AlreadyUsed, BadComment, NoSuchValue, NotFound, NotPossible, TooMany
from articles.models import Article, Comment, Resolution, User
from articles.services.recording import Quote

MAX_LENGTH = 2000
MAX_COMMENTS = 500  # to one quote
MAX_RESOLUTIONS = 200  # of one comment


class Said(NamedTuple):
    """A comment, `with_people`; `created` is False where it stood so before."""

    comment: Comment
    created: bool


def comment(*, id: UUID, article_id: int, attribution: UUID, text: str, by: User) -> Said:
    """Say something about a quote, decided or not: plain text of up to 2,000 characters.

    `id` is made by the client: sending it twice says it once. Raises NotFound, AlreadyUsed, BadComment or TooMany.
    """
    return _say(Comment(id=id, attribution=attribution, kind="comment", text=_words(text)), article_id, by)


def flag(*, id: UUID, article_id: int, attribution: UUID, reason: str, text: str = "", by: User) -> Said:
    """Mark a quote for a reason; words are needed where the reason is none of the list.

    A quote has one open flag at most: NotPossible where there is one. Otherwise as `comment`.
    """
    if reason not in Comment.Reason.values:
        raise NoSuchValue("reason", reason, tuple(Comment.Reason.values))
    words = _words(text) if text.strip() or reason == Comment.Reason.OTHER else ""
    return _say(
        Comment(id=id, attribution=attribution, kind="flag", reason=reason, text=words), article_id, by
    )


def settle(*, id: UUID, comment: UUID, resolved: bool, by: User) -> Said:
    """Settle a comment or flag, or take it up again. One that stands so already stays as it is.

    `id` is made by the client. Raises NotFound, AlreadyUsed, and NotPossible where a second flag would be open.
    """
    try:
        with transaction.atomic():
            article = Comment.objects.filter(id=comment).values("article")
            list(Article.objects.select_for_update().filter(pk__in=article).values_list("pk"))
            found = Comment.objects.with_standing().filter(id=comment).first()
            if found is None:
                raise NotFound("comment")
            stored = Resolution.objects.filter(id=id).first()
            if stored and (stored.comment_id, stored.by_id, stored.resolved) != (found.pk, by.pk, resolved):
                raise AlreadyUsed("resolution")
            changes = stored is None and found.resolved != resolved  # type: ignore[attr-defined]
            if changes and not resolved:
                _refuse_second_flag(found)
            if changes and Resolution.objects.filter(comment=found).count() >= MAX_RESOLUTIONS:
                raise NotPossible(
                    f"This was resolved and taken up again {MAX_RESOLUTIONS} times. Write a new comment instead.",
                    attribution=found.attribution,
                )
            if changes:
                Resolution.objects.create(id=id, comment=found, resolved=resolved, by=by, at=timezone.now())
            return Said(Comment.objects.with_people().get(pk=found.pk), changes)
    except IntegrityError:
        if Resolution.objects.filter(id=id).exclude(comment__id=comment).exists():
            raise AlreadyUsed("resolution") from None
        raise


def _say(said: Comment, article_id: int, by: User) -> Said:
    try:
        with transaction.atomic():
            article = Article.objects.select_for_update().without_text().filter(pk=article_id).first()
            if article is None:
                raise NotFound("article")
            if stored := Comment.objects.with_people().filter(id=said.id).first():
                is_this_one = (stored.article_id, stored.attribution, stored.by_id, stored.kind)
                if is_this_one != (article_id, said.attribution, by.pk, said.kind):
                    raise AlreadyUsed("comment")
                return Said(stored, created=False)
            quote = Quote.of(article, said.attribution)
            if quote.version == 0 and quote.suggestion is None:
                raise NotFound("quote in this article")
            said.article = article
            if said.kind == Comment.Kind.FLAG:
                _refuse_second_flag(said)
            if Comment.objects.filter(attribution=said.attribution).count() >= MAX_COMMENTS:
                raise TooMany("comments", MAX_COMMENTS)
            said.by, said.at = by, timezone.now()
            said.save(force_insert=True)
            return Said(Comment.objects.with_people().get(pk=said.pk), created=True)
    except IntegrityError:
        # The lock keeps out everybody but one who uses an id of ours in another article just now.
        if Comment.objects.filter(id=said.id).exclude(article=article_id).exists():
            raise AlreadyUsed("comment") from None
        raise


def _refuse_second_flag(comment: Comment) -> None:
    others = Comment.objects.flags().open().filter(attribution=comment.attribution)
    if comment.kind == Comment.Kind.FLAG and others.exclude(id=comment.id).exists():
        raise NotPossible("This quote is flagged already.", attribution=comment.attribution)


def _words(text: str) -> str:
    """The text with one kind of line ending and no blanks round it. Raises BadComment."""
    words = re.sub(r"\r\n?", "\n", text).strip()
    if blank(words) or len(words) > MAX_LENGTH or has_controls(words.replace("\n", " ").replace("\t", " ")):
        raise BadComment(MAX_LENGTH)
    return words
