"""One small article for every way news has of quoting people: is what an editor would mark found, and by whom?"""

from __future__ import annotations

import pytest

from articles.document import Attribution, Span
from articles.evaluation import pairs, words_in
from articles.nlp.pipeline import load
from tests.marked import Marked, marked


def _names(found: Attribution) -> str | None:
    return " | ".join(it.name for it in found.speakers) or None


ARTICLES = [
    pytest.param(
        "Ann Lee runs the bakery. {“We open at six,”}1 <she>1 [said]1.",
        ["Ann Lee"], id="a pronoun after the quotation",
    ),
    pytest.param(
        "{“We open at six,”}1 [said]1 <Ann Lee, the owner of the bakery>1. <Ms Lee>2 [added]2 {that bread was cheap}2.",
        ["Ann Lee", "Ann Lee"], id="said before the name, then a title and surname",
    ),
    pytest.param(
        "<Ann Lee, who owns the bakery,>1 [said]1: {“We open at six.”}1",
        ["Ann Lee"], id="a quotation after a colon",
    ),
    pytest.param(
        "{‘We don’t open on the bakers’ holiday,’}1 [said]1 <Ann Lee>1. {‘Nor do they.’}1",
        ["Ann Lee"], id="British single marks with apostrophes inside",
    ),
    pytest.param(
        "{''We open at six,''}1 <Mr. Ray>1 [said]1. {''Always.''}1",
        ["Ray"], id="two apostrophes for a mark",
    ),
    pytest.param(
        "{“We open at six,”}1 <Ann Lee>1 [said]1, {“and we close at noon.”}1",
        ["Ann Lee"], id="a quotation interrupted by its cue is one quote",
    ),
    pytest.param(
        "{“We opened at six.}1\n{“We closed at noon.}1\n{“We sold everything,”}1 <Ann Lee>1 [said]1.",
        ["Ann Lee"], id="a quotation of three paragraphs with its cue at the end",
    ),
    pytest.param(
        "<Ann Lee>1 [said]1: {“We opened at six.}1\n{“We closed at noon.}1\n{“We sold everything.”}1",
        ["Ann Lee"], id="a quotation of three paragraphs with its cue at the start",
    ),
    pytest.param(
        "[According to]1 <Ann Lee>1, {bread will cost more next year}1.",
        ["Ann Lee"], id="according to, before",
    ),
    pytest.param(
        "{Bread will cost more next year}1, [according to]1 <a report by the bakers' union>1.",
        ["report by the bakers' union"], id="according to, after",
    ),
    pytest.param(
        "[According to]1 <the police>1, {two people were hurt}1.",
        ["police"], id="according to, before a clause that looks like an aside",
    ),
    pytest.param(
        "[According to]1 <Ann Lee, who runs the bakery>1, {the bread is dear, and old}1.",
        ["Ann Lee"], id="according to, with a relative clause",
    ),
    pytest.param(
        "[According to]1 <the mayor, Ann Lee>1, {the thieves, who wore masks, ran}1.",
        ["Ann Lee"], id="according to, before commas of the clause itself",
    ),
    pytest.param(
        "{It burned}1, [according to]1 <the police>1.",
        ["police"], id="according to, after a short clause",
    ),
    pytest.param(
        "{“We are ready,”}1 [said]1 <José García>1 🎈",
        ["José García"], id="an emoji after the name",
    ),
    pytest.param(
        "{“We are ready 🎈,”}1 [said]1 🎈 <José García>1. {“Now,”}2 <García>2 👍🏽 [said]2.",
        ["José García", "José García"], id="emoji before a name and before a cue",
    ),
    pytest.param(
        "{“We are ready,”}1 [said]1 <Zo\u00eb\u0301 Brown>1. {“Now,”}2 <Brown>2 [said]2.",
        ["Zo\u00eb\u0301 Brown", "Zo\u00eb\u0301 Brown"], id="a name with a combining mark",
    ),
    pytest.param(
        "{“Do not run it,”}1 [said]1 <Ann Lee>1 on Monday.",
        ["Ann Lee"], id="short words are no title",
    ),
    pytest.param(
        "{“My mother told me ‘never sell a warm loaf’ and she was right,”}1 <Ann Lee>1 [said]1.",
        ["Ann Lee"], id="a quotation inside a quotation belongs to it",
    ),
    pytest.param(
        "The “artisan” loaves were stale. <Ann Lee>1 [denied]1 {that they were old}1.",
        ["Ann Lee"], id="scare quotes are no quote",
    ),
    pytest.param(
        "She read “The Miller's Tale” on the train and drank a “flat white” in the “Old Mill”.",
        [], id="titles and terms are no quotes",
    ),
    pytest.param(
        "John Miller and Sarah Miller run the mill. {“It is an old mill,”}1 <Ms Miller>1 [said]1. "
        "{“It is a wet mill,”}2 <Mr Miller>2 [said]2.",
        ["Sarah Miller", "John Miller"], id="two people of one surname, told apart by their titles",
    ),
    pytest.param(
        "{“We are sorry,”}1 [said]1 <a spokeswoman for the bakery>1. {“It was an accident,”}2 <she>2 [said]2.",
        ["spokeswoman for the bakery", "spokeswoman for the bakery"], id="an unnamed spokeswoman stays unnamed",
    ),
    pytest.param(
        "{“We are sorry,”}1 <Ann Lee and Bob Ray>1 [said]1 in a joint statement. "
        "{“It was an accident,”}2 <they>2 [said]2.",
        ["Ann Lee | Bob Ray", "Ann Lee | Bob Ray"], id="a joint statement has two speakers",
    ),
    pytest.param(
        "<JANE ROE>1[:]1 {When do you open?}1\n<ANN LEE>2[:]2 {At six.}2\n<JANE ROE>3[:]3 {And on Sundays?}3\n"
        "<ANN LEE>4[:]4 {Never.}4",
        ["JANE ROE", "ANN LEE", "JANE ROE", "ANN LEE"], id="a transcript",
    ),
    pytest.param(
        "Bread is dear.\n{“Nobody can pay for this any more.”}1\nThe shops are empty.",
        [None], id="a quotation with no speaker is given none",
    ),
    pytest.param(
        "<Ann Lee>1 [tweeted]1: {“Fresh rolls at six! #bread @bakery”}1",
        ["Ann Lee"], id="a tweet",
    ),
    pytest.param(
        "<The mayor, Ann Lee,>1 [said]1 {she would resign}1. {“I have had enough,”}2 <the mayor>2 [said]2.",
        ["Ann Lee", "Ann Lee"], id="a role stands for the person who has it",
    ),
    pytest.param(
        "<The Bakers' Union>1 [said]1 {bread would cost more}1. {“It has to,”}2 <the union>2 [said]2.",
        ["Bakers' Union", "Bakers' Union"], id="a body by its short name",
    ),
    pytest.param(
        "{“Is it fresh?”}1 <Bob Ray>1 [asked]1. {“It is,”}2 <Ann Lee>2 [replied]2.",
        ["Bob Ray", "Ann Lee"], id="a question mark before the name",
    ),
    pytest.param(
        "<Ann Lee>1 [told]1 reporters on Monday {that the oven was broken}1.",
        ["Ann Lee"], id="told, with listeners and a day",
    ),
    pytest.param(
        "<Ann Lee>1 [has accused]1 {the council of hiding the figures}1, [saying]2 {it “lied to every baker”}2.",
        ["Ann Lee", "Ann Lee"], id="an accusation and a participle with the same source",
    ),
    pytest.param(
        "{“It will never work.”}1 [—]1 <Ann Lee>1",
        ["Ann Lee"], id="a quotation signed with a name",
    ),
    pytest.param(
        "Bob Ray met Ann Lee on Monday. {“She was kind,”}1 <he>1 [said]1.",
        ["Bob Ray"], id="he is the man of the two",
    ),
    pytest.param(
        "The ad uses footage of <Ann Lee>1 [asking]1, {“Why is bread so dear this year?”}1",
        ["Ann Lee"], id="somebody seen saying it, within something else that is told",
    ),
    pytest.param(
        "Bob Ray spoke on Monday. <He>1 [stressed]1 {the need for more bread}1: "
        "{“Bake it and then bake it again,”}2 <he>2 [said]2.",
        ["Bob Ray", "Bob Ray"], id="words without marks, a colon, and a quotation with a cue of its own",
    ),
    pytest.param(
        "{“The price of bread is high,”}1 <Ann Lee>1 [said]1. <She>2 [did not propose]2 {to lower it}2. "
        "{“Our goal is to bake more of it.”}1",
        ["Ann Lee", "Ann Lee"], id="a quotation that goes on after a sentence about something else",
    ),
    pytest.param(
        "{“It smells of smoke,”}1 <Ann Lee>1 [said]1. {“If the oven burns, the whole street burns.}2\n"
        "{“I have been thinking of that all week,”}2 [added]2 <Bob Ray, the owner of the mill>2.",
        ["Ann Lee", "Bob Ray"], id="a quotation left open after a cue is of who speaks in the next paragraph",
    ),
    pytest.param(
        "{“Bread will rise again,”}1 [came shouts]1 from <the crowd>1.",
        ["crowd"], id="a source that is nearly missed",
    ),
    pytest.param(
        "<The mayor, Ann Lee,>1 [promised]1 {“a new bridge for all of us”}1 by Monday.",
        ["Ann Lee"], id="by a day of the week",
    ),
    pytest.param(
        "<Officials>1 [warned of]1 {“a very serious loss of life”}1 by Tuesday.",
        ["Officials"], id="officials, by a day of the week",
    ),
    pytest.param(
        "<The council>1 [warned of]1 {“a very serious loss of jobs”}1 by Friday.",
        ["council"], id="a council, by a day of the week",
    ),
    pytest.param(
        "<Ann Lee>1 [promised]1 {“a new bridge for all of us”}1 by Christmas.",
        ["Ann Lee"], id="by a feast",
    ),
    pytest.param(
        "<Ann Lee>1 [promised]1 {“a new bridge for all of us”}1 by March 3.",
        ["Ann Lee"], id="by a date",
    ),
    pytest.param(
        "<The mayor, Ann Lee,>1 [demanded]1 {“a full vote on the bridge” by Congress}1.",
        ["Ann Lee"], id="by a body that did not say so",
    ),
]  # fmt: skip


