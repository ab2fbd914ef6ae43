"""What can be read of boards, seats and members: plain facts, in a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from governance.boards.models import (
    Board,
    BoardKind,
    BoardName,
    EndReason,
    Jurisdiction,
    Membership,
    Person,
    Role,
    Seat,
    SeatChange,
)
from governance.boards.titles import find_public_title
from governance.clock import find_start_of_day
from governance.db.facts import Rows
from governance.db.prepared import prepared

Parent = aliased(Board, name="parent")

OFFICERS = (Role.CHAIR, Role.VICE_CHAIR, Role.SECRETARY, Role.TREASURER)


@dataclass(frozen=True, slots=True)
class BoardIdentity:
    """What every page of a board needs: its row, its place, and whether it is public."""

    id: int
    slug: str
    name: str
    kind: BoardKind
    jurisdiction: str
    zone: str
    purpose: str | None
    website: str | None
    is_demo: bool
    published: bool
    version: int
    parent_slug: str | None
    parent_name: str | None
    source_address: str | None
    source_system: str | None

    @property
    def address(self) -> str:
        return f"/boards/{self.slug}"

    @property
    def reference(self) -> "BoardReference":
        """The board as a page names it."""
        parent = f"/boards/{self.parent_slug}" if self.parent_slug else None
        return BoardReference(
            self.slug, self.name, self.kind, self.address, self.jurisdiction, self.zone, self.parent_name, parent,
            self.is_demo,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class BoardReference:
    """A board as pages name it. Addresses are paths of this portal."""

    slug: str
    name: str
    kind: BoardKind
    address: str
    jurisdiction: str
    zone: str
    parent_name: str | None
    parent_address: str | None
    is_demo: bool


@dataclass(frozen=True, slots=True)
class Service:
    """One time that a person served: role, days in force (both included; None is open or not known), why it ended.

    title: in the words of its source, and None where these may state a condition of whoever serves.
    """

    role: Role
    title: str | None
    voting: bool | None
    started_on: date | None
    ended_on: date | None
    end_reason: EndReason | None

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", find_public_title(self.title))


@dataclass(frozen=True, slots=True)
class Member:
    """A person with all the services that are in force, or with one that is over.

    represents_community: whether they count as a community representative; None where that is not public or not asked.
    """

    name: str
    address: str
    services: tuple[Service, ...]
    represents_community: bool | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """Who serves on a day: officers first, then by family name. changes_at: the next moment a term begins or has ended."""

    members: list[Member]
    staff: list[Member]
    changes_at: datetime | None


@dataclass(frozen=True, slots=True)
class SeatCount:
    """Seats that exist on a day and how many nobody sits in. No seat is told from another: its label could say too much."""

    seats: int
    voting: int
    vacant: int


@dataclass(frozen=True, slots=True)
class FormerName:
    name: str
    started_on: date | None
    ended_on: date | None


def is_published() -> ColumnElement[bool]:
    """The gate of the public record, for queries that join Parent: published, and its board too where it is a committee."""
    return Board.published & (Parent.id.is_(None) | Parent.published)


def select_boards() -> Rows:
    return (
        select(
            Board.id, Board.slug, Board.name, Board.kind, Jurisdiction.name, Board.zone, Board.purpose, Board.website,
            Board.is_demo, is_published(), Board.record_version,
            Parent.slug, Parent.name, Board.source_address, Board.source_system,
        )
        .join(Jurisdiction, Jurisdiction.id == Board.jurisdiction_id)
        .outerjoin(Parent, Parent.id == Board.parent_id)
    )  # fmt: skip


@prepared
def read_board(slug: str) -> Rows:
    return select_boards().where(Board.slug == slug)


def find_board(db: Session, slug: str) -> BoardIdentity | None:
    row = read_board(db, slug).one_or_none()
    return None if row is None else BoardIdentity(*row)


def find_boards_by_id(db: Session, board_ids: Iterable[int]) -> list[BoardIdentity]:
    """The boards of some row numbers, by name."""
    rows = db.execute(select_boards().where(Board.id.in_(list(board_ids))).order_by(Board.name, Board.id))
    return [BoardIdentity(*row) for row in rows]


@prepared
def read_committees(board_id: int) -> Rows:
    return select_boards().where(Board.parent_id == board_id, Board.published).order_by(Board.name)


def find_committees(db: Session, board_id: int) -> list[BoardIdentity]:
    """The published committees of a board, by name."""
    return [BoardIdentity(*row) for row in read_committees(db, board_id)]


@prepared
def read_former_names(board_id: int, name: str) -> Rows:
    return (
        select(BoardName.name, func.min(BoardName.started_on), func.max(BoardName.ended_on))
        .where(BoardName.board_id == board_id, BoardName.superseded_at.is_(None), BoardName.name != name)
        .group_by(BoardName.name)
        .order_by(func.max(BoardName.ended_on).desc(), BoardName.name)
    )


def find_former_names(db: Session, board: BoardIdentity) -> list[FormerName]:
    """Names that the board had besides today's, the latest first."""
    return [FormerName(*row) for row in read_former_names(db, board.id, board.name)]


