"""Columns of dates and times, to moments: quick for what is plain, one by one with care for what is not.

The beginning and the end of a text are looked up apart, so a file with a million moments parses some
thousands of them. What a look-up cannot answer (empty, another form, a day on which clocks change, midnight) is looked
at alone.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from governance.oversight.reduction.forms import SPOILED, Clock, Parsed, TimeFormat
from governance.oversight.reduction.zones import (
    DAY,
    EPOCH,
    NOT_KNOWN,
    QUARTER,
    LocalTime,
    WallKind,
    Zone,
)

BLANK, UNSURE, LOOK_CLOSER = -(1 << 62), -(1 << 61), -(1 << 60)
USABLE = -(1 << 55)
"""Above this are moments; below, what stands for one. Sums of two such numbers stay below it too."""

MOST_KEPT = 150_000
HOURS = tuple(f"{hour:02}" for hour in range(24))
HOUR = re.compile(r"[01]\d|2[0-3]", re.ASCII)


class Trouble(StrEnum):
    """Why a moment is not used for medians, though its day may be."""

    BLANK = "blank"
    BAD = "bad"
    SPOILED = "spoiled"
    MIDNIGHT = "midnight"
    GAP = "gap"
    FOLD = "fold"
    COARSE = "coarse"


@dataclass(frozen=True, slots=True)
class Special:
    """A text that was looked at alone. moment: None where there is none; local: where it is not the moment's own."""

    trouble: Trouble | None
    moment: int | None = None
    local: LocalTime | None = None


