"""Which characters the bytes of a file stand for, or why nobody can tell.

A guess by letter frequencies alone takes French for Lithuanian as soon as a file is short. So where the words that
hardly differ between encodings are of a western language, its encodings are tried first.
"""

from __future__ import annotations

import re

from charset_normalizer import from_bytes
from django.conf import settings

from articles.errors import EmptyText, NotText, TooLong, UnknownEncoding

BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
WESTERN = ("cp1252", "iso8859_15")
# Frequent in English, German, Dutch, French, Spanish, Portuguese, Italian, Swedish, Danish and Norwegian, and
# written in ASCII, which is the same in every encoding at issue.
WESTERN_WORDS = frozenset(
    "the of and was said that with for he she it is has der die das und ist nicht ein mit auf het een van zei "
    "le la les et est une des dans pour qui que el los las del con por una em um uma com para os il che di non per "
    "och att det som den har till og af er ikke til sade sagde sa ha".split()
)
# Signs within a word, and capitals after small letters: what a wrong encoding makes of other letters.
MISREAD = re.compile(r"(?<=[^\W\d_])[¡-©«-±´-¹»-¿×÷†-‰˜™€](?=[^\W\d_])|[a-zß-ÿœšž][À-ÞŒŠŽŸ]")


def check_size(size: int) -> None:
    """Raise TooLong if a file of so many bytes is larger than the longest text in any encoding. Ask before reading."""
    if size > 4 * settings.ARTICLE_MAX_BYTES:
        raise TooLong(size, settings.ARTICLE_MAX_BYTES)


def decoded(data: bytes) -> str:
    """The text in `data`, or one of ImportRefused. NUL bytes outside UTF-16 mean that it is no text."""
    check_size(len(data))
    if not data:
        raise EmptyText
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                raise UnknownEncoding from None
    if b"\x00" in data:
        raise NotText
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _western(data) or _guessed(data)


def _western(data: bytes) -> str | None:
    """The text if it reads well as one in a western language: a seventh of its words are among the frequent ones."""
    words = re.findall(rb"(?<![\x80-\xff])\b[A-Za-z]+\b(?![\x80-\xff])", data)
    if sum(word.decode().lower() in WESTERN_WORDS for word in words) * 7 < len(words) or not words:
        return None
    for encoding in WESTERN:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not MISREAD.search(text):
            return text
    return None


def _guessed(data: bytes) -> str:
    best = from_bytes(data).best()
    if best is None:
        raise UnknownEncoding
    return str(best)
