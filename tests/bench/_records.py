"""A record of any size for benchmarks, made up: articles, what was suggested in them, and that somebody accepted it.

Rows are written as the services leave them, in bulk (COPY on PostgreSQL), with all constraints and triggers in force.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from operator import attrgetter, itemgetter
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

from django.core.management.color import no_style
from django.db import connection, models, transaction

from articles.document import folded
from articles.models import (
    Alias,
    Article,
    Attribution,
    AttributionSpeaker,
    Decision,
    Run,
    SearchEntry,
    Span,
    Speaker,
    Suggestion,
    User,
)
from articles.models.article import Folded
from articles.models.ids import at_moment
from articles.models.search import Words
from articles.query import found_by

QUOTES = 20
"""Quotes in each article."""
BATCH = 250
"""Articles written in one transaction."""
BEGAN = datetime(2020, 1, 1, tzinfo=UTC)
FREQUENT = (
    "the of and to in that we it is was for on are as with they be at not have this will from by".split()
)
SYLLABLES = (
    "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu bran clem dors fens grim holt".split()
)
FORENAMES = (
    "Ada Lou Inés Zoë Tomasz Priya Jonah Mei Olga Bo Femi Noor Søren Kofi Lena Ruth Idris Maud".split()
)
Row = dict[str, Any]


class Vocabulary:
    """Words as common as in a language: a few make up most of a text, most are rare."""

    def __init__(self, chance: Random, number: int = 20_000) -> None:
        made = dict.fromkeys(
            "".join(chance.choices(SYLLABLES, k=chance.choice((2, 3, 3, 4)))) for _ in range(2 * number)
        )
        self.chance = chance
        self.words = [*FREQUENT, *list(made)[:number]]
        self.weights = list(accumulate(1 / (rank + 3) for rank in range(len(self.words))))

    def some(self, number: int) -> list[str]:
        return self.chance.choices(self.words, cum_weights=self.weights, k=number)


class Quoted(NamedTuple):
    """One quote of an article: the words said, its parts as (role, start, end, text), and who said it."""

    said: str
    parts: list[tuple[str, int, int, str]]
    speaker: Row


class Records:
    """Fills an empty database with `number` articles of QUOTES quotes each, the same for the same `seed`.

    One in five hundred quotes is rejected; the speakers are a fifth as many as the articles, some much quoted.
    """

    def __init__(self, number: int, by: User, *, seed: int = 11) -> None:
        self.number, self.by = number, by
        self.chance = Random(seed)
        self.words = Vocabulary(self.chance)
        self.speakers = [self._speaker(n) for n in range(max(20, number // 5))]
        self.aliases = [
            {"id": n, "speaker_id": s["id"], "name": s["name"].split()[-1], "key": s["key"].split()[-1]}
            for n, s in enumerate(self.speakers[::3], 1)
        ]
        keys = {s["id"]: [s["key"]] for s in self.speakers}
        for alias in self.aliases:
            keys[alias["speaker_id"]].append(alias["key"])
        self.names = {speaker: found_by(sorted(named)) for speaker, named in keys.items()}
        self.between = [f". {' '.join(self.words.some(15)).capitalize()}.\n" for _ in range(5000)]
        self.fame = list(accumulate(1 / (rank + 10) for rank in range(len(self.speakers))))

    def fill(self) -> None:
        """Write all of it, and tell the database what its planner would learn by itself in a day."""
        if connection.vendor == "sqlite":
            self._tell_sqlite("journal_mode=OFF", "synchronous=OFF", "cache_size=-1000000")
        self._write()
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(
                no_style(), [Alias, Article, Run, Decision, Span, AttributionSpeaker, SearchEntry]
            ):
                cursor.execute(statement)
            if connection.vendor == "postgresql":
                cursor.execute("VACUUM ANALYZE")
        if connection.vendor == "sqlite":
            self._tell_sqlite("journal_mode=WAL")

    def _tell_sqlite(self, *pragmas: str) -> None:
        """Nothing is lost with a record half made: while it is, SQLite need not be ready to be cut off."""
        with connection.cursor() as cursor:
            for pragma in pragmas:
                cursor.execute(f"PRAGMA {pragma}")

    def _write(self) -> None:
        with transaction.atomic():
            write(Speaker, self.speakers)
            write(Alias, self.aliases)
        for first in range(1, self.number + 1, BATCH):
            rows: dict[type[models.Model], list[Row]] = {
                model: []
                for model in (
                    Article,
                    Run,
                    Suggestion,
                    Decision,
                    Attribution,
                    Span,
                    AttributionSpeaker,
                    SearchEntry,
                )
            }
            for number in range(first, min(first + BATCH, self.number + 1)):
                self._article(number, rows)
            with transaction.atomic():
                for model, made in rows.items():
                    write(model, made)

    def _speaker(self, number: int) -> Row:
        name = f"{self.chance.choice(FORENAMES)} {''.join(self.words.some(2)).capitalize()}{number}"
        return {
            "id": self._id(BEGAN), "name": name, "key": folded(name), "kind": "person",
            "created_at": BEGAN + timedelta(seconds=number),
        }  # fmt: skip

    def _id(self, made: datetime) -> UUID:
        return at_moment(int(made.timestamp() * 1000), self.chance.getrandbits(74))

    def more(self, number: int) -> Iterator[Row]:
        """So many more articles, as a program would import them."""
        for n in range(number):
            text, _ = self._text(self.number + 1 + n)
            yield {"text": text, "title": f"Report {n}", "published": "2026-03-04", "language": "en"}

    def _text(self, number: int) -> tuple[str, list[Quoted]]:
        """A text of its own, and the quotes in it."""
        pieces = [f"Report {number}\n\n"]
        length = len(pieces[0])
        quotes = []
        for speaker in self.chance.choices(self.speakers, cum_weights=self.fame, k=QUOTES):
            said = " ".join(self.words.some(self.chance.randint(8, 24)))
            content, cue, source = f"“{said},”", "said", speaker["name"]
            start = length
            parts = []
            for role, words in (("content", content), ("", " "), ("cue", cue), ("", " "), ("source", source)):
                if role:
                    parts.append((role, start, start + len(words), words))
                start += len(words)
            rest = self.chance.choice(self.between)
            pieces.append(f"{content} {cue} {source}{rest}")
            length = start + len(rest)
            quotes.append(Quoted(said, parts, speaker))
        return "".join(pieces), quotes

    def _article(self, number: int, rows: dict[type[models.Model], list[Row]]) -> None:
        text, quotes = self._text(number)
        began = BEGAN + timedelta(minutes=number)
        title = f"Report {number}: {' '.join(self.words.some(5))}"
        rows[Article].append({
            "id": number, "text": text, "length": len(text), "sha256": hashlib.sha256(text.encode()).hexdigest(),
            "title": title, "publisher": f"Paper {number % 40}", "published": began.date(), "language": "en",
            "imported_by_id": self.by.pk, "created_at": began, "current_run_id": number,
        })  # fmt: skip
        rows[Run].append({
            "id": number, "article_id": number, "state": "done", "pipeline_name": "made up", "pipeline_version": "1",
            "pipeline_hash": "0" * 64, "queued_at": began, "started_at": began, "finished_at": began,
        })  # fmt: skip
        for place, quote in enumerate(quotes):
            self._quote(number, place, quote, began, rows)

    def _quote(
        self,
        article: int,
        place: int,
        quote: Quoted,
        began: datetime,
        rows: dict[type[models.Model], list[Row]],
    ) -> None:
        key, number = self._id(began), (article - 1) * QUOTES + place + 1
        at = began + timedelta(seconds=place)
        spans: list[Row] = [
            {"role": role, "start": start, "end": end, "text": text} for role, start, end, text in quote.parts
        ]
        speaker = {"id": str(quote.speaker["id"]), "name": quote.speaker["name"], "kind": "person"}
        state, action = ("rejected", "reject") if number % 500 == 0 else ("accepted", "accept")
        whole = {"article_id": article, "kind": "direct", "start": spans[0]["start"], "end": spans[0]["end"]}
        rows[Suggestion].append({
            "id": key, **whole, "run_id": article, "spans": spans, "confidence": 0.9, "reason": "“said”",
            "speakers": [{"name": speaker["name"], "kind": "person"}],
        })  # fmt: skip
        after = {"state": state, "kind": "direct", "spans": spans, "speakers": [speaker]}
        rows[Decision].append({
            "number": number, "id": key, "article_id": article, "attribution": key, "action": action, "version": 1,
            "after": after, "by_id": self.by.pk, "at": at,
        })  # fmt: skip
        rows[Attribution].append({
            "id": key, **whole, "suggestion_id": key, "state": state, "version": 1,
            "decided_by_id": self.by.pk, "decided_at": at, "changed_at": at,
        })  # fmt: skip
        rows[Span] += [{"id": 3 * number + n, "attribution_id": key, **span} for n, span in enumerate(spans)]
        if state != "rejected":
            words = [*found_by([quote.said]), *self.names[quote.speaker["id"]]]
            rows[SearchEntry].append({"id": number, "attribution_id": key, "words": words})
        rows[AttributionSpeaker].append({
            "id": number, "attribution_id": key, "speaker_id": quote.speaker["id"], "position": 0, "changed_at": at,
        })  # fmt: skip


def write(model: type[models.Model], rows: Iterable[Row]) -> None:
    """Insert these rows, given by column, all with the same ones; what they do not say is the field's default."""
    rows = list(rows)
    if not rows:
        return
    fields = model._meta.local_concrete_fields
    told = [field for field in fields if field.attname in rows[0] or isinstance(field, Folded)]
    rest = [field for field in fields if field not in told]
    table = connection.ops.quote_name(str(model._meta.db_table))
    columns = ", ".join(connection.ops.quote_name(field.column or "") for field in [*told, *rest])
    values = [_told(field) for field in told]
    defaults = [field.get_default() for field in rest]
    lines = ([value(row) for value in values] + defaults for row in rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for line in lines:
                    copy.write_row(line)
        else:
            places = ", ".join("?" * len(fields))
            connection.connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", lines)


def _told(field: models.Field) -> Callable[[Row], Any]:
    """What gives, of a row, the value of a field as the database's own driver takes it."""
    name = field.attname
    if isinstance(field, Folded):
        return lambda row: field.made_of(str(row.get(one, "")) for one in field.fields)
    if isinstance(field, Words):
        return lambda row: field.get_db_prep_value(row[name], connection)
    if stored := _storing(field):
        return lambda row: stored(row[name])
    return itemgetter(name)


def _storing(field: models.Field) -> Callable[[Any], Any] | None:
    """How values of a field are written; None where they are written as they are."""
    kind = getattr(field, "target_field", field)  # of a foreign key, that of what it points to
    if isinstance(kind, models.JSONField):
        return json.dumps
    if connection.vendor == "postgresql":
        return None
    if isinstance(kind, models.UUIDField):
        return attrgetter("hex")
    if isinstance(kind, models.DateTimeField):
        return lambda moment: str(moment.replace(tzinfo=None))  # all of ours are in UTC
    return date.isoformat if isinstance(kind, models.DateField) else None
