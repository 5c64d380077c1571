"""What the database itself refuses beyond constraints, and what it notes: triggers, the same on SQLite and PostgreSQL.

They are taken down before migrations and put up after them, because SQLite alters a table by building it anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.db import connections


class Guard(NamedTuple):
    """`message` is raised when `condition` holds `when` a row of `table` is written."""

    name: str
    table: str
    when: str
    condition: str
    message: str


GUARDS = [
    Guard(
        "span_within_text",
        "articles_span",
        "INSERT OR UPDATE",
        'NEW."end" > (SELECT a.length FROM articles_article a'
        " JOIN articles_attribution t ON t.article_id = a.id WHERE t.id = NEW.attribution_id)",
        "a span reaches beyond the text of its article",
    ),
    Guard(
        "article_text_stays",
        "articles_article",
        "UPDATE",
        "NEW.text <> OLD.text OR NEW.length <> OLD.length OR NEW.sha256 <> OLD.sha256",
        "the text of an article never changes",
    ),
    Guard(
        "speaking_changed_as_attribution",
        "articles_attributionspeaker",
        "INSERT OR UPDATE",
        "NEW.changed_at <> (SELECT t.changed_at FROM articles_attribution t WHERE t.id = NEW.attribution_id)",
        "what a speaker said changed when the attribution did",
    ),
    Guard(
        "speaking_stays",
        "articles_attributionspeaker",
        "UPDATE",
        "NEW.attribution_id <> OLD.attribution_id OR NEW.speaker_id <> OLD.speaker_id",
        "who said a quote is written anew, not changed",
    ),
    Guard("suggestion_stays", "articles_suggestion", "UPDATE", "TRUE", "a suggestion is never edited"),
    Guard("decision_stays", "articles_decision", "UPDATE", "TRUE", "a decision is never edited"),
    Guard("completion_stays", "articles_completion", "UPDATE", "TRUE", "a completion is never edited"),
    Guard("comment_stays", "articles_comment", "UPDATE", "TRUE", "a comment is never edited"),
    Guard("resolution_stays", "articles_resolution", "UPDATE", "TRUE", "a resolution is never edited"),
    Guard(
        "release_stays",
        "articles_release",
        "UPDATE",
        "OLD.state = 'done' OR NEW.number <> OLD.number OR NEW.name <> OLD.name OR NEW.purpose <> OLD.purpose"
        " OR NEW.licence <> OLD.licence OR NEW.selection <> OLD.selection OR NEW.formats <> OLD.formats"
        " OR (OLD.frozen_at IS NOT NULL AND (NEW.frozen_at IS NULL OR NEW.frozen_at <> OLD.frozen_at"
        " OR NEW.frozen <> OLD.frozen OR NEW.contents <> OLD.contents))",
        "a release never changes",
    ),
    Guard(
        "release_file_stays", "articles_releasefile", "UPDATE", "TRUE", "a file of a release never changes"
    ),
    Guard(
        "release_file_in_time",
        "articles_releasefile",
        "INSERT",
        "(SELECT r.state FROM articles_release r WHERE r.number = NEW.release_id) = 'done'",
        "a release gets no more files once it is done",
    ),
    Guard(
        "placement_stays",
        "articles_placement",
        "UPDATE",
        "TRUE",
        "an article stays in its part of the splits",
    ),
    Guard("shingle_stays", "articles_shingle", "UPDATE", "TRUE", "what an article was told by never changes"),
    Guard(
        "change_stays",
        "articles_change",
        "UPDATE",
        "OLD.position IS NOT NULL OR NEW.position IS NULL OR NEW.number <> OLD.number OR NEW.event <> OLD.event"
        " OR NEW.at <> OLD.at OR COALESCE(NEW.article_id, 0) <> COALESCE(OLD.article_id, 0)"
        " OR COALESCE(NEW.decision_id, 0) <> COALESCE(OLD.decision_id, 0)"
        " OR (NEW.speaker_id IS NULL) <> (OLD.speaker_id IS NULL) OR NEW.speaker_id <> OLD.speaker_id",
        "a change is never edited, and gets its position once",
    ),
]


class Note(NamedTuple):
    """`event` (SQL) about the `subject`, a column of the feed that holds `key` of the row, is noted in the feed when
    a row of `table` is written and `condition` holds: in the same transaction, whoever writes."""

    name: str
    table: str
    when: str
    condition: str
    subject: str
    key: str
    event: str


FEED = "articles_change"
NOTES = [
    Note("article_imported", "articles_article", "INSERT", "TRUE", "article_id", "id", "'import'"),
    Note(
        "article_changed",
        "articles_article",
        "UPDATE",
        " OR ".join(f"NEW.{c} <> OLD.{c}" for c in ("title", "publisher", "byline", "url", "language"))
        + " OR (NEW.published IS NULL) <> (OLD.published IS NULL) OR NEW.published <> OLD.published",
        "article_id",
        "id",
        "'change'",
    ),
    Note(
        "article_done",
        "articles_article",
        "UPDATE",
        "NEW.done <> OLD.done",
        "article_id",
        "id",
        "CASE WHEN NEW.done THEN 'done' ELSE 'open' END",
    ),
    Note("quote_decided", "articles_decision", "INSERT", "TRUE", "decision_id", "number", "NEW.action"),
    Note("speaker_created", "articles_speaker", "INSERT", "TRUE", "speaker_id", "id", "'create'"),
    # Also where only the aliases changed, which are rows of their own: the registry writes the speaker's with them.
    Note(
        "speaker_changed",
        "articles_speaker",
        "UPDATE",
        "TRUE",
        "speaker_id",
        "id",
        "CASE WHEN OLD.merged_into_id IS NULL AND NEW.merged_into_id IS NOT NULL THEN 'merge'"
        " WHEN OLD.merged_into_id IS NOT NULL AND NEW.merged_into_id IS NULL THEN 'part' ELSE 'change' END",
    ),
]
NOW = {"sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now')", "postgresql": "clock_timestamp()"}


def put_up(*, using: str, plan: Sequence[Any] = (), **kwargs: Any) -> None:
    """Create the triggers after migrations ran. A receiver of `post_migrate`, which `flush` sends without a plan."""
    if plan:
        _on_every_table(using, _creations, _notings)


def take_down(*, using: str, plan: Sequence[Any] = (), **kwargs: Any) -> None:
    """Drop the triggers before migrations run. A receiver of `pre_migrate`."""
    if plan:
        _on_every_table(using, _removals, _removals)


def _on_every_table(
    using: str, guarding: Callable[[Guard, str], list[str]], noting: Callable[[Note, str], list[str]]
) -> None:
    connection = connections[using]
    tables = (
        connection.introspection.table_names()
    )  # none before the first migration or after the last undone
    with connection.cursor() as cursor:
        for guard in GUARDS:
            if guard.table in tables:
                for statement in guarding(guard, connection.vendor):
                    cursor.execute(statement)
        for note in NOTES:
            if note.table in tables and FEED in tables:
                for statement in noting(note, connection.vendor):
                    cursor.execute(statement)


def _creations(guard: Guard, vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER IF NOT EXISTS {guard.name}_{event.lower()} BEFORE {event} ON {guard.table}"
            f" WHEN {guard.condition} BEGIN SELECT RAISE(ABORT, '{guard.message}'); END"
            for event in guard.when.split(" OR ")
        ]
    return [
        f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {guard.condition} THEN RAISE EXCEPTION '{guard.message}' USING ERRCODE = 'check_violation'; END IF;"
        " RETURN NEW; END $$",
        f"CREATE OR REPLACE TRIGGER {guard.name} BEFORE {guard.when} ON {guard.table}"
        f" FOR EACH ROW EXECUTE FUNCTION {guard.name}()",
    ]


def _notings(note: Note, vendor: str) -> list[str]:
    columns, values = f"event, {note.subject}, at", f"{note.event}, NEW.{note.key}, {NOW[vendor]}"
    insert = f"INSERT INTO {FEED} ({columns}) VALUES ({values});"  # noqa: S608  # all from above
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER IF NOT EXISTS {note.name}_{note.when.lower()} AFTER {note.when} ON {note.table}"
            f" WHEN {note.condition} BEGIN {insert} END"
        ]
    return [
        f"CREATE OR REPLACE FUNCTION {note.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" {insert} RETURN NULL; END $$",
        f"CREATE OR REPLACE TRIGGER {note.name} AFTER {note.when} ON {note.table}"
        f" FOR EACH ROW WHEN ({note.condition}) EXECUTE FUNCTION {note.name}()",
    ]


def _removals(trigger: Guard | Note, vendor: str) -> list[str]:
    if vendor == "sqlite":
        events = trigger.when.split(" OR ")
        return [f"DROP TRIGGER IF EXISTS {trigger.name}_{event.lower()}" for event in events]
    return [
        f"DROP TRIGGER IF EXISTS {trigger.name} ON {trigger.table}",
        f"DROP FUNCTION IF EXISTS {trigger.name}()",
    ]
