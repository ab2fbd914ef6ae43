"""Business days and clock hours where a board sits, counted back from a meeting.

An hour is an hour that passes: the count is made on the time line, so that 72 hours over a change of the clocks are
72 real hours, although the clock on the wall then shows another hour at their start. That is the portal's own
reading; no source that it read counts otherwise. A day is a day of the calendar where the board sits, of 23 or 25
hours when the clocks change. Moments are whole seconds, as the record keeps them.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from model_law.history import ONE_DAY

NOON = 12
MONDAY, SATURDAY, SUNDAY = 0, 5, 6
_SECOND = timedelta(seconds=1)


class CalendarError(ValueError):
    """A day of which the calendar does not say whether it is a holiday."""


@dataclass(frozen=True, slots=True)
class DayCalendar:
    """Which days are closed: weekends, holidays, and the days on which the locality's offices are shut.

    ``years`` are the years whose holidays are known. To count over any other day raises CalendarError, because a
    holiday that nobody listed would make a notice late.
    """

    holidays: frozenset[date]
    years: frozenset[int]
    weekend: frozenset[int] = frozenset({SATURDAY, SUNDAY})

    def is_open(self, day: date) -> bool:
        """Whether a day is a business day."""
        if day.year not in self.years:
            raise CalendarError(f"the holidays of {day.year} are not known")
        return day.weekday() not in self.weekend and day not in self.holidays


def as_utc(moment: datetime) -> datetime:
    """A moment on the time line. Python compares two moments of one zone by what the clock shows, which goes wrong in
    the hour that comes twice, so moments are compared in UTC. Raises ValueError for a moment without its offset.
    """
    if moment.utcoffset() is None:
        raise ValueError(f"{moment} has no offset, so nobody knows when it was")
    return moment.astimezone(UTC)


def find_local_day(moment: datetime, zone: str) -> date:
    """The calendar day of a moment where the board sits."""
    return moment.astimezone(ZoneInfo(zone)).date()


def find_local_time(moment: datetime, zone: str) -> datetime:
    """A moment as the clock shows it where the board sits."""
    return moment.astimezone(ZoneInfo(zone))


def start_of_day(day: date, zone: str) -> datetime:
    """The first moment of a day where the board sits, in its zone; without a midnight, the moment of the change."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    return midnight.astimezone(UTC).astimezone(ZoneInfo(zone))


def end_of_day(day: date, zone: str) -> datetime:
    """The last second of a day where the board sits, in its zone."""
    return (start_of_day(day + ONE_DAY, zone).astimezone(UTC) - _SECOND).astimezone(ZoneInfo(zone))


def count_back_hours(moment: datetime, hours: int, zone: str) -> datetime:
    """The moment that lies a number of hours before another, in the board's zone."""
    return (moment.astimezone(UTC) - timedelta(hours=hours)).astimezone(ZoneInfo(zone))


def count_back_open_hours(moment: datetime, hours: int, calendar: DayCalendar, zone: str) -> datetime:
    """The latest moment with a number of hours of open days between it and another; closed days do not count."""
    left, end, day = timedelta(hours=hours), moment.astimezone(UTC), find_local_day(moment, zone)
    while True:
        start = start_of_day(day, zone).astimezone(UTC)
        if calendar.is_open(day):
            if left <= end - start:
                return (end - left).astimezone(ZoneInfo(zone))
            left -= end - start
        day, end = day - ONE_DAY, start


def measure_open_time(start: datetime, end: datetime, calendar: DayCalendar, zone: str) -> timedelta:
    """How much time of open days lies between two moments; nothing where the first is not the earlier."""
    passed, day, last_day = timedelta(), find_local_day(start, zone), find_local_day(end, zone)
    start, end = as_utc(start), as_utc(end)
    while day <= last_day:
        first, last = start_of_day(day, zone).astimezone(UTC), start_of_day(day + ONE_DAY, zone).astimezone(UTC)
        if calendar.is_open(day):
            passed += max(min(last, end) - max(first, start), timedelta())
        day += ONE_DAY
    return passed


def count_business_days_between(first: date, last: date, calendar: DayCalendar) -> int:
    """How many whole business days lie between two days, neither of them counted."""
    between = ((first + ONE_DAY * number) for number in range(1, (last - first).days))
    return sum(1 for day in between if calendar.is_open(day))


def count_back_business_days(day: date, days: int, calendar: DayCalendar) -> date:
    """The last business day with a number of whole business days between it and a day.

    Three before Thursday 18 September 2025 is Friday 12 September: Monday, Tuesday and Wednesday lie between
    (Texas Association of Counties, on Gov. Code 551.043).
    """
    left = days + 1
    while left:
        day -= ONE_DAY
        left -= calendar.is_open(day)
    return day


def find_friday_noon(day: date, calendar: DayCalendar, zone: str) -> datetime | None:
    """Noon of the Friday before a Monday; None for another day, and where that Friday is closed."""
    friday = day - 3 * ONE_DAY
    if day.weekday() != MONDAY or not calendar.is_open(friday):
        return None
    return datetime(friday.year, friday.month, friday.day, NOON, tzinfo=ZoneInfo(zone))
