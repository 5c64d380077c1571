"""What a decision does to a quote, and what it must not do."""

from __future__ import annotations

from uuid import uuid4

import pytest

from articles.document import Span, span_at
from articles.errors import (
    AlreadyUsed,
    BlankSpan,
    DomainError,
    EmptySpan,
    NoContent,
    NoSuchValue,
    NotFound,
    NotPossible,
    OtherArticle,
    OverlappingParts,
    SpanOutsideText,
    SpeakerChanged,
    StaleVersion,
    TextMismatch,
    TooMany,
)
from articles.models import Article, Attribution, Decision, Speaker, User
from articles.services.deciding import MAX_SPANS, MAX_SPEAKERS, Part, Result, decide
from articles.services.documents import quote_of, review_of
from articles.services.registry import SpeakerRef, create_speaker, edit_speaker
from tests import making
from tests.making import HAPPY, SAIL, TEXT, WON, act, part, result
from tests.services.ways import ADDED, OUTCOMES, in_state, whole

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("state", "action"),
    [
        pytest.param(state, action, id=f"to {action} what is {state}")
        for state, row in OUTCOMES.items()
        for action in row
    ],
)
def test_every_action_from_every_state(state: str, action: str, article: Article, editor: User) -> None:
    quote = in_state(state, article, editor)
    before, version = Attribution.objects.filter(pk=quote).values().first(), making.version_of(quote)
    expected = OUTCOMES[state][action]

    if isinstance(expected, type):
        with pytest.raises(expected):
            act(editor, article, quote, action, **whole(article, action))
        assert Attribution.objects.filter(pk=quote).values().first() == before
        assert making.version_of(quote) == version
        return

    decision = act(editor, article, quote, action, **whole(article, action))
    row = Attribution.objects.filter(pk=quote).first()
    assert (row.state if row else None) == expected
    assert decision.version == version + 1
    assert (decision.after["state"] if decision.after else None) == expected
    if row:
        assert (row.version, row.decided_by) == (version + 1, editor)
        assert row.suggestion_id == (None if state in ADDED else quote)


def test_accepting_keeps_what_was_proposed(article: Article, editor: User) -> None:
    quote = making.quote(article)
    act(editor, article, quote, "accept")
    now = quote_of(article, quote)
    assert now
    assert [(s["role"], s["text"]) for s in now["spans"]] == [
        ("content", "“We won,”"), ("content", "“It took us eleven days.”"), ("cue", "said"), ("source", "Ada Nkemelu"),
    ]  # fmt: skip
    assert [s["name"] for s in now["speakers"]] == ["Ada Nkemelu"]
    assert all(TEXT[s["start"] : s["end"]] == s["text"] for s in now["spans"])


def test_correcting_into_exactly_what_was_proposed_is_accepting(article: Article, editor: User) -> None:
    quote = making.quote(article)
    act(editor, article, quote, "correct", result=result(article, "“We won,”", speakers=["Nobody"]))
    same = result(article, "“It took us eleven days.”", "“We won,”", cue="said", speakers=["ada  NKEMELU"])
    parts = [*same.parts, part(article, "Ada Nkemelu", "source")]
    act(editor, article, quote, "correct", result=Result("direct", parts, same.speakers))
    assert Attribution.objects.get(pk=quote).state == "accepted"


def test_accepting_stays_accepting_when_two_proposed_names_are_one_speaker(editor: User) -> None:
    article = making.article(making.proposed("“We won,”", speakers=["Ada Nkemelu", "Ms Nkemelu"]))
    create_speaker(name="Ada Nkemelu", aliases=["Ms Nkemelu"])
    quote = making.quote(article)
    assert [s["name"] for s in quote_of(article, quote)["speakers"]] == ["Ada Nkemelu"]
    act(editor, article, quote, "accept")
    assert Attribution.objects.get(pk=quote).state == "accepted"


# --- once ------------------------------------------------------------------------------------------------------


def test_the_same_decision_sent_twice_is_stored_once(article: Article, editor: User) -> None:
    sent = {"id": uuid4(), "article_id": article.pk, "attribution": making.quote(article), "action": "accept",
            "version": 0, "by": editor}  # fmt: skip
    first, second = decide(**sent), decide(**sent)
    assert (first.created, second.created) == (True, False)
    assert first.decision == second.decision
    assert Decision.objects.count() == 1


