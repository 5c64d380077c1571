"""Are quotations found that the likeliest labels missed, and is it found who said them, but nothing made up?"""

from __future__ import annotations

import numpy as np
import pytest

from articles.nlp.crf import LABELS, ROLES, Crf, forbidden
from articles.nlp.filling_in import LONGEST
from articles.nlp.pairing import FEATURES, linked
from articles.nlp.quotation_marks import find_quotations, nest
from articles.nlp.reading import Reading
from articles.nlp.second_look import completed, look_again
from articles.nlp.tagger import Heard, Tagged
from articles.nlp.words import Words

PULL = {name: float(name == "pull") for name in FEATURES}
SURE = 10.0
"""By how much the scores are for a label that nothing else comes near."""


class Article:
    """A text with scores made by hand: outside, but for what `spans` says, and nothing goes with anything."""

    def __init__(self, text: str, *spans: tuple[str, str]) -> None:
        self.reading = Reading.of(Words.read(text), nest(find_quotations(text)))
        number = len(self.reading.words)
        self.scores = np.full((number, LABELS), -SURE, dtype=np.float32)
        self.scores[:, 0] = 0
        self.wants = np.zeros((number, number), dtype=np.float16)
        self.before = np.zeros(number, dtype=np.int64)
        for role, words in spans:
            self.may_be(role, words, SURE)

    def at(self, said: str) -> tuple[int, int]:
        start = self.reading.words.text.index(said)
        return self.reading.words.at(start, start + len(said))

    def goes_with(self, one: str, other: str, pull: float) -> None:
        self.wants[self.at(one)[0], self.at(other)[0]] = pull

    def may_be(self, role: str, words: str, score: float) -> None:
        """Let a span begin with a score, where nothing has 0, and rather go on than not."""
        first, last = self.at(words)
        begin = 1 + 2 * ROLES.index(role)
        self.scores[first, begin] = score
        self.scores[first + 1 : last, begin + 1] = 0.5

    def tagged(self) -> Tagged:
        number = len(self.reading.words)
        transitions = np.stack([forbidden()] * 3)
        transitions[0, 5:, 0] = -SURE  # nothing said ends but where `before` says so
        crf = Crf(transitions, np.zeros(LABELS, dtype=np.float32))
        offers, nobody = np.eye(number, dtype=np.float16), np.zeros(number, dtype=np.float32)
        heard = Heard(0, self.scores, self.before, self.wants, offers, nobody, crf)
        return heard.tagged(crf.decode(self.scores, self.before))

    def looked_at(self) -> dict[str, list[str]]:
        """What a second look finds, role by role."""
        found: dict[str, list[str]] = {role: [] for role in ROLES}
        for it in look_again(self.tagged(), self.reading).chunks:
            found[it.role].append(self.reading.words.said(it.first, it.last))
        return found

    def completed(self) -> list[tuple[str, str | None, str | None]]:
        """Contents with their cues and their sources."""
        tagged = self.tagged()
        found = completed(linked(tagged, self.reading, PULL), tagged, self.reading, PULL)
        said = self.reading.words.said
        cues, sources = ({it.link: said(*it.range) for it in found[role]} for role in ("cue", "source"))
        return [(said(*it.range), cues.get(it.link), sources.get(it.link)) for it in found["content"]]


def torn(text: str, *spans: tuple[str, str]) -> Article:
    """An article whose quotation rather is said than not, though neither of two beginnings is as likely as nothing."""
    article = Article(text, *spans)
    first, last = article.reading.outer[0]
    article.scores[first : first + 2, 5] = -0.3
    article.scores[first + 1 : last, 6] = 0
    article.before[last] = 1
    return article


TITLED = "A paper titled “How bread may rise” came out."


def test_a_quotation_counts_where_all_beginnings_of_it_are_likelier_than_none() -> None:
    article = torn(TITLED, ("cue", "titled"))
    article.goes_with("“", "titled", SURE)
    assert [it.role for it in article.tagged().chunks] == ["cue"]
    assert article.looked_at() == {"source": [], "cue": ["titled"], "content": ["“How bread may rise”"]}


@pytest.mark.parametrize(
    ("text", "cue", "pull"),
    [
        pytest.param(TITLED, "titled", -3, id="with a cue that it does not go with"),
        pytest.param(
            f"It was titled so. {TITLED}", "was titled so", SURE, id="with a cue of another sentence"
        ),
        pytest.param("A paper titled “Bread rises” came out.", "titled", SURE, id="of two words"),
    ],
)
def test_a_quotation_that_was_passed_over_stays_so(text: str, cue: str, pull: float) -> None:
    article = torn(text, ("cue", cue))
    article.goes_with("“", cue, pull)
    assert article.looked_at()["content"] == []


def test_what_a_quotation_pushed_aside_comes_back_where_it_is_let_go() -> None:
    banner = "A banner “How bread may rise”"
    article = torn(f"{banner} came out.", ("source", "A banner"))
    first, last = article.reading.outer[0]
    article.scores[first:last, 2] = 0
    article.scores[first:last, 0] = -2
    assert article.looked_at() == {"source": [banner], "cue": [], "content": []}
    article.may_be("cue", "came out", SURE)
    article.goes_with("“", "came", -3)
    assert article.looked_at() == {"source": [banner], "cue": ["came out"], "content": []}
    article.goes_with("“", "came", SURE)
    assert article.looked_at() == {"source": ["A banner"], "cue": ["came out"], "content": [banner[9:]]}


