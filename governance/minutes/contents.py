"""What minutes hold, as data: no words of a language but those of the record itself, no address, no reason of a person.

The same content makes the page, its JSON and the printed file. Its hash says which minutes were approved.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

from governance.meetings.models import AttendanceMode, ItemKind, MeetingKind, Presence
from governance.meetings.session_steps import ItemState
from governance.votes.models import Choice, ThresholdBasis
from model_law.attendance import Happening


class VoteOutcome(StrEnum):
    """What a vote came to. The last three: nothing was decided."""

    CARRIED = "carried"
    LOST = "lost"
    NO_QUORUM = "no_quorum"
    VOID = "void"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class AttendanceLine:
    """How one person attended. presence is empty where roll calls differ; counts then says at how many of them which.

    arrived_at and left_at: of who came late or left early.
    """

    person: str
    name: str
    presence: Presence | None
    counts: dict[Presence, int]
    mode: AttendanceMode | None
    arrived_at: datetime | None
    left_at: datetime | None


@dataclass(frozen=True)
class QuorumStretch:
    """A stretch of the session in which it did not change whether there was a quorum.

    until is empty where the session was not adjourned. present is the least number there in it. reached is empty where
    it cannot be told.
    """

    since: datetime
    until: datetime | None
    reached: bool | None
    present: int | None
    needed: int | None
    total: int | None


@dataclass(frozen=True)
class EventLine:
    """One thing that happened in the session. here: how many answered a roll call. late: it was entered afterwards."""

    at: datetime
    what: Happening
    name: str | None
    mode: AttendanceMode | None
    here: int | None
    late: bool


@dataclass(frozen=True)
class BallotLine:
    name: str
    choice: Choice


@dataclass(frozen=True)
class VoteLine:
    """A vote with its sum: ayes of base, held against numerator / denominator of a basis (strict: more than that).

    outcome is empty where neither the ballots nor the record say it.
    """

    key: str
    taken_on: date
    outcome: VoteOutcome | None
    ayes: int
    base: int | None
    basis: ThresholdBasis
    numerator: int
    denominator: int
    strict: bool
    declared_by: str | None
    counts: dict[Choice, int]
    ballots: list[BallotLine]


@dataclass(frozen=True)
class MotionLine:
    """A motion. status: what became of it where it was moved here, such as withdrawn; empty for one from elsewhere."""

    key: str
    text: str
    effect: str | None
    mover: str | None
    seconder: str | None
    status: str | None
    votes: list[VoteLine]


@dataclass(frozen=True)
class ItemLine:
    """An item. taken_up_at is empty where nobody entered when it was taken up.

    Of a closed session there is its ground, and neither note nor action. exception and found: why the law let it be taken
    up although it was on no agenda.
    """

    key: str
    number: str
    title: str
    kind: ItemKind
    state: ItemState | None
    taken_up_at: datetime | None
    ended_at: datetime | None
    note: str | None
    action: str | None
    closed_ground: str | None
    exception: str | None
    found: str | None
    recused: list[str]
    motions: list[MotionLine]


@dataclass(frozen=True)
class CertificateLine:
    """What was certified at the call to order, but for the board's composition, which the law may keep from the public."""

    at: datetime
    sha256: str
    seats: int
    serving: int
    vacant: int
    needed: int | None
    present: int | None
    total: int | None
    reached: bool | None
    instruments: list[str]


@dataclass(frozen=True)
class MinutesContent:
    """All that the minutes of a meeting say. Items stand in the order in which they were taken up, then those that were not.

    opening and closing are the clerk's own words, as are the notes of items; they are Markdown.
    """

    board: str
    jurisdiction: str
    title: str
    kind: MeetingKind
    starts_at: datetime
    time_stated: bool
    zone: str
    place: str | None
    join_address: str | None
    join_phone: str | None
    emergency: dict[str, str]
    called_at: datetime | None
    adjourned_at: datetime | None
    attendance: list[AttendanceLine]
    quorum: list[QuorumStretch]
    events: list[EventLine]
    items: list[ItemLine]
    motions: list[MotionLine]
    certificate: CertificateLine | None
    opening: str = ""
    closing: str = ""


ADAPTER = TypeAdapter(MinutesContent)


def write_content(content: MinutesContent) -> dict[str, Any]:
    """The content as JSON holds it."""
    written: dict[str, Any] = ADAPTER.dump_python(content, mode="json")
    return written


def read_content(written: Mapping[str, Any]) -> MinutesContent:
    """A content as it was written. What a later release adds is at its default."""
    return ADAPTER.validate_python(dict(written))


def write_canonical(value: object) -> str:
    """JSON in one way only: sorted names, no spaces."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def compute_digest(written: object) -> str:
    """SHA-256 of what is written, in hex."""
    return hashlib.sha256(write_canonical(written).encode()).hexdigest()
