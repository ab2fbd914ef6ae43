"""Plain facts about a board's meetings: when, of what kind, how they were noticed, and what became of the minutes.

Whoever gathers the facts fills these in; nothing here decides anything. ``None`` always means "not known",
never "no". Moments carry their offset, are whole seconds, and are kept in UTC so that they compare on the time line;
days are days where the board sits.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from model_law.days import DayCalendar, as_utc, find_local_day

EMERGENCY_FINDINGS = ("happened", "cannot_wait", "found_by", "known_at")
"""What an emergency records: what happened, why it cannot wait, who found so, when it became known; own default."""


class MeetingKind(StrEnum):
    REGULAR = "regular"
    SPECIAL = "special"
    EMERGENCY = "emergency"


class Standing(StrEnum):
    """What is known of a meeting. PLANNED is also one whose time has passed without a record of what happened."""

    PLANNED = "planned"
    HELD = "held"
    NOT_HELD = "not_held"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"


class Channel(StrEnum):
    """Where a notice goes. PHYSICAL is a place where the notice hangs, MEDIA the list of those who asked for notices."""

    PORTAL = "portal"
    PHYSICAL = "physical"
    MEDIA = "media"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Posting:
    """One notice in one channel, and the moment at which it was posted, as the portal did it or somebody attests."""

    channel: str
    posted_at: datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "posted_at", as_utc(self.posted_at))


@dataclass(frozen=True, slots=True)
class EmergencyFindings:
    """Which findings of an emergency are recorded, by the names that the rule asks for, and when it became known."""

    recorded: frozenset[str]
    known_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.known_at is not None:
            object.__setattr__(self, "known_at", as_utc(self.known_at))


@dataclass(frozen=True, slots=True)
class Cancellation:
    """Who called a meeting off (``"chair"``, ``"body"``, or another word), and whether a reason is recorded."""

    decided_by: str | None = None
    reason_recorded: bool | None = None


@dataclass(frozen=True, slots=True)
class MinutesRecord:
    """What became of a meeting's minutes; a day is None while it has not come.

    ``approved_on`` is the day of the meeting that approved them, ``available_on`` the first day on which anybody could
    inspect them, ``posted_on`` and ``removed_on`` the days on which they came to a website and left it.
    """

    approved_on: date | None = None
    available_on: date | None = None
    posted_on: date | None = None
    removed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting. A postponed meeting is another one on its new day, and is noticed anew.

    ``starts_at`` carries its offset; where ``time_stated`` is false only its day is known. ``postings`` is None where
    nobody kept the notices; an empty tuple says that the portal keeps them and none was posted.
    ``off_agenda_votes`` counts votes on matters that were neither on the posted agenda nor excepted.
    """

    key: str
    starts_at: datetime
    zone: str
    kind: str | None = None
    standing: str = Standing.PLANNED
    time_stated: bool = True
    postings: tuple[Posting, ...] | None = None
    emergency: EmergencyFindings | None = None
    off_agenda_votes: int | None = None
    cancellation: Cancellation | None = None
    minutes: MinutesRecord | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "starts_at", as_utc(self.starts_at))

    @property
    def day(self) -> date:
        """The day of the meeting where the board sits."""
        return find_local_day(self.starts_at, self.zone)

    def unrecorded(self, today: date) -> bool:
        """Whether its day has passed and nobody recorded what happened."""
        return self.standing == Standing.PLANNED and self.day < today


@dataclass(frozen=True, slots=True)
class Proceedings:
    """A board's meetings, as a roster is a board's members.

    ``known_from`` is the first day from which on every meeting is recorded, which may be the board's own first day;
    None where some may be missing. ``schedules`` maps a year to the day on which its schedule of regular meetings was
    given, or to None where it was not; None as a whole where nobody kept them.
    """

    zone: str
    meetings: tuple[Meeting, ...]
    calendar: DayCalendar
    known_from: date | None = None
    schedules: Mapping[int, date | None] | None = None
