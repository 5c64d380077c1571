"""Rows as JSON for a page and the API. Rows as documents, many at a time, are left to `articles.services.reading`.

A quote in JSON is {"id", "state", "version", "kind", "spans", "speakers", "confidence", "reason", "suggestion",
"decided_by", "decided_by_id", "decided_at"}; its state is "suggested" until somebody decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from articles.document import ROLES, Attribution, Document, folded
from articles.models import Alias, Article, Comment, Decision, Resolution, Run, Suggestion, User
from articles.models import Attribution as AttributionRow
from articles.models import Speaker as SpeakerRow
from articles.nlp.quotation_marks import find_quotations
from articles.services.acts import Act, acts_of

Json = dict[str, Any]


@contextmanager
def one_moment() -> Iterator[None]:
    """Whatever is read inside stood so at one moment, although others decide meanwhile. For reading only."""
    sqlite = connection.vendor == "sqlite"
    connection.ensure_connection()
    if connection.in_atomic_block or (sqlite and connection.connection.in_transaction):
        yield
    elif sqlite:
        # Not `atomic`, which begins by locking writers out.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def spans_of(attribution: Attribution) -> list[Json]:
    """The spans of an attribution as JSON, role by role in the order content, cue, source."""
    return [
        {"role": role, "start": s.start, "end": s.end, "text": s.text}
        for role in ROLES
        for s in attribution.spans(role)
    ]


@one_moment()
def review_of(article: Article, person: User) -> Json:
    """Everything the annotation page shows of an article, in a constant number of queries."""
    suggestions = list(Suggestion.objects.undecided().filter(article=article).in_text_order())
    rows = list(AttributionRow.objects.filter(article=article).with_parts())
    names = Registry.of_names(
        s["name"] for x in [*suggestions, *(r.suggestion for r in rows if r.suggestion)] for s in x.speakers
    )
    decided = Decision.objects.filter(article=article).oldest_first()
    history = list(decided.values_list("number", "attribution", "version", "after__speakers"))
    versions = {attribution: version for _, attribution, version, _ in history}
    quotes = [suggested_quote(s, versions.get(s.pk, 0), names) for s in suggestions]
    quotes += [decided_quote(r, names) for r in rows]
    quotes.sort(key=lambda q: (_start(q), q["id"]))
    run = Run.objects.filter(article=article).order_by("-pk").first()
    undo, redo = acts_of(article, person)
    said = comments_of(article)
    return {
        "article": {
            "id": article.pk,
            "title": article.title,
            "publisher": article.publisher,
            "byline": article.byline,
            "url": article.url,
            "published": article.published.isoformat() if article.published else None,
            "language": article.language,
            "text": article.text,
            "created_at": article.created_at.isoformat(),
            **standing_of(article),
            # Where the words stand inside quotation marks: what makes a new quote direct.
            "quotations": [[q.start, q.end] for q in find_quotations(article.text) if q.depth == 0],
        },
        "run": run
        and {
            "id": run.pk,
            "state": run.state,
            "failure": run.failure if run.state == Run.State.FAILED else "",
            "attempt": run.attempt,
            "pipeline": run.pipeline,
        },
        "quotes": quotes,
        "comments": [comment_json(one) for one in said],
        "heard": heard_of(said),
        "cast": cast_of(quotes, [s["id"] for *_, speakers in history for s in speakers or []]),
        "undo": [act_in_json(act) for act in undo],
        "redo": [act_in_json(act) for act in redo],
        # Of the newest decision: what came later can be asked for.
        "latest": history[-1][0] if history else 0,
    }


def act_in_json(act: Act) -> Json:
    """What a person did in one go: the ids of its decisions, and of their group; a merge; or calling it done."""
    merge = act.merge
    return {
        "done": act.done,
        "group": act.group and str(act.group),
        "decisions": [str(id) for id in act.decisions],
        "merge": merge
        and {"id": str(merge.pk), "merged": speaker_ref(merge.merged), "into": speaker_ref(merge.into)},
    }


def comments_of(article: Article) -> list[Comment]:
    """All that was said about the quotes of an article, `.with_people()`, the oldest first."""
    return list(Comment.objects.filter(article=article).with_people().oldest_first())


def heard_of(said: Iterable[Comment], comments: int = 0, resolutions: int = 0) -> Json:
    """The numbers of the newest comment and resolution of these or, where there is none, those that are given."""
    for comment in said:
        comments = max(comments, comment.number)
        resolutions = max([resolutions, *(one.number for one in comment.newest)])  # type: ignore[attr-defined]  # prefetched
    return {"comments": comments, "resolutions": resolutions}


def comment_json(comment: Comment) -> Json:
    """A comment fetched `.with_people()`: "resolved_by" is empty where it is not settled."""
    newest: list[Resolution] = comment.newest  # type: ignore[attr-defined]  # prefetched
    settled = newest[0] if newest and newest[0].resolved else None
    return {
        "id": str(comment.id),
        "article": comment.article_id,
        "attribution": str(comment.attribution),
        "kind": comment.kind,
        "reason": comment.reason,
        "text": comment.text,
        "by": comment.by.display_name,
        "by_id": comment.by_id,
        "at": comment.at.isoformat(),
        "resolved": settled is not None,
        "resolved_by": settled.by.display_name if settled else "",
        "resolved_by_id": settled.by_id if settled else None,
        "resolved_at": settled.at.isoformat() if settled else None,
    }


def standing_of(article: Article) -> Json:
    """Whether an article is done, who called it so, and when."""
    return {
        "done": article.done,
        "done_by": article.done_by.display_name if article.done_by else "",
        "done_at": article.done_at.isoformat() if article.done_at else None,
    }


def quote_of(article: Article, attribution: UUID) -> Json | None:
    """One quote as it stands, or None where it no longer exists."""
    [quote] = quotes_of(article, [attribution]).values()
    return quote


def quotes_of(article: Article, attributions: Iterable[UUID]) -> dict[UUID, Json | None]:
    """These quotes as they stand, None for those that no longer exist, in a constant number of queries."""
    ids = [UUID(str(attribution)) for attribution in attributions]  # as text, too, as the database takes them
    rows = {row.pk: row for row in AttributionRow.objects.with_parts().filter(article=article, pk__in=ids)}
    rest = [id for id in ids if id not in rows]
    suggestions = Suggestion.objects.filter(article=article).in_bulk(rest) if rest else {}
    versions = dict(
        Decision.objects.filter(attribution__in=suggestions)
        .order_by()
        .values("attribution")
        .annotate(newest=Max("version"))
        .values_list("attribution", "newest")
        if suggestions
        else ()
    )
    proposed = [*(r.suggestion for r in rows.values() if r.suggestion), *suggestions.values()]
    names = Registry.of_names(s["name"] for suggestion in proposed for s in suggestion.speakers)

    def quote(id: UUID) -> Json | None:
        if id in rows:
            return decided_quote(rows[id], names)
        found = suggestions.get(id)
        return suggested_quote(found, versions.get(id, 0), names) if found else None

    return {id: quote(id) for id in ids}


def suggested_quote(suggestion: Suggestion, version: int, names: Registry) -> Json:
    proposed = proposal(suggestion, names)
    return {
        "id": str(suggestion.pk),
        "state": "suggested",
        "version": version,
        **proposed,
        "suggestion": proposed,
        "decided_by": "",
        "decided_by_id": None,
        "decided_at": None,
    }


def decided_quote(row: AttributionRow, names: Registry, fields: Iterable[str] | None = None) -> Json:
    """A decided quote, or some fields of one, fetched `.with_parts(fields)`; `names` knows at least its suggestion's
    speakers."""
    return {field: QUOTE[field](row, names) for field in (QUOTE if fields is None else fields)}


def quote_of_record(row: AttributionRow, fields: Iterable[str] | None = None) -> Json:
    """A decided quote as `decided_quote`, with nothing of how it came about: no suggestion, and whom the machine named
    only where somebody stands by it."""
    quote = decided_quote(row, Registry(), fields)
    if "suggestion" in quote:
        quote["suggestion"] = None
    if "speakers" in quote:
        quote["speakers"] = [speaker for speaker in quote["speakers"] if speaker["id"]]
    return quote


def _decided_spans(row: AttributionRow, names: Registry) -> list[Json]:
    roles: dict[str, int] = {role: n for n, role in enumerate(ROLES)}
    spans = sorted(row.parts, key=lambda s: (roles[s.role], s.start))
    return [{"role": s.role, "start": s.start, "end": s.end, "text": s.text} for s in spans]


def _decided_speakers(row: AttributionRow, names: Registry) -> list[Json]:
    speakers = [speaker_ref(s.speaker) for s in row.named]
    if row.state == "rejected" and not speakers and row.suggestion:
        # Whom the machine named in a quote that nobody stands by, the registry need not know.
        return proposed_speakers(row.suggestion.speakers, names)
    return speakers


QUOTE: dict[str, Callable[[AttributionRow, Registry], Any]] = {
    "id": lambda row, names: str(row.pk),
    "state": lambda row, names: row.state,
    "version": lambda row, names: row.version,
    "kind": lambda row, names: row.kind,
    "spans": _decided_spans,
    "speakers": _decided_speakers,
    "confidence": lambda row, names: row.suggestion.confidence if row.suggestion else None,
    "reason": lambda row, names: row.suggestion.reason if row.suggestion else "",
    "suggestion": lambda row, names: proposal(row.suggestion, names) if row.suggestion else None,
    "decided_by": lambda row, names: row.decided_by.display_name,
    "decided_by_id": lambda row, names: row.decided_by_id,
    "decided_at": lambda row, names: row.decided_at.isoformat(),
}
"""What is shown of a decided quote, and how it is made of its row."""


def proposal(suggestion: Suggestion, names: Registry) -> Json:
    """What the machine proposed, its speakers looked up in the registry."""
    return {
        "kind": suggestion.kind,
        "spans": suggestion.spans,
        "speakers": proposed_speakers(suggestion.speakers, names),
        "confidence": suggestion.confidence,
        "reason": suggestion.reason,
    }


def suggestions_in(document: Document) -> list[Json]:
    """What a pipeline found in a text, as the API has suggestions, in two queries and one for each chain of merges."""
    named = [[{"name": s.name, "kind": s.kind} for s in a.speakers] for a in document.attributions]
    names = Registry.of_names(s["name"] for speakers in named for s in speakers)
    return [
        {
            "kind": a.kind,
            "spans": spans_of(a),
            "speakers": proposed_speakers(speakers, names),
            "confidence": a.confidence,
            "reason": a.reason,
        }
        for a, speakers in zip(document.attributions, named, strict=True)
    ]


def proposed_speakers(speakers: Iterable[Json], names: Registry) -> list[Json]:
    """Speakers {"name", "kind"} as the registry has them, each once; "id" is None for those that it lacks."""
    found = [speaker_ref(row) if (row := names.named(s["name"])) else {"id": None, **s} for s in speakers]
    return list({s["id"] or folded(s["name"]): s for s in found}.values())


def speaker_ref(speaker: SpeakerRow) -> Json:
    return {"id": str(speaker.pk), "name": speaker.name, "kind": speaker.kind}


class Registry(dict[str, SpeakerRow]):
    """Speakers by folded name or alias, merged ones replaced by the one they were merged into.

    Where two share a name it gives the one registered first.
    """

    @classmethod
    def of_names(cls, names: Iterable[str]) -> Registry:
        """The speakers who go by these names, in two queries and one for each merge in the longest chain of them."""
        keys = {folded(name) for name in names}
        found = cls()
        by_name = SpeakerRow.objects.filter(key__in=keys).order_by("created_at", "id")
        by_alias = Alias.objects.filter(key__in=keys).select_related("speaker")
        for key, speaker in [(s.key, s) for s in by_name] + [(a.key, a.speaker) for a in by_alias]:
            if key not in found or (found[key].merged_into_id and not speaker.merged_into_id):
                found[key] = speaker
        while merged := {key: into for key, s in found.items() if (into := s.merged_into_id)}:
            survivors = SpeakerRow.objects.in_bulk(merged.values())
            found.update((key, survivors[into]) for key, into in merged.items())
        return found

    def named(self, name: str) -> SpeakerRow | None:
        """Who goes by this name, whatever its case and accents."""
        return self.get(folded(name))


def cast_of(quotes: Iterable[Json], named: Iterable[str | None] = ()) -> list[Json]:
    """Who speaks in these quotes, each with the same place however the quotes are decided.

    First those whom the machine proposes, in text order; then those whom people named, in the order in which they
    did: `named` are the ids of speakers in all decisions, oldest first.
    """
    quotes = list(quotes)
    cast: dict[str, Json] = {}
    for quote in quotes:
        for speaker in (quote["suggestion"] or {"speakers": []})["speakers"]:
            cast.setdefault(speaker["id"] or folded(speaker["name"]), speaker)
    order: dict[str | None, int] = {}
    for id in named:
        order.setdefault(id, len(order))
    others = {s["id"]: s for q in quotes for s in q["speakers"] if s["id"] and s["id"] not in cast}
    return [*cast.values(), *sorted(others.values(), key=lambda s: order.get(s["id"], len(order)))]


def _start(quote: Json) -> int:
    starts: list[int] = [s["start"] for s in quote["spans"] if s["role"] == "content"]
    return starts[0]
