"""A signed-in client, and a newsroom to fill: articles with quotes on offer, some of them decided."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Run, Suggestion, User
from articles.services.completing import weigh
from articles.services.deciding import decide
from articles.services.importing import import_article

SENTENCE = "“The ferry stays,” said {name} on quay {number}.\n"


class Newsroom:
    """Makes articles of one sentence a quote, as the import, a finished run and an editor would."""

    def __init__(self, editor: User) -> None:
        self.editor = editor

    def article(
        self,
        title: str,
        *,
        quotes: int = 0,
        decided: int = 0,
        by: str = "Ines Okafor",
        state: str = "done",
        **known: Any,
    ) -> Article:
        """An article with `quotes` quotes said by `by`, of which the first `decided` are accepted."""
        text = f"{title}\n\n" + "".join(SENTENCE.format(name=by, number=n) for n in range(quotes or 1))
        article = import_article(text=text, by=self.editor, title=title, **known).article
        run = article.runs.get()
        Run.objects.filter(pk=run.pk).update(
            state=state, failure="The lights went out." if state == "failed" else ""
        )
        if state == "done":
            Article.objects.filter(pk=article.pk).update(current_run=run)
        start = 0
        for number in range(quotes):
            start = text.index("“", start + 1)
            self._quote(article, run, text, start, name=by, accept=number < decided)
        weigh([article.pk])
        return article

    def _quote(self, article: Article, run: Run, text: str, start: int, *, name: str, accept: bool) -> None:
        end = text.index("”", start) + 1
        suggestion = Suggestion.objects.create(
            id=uuid4(), run=run, article=article, kind="direct", start=start, end=end, confidence=0.9,
            spans=[{"role": "content", "start": start, "end": end, "text": text[start:end]}],
            speakers=[{"name": name, "kind": "person"}],
        )  # fmt: skip
        if accept:
            decide(
                id=uuid4(),
                article_id=article.pk,
                attribution=suggestion.pk,
                action="accept",
                version=0,
                by=self.editor,
            )


@pytest.fixture
def newsroom(editor: User) -> Newsroom:
    return Newsroom(editor)


@pytest.fixture
def reader(client: Client, editor: User) -> Client:
    """A browser without JavaScript, signed in as Mara Editor."""
    client.force_login(editor)
    return client


@pytest.fixture
def queries(reader: Client) -> Callable[[str], int]:
    """How many database queries it takes to answer an address."""

    def count(url: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert reader.get(url).status_code == 200
        return len(captured)

    return count
