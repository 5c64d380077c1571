"""`manage.py prepare`: everything between a checkout and a first page, safe to run at every start."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.urls import reverse

from articles.models import User
from articles.services.sign_in import sign_in_token

LOCAL_EDITOR = "editor"


class Command(BaseCommand):
    help = (
        "Migrate, collect static files, load seeds/, and print a link that signs the local editor in, once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--link-base", default="http://127.0.0.1:8000", help="the address of the server")

    def handle(self, *, link_base: str, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        call_command("import_articles", settings.BASE_DIR / "seeds", verbosity=0)
        editor, created = User.objects.get_or_create(username=LOCAL_EDITOR, defaults={"is_superuser": True})
        if created:
            editor.set_unusable_password()
            editor.save()
        self.stdout.write(link_base.rstrip("/") + reverse("sign-in-once", args=[sign_in_token(editor)]))
