"""Periods are owed when they have ended, and late when their day is over where the program sits."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.oversight.periods import (
    Expected,
    PeriodUnusable,
    Schedule,
    Standing,
    find_next_change,
    judge_owed,
    list_expected,
    make_period,
)

MONTHLY = Schedule(1, 30, date(2026, 7, 1))


def test_periods_are_whole_calendar_months_quarters_and_years() -> None:
    assert make_period(date(2026, 7, 1), 1).name == "2026-07"
    quarter = make_period(date(2026, 7, 1), 3)
    assert (quarter.name, quarter.name_in_files, quarter.ends_on) == ("2026-07/2026-09", "2026-Q3", date(2026, 9, 30))
    year = make_period(date(2024, 1, 1), 12)
    assert (year.name_in_files, year.ends_on, len(year.months)) == ("2024", date(2024, 12, 31), 12)
    for day, length in ((date(2026, 7, 2), 1), (date(2026, 8, 1), 3), (date(2026, 4, 1), 12), (date(2026, 7, 1), 6)):
        with pytest.raises(PeriodUnusable):
            make_period(day, length)


def test_a_report_is_owed_from_the_day_after_its_period() -> None:
    assert list(list_expected([MONTHLY], date(2026, 7, 31))) == []
    [july] = list_expected([MONTHLY], date(2026, 8, 1))
    assert (july.period.name, july.due_on) == ("2026-07", date(2026, 8, 30))


def test_another_schedule_begins_where_the_one_before_ends() -> None:
    schedules = [MONTHLY, Schedule(3, 45, date(2026, 10, 1))]
    names = [one.period.name for one in list_expected(schedules, date(2027, 1, 1))]
    assert names == ["2026-07", "2026-08", "2026-09", "2026-10/2026-12"]


@given(st.sampled_from((1, 3, 12)), st.integers(0, 3000), st.integers(1, 90))
def test_owed_periods_follow_each_other_without_a_gap(every: int, days: int, due: int) -> None:
    first = date(2026, 1, 1)
    until = first + timedelta(days=days)
    listed = list(list_expected([Schedule(every, due, first)], until))
    covered = [day for one in listed for day in (one.period.starts_on, one.period.ends_on)]
    assert covered == sorted(set(covered))
    # The slow way: each day before the last end of a period is in exactly one period.
    end = listed[-1].period.ends_on if listed else first - timedelta(days=1)
    for step in range(0, (end - first).days + 1, 7):
        day = first + timedelta(days=step)
        assert sum(one.period.starts_on <= day <= one.period.ends_on for one in listed) == 1
    following = make_period(end + timedelta(days=1), every)
    assert following.ends_on >= until


@pytest.mark.parametrize(
    ("today", "standing", "late"),
    [
        (date(2026, 8, 30), Standing.DUE, 0),
        (date(2026, 8, 31), Standing.LATE, 1),
        (date(2026, 9, 30), Standing.LATE, 31),
        (date(2026, 10, 1), Standing.NOT_DELIVERED, 32),
    ],
)
def test_a_report_is_late_the_day_after_it_was_due_and_not_delivered_once_the_next_is_late_too(
    today: date, standing: Standing, late: int
) -> None:
    [july, *_later] = judge_owed(list_expected([MONTHLY], today), {}, today)
    assert (july.standing, july.days_late) == (standing, late)


def test_a_published_report_says_how_late_it_came() -> None:
    [july] = list_expected([MONTHLY], date(2026, 8, 1))
    today = date(2026, 12, 1)
    for day, standing, late in ((july.due_on, Standing.PUBLISHED, 0), (date(2026, 9, 2), Standing.PUBLISHED_LATE, 3)):
        [owed] = judge_owed([july], {july.period: day}, today)
        assert (owed.standing, owed.days_late) == (standing, late)


def test_what_stands_today_stands_until_the_next_change() -> None:
    """Day by day for two years: nothing changes before the day that was named."""
    today = date(2026, 7, 15)
    while today < date(2028, 7, 1):
        listed: list[Expected] = list(list_expected([MONTHLY], today))
        until = find_next_change(listed, today)
        before = [one.standing for one in judge_owed(listed, {}, today)]
        day = today
        while day < until:
            now = judge_owed(list_expected([MONTHLY], day), {}, day)
            assert [one.standing for one in now] == before
            day += timedelta(days=1)
        today = until
