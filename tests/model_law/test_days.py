"""Where days begin and end, and what a moment must say of itself."""

from datetime import UTC, date, datetime, timedelta

import pytest

from model_law.days import DayCalendar, count_back_business_days, end_of_day, measure_open_time, start_of_day
from model_law.meetings import Meeting
from tests.model_law.meetings import LOS_ANGELES, SECOND, calendar, posted, when


def test_a_moment_without_its_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="no offset"):
        Meeting("m", datetime(2026, 6, 4, 18), LOS_ANGELES)
    with pytest.raises(ValueError, match="no offset"):
        posted(datetime(2026, 6, 4, 18))


@pytest.mark.parametrize("zone", ["America/Santiago", "America/Havana", "Asia/Beirut", "Pacific/Apia", "Europe/London"])
def test_every_day_begins_where_the_one_before_ends_even_where_clocks_change_at_midnight(zone: str) -> None:
    day = date(2011, 1, 1)
    for _ in range(800):
        following = day + timedelta(days=1)
        assert end_of_day(day, zone).astimezone(UTC) + SECOND == start_of_day(following, zone).astimezone(UTC)
        start = start_of_day(day, zone)
        assert start.date() >= day
        assert (start.astimezone(UTC) - SECOND).astimezone(start.tzinfo).date() < day
        day = following


def test_weekends_are_the_locality_s_own() -> None:
    friday_closed = DayCalendar(frozenset(), frozenset({2026}), frozenset({4, 5}))
    assert count_back_business_days(date(2026, 6, 8), 1, friday_closed) == date(2026, 6, 4)


def test_open_time_is_measured_over_the_hours_that_pass() -> None:
    """Every day open, over the change to summer time: the day has 23 hours, whatever the clock shows."""
    always = DayCalendar(frozenset(), frozenset({2026}), frozenset())
    start, end = when("2026-03-08 00:30", LOS_ANGELES), when("2026-03-08 23:30", LOS_ANGELES)
    assert measure_open_time(start, end, always, LOS_ANGELES) == timedelta(hours=22)
    assert measure_open_time(end, start, always, LOS_ANGELES) == timedelta()
    assert measure_open_time(start, end, calendar(), LOS_ANGELES) == timedelta()
