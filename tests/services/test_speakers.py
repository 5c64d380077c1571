"""The registry: names that find, merges that move every quote, and how they are parted again."""

from __future__ import annotations

from itertools import pairwise
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.errors import AlreadyUsed, BadName, BadWikidata, ChangedSince, NoSuchValue, NotPossible
from articles.models import Article, Attribution, Decision, Speaker, User
from articles.services.deciding import Result
from articles.services.documents import Registry, quote_of, review_of
from articles.services.merging import merge_speakers, undo_merge
from articles.services.registry import SpeakerRef, create_speaker, edit_speaker
from tests import making
from tests.making import TEXT, act, part, result

pytestmark = pytest.mark.django_db


def add(by: User, article: Article, words: str, *who: Speaker) -> Decision:
    """A quote added for these speakers."""
    said = Result("direct", [part(article, words)], [SpeakerRef(id=s.pk) for s in who])
    return act(by, article, uuid4(), "add", result=said)


def who_says(decision: Decision) -> list[str]:
    return [
        s.name
        for s in Attribution.objects.get(pk=decision.attribution).speakers.order_by("speaking__position")
    ]


@pytest.mark.parametrize("number", ["42", "Q0", "Q-1", "Q1x", "Q١", "Q" + "1" * 19, "Q1\nQ2"], ids=ascii)
def test_what_is_no_wikidata_number_is_refused_and_nothing_changes(number: str) -> None:
    with pytest.raises(BadWikidata):
        create_speaker(name="Ada", wikidata=number)
    ada = create_speaker(name="Ada", wikidata=" Q42 ")
    with pytest.raises(BadWikidata):
        edit_speaker(speaker=ada, wikidata=number)
    assert [(s.name, s.wikidata) for s in Speaker.objects.all()] == [("Ada", "Q42")]


# --- names ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "Václav Dvořák",
        "vaclav dvorak",
        "VÁCLAV  DVOŘÁK",
        "Va\u0301clav Dvor\u030ca\u0301k",
        "V. Dvořák",
        "v. dvorak",
    ],
)
def test_a_name_or_alias_finds_whatever_its_case_accents_and_blanks(name: str) -> None:
    speaker = create_speaker(name="Václav Dvořák", aliases=["V. Dvořák"])
    assert Registry.of_names([name]).named(name) == speaker
    assert speaker in Speaker.objects.called(name)
    assert speaker in Speaker.objects.matching(name)


@pytest.mark.parametrize("name", ["Dvořák", "Václav", "Vaclav Dvorakova", "Jan Dvořák"])
def test_a_name_that_is_only_alike_finds_nobody(name: str) -> None:
    create_speaker(name="Václav Dvořák")
    assert Registry.of_names([name]).named(name) is None
    assert not Speaker.objects.called(name)


def test_of_two_with_one_name_the_first_registered_is_found() -> None:
    first, _second = create_speaker(name="John Smith"), create_speaker(name="John Smith")
    third = create_speaker(name="J. Smith", aliases=["John Smith"])
    assert Registry.of_names(["john smith"]).named("John Smith") == first
    assert set(Speaker.objects.called("John Smith")) == {first, _second, third}


def test_renaming_keeps_the_former_name_as_an_alias() -> None:
    speaker = create_speaker(name="Ada Nkemelu", aliases=["A. N."])
    edit_speaker(speaker=speaker, name="Ada Brandt")
    edit_speaker(speaker=speaker, name="Ada Brandt-Nkemelu")
    assert sorted(a.name for a in speaker.aliases.all()) == ["A. N.", "Ada Brandt", "Ada Nkemelu"]
    assert all(
        Registry.of_names([n]).named(n) == speaker
        for n in ("ada nkemelu", "Ada Brandt", "Ada Brandt-Nkemelu")
    )


def test_respelling_a_name_makes_no_alias() -> None:
    speaker = create_speaker(name="Vaclav Dvorak")
    edit_speaker(speaker=speaker, name="Václav Dvořák")
    assert speaker.aliases.count() == 0


def test_only_what_is_given_changes() -> None:
    speaker = create_speaker(name="Ada", kind="person", aliases=["A."], wikidata="Q1")
    edit_speaker(speaker=speaker, kind="group")
    speaker.refresh_from_db()
    assert (speaker.name, speaker.kind, speaker.wikidata, speaker.aliases.count()) == (
        "Ada",
        "group",
        "Q1",
        1,
    )
    edit_speaker(speaker=speaker, aliases=[])
    assert speaker.aliases.count() == 0


