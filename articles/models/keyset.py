"""Keyset conditions: the rows that follow a place in an order, by one comparison that an index over it serves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db.models import BooleanField, Expression, F, Field, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler

Rows = TypeVar("Rows", bound=QuerySet)
Place = Sequence[Any]
"""A value for each name of an order: where a row stands in it."""


class RowComparison(Expression):
    """`(a, b) > (x, y)`: what `a > x OR (a = x AND b > y)` says, in words that both databases answer from an index."""

    output_field = BooleanField()

    def __init__(self, columns: Sequence[Any], values: Sequence[Any], *, sign: str) -> None:
        super().__init__()
        self.columns, self.values, self.sign = list(columns), list(values), sign

    def get_source_expressions(self) -> list[Any]:
        return [*self.columns, *self.values]

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        half = len(exprs) // 2
        self.columns, self.values = list(exprs[:half]), list(exprs[half:])

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        sides: list[str] = []
        params: list[Any] = []
        for side in (self.columns, self.values):
            compiled = [compiler.compile(expression) for expression in side]
            sides.append(f"({', '.join(sql for sql, _ in compiled)})")
            params += [param for _, given in compiled for param in given]
        return f" {self.sign} ".join(sides), tuple(params)


def fields_of(queryset: QuerySet, names: Sequence[str]) -> list[Field]:
    """The field behind each of these names: the model's, or an annotation's."""
    annotated = queryset.query.annotations
    return [
        annotated[name].output_field if name in annotated else queryset.model._meta.get_field(name)
        for name in names
    ]


def following(queryset: Rows, order: Sequence[str], place: Place) -> Rows:
    """The rows that follow `place` in `order`, whose names all go up ("id") or all go down ("-id")."""
    names = [name.removeprefix("-") for name in order]
    downwards = {name.startswith("-") for name in order}
    if len(downwards) != 1 or len(place) != len(names):
        raise ValueError("A keyset order goes one way, and a place in it has a value for each of its names.")
    values = [
        Value(value, output_field=field)
        for field, value in zip(fields_of(queryset, names), place, strict=True)
    ]
    sign = "<" if downwards.pop() else ">"
    return queryset.filter(RowComparison([F(name) for name in names], values, sign=sign)).order_by(*order)
