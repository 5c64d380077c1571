"""Plots of what is in a release, as plain shapes for a template to draw in SVG, with the numbers behind each.

Every length starts at zero. Across, shapes are placed in percent, so that a plot fits any width without its words
shrinking; down, in pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.contrib.humanize.templatetags.humanize import apnumber

ROW = 40  # pixels of a bar with its words above it
BAR = 10
TALL = 130  # pixels of the highest column
WORDS = 34  # characters that fit beside a number on a phone
SPEAKERS = 8
FEW = 2  # speakers so few beyond these are shown, too
LABEL = 24  # percent of the plot that a label below it takes on a phone
WIDEST = 16  # percent of the plot that a column takes at most
MONTHS = 36  # beyond these, columns are years


class Row(NamedTuple):
    """A line of the table behind a plot. `share` is in percent of all quotes, None where shares mean nothing."""

    name: str
    number: int
    share: float | None = None


class Bar(NamedTuple):
    """A bar: its words at `text`, its rectangle at `top`, both down from the plot's top; `width` in percent of all."""

    name: str
    value: str
    text: int
    top: int
    width: float
    rest: bool


class Bars(NamedTuple):
    name: str
    title: str
    summary: str
    columns: tuple[str, ...]
    rows: list[Row]
    bars: list[Bar]
    height: int
    thick: int = BAR


class Column(NamedTuple):
    """A column: left edge and width in percent; top and height in pixels. `label` stands below it."""

    name: str
    number: int
    left: float
    middle: float
    width: float
    top: float
    height: float
    label: str
    anchor: str


class Columns(NamedTuple):
    name: str
    title: str
    summary: str
    columns: tuple[str, ...]
    rows: list[Row]
    shapes: list[Column]
    most: int
    top: int = 20
    base: int = 20 + TALL
    height: int = 20 + TALL + 26


def plots_of(contents: dict[str, Any]) -> list[Bars | Columns]:
    """What is worth seeing of `Release.contents`: kinds, speakers, and time where articles have dates."""
    plots: list[Bars | Columns] = [kinds(contents), speakers(contents)]
    if contents["months"]:
        plots.append(over_time(contents))
    return plots


def kinds(contents: dict[str, Any]) -> Bars:
    total = contents["attributions"]
    rows = [Row(kind.capitalize(), n, _share(n, total)) for kind, n in contents["kinds"].items()]
    most = _first(rows)
    summary = f"Most are {most[0].name.lower()}: {most[0].number:,} of {total:,}."
    if len(most) > 1:
        names = " and ".join(row.name.lower() for row in most)
        summary = f"As many are {names}: {most[0].number:,} each, of {total:,}."
    return _bars("kinds", "Quotes by kind", summary, ("Kind", "Quotes", "Share"), rows)


def speakers(contents: dict[str, Any]) -> Bars:
    said, total = contents["speakers"], contents["attributions"]
    every = [
        Row(one["name"], one["attributions"], _share(one["attributions"], total)) for one in said["named"]
    ]
    rows = every if said["number"] <= SPEAKERS + FEW else every[:SPEAKERS]
    others = said["number"] - len(rows)
    left = said["attributions"] - sum(row.number for row in rows)
    summary = _who_most(every, said["number"], total) if rows else "Nobody is named as a speaker."
    rest = []
    if others:
        rest.append(Row(f"{others:,} others together", left, _share(left, total)))
    if said["without"]:
        rest.append(Row("Nobody named", said["without"], _share(said["without"], total)))
    return _bars("speakers", "Who speaks", summary, ("Speaker", "Quotes", "Share"), rows, rest)


def over_time(contents: dict[str, Any]) -> Columns:
    """Quotes by the month their articles were published in, gaps shown as such; by year where there are many months."""
    months: dict[str, int] = contents["months"]
    first, last = min(months), max(months)
    numbers = {month: months.get(month, 0) for month in _months(first, last)}
    unit = "month"
    if len(numbers) > MONTHS:
        unit, yearly = "year", dict.fromkeys((month[:4] for month in numbers), 0)
        for month, n in months.items():
            yearly[month[:4]] += n
        numbers = yearly
    most = max(numbers.values())
    step = 100 / len(numbers)
    labelled = _labelled(list(numbers))
    shapes = []
    for place, (name, n) in enumerate(numbers.items()):
        high = n / most * TALL
        wide = min(step * 0.8, WIDEST)
        centre = (place + 0.5) * step
        # Near an edge the label begins or ends with the plot.
        anchor = "start" if centre < LABEL / 2 else "end" if centre > 100 - LABEL / 2 else "middle"
        middle = {"start": 0.0, "end": 100.0, "middle": centre}[anchor]
        shapes.append(
            Column(
                name, n, round(centre - wide / 2, 3), round(middle, 3), round(wide, 3),
                round(20 + TALL - high, 1), round(high, 1), name if name in labelled else "", anchor,
            )
        )  # fmt: skip
    undated = contents["undated"]
    summary = f"From {first} to {last}, by {unit} of publication."
    if first == last:
        summary = f"From articles published in {first}."
    if undated:
        summary += f" {undated:,} more come from articles without a date."
    rows = [Row(name, n) for name, n in numbers.items()]
    return Columns("time", "Quotes over time", summary, (unit.capitalize(), "Quotes"), rows, shapes, most)


def _bars(
    name: str, title: str, summary: str, columns: tuple[str, ...], rows: list[Row], rest: Sequence[Row] = ()
) -> Bars:
    every = [*rows, *rest]
    bars = [
        Bar(
            row.name if len(row.name) <= WORDS else row.name[: WORDS - 1].rstrip() + "…",
            f"{row.number:,} · {row.share:.0f} %" if row.share is not None else f"{row.number:,}",
            place * ROW + 14,
            place * ROW + 21,
            round(row.share or 0.0, 2),
            place >= len(rows),
        )
        for place, row in enumerate(every)
    ]
    return Bars(name, title, summary, columns, every, bars, len(every) * ROW)


def _first(rows: list[Row]) -> list[Row]:
    """The rows with the greatest number."""
    most = max(row.number for row in rows)
    return [row for row in rows if row.number == most]


def _who_most(named: list[Row], number: int, total: int) -> str:
    """Who is quoted most, of so many speakers. Of these some are named, the most quoted first."""
    most = _first(named)
    times = "once" if most[0].number == 1 else f"{most[0].number:,} times"
    if len(most) == 1:
        return f"{most[0].name} is quoted most: {most[0].number:,} of {total:,} quotes."
    if len(most) == number:
        return f"Each of the {apnumber(number)} is quoted {times}."
    at_least = (
        "at least " if len(most) == len(named) < number else ""
    )  # those that are not named may be as many
    return _sentence(f"{at_least}{apnumber(len(most))} are quoted most, {times} each.")


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]


def _share(number: int, total: int) -> float:
    return number / total * 100 if total else 0.0


def _months(first: str, last: str) -> list[str]:
    """Every month from the first to the last, as 2026-03."""
    begin, end = ((int(month[:4]) * 12 + int(month[5:]) - 1) for month in (first, last))
    return [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(begin, end + 1)]


def _labelled(names: list[str]) -> set[str]:
    """The columns that are named below: the ends, and one between them where there is room for it."""
    ends = {names[0], names[-1]}
    return ends | {names[len(names) // 2]} if len(names) > 4 else ends
