"""What medians and persons need of each row: numbers in flat arrays by month, and nothing that names anybody."""

from array import array
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from governance.oversight.reduction.grid import TOTAL
from governance.oversight.reduction.intervals import OUTSIDE

BUCKETS = 64
UNTOLD, OTHERS = 0, -1
"""Instead of a person's hash: nobody can tell whose row it is or whether it belongs here; it does not belong here."""

Columns = Mapping[str, Sequence[int]]


@dataclass
class MonthRows:
    """The rows of one month: values by breakdown, spans and persons by metric, and moments where there are persons."""

    values: dict[str, "array[int]"] = field(default_factory=dict)
    spans: dict[str, "array[int]"] = field(default_factory=dict)
    persons: dict[str, "array[int]"] = field(default_factory=dict)
    moments: "array[int]" = field(default_factory=lambda: array("q"))

    def add(self, values: Columns, spans: Columns, persons: Columns, moments: Sequence[int]) -> None:
        for columns, kept, kind in ((values, self.values, "H"), (spans, self.spans, "i"), (persons, self.persons, "q")):
            for name, numbers in columns.items():
                if name not in kept:
                    kept[name] = array(kind)
                kept[name].extend(numbers)
        self.moments.extend(moments)


class KeptRows:
    """All rows, month by month and within a month in the order of the file."""

    def __init__(self) -> None:
        self.months: dict[int, MonthRows] = {}

    def add(
        self, months: Sequence[int], values: Columns, spans: Columns, persons: Columns, moments: Sequence[int]
    ) -> None:
        """Keep rows; all columns are as long as months, but moments may be empty where nobody asks for persons."""
        different = set(months)
        for month in sorted(different):
            kept = self.months.setdefault(month, MonthRows())
            if len(different) == 1:
                kept.add(values, spans, persons, moments)
                return
            places = [place for place, other in enumerate(months) if other == month]
            some = [
                {name: [c[place] for place in places] for name, c in part.items()} for part in (values, spans, persons)
            ]
            kept.add(some[0], some[1], some[2], [moments[place] for place in places] if moments else [])

    def group_spans(self, metric: str, breakdown: str) -> dict[int, Counter[int]]:
        """How often each span of a metric is there, by key; rows that do not belong to the metric are left out."""
        counted: dict[int, Counter[int]] = {}
        for month, rows in self.months.items():
            if breakdown == TOTAL:
                groups = [rows.spans[metric]]
            else:
                values = rows.values[breakdown]
                groups = [array("i") for _ in range(max(values) + 1)]
                # One append a row, without a line of Python for each.
                deque(map(array.append, map(groups.__getitem__, values), rows.spans[metric]), maxlen=0)
            for value, group in enumerate(groups):
                counts: Counter[int] = Counter(group)
                del counts[OUTSIDE]
                if counts:
                    counted[month + value] = counts
        return counted

    def list_keys(self, breakdown: str) -> list[int]:
        return [month + value for month, rows in self.months.items() for value in rows.values[breakdown]]

    def list_persons(self, metric: str) -> "array[int]":
        return join([rows.persons[metric] for rows in self.months.values()])

    def put_persons_in_order(self, metric: str) -> "Visits":
        """The rows of known persons, person by person and in order of time."""
        buckets = [array("I") for _ in range(BUCKETS)]
        persons, moments = self.list_persons(metric), join([rows.moments for rows in self.months.values()])
        for position, person in enumerate(persons):
            if person > UNTOLD:
                buckets[person % BUCKETS].append(position)
        positions, ends, when = array("I"), array("I"), array("q")
        for bucket in buckets:
            by_person: dict[int, list[tuple[int, int]]] = {}
            for position in bucket:
                by_person.setdefault(persons[position], []).append((moments[position], position))
            for visits in by_person.values():
                visits.sort()
                positions.extend([position for _moment, position in visits])
                when.extend([moment for moment, _position in visits])
                ends.append(len(positions))
        return Visits(positions, when, ends)


def join(parts: Sequence["array[int]"]) -> "array[int]":
    whole = array("q")
    for part in parts:
        whole.extend(part)
    return whole


@dataclass(frozen=True)
class Visits:
    """Positions and moments of rows, person after person; ends: where each person's rows end."""

    positions: "array[int]"
    moments: "array[int]"
    ends: "array[int]"

    def __iter__(self) -> Iterator[tuple["array[int]", "array[int]"]]:
        start = 0
        for end in self.ends:
            yield self.positions[start:end], self.moments[start:end]
            start = end
