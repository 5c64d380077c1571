"""The endpoint about a person's own looks and keys."""

from __future__ import annotations

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from articles.api.asking import Asking
from articles.api.authentication import person
from articles.api.bodies import Typed
from articles.api.conditions import IF_MATCH, as_read, tag_of
from articles.models import User
from articles.services.preferences import (
    MAX_KEYS_EACH,
    TEXT_SIZES,
    THEMES,
    change_preferences,
    preferences_of,
)


class PreferencesSerializer(Typed):
    """How a person wants the pages: looks, and the keys of the annotation page."""

    theme = serializers.ChoiceField(choices=THEMES)
    text_size = serializers.ChoiceField(choices=TEXT_SIZES)
    single_keys = serializers.BooleanField(help_text="Do keys work that are a single character?")
    keys = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField(max_length=40), max_length=MAX_KEYS_EACH),
        help_text="The keys of actions that differ from the page's own; an empty list switches them off.",
    )


class PreferencesView(Asking):
    """How the person who asks wants the pages to look, and which keys do what."""

    @extend_schema(responses=PreferencesSerializer)
    def get(self, request: Request) -> Response:
        """How you want the pages."""
        return Response(preferences_of(person(request)))

    @extend_schema(
        parameters=[IF_MATCH], request=PreferencesSerializer(partial=True), responses=PreferencesSerializer
    )
    @transaction.atomic
    def patch(self, request: Request) -> Response:
        """Change some of them. `keys` takes the place of all keys kept before."""
        given = PreferencesSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        user = User.objects.select_for_update().get(pk=person(request).pk)
        as_read(request, lambda: preferences_of(user))
        shown = change_preferences(user=user, **given.validated_data)
        return Response(shown, headers={"ETag": tag_of(shown)})
