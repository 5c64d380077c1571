"""Files the record is written to and read from: one module a format, over `articles.document`, no database."""

from articles.formats import csv, jsonl
from articles.formats.format import Format, Loss, Losses, Refused

FORMATS: dict[str, Format] = {it.FORMAT.name: it.FORMAT for it in (jsonl, csv)}
"""Every format by its name, in the order in which a page offers them."""

__all__ = ["FORMATS", "Format", "Loss", "Losses", "Refused"]
