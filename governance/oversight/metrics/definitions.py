"""What a dictionary of metrics is made of: fields of a call file, conditions on them, and metrics."""

from dataclasses import dataclass
from enum import StrEnum

from model_law.tables import Text


class FieldKind(StrEnum):
    """What a field of a call file holds."""

    TIME = "time"
    """A moment of a call, to the second."""
    CODE = "code"
    """One of the field's categories."""
    LOCAL_CODE = "local_code"
    """A category that each locality names itself, such as a district."""
    YES_NO = "yes_no"
    SECONDS = "seconds"
    """A length of time that the agency's own system computed."""
    PERSON = "person"
    """What tells one person from another. It is only compared, in memory, and never kept."""


class Measure(StrEnum):
    """How a metric is made from rows."""

    COUNT = "count"
    """Rows that meet `numerator_where`."""
    SHARE = "share"
    """Rows that meet `numerator_where`, among those that meet `denominator_where`."""
    INTERVAL = "interval"
    """Median and 90th percentile of the time between two moments, over rows that meet `denominator_where`."""
    REPEATS = "repeats"
    """Among rows of known persons that meet `denominator_where`, those within some days after another one."""
    PEOPLE = "people"
    """Different persons among the rows that meet `denominator_where`."""
    ENTERED = "entered"
    """Not from a call file: staff type it."""


COUNTS = ("people", "agency_acts")
"""Whether a metric counts people, whom small numbers can give away, or acts of the agency, which must not hide."""

DIRECTIONS = ("higher", "lower", "neither")
"""Which way is usually read as better; no verdict follows from it."""

UNITS = ("calls", "contacts", "people", "share", "seconds", "hours", "complaints", "hours_per_day", "hours_per_person")

DERIVED_BREAKDOWNS = ("day_part", "weekday")
"""Breakdowns that come from the local time of the call and need no column of their own."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a call file may say about a call. categories: empty where each locality names its own."""

    id: str
    kind: FieldKind
    name: Text
    meaning: Text
    categories: dict[str, Text]


@dataclass(frozen=True, slots=True)
class Condition:
    """A field that must hold one of some categories. Where the field is blank or unmapped, nobody can tell."""

    field: str
    categories: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reported:
    """A figure that some program was reported to have: of other definitions and never a target."""

    program: Text
    figure: Text
    source: str


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure that a board may be told.

    counts: "people" or "agency_acts". breakdowns: by which fields it may be divided, one at a time. start, end and
    seconds: fields of an interval. days: how near a repeat is. reported: what others reported, definitions differ.
    """

    id: str
    version: int
    measure: Measure
    counts: str
    unit: str
    direction: str
    name: Text
    definition: Text
    numerator: Text
    denominator: Text | None
    caveat: Text
    source: str
    breakdowns: tuple[str, ...]
    numerator_where: tuple[Condition, ...] = ()
    denominator_where: tuple[Condition, ...] = ()
    start: str = ""
    end: str = ""
    seconds: str = ""
    days: int = 0
    reported: tuple[Reported, ...] = ()

    @property
    def required_fields(self) -> tuple[str, ...]:
        """Fields without which it cannot be made. An interval needs its two moments or its seconds instead."""
        conditions = [condition.field for condition in (*self.numerator_where, *self.denominator_where)]
        if self.measure in (Measure.REPEATS, Measure.PEOPLE):
            conditions.append("person")
        return tuple(dict.fromkeys(conditions))

    def list_missing(self, mapped: set[str]) -> list[str]:
        """What a file that holds the mapped fields lacks for this metric; empty where it can be made."""
        missing = [field for field in self.required_fields if field not in mapped]
        if self.measure is Measure.INTERVAL and not (self.seconds and self.seconds in mapped):
            missing += [field for field in (self.start, self.end) if field not in mapped]
        return missing
