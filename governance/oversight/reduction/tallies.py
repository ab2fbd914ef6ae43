"""Counts and shares of all metrics at once: what a row adds to them is one large number, and adding it one addition.

Each metric owns three lanes of that number: numerator, denominator and rows of which nobody can tell. A lane is wide
enough for any file, so lanes never run over.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import add
from typing import NamedTuple

from governance.oversight.metrics import Condition, Metric
from governance.oversight.metrics.definitions import Measure
from governance.oversight.reduction.grid import TOTAL
from governance.oversight.reduction.zones import NOT_KNOWN

LANE_BITS = 32
LANE = (1 << LANE_BITS) - 1
MOST_REMEMBERED = 50_000


class Sum(NamedTuple):
    """Rows that meet the metric, rows among which they are counted, and rows of which nobody can tell."""

    numerator: int = 0
    denominator: int = 0
    not_known: int = 0


def holds(conditions: Iterable[Condition], categories: Mapping[str, str]) -> bool | None:
    """Whether all conditions are met; None where one cannot be told and none is broken."""
    told = True
    for condition in conditions:
        category = categories[condition.field]
        if category == NOT_KNOWN:
            told = False
        elif category not in condition.categories:
            return False
    return True if told else None


def judge(metric: Metric, categories: Mapping[str, str]) -> Sum:
    """What one row adds to a count or a share."""
    below = holds(metric.denominator_where, categories)
    above = holds(metric.numerator_where, categories)
    if below is False or (metric.measure is Measure.COUNT and above is False):
        return Sum()
    if below is None or above is None:
        return Sum(not_known=1)
    return Sum(int(above), 1)


def list_asked(metrics: Iterable[Metric]) -> list[str]:
    """The fields on which conditions of metrics stand."""
    conditions = [one for metric in metrics for one in (*metric.denominator_where, *metric.numerator_where)]
    return list(dict.fromkeys(condition.field for condition in conditions))


class Additions(dict[tuple[str, ...], int]):
    """From the categories of the asked fields to what a row with them adds to all metrics."""

    def __init__(self, metrics: Sequence[Metric], fields: Sequence[str], always: Mapping[str, str]) -> None:
        self.always = always
        # Metrics that ask the same fields are judged together, so that a new combination costs a few look-ups.
        groups: dict[tuple[int, ...], list[tuple[int, Metric]]] = {}
        for place, metric in enumerate(metrics):
            asked = tuple(fields.index(field) for field in list_asked([metric]) if field in fields)
            groups.setdefault(asked, []).append((place, metric))
        self.fields = fields
        self.groups = [(asked, group, dict[tuple[str, ...], int]()) for asked, group in groups.items()]

    def __missing__(self, key: tuple[str, ...]) -> int:
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        total = 0
        for asked, group, remembered in self.groups:
            part = tuple([key[place] for place in asked])
            if part not in remembered:
                remembered[part] = self.pack(asked, group, part)
            total += remembered[part]
        self[key] = total
        return total

    def pack(self, asked: Sequence[int], group: Sequence[tuple[int, Metric]], part: Sequence[str]) -> int:
        categories = {**self.always, **{self.fields[place]: text for place, text in zip(asked, part, strict=True)}}
        total = 0
        for place, metric in group:
            for lane, number in enumerate(judge(metric, categories)):
                total += number << (place * 3 + lane) * LANE_BITS
        return total


class Tallies:
    """The sums of all counts and shares, under each breakdown by key."""

    def __init__(self, metrics: Sequence[Metric], mapped: Sequence[str], always: Mapping[str, str]) -> None:
        self.metrics = list(metrics)
        self.fields = [field for field in list_asked(metrics) if field in mapped]
        self.additions = Additions(self.metrics, self.fields, always)
        self.sums: defaultdict[str, defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))

    def add(
        self, months: Sequence[int], values: Mapping[str, Sequence[int]], codes: Mapping[str, Sequence[str]]
    ) -> None:
        asked = zip(*(codes[field] for field in self.fields), strict=True) if self.fields else [()] * len(months)
        adding = list(map(self.additions.__getitem__, asked))
        for breakdown, numbers in values.items():
            sums = self.sums[breakdown]
            if breakdown == TOTAL and len(set(months)) == 1:
                sums[months[0] + numbers[0]] += sum(adding)
                continue
            for key, more in zip(map(add, months, numbers), adding, strict=True):
                sums[key] += more

    def read(self, metric: Metric, breakdown: str) -> dict[int, Sum]:
        """The sums of one metric by key; keys to which no row added anything are left out."""
        shift = self.metrics.index(metric) * 3 * LANE_BITS
        found = {}
        for key, packed in self.sums[breakdown].items():
            lanes = Sum(*(packed >> shift + lane * LANE_BITS & LANE for lane in range(3)))
            if any(lanes):
                found[key] = lanes
        return found
