"""`manage.py create_user NAME`: an account for a colleague."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from articles.errors import DomainError
from articles.services.sign_in import create_user, sign_in_link


class Command(BaseCommand):
    help = "Make an account and print a link that signs in, once. The person chooses a password under their name."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the user name")
        parser.add_argument("--email", default="")
        parser.add_argument("--full-name", default="", help="what colleagues read")
        parser.add_argument("--link-base", default=settings.SITE_ADDRESS, help="the address of the server")

    def handle(self, *, name: str, email: str, full_name: str, link_base: str, **options: Any) -> None:
        try:
            person = create_user(name=name, email=email, full_name=full_name)
        except DomainError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(sign_in_link(person, link_base))