@pytest.mark.parametrize(
    "name", ["", " \n", "\u0301", "…", "a\x00b", "a\x1bb", "x" * 301, "\ufdfa" * 200], ids=ascii
)
def test_what_nobody_can_be_called(name: str) -> None:
    with pytest.raises(BadName):
        create_speaker(name=name)
    speaker = create_speaker(name="Ada")
    with pytest.raises(BadName):
        edit_speaker(speaker=speaker, name=name)
    with pytest.raises(BadName):
        edit_speaker(speaker=speaker, aliases=[name])
    assert Speaker.objects.get().name == "Ada"


def test_a_speaker_has_one_id_and_a_kind_that_exists() -> None:
    speaker = create_speaker(name="Ada")
    with pytest.raises(AlreadyUsed):
        create_speaker(name="Bo", id=speaker.pk)
    with pytest.raises(NoSuchValue):
        create_speaker(name="Bo", kind="robot")


def test_markup_in_a_name_is_a_name() -> None:
    assert (
        create_speaker(name="<script>alert(1)</script> & Söhne").name == "<script>alert(1)</script> & Söhne"
    )


# --- merging ----------------------------------------------------------------------------------------------------


def test_merging_moves_every_quote_each_by_a_decision(
    article: Article, editor: User, colleague: User
) -> None:
    for name in ("“We won,”", "the boats would sail at noon"):
        act(editor, article, making.quote(article, name), "accept")
    ada, office = Speaker.objects.order_by("name")
    other = making.article(text=TEXT + "Another edition.\n")
    joint = add(editor, other, "noon", office, ada)
    rejected = add(editor, other, "the crews", ada)
    act(editor, other, rejected.attribution, "reject")

    merge = merge_speakers(merged=ada, into=office, by=colleague)
    assert not Attribution.objects.by_speaker(ada).exists()
    assert Attribution.objects.by_speaker(office).count() == 4
    assert who_says(joint) == ["Harbour office"]
    moves = Decision.objects.filter(group=merge.pk)
    assert {(d.action, d.by) for d in moves} == {("merge", colleague)}
    assert moves.count() == 3
    states = dict(Attribution.objects.values_list("pk", "state"))
    assert states[rejected.attribution] == "rejected"
    assert sorted(states.values()) == ["accepted", "accepted", "added", "rejected"]


def test_the_merged_name_and_its_aliases_find_the_survivor(editor: User) -> None:
    one, other = (
        create_speaker(name="A. Nkemelu", aliases=["Captain Ada"]),
        create_speaker(name="Ada Nkemelu"),
    )
    merge_speakers(merged=one, into=other, by=editor)
    for name in ("a. nkemelu", "Captain Ada", "Ada Nkemelu"):
        assert Registry.of_names([name]).named(name) == other
        assert other in Speaker.objects.current().matching(name)
    assert one not in Speaker.objects.current()
    article = making.article(making.proposed("“We won,”", speakers=["Captain Ada"]))
    act(editor, article, making.quote(article), "accept")
    assert Attribution.objects.get().speakers.get() == other
    quote = add(editor, article, "noon", one)
    assert who_says(quote) == ["Ada Nkemelu"]


def test_a_chain_of_merges_leads_to_the_last(editor: User) -> None:
    speakers = [create_speaker(name=f"Name Number{n}", aliases=[f"Alias{n}"]) for n in range(4)]
    for merged, into in pairwise(speakers):
        merge_speakers(merged=merged, into=into, by=editor)
    names = [f"Name Number{n}" for n in range(4)] + [f"Alias{n}" for n in range(4)]
    assert {Registry.of_names(names).named(name) for name in names} == {speakers[-1]}
    assert all(list(Speaker.objects.current().matching(name)) == [speakers[-1]] for name in names)


def test_a_speaker_is_not_merged_into_itself_nor_twice_nor_into_one_merged_away(editor: User) -> None:
    a, b, c = (create_speaker(name=name) for name in ("Ada", "Bo", "Cy"))
    with pytest.raises(NotPossible, match="itself"):
        merge_speakers(merged=a, into=a, by=editor)
    merge_speakers(merged=a, into=b, by=editor)
    for merged, into in ((a, b), (a, c), (c, a), (b, a)):
        with pytest.raises(NotPossible, match="already"):
            merge_speakers(merged=merged, into=into, by=editor)
    with pytest.raises(NotPossible, match="merged into another"):
        edit_speaker(speaker=a, name="Adele")