def test_a_decision_resent_after_others_followed_still_changes_nothing(
    article: Article, editor: User
) -> None:
    quote, key = making.quote(article), uuid4()
    act(editor, article, quote, "accept", id=key)
    act(editor, article, quote, "reject")
    again = decide(id=key, article_id=article.pk, attribution=quote, action="accept", version=0, by=editor)
    assert not again.created
    assert Attribution.objects.get(pk=quote).state == "rejected"


@pytest.mark.parametrize("what", ["person", "quote", "article", "action"])
def test_an_id_of_another_decision_is_refused_for_another(
    what: str, article: Article, editor: User, colleague: User
) -> None:
    quote, key = making.quote(article), uuid4()
    act(editor, article, quote, "accept", id=key)
    other = making.article(WON, text=TEXT + "Another edition.\n")
    with pytest.raises(AlreadyUsed):
        decide(
            id=key,
            article_id=other.pk if what == "article" else article.pk,
            attribution=making.quote(article, "“Nobody is happy,”") if what == "quote" else quote,
            action="reject" if what == "action" else "accept",
            version=0,
            by=colleague if what == "person" else editor,
        )
    assert Decision.objects.count() == 1


# --- on what was seen -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [0, 2, 99])
def test_a_decision_on_another_version_is_stale_and_changes_nothing(
    version: int, article: Article, editor: User
) -> None:
    quote = making.quote(article)
    act(editor, article, quote, "accept")
    with pytest.raises(StaleVersion) as refusal:
        act(editor, article, quote, "reject", version=version)
    assert refusal.value.attribution == quote
    assert Attribution.objects.get(pk=quote).state == "accepted"


def test_quotes_of_another_article_are_refused(article: Article, editor: User) -> None:
    other = making.article(WON, text=TEXT + "Another edition.\n")
    with pytest.raises(OtherArticle):
        decide(
            id=uuid4(),
            article_id=other.pk,
            attribution=making.quote(article),
            action="accept",
            version=0,
            by=editor,
        )
    added = uuid4()
    act(editor, article, added, "add", result=result(article, "noon"))
    with pytest.raises(OtherArticle):
        act(editor, other, added, "correct", result=result(other, "noon"))
    with pytest.raises(NotFound):
        decide(id=uuid4(), article_id=10**12, attribution=uuid4(), action="accept", version=0, by=editor)


def test_an_action_that_does_not_exist_is_refused(article: Article, editor: User) -> None:
    for action in ("merge", "", "ACCEPT", "delete"):
        with pytest.raises(NoSuchValue):
            act(editor, article, making.quote(article), action)


# --- spans ------------------------------------------------------------------------------------------------------

N = len(TEXT)
BAD_PARTS: dict[str, tuple[type[DomainError], list[Part]]] = {
    "ends beyond the text": (SpanOutsideText, [Part("content", N - 2, N + 1, TEXT[-2:])]),
    "lies wholly beyond the text": (SpanOutsideText, [Part("content", N + 5, N + 9, "what")]),
    "starts before the text": (SpanOutsideText, [Part("content", -3, 4, TEXT[:4])]),
    "is empty": (EmptySpan, [Part("content", 5, 5, "")]),
    "ends before it starts": (EmptySpan, [Part("content", 9, 5, "")]),
    "says something else": (TextMismatch, [Part("content", 0, 5, "FERRY")]),
    "says less than it covers": (TextMismatch, [Part("content", 0, 5, "Ferr")]),
    "was counted in UTF-16": (
        TextMismatch,
        [Part("content", TEXT.index("🙂") + 2, TEXT.index("🙂") + 3, ".")],
    ),
    "is only a blank": (BlankSpan, [Part("content", 5, 6, " ")]),
    "is only line breaks": (BlankSpan, [Part("content", 17, 19, "\n\n")]),
    "overlaps another": (
        OverlappingParts,
        [Part("content", 0, 5, TEXT[0:5]), Part("content", 4, 9, TEXT[4:9])],
    ),
    "holds another": (OverlappingParts, [Part("content", 0, 9, TEXT[0:9]), Part("content", 2, 4, TEXT[2:4])]),
    "stands there twice": (OverlappingParts, [Part("content", 0, 5, TEXT[0:5])] * 2),
    "is missing": (NoContent, [Part("cue", 0, 5, TEXT[0:5])]),
    "is missing, as everything is": (NoContent, []),
    "has a role that does not exist": (NoSuchValue, [Part("verb", 0, 5, TEXT[0:5])]),  # type: ignore[arg-type]
    "has a blank cue": (BlankSpan, [Part("content", 0, 5, TEXT[0:5]), Part("cue", 5, 6, " ")]),
    "is one of too many": (TooMany, [Part("content", n, n + 1, TEXT[n]) for n in range(MAX_SPANS + 1)]),
}


