"""Files the record is written to and read from: one module a format, over `articles.document`, no database."""

from articles.formats import bio, brat, citron, csv, docbin, jsonl, label_studio, parquet, tei, web_annotation
from articles.formats.format import Format, Loss, Losses, Refused
from articles.formats.gaps import with_plain_line_ends

FORMATS: dict[str, Format] = {
    it.name: it
    for it in (
        jsonl.FORMAT,
        csv.FORMAT,
        web_annotation.FORMAT,
        tei.FORMAT,
        brat.FORMAT,
        label_studio.FORMAT,
        docbin.FORMAT,
        parquet.PARQUET,
        parquet.HUGGING_FACE,
        citron.FORMAT,
        bio.CONLL,
        bio.COFENET,
    )
}
"""Every format by its name, in the order in which a page offers them."""

__all__ = ["FORMATS", "Format", "Loss", "Losses", "Refused", "with_plain_line_ends"]
