"""A village that sells its harbour: an article of seven quotes by two people and a mayor without a name."""

from __future__ import annotations

from articles.models import Article, User
from tests import making
from tests.browser.annotating import stored

LINES = [
    ("“We leave at dawn,”", "Ada Nkemelu", "said", 0.95),
    ("“The nets are mended,”", "Ada Nkemelu", "said", 0.91),
    ("“Nobody asked us,”", "Lou Marchetti", "complained", 0.62),
    ("“The quay is ours,”", "Lou Marchetti", "said", 0.84),
    ("“We shall see in court,”", "the mayor", "answered", 0.55),
    ("“I have the papers here,”", "the mayor", "said", 0.8),
    ("“It was never for sale,”", "the mayor", "added", 0.97),
]
"""A village of quotes: their words, who said them (the mayor has no name yet), the cue, how sure that is."""


def village(editor: User, filling: int = 3) -> Article:
    """An article with a quote a paragraph, and so many sentences between two of them."""
    quiet = " The gulls went round above the roofs and the tide came in as it does." * filling
    text = "Harbour sold\n\n" + "".join(f"{words} {cue} {who}.{quiet}\n\n" for words, who, cue, _ in LINES)
    quotes = [
        making.proposed(
            words,
            cue=f"{cue}",
            source=who,
            speakers=[who] if who[0].isupper() else [],
            confidence=sure,
        )
        for words, who, cue, sure in LINES
    ]
    return making.article(*quotes, text=text, by=editor, title="Harbour sold", publisher="Harbour Post")


def states(article: Article, person: User) -> list[str]:
    return [quote["state"] for quote in stored(article, person)]
