"""`manage.py import_articles PATH…`: files with articles, or folders of them; with `--format`, annotated ones."""

from __future__ import annotations

import tomllib
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.errors import DomainError
from articles.formats import FORMATS
from articles.intake.kinds import SUFFIXES
from articles.models import User
from articles.services.importing_datasets import DocumentFate, import_dataset
from articles.services.importing_files import import_file

FIELDS = {"title", "publisher", "byline", "url", "published", "language"}


class Command(BaseCommand):
    help = (
        "Import text, HTML, DOCX, PDF, RSS and Atom files and ZIP archives of them, and Markdown that is named itself "
        "(in folders it often is a README); NAME.toml beside a file may give title, publisher, byline, url, published, "
        "language. "
        "With --format, import annotated articles: what people decided becomes the decisions of --by."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, help="a file, or a folder with files in it")
        readable = [name for name, format in FORMATS.items() if format.read]
        parser.add_argument(
            "--format", choices=readable, help="the files are annotated articles in this format"
        )
        parser.add_argument("--by", metavar="USER", help="in whose name annotated articles come in")
        parser.add_argument(
            "--by-people",
            action="store_true",
            help="quotes without a decision in the file were made by people: USER decides so",
        )

    def handle(self, *, paths: list[Path], format: str | None, verbosity: int, **options: Any) -> None:
        for path in paths:
            if not path.exists():
                raise CommandError(f"There is no file or folder {path}.")
        if format:
            self.import_annotated(paths, format, options["by"], options["by_people"], verbosity)
        else:
            self.import_files(paths, verbosity)

    def import_annotated(
        self, paths: list[Path], format: str, by: str | None, by_people: bool, verbosity: int
    ) -> None:
        person = User.objects.filter(username=by or "").first()
        if person is None:
            raise CommandError("Say with --by in whose name the decisions come in: the name of a user.")
        refused = 0
        for path in paths:
            try:
                with path.open("rb") as file:
                    for fate in import_dataset(stream=file, format=format, by=person, by_people=by_people):
                        refused += len(fate.refused) or fate.result == "refused"
                        self.tell(path, fate, verbosity)
            except (DomainError, OSError) as error:
                refused += 1
                self.stderr.write(f"{path.name}: {error}")
        if refused:
            raise CommandError(f"{refused} refused; the others are in.")

    def tell(self, path: Path, fate: DocumentFate, verbosity: int) -> None:
        """What became of an article: on one line, and a line for each thing refused."""
        if fate.result == "refused":
            self.stderr.write(f"{path.name}, {fate.place}: refused: {fate.detail}")
        elif verbosity:
            counts = f"{fate.decided} decided, {fate.suggested} suggested, {fate.known} known"
            self.stdout.write(
                f"{path.name}, {fate.place}: {fate.result}, article {fate.article}, “{fate.title}”: {counts}"
            )
        for quote in fate.refused:
            self.stderr.write(f"{path.name}, {fate.place}, quote {quote.quote}: refused: {quote.detail}")

    def import_files(self, paths: list[Path], verbosity: int) -> None:
        refused = 0
        for path in paths:
            inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
            for file in inside if path.is_dir() else [path]:
                try:
                    with file.open("rb") as data:
                        about, size = described(file), file.stat().st_size
                        fates = list(import_file(file=data, name=file.name, size=size, by=None, about=about))
                except (ValueError, OSError) as error:
                    refused += 1
                    self.stderr.write(f"{file.name}: {error}")
                    continue
                for fate in fates:
                    refused += fate.result == "refused"
                    self.tell_of_text(file, fate, verbosity)
        if refused:
            raise CommandError(f"{refused} file{'s' if refused > 1 else ''} refused; the others are in.")

    def tell_of_text(self, file: Path, fate: DocumentFate, verbosity: int) -> None:
        """What became of a text, by the name of its file and, in an archive or feed, its own."""
        name = file.name if fate.place in ("", file.name) else f"{file.name}, {fate.place}"
        if fate.result in ("refused", "left_out"):
            self.stderr.write(f"{name}: {fate.detail}")
        elif verbosity:
            result = "imported" if fate.result == "taken" else "was there already"
            self.stdout.write(f"{name}: {result}, article {fate.article}, “{fate.title}”")


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
