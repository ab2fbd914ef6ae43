"""What medians and persons need of each row: numbers in flat arrays, and nothing that names anybody."""

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from governance.oversight.reduction.intervals import OUTSIDE

BUCKETS = 64
UNTOLD, OTHERS = 0, -1
"""Instead of a person's hash: nobody can tell whose row it is or whether it belongs here; it does not belong here."""


class KeptRows:
    """Rows in the order of the file: month and value parts of their keys, spans, and hashes of persons."""

    def __init__(self) -> None:
        self.months = array("I")
        self.values: dict[str, array[int]] = {}
        self.spans: dict[str, array[int]] = {}
        self.persons: dict[str, array[int]] = {}
        self.moments = array("q")

    def add(self, months: Sequence[int], values: Mapping[str, Sequence[int]]) -> None:
        self.months.extend(months)
        for breakdown, numbers in values.items():
            self.values.setdefault(breakdown, array("H")).extend(numbers)

    def add_spans(self, metric: str, spans: Sequence[int]) -> None:
        self.spans.setdefault(metric, array("i")).extend(spans)

    def add_persons(self, metric: str, persons: Sequence[int]) -> None:
        self.persons.setdefault(metric, array("q")).extend(persons)

    def list_keys(self, breakdown: str) -> list[int]:
        return [month + value for month, value in zip(self.months, self.values[breakdown], strict=True)]

    def group_spans(self, metric: str, keys: Sequence[int]) -> dict[int, Counter[int]]:
        """How often each span of a metric is there, by key; rows that do not belong to the metric are left out."""
        grouped: dict[int, array[int]] = {key: array("i") for key in set(keys)}
        adding = {key: group.append for key, group in grouped.items()}
        for add, span in zip(map(adding.__getitem__, keys), self.spans[metric], strict=True):
            add(span)
        counted = {}
        while grouped:
            key, group = grouped.popitem()
            counts = Counter(group)
            del counts[OUTSIDE]
            if counts:
                counted[key] = counts
        return counted

    def put_persons_in_order(self, metric: str) -> "Visits":
        """The rows of known persons, person by person and in order of time."""
        buckets = [array("I") for _ in range(BUCKETS)]
        persons = self.persons[metric]
        for position, person in enumerate(persons):
            if person > UNTOLD:
                buckets[person % BUCKETS].append(position)
        positions, ends = array("I"), array("I")
        for bucket in buckets:
            by_person: dict[int, list[tuple[int, int]]] = {}
            for position in bucket:
                by_person.setdefault(persons[position], []).append((self.moments[position], position))
            for visits in by_person.values():
                positions.extend([position for _moment, position in sorted(visits)])
                ends.append(len(positions))
        return Visits(positions, ends)


@dataclass(frozen=True)
class Visits:
    """Positions of rows, person after person; ends: where each person's rows end."""

    positions: "array[int]"
    ends: "array[int]"

    def __iter__(self) -> "Iterator[array[int]]":
        start = 0
        for end in self.ends:
            yield self.positions[start:end]
            start = end
