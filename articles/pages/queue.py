"""In which order articles are worked through and which of them, as the address says; and which one comes next."""

from __future__ import annotations

import math
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from articles.models import Article, Comment
from articles.models.article import ArticleQuerySet
from articles.pages.asking import number_in, words_in

ORDERS = {"newest": "Newest first", "doubt": "Most to check first"}
SHOWN = {"all": "All", "open": "Open", "done": "Done"}


@dataclass(frozen=True)
class Queue:
    """The articles that match `words` and are as `show` says, in an `order`. The first of each is what goes unsaid."""

    words: str
    order: str
    show: str

    @classmethod
    def asked(cls, request: HttpRequest) -> Queue:
        order, show = request.GET.get("order", ""), request.GET.get("show", "")
        return cls(
            words=words_in(request.GET.get("q")),
            order=order if order in ORDERS else "newest",
            show=show if show in SHOWN else "all",
        )

    @property
    def narrowed(self) -> bool:
        return bool(self.words) or self.show != "all"

    def articles(self) -> ArticleQuerySet:
        """Without their texts, in order."""
        found = Article.objects.without_text().select_related("done_by").matching(self.words)
        found = {"all": found.all, "open": found.open, "done": found.done}[self.show]()
        return found.newest_first() if self.order == "newest" else found.most_doubtful_first()

    def articles_after(self, article_id: int) -> ArticleQuerySet:
        """Keyset page: those that follow this article; all of them where there is no such article."""
        if self.order == "newest":
            return self.articles().before(article_id) if article_id else self.articles()
        last = Article.objects.only("done", "doubt").filter(pk=article_id).first()
        return self.articles().after_in_doubt(last) if last else self.articles()

    def following(self, article: Article, doubt: float | None) -> Article | None:
        """The next open article (or done one, where those are shown), going on at the top after the last.

        `doubt` is what this article had when it was come by: deciding has lowered it since.
        """
        rest = self.articles().exclude(pk=article.pk)
        rest = rest if self.show == "done" else rest.open()
        if self.order == "newest":
            further = rest.before(article.pk)
        else:
            further = rest.none() if doubt is None else rest.less_doubtful_than(doubt, article.pk)
        return further.first() or rest.first()

    def address(self, **more: str | int | float | None) -> str:
        """The query that says all this, and more; empty where nothing needs to be said."""
        said = {
            "q": self.words,
            "order": self.order if self.order != "newest" else "",
            "show": self.show if self.show != "all" else "",
            **more,
        }
        query = urlencode({name: value for name, value in said.items() if value not in ("", None)})
        return f"?{query}" if query else ""

    def address_of(self, article: Article, **more: int | None) -> str:
        """The page of an article of this queue."""
        doubt = round(article.doubt, 6) if self.order == "doubt" else None
        return reverse("article-review", args=[article.pk]) + self.address(doubt=doubt, **more)


def doubt_in(request: HttpRequest) -> float | None:
    """How much doubt an article had when it was come by, where the address says so."""
    try:
        doubt = float(request.GET.get("doubt", ""))
    except ValueError:
        return None
    return doubt if math.isfinite(doubt) and doubt >= 0 else None


def just_done(request: HttpRequest) -> Article | None:
    """The article that was called done a moment ago and led here, as long as it is done.

    Has in `left`, in words, what is not settled in it.
    """
    found = Article.objects.without_text().with_progress().done()
    article = found.filter(pk=number_in(request.GET.get("done"))).first()
    if article:
        article.left = _left_in(article)  # type: ignore[attr-defined]  # for the template
    return article


def _left_in(article: Article) -> str:
    """As in: 2 undecided quotes, 1 open flag. Empty where all is settled. Wants `with_progress`."""
    comments = Comment.objects.filter(article=article, kind=Comment.Kind.COMMENT).open().count()
    undecided, flags = article.undecided, article.flagged  # type: ignore[attr-defined]  # annotated
    counts = {"undecided quote": undecided, "open flag": flags, "open comment": comments}
    return ", ".join(f"{count} {name}{'' if count == 1 else 's'}" for name, count in counts.items() if count)
