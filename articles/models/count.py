"""How much each speaker said, counted by triggers as it is decided: whoever writes, the counts are those of the rows.

What a decision does is written under locks on its article and its speakers, so no two count at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.db import connections, models


class SpeakerCount(models.Model):
    """Quotes of a speaker that somebody stands by, and the articles these are in. Only the triggers write it."""

    speaker = models.OneToOneField(
        "Speaker", on_delete=models.CASCADE, primary_key=True, related_name="count"
    )
    attributions = models.PositiveIntegerField(default=0)
    articles = models.PositiveIntegerField(default=0)


class Counting(NamedTuple):
    """`statement` is carried out when a row of `table` is written and `condition` holds."""

    name: str
    table: str
    when: str
    condition: str
    statement: str


def _counted(sign: str, quote: str, article: str, speakers: str) -> str:
    """One quote more or less of each of these speakers; and one article, where they say nothing else in it.

    `quote`, `article` and `speakers` are SQL. Its others are found by the article: of these there are few.
    """
    others = (
        "SELECT 1 FROM articles_attribution o CROSS JOIN articles_attributionspeaker s"  # noqa: S608  # all of it is ours
        f" WHERE o.article_id = {article} AND o.id <> {quote} AND o.state <> 'rejected'"
        " AND s.attribution_id = o.id AND s.speaker_id = articles_speakercount.speaker_id"
    )
    return (
        f"UPDATE articles_speakercount SET attributions = attributions {sign} 1,"  # noqa: S608  # all from below
        f" articles = articles {sign} CASE WHEN EXISTS ({others}) THEN 0 ELSE 1 END WHERE speaker_id IN ({speakers});"
    )


def _speaking(sign: str, row: str) -> str:
    quote = f"articles_attribution t WHERE t.id = {row}.attribution_id"
    article = f"(SELECT t.article_id FROM {quote})"  # noqa: S608  # likewise
    stands = f"SELECT {row}.speaker_id FROM {quote} AND t.state <> 'rejected'"  # noqa: S608  # likewise
    return _counted(sign, f"{row}.attribution_id", article, stands)


def _standing(sign: str) -> str:
    said_by = "SELECT x.speaker_id FROM articles_attributionspeaker x WHERE x.attribution_id = NEW.id"
    return _counted(sign, "NEW.id", "NEW.article_id", said_by)


# Before the row is written, not after: of many rows written by one statement, PostgreSQL would show all to each.
COUNTINGS = [
    Counting(
        "speaker_counted",
        "articles_speaker",
        "AFTER INSERT",
        "TRUE",
        "INSERT INTO articles_speakercount (speaker_id, attributions, articles) VALUES (NEW.id, 0, 0);",
    ),
    Counting(
        "quote_said",
        "articles_attributionspeaker",
        "BEFORE INSERT",
        "TRUE",
        _speaking("+", "NEW"),
    ),
    Counting(
        "quote_unsaid",
        "articles_attributionspeaker",
        "BEFORE DELETE",
        "TRUE",
        _speaking("-", "OLD"),
    ),
    Counting(
        "quote_stood_by",
        "articles_attribution",
        "BEFORE UPDATE",
        "OLD.state = 'rejected' AND NEW.state <> 'rejected'",
        _standing("+"),
    ),
    Counting(
        "quote_rejected",
        "articles_attribution",
        "BEFORE UPDATE",
        "OLD.state <> 'rejected' AND NEW.state = 'rejected'",
        _standing("-"),
    ),
]


def put_up(*, using: str, plan: Sequence[Any] = (), **kwargs: Any) -> None:
    """Create the triggers after migrations ran."""
    if plan:
        _on_every_table(using, _creations)


def take_down(*, using: str, plan: Sequence[Any] = (), **kwargs: Any) -> None:
    """Drop them before migrations run."""
    if plan:
        _on_every_table(using, _removals)


def _on_every_table(using: str, statements: Callable[[Counting, str], list[str]]) -> None:
    connection = connections[using]
    if "articles_speakercount" not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for counting in COUNTINGS:
            for statement in statements(counting, connection.vendor):
                cursor.execute(statement)


def _creations(counting: Counting, vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER IF NOT EXISTS {counting.name} {counting.when} ON {counting.table}"
            f" WHEN {counting.condition} BEGIN {counting.statement} END"
        ]
    return [
        f"CREATE OR REPLACE FUNCTION {counting.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" {counting.statement} RETURN COALESCE(NEW, OLD); END $$",
        f"CREATE OR REPLACE TRIGGER {counting.name} {counting.when} ON {counting.table}"
        f" FOR EACH ROW WHEN ({counting.condition}) EXECUTE FUNCTION {counting.name}()",
    ]


def _removals(counting: Counting, vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {counting.name}"]
    return [
        f"DROP TRIGGER IF EXISTS {counting.name} ON {counting.table}",
        f"DROP FUNCTION IF EXISTS {counting.name}()",
    ]
