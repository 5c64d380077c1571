"""What goes with words that a person says are a quote: cue, source, speakers. Asked while they look on, and not stored.

What becomes of the answer is theirs to decide; that is left to `articles.services.deciding`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Q

from articles.document import ROLES, Attribution, Document, Role, Span, Speaker
from articles.errors import NotPossible
from articles.models import Article, Suggestion
from articles.models import Attribution as AttributionRow
from articles.services.deciding import Part, checked_spans
from articles.services.documents import Json, speaker_ref, suggestions_in
from articles.services.suggesting import PIPELINE, pipeline
from articles.turns import Turns

WAIT_SECONDS = 2.0
LONGEST = 300_000
"""Characters of an article, some 50,000 words, all of which are read for names while a person waits."""
TURNS = Turns(PIPELINE, places=4)


def fill_in(*, article: Article, parts: Sequence[Part], quote: UUID | None = None) -> Json:
    """What the machine proposes for a quote with these parts, content at least: as a suggestion is in JSON.

    What is given stays as it is. `quote` is its id where it stands in the article already; the others that stand, or
    are suggested and undecided, tell who spoke around it. Nothing is stored. The pipeline is loaded by the first call
    in a process.

    Raises EmptySpan, BlankSpan, SpanOutsideText, TextMismatch, OverlappingParts, NoContent, NoSuchValue or TooMany for
    the parts, NotPossible where the article is longer than LONGEST, or Busy where others take too
    long or too many wait.
    """
    spans = checked_spans(article.text, parts)
    if len(article.text) > LONGEST:
        raise NotPossible("The article is too long for this. Mark who said it by hand.")
    begun = _attribution(spans, ())
    document = Document(article.text, tuple(_others(article, quote)), language=article.language)
    with TURNS.one(patience=WAIT_SECONDS, otherwise="Other quotes are being filled in."):
        found = pipeline().fill_in(document, begun)
    [proposal] = suggestions_in(Document(article.text, (found,)))
    return proposal


def _others(article: Article, quote: UUID | None) -> Iterable[Attribution]:
    """The other quotes of an article that stand or wait for a decision, in a constant number of queries."""
    own = Q(pk=quote) if quote else Q(pk__in=())
    for row in AttributionRow.objects.filter(article=article).standing().exclude(own).with_parts():
        spans = [{"role": s.role, "start": s.start, "end": s.end, "text": s.text} for s in row.parts]
        yield _attribution(spans, [speaker_ref(it.speaker) for it in row.named])
    for suggestion in Suggestion.objects.undecided().filter(article=article).exclude(own):
        yield _attribution(suggestion.spans, suggestion.speakers)


def _attribution(spans: Iterable[Json], speakers: Iterable[Json]) -> Attribution:
    by_role: dict[Role, list[Span]] = {role: [] for role in ROLES}
    for it in spans:
        by_role[it["role"]].append(Span(it["start"], it["end"], it["text"]))
    content, cue, source = (tuple(sorted(by_role[role])) for role in ROLES)
    return Attribution(
        "direct", content, cue, source, tuple(Speaker(it["name"], it["kind"]) for it in speakers)
    )
