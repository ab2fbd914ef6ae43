"""The one place that reads the time.

Everything else is handed a moment: a rule that reads the clock by itself could neither be tested nor be replayed on a
past day.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

Clock = Callable[[], datetime]


def read_clock() -> datetime:
    """This moment, in UTC, to the second: the record has no use for less."""
    return datetime.now(UTC).replace(microsecond=0)


def is_zone(name: str) -> bool:
    return name in available_timezones()


def find_day(moment: datetime, zone: str) -> date:
    """The calendar day of a moment where the board sits."""
    return moment.astimezone(ZoneInfo(zone)).date()


def find_start_of_day(day: date, zone: str) -> datetime:
    """The first moment (UTC) of a calendar day where the board sits."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def find_tomorrow(moment: datetime, zone: str) -> datetime:
    """The first moment (UTC) of the next calendar day where the board sits."""
    return find_start_of_day(find_day(moment, zone) + timedelta(days=1), zone)


def find_start_of_year(year: int, zone: str) -> datetime:
    """The first moment (UTC) of a calendar year where the board sits."""
    return find_start_of_day(date(year, 1, 1), zone)
