"""Single values of Legistar records: days, times of day, numbers, addresses, names."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from governance.exchange.values import NO_DAYS, NO_END_FROM_YEAR, fold

LINK = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
JOIN_LINK = re.compile(
    r"https?://[^\s<>\"')\]]*\b(?:zoom\.us|zoomgov\.com|teams\.microsoft\.com|webex\.com|meet\.google\.com|gotomeet\w*\.\w+)"
    r"[^\s<>\"')\]]*",
    re.IGNORECASE,
)
CLOCK = re.compile(r"\s*(\d{1,2})(?:[:.](\d{2}))?(?:[:.](\d{2}))?\s*([ap])\.?\s*m\b\.?", re.IGNORECASE)
CLOCK_24 = re.compile(r"\s*(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(?:h(?:ou)?rs)?\s*")
NOON = re.compile(r"\s*(?:12(?::00)?\s*)?noon\b", re.IGNORECASE)
LONGEST_ID = 60
LARGEST_ID = 2**63 - 1
LARGEST_NUMBER = 2**31 - 1
# No board that anybody brings in met before or will meet after.
POSSIBLE_YEARS = range(1600, 2200)
ISO_START = re.compile(r"\d{4}-\d{2}-\d{2}")
# The zones of the United States, the most populous first; a source whose offsets fit several is read in the first.
US_ZONES = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Phoenix",
    "America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico", "Pacific/Guam", "Pacific/Pago_Pago",
)  # fmt: skip


class Unreadable(Exception):
    """A value that cannot be what its field says. The text says what is wrong with it."""


def read_moment(value: object) -> datetime | None:
    """A day and time as the source wrote it, with or without an offset; None for the days that stand for none.

    Raises Unreadable for anything else, such as the 30th of February.
    """
    if value is None or value == "":
        return None
    if not isinstance(value, str) or not ISO_START.match(value.strip()):
        raise Unreadable(f"{show_value(value)} is not a date")
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        raise Unreadable(f"{show_value(value)} is not a possible date") from None
    return None if moment.date() in NO_DAYS else moment


def read_possible_moment(value: object) -> datetime | None:
    """As read_moment, for when something happened: a year in which nothing of the kind can have is unreadable too."""
    moment = read_moment(value)
    if moment is not None and moment.year not in POSSIBLE_YEARS:
        raise Unreadable(f"{show_value(value)} is not a possible date")
    return moment


def read_day(value: object) -> date | None:
    """The day as it is written, whatever offset is claimed for it."""
    moment = read_moment(value)
    return moment.date() if moment else None


def read_end(value: object) -> date | None:
    day = read_day(value)
    return None if day is None or day.year >= NO_END_FROM_YEAR else day


def read_modified(value: object) -> datetime | None:
    """When a record was last changed, in UTC, which Legistar keeps it in; None where that cannot be told."""
    try:
        moment = read_possible_moment(value)
    except Unreadable:
        return None
    if moment is None:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def read_clock(value: object) -> time | None:
    """A time of day such as "9:30 AM", "6 p.m.", "Noon" or "18:00:00"; None where it cannot be told which is meant."""
    if not isinstance(value, str):
        return None
    if NOON.match(value):
        return time(12)
    if re.match(r"\s*(?:12(?::00)?\s*)?midnight\b", value, re.IGNORECASE):
        return time(0)
    if match := CLOCK.match(value):
        hour, minute, second = int(match[1]), int(match[2] or 0), int(match[3] or 0)
        if not 1 <= hour <= 12 or minute > 59 or second > 59:
            return None
        return time(hour % 12 + (12 if match[4].lower() == "p" else 0), minute, second)
    if match := CLOCK_24.fullmatch(value):
        hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
        return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None
    return None


def find_zone(moments: Iterable[datetime]) -> str | None:
    """The first zone of the United States in which every moment has the offset that it is written with."""
    seen = {(moment.replace(tzinfo=None), moment.utcoffset()) for moment in moments if moment.tzinfo is not None}
    if not seen or all(offset == timedelta(0) for _, offset in seen):
        return None
    for name in US_ZONES:
        zone = ZoneInfo(name)
        # A clock that shows an hour twice may mean either.
        if all(
            offset in (wall.replace(tzinfo=zone).utcoffset(), wall.replace(tzinfo=zone, fold=1).utcoffset())
            for wall, offset in seen
        ):
            return name
    return None


def read_integer(value: object) -> int | None:
    """A whole number, also where it is written as text; None for anything else."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and re.fullmatch(r"\s*-?[0-9]{1,18}\s*", value):
        return int(value)
    return None


def read_number(value: object) -> int | None:
    """A whole number that a column of the record can hold; None for anything else."""
    number = read_integer(value)
    return number if number is None or abs(number) <= LARGEST_NUMBER else None


def read_id(value: object) -> str | None:
    """An identifier as text; Legistar writes 0 and null for none."""
    number = read_integer(value)
    if number is not None:
        return str(number) if 0 < number <= LARGEST_ID else None
    text = clean_name(value)
    return text if text and len(text) <= LONGEST_ID else None


def clean(value: object) -> str | None:
    """A text on one or more lines without spaces at the ends; None where nothing is left."""
    if not isinstance(value, str):
        return None
    text = value.strip()
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text or None


def clean_name(value: object) -> str | None:
    """A name in one line, without doubled spaces."""
    return " ".join(value.split()) or None if isinstance(value, str) else None


def read_link(value: object) -> str | None:
    """A web address; anything else is none, so that no page ever links to a script."""
    text = value.strip() if isinstance(value, str) else ""
    return text if LINK.fullmatch(text) else None


def find_join_link(*texts: str | None) -> str | None:
    """The address of a video meeting inside a text."""
    for text in texts:
        match = JOIN_LINK.search(text) if text else None
        if match:
            return match[0].rstrip(".,;")
    return None


def is_vacant(name: str) -> bool:
    """Whether a "person" is an empty seat."""
    return fold(name).replace(" ", "").strip("()") in (
        "vacant",
        "vacantvacant",
        "vacancy",
        "vacantseat",
        "vacantposition",
    )


def show_value(value: Any) -> str:
    """A value as it may stand in a message."""
    text = str(value)
    return repr(text if len(text) <= 40 else text[:39] + "…")


def iterate_objects(value: object) -> Iterator[dict[str, Any]]:
    return (child for child in value if isinstance(child, dict)) if isinstance(value, list) else iter(())


def read_position(value: object) -> int | None:
    """A place in an agenda or in minutes, from 1: Legistar's 0 says that the item is not in it."""
    number = read_number(value)
    return number if number and number > 0 else None


def join_sort_name(last: object, first: object) -> str | None:
    family, given = clean_name(last), clean_name(first)
    return f"{family}, {given}" if family and given else None
