"""`manage.py import_articles PATH…`: text files, or folders of them, in."""

from __future__ import annotations

import tomllib
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.errors import ImportRefused
from articles.services.decoding import check_size
from articles.services.importing import import_article

FIELDS = {"title", "publisher", "byline", "url", "published", "language"}


class Command(BaseCommand):
    help = "Import .txt files. NAME.toml beside NAME.txt may give title, publisher, byline, url, published, language."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="+", type=Path, help="a text file, or a folder with .txt files in it"
        )

    def handle(self, *, paths: list[Path], verbosity: int, **options: Any) -> None:
        refused = 0
        for path in paths:
            if not path.exists():
                raise CommandError(f"There is no file or folder {path}.")
            for file in sorted(path.rglob("*.txt")) if path.is_dir() else [path]:
                try:
                    check_size(file.stat().st_size)
                    article, created = import_article(text=file.read_bytes(), by=None, **described(file))
                except (ImportRefused, ValueError, OSError) as error:
                    refused += 1
                    self.stderr.write(f"{file.name}: {error}")
                    continue
                if verbosity:
                    fate = "imported" if created else "was there already"
                    self.stdout.write(f"{file.name}: {fate}, article {article.pk}, “{article.title}”")
        if refused:
            raise CommandError(f"{refused} file{'s' if refused > 1 else ''} refused; the others are in.")


def described(file: Path) -> dict[str, Any]:
    """What the TOML file beside a text says of it; nothing where there is none. ValueError where it cannot be so."""
    about = file.with_suffix(".toml")
    if not about.exists():
        return {}
    said = {k: v for k, v in tomllib.loads(about.read_text(encoding="utf-8")).items() if k in FIELDS}
    for name, value in said.items():
        wanted = date if name == "published" else str
        if type(value) is not wanted:
            form = "a date such as 2026-03-04, without quotes" if wanted is date else "a text in quotes"
            raise ValueError(f"In {about.name}, {name} should be {form}.")
    return said