def test_undoing_a_merge_gives_every_quote_back(article: Article, editor: User) -> None:
    ada, bo, joint = (create_speaker(name=name) for name in ("Ada", "Bo", "Joint"))
    quotes = [
        add(editor, article, "noon", ada),
        add(editor, article, "the crews", joint, ada),
        add(editor, article, "told", bo),
    ]
    merge = merge_speakers(merged=ada, into=bo, by=editor)
    assert [who_says(q) for q in quotes] == [["Bo"], ["Joint", "Bo"], ["Bo"]]
    assert undo_merge(merge=merge, by=editor) == 0
    assert [who_says(q) for q in quotes] == [["Ada"], ["Joint", "Ada"], ["Bo"]]
    ada.refresh_from_db()
    assert ada.merged_into is None
    with pytest.raises(NotPossible):
        undo_merge(merge=merge, by=editor)
    merge_speakers(merged=ada, into=bo, by=editor)
    assert [who_says(q) for q in quotes] == [["Bo"], ["Joint", "Bo"], ["Bo"]]


def test_quotes_changed_since_a_merge_stay_as_they_are(article: Article, editor: User) -> None:
    ada, bo = create_speaker(name="Ada"), create_speaker(name="Bo")
    kept, gone, back = (add(editor, article, words, ada) for words in ("noon", "told", "the crews"))
    merge = merge_speakers(merged=ada, into=bo, by=editor)
    act(editor, article, kept.attribution, "correct", result=result(article, "at noon", speakers=[bo.pk]))
    act(editor, article, gone.attribution, "remove")
    late = add(editor, article, "crews", bo)
    assert undo_merge(merge=merge, by=editor) == 2
    assert (who_says(kept), who_says(back), who_says(late)) == (["Bo"], ["Ada"], ["Bo"])
    assert not Attribution.objects.filter(pk=gone.attribution).exists()


def test_merges_of_a_chain_are_undone_from_the_last(article: Article, editor: User) -> None:
    a, b, c = (create_speaker(name=name) for name in ("Ada", "Bo", "Cy"))
    quote = add(editor, article, "noon", a)
    first = merge_speakers(merged=a, into=b, by=editor)
    second = merge_speakers(merged=b, into=c, by=editor)
    with pytest.raises(NotPossible, match="Undo that merge first"):
        undo_merge(merge=first, by=editor)
    assert who_says(quote) == ["Cy"]
    undo_merge(merge=second, by=editor)
    undo_merge(merge=first, by=editor)
    assert who_says(quote) == ["Ada"]


def test_a_merge_is_not_undone_quote_by_quote(article: Article, editor: User) -> None:
    ada, bo = create_speaker(name="Ada"), create_speaker(name="Bo")
    mine = add(editor, article, "noon", ada)
    merge = merge_speakers(merged=ada, into=bo, by=editor)
    moved = Decision.objects.get(group=merge.pk)
    with pytest.raises(NotPossible, match="Undo the merge"):
        act(editor, article, mine.attribution, "undo", undoes=moved.id)
    with pytest.raises(ChangedSince):
        act(editor, article, mine.attribution, "undo", undoes=mine.id)
    assert [entry["decisions"] for entry in review_of(article, editor)["undo"]] == [[str(mine.id)]]


def test_undoing_a_decision_made_before_a_merge_never_brings_the_merged_speaker_back(
    article: Article, editor: User
) -> None:
    ada, bo, cy = (create_speaker(name=name) for name in ("Ada", "Bo", "Cy"))
    quote = add(editor, article, "noon", ada)
    corrected = act(
        editor, article, quote.attribution, "correct", result=result(article, "noon", speakers=[cy.pk])
    )
    merge_speakers(merged=ada, into=bo, by=editor)
    act(editor, article, quote.attribution, "undo", undoes=corrected.id)
    assert who_says(quote) == ["Bo"]
    now = quote_of(article, quote.attribution)
    assert now
    assert [s["name"] for s in now["speakers"]] == ["Bo"]


