"""Where quotes are found by their words: an entry for each that stands, kept by `articles.services.searching`.

On PostgreSQL an entry is a tsvector; on SQLite triggers copy its words into an FTS5 table. Neither database splits or
folds a text: both are given the words of `articles.query`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connections, models

from articles.query import Query, Term

GAP = "\ue000"
"""Stands between two texts in an entry on SQLite, and is no word: so no phrase goes from one into the next."""


class Words(models.Field):
    """The words of some texts, as a list of lists. Written and searched, never read."""

    def db_type(self, connection: Any) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        return "%s::tsvector" if connection.vendor == "postgresql" else "%s"

    def get_db_prep_value(
        self, value: Sequence[Sequence[str]], connection: Any, prepared: bool = False
    ) -> str:
        if connection.vendor != "postgresql":
            return f" {GAP} ".join(" ".join(part) for part in value)
        places: dict[str, list[int]] = {}
        place = 0
        for part in value:
            for word in part:
                place += 1
                places.setdefault(word, []).append(place)
            place += 1
        return " ".join(f"'{word}':{','.join(map(str, found))}" for word, found in places.items())


@Words.register_lookup
class Says(models.Lookup):
    """`words__says=Query(…)`."""

    lookup_name = "says"
    prepare_rhs = False

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        sql, params = self.process_lhs(compiler, connection)
        return f"{sql} @@ %s::tsquery", [*params, in_tsquery(self.rhs)]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        sql, params = self.process_lhs(compiler, connection)
        return f"{sql} MATCH %s", [*params, in_fts5(self.rhs)]


def in_tsquery(query: Query) -> str:
    """The query in PostgreSQL's words.

    The words of a phrase are asked for once more, which changes nothing but what the planner expects: it counts a
    phrase as often as its words meet anywhere, and would look for a rare one among the latest entries, and on and on.
    """

    def phrase(term: Term) -> str:
        words = [f"'{word}'" for word in term.words]
        return f"({' <-> '.join(words)}{':*' if term.start else ''})"

    def once_more(term: Term) -> list[str]:
        whole = term.words[:-1] if term.start else term.words
        return [f"'{word}'" for word in dict.fromkeys(whole)] if len(term.words) > 1 else []

    sought = [it for term in query.sought for it in (phrase(term), *once_more(term))]
    return " & ".join([*sought, *(f"!{phrase(term)}" for term in query.shunned)])


def in_fts5(query: Query) -> str:
    """The query in SQLite's words."""

    def phrase(term: Term) -> str:
        return f'"{" ".join(term.words)}"{" *" if term.start else ""}'

    sought = " AND ".join(map(phrase, query.sought))
    shunned = " OR ".join(map(phrase, query.shunned))
    return f"({sought}) NOT ({shunned})" if shunned else sought


class SearchEntry(models.Model):
    """The words of one quote that stands: what was said, and the names of who said it. `id` grows with time."""

    attribution = models.OneToOneField("Attribution", on_delete=models.CASCADE, related_name="entry")
    words = Words()


class SearchIndex(models.Model):
    """The FTS5 table, which only SQLite has: its rows are the entries, in their order."""

    entry = models.OneToOneField(
        SearchEntry,
        on_delete=models.DO_NOTHING,
        primary_key=True,
        db_column="rowid",
        related_name="index",
        db_constraint=False,
    )
    words = Words()

    class Meta:
        managed = False
        db_table = "articles_searchindex"


def make_index(schema_editor: Any) -> None:
    """What finds entries by their words."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE INDEX search_by_words ON articles_searchentry USING gin (words)")
    else:
        # "ascii" takes all that is not ASCII for a part of a word, as our words need it.
        schema_editor.execute(
            "CREATE VIRTUAL TABLE articles_searchindex USING fts5(words, content='articles_searchentry',"
            " content_rowid='id', tokenize='ascii', columnsize=0, prefix='2 3')"
        )


def know_rare_words(schema_editor: Any) -> None:
    """Have PostgreSQL count ten thousand words rather than one thousand.

    What it does not count it takes for as frequent as the rarest it does, and a word in 200 of two million entries for
    one in 2,000: so frequent that the first page of it would soon be found among the latest entries. It is not.
    """
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE articles_searchentry ALTER COLUMN words SET STATISTICS 1000")
        schema_editor.execute("ANALYZE articles_searchentry (words)")


def forget_rare_words(schema_editor: Any) -> None:
    """Undo `know_rare_words`."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE articles_searchentry ALTER COLUMN words SET STATISTICS -1")
        schema_editor.execute("ANALYZE articles_searchentry (words)")


def drop_index(schema_editor: Any) -> None:
    """Undo `make_index`."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS search_by_words")
    else:
        schema_editor.execute("DROP TABLE IF EXISTS articles_searchindex")


_LEAVE = "INSERT INTO articles_searchindex (articles_searchindex, rowid, words) VALUES ('delete', OLD.id, OLD.words);"
_ENTER = "INSERT INTO articles_searchindex (rowid, words) VALUES (NEW.id, NEW.words);"
COPYING = {"INSERT": _ENTER, "DELETE": _LEAVE, "UPDATE OF id, words": _LEAVE + _ENTER}


def put_up(*, using: str, plan: Sequence[Any] = (), **kwargs: Any) -> None:
    """Create, after migrations ran, the triggers that keep SQLite's index like the entries."""
    if plan:
        _on_sqlite(
            using,
            (
                f"CREATE TRIGGER IF NOT EXISTS search_{when.split()[0].lower()} AFTER {when} ON articles_searchentry"
                f" BEGIN {copying} END"
                for when, copying in COPYING.items()
            ),
        )


def take_down(*, using: str, plan: Sequence[Any] = (), **kwargs: Any) -> None:
    """Drop them before migrations run."""
    if plan:
        _on_sqlite(using, (f"DROP TRIGGER IF EXISTS search_{when.split()[0].lower()}" for when in COPYING))


def _on_sqlite(using: str, statements: Iterable[str]) -> None:
    connection = connections[using]
    if connection.vendor == "sqlite" and "articles_searchentry" in connection.introspection.table_names():
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
