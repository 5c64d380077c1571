"""`manage.py build_release NAME`: freezes what people stand by, or a part of it, as a release, here and now."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.document import KINDS
from articles.errors import DomainError
from articles.formats import FORMATS
from articles.models import Release
from articles.services.citing import HOW_TO_CHANGE, address_of, only_here
from articles.services.freezing import folder_of
from articles.services.releasing import ask_for_release, build
from articles.services.selecting import STANDING, select


class Command(BaseCommand):
    help = (
        "Freeze the quotes that somebody stands by as a numbered release, and print the folder of its files."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="what the release is called")
        parser.add_argument("--purpose", default="", help="what it is for")
        parser.add_argument("--licence", default="", help="under which the annotations are passed on")
        parser.add_argument("--format", dest="formats", choices=list(FORMATS), action="append", default=[])
        parser.add_argument("--state", dest="states", choices=STANDING, action="append", default=[])
        parser.add_argument("--kind", dest="kinds", choices=KINDS, action="append", default=[])
        parser.add_argument("--publisher", dest="publishers", action="append", default=[])
        for field in ("decided", "published"):
            parser.add_argument(f"--{field}-from", type=date.fromisoformat, help="a day such as 2026-03-31")
            parser.add_argument(f"--{field}-until", type=date.fromisoformat, help="that day included")
        parser.add_argument("--done", action="store_true", help="only articles that were called done")

    def handle(self, *, name: str, purpose: str, licence: str, formats: list[str], **options: Any) -> None:
        narrowed = (
            "states",
            "kinds",
            "publishers",
            "done",
            "decided_from",
            "decided_until",
            "published_from",
            "published_until",
        )
        try:
            selection = select(**{field: options[field] for field in narrowed})
            asked = ask_for_release(
                by=None, name=name, purpose=purpose, licence=licence, formats=formats, selection=selection
            )
        except DomainError as error:
            raise CommandError(str(error)) from None
        address = address_of(asked.pk)
        self.stderr.write(f"It is frozen with the address {address}, by which it will be cited.")
        if only_here(address):
            self.stderr.write(f"Only this machine reaches that. {HOW_TO_CHANGE}")
        build.call(asked.pk, asked.attempt)
        release = Release.objects.get(pk=asked.pk)
        if release.state == Release.State.FAILED:
            raise CommandError(release.failure)
        if release.state != Release.State.DONE:
            self.stdout.write(f"Release {release.pk} is built by a worker.")
        self.stdout.write(str(folder_of(release.pk)))