def is_in_force(on: date) -> ColumnElement[bool]:
    """The condition that a dated membership is in force on a day."""
    return and_(
        Membership.superseded_at.is_(None),
        or_(Membership.started_on.is_(None), Membership.started_on <= on),
        or_(Membership.ended_on.is_(None), Membership.ended_on >= on),
    )


def make_person_address(key: str) -> str:
    return f"/people/{key}"


def select_services() -> Rows:
    return (
        select(
            Person.name, Person.key, Membership.role, Membership.title, Membership.voting, Membership.started_on,
            Membership.ended_on, Membership.end_reason,
        )
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.superseded_at.is_(None))
    )  # fmt: skip


@prepared
def read_services_not_over(board_id: int, on: date) -> Rows:
    return (
        select_services()
        .where(Membership.board_id == board_id, or_(Membership.ended_on.is_(None), Membership.ended_on >= on))
        .order_by(Person.sort_name, Person.id)
    )


def find_roster(db: Session, board: BoardIdentity, on: date) -> Roster:
    """Who serves on a day, and when that changes by time alone."""
    members: dict[str, Member] = {}
    changes: list[date] = []
    for name, key, *rest in read_services_not_over(db, board.id, on):
        service = Service(*rest)
        if service.started_on is not None and service.started_on > on:
            changes.append(service.started_on)
            continue
        if service.ended_on is not None and service.ended_on < date.max:
            changes.append(service.ended_on + timedelta(days=1))
        known = members.get(key)
        services = tuple(sorted((*known.services, service), key=rank_service)) if known else (service,)
        members[key] = Member(name, make_person_address(key), services)
    serving = sorted(members.values(), key=lambda member: rank_service(member.services[0])[0])
    return Roster(
        [member for member in serving if not is_staff(member)],
        [member for member in serving if is_staff(member)],
        find_start_of_day(min(changes), board.zone) if changes else None,
    )


def is_staff(member: Member) -> bool:
    return all(service.role is Role.STAFF for service in member.services)


def rank_service(service: Service) -> tuple[int, str]:
    if service.role in OFFICERS:
        return OFFICERS.index(service.role), service.role
    return (9 if service.role is Role.STAFF else 5), service.role


@prepared
def read_number_of_former_services(board_id: int, on: date) -> Rows:
    return select(func.count()).where(*are_over(board_id, on))


def count_former_services(db: Session, board_id: int, on: date) -> int:
    return int(read_number_of_former_services(db, board_id, on).scalar_one())


@prepared
def read_former_services(board_id: int, on: date, limit: int, offset: int) -> Rows:
    return (
        select_services()
        .where(*are_over(board_id, on))
        .order_by(Membership.ended_on.desc(), Person.sort_name, Membership.id)
        .limit(limit)
        .offset(offset)
    )


