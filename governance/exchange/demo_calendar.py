"""The demo board's calendar: meetings and months counted from the day on which it is loaded."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from governance.clock import find_day

MEETING_TIME = timedelta(hours=4)


@dataclass(frozen=True)
class Calendar:
    """Turns the data's counts of meetings and months into days.

    The board meets once a month: on the week-th weekday (Monday is 0), at a time of its zone. Meeting 0 is the first one
    that is not over (a meeting is given four hours), and month 0 the month of it.
    """

    now: datetime
    zone: str
    week: int
    weekday: int
    time: time

    def find_regular_day(self, year: int, month: int) -> date:
        first = date(year, month, 1)
        return first + timedelta(days=(self.weekday - first.weekday()) % 7 + 7 * (self.week - 1))

    def find_month(self, offset: int) -> tuple[int, int]:
        """Year and month, counted from the month of the next regular meeting."""
        today = find_day(self.now, self.zone)
        count = today.year * 12 + today.month - 1
        if self.find_moment(self.find_regular_day(today.year, today.month)) + MEETING_TIME <= self.now:
            count += 1
        return (count + offset) // 12, (count + offset) % 12 + 1

    def find_first_day(self, offset: int) -> date:
        return date(*self.find_month(offset), 1)

    def find_last_day(self, offset: int) -> date:
        year, month = self.find_month(offset)
        return date(year, month, monthrange(year, month)[1])

    def find_meeting_day(self, regular: int, days: int = 0) -> date:
        """The day of the regular meeting of that number, or a number of days after it."""
        return self.find_regular_day(*self.find_month(regular)) + timedelta(days=days)

    def find_moment(self, day: date, at: str | None = None) -> datetime:
        """A time of a day where the board sits, in UTC."""
        local = datetime.combine(day, time.fromisoformat(at) if at else self.time, ZoneInfo(self.zone))
        return local.astimezone(UTC)
