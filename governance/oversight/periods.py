"""Periods on which a program reports, when each report is due, and how it stands on a day in the program's zone.

Periods are whole calendar months, quarters or years. They are named by their months, as the suppression engine names
them: ``2026-07``, ``2026-07/2026-09``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LENGTHS = (1, 3, 12)
"""A month, a quarter, a year."""
MOST_PERIODS = 1200
FIRST_YEAR, LAST_YEAR = 2000, 2099


class PeriodUnusable(ValueError):
    """Days that are no whole calendar month, quarter or year."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A month, quarter or year, from its first to its last day."""

    starts_on: date
    ends_on: date

    @property
    def months(self) -> tuple[str, ...]:
        """Its months, such as 2026-07."""
        return tuple(map(name_month, list_months(self.starts_on, self.length)))

    @property
    def length(self) -> int:
        return (self.ends_on.year - self.starts_on.year) * 12 + self.ends_on.month - self.starts_on.month + 1

    @property
    def name(self) -> str:
        months = self.months
        return months[0] if len(months) == 1 else f"{months[0]}/{months[-1]}"

    @property
    def name_in_files(self) -> str:
        """How a file of aggregates names it: 2026-07, 2026-Q3, 2026."""
        if self.length == 12:
            return f"{self.starts_on.year:04}"
        return self.months[0] if self.length == 1 else f"{self.starts_on.year:04}-Q{(self.starts_on.month + 2) // 3}"


def make_period(starts_on: date, length: int) -> Period:
    """The period of so many months that begins on a day. Raises PeriodUnusable."""
    aligned = starts_on.day == 1 and length in LENGTHS and (starts_on.month - 1) % length == 0
    if not aligned or not FIRST_YEAR <= starts_on.year <= LAST_YEAR:
        raise PeriodUnusable(f"{starts_on} begins no period of {length} months")
    return Period(starts_on, add_months(starts_on, length) - timedelta(days=1))


def add_months(first: date, months: int) -> date:
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def list_months(first: date, length: int) -> list[date]:
    return [add_months(first, step) for step in range(length)]


def name_month(first: date) -> str:
    return f"{first.year:04}-{first.month:02}"


@dataclass(frozen=True, slots=True)
class Schedule:
    """A period begins every so many months from a day on; its report is due so many days after its end."""

    every_months: int
    due_days: int
    started_on: date


@dataclass(frozen=True, slots=True)
class Expected:
    """A period on which a report is owed, and the day by the end of which it is due."""

    period: Period
    due_on: date


def list_expected(schedules: Sequence[Schedule], until: date) -> Iterator[Expected]:
    """The periods that have ended before a day, the earliest first. A schedule holds until the next one begins."""
    ordered = sorted(schedules, key=lambda schedule: schedule.started_on)
    for place, schedule in enumerate(ordered):
        stop = min(ordered[place + 1].started_on, until) if place + 1 < len(ordered) else until
        first = schedule.started_on
        while first < stop:
            period = make_period(first, schedule.every_months)
            if period.ends_on >= stop:
                break
            yield Expected(period, period.ends_on + timedelta(days=schedule.due_days))
            first = add_months(first, schedule.every_months)


class Standing(StrEnum):
    """How a report stands. NOT_DELIVERED: it is late, and the report after it is due too."""

    PUBLISHED = "published"
    PUBLISHED_LATE = "published_late"
    DUE = "due"
    LATE = "late"
    NOT_DELIVERED = "not_delivered"


@dataclass(frozen=True, slots=True)
class Owed:
    """A period with its report's standing. days_late: whole days after the due day, up to its publication or today."""

    period: Period
    due_on: date
    standing: Standing
    days_late: int


def judge_owed(expected: Iterable[Expected], published: Mapping[Period, date], today: date) -> list[Owed]:
    """How each report stands today. published: the day of each report's first version, where the program sits."""
    listed = list(expected)
    owed = []
    for place, one in enumerate(listed):
        delivered = published.get(one.period)
        late = max(0, ((delivered or today) - one.due_on).days)
        if delivered is not None:
            standing = Standing.PUBLISHED_LATE if late else Standing.PUBLISHED
        elif not late:
            standing = Standing.DUE
        else:
            next_due = listed[place + 1].due_on if place + 1 < len(listed) else None
            gone = next_due is not None and next_due < today
            standing = Standing.NOT_DELIVERED if gone else Standing.LATE
        owed.append(Owed(one.period, one.due_on, standing, late))
    return owed


def find_next_change(expected: Iterable[Expected], today: date) -> date:
    """The first day after today on which time alone may change how a report stands; at the latest the next month's first."""
    days = [one.due_on + timedelta(days=1) for one in expected]
    days.append(add_months(today.replace(day=1), 1))
    return min(day for day in days if day > today)