TAGGED = [
    ("<script>alert(1)</script> “Do not <b>run</b> it & go,” said Ann Lee.", "“Do not <b>run</b> it & go,”"),
    ("<p>“Do not run it,” said <b>Ann Lee</b>.</p>", "“Do not run it,”"),
    ("<p>It was late.</p><p>“We are <i>ready</i>”, said <em>Ann Lee</em>.</p>", "“We are <i>ready</i>”"),
    ('"Read it," said <a href="https://lee.invalid/" title="Ann">Ann Lee</a>.', '"Read it,"'),
]


@pytest.mark.parametrize(("text", "content"), TAGGED)
def test_tags_beside_the_words_hide_no_quote(text: str, content: str) -> None:
    (found,) = load().annotate(text).attributions
    assert [span.text for span in found.content] == [content]
    assert [span.text for span in found.source] == ["Ann Lee"]
    assert _names(found) == "Ann Lee"


HARDLY = 0.2
"""Confidence below which a suggestion is offered last of all and bothers nobody."""
OPENING = "Bread is dearer than ever\n\nFlour went up again this week. The bakeries of the town were open as usual.\n\n"
"""What an article begins with, so that none is a lone sentence, which no newspaper prints."""


@pytest.mark.parametrize(("article", "speakers"), ARTICLES)
def test_nothing_annoys_an_editor(article: str, speakers: list[str | None]) -> None:
    expected = marked(OPENING + article)
    found = load().annotate(expected.text).attributions
    assert annoyances(expected, speakers, found) == []


def annoyances(expected: Marked, speakers: list[str | None], found: tuple[Attribution, ...]) -> list[str]:
    """What an editor would have to mend: quotes missed or made up, edges off by more than marks, wrong speakers."""
    text = expected.text
    wanted = [words_in(text, _ranges(quote.content)) for quote in expected.quotes]
    offered = [words_in(text, _ranges(it.content)) for it in found]
    same = pairs(wanted, offered)
    wrong = []
    for number, (quote, speaker) in enumerate(zip(expected.quotes, speakers, strict=True)):
        if number not in same:
            wrong.append(f"missed: {text[quote.content[0].start : quote.content[-1].end]}")
            continue
        it = found[same[number]]
        if it.kind != "indirect" and offered[same[number]] != wanted[number]:
            wrong.append(f"edges: {[span.text for span in it.content]}")
        if _names(it) != speaker:
            wrong.append(f"speaker: {_names(it)}, not {speaker}")
    made_up = [
        it
        for number, it in enumerate(found)
        if number not in same.values() and (it.confidence or 0) >= HARDLY
    ]
    return wrong + [f"made up: {[span.text for span in it.content]}" for it in made_up]


def _ranges(spans: tuple[Span, ...]) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in spans]
