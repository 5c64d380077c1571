"""What every resource of the API has: pages of a list, one by its id, whom a request is for, kinds of filter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from django import forms
from django_filters import rest_framework as filters
from django_filters.fields import IsoDateTimeField
from drf_spectacular.utils import extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from articles.api.asking import Sparse
from articles.api.authentication import person
from articles.api.bodies import Typed
from articles.errors import NotYou
from articles.services.documents import one_moment


def choices(values: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(v, v) for v in values]


@extend_schema_field({"type": "integer", "minimum": 1, "maximum": 2**63 - 1})
class ArticleIdFilter(filters.NumberFilter):
    field_class = forms.IntegerField

    def __init__(self, **details: Any) -> None:
        super().__init__(min_value=1, max_value=2**63 - 1, label="Id of the article.", **details)


@extend_schema_field({"type": "string", "minLength": 1, "pattern": r"\S"})
class WordsFilter(filters.CharFilter):
    """Something to look for."""


@extend_schema_field({"type": "number", "minimum": 0, "maximum": 1_000_000})
class LeastFilter(filters.NumberFilter):
    """This much or more."""

    def __init__(self, **details: Any) -> None:
        super().__init__(**{"lookup_expr": "gte", "min_value": 0, "max_value": 1_000_000, **details})


class YesNoField(forms.TypedChoiceField):
    """True or false; all else is refused, where Django's would take it for neither."""

    def __init__(self, **details: Any) -> None:
        details.pop("widget", None)  # django-filter's, which takes much for true and the rest for nothing
        answers = [("true", "true"), ("false", "false")]
        super().__init__(choices=answers, coerce=lambda said: said == "true", empty_value=None, **details)


class YesNoFilter(filters.BooleanFilter):
    field_class = YesNoField


class MomentField(IsoDateTimeField):
    """A moment that every database can compare: in UTC it lies between the years 1 and 9999."""

    def clean(self, value: Any) -> datetime | None:
        moment: datetime | None = super().clean(value)
        try:
            return moment and moment.astimezone(UTC)
        except OverflowError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None


class MomentFilter(filters.IsoDateTimeFilter):
    field_class = MomentField


class ListAndDetail(Sparse, mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet):
    """What every resource has: pages of a list, and one by its id."""

    ordering: tuple[str, ...]

    @one_moment()
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)

    @one_moment()
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().retrieve(request, *args, **kwargs)


class ForPerson(Typed):
    """A request that a page may make for whom it believes to be signed in."""

    person = serializers.IntegerField(
        required=False,
        help_text="Id of the user who did it, to be told (409) where somebody else is signed in.",
    )


Asked = TypeVar("Asked", bound=serializers.Serializer)


def asked_of(request: Request, kind: type[Asked]) -> Asked:
    """The request's body, found to be valid and meant for the person who is signed in. Raises NotYou."""
    asked = kind(data=request.data)
    asked.is_valid(raise_exception=True)
    meant_for(request, asked.validated_data)
    return asked


def meant_for(request: Request, *asked: Mapping[str, Any]) -> None:
    """Raises NotYou where a request (or a part of it) says that somebody else did it than who is signed in."""
    me = person(request).pk
    if any(one.get("person", me) != me for one in asked):
        raise NotYou
