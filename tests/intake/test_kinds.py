"""What is read of files of every kind, and how those are refused that nobody can read."""

from __future__ import annotations

import io
import random
import threading
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.errors import FileRefused
from articles.formats import FORMATS, Format, Losses
from articles.intake import apart, kinds
from articles.intake.apart import read_file
from articles.intake.arrival import Arrival, NotRead
from articles.intake.pdf import flowing
from articles.intake.web_page import words_of
from articles.turns import Turns
from tests import making
from tests.intake.files import ATOM, BOMB, DAY, PAGE, PARAGRAPHS, RSS, TEXT, THIEF, archive, pdf, word
from tests.making import WON


def found(data: bytes, name: str) -> list[Arrival | NotRead]:
    return list(kinds.read(data, name))


def test_a_web_page_gives_its_article_and_what_it_says_of_itself() -> None:
    assert found(PAGE, "a.html") == [
        Arrival(
            "a.html", f"Ferry strike ends\n\n{TEXT}", title="Ferry strike ends", publisher="The Paper",
            byline="Lou Marchetti", published=DAY, language="en",
        )
    ]  # fmt: skip


def test_a_word_document_gives_its_paragraphs_title_and_author() -> None:
    data = word(*PARAGRAPHS, title="Ferry\nstrike", author="Lou", language="en-GB")
    assert found(data, "a.docx") == [
        Arrival("a.docx", TEXT, title="Ferry strike", byline="Lou", language="en")
    ]


def test_a_word_document_without_properties_is_given_none() -> None:
    assert found(word(*PARAGRAPHS, bare=True), "a.docx") == [Arrival("a.docx", TEXT)]


def test_a_word_document_is_read_as_if_its_tracked_changes_were_accepted() -> None:
    [arrival] = found(word("Later.", tracked=True), "a.docx")
    assert isinstance(arrival, Arrival)
    assert (arrival.text, arrival.byline) == ("Boats sail.\n\nLater.", "")


def test_a_pdf_gives_its_paragraphs_title_and_author() -> None:
    lines = [
        "“We won,” said Ada Nkemelu, who led the crews through eleven days of strike at the har-",
        "bour of Westhaven, where the boats had been lying idle since the first frost of the year",
        "came.",
        "The harbour office said that the boats would sail at noon and that no ticket would be any",
        "dearer.",
    ]
    [arrival] = found(pdf(lines[:2], lines[2:], title="Ferry", author="Lou"), "a.pdf")
    assert arrival == Arrival(
        "a.pdf",
        "“We won,” said Ada Nkemelu, who led the crews through eleven days of strike at the harbour of Westhaven, "
        "where the boats had been lying idle since the first frost of the year came.\n\n"
        "The harbour office said that the boats would sail at noon and that no ticket would be any dearer.",
        title="Ferry",
        byline="Lou",
    )


def test_an_rss_feed_gives_each_entry_and_says_which_has_no_words() -> None:
    one, other = found(RSS, "feed.xml")
    assert one == Arrival(
        "Ferry & strike", "\n\n".join(PARAGRAPHS[:2]), title="Ferry & strike", publisher="The Paper",
        byline="lou@paper.example (Lou)", url="https://paper.example/a", published=DAY, language="en",
    )  # fmt: skip
    assert isinstance(other, NotRead)
    assert (other.name, other.code) == ("Only a headline", "no_words")


def test_an_atom_feed_gives_the_content_rather_than_the_summary() -> None:
    [entry] = found(ATOM, "feed")
    assert isinstance(entry, Arrival)
    assert (entry.text, entry.byline, entry.published) == (PARAGRAPHS[2], "Lou", DAY)


def test_an_archive_gives_what_is_in_it_and_names_what_is_not_readable() -> None:
    inner = archive(deep_txt=b"Deep words.")
    data = archive(
        a_html=PAGE, b_docx=word("Words."), picture_png=b"\x89PNG\r\n", c_txt=b"caf\xe9", d_zip=inner,
        __MACOSX_x_txt=b"Not this.",
    )  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(data), "a") as pack:
        pack.writestr("__MACOSX/a.txt", "Not this.")
        pack.writestr("folder/.hidden.txt", "Nor this.")
    arrivals = found(data, "all.zip")
    names = [it.name for it in arrivals]
    assert names[:5] == ["a.html", "b.docx", "picture.png", "c.txt", "d.zip/deep.txt"]
    assert isinstance(arrivals[2], NotRead)
    assert arrivals[2].code == "not_readable"
    assert [it.bytes for it in arrivals if isinstance(it, Arrival)][2:4] == [b"caf\xe9", b"Deep words."]
    assert "__MACOSX/a.txt" not in names


