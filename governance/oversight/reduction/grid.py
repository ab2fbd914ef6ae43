"""Where a row is counted: its month, and under each breakdown the value that it has there."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from governance.oversight.metrics import Metric
from governance.oversight.metrics.definitions import DERIVED_BREAKDOWNS
from governance.oversight.reduction.times import LocalTimes

WIDTH = 1024
"""More than the values that a breakdown can have: a month's number times this, plus a value's, is a key."""

TOTAL = ""


class Place(NamedTuple):
    """A month, or a year where the file knows no months, and a value of a breakdown."""

    month: str
    value: str


class Values(dict[str, int]):
    """From values to numbers, in the order in which they come."""

    def __missing__(self, value: str) -> int:
        self[value] = number = len(self)
        return number


class Grid:
    """Keys of rows under the total and each breakdown that some metric has and the file answers."""

    def __init__(
        self, metrics: Sequence[Metric], fields: Sequence[str], always: Mapping[str, str], times: LocalTimes
    ) -> None:
        self.times = times
        self.always = always
        self.known = {*fields, *always, *DERIVED_BREAKDOWNS}
        names = dict.fromkeys(name for metric in metrics for name in metric.breakdowns if name in self.known)
        self.values: dict[str, Values] = {name: Values() for name in (TOTAL, *names)}
        self.months = Values()

    def list_breakdowns(self, metric: Metric) -> list[str]:
        """The total, and those breakdowns of a metric that the file answers."""
        return [TOTAL, *(name for name in metric.breakdowns if name in self.known)]

    def number_rows(
        self, local: Sequence[int], codes: Mapping[str, Sequence[str]]
    ) -> tuple[list[int], dict[str, list[int]]]:
        """For each row its month's part of a key, and under each breakdown its value's part."""
        times = self.times.list
        months = {number: self.months[times[number].month] * WIDTH for number in set(local)}
        found: dict[str, list[int]] = {}
        for name, values in self.values.items():
            if name in DERIVED_BREAKDOWNS:
                numbers = {number: values[getattr(times[number], name)] for number in months}
                found[name] = list(map(numbers.__getitem__, local))
            elif name in codes:
                found[name] = list(map(values.__getitem__, codes[name]))
            else:
                found[name] = [values[self.always.get(name, "")]] * len(local)
        return list(map(months.__getitem__, local)), found

    def find_place(self, breakdown: str, key: int) -> Place:
        return Place(list(self.months)[key // WIDTH], list(self.values[breakdown])[key % WIDTH])

    def list_places(self, breakdown: str, keys: Sequence[int]) -> dict[int, Place]:
        months, values = list(self.months), list(self.values[breakdown])
        return {key: Place(months[key // WIDTH], values[key % WIDTH]) for key in keys}