@pytest.mark.parametrize(("error", "parts"), BAD_PARTS.values(), ids=[f"content that {k}" for k in BAD_PARTS])
@pytest.mark.parametrize("action", ["add", "correct"])
def test_no_quote_is_made_of(
    error: type[DomainError], parts: list[Part], action: str, article: Article, editor: User
) -> None:
    quote = uuid4() if action == "add" else making.quote(article)
    bad = Result("direct", parts, [SpeakerRef(name="Somebody New")])
    with pytest.raises(error) as refusal:
        act(editor, article, quote, action, result=bad)
    assert str(refusal.value).endswith((".", "”"))
    assert not Decision.objects.exists()
    assert not Attribution.objects.exists()
    assert not Speaker.objects.exists()


def test_parts_may_touch_and_roles_may_overlap(article: Article, editor: User) -> None:
    quote = uuid4()
    parts = [
        Part("content", 0, 5, TEXT[0:5]),
        Part("content", 5, 9, TEXT[5:9]),
        Part("source", 2, 7, TEXT[2:7]),
    ]
    act(editor, article, quote, "add", result=Result("mixed", parts))
    assert Attribution.objects.get(pk=quote).spans.count() == 3


def test_what_a_role_or_kind_cannot_be(article: Article, editor: User) -> None:
    with pytest.raises(NoSuchValue):
        act(editor, article, uuid4(), "add", result=result(article, "noon", kind="loud"))  # type: ignore[arg-type]


SCRIPTS = {
    "emoji of several code points": "He wrote “👩🏽‍🚒 saved 🇳🇱 us” today.",
    "combining marks": "Zoe\u0301 said “cafe\u0301 re\u0301sume\u0301” twice.",
    "CRLF line ends": "One\r\ntwo\r\n“three\r\nfour” five\r\n",
    "no-break spaces": "Il a dit «\u00a0jamais\u00a0» et\u202f«\u202fencore\u202f».",
    "letters beyond the basic plane": "𝔗𝔥𝔢 𝔪𝔞𝔫 said “𝒸𝒶𝓁𝓂” and left.",
    "right-to-left words": "قال الرئيس «نحن هنا» ثم غادر",
    "no Latin at all": "首相は「必ず勝つ」と述べた。",
}


@pytest.mark.parametrize("text", SCRIPTS.values(), ids=[f"a text with {k}" for k in SCRIPTS])
def test_every_span_of_a_text_is_found_again_as_it_was_marked(text: str, editor: User) -> None:
    article = making.article(text=text)
    stored = article.text
    assert "\r" not in stored
    for start in range(0, len(stored), 2):
        for end in (start + 1, start + 4):
            if end <= len(stored) and stored[start:end].strip("\n\u00a0\u202f \u200d\u200f"):
                marked = span_at(stored, start, end)
                quote = uuid4()
                act(editor, article, quote, "add", version=0,
                    result=Result("direct", [Part("content", marked.start, marked.end, marked.text)]))  # fmt: skip
    for row in Attribution.objects.prefetch_related("spans"):
        for span in row.spans.all():
            assert Span(span.start, span.end, span.text).check(stored)


