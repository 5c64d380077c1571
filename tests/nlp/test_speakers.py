"""Does every source get the right name, as full as the article has it?"""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.document import Speaker
from articles.nlp.pipeline import load
from articles.nlp.quotation_marks import find_quotations, nest
from articles.nlp.reading import Linked, Reading
from articles.nlp.scene import SURENESS
from articles.nlp.speakers import name_speakers
from articles.nlp.words import Words
from tests.marked import marked


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


def test_a_surname_alone_is_whom_the_article_brought_in_first() -> None:
    text = "Bob Lee bakes. “Bread,” Lee said. Ann Lee, Ann Lee’s friends and Ann Lee’s dog came. “Cake,” Lee said."
    assert names(text) == ["Bob Lee", "Bob Lee"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param("A lesson from Ann Lee: {“Bake on, whatever they say.”}", ["Ann Lee"], id="a person"),
        pytest.param("Ann Lee left a lesson: {“Bake on, whatever they say.”}", [], id="something else"),
        pytest.param("A lesson from Ann Lee. {“Bake on, whatever they say.”}", [], id="no colon"),
    ],
)
def test_a_quotation_that_nothing_reports_is_whose_name_stands_before_its_colon(
    text: str, named: list[str]
) -> None:
    found = marked(text)
    reading = Reading.of(Words.read(found.text), nest(find_quotations(found.text)))
    (quotation,) = found.quote.content
    only = Linked([reading.words.at(quotation.start, quotation.end)])
    name_speakers(reading, [only])
    assert [it.name for it in only.speakers] == named


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


def named(text: str) -> list[list[str]]:
    """The speakers of each attribution of a text marked `{content} <source>`, sources as a tagger would give them."""
    plain = re.sub("[{}<>]", "", text)
    words = Words.read(plain)
    reading = Reading.of(words, nest(find_quotations(plain)))
    spans: dict[str, list[tuple[int, int]]] = {"{": [], "<": []}
    opened: dict[str, int] = {}
    position = 0
    for sign in text:
        if sign in "{<":
            opened[sign] = position
        elif sign in "}>":
            mark = "{" if sign == "}" else "<"
            spans[mark].append(words.at(opened[mark], position))
        else:
            position += 1
    sources: list[tuple[int, int]] | list[None] = spans["<"] or [None] * len(spans["{"])
    linked = [
        Linked([content], source=source, sentence=words.sentence_of(content[0]))
        for content, source in zip(spans["{"], sources, strict=True)
    ]
    name_speakers(reading, linked)
    return [[speaker.name for speaker in it.speakers] for it in linked]