def test_what_is_left_out_of_an_archive_is_said() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        for name in (
            "../evil.txt",
            "/etc/evil.txt",
            ".hidden.txt",
            "__MACOSX/._a.txt",
            "b/.DS_Store",
            "b/a.txt",
        ):
            pack.writestr(name, "Words.")
    found_there = found(out.getvalue(), "all.zip")
    said = {(it.name, it.code, it.detail) for it in found_there if isinstance(it, NotRead)}
    leads = "Its name leads out of the archive, so it was not read. Pack the archive anew."
    hidden = (
        "It is a hidden file, as its name begins with a dot, so it was left out. Rename it to bring it in."
    )
    assert said == {
        ("../evil.txt", "file_refused", leads),
        ("/etc/evil.txt", "file_refused", leads),
        (".hidden.txt", "left_out", hidden),
        ("all.zip", "left_out", "2 files that macOS or Windows add were left out."),
    }
    assert [it.name for it in found_there if isinstance(it, Arrival)] == ["b/a.txt"]


def test_markdown_gives_its_words_without_their_marks() -> None:
    data = (
        "Ferry **strike**\n===\n\n## What they say\n\n“We *won*,” said [Ada](https://paper.example/ada)\nat noon.\n\n"
        "* One boat\n* Two boats\n\n> “No.”\n\n`#` is a sign & <b>no tag</b>.\n"
    )
    assert found(data.encode(), "a.md") == [
        Arrival(
            "a.md",
            "Ferry strike\n\nWhat they say\n\n“We won,” said Ada at noon.\n\nOne boat\n\nTwo boats\n\n“No.”\n\n"
            "# is a sign & no tag.",
            title="Ferry strike",
        )
    ]


ONE = making.document(making.TEXT, WON)
NO_ARTICLES = {
    "a table": ("is_table", b"name,town,age\nAda,Westhaven,41\nLou,Ashby,29\n"),
    "a table with semicolons": (
        "is_table",
        b'name;town;said\nAda;Westhaven;"We won, she said."\nLou;Ashby;No.\n',
    ),
    "a table for spreadsheets": (
        "is_table",
        "name\ttown\tage\nAda\tWesthaven\t41\nLou\tAshby\t29\n".encode("utf-16"),
    ),
    "an object": ("is_dataset", b'{"text": "Words."}'),
    "an array": ("is_dataset", b'[\n  {"text": "Words."}\n]'),
    "TEI": (
        "is_dataset",
        b"<?xml version='1.0'?><!-- <TEI> --><TEI xmlns='http://www.tei-c.org/ns/1.0'><text/></TEI>",
    ),
    "marks of brat": ("is_dataset", "T1\tContent 0 9\t“We won,”\n".encode()),
    "an e-mail": (
        "not_readable",
        b"From: Ada <ada@paper.example>\r\nMIME-Version: 1.0\r\nSubject: Won\r\n\r\nWe won.\r\n",
    ),
}


@pytest.mark.parametrize(("code", "data"), NO_ARTICLES.values(), ids=NO_ARTICLES)
def test_no_article_is_made_of(code: str, data: bytes) -> None:
    with pytest.raises(FileRefused) as refusal:
        found(data, "notes.txt")
    assert refusal.value.code == code
    [within] = found(archive(notes_txt=data), "a.zip")
    assert isinstance(within, NotRead)
    assert (within.name, within.code) == ("notes.txt", code)


@pytest.mark.parametrize("format", FORMATS.values(), ids=FORMATS)
def test_what_is_exported_is_no_article_whatever_it_is_called(format: Format) -> None:
    """Of a format that is an archive, the texts in it are; what is said of them is not."""
    data = b"".join(format.write([ONE], Losses()))
    for name in ("record.txt", f"record{format.suffix}"):
        try:
            arrivals = found(data, name)
        except FileRefused as refusal:
            assert refusal.code in ("is_table", "is_dataset")  # noqa: PT017 - either is right
        else:
            assert all(isinstance(it, NotRead) or it.name.endswith((".txt", ".md")) for it in arrivals)


