"""Does the pipeline load fast, keep its promises for any text, and stand in for a service that never falls over?"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from articles.document import ROLES, Document
from articles.nlp import components, pipeline
from articles.nlp.components import MODEL
from articles.nlp.pipeline import load

ROOT = Path(__file__).parents[2]
NEWS = st.lists(
    st.sampled_from(
        "said says told he she they who Ann Lee Mr Lee, the mayor of York . , : ; — ( ) ' \" “ ” ‘ ’ '' « » "
        "that and according to accused of has not I You Q: A: \n \n\n The Union 'They’re a\u0301 👩‍🚀 \u00a0 #tag "
        "@name … ? ! Monday".split(" ")
    ),
    max_size=60,
).map(" ".join)


def check(text: str) -> Document:
    document = load().annotate(text)
    assert document.text == text
    for it in document.attributions:
        assert it.content
        assert it.reason
        assert 0 <= (it.confidence or 0) <= 1
        assert it.kind in ("direct", "indirect", "mixed")
        for role in ROLES:
            assert list(it.spans(role)) == sorted(it.spans(role))
            for span in it.spans(role):
                span.check(text)
        assert all(speaker.name.strip() for speaker in it.speakers)
    assert [it.start for it in document.attributions] == sorted(it.start for it in document.attributions)
    return document


@settings(deadline=None)
@given(
    st.text(max_size=400) | st.text(alphabet=st.characters(categories=["Cs", "P", "Z", "Lu"]), max_size=80)
)
def test_any_text_at_all_is_annotated(text: str) -> None:
    check(text)


@settings(deadline=None, max_examples=300)
@given(NEWS)
def test_any_jumble_of_the_words_of_news_is_annotated(text: str) -> None:
    check(text)


def test_half_a_surrogate_pair_in_a_quote_is_given_back_as_it_came() -> None:
    (found,) = check("Ann Lee ran.\n“\ud800 we won the race,” said Ann Lee.").attributions
    assert "\ud800" in found.content[0].text


def test_offsets_count_code_points() -> None:
    text = "👩‍🚀 Zoë\u0301 flew. “We won 🏆,” Ann Lee said."
    (found,) = check(text).attributions
    assert found.content[0].text == "“We won 🏆,”"
    assert text[found.content[0].start] == "“"


BIG = {
    "a line of a megabyte without a blank": "x" * 1_000_000,
    "ten thousand quotation marks": '"' * 10_000,
    "ten thousand opening marks": "“" * 10_000,
    "two thousand quotations": '"We won," he said. ' * 2_000,
    "a sentence that never ends": "and he said that she said " * 2_000,
    "a list of names": " ".join(f"Ann X{number} said no." for number in range(2_000)),
    "a transcript of two thousand lines": "BOB: hello\nANN: goodbye\n" * 1_000,
    "nothing but blank lines": "\n" * 200_000,
}


@pytest.mark.parametrize("name", BIG)
@pytest.mark.timeout(50)
def test_a_big_text_takes_bounded_time(name: str) -> None:
    check(BIG[name])


@pytest.mark.parametrize("name", list(BIG)[2:7])
def test_time_grows_with_the_length_and_not_its_square(name: str) -> None:
    unit = BIG[name]

    def seconds(length: int) -> float:
        text = unit[:length]
        best = 99.0
        for _ in range(3):
            started = time.process_time()
            load().annotate(text)
            best = min(best, time.process_time() - started)
        return best

    # Four times the text would take sixteen times as long if time were quadratic.
    assert seconds(len(unit) // 4) < 10 * seconds(len(unit) // 16) + 0.1


def test_the_room_costs_nothing_until_the_pipeline_is_loaded() -> None:
    code = (
        "import sys, articles.nlp, articles.nlp.pipeline as p; assert 'spacy' not in sys.modules;"
        "p.load().annotate('“No,” she said.'); assert 'spacy' in sys.modules and 'django' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_it_is_loaded_once_and_known_by_name_version_and_content() -> None:
    assert load() is load()
    assert (load().name, load().version) == ("onrecord", components.VERSION)
    assert load().content_hash == pipeline.content_hash()
    assert len(pipeline.content_hash()) == 64


def test_the_folder_that_ships_loads_with_plain_spacy() -> None:
    """Everything is in the folder; the factories are known once the room is imported."""
    code = (
        "import spacy, articles.nlp.components\n"
        "nlp = spacy.load('articles/nlp/model')\n"
        "doc = nlp('Ann Lee ran on Monday. “We won the race,” she said.')\n"
        "for role in ('content', 'cue', 'source'):\n"
        "    print(*(f'{role}: {span.text} {span.id_}' for span in doc.spans[role]), sep='\\n')"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = dict(line.split(": ") for line in done.stdout.splitlines())
    assert {role: text.rsplit(" ", 1)[0] for role, text in found.items()} == {
        "content": "“We won the race,”", "cue": "said", "source": "she",
    }  # fmt: skip
    assert len({text.rsplit(" ", 1)[1] for text in found.values()}) == 1, "they belong together by their id"


def test_the_folder_is_written_as_it_is_read(tmp_path: Path) -> None:
    load().nlp.to_disk(tmp_path, exclude=["vocab", "tokenizer"])
    shipped = {path.relative_to(MODEL): path.read_bytes() for path in MODEL.rglob("*") if path.is_file()}
    written = {
        path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()
    }
    assert written == {path: content for path, content in shipped.items() if path.suffix != ".md"}


TOLD = "Ann Lee ran on Monday. “We won the race,” she said."


def told(nlp: Language) -> list[tuple[str, str]]:
    return [(it.content[0].text, it.speakers[0].name) for it in nlp(TOLD)._.attributions]


def test_it_needs_the_folder_no_more_once_it_is_loaded(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(MODEL, folder)
    nlp = spacy.load(folder)
    shutil.rmtree(folder)
    assert told(nlp) == [("“We won the race,”", "Ann Lee")]


def test_it_travels_as_bytes_with_all_it_learned() -> None:
    nlp = components.build()
    learned = {name: component.files for name, component in nlp.pipeline if hasattr(component, "files")}
    packed = nlp.to_bytes()
    empty = components.build()
    for name in learned:
        empty.get_pipe(name).folder = Path("nowhere")
    empty.from_bytes(packed)
    assert {name: empty.get_pipe(name).files for name in learned} == learned
    assert told(empty) == [("“We won the race,”", "Ann Lee")]


def test_a_growing_cast_and_thousands_of_quotes_take_time_in_proportion_to_the_text() -> None:
    def article(paragraphs: int) -> str:
        syllables = ("ba", "de", "ki", "lo", "mu", "ra", "si", "to", "vu", "za")
        lines = []
        for number in range(paragraphs):
            one, two, three = (int(digit) for digit in f"{number % 1000:03}")
            surname = (syllables[one] + syllables[two] + syllables[three]).title()
            lines.append(
                f"The mayor, Ann {surname}, opened a mill. “We grind at six,” said {surname}. She added that "
                f"Bob {surname} was late. “It is a fine mill,” he told reporters, “and we know why.”"
            )
        return "\n".join(lines)

    def seconds(text: str) -> float:
        start = time.process_time()
        found = load().annotate(text).attributions
        assert len(found) >= 2 * text.count("\n")
        return time.process_time() - start

    load()
    # Eight times the text would take sixty-four times as long if time were quadratic.
    assert seconds(article(400)) < 24 * seconds(article(50)) + 0.5
