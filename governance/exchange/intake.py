"""What a source says, one plain statement a record, before any of it touches the database.

Each statement names its record by the source's own identifier and refers to others by theirs; values are already mapped
to the record's closed sets. Tuples, because a large city has hundreds of thousands of them.
Where stated is False the source only mentions the record (a name in a roll call, the meeting of a vote): such a
statement makes the record where it is missing and changes nothing where it is known.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from governance.boards.models import BoardKind, EndReason, Role
from governance.meetings.models import (
    AttendanceMode,
    DocumentKind,
    ItemKind,
    MeetingKind,
    MeetingStatus,
    PaperStatus,
    Presence,
)
from governance.votes.models import Choice, Outcome, ThresholdBasis

REFUSALS_LISTED = 50


class JurisdictionIntake(NamedTuple):
    """The place whose boards a source holds; one a run. zone is an IANA name."""

    identifier: str
    name: str
    zone: str
    address: str | None = None


class BoardIntake(NamedTuple):
    """A board under one of its identifiers. parent is another board's identifier."""

    identifier: str
    name: str
    kind: BoardKind = BoardKind.BOARD
    parent: str | None = None
    purpose: str | None = None
    website: str | None = None
    address: str | None = None
    stated: bool = True


class BoardNameIntake(NamedTuple):
    """A name that the board bore on a day, or from first_on to last_on; reconcile joins the days to a span."""

    board: str
    name: str
    first_on: date
    last_on: date


class PersonIntake(NamedTuple):
    """Somebody's name and nothing else. sort_name None: made from the name."""

    identifier: str
    name: str
    sort_name: str | None = None
    address: str | None = None
    stated: bool = True


class SeatIntake(NamedTuple):
    """A place on a board. reserved_for is never shown beside a person."""

    identifier: str
    board: str
    number: int
    reserved_for: str | None = None
    voting: bool = True
    appointing_authority: str | None = None
    started_on: date | None = None
    ended_on: date | None = None
    address: str | None = None


class MembershipIntake(NamedTuple):
    """A person in a role on a board for a time; both days included, None: open or not known."""

    identifier: str
    board: str
    person: str
    role: Role = Role.MEMBER
    title: str | None = None
    seat: str | None = None
    voting: bool | None = None
    started_on: date | None = None
    ended_on: date | None = None
    appointed_on: date | None = None
    end_reason: EndReason | None = None
    address: str | None = None


class MeetingIntake(NamedTuple):
    """A meeting of a board. starts_at carries a zone; time_stated False: only its day (in zone) is known."""

    identifier: str
    board: str
    title: str
    status: MeetingStatus
    starts_at: datetime
    zone: str
    kind: MeetingKind = MeetingKind.UNSTATED
    status_recorded: str | None = None
    ends_at: datetime | None = None
    time_stated: bool = True
    place: str | None = None
    join_address: str | None = None
    join_phone: str | None = None
    recording_address: str | None = None
    comment: str | None = None
    agenda_status: PaperStatus = PaperStatus.UNSTATED
    minutes_status: PaperStatus = PaperStatus.UNSTATED
    address: str | None = None
    stated: bool = True


class AgendaItemIntake(NamedTuple):
    """A matter before a meeting. position is the order on the page, from 1."""

    identifier: str
    meeting: str
    position: int
    title: str
    agenda_position: int | None = None
    minutes_position: int | None = None
    number: str | None = None
    kind: ItemKind = ItemKind.UNSTATED
    note: str | None = None
    action: str | None = None
    action_text: str | None = None
    matter_file: str | None = None
    matter_name: str | None = None
    matter_kind: str | None = None
    matter_status: str | None = None
    address: str | None = None
    stated: bool = True


class DocumentIntake(NamedTuple):
    """A paper of a meeting, or of one of its items, at its own address (link)."""

    identifier: str
    meeting: str
    kind: DocumentKind
    title: str
    link: str
    item: str | None = None
    position: int = 1


class AttendanceIntake(NamedTuple):
    """Whether a person was there. recorded is the source's word; None where it told a reason for being away.

    meeting None: the meeting of its item.
    """

    identifier: str
    meeting: str | None
    person: str
    presence: Presence
    recorded: str | None = None
    item: str | None = None
    mode: AttendanceMode | None = None
    arrived_at: datetime | None = None
    left_at: datetime | None = None
    position: int = 0


class MotionIntake(NamedTuple):
    """What was moved. The mover and the seconder as persons where the source identifies them, else by name.

    meeting None: the meeting of its item.
    """

    identifier: str
    meeting: str | None
    text: str
    item: str | None = None
    mover: str | None = None
    mover_name: str | None = None
    seconder: str | None = None
    seconder_name: str | None = None
    position: int = 1
    stated: bool = True


class VoteIntake(NamedTuple):
    """One vote on a motion, with the threshold that it needed: a share of a basis, more than it where strict."""

    identifier: str
    motion: str
    taken_on: date | None = None
    recorded_outcome: Outcome | None = None
    recorded_outcome_words: str | None = None
    recorded_tally: str | None = None
    threshold_basis: ThresholdBasis = ThresholdBasis.CAST
    threshold_numerator: int = 1
    threshold_denominator: int = 2
    threshold_strict: bool = True
    threshold_declared_by: str | None = None
    stated: bool = True


class BallotIntake(NamedTuple):
    """How a person voted. recorded is the source's word; None where it told a reason for being away."""

    identifier: str
    vote: str
    person: str
    choice: Choice
    recorded: str | None = None
    position: int = 0


class Unknown(NamedTuple):
    """A value that no table maps. kind says of what (vote value, attendance, role, …)."""

    kind: str
    value: str


class Assumption(NamedTuple):
    """A plain sentence on what was taken as true because the source does not say; said once a run."""

    sentence: str


class LeftOut(NamedTuple):
    """Something read that the record does not keep, by a name that people understand; counted."""

    what: str


class Repeated(NamedTuple):
    """A record that stands twice in its own list, word for word; read, but kept once. kind: as in the report's counts."""

    kind: str


class Refusal(NamedTuple):
    """Where in a source something cannot be used, and why, in one sentence."""

    place: str
    reason: str


Intake = (
    JurisdictionIntake | BoardIntake | BoardNameIntake | PersonIntake | SeatIntake | MembershipIntake | MeetingIntake
    | AgendaItemIntake | DocumentIntake | AttendanceIntake | MotionIntake | VoteIntake | BallotIntake
    | Unknown | Assumption | LeftOut | Repeated | Refusal
)  # fmt: skip


class UnusableSource(Exception):
    """A source that cannot be brought in, as a whole; the database is as it was.

    place and reason: the first thing that is wrong. refusals: where and why, at most 50; total: how many there were.
    """

    def __init__(self, place: str, reason: str, *more: Refusal, total: int | None = None) -> None:
        super().__init__(place, reason)
        self.place = place
        self.reason = reason
        self.refusals = (Refusal(place, reason), *more)
        self.total = len(self.refusals) if total is None else total

    def __str__(self) -> str:
        lines = [f"{refusal.place}: {refusal.reason}" for refusal in self.refusals]
        left = self.total - len(self.refusals)
        return "\n".join([*lines, f"and {left} more"] if left else lines)

    @classmethod
    def because_of(cls, refusals: Sequence[Refusal]) -> "UnusableSource":
        """All the refusals of one source; the first fifty are listed."""
        first, *more = refusals[:REFUSALS_LISTED]
        return cls(first.place, first.reason, *more, total=len(refusals))
