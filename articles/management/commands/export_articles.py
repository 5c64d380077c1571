"""`manage.py export_articles --format jsonl|csv`: the record out, streamed."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from articles.formats import WRITERS
from articles.services.exporting import export


class Command(BaseCommand):
    help = "Write every quote that somebody stands by (accepted, corrected or added) to a file or standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=list(WRITERS), default="jsonl")
        parser.add_argument("--article", type=int, action="append", help="only this article; may be repeated")
        parser.add_argument("--output", help="a file to write; standard output unless given")

    def handle(self, *, format: str, article: list[int] | None, output: str | None, **options: Any) -> None:
        pieces = export(format=format, article_ids=article)
        if output:
            with open(output, "w", encoding="utf-8", newline="") as file:
                file.writelines(pieces)
        else:
            sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]  # a text stream has it
            sys.stdout.writelines(pieces)