def test_a_quotation_less_likely_than_none_is_left_out() -> None:
    article = torn(TITLED, ("cue", "titled"))
    article.goes_with("“", "titled", SURE)
    article.scores[:, 5] -= 2
    assert article.looked_at()["content"] == []


@pytest.mark.parametrize(
    ("told", "parted"),
    [
        ("Ann Lee saying, “Bread will rise.”", True),
        ("Ann Lee saying at noon, “Bread will rise.”", True),
        ("Ann Lee asking: “Bread will rise?”", True),
        ("that she was saying, “Bread will rise.”", False),
        ("Ann Lee saying that “bread will rise.”", False),
        ("Ann Lee saying, “Bread,”", False),
        ("Ann Lee baking, “Bread will rise.”", False),
    ],
)
def test_speech_told_of_is_of_who_is_named_in_it(told: str, parted: bool) -> None:
    article = Article(f"The ad shows {told}", ("source", "The ad"), ("cue", "shows"), ("content", told))
    quotation, verb = told[told.index("“") :], told.split()[2].strip(",:")
    if parted:
        found = article.looked_at()
        assert found["content"][-1] == quotation
        assert found["source"] == ["The ad", "Ann Lee"]
        assert found["cue"] == ["shows", verb]
    else:
        assert article.looked_at() == {"source": ["The ad"], "cue": ["shows"], "content": [told]}


SAID = "“Bread will rise,”"


def test_a_quotation_whose_source_was_nearly_found_gets_it() -> None:
    article = Article(f"{SAID} came shouts from the crowd.", ("content", SAID), ("cue", "came shouts"))
    article.goes_with("“", "came", SURE)
    assert article.completed() == [(SAID, "came shouts", None)]
    article.may_be("source", "the crowd", -2)
    article.goes_with("came", "the", 3)
    assert article.completed() == [(SAID, "came shouts", "the crowd")]


def test_no_source_is_made_up() -> None:
    article = Article(f"{SAID} came shouts from the crowd.", ("content", SAID), ("cue", "came shouts"))
    article.goes_with("“", "came", SURE)
    article.may_be("source", "the crowd", -2)
    article.goes_with("came", "the", -3)
    assert article.completed() == [(SAID, "came shouts", None)]


@pytest.mark.parametrize(
    ("before", "known"),
    [("The view of Ann Lee:", True), ("The view of Ann Lee.", False), ("Ann Lee: a view.", False)],
)
def test_a_quotation_without_a_cue_is_of_who_is_named_before_its_colon(before: str, known: bool) -> None:
    article = Article(f"{before} {SAID}", ("content", SAID))
    article.may_be("source", "Ann Lee", -2)
    article.may_be("cue", before[-1], -2)
    article.goes_with("“", before[-1], 5)
    article.goes_with(before[-1], "Ann", 5)
    assert article.completed() == [(SAID, ":", "Ann Lee") if known else (SAID, None, None)]


def test_by_right_after_a_quotation_names_whose_it_is() -> None:
    text = f"The paper titled {SAID} by Ann Lee came out."
    article = Article(text, ("source", "The paper"), ("cue", "titled"), ("content", SAID))
    article.goes_with("“", "titled", SURE)
    article.goes_with("titled", "The", SURE)
    article.may_be("source", "Ann Lee", -5)
    assert article.completed() == [(SAID, "titled", "Ann Lee")]


@pytest.mark.parametrize(
    ("text", "cue", "score"),
    [
        pytest.param(
            f"The paper warned of {SAID} by Ann Lee.", "warned of", -5, id="with a cue that titles nothing"
        ),
        pytest.param(f"The paper titled {SAID} by Monday.", "titled", -9, id="where nobody stands"),
        pytest.param(f"The paper titled {SAID} by monday.", "titled", -5, id="without a capital"),
        pytest.param(f"The paper titled {SAID} by", "titled", -5, id="at the end"),
    ],
)
def test_by_changes_no_source(text: str, cue: str, score: float) -> None:
    article = Article(text, ("source", "The paper"), ("cue", cue), ("content", SAID))
    article.goes_with("“", cue, SURE)
    article.goes_with(cue, "The", SURE)
    article.may_be("source", text.split(" by")[1].strip(" .") or "by", score)
    assert article.completed() == [(SAID, cue, "The paper")]


@pytest.mark.parametrize("words", [8, LONGEST])
def test_the_end_of_a_long_quotation_is_left_out(words: int) -> None:
    said = f"“{'bread ' * words}”"
    article = Article(f"{said} came shouts from the crowd.", ("content", said), ("cue", "came shouts"))
    article.goes_with("“", "came", SURE)
    article.may_be("source", "the crowd", -2)
    article.goes_with("came", "the", 3)
    assert article.completed() == [(said, "came shouts", "the crowd" if words < LONGEST else None)]


def test_by_after_a_long_quotation_is_left_out() -> None:
    said = f"“{'bread ' * LONGEST}”"
    article = Article(f"The paper titled {said} by Ann Lee.", ("cue", "titled"), ("content", said))
    article.goes_with("“", "titled", SURE)
    article.may_be("source", "Ann Lee", -2)
    assert article.completed() == [(said, "titled", None)]
