"""Figures about speed, measured and never asserted: a clock judges the machine as much as the code."""

from typing import NamedTuple


class Figure(NamedTuple):
    """One measurement: `figure` is its name in docs/benchmarks.md."""

    figure: str
    value: float
    unit: str
