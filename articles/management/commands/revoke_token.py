"""`manage.py revoke_token TOKEN`: a program's key works no more; without TOKEN, a list of the keys."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.errors import DomainError
from articles.models import AccessToken
from articles.services.sign_in import end_token, tokens


class Command(BaseCommand):
    help = "End an access token, given its name or first letters. Without one, list the tokens."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("token", nargs="?", help="its name, or its first eight letters or more (onr_…)")
        parser.add_argument("--user", help="only among the tokens of this user")

    def handle(self, *, token: str | None, user: str | None, **options: Any) -> None:
        try:
            if token is None:
                self.stdout.writelines(f"{described(row)}\n" for row in tokens(username=user))
            else:
                self.stdout.write(f"Ended: {described(end_token(which=token, username=user))}")
        except DomainError as error:
            raise CommandError(str(error)) from None


def described(row: AccessToken) -> str:
    used = f"last used {row.last_used_at:%Y-%m-%d}" if row.last_used_at else "never used"
    expiry = f"expires {row.expiry:%Y-%m-%d}" if row.expiry else "never expires"
    return f"{row.token_key}…  {row.user.get_username()}  “{row.name}”  {row.scope}  {used}  {expiry}"
