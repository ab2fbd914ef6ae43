"""The program's own zone: from what a clock on its wall showed to moments, and back to local months and days.

Moments and wall times are whole seconds since 1970-01-01 00:00; a wall time as if the wall hung in UTC. Rules of zones
come from the IANA data that Python or the package tzdata carries.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - the wall's own zero has no zone
DAY, QUARTER = 86_400, 900
FIRST_YEAR, LAST_YEAR = 1980, 2100
"""Years outside are no years of calls: 0001, 1899, 1900 and 1970 stand where a system had no date."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NOT_KNOWN = "not_known"


class WallKind(StrEnum):
    """What the change of clocks makes of a wall time."""

    PLAIN = "plain"
    GAP = "gap"
    """The clocks jumped over it: no wall ever showed it."""
    FOLD = "fold"
    """The clocks showed it twice; which one is meant cannot be told. The first is taken."""


@dataclass(frozen=True, slots=True)
class LocalTime:
    """What counting needs of a moment: month "2026-07", weekday, part of the day; not_known where the file cannot say.

    month is "2026" where the file gives years only. other_day: whether the day is another one in UTC.
    """

    month: str
    weekday: str
    day_part: str
    other_day: bool = False


class Zone:
    """Raises ValueError for a name that the zone data does not hold."""

    def __init__(self, name: str, day_begins: int = 0, day_parts: tuple[tuple[int, str], ...] = ()) -> None:
        try:
            self.zone = ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"{name!r} is no zone of the IANA data, such as America/Detroit") from None
        self.day_begins = day_begins
        self.day_parts = day_parts
        self.offsets: dict[int, int | None] = {}
        """By day of UTC; None where clocks change on it. There are some 44,000 days of calls at most."""
        self.months: dict[int, tuple[str, str]] = {}

    def settle(self, wall: int) -> tuple[int, WallKind]:
        """The moment of a wall time. One in a gap counts on as the clock before it; of a fold the first is taken."""
        shown = (EPOCH + timedelta(seconds=wall)).replace(tzinfo=self.zone)
        before, after = seconds_of(shown), seconds_of(shown.replace(fold=1))
        if before == after:
            return wall - before, WallKind.PLAIN
        return wall - before, WallKind.FOLD if before > after else WallKind.GAP

    def find_day_offset(self, midnight: int) -> int | None:
        """The seconds by which all of a wall's day is ahead of UTC; None where clocks change on it."""
        kinds = [self.settle(wall) for wall in (midnight, midnight + DAY)]
        offsets = {wall - moment for wall, (moment, _kind) in zip((midnight, midnight + DAY), kinds, strict=True)}
        if len(offsets) > 1 or any(kind is not WallKind.PLAIN for _moment, kind in kinds):
            return None
        return offsets.pop()

    def offset_at(self, moment: int) -> int:
        """The seconds by which the wall is ahead of UTC at a moment."""
        day = moment // DAY
        if day not in self.offsets:
            ends = {self._compute_offset(day * DAY), self._compute_offset(day * DAY + DAY - 1)}
            self.offsets[day] = ends.pop() if len(ends) == 1 else None
        known = self.offsets[day]
        return self._compute_offset(moment) if known is None else known

    def _compute_offset(self, moment: int) -> int:
        return seconds_of((EPOCH + timedelta(seconds=moment)).replace(tzinfo=UTC).astimezone(self.zone))

    def describe(self, moment: int) -> LocalTime:
        """Month, weekday and part of the day of a moment; before day_begins a call belongs to the day before."""
        wall = moment + self.offset_at(moment)
        clock = wall % DAY
        day = wall // DAY
        counted = day - 1 if clock < self.day_begins else day
        return LocalTime(*self.name_month(counted), self.find_part(clock), day != moment // DAY)

    def name_month(self, day: int) -> tuple[str, str]:
        """The month and the weekday of a day since 1970-01-01."""
        if day not in self.months:
            shown = EPOCH + timedelta(days=day)
            self.months[day] = f"{shown.year:04}-{shown.month:02}", WEEKDAYS[shown.weekday()]
        return self.months[day]

    def find_part(self, clock: int) -> str:
        """The part of the day that holds a second of the day; parts may run over midnight."""
        found = self.day_parts[-1][1] if self.day_parts else NOT_KNOWN
        for begins, name in self.day_parts:
            if begins <= clock:
                found = name
        return found

    def describe_quarter(self, quarter: int) -> LocalTime | None:
        """The same for all moments of a quarter of an hour; None where clocks change within it."""
        first, last = quarter * QUARTER, quarter * QUARTER + QUARTER - 1
        if self.offset_at(first) != self.offset_at(last) or self.offset_at(first) % QUARTER:
            return None
        return self.describe(first)

    def name_day(self, moment: int) -> str:
        """The calendar day of a moment on the wall, as YYYY-MM-DD."""
        return (EPOCH + timedelta(seconds=moment + self.offset_at(moment))).strftime("%Y-%m-%d")

    def list_midnights(self) -> frozenset[int]:
        """The seconds of a UTC day at which a local midnight has fallen in the years of calls."""
        found = set()
        for year in range(FIRST_YEAR, LAST_YEAR):
            for month in (1, 7):
                moment = int((datetime(year, month, 1, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())
                found.add(-self._compute_offset(moment) % DAY)
        return frozenset(found)


def seconds_of(shown: datetime) -> int:
    offset = shown.utcoffset()
    assert offset is not None  # noqa: S101 - the moment has a zone
    return offset.days * DAY + offset.seconds
