"""`manage.py prepare`: everything between a checkout and a first page, safe to run at every start."""

from __future__ import annotations

import hashlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

from articles.models import User
from articles.services.sign_in import sign_in_link

LOCAL_EDITOR = "editor"


class Command(BaseCommand):
    help = (
        "Migrate, collect static files, load seeds/, and print a link that signs the local editor in, once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--link-base", default=settings.SITE_ADDRESS, help="the address of the server")

    def handle(self, *, link_base: str, **options: Any) -> None:
        try:
            connection.ensure_connection()
        except OperationalError as reason:
            raise CommandError(f"The database that DATABASE_URL names does not answer: {reason}") from reason
        call_command("migrate", verbosity=0, interactive=False)
        collect_static()
        call_command("import_articles", settings.BASE_DIR / "seeds", verbosity=0)
        editor, created = User.objects.get_or_create(username=LOCAL_EDITOR, defaults={"is_superuser": True})
        if created:
            editor.set_unusable_password()
            editor.save()
        self.stdout.write(sign_in_link(editor, link_base))


def collect_static() -> None:
    """Collect the static files if any of them changed since the last time: hashing them all takes seconds."""
    files = (
        (name, Path(storage.path(name))) for finder in get_finders() for name, storage in finder.list([])
    )
    facts = sorted((name, path.stat().st_mtime_ns, path.stat().st_size) for name, path in files)
    digest = hashlib.sha256(repr(facts).encode()).hexdigest()
    stamp = settings.STATIC_ROOT / ".collected"
    if not stamp.exists() or stamp.read_text() != digest:
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(digest)
