"""The cells of a metric: its figures by month, quarter and year, in total and by each breakdown.

Quarters and years are made of the rows, not of the months: a median of medians is no median, and a person who comes in
two months is one person of the year.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from governance.oversight.metrics import Metric
from governance.oversight.metrics.definitions import Measure
from governance.oversight.reduction.grid import Grid, Place
from governance.oversight.reduction.intervals import LEFT_OUT, summarize
from governance.oversight.reduction.kept import UNTOLD, KeptRows
from governance.oversight.reduction.tallies import Tallies

DAY = 86_400
PLACE_COLUMNS = ("period", "breakdown", "value")
FIGURE_COLUMNS = {
    Measure.COUNT: ("numerator", "not_known"),
    Measure.SHARE: ("numerator", "denominator", "not_known"),
    Measure.REPEATS: ("numerator", "denominator", "not_known"),
    Measure.PEOPLE: ("numerator", "not_known"),
    Measure.INTERVAL: ("n", "median_seconds", "p90_seconds", *LEFT_OUT.values()),
}
Figures = list[Any]


def list_columns(metric: Metric) -> list[str]:
    """What the values of a cell are called, in order."""
    return [*PLACE_COLUMNS, *FIGURE_COLUMNS[metric.measure]]


def list_periods(month: str) -> list[str]:
    """A month, and the quarter and year in which it lies; a year where the file knows no months."""
    if len(month) == 4:
        return [month]
    quarter = (int(month[5:]) + 2) // 3
    return [month, f"{month[:4]}-Q{quarter}", month[:4]]


class CellMaker:
    """Makes the cells of all metrics, one breakdown after the other, so that keys are made once for each."""

    def __init__(self, metrics: Sequence[Metric], grid: Grid, tallies: Tallies, kept: KeptRows) -> None:
        self.metrics, self.grid, self.tallies, self.kept = metrics, grid, tallies, kept
        self.keys: list[int] = []
        singly = [metric.id for metric in metrics if metric.measure in (Measure.REPEATS, Measure.PEOPLE)]
        self.persons = {metric: kept.list_persons(metric) for metric in singly}
        self.visits = {metric: kept.put_persons_in_order(metric) for metric in singly}
        # Repeats do not depend on the breakdown, so they are found once.
        self.repeats = {m.id: self.find_repeats(m) for m in metrics if m.measure is Measure.REPEATS}

    def make(self) -> list[tuple[Metric, list[Figures]]]:
        """Each metric with its cells, which hold the values of `list_columns`, by breakdown, period and value."""
        cells: dict[str, list[Figures]] = {metric.id: [] for metric in self.metrics}
        for breakdown in self.grid.values:
            wanted = [metric for metric in self.metrics if breakdown in self.grid.list_breakdowns(metric)]
            if any(metric.measure in (Measure.REPEATS, Measure.PEOPLE) for metric in wanted):
                self.keys = self.kept.list_keys(breakdown)
            for metric in wanted:
                found = [
                    [period, breakdown, value, *rest] for period, value, *rest in self.make_some(metric, breakdown)
                ]
                cells[metric.id] += sorted(found, key=lambda cell: (cell[0], cell[2]))
        return [(metric, cells[metric.id]) for metric in self.metrics]

    def make_some(self, metric: Metric, breakdown: str) -> Iterator[Figures]:
        if metric.measure is Measure.INTERVAL:
            return self.make_spans(metric, breakdown)
        if metric.measure is Measure.REPEATS:
            return self.make_repeats(metric, breakdown)
        if metric.measure is Measure.PEOPLE:
            return self.make_people(metric, breakdown)
        return self.make_sums(metric, breakdown)

    def make_sums(self, metric: Metric, breakdown: str) -> Iterator[Figures]:
        sums = self.tallies.read(metric, breakdown)
        rolled = self.roll_up(breakdown, sums, 3)
        for (period, value), (above, below, unknown) in rolled.items():
            yield (
                [period, value, above, unknown]
                if metric.measure is Measure.COUNT
                else [period, value, above, below, unknown]
            )

    def roll_up(
        self, breakdown: str, figures: Mapping[int, Sequence[int]], width: int
    ) -> dict[tuple[str, str], list[int]]:
        """Figures by key, added up by period and value."""
        places = self.grid.list_places(breakdown, list(figures))
        rolled: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * width)
        for key, numbers in figures.items():
            for period in list_periods(places[key].month):
                cell = rolled[period, places[key].value]
                for position, number in enumerate(numbers):
                    cell[position] += number
        return dict(rolled)

    def make_spans(self, metric: Metric, breakdown: str) -> Iterator[Figures]:
        counted = self.kept.group_spans(metric.id, breakdown)
        places = self.grid.list_places(breakdown, list(counted))
        groups: defaultdict[Place, list[int]] = defaultdict(list)
        for key, place in places.items():
            for period in list_periods(place.month):
                groups[Place(period, place.value)].append(key)
        for (period, value), keys in groups.items():
            counts = counted[keys[0]] if len(keys) == 1 else Counter[int]()
            if len(keys) > 1:
                for key in keys:
                    counts.update(counted[key])
            summary = summarize(counts)
            yield [period, value, summary.n, summary.median, summary.p90, *(counts[reason] for reason in LEFT_OUT)]

    def find_repeats(self, metric: Metric) -> bytearray:
        """For each row whether it came at most the metric's days after another one of the same person."""
        found = bytearray(len(self.persons[metric.id]))
        for positions, moments in self.visits[metric.id]:
            for place, (before, moment) in enumerate(pairwise(moments), start=1):
                found[positions[place]] = moment - before <= metric.days * DAY
        return found

    def make_repeats(self, metric: Metric, breakdown: str) -> Iterator[Figures]:
        figures: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
        persons = self.persons[metric.id]
        for key, person, repeat in zip(self.keys, persons, self.repeats[metric.id], strict=True):
            if person > UNTOLD:
                cell = figures[key]
                cell[0] += repeat
                cell[1] += 1
            elif person == UNTOLD:
                figures[key][2] += 1
        for (period, value), numbers in self.roll_up(breakdown, figures, 3).items():
            yield [period, value, *numbers]

    def make_people(self, metric: Metric, breakdown: str) -> Iterator[Figures]:
        keys = self.keys
        places = self.grid.list_places(breakdown, list(set(keys)))
        cells = {key: [(period, place.value) for period in list_periods(place.month)] for key, place in places.items()}
        people: Counter[tuple[str, str]] = Counter()
        alone: Counter[int] = Counter()
        for positions, _moments in self.visits[metric.id]:
            met = {keys[position] for position in positions}
            if len(met) == 1:
                alone[met.pop()] += 1
            else:
                people.update({cell for key in met for cell in cells[key]})
        untold = Counter(key for key, person in zip(keys, self.persons[metric.id], strict=True) if person == UNTOLD)
        not_told: Counter[tuple[str, str]] = Counter()
        for counts, sums in ((alone, people), (untold, not_told)):
            for key, number in counts.items():
                for cell in cells[key]:
                    sums[cell] += number
        for period, value in people.keys() | not_told.keys():
            yield [period, value, people[period, value], not_told[period, value]]