class Parser:
    """Texts of one format. Columns of the same format share one, and so what it has looked up."""

    def __init__(self, form: TimeFormat, zone: Zone) -> None:
        self.format = form
        self.zone = zone
        self.dates: dict[str, int] = {}
        """From the text of a date, or of an hour on it, to its first second."""
        self.days: dict[str, int] = {}
        self.clocks: dict[str, int] = {}
        """From the text of a time of day, or of what follows its hour, to the seconds that it adds."""
        self.specials: dict[str, Special] = {}
        self.is_iso = form.forms == ("iso",)
        # Where a moment's own clock is not the wall's, the wall's midnight may hide behind another time of day.
        self.midnights = frozenset() if form.clock is Clock.LOCAL else zone.list_midnights()

    def read(self, texts: Sequence[str]) -> tuple[list[int], dict[int, Special]]:
        """Moments, with BLANK or UNSURE for those that no median may use, and what was looked at alone, by position."""
        try:
            moments = self.look_up(texts)
        except KeyError:
            self.learn(texts)
            moments = self.look_up(texts)
        specials: dict[int, Special] = {}
        if moments and min(moments) < USABLE:
            for position in [place for place, moment in enumerate(moments) if moment < USABLE]:
                special = self.look_closer(texts[position])
                if special.trouble is None and special.moment is not None:
                    moments[position] = special.moment
                else:
                    specials[position] = special
                    moments[position] = BLANK if special.moment is None else UNSURE
        return moments, specials

    def look_up(self, texts: Sequence[str]) -> list[int]:
        """Moments by what is known; LOOK_CLOSER and less where that does not do. Raises KeyError for news."""
        dates, clocks = self.dates, self.clocks
        if self.is_iso:
            return [dates[text[:13]] + clocks[text[13:]] for text in texts]
        if self.format.separable:
            return [dates[date] + clocks[clock] for date, _, clock in [text.partition(" ") for text in texts]]
        return [LOOK_CLOSER] * len(texts)

    def learn(self, texts: Sequence[str]) -> None:
        """Understand what is new in some texts."""
        for known in (self.dates, self.days, self.clocks):
            if len(known) > MOST_KEPT:
                known.clear()
        if self.is_iso:
            for date in {text[:13] for text in texts} - self.dates.keys():
                self.dates[date] = self.look_up_date(date)
                # The other hours of the day come soon, and are as quickly understood as asked for.
                for hour in HOURS if len(date) == 13 else ():
                    self.dates[date[:11] + hour] = self.look_up_date(date[:11] + hour)
            clocks = {text[13:] for text in texts}
        else:
            parts = [text.partition(" ") for text in texts]
            for date in {part[0] for part in parts} - self.dates.keys():
                self.dates[date] = self.look_up_date(date)
            clocks = {part[2] for part in parts}
        for clock in clocks - self.clocks.keys():
            self.clocks[clock] = self.look_up_clock(clock)

    def look_up_date(self, text: str) -> int:
        """The first second of a date; for ISO of an hour, such as 2026-07-04T13."""
        if not self.is_iso:
            return self.look_up_day(text)
        if text[10:11] not in ("T", " ") or not HOUR.fullmatch(text[11:]):
            return LOOK_CLOSER
        if text[:10] not in self.days:
            self.days[text[:10]] = self.look_up_day(text[:10])
        return self.days[text[:10]] + int(text[11:]) * 3600

    def look_up_day(self, text: str) -> int:
        parsed = self.format.parse(text, dates_only=True)
        if parsed is None or parsed.grain != "day":
            return LOOK_CLOSER
        if self.format.clock is not Clock.LOCAL:
            return parsed.shown
        offset = self.zone.find_day_offset(parsed.shown)
        return LOOK_CLOSER if offset is None else parsed.shown - offset

    def look_up_clock(self, text: str) -> int:
        """The seconds that a time of day adds; for ISO what follows the hour, such as :57:00-05:00."""
        if not text:
            return LOOK_CLOSER
        parsed = self.format.parse("00" + text if self.is_iso else text, clocks_only=True)
        if parsed is None or parsed.grain != "second" or not self.fits_clock(parsed):
            return LOOK_CLOSER
        seconds = parsed.shown % DAY - (parsed.offset or 0)
        # Of ISO the hour is not here, so whatever may be midnight together with it is looked at closer.
        unit = 3600 if self.is_iso else DAY
        if not self.format.real_midnight and (
            parsed.shown % unit == 0 or any((seconds - midnight) % unit == 0 for midnight in self.midnights)
        ):
            return LOOK_CLOSER
        return seconds

    def look_closer(self, text: str) -> Special:
        known = self.specials.get(text)
        if known is None:
            if len(self.specials) >= MOST_KEPT:
                self.specials.clear()
            self.specials[text] = known = self.resolve(text)
        return known

    def resolve(self, text: str) -> Special:
        """A moment with all that can be wrong with it."""
        text = text.strip()
        if not text or text in self.format.blank:
            return Special(Trouble.BLANK)
        parsed = self.format.parse(text)
        if parsed is None or not self.fits_clock(parsed):
            return Special(Trouble.SPOILED if SPOILED.fullmatch(text) else Trouble.BAD)
        kind = WallKind.PLAIN
        if parsed.offset is not None:
            moment = parsed.shown - parsed.offset
        elif self.format.clock is Clock.UTC:
            moment = parsed.shown
        else:
            moment, kind = self.zone.settle(parsed.shown)
        if parsed.grain in ("hour", "month", "year"):
            return Special(Trouble.COARSE, moment, self.describe_coarse(parsed, moment))
        if not parsed.has_clock or self.stands_in(parsed, moment):
            return Special(Trouble.MIDNIGHT, moment, self.describe_day(parsed, moment))
        if kind is not WallKind.PLAIN:
            return Special(Trouble(kind.value), moment)
        return Special(None, moment)

    def fits_clock(self, parsed: Parsed) -> bool:
        if not parsed.has_clock or parsed.grain in ("day", "month", "year"):
            return parsed.offset is None
        if self.format.clock is Clock.OFFSET:
            return parsed.offset is not None
        return parsed.offset is None or (self.format.clock is Clock.UTC and parsed.offset == 0)

    def stands_in(self, parsed: Parsed, moment: int) -> bool:
        """Whether midnight, as written or on the wall, stands where nobody knew the time."""
        if self.format.real_midnight:
            return False
        return parsed.shown % DAY == 0 or (moment + self.zone.offset_at(moment)) % DAY == 0

    def describe_day(self, parsed: Parsed, moment: int) -> LocalTime:
        """A day without a time: the day as it is written, or as the wall showed it where midnight was made UTC."""
        if parsed.shown % DAY and (moment + self.zone.offset_at(moment)) % DAY == 0:
            day = (moment + self.zone.offset_at(moment)) // DAY
        else:
            day = parsed.shown // DAY
        return LocalTime(*self.zone.name_month(day), NOT_KNOWN)

    def describe_coarse(self, parsed: Parsed, moment: int) -> LocalTime:
        shown = EPOCH + timedelta(seconds=parsed.shown)
        part = self.zone.find_part(parsed.shown % DAY) if parsed.has_clock else NOT_KNOWN
        if parsed.grain == "hour":
            local = self.zone.describe(moment)
            return LocalTime(local.month, local.weekday, local.day_part)
        month = f"{shown.year:04}" if parsed.grain == "year" else f"{shown.year:04}-{shown.month:02}"
        return LocalTime(month, NOT_KNOWN, part)


class LocalTimes(dict[int, int]):
    """From quarters of an hour to numbers of local times. None of a changing clock is kept: -1 says to ask alone."""

    def __init__(self, zone: Zone) -> None:
        self.zone = zone
        self.list: list[LocalTime] = []
        self.numbers: dict[LocalTime, int] = {}

    def __missing__(self, quarter: int) -> int:
        if len(self) >= MOST_KEPT:
            self.clear()
        local = self.zone.describe_quarter(quarter)
        self[quarter] = number = -1 if local is None else self.number(local)
        return number

    def number(self, local: LocalTime) -> int:
        if local not in self.numbers:
            self.numbers[local] = len(self.list)
            self.list.append(local)
        return self.numbers[local]

    def read(self, moments: Sequence[int], specials: dict[int, Special]) -> list[int]:
        """Numbers of the local times of moments. What was looked at alone must have a moment."""
        numbers = [self[moment // QUARTER] if moment > USABLE else -1 for moment in moments]
        if -1 in numbers:
            for position, number in enumerate(numbers):
                if number == -1:
                    special = specials.get(position)
                    moment = special.moment if special else moments[position]
                    assert moment is not None  # noqa: S101 - rows without a moment are bad rows, and gone
                    local = special and special.local
                    numbers[position] = self.number(local or self.zone.describe(moment))
        return numbers


def count_troubles(specials: dict[int, Special]) -> Counter[str]:
    return Counter(special.trouble.value for special in specials.values() if special.trouble)
