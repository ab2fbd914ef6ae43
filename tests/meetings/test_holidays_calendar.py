"""A board's closed days: the region's holidays, its own, and those that it keeps open."""

from datetime import date

import pytest

from governance.meetings.holidays_calendar import UnknownRegion, find_holidays, list_regions, make_calendar
from model_law.days import CalendarError, count_back_business_days

COLUMBUS_DAY = date(2025, 10, 13)


@pytest.mark.parametrize(
    ("region", "day", "kept"),
    [
        (None, date(2025, 11, 27), True),
        (None, date(2025, 11, 28), False),
        ("IL", date(2025, 2, 12), True),
        ("IL", date(2025, 2, 13), False),
        ("CA", date(2025, 3, 31), True),
        # 4 July 2026 is a Saturday, kept on the Friday before; 19 June 2027 as well.
        (None, date(2026, 7, 3), True),
        (None, date(2027, 6, 18), True),
        # New Year's Day of 2028 is a Saturday too, so the last day of 2027 is kept.
        (None, date(2027, 12, 31), True),
    ],
)
def test_a_region_keeps_its_own_holidays_on_the_day_on_which_they_are_kept(
    region: str | None, day: date, kept: bool
) -> None:
    assert (not make_calendar(region, [day.year]).is_open(day)) == kept


def test_a_board_closes_on_days_of_its_own_and_opens_on_others() -> None:
    """Texas keeps no Columbus Day; a locality whose offices are closed then posts a day earlier."""
    thursday = date(2025, 10, 16)
    assert count_back_business_days(thursday, 3, make_calendar("TX", [2025])) == date(2025, 10, 10)
    own = make_calendar("TX", [2025], closed=[COLUMBUS_DAY])
    assert count_back_business_days(thursday, 3, own) == date(2025, 10, 9)
    kept = make_calendar(None, [2025])
    assert not kept.is_open(COLUMBUS_DAY)
    assert make_calendar(None, [2025], opened=[COLUMBUS_DAY]).is_open(COLUMBUS_DAY)


def test_a_day_cannot_be_closed_and_open() -> None:
    with pytest.raises(ValueError, match="2025-10-13 is given as closed and as open"):
        make_calendar("TX", [2025], closed=[COLUMBUS_DAY], opened=[COLUMBUS_DAY])


def test_only_the_years_asked_for_are_known() -> None:
    calendar = make_calendar("TX", [2025, 2026], closed=[date(2024, 12, 24)])
    assert calendar.years == {2025, 2026}
    with pytest.raises(CalendarError):
        calendar.is_open(date(2027, 1, 4))


@pytest.mark.parametrize("region", ["", "tx", "Texas", "US-TX", "ZZ"])
def test_an_unknown_region_is_refused(region: str) -> None:
    with pytest.raises(UnknownRegion):
        find_holidays(region, [2025])


@pytest.mark.parametrize("year", [1989, 2101, -1])
def test_years_that_nobody_knows_are_refused(year: int) -> None:
    with pytest.raises(ValueError, match="not known"):
        find_holidays(None, [year])


def test_every_state_is_known_and_holidays_have_names() -> None:
    assert {"CA", "CO", "FL", "IL", "NJ", "NY", "TX", "DC"} <= set(list_regions())
    assert find_holidays("IL", [2025])[date(2025, 2, 12)] == "Lincoln's Birthday"
