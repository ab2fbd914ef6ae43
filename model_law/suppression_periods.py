"""DATA-02: monthly counts laid out as a publication of months, quarters and years, widened where months are too small.

A table counts one measure by one breakdown, month by month. Whole quarters and years are added up from it, and where a
quarter's months hold small counts the quarter is published in their place; where a year's quarters do, the year. What
is small even then is hidden by `suppression.suppress`. So a reader loses the month before losing the number.

Periods are named by their months: ``2026-07``, ``2026-07/2026-09``, ``2026-07/2027-06``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from model_law.suppression_facts import (
    Cell,
    Counts,
    Key,
    Note,
    Publication,
    Relation,
    SuppressionError,
    Threshold,
)

EVERYBODY = "all"
"""The breakdown that breaks nothing down, and its only category."""
REST = "rest"
"""The last word of the key of what is left of a whole, which is never printed."""


class Adding(StrEnum):
    """How the categories of a breakdown add up: to the whole, to some of it, or not, because they overlap."""

    WHOLE = "whole"
    SOME = "some"
    OVERLAPPING = "overlapping"


@dataclass(frozen=True, slots=True)
class Table:
    """One measure by one breakdown: for each month (``2026-07``) the count of each category.

    ``breakdown`` is ``all`` for the measure's own totals. ``adding`` says how its categories add up to them: what is
    missing to the whole can be worked out, so it is protected too. ``part_of`` names the measure of which this one
    counts a part (those who were transported, of those who were met), so that the complement is protected; both have
    the same breakdown. ``rolls_up`` maps a coarser breakdown of the measure to the category there of each category here
    (districts of a city's areas, the ages and the districts of a table of ages by district).
    """

    measure: str
    breakdown: str
    months: Mapping[str, Mapping[str, int]]
    counts: Counts = Counts.PEOPLE
    adding: Adding = Adding.WHOLE
    part_of: str | None = None
    rolls_up: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


class Layout(NamedTuple):
    """What `suppression.suppress` is given: the publication, the keys that wider periods replace, and the notes."""

    publication: Publication
    withheld: frozenset[Key]
    notes: tuple[Note, ...]


def key_of(measure: str, breakdown: str, category: str, period: str) -> Key:
    """The key of a count in a layout."""
    return (measure, breakdown, category, period)


def lay_out(tables: Sequence[Table], threshold: Threshold, year_begins: int = 1) -> Layout:
    """Lay monthly tables out as one publication; the year begins with the month ``year_begins`` (1 to 12).

    A month that a table does not name is not known, and a quarter or year with such a month is not added up. A category
    that a month does not name counts 0. Raises SuppressionError on a month that is none, on two tables for one measure
    and breakdown, and where parts do not add up.
    """
    if year_begins not in range(1, 13):
        raise SuppressionError("a year begins with a month from 1 to 12")
    spread = {(table.measure, table.breakdown): _add_up(table, year_begins) for table in tables}
    if len(spread) < len(tables):
        raise SuppressionError("a measure has two tables for one breakdown")
    cells: list[Cell] = []
    relations: list[Relation] = []
    withheld: set[Key] = set()
    notes: list[Note] = []
    for table in tables:
        sums = spread[table.measure, table.breakdown]
        for period, row in sums.items():
            for category, count in row.items():
                cells.append(Cell(key_of(table.measure, table.breakdown, category, period), count, table.counts))
        relations.extend(_sums_over_periods(table, sums))
        relations.extend(_sums_over_coarser(table, sums, spread))
        rests: dict[Key, int] = {}
        for rest, relation in (*_sums_to_whole(table, sums, spread), *_halves(table, sums, spread)):
            relations.append(relation)
            if rest is not None:
                cells.append(rest)
                rests[rest.key] = rest.count
        if table.counts is Counts.PEOPLE:
            gone, said = _widen(table, sums, rests, threshold)
            withheld |= gone
            notes.extend(said)
    return Layout(Publication(tuple(cells), tuple(relations)), frozenset(withheld), tuple(notes))


Sums = Mapping[str, Mapping[str, int]]


def _month_number(month: str) -> int:
    year, dash, rest = month.partition("-")
    if not (dash and len(year) == 4 and len(rest) == 2 and (year + rest).isdecimal() and 1 <= int(rest) <= 12):
        raise SuppressionError(f"{month!r} is no month; one is written 2026-07")
    return int(year) * 12 + int(rest) - 1


def _name(number: int) -> str:
    return f"{number // 12:04}-{number % 12 + 1:02}"


def _windows(months: Iterable[int], length: int, year_begins: int) -> Iterator[list[int]]:
    """Each whole window of ``length`` months, counted from the month with which the year begins."""
    known = set(months)
    for first in sorted(known):
        window = list(range(first, first + length))
        if (first - year_begins + 1) % length == 0 and known.issuperset(window):
            yield window


def _span(window: Sequence[int]) -> str:
    return f"{_name(window[0])}/{_name(window[-1])}"


def _add_up(table: Table, year_begins: int) -> dict[str, dict[str, int]]:
    categories = sorted({category for row in table.months.values() for category in row})
    if table.breakdown == EVERYBODY and categories not in ([], [EVERYBODY]):
        raise SuppressionError(f"{table.measure}: the table of all has one category, {EVERYBODY!r}")
    by_number = {_month_number(month): row for month, row in table.months.items()}
    sums = {
        _name(number): {category: by_number[number].get(category, 0) for category in categories}
        for number in sorted(by_number)
    }
    for length in (3, 12):
        for window in _windows(by_number, length, year_begins):
            rows = [sums[_name(number)] for number in window]
            sums[_span(window)] = {category: sum(row[category] for row in rows) for category in categories}
    return sums


def _inner_periods(period: str, sums: Sums) -> list[str]:
    """The periods that a longer one is made of: the quarters of a year, the months of a quarter; none for a month."""
    if "/" not in period:
        return []
    first, last = (_month_number(month) for month in period.split("/"))
    if last - first == 2:
        return [_name(number) for number in range(first, last + 1)]
    return [_span(range(start, start + 3)) for start in range(first, last, 3)]


def _sums_over_periods(table: Table, sums: Sums) -> Iterator[Relation]:
    for period, row in sums.items():
        if inner := _inner_periods(period, sums):
            for category in row:
                name = (table.measure, table.breakdown, category)
                yield Relation((*name, period), tuple((*name, part) for part in inner))


def _sums_over_coarser(table: Table, sums: Sums, spread: Mapping[tuple[str, str], Sums]) -> Iterator[Relation]:
    for breakdown, category_there in table.rolls_up.items():
        coarser = spread.get((table.measure, breakdown))
        if coarser is None:
            raise SuppressionError(f"{table.measure}, {table.breakdown}: rolls up to {breakdown}, which is no table")
        for period in (period for period in sums if period in coarser):
            for there in coarser[period]:
                parts = [category for category in sums[period] if category_there.get(category) == there]
                names = tuple(key_of(table.measure, table.breakdown, part, period) for part in parts)
                yield Relation(key_of(table.measure, breakdown, there, period), names)


Sum = tuple[Cell | None, Relation]
"""A relation with the cell that it needs and that no output prints, where it needs one."""


def _sums_to_whole(table: Table, sums: Sums, spread: Mapping[tuple[str, str], Sums]) -> Iterator[Sum]:
    whole = spread.get((table.measure, EVERYBODY))
    if table.breakdown == EVERYBODY or whole is None:
        return
    for period in (period for period in sums if period in whole):
        row, all_of_them = sums[period], whole[period].get(EVERYBODY, 0)
        total = key_of(table.measure, EVERYBODY, EVERYBODY, period)
        names = tuple(key_of(table.measure, table.breakdown, category, period) for category in row)
        if table.adding is Adding.WHOLE:
            yield None, Relation(total, names)
        elif table.adding is Adding.SOME:
            key = (*key_of(table.measure, table.breakdown, "", period), REST)
            yield _left(key, all_of_them, sum(row.values()), table.counts), Relation(total, (*names, key))
        else:
            for name, count in zip(names, row.values(), strict=True):
                key = (*name, EVERYBODY, REST)
                yield _left(key, all_of_them, count, table.counts), Relation(total, (name, key), complement=True)


def _halves(table: Table, sums: Sums, spread: Mapping[tuple[str, str], Sums]) -> Iterator[Sum]:
    if table.part_of is None:
        return
    wholes = spread.get((table.part_of, table.breakdown))
    if wholes is None:
        raise SuppressionError(f"{table.measure}: is part of {table.part_of}, which is not broken down alike")
    for period in (period for period in sums if period in wholes):
        for category, count in sums[period].items():
            if category in wholes[period]:
                name = key_of(table.measure, table.breakdown, category, period)
                total = key_of(table.part_of, table.breakdown, category, period)
                key = (*name, REST)
                rest = _left(key, wholes[period][category], count, table.counts)
                yield rest, Relation(total, (name, key), complement=True)


def _left(key: Key, whole: int, parts: int, counts: Counts) -> Cell:
    if parts > whole:
        raise SuppressionError(f"{key}: the parts are larger than their whole")
    return Cell(key, whole - parts, counts, printed=False)


def _widen(table: Table, sums: Sums, rests: Mapping[Key, int], threshold: Threshold) -> tuple[set[Key], list[Note]]:
    withheld: set[Key] = set()
    notes = []

    def keys(periods: Iterable[str]) -> list[Key]:
        return [key_of(table.measure, table.breakdown, category, one) for one in periods for category in sums[one]]

    def too_small(periods: Sequence[str]) -> bool:
        every = keys(periods)
        small = {key for key in every if threshold.is_small(sums[key[-1]][key[-2]])}
        # What is left of a whole counts with the cell that it is left by, which stands in the first words of its key.
        small.update(key[:4] for key, count in rests.items() if key[3] in periods and threshold.is_small(count))
        return len(small) * threshold.small_share.denominator > threshold.small_share.numerator * len(every)

    quarters = {period: _inner_periods(period, sums) for period in sums if len(_inner_periods(period, sums)) == 3}
    years = {period: _inner_periods(period, sums) for period in sums if len(_inner_periods(period, sums)) == 4}
    for message, windows in (("widened_to_quarter", quarters), ("widened_to_year", years)):
        for period, inner in windows.items():
            if too_small(inner):
                months = [month for quarter in inner for month in quarters.get(quarter, ())]
                withheld.update(keys([*inner, *months]))
                said = {"measure": table.measure, "breakdown": table.breakdown, "period": period}
                notes.append(Note(message, said))
    covered = {note.arguments["period"] for note in notes if note.message == "widened_to_year"}
    inside = {quarter for year in covered for quarter in years[str(year)]}
    return withheld, [note for note in notes if note.arguments["period"] not in inside]
