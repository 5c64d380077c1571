"""brat standoff: marks as annotators of news corpora make them mean the same after they were read and written."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from articles.document import ROLES, Attribution, Document
from articles.formats import Losses, Refused, archive, brat
from tests.formats.documents import DIFFICULT

TEXT = "“We won,” said Ada.\n\n“At last,” she said, “we\nsail.” Bo hopes so.\n"
# A split content, one that runs over a line, a trigger that is a mark of the quote, and marks that nobody tied.
MARKS = """T1\tSource 15 18\tAda
T2\tCue 10 14\tsaid
T3\tContent 0 9\t“We won,”
E1\tAttribution:T3 Source:T1 Cue:T2 Content:T3
T4\tContent 21 31;42 45;46 52\t“At last,” “we sail.”
T5\tSource 32 35\tshe
T6\tCue 36 40\tsaid
T7\tAttribution 36 40\tsaid
E2\tAttribution:T7 Source:T5 Content:T4 Cue:T6
#1\tAnnotatorNotes E2\tAsk Mara about this one.
T8\tContent 53 65\tBo hopes so.
T9\tCue 56 61\thopes
T10\tDiscuss 53 55\tBo
A1\tDoubtful E1
R1\tSame Arg1:T1 Arg2:T5
"""


def zipped(files: dict[str, str | bytes]) -> io.BytesIO:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, content in files.items():
            folder.writestr(name, content)
    packed.seek(0)
    return packed


def words(a: Attribution) -> dict[str, list[str]]:
    return {role: [s.text for s in a.spans(role)] for role in ROLES}


def test_marks_of_a_corpus_are_read_as_quotes() -> None:
    (found,) = brat.read(zipped({"news/a.ann": MARKS, "news/a.txt": TEXT, "readme.md": "hello"}))
    assert isinstance(found, Document)
    assert (found.id, found.text) == ("a", TEXT)
    assert [words(a) for a in found.attributions] == [
        {"content": ["“We won,”"], "cue": ["said"], "source": ["Ada"]},
        {"content": ["“At last,”", "“we", "sail.”"], "cue": ["said"], "source": ["she"]},
        {"content": ["Bo hopes so."], "cue": [], "source": []},
    ]
    assert [a.kind for a in found.attributions] == ["direct", "mixed", "indirect"]


def test_they_mean_the_same_after_they_were_written_and_read_again() -> None:
    first = list(brat.read(zipped({"a.ann": MARKS, "a.txt": TEXT})))
    again = list(brat.read(io.BytesIO(b"".join(brat.write(first, Losses())))))
    assert again == first
    assert list(brat.read(io.BytesIO(b"".join(brat.write(again, Losses()))))) == first


def test_a_folder_is_read_as_a_zip_is(tmp_path: Path) -> None:
    written = b"".join(brat.write([DIFFICULT], Losses()))
    with zipfile.ZipFile(io.BytesIO(written)) as folder:
        folder.extractall(tmp_path / "inside")
    assert list(brat.read_folder(tmp_path)) == [DIFFICULT]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("T9\tCue 56 99\thopes", "In line 12 of its marks, The span from 56 to 99 lies outside"),
        ("T9\tCue 56\thopes", "In line 12 of its marks"),
        ("T9\tCue a b\thopes", "In line 12 of its marks"),
        ("T9\tCue 61 56\thopes", "In line 12 of its marks, A span must start before it ends"),
    ],
    ids=["outside the text", "without an end", "without numbers", "backwards"],
)
def test_an_article_with_a_bad_mark_is_refused_by_its_line_and_the_others_are_read(
    line: str, why: str
) -> None:
    bad = MARKS.replace("T9\tCue 56 61\thopes", line)
    files = {
        "a.ann": MARKS,
        "a.txt": TEXT,
        "b.ann": bad,
        "b.txt": TEXT,
        "c.ann": MARKS,
        "d.ann": "",
        "d.txt": "Sail.",
    }
    first, refused, textless, last = brat.read(zipped(files))
    assert isinstance(first, Document)
    assert isinstance(refused, Refused)
    assert refused.place == "b.ann"
    assert refused.reason.startswith(why)
    assert str(textless) == "c.ann: There is no c.txt beside it, which the marks are of."
    assert last == Document("Sail.", id="d")


def test_a_quote_without_content_is_refused() -> None:
    (found,) = brat.read(zipped({"a.ann": "T1\tCue 10 14\tsaid\nE1\tAttribution:T1 Cue:T1\n", "a.txt": TEXT}))
    assert isinstance(found, Refused)


def test_details_beside_a_text_are_taken() -> None:
    about = 'title = "Ferry"\npublished = 2026-03-04\n'
    (found,) = brat.read(zipped({"a.ann": "", "a.txt": TEXT, "a.toml": about}))
    assert isinstance(found, Document)
    assert (found.title, str(found.published)) == ("Ferry", "2026-03-04")
    (refused,) = brat.read(zipped({"a.ann": "", "a.txt": TEXT, "a.toml": 'published = "soon"'}))
    assert isinstance(refused, Refused)


def test_an_archive_that_is_larger_than_it_says_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "ENTRY_BYTES", 1000)
    monkeypatch.setattr(archive, "ALL_BYTES", 2500)
    zeros = " " * 999
    bomb = zipped({"a.ann": "", "a.txt": " " * 1_000_000, "b.ann": "", "b.txt": zeros, "c.ann": "", "c.txt": zeros,
                   "d.ann": "", "d.txt": zeros})  # fmt: skip
    found = list(brat.read(bomb))
    assert [isinstance(it, Refused) for it in found] == [True, False, False, True]
    assert "too large" in str(found[0])
    monkeypatch.setattr(archive, "ENTRIES", 3)
    (refused,) = brat.read(bomb)
    assert "8 files in the archive" in str(refused)


def test_articles_of_one_id_or_of_an_odd_one_get_names_of_their_own() -> None:
    record = [Document("Sail.", id=id) for id in ("a", "A", "../../etc/passwd", "", "article-3")]
    written = b"".join(brat.write(record, Losses()))
    with zipfile.ZipFile(io.BytesIO(written)) as folder:
        names = [name for name in folder.namelist() if name.endswith(".txt")]
    assert names == ["a.txt", "article-2.txt", "article-3.txt", "article-4.txt", "article-5.txt"]
    assert sorted(map(repr, brat.read(io.BytesIO(written)))) == sorted(map(repr, record))