@pytest.mark.parametrize(
    "name",
    ["a.csv", "a.tsv", "a.ann", "a.conll", "a.spacy", "a.parquet", "a.eml", "a.docx", "a.pdf", "a.zip"],
)
def test_a_name_that_is_no_articles_is_refused(name: str) -> None:
    with pytest.raises(FileRefused):
        found(b"The boats sail.", name)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "[Updated] The boats, the crews, the town: all wait.",
        "{Corrected} The boats sail.",
        "Boats, crews, towns.\nSails, oars, ropes.\nRain, snow, hail.\n",
        "Received: one letter.\nSent: none.\n\nThe boats sail.",
        "Q: Will you sail?\nA: We will.\nQ: When?\nA: Today.",
        "Fares in 2026: 1,000,000\nFares in 2025: 2,000,000\nFares in 2024: 3,000,000",
        "\tThe boats sail.\n\t\tThey do.\n\t\tAt noon.",
    ],
)
def test_prose_is_an_article_however_it_begins(text: str) -> None:
    assert found(text.encode(), "a.txt") == [Arrival("a.txt", bytes=text.encode())]


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("a.docx", word("Words.")[:-200], "Word document"),
        ("a.docx", b"PK\x03\x04", "Word document"),
        ("a.docx", archive(a_txt=b"Words."), "Word document"),
        ("a.DOCX", b"nothing of it", "Word document"),
        ("a.zip", archive(a_txt=b"Words.")[:-30], "ZIP archive"),
        ("a.pdf", b"nothing of it", "PDF"),
    ],
)
def test_what_is_damaged_is_called_what_it_should_be(name: str, data: bytes, what: str) -> None:
    with pytest.raises(FileRefused, match=f"^This {what} is damaged or is none"):
        found(data, name)


def test_a_page_is_a_page_whatever_its_address_ends_with() -> None:
    for name in ("story.pdf", "story.docx", "story.csv"):
        assert isinstance(found(PAGE, name)[0], Arrival)


REFUSED = {
    "half a Word document": ("broken_file", word("Words.")[:-200], "a.docx"),
    "an empty Word document": ("no_article", word(), "a.docx"),
    "half a PDF": ("broken_file", pdf(["Words."])[:40], "a.pdf"),
    "a PDF that is locked": ("encrypted_file", pdf(["Words."], password="secret"), "a.pdf"),
    "a PDF of pictures": ("no_words", pdf([]), "a.pdf"),
    "a page without an article": ("no_article", b"<html><body></body></html>", "a.html"),
    "an empty page": ("no_article", b"", "a.html"),
    "a feed that is none": ("broken_file", b"<?xml version='1.0'?><a/>", "a.xml"),
    "an old Word document": ("not_readable", b"\xd0\xcf\x11\xe0" + bytes(600), "a.doc"),
    "a rich text file": ("not_readable", b"{\\rtf1 Words.}", "a.rtf"),
    "an OpenDocument file": ("not_readable", archive(mimetype=b"application/vnd.oasis"), "a.odt"),
    "a workbook": ("not_readable", archive(**{"[Content_Types]_xml": b"<Types/>"}), "a.xlsx"),
    "half an archive": ("broken_file", archive(a_txt=b"Words.")[:-30], "a.zip"),
    "more entries than are read": (
        "too_much_inside",
        archive(**{f"n{n}_txt": b"Words." for n in range(kinds.ENTRIES + 1)}),
        "a.zip",
    ),
}


@pytest.mark.parametrize(("code", "data", "name"), REFUSED.values(), ids=REFUSED)
def test_nothing_is_read_of(code: str, data: bytes, name: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        list(kinds.read(data, name))
    assert refusal.value.code == code
    assert str(refusal.value).endswith(".")


def test_an_archive_may_hold_an_archive_but_no_deeper_one() -> None:
    data = archive(a_txt=b"Words.")
    for _ in range(3):
        data = archive(n_zip=data, b_txt=b"More.")
    refused = [it for it in found(data, "a.zip") if isinstance(it, NotRead)]
    assert [(it.name, it.code) for it in refused] == [("n.zip/n.zip", "not_readable")]


def test_an_archive_is_unpacked_no_further_than_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "EXPANDED", 10_000)
    data = archive(a_txt=b"Words.", b_txt=b"a" * 20_000, c_txt=b"Later.")
    arrivals = kinds.read(data, "a.zip")
    assert next(arrivals).name == "a.txt"
    with pytest.raises(FileRefused, match="10,000 bytes"):
        next(arrivals)