def counts() -> dict[str, tuple[int, int]]:
    """By name: quotes that somebody stands by, and articles these are in."""
    found = Speaker.objects.with_attribution_count().values_list("name", "attribution_count", "article_count")
    return {name: (quotes, articles) for name, quotes, articles in found}


def test_what_a_speaker_said_is_counted_through_all_that_is_decided(article: Article, editor: User) -> None:
    ada, bo, cy = (create_speaker(name=name) for name in ("Ada", "Bo", "Cy"))
    other = making.article(text="At noon the crews told us.")
    assert counts() == {"Ada": (0, 0), "Bo": (0, 0), "Cy": (0, 0)}
    joint = add(editor, article, "noon", ada, bo)
    add(editor, article, "told", ada)
    elsewhere = add(editor, other, "the crews", ada)
    assert counts() == {"Ada": (3, 2), "Bo": (1, 1), "Cy": (0, 0)}
    rejected = act(editor, article, joint.attribution, "reject")
    assert counts() == {"Ada": (2, 2), "Bo": (0, 0), "Cy": (0, 0)}
    act(editor, article, joint.attribution, "undo", undoes=rejected.id)
    assert counts() == {"Ada": (3, 2), "Bo": (1, 1), "Cy": (0, 0)}
    act(editor, other, elsewhere.attribution, "correct", result=result(other, "the crews", speakers=[cy.pk]))
    assert counts() == {"Ada": (2, 1), "Bo": (1, 1), "Cy": (1, 1)}
    merge = merge_speakers(merged=ada, into=bo, by=editor)
    assert counts() == {"Ada": (0, 0), "Bo": (2, 1), "Cy": (1, 1)}
    undo_merge(merge=merge, by=editor)
    assert counts() == {"Ada": (2, 1), "Bo": (1, 1), "Cy": (1, 1)}
    act(editor, article, joint.attribution, "undo", undoes=joint.id)
    assert counts() == {"Ada": (1, 1), "Bo": (0, 0), "Cy": (1, 1)}


def test_those_who_said_most_come_first(article: Article, editor: User) -> None:
    ada, bo, cy = (create_speaker(name=name) for name in ("Ada", "Bo", "Cy"))
    add(editor, article, "noon", cy, bo)
    add(editor, article, "told", cy)
    assert list(Speaker.objects.most_quoted_first()) == [cy, bo, ada]


def test_looking_up_names_costs_the_same_however_many_were_merged(editor: User) -> None:
    survivor = create_speaker(name="Survivor")

    def cost(number: int) -> int:
        names = [f"Speaker {n} of {number}" for n in range(number)]
        for name in names:
            merge_speakers(merged=create_speaker(name=name), into=survivor, by=editor)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found = Registry.of_names(names)
        assert {found.named(name) for name in names} == {survivor}
        return len(queries)

    assert cost(2) == cost(12)


@pytest.mark.parametrize("undo", [False, True], ids=["merging", "parting"])
def test_a_merge_costs_the_same_number_of_queries_for_three_quotes_and_for_thirty(
    undo: bool, editor: User
) -> None:
    counts = []
    for number in (3, 30):
        article = making.article(text=f"{TEXT}{number} of them.")
        old, new = create_speaker(name=f"Old {number}"), create_speaker(name=f"New {number}")
        for _ in range(number):
            add(editor, article, "noon", old)
        with CaptureQueriesContext(connection) as queries:
            merge = merge_speakers(merged=old, into=new, by=editor)
        if undo:
            with CaptureQueriesContext(connection) as queries:
                assert undo_merge(merge=merge, by=editor) == 0
        assert Attribution.objects.by_speaker(old if undo else new).count() == number
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_merge_leaves_who_decided_and_when(article: Article, editor: User, colleague: User) -> None:
    decision = act(editor, article, making.quote(article), "accept")
    merged, into = Speaker.objects.get(), create_speaker(name="Ada Brandt")
    merge = merge_speakers(merged=merged, into=into, by=colleague)
    moved = Attribution.objects.get()
    assert (moved.decided_by, moved.decided_at) == (editor, decision.at)
    assert moved.changed_at > decision.at
    undo_merge(merge=merge, by=colleague)
    back = Attribution.objects.get()
    assert (back.decided_by, back.decided_at) == (editor, decision.at)
    assert back.changed_at > moved.changed_at
