"""What a request asks for in its address: filters, a page, some fields. Nothing there goes unheard.

Who misspells a filter must not get everything, so a word that an operation does not know is refused. So is one that is
said twice where only one of both could count.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import Any

from django_filters.rest_framework import FilterSet
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.views import APIView

from articles.api.filters import Either

BLANK = "There is nothing after this name. Say what you want, or leave it out."
WITH_WORDS_OF_THEIR_OWN = ("fields", "cursor", "page_size")  # for what is blank, too
SEVERAL = (serializers.ListField, serializers.MultipleChoiceField)
SPARSE = ("list", "retrieve")  # actions whose answer can have some fields only


class Asking(APIView):
    """A view that knows what it can be asked: the fields of `asks`, and what makes a list."""

    asks: type[serializers.Serializer] | None = None
    # What OPTIONS would say, the schema does.
    http_method_names = [name for name in APIView.http_method_names if name != "options"]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not hasattr(self, (request.method or "").lower()):
            return  # the method is what is wrong, and the next to be looked at
        known = self.understood()
        if unknown := sorted(request.query_params.keys() - known):
            raise ValidationError(
                {name[:60]: _unheard(name, known) for name in unknown[:10]}, code="unknown_parameter"
            )
        asked = {
            name: values
            for name, values in request.query_params.lists()
            if self.asks or name not in WITH_WORDS_OF_THEIR_OWN
        }
        if blank := [name for name, values in asked.items() if not all(value.strip() for value in values)]:
            raise ValidationError(dict.fromkeys(blank, BLANK), code="blank")
        several = self.several()
        twice = [
            name for name, values in request.query_params.lists() if len(values) > 1 and name not in several
        ]
        if twice:
            raise ValidationError({name: _twice(name, several) for name in twice}, code="repeated")

    def understood(self) -> set[str]:
        """The names that mean something in the query of this operation."""
        return set(self.asks().fields) if self.asks else set()

    def several(self) -> set[str]:
        """Those of these names that can be said more than once: either is meant."""
        fields = self.asks().fields if self.asks else {}
        return {name for name, field in fields.items() if isinstance(field, SEVERAL)}

    def asked(self, request: Request) -> dict[str, Any]:
        """What the query asks for, as `asks` reads it."""
        assert self.asks is not None
        given = self.asks(data=request.query_params)
        given.is_valid(raise_exception=True)
        return given.validated_data


class Sparse(Asking, GenericAPIView):
    """A resource of which some fields can be asked for: what is not asked for is not answered, nor read where that
    spares something."""

    action: str
    filters: type[FilterSet] | None = None  # of the list
    filters_one: type[FilterSet] | None = None  # of one by its id

    @property
    def filterset_class(self) -> type[FilterSet] | None:
        return {"list": self.filters, "retrieve": self.filters_one}.get(self.action or "")

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        assert self.wanted  # refused before anything is looked for

    def understood(self) -> set[str]:
        known = super().understood()
        if self.action in SPARSE:
            known.add("fields")
        if self.filterset_class:
            known.update(self.filterset_class.base_filters)
        if self.action == "list":
            paginator: Any = self.paginator
            known.update(given["name"] for given in paginator.get_schema_operation_parameters(self))
        return known

    def several(self) -> set[str]:
        known = super().several() | {"fields"}
        kinds = self.filterset_class.base_filters if self.filterset_class else {}
        return known | {name for name, kind in kinds.items() if isinstance(kind, Either)}

    @property
    def offered(self) -> list[str]:
        """The fields that can be asked for."""
        shown: Any = self.get_serializer_class()()
        return list(shown.fields)

    @cached_property
    def wanted(self) -> Collection[str]:
        """The fields that the answer has. Raises ValidationError where there is no such field."""
        request: Request | None = self.request  # none while the schema is made
        asked = request.query_params.getlist("fields") if request and self.action in SPARSE else []
        if not asked:
            return self.offered
        names = ",".join(asked).split(",")
        if unknown := [name for name in names if name not in self.offered]:
            raise ValidationError({"fields": _no_field(unknown[0], self.offered)}, code="unknown_field")
        return names

    def wants(self, *names: str) -> bool:
        """Whether the answer has any of these fields."""
        return not set(names).isdisjoint(self.wanted)

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        shown: Any = super().get_serializer(*args, **kwargs)
        fields = getattr(shown, "child", shown).fields
        for name in [name for name in fields if name not in self.wanted]:
            del fields[name]
        return shown


def _unheard(name: str, known: Collection[str]) -> str:
    if not known:
        return f"“{name[:60]}” means nothing here: this address takes nothing after a “?”."
    return f"“{name[:60]}” means nothing here. What can be asked: {', '.join(sorted(known))}."


def _twice(name: str, several: Collection[str]) -> str:
    said = f" More than once can be said: {', '.join(sorted(several))}." if several else ""
    return f"“{name[:60]}” can be said only once.{said}"


def _no_field(name: str, offered: Collection[str]) -> str:
    if not name:
        return f"Name the fields with commas between them, and none empty. There are: {', '.join(offered)}."
    return f"There is no field “{name[:60]}”. There are: {', '.join(offered)}."
