"""Annotated articles come in: their texts as articles, their quotes as decisions of the person who imports them.

What a file says that nobody decided becomes suggestions of a run named after its format. Each quote has an id that
follows from the file, so that importing a file twice changes nothing. Reading a format is left to `articles.formats`.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import BinaryIO, Literal, NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from django.utils import timezone

from articles.document import KINDS, ROLES, Attribution, Document, Span, Speaker, State, folded
from articles.errors import AlreadyUsed, Busy, DomainError, NoSuchValue, NotPossible, TooMany, TooManyQuotes
from articles.formats import FORMATS, Format, Refused
from articles.models import Article, Decision, Run, Suggestion, User
from articles.models import Attribution as AttributionRow
from articles.services.completing import weigh
from articles.services.contention import CONTENDED, in_spite_of_others
from articles.services.deciding import MAX_SPEAKERS, Part, checked_spans
from articles.services.documents import Json
from articles.services.importing import import_article
from articles.services.incoming_speakers import IncomingSpeakers, checked, uuid_of
from articles.services.recording import BATCH, Change, Quote, Snapshot, as_suggested, record, stated
from articles.services.suggesting import DealtWith

MAX_QUOTES = 20_000  # of an article
TITLE_SHOWN = 300
BY_FILE = uuid5(NAMESPACE_URL, "https://onrecord.invalid/imported")
ACTIONS = {"accepted": "accept", "corrected": "correct", "added": "add", "rejected": "reject"}


class QuoteRefused(NamedTuple):
    """`quote` counts those of the article, from 1, as they stand in the file."""

    quote: int
    code: str
    detail: str


@dataclass(frozen=True)
class DocumentFate:
    """What became of an article of the file: taken where anything of it is new, known, refused as a whole,
    or left out since nobody meant to bring it in.

    `created`: the article itself is new. `decided`, `suggested` and `known` count its quotes; `refused` are those that
    could not be taken.
    """

    place: str
    result: Literal["taken", "known", "refused", "left_out"]
    article: int | None = None
    title: str = ""
    decided: int = 0
    suggested: int = 0
    known: int = 0
    refused: tuple[QuoteRefused, ...] = ()
    code: str = ""
    detail: str = ""
    created: bool = False


def readable(name: str) -> Format:
    """The format of this name, if it can be read. Raises NoSuchValue or FormatNotInstalled."""
    names = tuple(name for name, format in FORMATS.items() if format.read)
    if name not in names:
        raise NoSuchValue("format that can be imported", name, names)
    FORMATS[name].check_installed()
    return FORMATS[name]


def format_named(file: str) -> str:
    """The name of the format whose suffix this file name has; empty where it has none of one that can be read."""
    fitting = [it for it in FORMATS.values() if it.read and file.lower().endswith(it.suffix)]
    return max(fitting, key=lambda it: len(it.suffix)).name if fitting else ""


def import_dataset(
    *, stream: BinaryIO, format: str, by: User, by_people: bool = False
) -> Iterator[DocumentFate]:
    """Take in the articles of a file with their quotes, each in a transaction of its own, as the caller asks for them.

    Where an article is here already, its quotes are added to it and nothing it has is changed. A quote that was
    dealt with before stays as it is. `by_people`: quotes on which the file has no decision were made by people, and
    are taken as added by `by`, who answers for them. Raises NoSuchValue or FormatNotInstalled, before reading.
    """
    read = readable(format).read
    assert read is not None
    return _fates(read(stream), format, by, by_people)


def _fates(
    documents: Iterator[Document | Refused], format: str, by: User, by_people: bool
) -> Iterator[DocumentFate]:
    speakers = IncomingSpeakers()
    for number, document in enumerate(documents, 1):
        if isinstance(document, Refused):
            yield DocumentFate(document.place, "refused", code="bad_record", detail=document.reason)
            continue
        place = f"article {number}"
        take = partial(_take, document, place, format, by, by_people, speakers)
        try:
            fate = in_spite_of_others(take)
        except CONTENDED:
            fate = _refused(place, document, Busy("Others import the same articles or speakers just now."))
        except DomainError as error:
            fate = _refused(place, document, error)
        yield fate


def _take(
    document: Document, place: str, format: str, by: User, by_people: bool, speakers: IncomingSpeakers
) -> DocumentFate:
    return _Arrival(place, format, by, by_people, speakers).take(document)


def _refused(place: str, document: Document, error: DomainError) -> DocumentFate:
    about = document.title[:TITLE_SHOWN]
    return DocumentFate(place, "refused", title=about, code=error.code, detail=str(error))


@dataclass(frozen=True)
class _Wanted:
    """A quote of the file that can be taken: where it stands there, its id here, its checked spans."""

    number: int
    id: UUID
    quote: Attribution
    spans: list[Json]
    state: State | None


@dataclass
class _Arrival:
    """One document on its way in."""

    place: str
    format: str
    by: User
    by_people: bool
    speakers: IncomingSpeakers
    refused: list[QuoteRefused] = field(default_factory=list)
    known: int = 0

    def take(self, document: Document) -> DocumentFate:
        """Store what is new of it. Call it in a transaction. Raises ImportRefused."""
        if len(document.attributions) > MAX_QUOTES:
            raise TooManyQuotes(MAX_QUOTES)
        found, created = import_article(
            text=document.text,
            by=self.by,
            title=document.title,
            publisher=document.publisher,
            byline=document.byline,
            url=document.url,
            published=document.published,
            language=document.language,
            suggest=False,
        )
        article = Article.objects.select_for_update(of=("self",)).get(pk=found.pk)
        decided, suggested = self._new(article, self._checked(article, document))
        if created or decided or suggested:
            self._store(article, decided, suggested, created)
        return DocumentFate(
            self.place,
            "taken" if created or decided or suggested else "known",
            article.pk,
            article.title,
            len(decided),
            len(suggested),
            self.known,
            tuple(sorted(self.refused)),
            created=created,
        )

    def _checked(self, article: Article, document: Document) -> dict[UUID, _Wanted]:
        """The quotes that can be taken, by the id that each has here."""
        wanted: dict[UUID, _Wanted] = {}
        for number, quote in enumerate(_on(article.text, document), 1):
            try:
                one = self._wanted(number, quote, article)
            except DomainError as error:
                self.refused.append(QuoteRefused(number, error.code, str(error)))
                continue
            if wanted.setdefault(one.id, one) is not one:
                self.known += 1
        return wanted

    def _wanted(self, number: int, quote: Attribution, article: Article) -> _Wanted:
        if quote.kind not in KINDS:
            raise NoSuchValue("kind", quote.kind, KINDS)
        if quote.confidence is not None and not 0 <= quote.confidence <= 1:
            raise NoSuchValue("confidence", str(quote.confidence), ("a number from 0 to 1",))
        if len(quote.speakers) > MAX_SPEAKERS:
            raise TooMany("speakers", MAX_SPEAKERS)
        for speaker in quote.speakers:
            checked(speaker)
        parts = [Part(role, s.start, s.end, s.text) for role in ROLES for s in quote.spans(role)]
        spans = checked_spans(article.text, parts)
        said = [quote.kind, [[s["role"], s["start"], s["end"]] for s in spans]]
        key = json.dumps([article.sha256, *said, [s.name for s in quote.speakers]])
        state: State | None = quote.state or ("added" if self.by_people else None)
        return _Wanted(number, uuid_of(quote.id) or uuid5(BY_FILE, key), quote, spans, state)

    def _new(
        self, article: Article, wanted: dict[UUID, _Wanted]
    ) -> tuple[list[tuple[_Wanted, Suggestion | None]], list[_Wanted]]:
        """Those to decide, with the suggestions that they have here, and those to suggest; the others are known."""
        homes = dict(Decision.objects.filter(attribution__in=wanted).values_list("attribution", "article"))
        offered = Suggestion.objects.in_bulk(list(wanted))
        standing = set(AttributionRow.objects.filter(article=article).values_list("start", "end"))
        decided: list[tuple[_Wanted, Suggestion | None]] = []
        suggested: list[_Wanted] = []
        for id, one in wanted.items():
            suggestion = offered.get(id)
            home = homes.get(id) or (suggestion and suggestion.article_id)
            if home not in (None, article.pk):
                self._refuse(one, AlreadyUsed("quote"))
            elif id in homes or (suggestion and one.state in (None, "added")):
                self.known += 1
            elif one.state is None:
                suggested.append(one)
            elif _extent(one) in standing:
                self._refuse(one, NotPossible("The same words are decided on already, as another quote."))
            else:
                decided.append((one, suggestion))
        return decided, suggested

    def _refuse(self, one: _Wanted, error: DomainError) -> None:
        self.refused.append(QuoteRefused(one.number, error.code, str(error)))

    def _store(
        self,
        article: Article,
        decided: list[tuple[_Wanted, Suggestion | None]],
        suggested: list[_Wanted],
        created: bool,
    ) -> None:
        proposed = [one for one, suggestion in decided if suggestion is None and one.state != "added"]
        made: dict[UUID, Suggestion] = {}
        if created or suggested or proposed:
            made = self._run(article, [*proposed, *suggested], current=bool(created or suggested))
        named = [s for one, _ in decided if one.state != "rejected" for s in one.quote.speakers]
        speakers = self.speakers.found_or_made(named)
        # What was suggested here is held against what stands: the file may say of other words that they are accepted.
        here = as_suggested(s for one, s in decided if s and one.state != "rejected")
        group = uuid4()  # one undo takes back what this file brought to the article
        changes = []
        for one, suggestion in decided:
            after = _snapshot(one, speakers)
            if one.id in here:
                after = stated(after, here[one.id])
            quote = Quote(article, one.id, 0, None, suggestion or made.get(one.id))
            id = uuid5(BY_FILE, f"{article.sha256}/{one.id}")
            changes.append(Change(quote, ACTIONS[after["state"]], after, id, group=group))
        if changes:
            record(changes, by=self.by)
        else:
            weigh([article.pk])

    def _run(self, article: Article, quotes: list[_Wanted], *, current: bool) -> dict[UUID, Suggestion]:
        """A finished run named after the format, with these quotes as its suggestions."""
        now = timezone.now()
        run = Run.objects.create(
            article=article,
            state=Run.State.DONE,
            pipeline_name=self.format,
            pipeline_version="imported",
            requested_by=self.by,
            queued_at=now,
            started_at=now,
            finished_at=now,
        )
        dealt_with = DealtWith(article)
        made = Suggestion.objects.bulk_create(
            (
                Suggestion(
                    pk=one.id,
                    run=run,
                    article=article,
                    kind=one.quote.kind,
                    start=_extent(one)[0],
                    end=_extent(one)[1],
                    spans=one.spans,
                    speakers=[{"name": s.name, "kind": s.kind} for s in one.quote.speakers],
                    confidence=one.quote.confidence,
                    reason=one.quote.reason.replace("\x00", ""),
                    repeats=None if one.state else dealt_with.same_words(_content(one)),
                )
                for one in quotes
            ),
            batch_size=BATCH,
        )
        if current:
            Article.objects.filter(pk=article.pk).update(current_run=run)
        return {suggestion.pk: suggestion for suggestion in made}


def _on(text: str, document: Document) -> Iterator[Attribution]:
    """The quotes of a document on its text as the article has it: without "\\r" of line ends and leading marks."""
    given = document.text
    if given == text:
        yield from document.attributions
        return
    lead = len(given) - len(given.lstrip("\ufeff"))
    gone = [m.start() for m in re.finditer("\r(?=\n)", given)]  # a "\r" alone became a "\n" in its place

    def moved(span: Span) -> Span:
        start, end = (p - lead - bisect_left(gone, p) for p in (span.start, span.end))
        return Span(start, end, span.text.replace("\r\n", "\n").replace("\r", "\n"))

    for quote in document.attributions:
        content, cue, source = (tuple(map(moved, quote.spans(role))) for role in ROLES)
        yield replace(quote, content=content, cue=cue, source=source)


def _content(one: _Wanted) -> list[tuple[int, int]]:
    return [(s["start"], s["end"]) for s in one.spans if s["role"] == "content"]


def _extent(one: _Wanted) -> tuple[int, int]:
    """Where the content starts and ends."""
    content = _content(one)
    return content[0][0], content[-1][1]


def _snapshot(one: _Wanted, known: dict[Speaker, Json]) -> Snapshot:
    """What the file says of the quote; the "id" of a speaker who is not `known` is None."""
    speakers = [known.get(s) or {"id": None, "name": s.name, "kind": s.kind} for s in one.quote.speakers]
    return {
        "state": one.state,
        "kind": one.quote.kind,
        "spans": one.spans,
        "speakers": list({s["id"] or folded(s["name"]): s for s in speakers}.values()),
    }
