"""`manage.py create_token USER --scope export|read|write`: a key for a program."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.errors import DomainError
from articles.models import AccessToken, User
from articles.services.sign_in import create_token


class Command(BaseCommand):
    help = "Make an access token and print it, once. Send it as “Authorization: Bearer …”."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", help="the user name of the person whom the program acts for")
        parser.add_argument("--scope", choices=AccessToken.Scope.values, default="read")
        parser.add_argument("--name", default="", help="what the token is for")
        parser.add_argument("--days", type=int, default=365, help="days until it expires")

    def handle(self, *, user: str, scope: str, name: str, days: int, **options: Any) -> None:
        person = User.objects.filter(username=user, is_active=True).first()
        if person is None:
            raise CommandError(f"There is no active user “{user}”. Make one with create_user.")
        try:
            self.stdout.write(create_token(user=person, scope=scope, name=name, days=days).secret)
        except DomainError as error:
            raise CommandError(str(error)) from None
