"""Quotes found by their words: the same on either database, and as they are now."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection

from articles.errors import BadSearch
from articles.models import Alias, Attribution, SearchEntry, Speaker, User
from articles.query import Query, found_by, words_of
from articles.services.merging import merge_speakers, undo_merge
from articles.services.registry import create_speaker, edit_speaker
from tests import making
from tests.making import act, proposed, result

pytestmark = pytest.mark.django_db

SAID = {
    "won": ("“We won,” she cried. “It took ELEVEN days!”", ["“We won,”", "“It took ELEVEN days!”"], ["Ada Nkemelu"]),
    "sail": (
        "The office said the hard-won boats would sail at noon.",
        ["the hard-won boats would sail at noon"],
        ["Harbour Office"],
    ),
    "café": ("“Crème brûlée in the CAFÉ,” wrote Søren.", ["“Crème brûlée in the CAFÉ,”"], ["Søren Ström"]),
    "straße": ("“Don’t cross the Straße, İstanbul,” he said.", ["“Don’t cross the Straße, İstanbul,”"], ["Özgür"]),
    "tokyo": ("「東京タワーは高い」と言った。", ["「東京タワーは高い」"], ["田中"]),
    "joint": (
        "“No harm done, they won’t wait,” both said.", ["“No harm done, they won’t wait,”"], ["Ada Nkemelu", "Bo Li"]
    ),
    "greek": ("“Ο ΣΊΣΥΦΟΣ 2½ ﬁne,” it read.", ["“Ο ΣΊΣΥΦΟΣ 2½ ﬁne,”"], []),
    "under": ("“snake_case, x.y@z.example and 3.14%,” they said.", ["“snake_case, x.y@z.example and 3.14%,”"], []),
}  # fmt: skip
FOUND = {
    "won": ["won", "sail", "joint"],
    "WON": ["won", "sail", "joint"],
    "we won": ["won"],
    '"we won"': ["won"],
    "“we won”": ["won"],
    '"won we"': [],
    "won we": ["won"],
    '"won it"': [],
    "eleven": ["won"],
    "eleven days ada": ["won"],
    "ada": ["won", "joint"],
    "nkemelu -bo": ["won"],
    "-bo nkemelu": ["won"],
    '"ada nkemelu"': ["won", "joint"],
    '"nkemelu bo"': [],
    '"nkemelu ada"': [],
    '"days ada"': [],
    "ada -won": [],
    "harb*": ["sail"],
    "har*": ["sail", "joint"],
    "har* -harm": ["sail"],
    "-har* ada": ["won"],
    '"would sa*"': [],
    '"would sa"*': ["sail"],
    "hard-won": ["sail"],
    '"hard won"': ["sail"],
    "hardwon": [],
    "creme": ["café"],
    "CRÈME brulee": ["café"],
    "cafe": ["café"],
    "soren": [],
    "søren": ["café"],
    "strom": ["café"],
    "strasse": ["straße"],
    "don't": ["straße"],
    "don’t": ["straße"],
    "istanbul": ["straße"],
    "ozgur": ["straße"],
    "東京": ["tokyo"],
    "京東": [],
    "タワー 高": ["tokyo"],
    "田中": ["tokyo"],
    "won't": ["joint"],
    "σίσυφος": ["greek"],
    "fine": ["greek"],
    "2½": ["greek"],
    "snake": ["under"],
    "snake_case": ["under"],
    "x.y@z.example": ["under"],
    "3.14": ["under"],
    "14 3": ["under"],
    "nothing": [],
    "the": ["sail", "café", "straße"],
    "AND OR NOT": [],
    "won AND we": [],
    "a:b | c & !d": [],
    "won' OR '1": [],
    "won*)": ["won", "sail", "joint"],
}  # fmt: skip


@pytest.fixture
def quotes(editor: User) -> dict[str, Attribution]:
    made = {}
    for name, (text, contents, speakers) in SAID.items():
        article = making.article(proposed(*contents, speakers=speakers), text=text)
        made[name] = act(editor, article, making.offered(article)[0].pk, "accept").attribution
    return made


def test_each_query_finds_what_it_says(quotes: dict[str, Attribution]) -> None:
    name_of = {key: name for name, key in quotes.items()}
    for query, names in FOUND.items():
        found = [name_of[row.pk] for row in Attribution.objects.saying(Query.read(query))]
        assert found == sorted(names, key=list(SAID).index, reverse=True), query


@pytest.mark.parametrize(
    "query", ["", " ", "-won", '-"we won" -x', "…!", "a*", "É*", "x" * 501, "a " * 21, '"', "*"]
)
def test_a_search_for_nothing_or_too_much_is_refused(query: str) -> None:
    with pytest.raises(BadSearch):
        Query.read(query)


def finds(text: str) -> int:
    return Attribution.objects.saying(Query.read(text)).count()


def test_what_is_found_follows_the_decisions(editor: User) -> None:
    article = making.article(making.WON)
    quote = making.quote(article)
    assert finds("won") == 0
    act(editor, article, quote, "accept")
    assert (finds("won"), finds("days"), finds("nkemelu")) == (1, 1, 1)
    act(
        editor,
        article,
        quote,
        "correct",
        result=result(article, "“It took us eleven days.”", speakers=["Bo Li"]),
    )
    assert (finds("won"), finds("days"), finds("nkemelu"), finds('"bo li"')) == (0, 1, 0, 1)
    act(editor, article, quote, "reject")
    assert finds("days") == 0
    act(editor, article, quote, "accept")
    assert finds("days") == 1
    act(editor, article, quote, "reopen")
    assert (finds("days"), SearchEntry.objects.count()) == (0, 0)


def test_what_is_found_follows_names_aliases_and_merges(editor: User) -> None:
    article = making.article(making.WON, making.SAIL)
    for suggestion in making.offered(article):
        act(editor, article, suggestion.pk, "accept")
    ada, office = Speaker.objects.get(name="Ada Nkemelu"), Speaker.objects.get(name="Harbour office")
    edit_speaker(speaker=ada, name="Adaeze Nkemelu-Obi", aliases=["the captain"])
    assert (finds("adaeze"), finds("ada"), finds("captain"), finds("obi won")) == (1, 1, 1, 1)
    edit_speaker(speaker=ada, aliases=[])
    assert (finds("captain"), finds("adaeze")) == (0, 1)
    merge = merge_speakers(merged=ada, into=office, by=editor)
    assert (finds("adaeze"), finds("harbour"), finds("adaeze sail"), finds("harbour won")) == (2, 2, 1, 1)
    into = create_speaker(name="Port Authority")
    second = merge_speakers(merged=office, into=into, by=editor)
    assert (finds("adaeze"), finds("port"), finds("harbour")) == (2, 2, 2)
    undo_merge(merge=second, by=editor)
    undo_merge(merge=merge, by=editor)
    assert (finds("adaeze"), finds("harbour"), finds("port"), finds("harbour won")) == (1, 1, 0, 0)


def test_an_entry_is_what_the_rows_say(editor: User, quotes: dict[str, Attribution]) -> None:
    """The words in the index are those that a look at all rows gives."""
    assert SearchEntry.objects.count() == len(quotes)
    column = "words::text" if connection.vendor == "postgresql" else "words"
    for key in quotes.values():
        row = Attribution.objects.get(pk=key)
        texts = [span.text for span in row.spans.filter(role="content")]
        for speaking in row.speaking.all():
            own = {
                speaking.speaker.key,
                *Alias.objects.filter(speaker=speaking.speaker).values_list("key", flat=True),
            }
            texts += sorted(own)
        with connection.cursor() as cursor:
            stored = SearchEntry._meta.get_field("words").get_db_prep_value(found_by(texts), connection)
            cast = "%s::tsvector" if connection.vendor == "postgresql" else "%s"
            entry = SearchEntry.objects.only("pk").get(attribution=key).pk
            cursor.execute(f"SELECT {column} FROM articles_searchentry WHERE id = {entry}")
            [(found,)] = cursor.fetchall()
            cursor.execute(f"SELECT {cast}{'::text' if connection.vendor == 'postgresql' else ''}", [stored])
            [(expected,)] = cursor.fetchall()
        assert found == expected


def test_the_longest_quote_is_found_by_its_beginning(editor: User) -> None:
    text = "“Begin " + " ".join(f"w{n} {'x' * 99}{n}" for n in range(9000)) + " ending.”"
    article = making.article(proposed(text), text=text)
    act(editor, article, making.offered(article)[0].pk, "accept")
    assert (finds("begin"), finds('"begin w0"'), finds("ending")) == (1, 1, 0)


def test_words_of_every_kind() -> None:
    assert words_of("Don’t STOP_now, №5 Ångström’s 東京 x" + "y" * 200) == [
        "don", "t", "stop", "now", "no5", "angstrom", "s", "東", "京", "x" + "y" * 99,
    ]  # fmt: skip


def test_an_added_quote_of_nobody_is_found(editor: User) -> None:
    article = making.article()
    act(editor, article, uuid4(), "add", result=result(article, "who led the crews"))
    assert finds("crews") == 1