def test_a_size_that_an_archive_lies_about_is_not_exceeded() -> None:
    data = bytearray(archive(a_txt=b"a" * 1_000_000, b_txt=b"Words."))
    directory = data.index(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = (50).to_bytes(4, "little")
    lied, other = found(bytes(data), "a.zip")
    assert isinstance(lied, NotRead)
    assert lied.code == "broken_file"
    assert isinstance(other, Arrival)


def test_entities_of_xml_are_neither_multiplied_nor_fetched() -> None:
    for data in (BOMB, THIEF):
        words = "".join(it.text for it in read_file(io.BytesIO(data), "feed.xml") if isinstance(it, Arrival))
        assert len(words) < 100_000
        assert "root:" not in words


def test_a_page_of_a_megabyte_without_a_blank_ends_in_time() -> None:
    page = b"<html><body><article><p>" + b"a" * 1_000_000 + b"</p></article></body></html>"
    assert list(read_file(io.BytesIO(page), "a.html"))


def test_reading_that_takes_too_long_is_ended_and_what_came_before_counts() -> None:
    [told] = read_file(io.BytesIO(PAGE), "a.html", seconds=0.01)
    assert isinstance(told, NotRead)
    assert (told.name, told.code) == ("a.html", "too_heavy")


def test_what_is_read_apart_is_what_is_read_here() -> None:
    data = archive(a_html=PAGE, b_txt=b"caf\xe9", c_xml=RSS, d_png=b"\x89PNG")
    assert list(read_file(io.BytesIO(data), "a.zip")) == found(data, "a.zip")


NOISE = random.Random(3)
MALFORMED = {
    "Word document": (word("Words."), "a.docx"),
    "PDF": (pdf(["Words."]), "a.pdf"),
    "feed": (RSS, "a.xml"),
    "page": (PAGE, "a.html"),
    "archive": (archive(a_html=PAGE), "a.zip"),
}


@pytest.mark.parametrize(("data", "name"), MALFORMED.values(), ids=MALFORMED)
@given(
    cut=st.integers(0, 40_000),
    changed=st.lists(st.tuples(st.integers(0, 40_000), st.integers(0, 255)), max_size=9),
)
def test_a_file_that_is_damaged_anyhow_is_read_or_refused(
    data: bytes, name: str, cut: int, changed: list[tuple[int, int]]
) -> None:
    broken = bytearray(data)
    for place, value in changed:
        broken[place % len(broken)] = value
    try:
        arrivals = list(kinds.read(bytes(broken[: cut or None]), name))
    except FileRefused as refusal:
        assert str(refusal).endswith(".")  # noqa: PT017 - either is right
    else:
        assert all(it.name for it in arrivals)


@given(
    st.lists(
        st.sampled_from(["<p>", "</p>", "<b>", "</b>", "words", " ", "<!-- no -->", "<script>x</script>"])
    )
)
def test_blocks_of_a_piece_of_html_are_parted_and_nothing_hidden_is_read(pieces: list[str]) -> None:
    words = words_of("".join(pieces))
    assert words.replace("\n\n", "").replace(" ", "") == "words" * pieces.count("words")


@given(st.text("ab.- \n"))
def test_flowing_text_keeps_every_letter(text: str) -> None:
    assert [c for c in flowing(text) if c not in " \n-"] == [c for c in text if c not in " \n-"]


def test_a_file_for_which_no_place_is_left_is_sent_away_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many send files, the server's threads are there for others."""
    monkeypatch.setattr(apart, "PATIENCE", 10_000.0)
    turns = Turns(threading.Semaphore(0), places=1)
    monkeypatch.setattr(apart, "TURNS", turns)
    turns.places.acquire()  # as somebody does who waits
    [told] = read_file(io.BytesIO(PAGE), "a.html")
    assert isinstance(told, NotRead)
    assert (told.code, told.detail) == ("busy", "Other files are being read. Try again in a few seconds.")