@pytest.mark.parametrize(
    ("text", "last_named"),
    [
        pytest.param("Ann Lee spoke on Monday. <Her> claim that {bread is dear} drew laughter.",
                     ["Ann Lee"], id="a possessive pronoun"),
        pytest.param("Ann Lee left. Bread, according to <her>, {is dear}.", ["Ann Lee"], id="an object pronoun"),
        pytest.param("Ann Lee spoke on Monday. <Lee's> claim that {bread is dear} drew laughter.",
                     ["Ann Lee"], id="a surname with 's"),
        pytest.param("<A trade panel in 2001> found that {bread is dear}.", ["trade panel"], id="a body with a year"),
        pytest.param("The International Bread Fund met. <The IBF's> view is that {bread is dear}.",
                     ["International Bread Fund"], id="an acronym with 's"),
        pytest.param("The Alliance to Keep Our Mills (AKOM) met. <AKOM> said {bread is dear}.",
                     ["Alliance to Keep Our Mills"], id="an acronym that the article explains"),
        pytest.param("The Alliance to Keep Our Mills (AKOM) met. <The alliance> said {bread is dear}.",
                     ["Alliance to Keep Our Mills"], id="the noun of a long name"),
        pytest.param("A judge of the U.S. Court of Appeals for the Ninth Circuit sat. <The appeals court> held that "
                     "{bread is dear}.", ["U.S. Court of Appeals for the Ninth Circuit"], id="the appeals court"),
        pytest.param("<Lee> says {bread is dear}\nThe mayor, Ann Lee, spoke on Monday.",
                     ["Ann Lee"], id="a surname that a headline starts with"),
        pytest.param("<Judge> Says {Bread Is Too Dear for Us}\nJustice Ann Lee ruled on Monday.",
                     ["Ann Lee"], id="the role of a headline"),
        pytest.param("<A York judge> ruled that {bread is dear}. Justice Ann Lee signed it on Monday.",
                     ["Ann Lee"], id="somebody whom the second sentence names"),
        pytest.param("Ann Lee wrote to Bob Ray. <Bob Ray, Tom Cole and Ann Lee> said {bread is dear}.",
                     ["Bob Ray", "Tom Cole", "Ann Lee"], id="three people"),
        pytest.param("<Senator Bob Ray, D-Ohio, and Tom Cole, R-Iowa,> said {bread is dear}.",
                     ["Bob Ray", "Tom Cole"], id="two people with their parties"),
        pytest.param("Talks went on. <Norway, Sweden and the United States> said {bread is dear}.",
                     ["Norway", "Sweden", "United States"], id="three countries"),
        pytest.param("<Ann Lee, who is married to Tom Cole and Bob Ray,> said {bread is dear}.",
                     ["Ann Lee"], id="not those of a relative clause"),
        pytest.param("Ann Lee and Bob Ray met on Monday. <Both> said {bread is dear}.",
                     ["Ann Lee", "Bob Ray"], id="both"),
        pytest.param("Candidates Ann Lee and Bob Ray met on Monday. <The two candidates> said {bread is dear}.",
                     ["Ann Lee", "Bob Ray"], id="the two candidates"),
        pytest.param("Norway wrote to Sweden. <The two countries> agree that {bread is dear}.",
                     ["Norway", "Sweden"], id="the two countries"),
        pytest.param("Harold Bornstein spoke on Monday. He told Bornsten no. <Bornsten> said {bread is dear}.",
                     ["Harold Bornstein"], id="a surname with a slip"),
        pytest.param("<Lee's running mate, Ohio Gov. Bob Ray,> said {bread is dear}.",
                     ["Bob Ray"], id="a name right after what somebody is to another"),
        pytest.param("Ann Lee opened a shop. <The 34-year-old mother of three> said {bread is dear}.",
                     ["Ann Lee"], id="an age"),
        pytest.param("Republican Sen. Ann Lee met Democratic Sen. Bob Ray. <The Democratic senator> said "
                     "{bread is dear}.", ["Bob Ray"], id="the party tells two senators apart"),
        pytest.param("Ohio Sen. Ann Lee met Texas Sen. Bob Ray. <The Ohio senator> said {bread is dear}.",
                     ["Ann Lee"], id="the state tells two senators apart"),
        pytest.param("Bob Ray, the mayor's brother, met Ann Lee, the mayor. <The mayor> said {bread is dear}.",
                     ["Ann Lee"], id="the mayor's brother is no mayor"),
        pytest.param("Ann Lee runs a bakery. <Her campaign> said {bread is dear}.",
                     ["Ann Lee's campaign"], id="somebody's campaign"),
        pytest.param("Bakers met in Ohio. <The state> said {bread is dear}.", ["Ohio"], id="the state"),
        pytest.param("Bob Ray and Bob Ray Jr. bake. Bob Ray left. <Bob Ray> said {bread is dear}.",
                     ["Bob Ray"], id="not the son"),
        pytest.param("Ann Lee opened a mill. Ann Lee bakes. Ann Lee sings. The wheel of Tom Lee burnt. "
                     "<Lee> said {bread is dear}.", ["Ann Lee"], id="the surname of whom the article is about"),
        pytest.param("Bob Ray left. <The former chief of staff Bob Ray> said {bread is dear}.",
                     ["Bob Ray"], id="chief of staff and the name"),
        pytest.param("Bob Ray of York, Pa., <who> said {bread is dear}, left.", ["Bob Ray"], id="who, after a place"),
        pytest.param("<The Daily Sketch> said {bread is dear}.", ["Daily Sketch"], id="no adverb but a newspaper"),
        pytest.param("The U.S. Supreme Court met. <The Supreme Court> held that {bread is dear}.",
                     ["U.S. Supreme Court"], id="the fuller name of a court"),
    ],
)  # fmt: skip
def test_sources_as_a_tagger_gives_them(text: str, last_named: list[str]) -> None:
    assert named(text)[-1] == last_named


