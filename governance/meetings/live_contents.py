"""What the public is told of a meeting that is held here, while it lasts and afterwards."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from governance.boards.queries import BoardReference
from governance.meetings.models import AttendanceMode, ItemKind
from governance.meetings.session_steps import ItemState
from model_law.attendance import Happening, State
from model_law.findings import Verdict


@dataclass(frozen=True)
class PersonHere:
    """Somebody who is there, and since when."""

    name: str
    address: str
    mode: AttendanceMode
    since: datetime


@dataclass(frozen=True)
class QuorumTold:
    """How many members are needed and there. reached is empty where it cannot be told; unknown then says why.

    binds: without a quorum no action can be taken; where it does not, the rule only warns. since: from when on it is so.
    """

    needed: int | None
    total: int | None
    counted_of: str | None
    present: int | None
    reached: bool | None
    unknown: str | None
    binds: bool
    rule: str | None
    since: datetime | None


@dataclass(frozen=True)
class ItemTold:
    """An item and where it stands. exception and found: why it could be taken up although it was on no agenda."""

    key: str
    number: str
    title: str
    kind: ItemKind
    state: ItemState
    since: datetime | None
    exception: str | None
    found: str | None


@dataclass(frozen=True)
class EventTold:
    """One thing that happened. here and away: how many answered a roll call. late: it was entered afterwards."""

    at: datetime
    what: Happening
    name: str | None
    mode: AttendanceMode | None
    here: int | None
    late: bool


@dataclass(frozen=True)
class ClosedNow:
    """A closed session that lasts: its ground in law and when it began, and nothing else of what happens."""

    ground: str | None
    since: datetime


@dataclass(frozen=True)
class RuleThen:
    """A rule on the board's composition as it was met at the call to order. text holds the sum in words."""

    rule: str
    check: str
    title: str
    verdict: Verdict
    binds: bool
    text: str
    numerator: int | None
    denominator: int | None


@dataclass(frozen=True)
class MemberThen:
    """Somebody who served when the meeting was called to order, and how they were there; present is empty: they were not."""

    name: str
    address: str
    voting: bool | None
    alternate: bool | None
    present: AttendanceMode | None


class CompositionThen(StrEnum):
    """How far a certificate tells of the composition. WITHHELD: a law that came later keeps it from the public."""

    OFFICE = "office"
    NO_OFFICE = "no_office"
    NO_LAW = "no_law"
    CONTRADICTION = "contradiction"
    WITHHELD = "withheld"


@dataclass(frozen=True)
class CertificateTold:
    """What stood when a meeting was called to order, as it was frozen then.

    borrowed: the act on the composition was only held against the board as a measure. composition: how far its rules can be
    told; not_public: the ids of those of which nothing stands here. sha256: the
    hash of the certificate, which stands on the board's ledger.
    """

    at: datetime
    on: date
    entered_at: datetime
    instruments: list[str]
    borrowed: bool
    authorized: int
    serving: int
    vacant: int
    quorum: QuorumTold
    present: int
    members: list[MemberThen]
    composition: CompositionThen
    share: RuleThen | None
    share_present: RuleThen | None
    rules: list[RuleThen]
    not_public: list[str]
    sha256: str

    @property
    def every_rule(self) -> list[RuleThen]:
        """All rules that are told: first the two on the share of those who represent the community."""
        return [rule for rule in (self.share, self.share_present, *self.rules) if rule is not None]


@dataclass(frozen=True)
class SessionTold:
    """A meeting's session. While a closed session lasts, closed says so, and all that follows it is empty.

    items: those that something was done with, and those that were on no agenda; to_come: how many of the others wait.
    """

    state: State
    closed: ClosedNow | None
    called_at: datetime | None
    adjourned_at: datetime | None
    since: datetime | None
    quorum: QuorumTold | None
    present: list[PersonHere]
    away: list[str]
    items: list[ItemTold]
    to_come: int
    happened: list[EventTold]

    @property
    def up(self) -> ItemTold | None:
        """The item that is up; the one that was taken up last, where there are more."""
        up = [item for item in self.items if item.state is ItemState.UP and item.since is not None]
        return max(up, key=lambda item: (item.since, item.number)) if up else None


@dataclass(frozen=True)
class LivePage:
    """What happens in a meeting now. session is empty until it is called to order here."""

    board: BoardReference
    title: str
    address: str
    starts_at: datetime
    zone: str
    session: SessionTold | None
    certificate: CertificateTold | None
