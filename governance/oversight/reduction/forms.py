"""How moments are written: the forms that a mapping names, and what one text says by itself."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from governance.oversight.reduction.zones import DAY, EPOCH, FIRST_YEAR, LAST_YEAR

SPOILED = re.compile(r"[+-]?\d(?:[.,]\d+)?[eE][+-]?\d+")
ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)? ?(Z|[+-]\d\d(?::?\d\d)?)?)?", re.ASCII
)
SERIAL = re.compile(r"\d{1,6}(?:\.\d{1,15})?", re.ASCII)
FORMAT_WORDS = ("iso", "excel_1900", "excel_1904")
DATE_DIRECTIVES, TIME_DIRECTIVES = set("YymdbBjaA"), set("HIpMSfz")


class Clock(StrEnum):
    """Whose clock a column shows."""

    LOCAL = "local"
    """The wall's in the program's zone, without an offset."""
    UTC = "utc"
    OFFSET = "offset"
    """Each value says how far it is ahead of UTC."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a text says: seconds on the clock it shows, the offset that it names, and how fine it is.

    midnight: exactly 00:00:00, or no time of day at all. grain: "second", "day", "hour", "month" or "year".
    """

    shown: int
    offset: int | None
    grain: str
    has_clock: bool


@dataclass(frozen=True)
class TimeFormat:
    """How a column writes moments: forms ("iso", "excel_1900", "excel_1904" or strptime's), whose clock, what is blank.

    real_midnight: 00:00:00 means midnight, and does not stand in for a time that nobody knew.
    """

    forms: tuple[str, ...]
    clock: Clock
    real_midnight: bool
    blank: frozenset[str]

    @property
    def separable(self) -> bool:
        """Whether each form is a date, one blank and a time of day, so that both can be looked up apart."""
        return all(form == "iso" or splits_in_two(form) for form in self.forms)

    def parse(self, text: str, dates_only: bool = False, clocks_only: bool = False) -> Parsed | None:
        """What a text says by the first form that fits; None where none does or its year is no year of calls."""
        for form in self.forms:
            if form == "iso":
                parsed = parse_iso("2000-01-01 " + text if clocks_only else text)
            elif form in FORMAT_WORDS:
                parsed = parse_serial(text, form)
            else:
                part = form.partition(" ")[2 * clocks_only] if dates_only or clocks_only else form
                parsed = parse_as(text, part, bare_clock=clocks_only)
            if parsed is not None:
                year = (EPOCH + timedelta(seconds=parsed.shown)).year
                return parsed if clocks_only or FIRST_YEAR <= year <= LAST_YEAR else None
        return None


def splits_in_two(form: str) -> bool:
    date, blank, clock = form.partition(" ")
    names = set(re.findall(r"%(.)", date)), set(re.findall(r"%(.)", clock))
    whole = {"d", "m"} <= names[0] or "j" in names[0] or {"d", "b"} <= names[0] or {"d", "B"} <= names[0]
    return bool(blank) and whole and names[0] <= DATE_DIRECTIVES and names[1] <= TIME_DIRECTIVES and "M" in names[1]


def parse_iso(text: str) -> Parsed | None:
    """A date, or a date and time with or without offset, as ISO 8601 and most systems write them."""
    found = ISO.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, offset = found.groups()
    try:
        shown = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))  # noqa: DTZ001
    except ValueError:
        return None
    return Parsed(count_seconds(shown), read_offset(offset), "second" if hour else "day", hour is not None)


def read_offset(text: str | None) -> int | None:
    if text is None:
        return None
    if text == "Z":
        return 0
    digits = text[1:].replace(":", "").ljust(4, "0")
    seconds = int(digits[:2]) * 3600 + int(digits[2:]) * 60
    return -seconds if text[0] == "-" else seconds


def parse_serial(text: str, form: str) -> Parsed | None:
    """A day number of a spreadsheet, whose days count from 1899-12-30 (it holds 1900 for a leap year) or 1904-01-01."""
    if not SERIAL.fullmatch(text):
        return None
    zero = datetime(1899, 12, 30) if form == "excel_1900" else datetime(1904, 1, 1)  # noqa: DTZ001 - a wall's days
    seconds = int((Decimal(text) * DAY).to_integral_value())
    return Parsed(count_seconds(zero) + seconds, None, "second" if "." in text else "day", "." in text)


def parse_as(text: str, form: str, bare_clock: bool = False) -> Parsed | None:
    try:
        shown = datetime.strptime(text, form)  # noqa: DTZ007 - the zone is the mapping's
    except ValueError:
        return None
    offset = shown.utcoffset()
    seconds = None if offset is None else offset.days * DAY + offset.seconds
    names = set(re.findall(r"%(.)", form))
    clock = bool(names & {"H", "I"})
    if bare_clock or (names & {"d", "j"}):
        grain = ("second" if "M" in names else "hour") if clock else "day"
    else:
        grain = "month" if names & {"m", "b", "B"} else "year"
    return Parsed(count_seconds(shown.replace(tzinfo=None)), seconds, grain, clock)


def count_seconds(shown: datetime) -> int:
    since = shown - EPOCH
    return since.days * DAY + since.seconds
