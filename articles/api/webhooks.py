"""The endpoints about webhooks: where programs of the person who asks are told of changes, and how that went."""

from __future__ import annotations

import json
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from articles.api.authentication import person
from articles.api.bodies import Typed
from articles.api.conditions import IF_MATCH, as_read, tag_of
from articles.api.filters import IdFilter, OneOfFilter
from articles.api.rendering import RowSerializer
from articles.api.repeats import completed, repeatable
from articles.api.resources import ListAndDetail
from articles.models import Delivery, Webhook
from articles.models.change import EVENTS
from articles.services.webhooks import (
    create_webhook,
    edit_webhook,
    remove_webhook,
    renew_secret,
    replay,
    secret_of,
    send_test,
    switch_off,
    switch_on,
)


@extend_schema_field({"type": "string", "maxLength": 2000, "pattern": "^https?://"})
class Address(serializers.CharField):
    """Where to send to; `services.webhooks` says which may be."""


class WebhookSerializer(Typed, RowSerializer):
    """Where a program is told of changes."""

    url = Address(max_length=2000, help_text="Begins with https://.")
    events = serializers.ListField(
        child=serializers.ChoiceField(choices=EVENTS), required=False, help_text="All where it is empty."
    )
    failures = serializers.IntegerField(read_only=True, help_text="Failed tries in a row.")

    class Meta:
        model = Webhook
        fields = ["id", "url", "events", "on", "off_because", "failures", "created_at"]
        read_only_fields = ["id", "on", "off_because", "created_at"]


class NewWebhookSerializer(WebhookSerializer):
    """A webhook with its secret, which is not told again."""

    secret = serializers.CharField(read_only=True)

    class Meta(WebhookSerializer.Meta):
        fields = [*WebhookSerializer.Meta.fields, "secret"]


class SwitchSerializer(Typed):
    catch_up = serializers.BooleanField(
        default=True, help_text="Send what happened meanwhile, too; or only what happens from now on."
    )


class DeliverySerializer(RowSerializer):
    """One request to a webhook, with the tries it took."""

    replays = serializers.UUIDField(source="replays.id", default=None, read_only=True, allow_null=True)

    class Meta:
        model = Delivery
        fields = [
            "id",
            "webhook",
            "state",
            "changes",
            "replays",
            "attempts",
            "status",
            "failure",
            "made_at",
            "tried_at",
        ]
        read_only_fields = fields
        extra_kwargs = {"changes": {"help_text": "How many it tells of; 0 for a test."}}


class DeliveryContentsSerializer(DeliverySerializer):
    """A delivery with what was sent in it."""

    body = serializers.SerializerMethodField()

    class Meta(DeliverySerializer.Meta):
        fields = [*DeliverySerializer.Meta.fields, "body"]

    def get_body(self, delivery: Delivery) -> dict[str, Any]:
        """The webhook's id and the changes, as they were sent."""
        sent: dict[str, Any] = json.loads(delivery.body)
        return sent


class DeliveryFilter(filters.FilterSet):
    webhook = IdFilter(field_name="webhook_id", label="Id of the webhook.")
    state = OneOfFilter(Delivery.State.values, label="How it went.")

    class Meta:
        model = Delivery
        fields: list[str] = []


def with_secret(view: WebhookViewSet, shown: Any) -> Any:
    """The secret as it is now is derived, so that no repetition's answer has to keep it."""
    return {**shown, "secret": secret_of(get_object_or_404(view.get_queryset(), pk=shown["id"]))}


class WebhookViewSet(ListAndDetail):
    """Your webhooks: where programs of yours are told of changes as they happen."""

    queryset = Webhook.objects.all()
    serializer_class = WebhookSerializer
    ordering = ("created_at", "id")
    makes = {"test": "delivery"}

    def get_queryset(self) -> QuerySet[Webhook]:
        return Webhook.objects.of(person(self.request))

    @extend_schema(responses={201: NewWebhookSerializer})
    @completed(with_secret)
    @repeatable
    def create(self, request: Request) -> Response:
        """Tell this address from now on. The secret comes with this answer and never again."""
        given = WebhookSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        made = create_webhook(user=person(request), **given.validated_data)
        return Response(WebhookSerializer(made.webhook).data, status=status.HTTP_201_CREATED)

    @extend_schema(parameters=[IF_MATCH])
    @transaction.atomic
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change the address, or the events to tell of."""
        given = WebhookSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        shown = WebhookSerializer(edit_webhook(webhook=self._as_read(), **given.validated_data)).data
        return Response(shown, headers={"ETag": tag_of(shown)})

    @extend_schema(parameters=[IF_MATCH])
    @transaction.atomic
    def destroy(self, request: Request, pk: str) -> Response:
        """Remove it, with its log."""
        remove_webhook(webhook=self._as_read())
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _as_read(self) -> Webhook:
        """The webhook, locked and still as If-Match says."""
        list(self.get_queryset().select_for_update().filter(pk=self.get_object().pk))
        webhook: Webhook = self.get_object()
        as_read(self.request, lambda: WebhookSerializer(webhook).data)
        return webhook

    @extend_schema(request=None, responses=NewWebhookSerializer)
    @action(detail=True, methods=["post"])
    @completed(with_secret)
    @repeatable
    def secret(self, request: Request, pk: str) -> Response:
        """Make a new secret, which is in the answer. From now on nothing is signed with the old one."""
        return self._shown(renew_secret(webhook=self.get_object()).webhook)

    @extend_schema(request=SwitchSerializer, responses=WebhookSerializer)
    @action(detail=True, methods=["post"])
    @repeatable
    def on(self, request: Request, pk: str) -> Response:
        """Send again."""
        asked = SwitchSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        switch_on(webhook=self.get_object(), catch_up=asked.validated_data["catch_up"])
        return self._shown(self.get_object())

    @extend_schema(request=None, responses=WebhookSerializer)
    @action(detail=True, methods=["post"])
    @repeatable
    def off(self, request: Request, pk: str) -> Response:
        """Send nothing more until it is switched on again."""
        switch_off(webhook=self.get_object())
        return self._shown(self.get_object())

    @extend_schema(request=None, responses={201: DeliverySerializer})
    @action(detail=True, methods=["post"])
    @repeatable
    def test(self, request: Request, pk: str) -> Response:
        """Send a delivery without changes at once, before what waits, to see whether it arrives."""
        made = send_test(webhook=self.get_object())
        return Response(DeliverySerializer(made).data, status=status.HTTP_201_CREATED)

    def _shown(self, webhook: Webhook) -> Response:
        return Response(WebhookSerializer(webhook).data)


class DeliveryViewSet(ListAndDetail):
    """What was sent to your webhooks and how it went, the newest first; kept for 30 days."""

    queryset = Delivery.objects.all()
    serializer_class = DeliveryContentsSerializer
    filters = DeliveryFilter
    ordering = ("-number",)
    lookup_field = "id"

    def get_queryset(self) -> Any:
        mine = Delivery.objects.filter(webhook__user=person(self.request)).select_related(
            "replays", "webhook"
        )
        return (
            mine.defer("replays__body") if self.action == "retrieve" else mine.defer("body", "replays__body")
        )

    def get_serializer_class(self) -> Any:
        return DeliverySerializer if self.action == "list" else DeliveryContentsSerializer

    @extend_schema(request=None, responses={201: DeliverySerializer})
    @action(detail=True, methods=["post"])
    @repeatable
    def replay(self, request: Request, id: str) -> Response:
        """Send the same once more, as another delivery."""
        made = replay(delivery=self.get_object())
        return Response(DeliverySerializer(made).data, status=status.HTTP_201_CREATED)
