"""A call file to aggregates in one pass: nothing of a row is left but what it was counted as."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from governance.oversight.metrics import Dictionary, Metric
from governance.oversight.metrics.definitions import Measure
from governance.oversight.reduction.aggregates import FileFacts, write_document
from governance.oversight.reduction.cells import CellMaker
from governance.oversight.reduction.grid import Grid
from governance.oversight.reduction.identities import SeenHashes
from governance.oversight.reduction.intake import CallFile
from governance.oversight.reduction.intervals import (
    IMPOSSIBLE,
    NOT_TOLD,
    OUTSIDE,
    check_spans,
    find_disorder,
    measure_spans,
)
from governance.oversight.reduction.kept import OTHERS, UNTOLD, KeptRows
from governance.oversight.reduction.mappings import PERIOD_FIELD
from governance.oversight.reduction.mappings import Mapping as FileMapping
from governance.oversight.reduction.problems import BadRow, BadRows, Fault, Reason, UnusableFile
from governance.oversight.reduction.rows import RowReader, Rows
from governance.oversight.reduction.tallies import Tallies, holds, list_asked
from governance.oversight.reduction.times import LocalTimes, count_troubles


@dataclass
class Reduction:
    """What came of a file: the aggregates as plain data, or None where bad rows stand in the way.

    unmapped and otherwise: by field, codes that the mapping does not list, with how many rows hold each. They are for
    the person who asked, once; the aggregates hold their numbers only.
    """

    document: dict[str, Any] | None
    bad: BadRows
    rows: int
    unmapped: Mapping[str, Counter[str]]
    otherwise: Mapping[str, Counter[str]]


def reduce_file(
    source: BinaryIO,
    mapping: FileMapping,
    dictionary: Dictionary,
    exclude_bad_rows: bool = False,
    tell: Callable[[int], None] = lambda position: None,
) -> Reduction:
    """Count a CSV file of calls, read once and from its beginning to its end.

    source: bytes, such as an open file or an upload; it need not seek. exclude_bad_rows: leave bad rows out, with a
    count that is published, instead of refusing the file. tell: called with the number of bytes that were read.

    Raises UnusableFile where the file as a whole cannot be read.
    """
    file = CallFile(source, mapping.columns, mapping.encoding, mapping.delimiter, mapping.header_line, tell)
    bad = BadRows()
    reader = RowReader(file, mapping, bad)
    counting = Counting(mapping, dictionary)
    for batch in file.read_batches(bad):
        rows = reader.read(batch)
        counting.drop_repeats(rows, bad)
        if rows and (exclude_bad_rows or not bad.total):
            for table in reader.codes:
                table.count(rows.texts[table.column.field], rows.codes[table.column.field])
            counting.add(rows)
    if not file.rows:
        raise UnusableFile(Fault.NO_ROWS)
    document = None
    if exclude_bad_rows or not bad.total:
        if not counting.rows:
            raise UnusableFile(Fault.NONE_COUNTED)
        document = write_document(
            mapping,
            dictionary,
            FileFacts(file.digest, file.size, file.encoding, file.delimiter),
            counting.describe_rows(file, reader, bad),
            counting.describe_times(),
            {
                table.column.field: describe_codes(table.blank_rows, table.unmapped, table.otherwise)
                for table in reader.codes
            },
            CellMaker(counting.metrics, counting.grid, counting.tallies, counting.kept).make(),
            counting.missing,
        )
    return Reduction(
        document,
        bad,
        file.rows,
        {table.column.field: table.unmapped for table in reader.codes if table.unmapped},
        {table.column.field: table.otherwise for table in reader.codes if table.otherwise},
    )


def describe_codes(blank: int, unmapped: Counter[str], otherwise: Counter[str]) -> dict[str, int]:
    return {
        "blank": blank,
        "unmapped": unmapped.total(),
        "unmapped_codes": len(unmapped),
        "counted_otherwise": otherwise.total(),
    }


@dataclass
class TimeQuality:
    """What a column of moments held, by kind of trouble."""

    filled: int = 0
    troubles: Counter[str] = field(default_factory=Counter)


class Belonging(dict[tuple[str, ...], bool | None]):
    """Whether rows belong to a metric: True, False, or None where nobody can tell."""

    def __init__(self, metric: Metric, mapped: list[str], always: Mapping[str, str]) -> None:
        self.conditions = metric.denominator_where
        self.fields = [field for field in list_asked([metric]) if field in mapped]
        self.always = always

    def __missing__(self, key: tuple[str, ...]) -> bool | None:
        self[key] = told = holds(self.conditions, {**self.always, **dict(zip(self.fields, key, strict=True))})
        return told

    def read(self, rows: Rows) -> list[bool | None]:
        if not self.fields:
            return [self[()]] * len(rows)
        return list(map(self.__getitem__, zip(*(rows.codes[field] for field in self.fields), strict=True)))


def choose(told: list[bool | None], values: list[int], untold: int, outside: int) -> list[int]:
    """The values of rows that belong, and what stands for those that do not, or may not."""
    return [
        value if belongs else untold if belongs is None else outside
        for belongs, value in zip(told, values, strict=True)
    ]


class Counting:
    """What is kept of the rows while a file is read."""

    def __init__(self, mapping: FileMapping, dictionary: Dictionary) -> None:
        self.mapping = mapping
        self.metrics: list[Metric] = []
        self.missing: dict[str, list[str]] = {}
        for metric in dictionary.metrics:
            if metric.measure is Measure.ENTERED:
                continue
            if missing := metric.list_missing(mapping.fields):
                self.missing[metric.id] = missing
            else:
                self.metrics.append(metric)
        mapped = [column.field for column in mapping.codes]
        self.local_times = LocalTimes(mapping.zone)
        self.grid = Grid(self.metrics, mapped, mapping.always, self.local_times)
        summed = [metric for metric in self.metrics if metric.measure in (Measure.COUNT, Measure.SHARE)]
        self.tallies = Tallies(summed, mapped, mapping.always)
        self.kept = KeptRows()
        self.singly = [
            (metric, Belonging(metric, mapped, mapping.always)) for metric in self.metrics if metric not in summed
        ]
        self.chain = [column.field for column in mapping.times]
        self.seen = SeenHashes()
        self.repeated = 0
        self.rows = 0
        self.first = self.last = 0
        self.disordered = 0
        self.other_days = 0
        self.quality = {name: TimeQuality() for name in self.chain}

    def drop_repeats(self, rows: Rows, bad: BadRows) -> None:
        """Find rows that came before; refuse them, leave them out or count them in, as the mapping says."""
        repeats = self.seen.find_repeats(rows.identities)
        self.repeated += len(repeats)
        then = self.mapping.duplicates.then
        if then == "refuse":
            for position in repeats:
                first, last = rows.batch.name_lines(rows.places[position])
                bad.add(BadRow(first, last, " + ".join(self.mapping.duplicates.columns), Reason.REPEATED))
        if then != "count":
            rows.drop(set(repeats))

    def add(self, rows: Rows) -> None:
        moments = rows.times[PERIOD_FIELD]
        local = self.local_times.read(moments, rows.specials[PERIOD_FIELD])
        for number, count in Counter(local).items():
            self.other_days += count * self.local_times.list[number].other_day
        for name in self.chain:
            self.quality[name].troubles.update(count_troubles(rows.specials[name]))
        self.rows += len(rows)
        settled = self.settle_moments(moments, rows)
        self.first = min(self.first or settled[0], *settled)
        self.last = max(self.last or settled[0], *settled)
        months, values = self.grid.number_rows(local, rows.codes)
        self.tallies.add(months, values, rows.codes)
        disorder = find_disorder([rows.times[name] for name in self.chain])
        self.disordered += len(disorder)
        spans: dict[str, list[int]] = {}
        persons: dict[str, list[int]] = {}
        for metric, belonging in self.singly:
            told = belonging.read(rows)
            if metric.measure is Measure.INTERVAL:
                spans[metric.id] = choose(told, self.find_spans(metric, rows, disorder), NOT_TOLD, OUTSIDE)
            else:
                persons[metric.id] = choose(told, rows.persons, UNTOLD, OTHERS)
        if self.singly:
            self.kept.add(months, values, spans, persons, settled if persons else [])

    def settle_moments(self, moments: list[int], rows: Rows) -> list[int]:
        """Moments by which rows can be put in order, also where they are too unsure for a median."""
        specials = rows.specials[PERIOD_FIELD]
        if not specials:
            return moments
        settled = list(moments)
        for position, special in specials.items():
            assert special.moment is not None  # noqa: S101 - rows without one are bad, and gone
            settled[position] = special.moment
        return settled

    def find_spans(self, metric: Metric, rows: Rows, disorder: set[int]) -> list[int]:
        if metric.start in rows.times and metric.end in rows.times:
            spans = measure_spans(rows.times[metric.start], rows.times[metric.end])
            for position in disorder:
                if spans[position] >= 0:
                    spans[position] = IMPOSSIBLE
            return spans
        return check_spans(rows.seconds[metric.seconds])

    def describe_rows(self, file: CallFile, reader: RowReader, bad: BadRows) -> dict[str, Any]:
        return {
            "read": file.rows - reader.empty,
            "counted": self.rows,
            "excluded": bad.count_by_reason(),
            "repeated": self.repeated,
            "repeated_rows_are": {"refuse": "excluded", "keep_first": "left_out", "count": "counted"}[
                self.mapping.duplicates.then
            ],
            "empty": file.empty_rows + reader.empty,
            "out_of_order": self.disordered,
            "first": self.name_day(self.first),
            "last": self.name_day(self.last),
        }

    def name_day(self, moment: int) -> str:
        """The local day of a call; its month or year where the file knows no days."""
        day = self.mapping.zone.name_day(moment)
        known = {len(local.month) for local in self.local_times.list}
        fine = not self.quality[PERIOD_FIELD].troubles["coarse"]
        return day if fine else day[: min(known)]

    def describe_times(self) -> dict[str, dict[str, int]]:
        """By field: rows with a moment, and how many of them are unsure and why; for the period also those of another day."""
        found = {}
        for name, quality in self.quality.items():
            troubles = dict(sorted(quality.troubles.items()))
            found[name] = {"filled": self.rows - troubles.get("blank", 0), **troubles}
        found[PERIOD_FIELD]["on_another_day_in_utc"] = self.other_days
        return found
