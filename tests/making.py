"""Real rows for tests: articles with suggestions as a finished run leaves them, and what people do with these.

A test names a quote by words of the article, never by numbers: `proposed("“We won,”", cue="said")`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from uuid import UUID, uuid4

from django.db import connection
from django.utils import timezone

from articles.document import Attribution, Document, Kind, Role, Span, Speaker
from articles.models import Article, Decision, Run, Suggestion, User
from articles.services.deciding import Part, Result, decide
from articles.services.importing import import_article
from articles.services.registry import SpeakerRef
from articles.services.suggesting import finish_run

if TYPE_CHECKING:
    from articles.nlp import pipeline

TEXT = (
    "Ferry strike ends\n\n"
    "“We won,” said Ada Nkemelu, who led the crews. “It took us eleven days.”\n\n"
    "The harbour office said the boats would sail at noon.\n\n"
    "“Nobody is happy,” a passenger told us, “but we are going home 🙂.”\n"
)


class Pipeline(NamedTuple):
    """Which pipeline a run of the tests goes by."""

    name: str = "by hand"
    version: str = "1"
    content_hash: str = "0" * 64


class Proposed(NamedTuple):
    """A quote as a pipeline would propose it, by the words of the article."""

    content: Sequence[str]
    cue: str = ""
    source: str = ""
    speakers: Sequence[str] = ()
    kind: Kind = "direct"
    confidence: float = 0.8


def proposed(*content: str, **details: Any) -> Proposed:
    return Proposed(content, **details)


WON = proposed(
    "“We won,”", "“It took us eleven days.”", cue="said", source="Ada Nkemelu", speakers=["Ada Nkemelu"]
)
SAIL = proposed(
    "the boats would sail at noon", source="The harbour office", speakers=["Harbour office"], kind="indirect"
)
HAPPY = proposed("“Nobody is happy,”", "“but we are going home 🙂.”", cue="told", source="a passenger")


def span(text: str, words: str) -> Span:
    """Where these words stand first."""
    start = text.index(words)
    return Span(start, start + len(words), words)


def document(text: str, *quotes: Proposed) -> Document:
    """The text with these quotes as a pipeline hands them on."""
    return Document(
        text,
        tuple(
            Attribution(
                kind=q.kind,
                content=tuple(span(text, words) for words in q.content),
                cue=(span(text, q.cue),) if q.cue else (),
                source=(span(text, q.source),) if q.source else (),
                speakers=tuple(Speaker(name) for name in q.speakers),
                confidence=q.confidence,
                reason="“said” after the quote",
            )
            for q in quotes
        ),
        language="en",
    )


def article(*quotes: Proposed, text: str = TEXT, by: User | None = None, **about: Any) -> Article:
    """An article over which a run has just finished and proposed these quotes."""
    made = import_article(text=text, by=by, suggest=False, **about).article
    run(made, *quotes)
    return made


def run(article: Article, *quotes: Proposed) -> Run:
    """One more finished run over the article, which proposed these quotes."""
    text = Article.objects.values_list("text", flat=True).get(pk=article.pk)
    return propose(article, document(text, *quotes))


def propose(article: Article, found: Document) -> Run:
    """One more finished run over the article, which found what this document of its text says."""
    now = timezone.now()
    made = Run.objects.create(
        article=article, state=Run.State.RUNNING, queued_at=now, started_at=now, heartbeat_at=now
    )
    finish_run(made.pk, 1, cast("pipeline.Pipeline", Pipeline()), found)
    article.refresh_from_db()
    made.refresh_from_db()
    return made


def offered(article: Article) -> list[Suggestion]:
    """The undecided suggestions, in text order."""
    return list(Suggestion.objects.undecided().filter(article=article).in_text_order())


def quote(article: Article, words: str = "“We won,”") -> UUID:
    """The id of the offered suggestion whose content starts with these words."""
    return next(s.pk for s in offered(article) if s.spans[0]["text"] == words)


def part(article: Article, words: str, role: Role = "content") -> Part:
    """These words of the article as a person marks them."""
    found = span(article.text, words)
    return Part(role, found.start, found.end, words)


def result(
    article: Article, *content: str, cue: str = "", speakers: Sequence[str | UUID] = (), kind: Kind = "direct"
) -> Result:
    """A whole quote as a person makes it; speakers by name or by id."""
    parts = [part(article, words) for words in content]
    if cue:
        parts.append(part(article, cue, "cue"))
    refs = [SpeakerRef(id=s) if isinstance(s, UUID) else SpeakerRef(name=s) for s in speakers]
    return Result(kind=kind, parts=parts, speakers=refs)


def version_of(attribution: UUID) -> int:
    return Decision.objects.filter(attribution=attribution).count()


def act(by: User, article: Article, attribution: UUID, action: str, **details: Any) -> Decision:
    """Decide on a quote as it stands now."""
    given = {"id": uuid4(), "version": version_of(attribution), **details}
    return decide(article_id=article.pk, attribution=attribution, action=action, by=by, **given).decision


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run these at the same moment, each in a thread with a connection of its own; what each returned or raised."""
    gate = threading.Barrier(len(calls))
    outcomes: list[Any] = [None] * len(calls)

    def one(number: int, call: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            gate.wait(20)
            outcomes[number] = call()
        except Exception as error:
            outcomes[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