def test_an_article_of_the_greatest_length_takes_decisions_anywhere(editor: User) -> None:
    text = "“Yes 🙂,” she said. " * 45_000 + "The end."
    text = text.encode()[:1_000_000].decode(errors="ignore")
    article = making.article(text=text)
    whole_text, last = uuid4(), uuid4()
    act(
        editor,
        article,
        whole_text,
        "add",
        version=0,
        result=Result("direct", [Part("content", 0, len(text), text)]),
    )
    act(editor, article, last, "add", version=0,
        result=Result("direct", [Part("content", len(text) - 4, len(text), text[-4:])]))  # fmt: skip
    quotes = {q["id"]: q for q in review_of(article, editor)["quotes"]}
    assert quotes[str(whole_text)]["spans"][0]["text"] == text
    assert quotes[str(last)]["spans"][0]["end"] == len(text)


# --- speakers ---------------------------------------------------------------------------------------------------


def test_rejecting_creates_no_speaker(article: Article, editor: User) -> None:
    quote = making.quote(article)
    decision = act(editor, article, quote, "reject")
    assert not Speaker.objects.exists()
    assert [s["name"] for s in decision.after["speakers"]] == ["Ada Nkemelu"]


def test_correcting_away_from_a_silly_name_never_creates_it(editor: User) -> None:
    article = making.article(making.proposed("“We won,”", cue="said", speakers=["The Crews"]))
    quote = making.quote(article)
    act(
        editor,
        article,
        quote,
        "correct",
        result=result(article, "“We won,”", cue="said", speakers=["Ada Nkemelu"]),
    )
    assert [s.name for s in Speaker.objects.all()] == ["Ada Nkemelu"]


def test_accepting_creates_the_speaker_once_for_all_its_quotes(editor: User) -> None:
    article = making.article(WON, making.proposed("“Nobody is happy,”", speakers=["ADA NKEMÉLU"]))
    for suggestion in making.offered(article):
        act(editor, article, suggestion.pk, "accept")
    assert [s.name for s in Speaker.objects.all()] == ["Ada Nkemelu"]
    assert set(Attribution.objects.values_list("state", flat=True)) == {"accepted"}


def test_a_rejected_quote_that_is_restored_has_its_speaker(article: Article, editor: User) -> None:
    quote = making.quote(article)
    act(editor, article, quote, "reject")
    act(editor, article, quote, "accept")
    row = Attribution.objects.get(pk=quote)
    assert (row.state, [s.name for s in row.speakers.all()]) == ("accepted", ["Ada Nkemelu"])


def test_a_quote_may_have_no_speaker_or_several_in_order(article: Article, editor: User) -> None:
    quote = uuid4()
    act(editor, article, quote, "add", result=result(article, "noon"))
    assert quote_of(article, quote)["speakers"] == []
    act(
        editor,
        article,
        quote,
        "correct",
        result=result(article, "noon", speakers=["Zoe", "Ada", "zoé", "Mel"]),
    )
    assert [s["name"] for s in quote_of(article, quote)["speakers"]] == ["Zoe", "Ada", "Mel"]


def test_a_speaker_is_named_by_id_by_name_or_made_with_the_clients_id(article: Article, editor: User) -> None:
    known = create_speaker(name="Ada Nkemelu", aliases=["Nkemelu"])
    mine = uuid4()
    refs = [SpeakerRef(id=known.pk), SpeakerRef(name="NKEMELU"), SpeakerRef(mine, "Bo Li", "organization")]
    quote = uuid4()
    act(editor, article, quote, "add", result=Result("direct", [part(article, "noon")], refs))
    assert [s["id"] for s in quote_of(article, quote)["speakers"]] == [str(known.pk), str(mine)]
    assert Speaker.objects.get(pk=mine).kind == "organization"


BAD_SPEAKERS = {
    "an id that nobody has": (NotFound, [SpeakerRef(id=uuid4())]),
    "nothing": (NotFound, [SpeakerRef()]),
    "a blank name": (DomainError, [SpeakerRef(name="  \u200b ")]),
    "a name of 301 characters": (DomainError, [SpeakerRef(name="x" * 301)]),
    "a name that folds to more than fits": (DomainError, [SpeakerRef(name="\ufdfa" * 200)]),
    "a name with a NUL": (DomainError, [SpeakerRef(name="A\x00B")]),
    "a kind that does not exist": (NoSuchValue, [SpeakerRef(name="Bo", kind="robot")]),
    "more than may speak at once": (TooMany, [SpeakerRef(name=f"No {n}") for n in range(MAX_SPEAKERS + 1)]),
}