def find_former_services(db: Session, board_id: int, on: date, limit: int, offset: int) -> list[Member]:
    """Services that are over, the latest ended first."""
    return list(map(make_member, read_former_services(db, board_id, on, limit, offset)))


def make_member(row: Sequence[Any]) -> Member:
    """A row of select_services as somebody with that one service."""
    name, key, *service = row
    return Member(str(name), make_person_address(str(key)), (Service(*service),))


def are_over(board_id: int, on: date) -> tuple[ColumnElement[bool], ...]:
    return Membership.board_id == board_id, Membership.superseded_at.is_(None), Membership.ended_on < on


@prepared
def read_recent_services(board_id: int, since: date, day_before: date, on: date, limit: int) -> Rows:
    began = Membership.started_on.between(since, on)
    ended = Membership.ended_on.between(since, day_before)
    latest = case((ended, Membership.ended_on), else_=Membership.started_on)
    return (
        select_services()
        .where(Membership.board_id == board_id, began | ended)
        .order_by(latest.desc(), Person.sort_name, Membership.id)
        .limit(limit)
    )


def find_recent_services(db: Session, board_id: int, on: date, days: int, limit: int) -> list[Member]:
    """Services that began or ended in the last days, the latest first."""
    since, day_before = on - timedelta(days=days), on - timedelta(days=1)
    return list(map(make_member, read_recent_services(db, board_id, since, day_before, on, limit)))


def is_seat(on: date) -> tuple[ColumnElement[bool], ...]:
    """The conditions that a seat stands on a day and is part of the board's size, which an alternate's is not."""
    return (
        Seat.superseded_at.is_(None),
        or_(Seat.started_on.is_(None), Seat.started_on <= on),
        or_(Seat.ended_on.is_(None), Seat.ended_on >= on),
        ~find_property(SeatChange.alternate, Seat.alternate, on),
    )


def find_property(changed: InstrumentedAttribute[bool], created: InstrumentedAttribute[bool], on: date) -> Any:
    """What a seat is on a day: as its last change by then says, or as it was created."""
    change = (
        select(changed)
        .where(SeatChange.seat_id == Seat.id, SeatChange.superseded_at.is_(None), SeatChange.started_on <= on)
        .order_by(SeatChange.started_on.desc())
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(change, created)


def select_seat_count(board_id: int, on: date) -> Rows:
    """One row: how many seats a board has on a day, how many with a vote, how many that nobody fills."""
    filled = select(Membership.seat_id).where(
        Membership.board_id == board_id, Membership.seat_id.is_not(None), is_in_force(on)
    )
    return select(
        func.count().label("seats"),
        func.count().filter(find_property(SeatChange.voting, Seat.voting, on)).label("voting_seats"),
        func.count().filter(Seat.id.not_in(filled)).label("vacant_seats"),
    ).where(Seat.board_id == board_id, *is_seat(on))


read_seat_count = prepared(select_seat_count)


def count_seats(db: Session, board_id: int, on: date) -> SeatCount | None:
    """How many seats there are on a day; None where the record names no seats."""
    return make_seat_count(*read_seat_count(db, board_id, on).one())


def make_seat_count(seats: int, voting: int, vacant: int) -> SeatCount | None:
    return SeatCount(seats, voting, vacant) if seats else None


def find_earliest(*moments: datetime | None) -> datetime | None:
    """The earliest of the moments that there are."""
    known: Iterable[datetime] = (moment for moment in moments if moment is not None)
    return min(known, default=None)


def find_all_boards(db: Session) -> list[BoardIdentity]:
    """Every board, published or not, by name, each followed by its committees: for the operator."""
    whole = func.coalesce(Parent.name, Board.name)
    family = func.coalesce(Parent.id, Board.id)
    rows = db.execute(select_boards().order_by(whole, family, Parent.id.is_not(None), Board.name))
    return [BoardIdentity(*row) for row in rows]
