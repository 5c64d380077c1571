"""Kinds of filter that lists have. Several ids, or several of a few words, mean either; all else can be said once.

`articles.api.asking` refuses what is said twice where that makes no sense.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django_filters import rest_framework as filters
from django_filters.fields import IsoDateTimeField
from drf_spectacular.utils import extend_schema_field

MOST = 100  # values of a filter that takes several


class EitherField(forms.Field):
    """Some values, each once, as the field `one` reads them."""

    widget = forms.SelectMultiple  # which gives all that were sent

    def __init__(self, *, one: forms.Field, **details: Any) -> None:
        super().__init__(**details)
        self.one = one

    def clean(self, value: Sequence[str] | None) -> list[Any]:
        if len(value or ()) > MOST:
            raise forms.ValidationError(f"At most {MOST} can be asked for at a time.", code="too_many")
        return list(dict.fromkeys(self.one.clean(part) for part in value or ()))


class Either(filters.Filter):
    """What has one of the values that are asked for."""

    field_class = EitherField

    def __init__(self, one: forms.Field, said: dict[str, Any], **details: Any) -> None:
        super().__init__(one=one, **details)
        extend_schema_field({"type": "array", "items": said, "minItems": 1, "maxItems": MOST})(self)

    def filter(self, rows: QuerySet, value: list[Any]) -> QuerySet:
        if not value:
            return rows
        # One alone as databases plan best for.
        name, asked = (self.field_name, value[0]) if len(value) == 1 else (f"{self.field_name}__in", value)
        return rows.filter(**{name: asked})


class OneOfFilter(Either):
    """Some of a few words."""

    def __init__(self, words: Sequence[str], **details: Any) -> None:
        one = forms.ChoiceField(choices=[(word, word) for word in words])
        super().__init__(one, {"type": "string", "enum": list(words)}, **details)


class IdFilter(Either):
    """Some ids of what programs may name before it is there."""

    def __init__(self, **details: Any) -> None:
        super().__init__(forms.UUIDField(), {"type": "string", "format": "uuid"}, **details)


class ArticleIdFilter(Either):
    """Some articles."""

    def __init__(self, **details: Any) -> None:
        one = forms.IntegerField(min_value=1, max_value=2**63 - 1)
        said = {"type": "integer", "minimum": 1, "maximum": 2**63 - 1}
        super().__init__(one, said, label="Id of the article.", **details)


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
        if value:  # in an address, a + that nobody escaped is a blank
            value = re.sub(r"(T.*) (\d\d(:?\d\d)?)$", r"\1+\2", value)
        moment: datetime | None = super().clean(value)
        try:
            return moment and moment.astimezone(UTC)
        except OverflowError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None


class MomentFilter(filters.IsoDateTimeFilter):
    field_class = MomentField
