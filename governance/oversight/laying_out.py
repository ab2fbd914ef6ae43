"""Figures of a report as the suppression engine takes them: counts of rows, and all that a reader can add up of them.

Counts are laid out by what they count, not by metric: two metrics with the same denominator share one cell, so that
neither gives the other away.

Two things are done before the engine is asked. Where months of a breakdown are small, the whole period is told in their
place, for every metric. Where a breakdown is small in many places even then, it is left out: no cell of it goes out.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from governance.oversight.figures import Figure, FigureRefusal, FigureRefused, MetricFigures, Place
from governance.oversight.metrics import Dictionary, Metric
from governance.oversight.metrics.definitions import Measure
from governance.oversight.periods import Period
from governance.oversight.populations import Population, find_populations, find_rest, list_edges
from model_law.suppression_facts import Cell, Counts, Key, Median, Publication, Relation, Threshold

EVERYBODY = "all"
"""The breakdown that breaks nothing down, and its only category."""
REST = "rest"
"""The last word of the key of what is left of a whole, which is never printed."""
MOST_SMALL = Fraction(1, 4)
"""The share of a breakdown's cells that may be small; one that has more is left out whole."""

TableName = tuple[str, str]
"""A population's name and a breakdown."""
Rows = dict[str, dict[str, int]]
"""Counts by period, and then by category."""


@dataclass
class Laid:
    """A publication for the engine, and what was taken out of it before: breakdowns whose months were widened, and
    tables that were left out."""

    publication: Publication
    widened: frozenset[str]
    left_out: frozenset[TableName]


@dataclass
class Tables:
    """All counts of a report. overlapping: measures whose categories may hold the same person twice."""

    dictionary: Dictionary
    period: Period
    rows: dict[TableName, Rows] = field(default_factory=dict)
    populations: dict[str, Population] = field(default_factory=dict)
    acts: set[str] = field(default_factory=set)
    overlapping: set[str] = field(default_factory=set)

    def add(self, metric: Metric, place: Place, figure: Figure) -> None:
        counted = find_populations(metric, self.dictionary)
        for population, number in zip(counted, (figure.numerator, figure.denominator), strict=True):
            if population is None or number is None:
                continue
            self.populations[population.name] = population
            row = self.rows.setdefault((population.name, place.breakdown or EVERYBODY), {}).setdefault(place.period, {})
            if row.setdefault(place.value or EVERYBODY, number) != number:
                raise FigureRefused(FigureRefusal.WHOLES_DIFFER, metric.id)
            # How many values a median is of is no act of anybody.
            if metric.counts == "agency_acts" and metric.measure is not Measure.INTERVAL:
                self.acts.add(population.name)
            if metric.measure in (Measure.REPEATS, Measure.PEOPLE):
                self.overlapping.add(population.name)

    def find_counts(self, measure: str, breakdown: str) -> Counts:
        """Acts of the agency are acts in total only: a breakdown of them tells of people."""
        return Counts.ACTS if breakdown == EVERYBODY and measure in self.acts else Counts.PEOPLE

    def list_edges(self) -> list[tuple[str, str, str | None]]:
        """Of which measure each one counts a part: (part, whole, the rest where that is told too)."""
        found = []
        for part, whole in list_edges(list(self.populations.values())):
            rest = find_rest(part, whole)
            found.append((part.name, whole.name, rest.name if rest and rest.name in self.populations else None))
        return found

    def widen(self, threshold: Threshold) -> frozenset[str]:
        """Take out the months of each breakdown that is small in one of them; the breakdowns. Totals keep theirs."""
        small = {
            breakdown
            for (_measure, breakdown), rows in self.rows.items()
            if breakdown != EVERYBODY
            for period, row in rows.items()
            if period != self.period.name and any(map(threshold.is_small, row.values()))
        }
        for (_measure, breakdown), rows in self.rows.items():
            if breakdown in small:
                for period in [period for period in rows if period != self.period.name]:
                    del rows[period]
        return frozenset(small)

    def leave_out(self, threshold: Threshold) -> frozenset[TableName]:
        """Take out the breakdowns that are small in many places, and what would give them away by subtraction."""
        gone = {name for name, rows in self.rows.items() if name[1] != EVERYBODY and is_too_small(rows, threshold)}
        edges = [edge for edge in self.list_edges() if edge[2] is not None]
        breakdowns = {breakdown for _measure, breakdown in self.rows}
        while True:
            more = set()
            for breakdown in breakdowns - {EVERYBODY}:
                for part, whole, rest in edges:
                    three = [(name, breakdown) for name in (part, str(rest), whole)]
                    left = [name for name in three if name in self.rows and name not in gone]
                    if len(left) == 2 and any(name in gone for name in three):
                        more.add(left[0])
            if not more:
                break
            gone |= more
        for name in gone:
            del self.rows[name]
        return frozenset(gone)