def test_i_inside_a_quotation_is_who_is_quoted() -> None:
    assert named("Ann Lee left. “<I> think {bread is dear}, {and cakes too},” <Lee> said.") == [
        ["Ann Lee"],
        ["Ann Lee"],
    ]


@pytest.mark.parametrize(
    ("text", "nobody"),
    [
        pytest.param(
            "Ann Lee left. It was reported that {bread is dear}.", [], id="a report without a source"
        ),
        pytest.param("Ann Lee left. <A baker> said {bread is dear}.", ["baker"], id="somebody new"),
        pytest.param("Ann Lee spoke. <The spokesman> said {bread is dear}.", ["spokesman"], id="one of many"),
        pytest.param(
            "<Ann Lee's father> said {bread is dear}.", ["Ann Lee's father"], id="a father without a name"
        ),
    ],
)
def test_nobody_of_the_cast_is_put_in_the_place_of_others(text: str, nobody: list[str]) -> None:
    assert named(text)[-1] == nobody


@pytest.mark.parametrize(
    ("text", "last_named"),
    [
        pytest.param("Bob Ray praised Tom Cole. He smiled at him. <He> said {bread is dear}.",
                     ["Bob Ray"], id="he, through a he before"),
        pytest.param("Tom Cole left. Bob Ray baked for years. Ray won a prize. <He> said {bread is dear}.",
                     ["Bob Ray"], id="whom the sentences are about"),
        pytest.param("As <he> said {bread is dear}, Bob Ray left.", ["Bob Ray"], id="named after the pronoun"),
        pytest.param("The Bread Council met. Ann Lee left. <It> said {bread is dear}.",
                     ["Bread Council"], id="it is no person"),
    ],
)  # fmt: skip
def test_pronouns_that_a_tagger_gives(text: str, last_named: list[str]) -> None:
    assert named(text)[-1] == last_named


WORDS = (
    "Ann Lee Bob Ray Mr. Sen. the a his her their both each two he she it they who which I and of for , . ( ) “ ” 's ’ "
    "mayor senator council campaign state court U.S. IBF (IBF) said was former 34-year-old candidates The A Judge -ed"
).split()


@settings(deadline=None, max_examples=400)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=40), st.data())
def test_any_words_at_all_can_be_a_source(jumble: list[str], data: st.DataObject) -> None:
    text = " ".join(jumble)
    words = Words.read(text)
    reading = Reading.of(words, nest(find_quotations(text)))
    places = st.integers(0, len(words))
    linked = []
    for _ in range(data.draw(st.integers(1, 4))):
        first, last = sorted((data.draw(places), data.draw(places)))
        linked.append(Linked([(0, len(words))], source=(first, last), sentence=0))
    name_speakers(reading, linked)
    assert all(speaker.name.strip() for it in linked for speaker in it.speakers)
    assert all(0 <= it.sureness <= 1 for it in linked)


def test_every_way_of_naming_has_a_sureness_of_its_own() -> None:
    assert len(set(SURENESS.values())) == len(SURENESS)
    assert all(0 < sureness < 1 for sureness in SURENESS.values())