@pytest.mark.parametrize(
    ("error", "refs"), BAD_SPEAKERS.values(), ids=[f"named by {k}" for k in BAD_SPEAKERS]
)
def test_no_speaker_is_found_or_made(
    error: type[DomainError], refs: list[SpeakerRef], article: Article, editor: User
) -> None:
    with pytest.raises(error):
        act(editor, article, uuid4(), "add", result=Result("direct", [part(article, "noon")], refs))
    assert not Speaker.objects.exists()
    assert not Decision.objects.exists()


def test_a_proposed_name_that_nobody_can_have_is_left_out(editor: User) -> None:
    article = making.article(making.proposed("“We won,”", speakers=["y" * 301, "Ada Nkemelu", "..."]))
    act(editor, article, making.quote(article), "accept")
    assert [s.name for s in Speaker.objects.all()] == ["Ada Nkemelu"]


def test_renaming_a_speaker_leaves_accepted_what_was_accepted(article: Article, editor: User) -> None:
    quote = making.quote(article)
    act(editor, article, quote, "accept")
    edit_speaker(speaker=Speaker.objects.get(), name="Adaeze Nkemelu-Brandt")
    act(editor, article, quote, "reject")
    act(editor, article, quote, "accept")
    row = Attribution.objects.get(pk=quote)
    assert (row.state, [s.name for s in row.speakers.all()]) == ("accepted", ["Adaeze Nkemelu-Brandt"])
    assert Speaker.objects.count() == 1


# --- what changed behind the page --------------------------------------------------------------------------------


def test_the_same_words_are_not_offered_again_by_another_run(article: Article, editor: User) -> None:
    """The page showed the first run; the second finished before the person decided."""
    shown = making.quote(article)
    making.run(article, WON, SAIL, HAPPY)
    act(editor, article, shown, "accept")
    assert [s.spans[0]["text"] for s in making.offered(article)] == [SAIL.content[0], HAPPY.content[0]]
    assert sum(q["state"] != "suggested" for q in review_of(article, editor)["quotes"]) == 1


def test_a_quote_is_not_decided_twice_as_the_suggestions_of_two_runs(
    article: Article, editor: User, colleague: User
) -> None:
    shown_to_one = making.quote(article)
    making.run(article, WON, SAIL, HAPPY)
    shown_to_other = making.quote(article)
    assert shown_to_one != shown_to_other
    act(editor, article, shown_to_one, "accept")
    with pytest.raises(NotPossible, match="same words"):
        act(colleague, article, shown_to_other, "accept")
    assert Attribution.objects.count() == 1


def test_two_suggestions_of_one_run_over_the_same_words_are_one_question(
    article: Article, editor: User, colleague: User
) -> None:
    making.run(article, WON, WON._replace(cue="", source="", speakers=()), SAIL)
    one, other, _ = making.offered(article)
    act(editor, article, one.pk, "accept")
    assert [s.spans[0]["text"] for s in making.offered(article)] == [SAIL.content[0]]
    with pytest.raises(NotPossible, match="same words"):
        act(colleague, article, other.pk, "accept")


def test_accepting_holds_the_speakers_on_screen_against_the_registry(article: Article, editor: User) -> None:
    quote = making.quote(article)
    seen = [SpeakerRef(name=name) for name in WON.speakers]
    create_speaker(name="Somebody Else", aliases=WON.speakers)
    with pytest.raises(SpeakerChanged):
        act(editor, article, quote, "accept", seen=seen)
    assert not Attribution.objects.exists()
    now = [SpeakerRef(id=Speaker.objects.get().pk)]
    act(editor, article, quote, "accept", seen=now)
    assert Attribution.objects.get().speakers.get().name == "Somebody Else"


def test_accepting_whom_the_registry_lacks_as_seen_makes_the_speaker(article: Article, editor: User) -> None:
    act(editor, article, making.quote(article), "accept", seen=[SpeakerRef(name=n) for n in WON.speakers])
    assert [s.name for s in Speaker.objects.all()] == list(WON.speakers)