def is_too_small(rows: Rows, threshold: Threshold) -> bool:
    counts = [count for row in rows.values() for count in row.values()]
    return sum(map(threshold.is_small, counts)) > MOST_SMALL * len(counts)


def lay_out(dictionary: Dictionary, period: Period, figures: Sequence[MetricFigures], threshold: Threshold) -> Laid:
    """All counts of a report with what a reader can add up. Raises FigureRefused where they contradict each other."""
    tables = Tables(dictionary, period)
    for one in figures:
        for place, figure in one.cells.items():
            tables.add(one.metric, place, figure)
    widened = tables.widen(threshold)
    left_out = tables.leave_out(threshold)
    cells: dict[Key, Cell] = {}
    for (measure, breakdown), rows in tables.rows.items():
        for told_of, row in rows.items():
            for category, count in row.items():
                key = (measure, breakdown, category, told_of)
                cells[key] = Cell(key, count, tables.find_counts(measure, breakdown))
    relations = [*sum_periods(tables, cells), *sum_categories(tables, cells), *relate_measures(tables, cells)]
    medians = [median for one in figures for median in list_medians(one, dictionary) if median.group in cells]
    return Laid(Publication(tuple(cells.values()), tuple(relations), medians=tuple(medians)), widened, left_out)


def sum_periods(tables: Tables, cells: Mapping[Key, Cell]) -> Iterable[Relation]:
    """The months of a period add up to it, category by category. A category that a month does not name counts none."""
    months = tables.period.months
    if len(months) == 1:
        return
    for (measure, breakdown), rows in tables.rows.items():
        if not any(month in rows for month in months):
            continue
        for category in rows.get(tables.period.name, {}):
            parts = tuple(key for month in months if (key := (measure, breakdown, category, month)) in cells)
            yield Relation((measure, breakdown, category, tables.period.name), parts)


def sum_categories(tables: Tables, cells: dict[Key, Cell]) -> list[Relation]:
    """The categories of a breakdown add up to the total, or to a part of it; overlapping ones are each a part of it."""
    relations = []
    for (measure, breakdown), rows in tables.rows.items():
        if breakdown == EVERYBODY:
            continue
        for told_of, row in rows.items():
            total = cells.get((measure, EVERYBODY, EVERYBODY, told_of))
            names = tuple((measure, breakdown, category, told_of) for category in row)
            if total is None or not names:
                continue
            if measure in tables.overlapping:
                relations += [take_away(cells, total, name, (*name, REST), Counts.PEOPLE) for name in names]
                continue
            left = total.count - sum(row.values())
            if left < 0:
                raise FigureRefused(FigureRefusal.PARTS_EXCEED_WHOLE, measure)
            if not left:
                relations.append(Relation(total.key, names))
                continue
            key = (measure, breakdown, "", told_of, REST)
            cells[key] = Cell(key, left, Counts.PEOPLE, printed=False)
            relations.append(Relation(total.key, (*names, key)))
    return relations


def relate_measures(tables: Tables, cells: dict[Key, Cell]) -> list[Relation]:
    """What can be subtracted between metrics: where one counts a part of the calls that another one counts."""
    relations = []
    by_measure: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells.values():
        if cell.printed:
            by_measure[cell.key[0]].append(cell)
    for part, whole, rest in tables.list_edges():
        for cell in by_measure[part]:
            place = cell.key[1:]
            total, other = cells.get((whole, *place)), cells.get((rest, *place)) if rest else None
            if total is None:
                continue
            if other is None:
                relations.append(take_away(cells, total, cell.key, (*cell.key, whole, REST), cell.counts))
            elif cell.count + other.count != total.count:
                raise FigureRefused(FigureRefusal.WHOLES_DIFFER, part, whole)
            elif part < str(rest):  # the same sum is found from its other part too
                relations.append(Relation(total.key, (cell.key, other.key)))
    return relations


def take_away(cells: dict[Key, Cell], total: Cell, part: Key, rest: Key, counts: Counts) -> Relation:
    left = total.count - cells[part].count
    if left < 0:
        raise FigureRefused(FigureRefusal.PARTS_EXCEED_WHOLE, part[0], total.key[0])
    cells[rest] = Cell(rest, left, counts, printed=False)
    return Relation(total.key, (part, rest), complement=True)


def list_medians(one: MetricFigures, dictionary: Dictionary) -> Iterable[Median]:
    for place, figure in one.cells.items():
        group = find_key(one.metric, dictionary, place, 0)
        for name, value in (("median", figure.median), ("p90", figure.p90)):
            if value is not None:
                yield Median((*group, name), group, Fraction(value))


def find_key(metric: Metric, dictionary: Dictionary, place: Place, which: int) -> Key:
    """The key of the count behind a figure's numerator (0) or denominator (1)."""
    population = find_populations(metric, dictionary)[which]
    assert population is not None, "a metric without a denominator has no key of one"  # noqa: S101  # callers know
    return (population.name, place.breakdown or EVERYBODY, place.value or EVERYBODY, place.period)
