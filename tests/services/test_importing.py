"""How a text becomes an article: whatever its encoding, once, and whole or not at all."""

from __future__ import annotations

import gzip
import io
import random
import struct
import sys
import unicodedata
import zipfile
import zlib
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django_tasks_db.models import DBTaskResult
from hypothesis import example, given
from hypothesis import strategies as st

from articles.errors import BadDetails, EmptyText, ImportRefused, NotText, TooLong, UnknownEncoding
from articles.models import Article, Run, User
from articles.services.decoding import decoded
from articles.services.importing import import_article, normalised

pytestmark = pytest.mark.django_db

ENGLISH = (
    "“We can’t wait any longer,” said Zoë Brontë, the café’s owner – “not a day.”\n\n"
    "The mayor’s office wouldn’t comment. ‘Later,’ a spokesman said…\n"
) * 3
GERMAN = (
    "„Wir müssen über Größe reden“, sagte Jörg Müller am Mittwoch in Köln. Die Straße sei gesperrt.\n" * 4
)
FRENCH = "« Nous sommes prêts », a déclaré la ministre Élodie Lefèvre à l’Assemblée. Où était-il déjà ?\n" * 4
POLISH = "„Nie zgadzamy się na to” – powiedziała wójt gminy Łęczyca, żądając wyjaśnień od spółki.\n" * 4
RUSSIAN = (
    "«Мы победили», — сказал мэр города на встрече с жителями. Он добавил, что паром пойдёт в полдень.\n" * 4
)

ENCODED = {
    "UTF-8": (ENGLISH, "utf-8"),
    "UTF-8 with a byte-order mark": (ENGLISH, "utf-8-sig"),
    "UTF-16": (ENGLISH, "utf-16"),
    "UTF-16, big end first": ("\ufeff" + ENGLISH, "utf-16-be"),
    "UTF-16, little end first": ("\ufeff" + RUSSIAN, "utf-16-le"),
    "plain ASCII": ("He said no.\n", "ascii"),
    "windows-1252, in English": (ENGLISH, "cp1252"),
    "windows-1252, in German": (GERMAN, "cp1252"),
    "windows-1252, in French": (FRENCH, "cp1252"),
    "ISO-8859-1, in German": (GERMAN.replace("„", '"').replace("“", '"'), "iso-8859-1"),
    "ISO-8859-15, in French": (FRENCH.replace("’", "'"), "iso-8859-15"),
    "windows-1250, in Polish": (POLISH, "cp1250"),
    "windows-1251, in Russian": (RUSSIAN, "cp1251"),
    "windows-1252, in one line of French": ("Le maire a dit : « Ça va très bien ». Où est-il ?", "cp1252"),
    "windows-1252, in one line of Spanish": ("«No hay nada», dijo el señor Núñez ayer en Málaga.", "cp1252"),
    "windows-1252, in one line of Portuguese": (
        "“Não há razão”, disse a ministra à comissão, que veio com os barcos.",
        "cp1252",
    ),
    "windows-1252, in one line of Danish": ("»Vi må se på det«, sagde Søren Kjær på årsmødet.", "cp1252"),
    "windows-1252, in one line of English": ("“No,” she said – it’s over.", "cp1252"),
    "windows-1250, in Czech": (
        "„Nemůžeme čekat,“ řekl starosta města Plzeň. Příští týden začne.\n",
        "cp1250",
    ),
    "Mac Roman, in English": (ENGLISH.replace("\n", "\r"), "mac-roman"),
}


@pytest.mark.parametrize(("text", "encoding"), ENCODED.values(), ids=ENCODED)
def test_a_file_is_read_whose_encoding_is(text: str, encoding: str) -> None:
    article = import_article(text=text.encode(encoding), by=None).article
    assert article.text == text.removeprefix("\ufeff").replace("\r", "\n")


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"], ids=["Unix", "Windows", "old Mac"])
def test_the_same_words_with_the_line_ends_of_another_system_are_the_same_article(ending: str) -> None:
    first = import_article(text=ENGLISH, by=None).article
    again, created = import_article(text=ENGLISH.replace("\n", ending).encode("utf-8-sig"), by=None)
    assert (again, created) == (first, False)
    assert again.text == ENGLISH


