"""Does every source get the right name, as full as the article has it?"""

from __future__ import annotations

import pytest

from articles.document import Speaker
from articles.nlp.pipeline import load


def speakers(text: str) -> list[Speaker | None]:
    """The speaker of each quote, None where nobody is named; joint speakers one by one."""
    found = load().annotate(text).attributions
    assert found, "no quote was found at all"
    return [speaker for it in found for speaker in (it.speakers or (None,))]


def names(text: str) -> list[str | None]:
    return [it.name if it else None for it in speakers(text)]


@pytest.mark.parametrize(
    ("text", "last_named"),
    [
        pytest.param("Ann Lee bakes. “Bread,” Lee said.", "Ann Lee", id="a surname"),
        pytest.param("Prime Minister Theresa May spoke. “Bread,” Mrs May said.",
                     "Theresa May", id="a surname that is a month"),
        pytest.param("Paul D. Ryan spoke. “Bread,” Mr. Ryan said.", "Paul D. Ryan", id="a middle initial"),
        pytest.param('Rep. Robert "Bobby" Scott spoke. “Bread,” Bobby Scott said.', "Robert Scott", id="a nickname"),
        pytest.param("Ivanka Trump met Donald Trump. “Bread,” Ivanka said.", "Ivanka Trump", id="a first name"),
        pytest.param("Sen. Ann Lee spoke. “Bread,” the senator said.", "Ann Lee", id="a role from a title"),
        pytest.param("Ann Lee, a lawyer, spoke. “Bread,” the lawyer said.", "Ann Lee", id="a role from an aside"),
        pytest.param("“Bread,” said the mayor, Ann Lee.", "Ann Lee", id="a name after the role"),
        pytest.param("A lawyer for the bakers, Ann Lee, said bread is dear.",
                     "Ann Lee", id="a name after a long role"),
        pytest.param("Ann Lee, who met Bob Ray, said bread is dear.",
                     "Ann Lee", id="not the name in a relative clause"),
        pytest.param("Bob Ray, a spokesman for Ann Lee, said bread is dear.",
                     "Bob Ray", id="not the name in an aside"),
        pytest.param("Bob Ray's mother said bread is dear.", "Bob Ray's mother", id="not the owner of the noun"),
        pytest.param("The International Bread Fund met. “Bread,” the IBF said.",
                     "International Bread Fund", id="an acronym"),
        pytest.param("The New York Herald wrote it. “Bread,” the Herald said.",
                     "New York Herald", id="a newspaper's last word"),
        pytest.param("Russia's defence ministry said it won. “Bread,” the ministry said.",
                     "Russia's defence ministry", id="a ministry"),
        pytest.param("Anonymous people spoke. “Bread,” they said.",
                     "Anonymous people", id="they, the subject before"),
    ],
)  # fmt: skip
def test_a_source_gets_the_fullest_name(text: str, last_named: str) -> None:
    assert names(text)[-1] == last_named


@pytest.mark.parametrize(
    ("text", "last_named"),
    [
        pytest.param("Ann Lee met Bob Ray. “Bread,” she said.", "Ann Lee", id="she is the woman"),
        pytest.param("Ann Lee met Bob Ray. “Bread,” he said.", "Bob Ray", id="he is the man"),
        pytest.param("Bob Ray wrote to Tom Cole. “Bread,” he said.", "Bob Ray", id="the subject comes first"),
        pytest.param("“Cake,” said Bob Ray. Tom Cole's shop is shut. “Bread,” he said.",
                     "Bob Ray", id="who spoke last"),
        pytest.param("Ms Zyx met Mr Qua. “Bread,” he said.", "Qua", id="titles tell the gender of unknown names"),
        pytest.param("Xin Zyx lost her hat. Later she found it. Bob Ray left. “Bread,” she said.", "Xin Zyx",
                     id="earlier pronouns tell the gender"),
        pytest.param("Ann Lee spoke. Bob Ray, who is 60, left. “Bread,” he said.",
                     "Bob Ray", id="nearest of the gender"),
    ],
)  # fmt: skip
def test_pronouns(text: str, last_named: str) -> None:
    assert names(text)[-1] == last_named


def test_joint_speakers_are_two() -> None:
    assert names("“Bread,” Ann Lee and Bob Ray said.") == ["Ann Lee", "Bob Ray"]


def test_people_of_one_surname_are_not_mixed_up() -> None:
    text = "Ann Lee and Bob Lee bake. “Bread,” Mr Lee said. “Cake,” Ms Lee said. “Pie,” Bob Lee said."
    assert names(text) == ["Bob Lee", "Ann Lee", "Bob Lee"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("“Bread,” said Ann Lee.", "person", id="a person"),
        pytest.param("“Bread,” said the Bread Council.", "organization", id="an organization"),
        pytest.param("Diplomats said that bread is dear.", "group", id="a group"),
        pytest.param("The report said that bread is dear.", "document", id="a document"),
        pytest.param("“Bread,” said a spokesman.", "unnamed", id="somebody unnamed"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert [it.kind for it in speakers(text) if it] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "Bread is dear.\n“Nobody can pay for this any more.”", id="a quotation with nobody near"
        ),
        pytest.param("“Nobody can pay for this any more,” he said.", id="he, and nobody named"),
        pytest.param("I said that bread is dear.", id="the author"),
    ],
)
def test_where_nobody_can_be_named_nobody_is(text: str) -> None:
    assert names(text) == [None]


def test_a_name_that_is_only_spoken_of_inside_a_quotation_is_no_speaker() -> None:
    assert names("Ann Lee left. “Carol Dane will come,” she said.") == ["Ann Lee"]


def test_a_doubtful_speaker_lowers_the_confidence() -> None:
    sure, doubtful = (
        load().annotate(text).attributions[0].confidence
        for text in ("“Bread,” said Ann Lee.", "“Bread,” he said.")
    )
    assert sure is not None
    assert doubtful is not None
    assert doubtful < sure


@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param(
            "The minister, Anna Lind, visited Oslo Harbour.\n'We will build it,' said Lind after the tour.",
            ["Anna Lind"], id="a first sentence with many capitals is no headline",
        ),
        pytest.param(
            "Her spokesman, Per Holm, told reporters the work would take two years. “Two,” said Holm.",
            ["Per Holm", "Per Holm"], id="a first name that is a small word",
        ),
        pytest.param("“It is late,” said Per Holm.", ["Per Holm"], id="such a name after its cue"),
        pytest.param(
            "The nurse, Polly Reed, left. “It is late,” said Reed.", ["Polly Reed"], id="a first name in -ly"
        ),
    ],
)  # fmt: skip
def test_a_name_beside_a_role_joins_the_cast(text: str, named: list[str]) -> None:
    assert names(text) == named


def test_a_headline_in_capitals_still_names_nobody() -> None:
    assert names("Anna Lind Opens New Oslo Harbour\n“It is late,” said Lind.") == ["Lind"]
