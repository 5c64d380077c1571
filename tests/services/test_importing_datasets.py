"""Annotated articles come in: once, line by line, and as they went out."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.document import Attribution, Document, Speaker
from articles.errors import NoSuchValue
from articles.formats import FORMATS, Losses
from articles.models import Alias, Article, Decision, Run, Suggestion, User
from articles.models import Speaker as SpeakerRow
from articles.services.acts import acts_of
from articles.services.documents import review_of
from articles.services.exporting import export
from articles.services.importing_datasets import DocumentFate, import_dataset
from articles.services.registry import create_speaker
from tests import making
from tests.making import HAPPY, SAIL, TEXT, WON, Proposed, act, result, span

pytestmark = pytest.mark.django_db


def file_of(*documents: Document) -> bytes:
    return b"".join(FORMATS["jsonl"].write(documents, Losses()))


def taken_in(file: bytes | Iterable[Document], by: User, **how: Any) -> list[DocumentFate]:
    data = file if isinstance(file, bytes) else file_of(*file)
    return list(import_dataset(stream=io.BytesIO(data), format="jsonl", by=by, **how))


def decided(*quotes: Proposed, state: str = "added", **about: Any) -> Document:
    """An article whose quotes people decided on."""
    made = making.document(TEXT, *quotes)
    stated = tuple(replace(a, state=state, confidence=None, reason="") for a in made.attributions)
    return replace(made, attributions=stated, **about)


def exported(*, without: Iterable[str] = ("decided_by", "decided_at", "version")) -> list[dict[str, Any]]:
    """The export in JSON Lines, without what an import cannot keep."""
    records = [json.loads(line) for line in b"".join(export(format="jsonl")).splitlines()]
    for record in records:
        del record["id"]
        for quote in record["attributions"]:
            for name in without:
                del quote[name]
    return records


def everything() -> list[Any]:
    """All rows that an import may write."""
    models = [Article, Run, Suggestion, Decision, SpeakerRow, Alias]
    return [list(model.objects.order_by("pk").values()) for model in models]


@pytest.mark.django_db(transaction=True)
def test_what_one_onrecord_exports_another_exports_again(editor: User) -> None:
    ferry = making.article(
        WON, SAIL, HAPPY, title="Ferry 🙂", publisher="Paper", url="https://paper.example/a"
    )
    ada = create_speaker(name="Ada Nkemelu", aliases=["Nkemelu, A."], wikidata="Q" + "9" * 18)
    act(editor, ferry, making.quote(ferry), "accept")
    joint = result(ferry, "“Nobody is happy,”", cue="told", speakers=["A passenger", ada.pk], kind="mixed")
    act(editor, ferry, making.quote(ferry, "“Nobody is happy,”"), "correct", result=joint)
    act(editor, ferry, making.quote(ferry, "the boats would sail at noon"), "reject")
    overlapping = result(ferry, "sail at noon", "going home 🙂", speakers=[], kind="indirect")
    act(editor, ferry, uuid4(), "add", result=overlapping)
    twin = create_speaker(name="Ada Nkemelu", kind="group")
    act(editor, ferry, uuid4(), "add", result=result(ferry, "It took us", speakers=[twin.pk]))
    other = making.article(proposed_elsewhere(), text="Vote\n\n“Aye,” said Nkemelu, A.\n")
    act(editor, other, making.quote(other, "“Aye,”"), "accept")
    file, before = b"".join(export(format="jsonl")), exported()
    assert {quote["state"] for record in before for quote in record["attributions"]} == {
        "accepted", "corrected", "added",
    }  # fmt: skip
    call_command("flush", interactive=False, verbosity=0)

    lou = User.objects.create_user("lou", first_name="Lou", last_name="Checker")
    fates = taken_in(file, lou)
    assert [(f.result, f.refused) for f in fates] == [("taken", ()), ("taken", ())]
    assert exported() == before
    stored = everything()
    assert [(f.result, f.known) for f in taken_in(file, lou)] == [("known", 4), ("known", 1)]
    assert everything() == stored


def proposed_elsewhere() -> Proposed:
    return making.proposed("“Aye,”", cue="said", source="Nkemelu, A.", speakers=["Nkemelu, A."])


def test_a_dataset_comes_back_to_where_it_was_made_and_changes_nothing(editor: User) -> None:
    article = making.article(WON, SAIL)
    act(editor, article, making.quote(article), "accept")
    file, stored = b"".join(export(format="jsonl")), everything()
    [fate] = taken_in(file, editor)
    assert (fate.result, fate.article, fate.known, fate.refused) == ("known", article.pk, 1, ())
    assert everything() == stored


def test_what_people_decided_becomes_decisions_of_who_imports(editor: User) -> None:
    [fate] = taken_in([decided(WON, SAIL, title="Ferry", publisher="Paper")], editor)
    assert (fate.result, fate.decided, fate.suggested) == ("taken", 2, 0)
    article = Article.objects.get()
    assert (article.title, article.publisher, article.imported_by) == ("Ferry", "Paper", editor)
    decisions = Decision.objects.oldest_first()
    assert {(d.action, d.version, d.by, d.before) for d in decisions} == {("add", 1, editor, None)}
    [taken_back_in_one_go], _ = acts_of(article, editor)
    assert len(taken_back_in_one_go.decisions) == 2


def test_what_nobody_decided_is_offered_by_a_run_named_after_the_format(editor: User) -> None:
    [fate] = taken_in([making.document(TEXT, WON, HAPPY)], editor)
    assert (fate.decided, fate.suggested) == (0, 2)
    article = Article.objects.get()
    assert Run.objects.get().pipeline == "jsonl imported"
    offered = making.offered(article)
    assert [(s.confidence, s.reason) for s in offered] == [(0.8, "“said” after the quote")] * 2
    assert article.doubt == pytest.approx(0.4)
    assert exported() == []
    act(editor, article, offered[0].pk, "accept")
    assert exported()[0]["attributions"][0]["state"] == "accepted"
    stored = everything()
    assert taken_in([making.document(TEXT, WON, HAPPY)], editor)[0].known == 2
    assert everything() == stored


def test_quotes_that_people_made_are_decided_where_the_importer_says_so(editor: User) -> None:
    [fate] = taken_in([making.document(TEXT, WON, HAPPY)], editor, by_people=True)
    assert (fate.decided, fate.suggested) == (2, 0)
    assert {q["state"] for q in exported()[0]["attributions"]} == {"added"}


def test_a_quote_that_was_changed_since_stays_as_it_is(editor: User) -> None:
    document = decided(WON)
    taken_in([document], editor)
    article = Article.objects.get()
    [quote] = Decision.objects.values_list("attribution", flat=True)
    act(editor, article, quote, "correct", result=result(article, "“We won,”", speakers=["Bo"]))
    stored = everything()
    assert taken_in([document], editor)[0].known == 1
    assert everything() == stored


def test_quotes_come_to_an_article_that_is_here_without_changing_it(editor: User) -> None:
    article = making.article(SAIL, title="Ours")
    offered = making.offered(article)
    [fate] = taken_in([decided(WON, title="Theirs", publisher="Other")], editor)
    assert (fate.article, fate.title, fate.decided) == (article.pk, "Ours", 1)
    article.refresh_from_db()
    assert (article.title, article.publisher) == ("Ours", "")
    assert making.offered(article) == offered
    assert len(review_of(article, editor)["quotes"]) == 2


def test_other_words_than_were_suggested_here_are_corrected_whatever_the_file_says(editor: User) -> None:
    article = making.article(WON, SAIL)
    won, sail = (str(making.quote(article, words)) for words in (WON.content[0], SAIL.content[0]))
    [happy, as_suggested] = decided(HAPPY, SAIL, state="accepted").attributions
    quotes = (replace(happy, id=won), replace(as_suggested, id=sail, state="corrected"))
    quotes = tuple(replace(quote, source=()) if quote.id == won else quote for quote in quotes)
    [fate] = taken_in([Document(TEXT, quotes)], editor)
    assert (fate.decided, fate.refused) == (2, ())
    rows = {str(d.attribution): d for d in Decision.objects.all()}
    assert {id: (d.action, d.after and d.after["state"]) for id, d in rows.items()} == {
        won: ("correct", "corrected"),
        sail: ("accept", "accepted"),
    }


def test_words_that_are_decided_on_here_are_not_decided_a_second_time(editor: User) -> None:
    article = making.article(WON)
    act(editor, article, making.quote(article), "accept")
    [fate] = taken_in([decided(WON)], editor)
    assert fate.result == "known"
    assert [(r.quote, r.code) for r in fate.refused] == [(1, "not_possible")]


BROKEN: dict[str, tuple[str, Attribution]] = {
    "an overlap of its own parts": (
        "overlapping_parts",
        Attribution("direct", (span(TEXT, "“We won,”"), span(TEXT, "won,” said")), state="added"),
    ),
    "only blanks": ("blank_span", Attribution("direct", (span(TEXT, "\n\n"),), state="added")),
    "a nameless speaker": (
        "bad_name",
        Attribution("direct", (span(TEXT, "won"),), speakers=(Speaker("…"),), state="added"),
    ),
    "a Wikidata number that is none": (
        "bad_wikidata",
        Attribution("direct", (span(TEXT, "won"),), speakers=(Speaker("Bo", wikidata="Q٧"),), state="added"),
    ),
    "more speakers than fit": (
        "too_many",
        Attribution(
            "direct", (span(TEXT, "won"),), speakers=tuple(Speaker(f"S{n}") for n in range(51)), state="added"
        ),
    ),
}


@pytest.mark.parametrize(("code", "broken"), BROKEN.values(), ids=BROKEN)
def test_a_quote_is_refused_alone_that_has(editor: User, code: str, broken: Attribution) -> None:
    good = decided(WON, HAPPY)
    [one, other] = good.attributions
    [fate] = taken_in([replace(good, attributions=(one, broken, other))], editor)
    assert (fate.result, fate.decided) == ("taken", 2)
    assert [(r.quote, r.code) for r in fate.refused] == [(2, code)]
    assert fate.refused[0].detail.endswith(".")


def test_a_bad_record_spoils_no_other(editor: User) -> None:
    lines = [
        file_of(decided(WON)),
        b"{}\n",
        file_of(Document(" ")),
        file_of(Document("Later.", title="x" * 301)),
    ]
    fates = taken_in(b"".join(lines), editor)
    assert [(f.place, f.result, f.code) for f in fates] == [
        ("article 1", "taken", ""),
        ("line 2", "refused", "bad_record"),
        ("article 3", "refused", "empty_text"),
        ("article 4", "refused", "bad_details"),
    ]
    assert Article.objects.count() == 1


def test_the_id_of_a_quote_of_another_article_is_refused(editor: User) -> None:
    id = str(uuid4())
    first, second = decided(WON), decided(WON)
    text = TEXT + "Later.\n"
    documents = [
        replace(d, text=text, attributions=(replace(d.attributions[0], id=id),))
        for d, text in ((first, TEXT), (second, text))
    ]
    fates = taken_in(documents, editor)
    assert [r.code for r in fates[1].refused] == ["already_used"]
    assert Decision.objects.count() == 1


def test_line_ends_of_another_system_leave_every_quote_in_place(editor: User) -> None:
    text = "\ufeff" + TEXT.replace("\n", "\r\n")
    document = making.document(text, WON, HAPPY)
    taken_in([document], editor, by_people=True)
    [record] = exported()
    assert record["text"] == TEXT
    words = [s["text"] for q in record["attributions"] for s in q["content"]]
    assert words == [w for q in (WON, HAPPY) for w in q.content]


def speaker_of(fate_by: User, *speakers: Speaker, text: str = TEXT) -> list[SpeakerRow]:
    """Import one quote by these speakers; who they are here."""
    quote = Attribution("direct", (span(text, "won"),), speakers=speakers, state="added", id=str(uuid4()))
    taken_in([Document(text, (quote,))], fate_by)
    [row] = Decision.objects.filter(attribution=UUID(quote.id or ""))
    assert row.after is not None
    return [SpeakerRow.objects.get(pk=s["id"]) for s in row.after["speakers"]]


def test_a_speaker_is_found_by_name_alias_or_wikidata_number(editor: User) -> None:
    ada = create_speaker(name="Ada Nkemelu", aliases=["A. N."], wikidata="Q42")
    asked = [Speaker("ADA NKEMELU"), Speaker("a. n."), Speaker("Somebody", wikidata="Q42")]
    for number, speaker in enumerate(asked):
        assert speaker_of(editor, speaker, text=f"{TEXT}{number}") == [ada]
    assert SpeakerRow.objects.count() == 1


def test_two_of_one_name_with_other_wikidata_numbers_stay_two(editor: User) -> None:
    ada = create_speaker(name="Ada Nkemelu", wikidata="Q42")
    [other] = speaker_of(editor, Speaker("Ada Nkemelu", wikidata="Q43"))
    assert other != ada
    assert (other.name, other.wikidata) == ("Ada Nkemelu", "Q43")
    assert speaker_of(editor, Speaker("Ada Nkemelu", wikidata="Q43"), text=TEXT + "2") == [other]
    ada.refresh_from_db()
    assert ada.wikidata == "Q42"


def test_two_whom_the_file_tells_apart_stay_two(editor: User) -> None:
    ids = [str(uuid4()), str(uuid4())]
    one, other = speaker_of(editor, Speaker("Zed", id=ids[0], aliases=("Ann",)), Speaker("Ann", id=ids[1]))
    assert [str(one.pk), str(other.pk)] == ids


def test_an_id_that_is_somebody_elses_here_names_nobody(editor: User) -> None:
    bo = create_speaker(name="Bo")
    [ann] = speaker_of(editor, Speaker("Ann", id=str(bo.pk)))
    assert (ann.name, ann == bo) == ("Ann", False)


def test_a_new_speaker_has_what_the_file_says(editor: User) -> None:
    id = str(uuid4())
    [made] = speaker_of(editor, Speaker("Board", "organization", id, ("The Board",), "Q7"))
    assert (str(made.pk), made.name, made.kind, made.wikidata) == (id, "Board", "organization", "Q7")
    assert [alias.name for alias in made.aliases.all()] == ["The Board"]


def test_a_format_that_cannot_be_read_is_refused_before_anything_is(editor: User) -> None:
    with pytest.raises(NoSuchValue, match="jsonl"):
        import_dataset(stream=io.BytesIO(), format="csv", by=editor)


def test_an_article_takes_the_same_queries_for_1_and_for_50_quotes(editor: User) -> None:
    def queries(text: str, count: int) -> int:
        line = "“We won,” said Ada.\n"
        quote = Attribution(
            "direct", (span(line, "“We won,”"),), speakers=(Speaker("Ada"),), state="accepted"
        )
        quotes = [
            replace(quote, content=(replace(s, start=s.start + n * len(line), end=s.end + n * len(line)),))
            for n in range(count)
            for s in quote.content
        ]
        file = file_of(Document(line * count + text, tuple(quotes)))
        with CaptureQueriesContext(connection) as captured:
            [fate] = taken_in(file, editor)
        assert fate.decided == count
        return len(captured)

    queries("Once, so that Ada is known.", 1)
    assert queries("a", 1) == queries("b", 50)
