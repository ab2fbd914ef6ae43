"""Texts, days and times in a language that is named: for prints and mail, which no reader's request asks for."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_timezone_name

from governance.web.locale import WRITTEN_AS, _, make_localizer


@lru_cache
def find_localizer(language: str) -> Any:
    return make_localizer(language)


def say(text: Any, language: str) -> str:
    """A text of the catalogue in a language."""
    return str(find_localizer(language).translate(text))


def write_day(day: date, language: str) -> str:
    return str(format_date(day, "full", locale=WRITTEN_AS[language]))


def write_time(moment: datetime, zone: str, language: str) -> str:
    """The time of day where the board sits, with the zone's name."""
    local = moment.astimezone(ZoneInfo(zone))
    name = get_timezone_name(local, width="short", locale=WRITTEN_AS[language])
    return f"{format_time(local, 'short', locale=WRITTEN_AS[language])} {name}".replace("\u202f", "\u00a0")


def write_moment(moment: datetime, zone: str, language: str) -> str:
    day = write_day(moment.astimezone(ZoneInfo(zone)).date(), language)
    return say(_("${day} at ${time}", mapping={"day": day, "time": write_time(moment, zone, language)}), language)
