"""What minutes hold, as data: no words of a language but those of the record itself, no address, no reason of a person.

The same content makes the page, its JSON and the printed file. Its hash says which minutes were approved.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
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
class ChangeLine:
    """One member's ballot that was recorded wrongly. recorded and right: empty where there was none, or there is none."""

    name: str
    recorded: Choice | None
    right: Choice | None


@dataclass(frozen=True)
class ErratumLine:
    """A correction of a vote after its close. presence: who was there had been entered wrongly too."""

    at: datetime
    reason: str
    before: VoteOutcome
    after: VoteOutcome
    presence: bool
    changes: list[ChangeLine]


@dataclass(frozen=True)
class VoteLine:
    """A vote with its sum: ayes of base, held against numerator / denominator of a basis (strict: more than that).

    outcome is empty where neither the ballots nor the record say it. document: the paper from which a vote that was taken
    elsewhere was entered here.
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
    document: str | None = None
    errata: list[ErratumLine] = field(default_factory=list)

    @property
    def by_choice(self) -> list[tuple[Choice, list[str]]]:
        """The names of those who said each thing, in the order of the choices."""
        said = {choice: [ballot.name for ballot in self.ballots if ballot.choice is choice] for choice in Choice}
        return [(choice, names) for choice, names in said.items() if names]


@dataclass(frozen=True)
class MotionLine:
    """A motion as it stood at the end of the meeting.

    kind and status: what it asked for and what became of it, such as withdrawn; empty for one from elsewhere. about: the
    text, as it read then, of the motion that it was to change or lay aside. items: those of the consent calendar that it
    decided.
    """

    key: str
    text: str
    effect: str | None
    mover: str | None
    seconder: str | None
    status: str | None
    votes: list[VoteLine]
    kind: str | None = None
    about: str | None = None
    items: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class NamedLine:
    """Whom one member named aloud; empty: nobody."""

    name: str
    candidate: str | None


@dataclass(frozen=True)
class CandidateLine:
    name: str
    votes: int


@dataclass(frozen=True)
class RoundLine:
    """One round of an election. needed: how many elect. reason: why it elected nobody, or that the lot decided."""

    number: int
    at: datetime
    candidates: list[CandidateLine]
    named: list[NamedLine]
    needed: int | None
    elected: str | None
    reason: str | None

    @property
    def by_candidate(self) -> list[tuple[str | None, list[str]]]:
        """The names of those who named each candidate, or nobody, in the order in which they were named first."""
        found: dict[str | None, list[str]] = {}
        for one in self.named:
            found.setdefault(one.candidate, []).append(one.name)
        return list(found.items())


@dataclass(frozen=True)
class ElectionLine:
    """The election of one officer. elected is empty where nobody was elected in this meeting."""

    key: str
    office: str
    elected: str | None
    rounds: list[RoundLine]


@dataclass(frozen=True)
class ItemLine:
    """An item. taken_up_at is empty where nobody entered when it was taken up.

    Of a closed session there is its ground, and neither note nor action. exception and found: why the law let it be taken
    up although it was on no agenda. late: what was done with it, or when, was entered afterwards.
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
    late: bool = False
    elections: list[ElectionLine] = field(default_factory=list)


@dataclass(frozen=True)
class CommentLine:
    """A written comment that was published: when it came, on which item, and how many passages were taken out of it.

    Neither its words nor its writer's name: the record of comments holds them in one place, so that what is taken out of
    it later is nowhere else.
    """

    key: str
    item: str | None
    written_at: datetime
    taken_out: int


@dataclass(frozen=True)
class HeldBackLine:
    """How many comments were held back by one of the board's rules, and why."""

    rule: str
    reason: str
    comments: int


@dataclass(frozen=True)
class CommentsLine:
    """What the public wrote. speakers: how many signed up to speak; waiting: how many the clerk had not read yet;
    complaints: how many were complaints about a response, of which nothing is told.
    """

    written: list[CommentLine]
    speakers: int
    waiting: int
    complaints: int
    held_back: list[HeldBackLine]


@dataclass(frozen=True)
class CertificateLine:
    """What was certified at the call to order. Who served and how the composition was judged stands in the certificate
    itself, which sha256 names: how far that is public is for the law of the day on which it is shown.
    """

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
    comments: CommentsLine | None = None


def read_finding(name: str, text: str) -> datetime | None:
    """The moment that a finding on an emergency holds; None for one in words."""
    return datetime.fromisoformat(text) if name == "known_at" else None


ADAPTER = TypeAdapter(MinutesContent)


def write_content(content: MinutesContent) -> dict[str, Any]:
    """The content as JSON holds it."""
    written: dict[str, Any] = ADAPTER.dump_python(content, mode="json")
    return written


def read_content(written: Mapping[str, Any]) -> MinutesContent:
    """A content as it was written. What a later release adds is at its default."""
    return ADAPTER.validate_python(dict(written))


def parse_content(text: str) -> MinutesContent:
    """The same from the JSON as it is kept, which is read in one go."""
    return ADAPTER.validate_json(text)


def write_canonical(value: object) -> str:
    """JSON in one way only: sorted names, no spaces."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def compute_digest(written: object) -> str:
    """SHA-256 of what is written, in hex."""
    return hashlib.sha256(write_canonical(written).encode()).hexdigest()
