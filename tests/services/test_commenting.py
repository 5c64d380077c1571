"""What people say about quotes: kept as said, settled and taken up again, and never part of the record."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from articles.errors import AlreadyUsed, BadComment, NoSuchValue, NotFound, NotPossible, OtherArticle
from articles.models import Article, Comment, Resolution, User
from articles.services import commenting
from articles.services.commenting import MAX_LENGTH, comment, flag, settle
from articles.services.documents import comment_json, comments_of
from articles.services.exporting import export
from tests import making
from tests.making import SAIL, TEXT, WON, act, at_once, proposed, result

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(db: None) -> Article:
    return making.article(WON, SAIL)


def say(article: Article, quote: UUID, text: str, by: User) -> Comment:
    return comment(id=uuid4(), article_id=article.pk, attribution=quote, text=text, by=by).comment


def put_flag(article: Article, quote: UUID, by: User, reason: str = "speaker", text: str = "") -> Comment:
    return flag(id=uuid4(), article_id=article.pk, attribution=quote, reason=reason, text=text, by=by).comment


def told(article: Article) -> list[tuple[str, str, str, bool, str]]:
    said = map(comment_json, comments_of(article))
    return [(c["kind"], c["by"], c["text"], c["resolved"], c["resolved_by"]) for c in said]


def test_a_comment_is_settled_and_taken_up_again_by_anybody(
    article: Article, editor: User, colleague: User
) -> None:
    quote = making.quote(article)
    said = say(article, quote, "  Who is “we”?\r\nAsk Ada.  ", editor)
    assert told(article) == [("comment", "Mara Editor", "Who is “we”?\nAsk Ada.", False, "")]
    for resolved, name in [(True, "Tom Checker"), (False, "")]:
        for changed in (True, False):
            answer = settle(id=uuid4(), comment=said.id, resolved=resolved, by=colleague)
            assert answer.created is changed
        assert told(article)[0][3:] == (resolved, name)
    assert Resolution.objects.count() == 2


def test_what_is_said_of_a_suggestion_stays_with_the_quote_when_it_is_decided(
    article: Article, editor: User
) -> None:
    quote = making.quote(article)
    say(article, quote, "Is she the leader?", editor)
    act(editor, article, quote, "accept")
    added = uuid4()
    act(editor, article, added, "add", result=result(article, "noon"))
    say(article, added, "Local time?", editor)
    act(editor, article, added, "remove")
    say(article, added, "It was.", editor)
    assert [c.attribution for c in comments_of(article)] == [quote, added, added]


def test_a_quote_has_one_open_flag(article: Article, editor: User, colleague: User) -> None:
    quote = making.quote(article)
    first = put_flag(article, quote, editor)
    with pytest.raises(NotPossible):
        put_flag(article, quote, colleague, "words")
    settle(id=uuid4(), comment=first.id, resolved=True, by=colleague)
    put_flag(article, quote, colleague, "other", "The tape says otherwise")
    with pytest.raises(NotPossible):
        settle(id=uuid4(), comment=first.id, resolved=False, by=editor)
    assert [c[:3] for c in told(article)] == [
        ("flag", "Mara Editor", ""),
        ("flag", "Tom Checker", "The tape says otherwise"),
    ]
    counted = Article.objects.with_progress().get(pk=article.pk)
    assert counted.flagged == 1  # type: ignore[attr-defined]


@pytest.mark.django_db(transaction=True)
def test_of_two_flags_at_once_one_stands(article: Article, editor: User, colleague: User) -> None:
    quote = making.quote(article)
    outcomes = at_once(lambda: put_flag(article, quote, editor), lambda: put_flag(article, quote, colleague))
    assert sorted(type(outcome) for outcome in outcomes if isinstance(outcome, NotPossible)) == [NotPossible]
    assert Comment.objects.flags().open().count() == 1


def test_saying_it_twice_says_it_once(article: Article, editor: User, colleague: User) -> None:
    quote, id = making.quote(article), uuid4()
    about = {"id": id, "article_id": article.pk, "attribution": quote}
    assert comment(**about, text="Ask Ada.", by=editor).created is True
    assert comment(**about, text="Ask Ada.", by=editor).created is False
    with pytest.raises(AlreadyUsed):
        comment(**about, text="Ask Ada.", by=colleague)
    with pytest.raises(AlreadyUsed):
        flag(**about, reason="words", by=editor)
    settled = uuid4()
    settle(id=settled, comment=id, resolved=True, by=editor)
    assert settle(id=settled, comment=id, resolved=True, by=editor).created is False
    with pytest.raises(AlreadyUsed):
        settle(id=settled, comment=id, resolved=False, by=editor)


@pytest.mark.parametrize(
    "text",
    ["", " \n\t ", "\u200b", "a\x00b", "a\x07b", "x" * (MAX_LENGTH + 1), "\ud800"],
    ids=["nothing", "blanks", "something invisible", "a NUL", "a control", "too much", "half a character"],
)
def test_a_comment_without_words_or_with_too_many_is_refused(
    text: str, article: Article, editor: User
) -> None:
    with pytest.raises(BadComment):
        say(article, making.quote(article), text, editor)
    with pytest.raises(BadComment):
        put_flag(article, making.quote(article), editor, "other", text)
    assert not Comment.objects.exists()


def test_what_is_resolved_and_reopened_without_end_is_refused_and_costs_no_more_to_read(
    article: Article, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commenting, "MAX_RESOLUTIONS", 4)
    said = say(article, making.quote(article), "Ask Ada.", editor)
    for resolved in (True, False, True, False):
        settle(id=uuid4(), comment=said.id, resolved=resolved, by=editor)
    with pytest.raises(NotPossible, match="4 times"):
        settle(id=uuid4(), comment=said.id, resolved=True, by=editor)
    [read] = comments_of(article)
    assert [(one.number, one.resolved) for one in read.newest] == [
        (Resolution.objects.latest("number").number, False)
    ]


def test_what_is_not_there_cannot_be_talked_about(article: Article, editor: User) -> None:
    other = making.article(WON, text=TEXT + "Second edition.\n")
    with pytest.raises(NotFound):
        say(article, uuid4(), "Hm.", editor)
    with pytest.raises(OtherArticle):
        say(article, making.quote(other), "Hm.", editor)
    with pytest.raises(NoSuchValue):
        put_flag(article, making.quote(article), editor, "whim")
    with pytest.raises(NotFound):
        settle(id=uuid4(), comment=uuid4(), resolved=True, by=editor)


def test_a_suggestion_that_was_commented_on_outlives_another_look_for_quotes(
    article: Article, editor: User
) -> None:
    quote = making.quote(article)
    say(article, quote, "Ask Ada.", editor)
    making.run(article, WON, proposed("“Nobody is happy,”"))
    offered = {s.pk: s.spans[0]["text"] for s in making.offered(article)}
    assert offered[quote] == "“We won,”"
    assert sorted(offered.values()) == ["“Nobody is happy,”", "“We won,”"]


def test_talk_is_not_exported_and_opens_no_article(article: Article, editor: User) -> None:
    act(editor, article, making.quote(article), "accept")
    before = list(export(format="jsonl"))
    quote = making.quote(article, "the boats would sail at noon")
    say(article, quote, "Ask Ada.", editor)
    put_flag(article, quote, editor)
    assert list(export(format="jsonl")) == before
