"""`manage.py export_articles --format NAME`: the record out, streamed; what the format has no place for, counted."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.errors import DomainError
from articles.formats import FORMATS, Losses
from articles.services.exporting import export


class Command(BaseCommand):
    help = "Write every quote that somebody stands by (accepted, corrected or added) to a file or standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=list(FORMATS), default="jsonl")
        parser.add_argument("--article", type=int, action="append", help="only this article; may be repeated")
        parser.add_argument("--output", help="a file to write; standard output unless given")

    def handle(self, *, format: str, article: list[int] | None, output: str | None, **options: Any) -> None:
        losses = Losses()
        try:
            pieces = export(format=format, article_ids=article, losses=losses)
        except DomainError as error:
            raise CommandError(str(error)) from None
        if output:
            with open(output, "wb") as file:
                file.writelines(pieces)
        else:
            sys.stdout.buffer.writelines(pieces)
        if losses.counts:
            self.stderr.write(f"{FORMATS[format].title} has no place for: {losses}.")
