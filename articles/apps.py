"""The one Django app: everything about articles, their quotes and who said them."""

from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"