def packed() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as pack:
        pack.writestr("article.txt", ENGLISH)
    return archive.getvalue()


def picture() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(25 * 8))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def program() -> bytes:
    with open(sys.executable, "rb") as file:
        return file.read(200_000)


NOISE = random.Random(7)
SQUEEZED = gzip.compress(ENGLISH.encode(), mtime=1)
REFUSED: dict[str, tuple[type[ImportRefused], Any]] = {
    "no bytes": (EmptyText, b""),
    "no characters": (EmptyText, ""),
    "only blanks": (EmptyText, " \t\r\n\u00a0\u3000\u2028"),
    "only blanks, as bytes": (EmptyText, b" \r\n\t "),
    "only a byte-order mark": (EmptyText, b"\xef\xbb\xbf"),
    "only invisible characters": (EmptyText, "\u200b\u200d\u2060\ufeff"),
    "only control characters": (EmptyText, "\x01\x02\x1b"),
    "only empty UTF-16": (EmptyText, "\n\n".encode("utf-16")),
    "a NUL": (NotText, "We won,\x00 she said."),
    "a NUL in bytes": (NotText, b"We won,\x00 she said."),
    "a NUL in UTF-16": (NotText, "We won,\x00 she said.".encode("utf-16")),
    "many control characters": (NotText, "He \x1b[1msaid\x1b[0m it \x07\x07\x07 again"),
    "a picture": (NotText, picture()),
    "an archive": (NotText, packed()),
    "a program": (NotText, program()),
    "noise": (ImportRefused, NOISE.randbytes(50_000)),
    "noise without a NUL": (ImportRefused, NOISE.randbytes(50_000).replace(b"\x00", b"")),
    "compressed text without a NUL": (ImportRefused, SQUEEZED.replace(b"\x00", b"")),
    "half a surrogate pair": (UnknownEncoding, "She said \ud83d."),
    "UTF-16 cut in the middle of a letter": (UnknownEncoding, ENGLISH.encode("utf-16")[:-1]),
    "a broken UTF-8 file with a byte-order mark": (UnknownEncoding, b"\xef\xbb\xbfcaf\xe9 said"),
    "UTF-32": (ImportRefused, ENGLISH.encode("utf-32")),
    "a byte too many": (TooLong, "x" * (settings.ARTICLE_MAX_BYTES + 1)),
    "too many bytes in fewer characters": (TooLong, "é" * (settings.ARTICLE_MAX_BYTES // 2 + 1)),
    "a file of five megabytes": (TooLong, b"word " * 1_000_000),
}  # fmt: skip


@pytest.mark.parametrize(("error", "text"), REFUSED.values(), ids=REFUSED)
def test_nothing_is_kept_of(error: type[ImportRefused], text: Any) -> None:
    with pytest.raises(error) as refusal:
        import_article(text=text, by=None)
    assert str(refusal.value).endswith(".")
    nothing_is_stored()


def nothing_is_stored() -> None:
    assert (Article.objects.count(), Run.objects.count(), DBTaskResult.objects.count()) == (0, 0, 0)


def test_an_article_of_exactly_the_greatest_length_is_taken() -> None:
    article = import_article(text="é" * (settings.ARTICLE_MAX_BYTES // 2), by=None).article
    assert article.length == settings.ARTICLE_MAX_BYTES // 2


def test_an_article_of_the_greatest_length_is_taken_in_utf_16() -> None:
    text = ENGLISH * (settings.ARTICLE_MAX_BYTES // len(ENGLISH.encode()))
    assert import_article(text=text.encode("utf-16"), by=None).article.text == text


DETAILS = {
    "a title of 301 characters": {"title": "x" * 301},
    "a publisher of 201 characters": {"publisher": "x" * 201},
    "a language of 21 characters": {"language": "x" * 21},
    "an address that runs a script": {"url": "javascript:alert(1)"},
    "no address": {"url": "see above"},
    "an address of 2,001 characters": {"url": "https://paper.example/" + "x" * 2000},
}


@pytest.mark.parametrize("about", DETAILS.values(), ids=DETAILS)
def test_nothing_is_kept_of_a_text_with(about: dict[str, str]) -> None:
    with pytest.raises(BadDetails, match=next(iter(about))):
        import_article(text=ENGLISH, by=None, **about)  # type: ignore[arg-type]  # what no caller should give
    nothing_is_stored()


def test_article_run_and_job_come_together(editor: User) -> None:
    article, created = import_article(
        text=ENGLISH, by=editor, title="  Café to close ", publisher="Paper", url="https://paper.example/a",
        published=date(2026, 3, 4), language="en",
    )  # fmt: skip
    assert created
    article.refresh_from_db()
    assert (article.title, article.published, article.imported_by) == (
        "Café to close",
        date(2026, 3, 4),
        editor,
    )
    assert article.length == len(ENGLISH)
    run = Run.objects.get()
    assert (run.article, run.state, run.attempt, run.requested_by) == (article, "queued", 1, editor)
    assert DBTaskResult.objects.get().args_kwargs["args"] == [run.pk, 1]


def test_the_same_text_again_leaves_everything_as_it_was(editor: User) -> None:
    first = import_article(text=ENGLISH, by=editor, title="First").article
    again, created = import_article(text=ENGLISH, by=None, title="Second", url="https://other.example/")
    assert (again.pk, again.title, again.url, created) == (first.pk, "First", "", False)
    assert (Run.objects.count(), DBTaskResult.objects.count()) == (1, 1)


TITLES = {
    "Mayor resigns\n\nShe said so.": "Mayor resigns",
    "\n \n\t Mayor   resigns\u00a0\nShe said so.": "Mayor resigns",
    "\u200b\n\x02\nMayor resigns" + " and so does the council" * 5: "Mayor resigns"
    + " and so does the council" * 4
    + " and so…",
    "word " * 50: ("word " * 23).strip() + "…",
    "x" * 400: "x" * 119 + "…",
    "🙂" * 119 + "ab": "🙂" * 119 + "…",
}


@pytest.mark.parametrize(
    ("text", "title"), TITLES.items(), ids=[f"title number {n}" for n in range(len(TITLES))]
)
def test_without_a_title_the_first_line_that_can_be_read_serves(text: str, title: str) -> None:
    assert import_article(text=text, by=None, title=" ").article.title == title


@given(st.text(st.characters(exclude_categories=["Cs"])))
@example("\ufeff\ufeffTwo marks")
@example("a\r\r\nb\r")
@example("e\u0301 \u00e9 \ufb01 \u2028 \x85 \u00a0")
def test_normalising_changes_line_ends_and_leading_marks_and_nothing_else(text: str) -> None:
    try:
        normal = normalised(text)
    except ImportRefused:
        return
    assert normalised(normal) == normal
    assert "\r" not in normal
    assert normal == text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    assert len(normal) - normal.count("\n") == len(text.lstrip("\ufeff")) - sum(text.count(c) for c in "\r\n")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_what_is_written_as_utf_8_is_read_back_as_it_was(text: str) -> None:
    if any(unicodedata.category(c)[0] not in "ZC" for c in text):
        assert decoded(text.encode()) == text.removeprefix("\ufeff")


@given(st.binary(max_size=400))
def test_any_bytes_become_text_or_are_refused_with_a_sentence(data: bytes) -> None:
    sentence = "."
    try:
        normalised(decoded(data)).encode()
    except ImportRefused as refusal:
        sentence = str(refusal)
    assert sentence.endswith(".")
