"""The one Django app: everything about articles, their quotes and who said them."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class ArticlesConfig(AppConfig):
    name = "articles"

    def ready(self) -> None:
        from articles.models import count, guards, search

        for triggers in (guards, search, count):
            pre_migrate.connect(triggers.take_down, sender=self)
            post_migrate.connect(triggers.put_up, sender=self)
