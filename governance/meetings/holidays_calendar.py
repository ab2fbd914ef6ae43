"""The calendar of closed days that the law counts business days by: a region's public holidays and a board's own days.

Public holidays come from the library `holidays`, which knows them by country and subdivision, and the weekday on which
one that falls on a weekend is kept. They are a start and not the last word: offices close on days that no state keeps,
and stay open on some that it does, so a board adds its own and strikes out others.
"""

from collections.abc import Collection, Iterable
from datetime import date

import holidays

from model_law.days import DayCalendar

COUNTRY = "US"
FIRST_YEAR, LAST_YEAR = 1990, 2100
"""The years for which holidays are asked; nobody knows which days later years will keep."""


class UnknownRegion(ValueError):
    """A region whose holidays the library does not know."""


def list_regions() -> tuple[str, ...]:
    """The codes of the regions whose holidays are known, such as ``TX``: states, districts and territories."""
    return tuple(holidays.list_supported_countries()[COUNTRY])


def find_holidays(region: str | None, years: Collection[int]) -> dict[date, str]:
    """The public holidays of a region in some years, by day, each with its name in English.

    ``None`` asks for those of the whole country alone. Raises UnknownRegion for a code that is not of ``list_regions``,
    and ValueError for a year outside FIRST_YEAR to LAST_YEAR.
    """
    if region is not None and region not in list_regions():
        raise UnknownRegion(region)
    if odd := [year for year in years if not FIRST_YEAR <= year <= LAST_YEAR]:
        raise ValueError(f"the holidays of {odd[0]} are not known")
    found = holidays.country_holidays(COUNTRY, subdiv=region, years=list(years), expand=False, language="en_US")
    return dict(sorted(found.items()))


def make_calendar(
    region: str | None, years: Collection[int], closed: Iterable[date] = (), opened: Iterable[date] = ()
) -> DayCalendar:
    """The calendar of a board: its region's holidays, its own closed days too, and none of the days that it keeps open.

    Raises UnknownRegion and ValueError as ``find_holidays`` does, and ValueError for a day given as both.
    """
    closed, opened = set(closed), set(opened)
    if both := closed & opened:
        raise ValueError(f"{min(both)} is given as closed and as open")
    return DayCalendar(frozenset((find_holidays(region, years).keys() | closed) - opened), frozenset(years))
