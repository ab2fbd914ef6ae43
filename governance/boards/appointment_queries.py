"""What the forms on seats and appointments start from: seats as they stand, appointments, people of one name, trainings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from governance.boards.appointment_models import MemberDescription, Training
from governance.boards.models import Board, EndReason, Membership, Person, Role, Seat, SeatChange
from governance.boards.names import make_sort_name
from governance.boards.queries import Parent, is_published
from governance.db.facts import Rows
from governance.db.prepared import prepared

MOST_NAMESAKES = 20


@dataclass(frozen=True, slots=True)
class SeatFact:
    """A seat as it stands on a day, with its latest change. ended_on: its last day, where it is abolished."""

    number: int
    started_on: date | None
    ended_on: date | None
    label: str | None
    constituency: str | None
    voting: bool
    alternate: bool
    ex_officio: bool
    appointing_authority: str | None


@dataclass(frozen=True, slots=True)
class AppointmentFact:
    """An appointment as the record has it now, corrections followed. seat: its number; None: the record tells none."""

    key: str
    person: str
    person_id: int
    name: str
    seat: int | None
    role: Role
    started_on: date | None
    ended_on: date | None
    term_ends_on: date | None
    holds_over: bool
    remainder_of: date | None
    appointed_on: date | None
    sworn_on: date | None
    selected_by: str | None
    removed_by: str | None
    end_reason: EndReason | None

    def is_over(self, today: date) -> bool:
        return self.ended_on is not None and self.ended_on < today

    def is_holdover(self, today: date) -> bool:
        """Whether the term is over and its holder serves on until a successor takes the seat."""
        late = self.term_ends_on is not None and self.term_ends_on < today
        return late and self.holds_over and not self.is_over(today)


@dataclass(frozen=True, slots=True)
class Namesake:
    """Somebody on the record. boards: the boards that they serve or served on, with commas between them."""

    key: str
    name: str
    boards: str


@prepared
def read_seats(board_id: int) -> Rows:
    return (
        select(
            Seat.id, Seat.number, Seat.started_on, Seat.ended_on, Seat.label, Seat.constituency, Seat.voting,
            Seat.alternate, Seat.ex_officio, Seat.appointing_authority,
        )
        .where(Seat.board_id == board_id, Seat.superseded_at.is_(None))
        .order_by(Seat.number, Seat.started_on, Seat.id)
    )  # fmt: skip


@prepared
def read_seat_changes(board_id: int, on: date) -> Rows:
    return (
        select(
            SeatChange.seat_id, SeatChange.label, SeatChange.constituency, SeatChange.voting, SeatChange.alternate,
            SeatChange.ex_officio, SeatChange.appointing_authority,
        )
        .join(Seat, Seat.id == SeatChange.seat_id)
        .where(Seat.board_id == board_id, SeatChange.superseded_at.is_(None), SeatChange.started_on <= on)
        .order_by(SeatChange.started_on)
    )  # fmt: skip


def find_seats(session: Session, board_id: int, on: date) -> list[SeatFact]:
    """The seats of a board that stand on a day or will stand later, as they are on that day, by number. Two queries."""
    changes = {seat_id: properties for seat_id, *properties in read_seat_changes(session, board_id, on)}
    return [
        SeatFact(number, started_on, ended_on, *changes.get(seat_id, properties))
        for seat_id, number, started_on, ended_on, *properties in read_seats(session, board_id)
        if ended_on is None or ended_on >= on
    ]


def find_seat(session: Session, board_id: int, number: int, on: date) -> SeatFact | None:
    """The seat of a number that stands on a day, or else the next one that will."""
    return next((seat for seat in find_seats(session, board_id, on) if seat.number == number), None)


def select_appointments() -> Rows:
    return (
        select(
            Membership.key, Person.key, Person.id, Person.name, Seat.number, Membership.role, Membership.started_on,
            Membership.ended_on, Membership.term_ends_on, Membership.holds_over, Membership.remainder_of,
            Membership.appointed_on, Membership.sworn_on, Membership.selected_by, Membership.removed_by,
            Membership.end_reason,
        )
        .join(Person, Person.id == Membership.person_id)
        .outerjoin(Seat, Seat.id == Membership.seat_id)
        .where(Membership.superseded_at.is_(None), Membership.key.is_not(None))
    )  # fmt: skip


@prepared
def read_appointment(board_id: int, key: str) -> Rows:
    return select_appointments().where(Membership.board_id == board_id, Membership.key == key)


def find_appointment(session: Session, board_id: int, key: str) -> AppointmentFact | None:
    row = read_appointment(session, board_id, key).one_or_none()
    return None if row is None else AppointmentFact(*row)


@prepared
def read_appointments(board_id: int, since: date) -> Rows:
    not_over = or_(Membership.ended_on.is_(None), Membership.ended_on >= since)
    return (
        select_appointments()
        .where(Membership.board_id == board_id, Membership.role != Role.STAFF, not_over)
        .order_by(Person.sort_name, Person.id, Membership.started_on)
    )


def find_appointments(session: Session, board_id: int, since: date) -> list[AppointmentFact]:
    """The members' appointments that are not over on a day, those that begin later among them, by family name."""
    return [AppointmentFact(*row) for row in read_appointments(session, board_id, since)]


def find_namesakes(session: Session, board_id: int, name: str) -> list[Namesake]:
    """The people on the record who are called so, each with the boards by which they can be told apart.

    These are boards that are published, and the one that asks.
    """
    same = or_(Person.name == name, Person.sort_name == make_sort_name(name))
    found: dict[str, tuple[str, list[str]]] = {}
    shown = case((or_(Board.id == board_id, is_published()), Board.name), else_=None)
    rows = session.execute(
        select(Person.key, Person.name, shown)
        .outerjoin(Membership, and_(Membership.person_id == Person.id, Membership.superseded_at.is_(None)))
        .outerjoin(Board, Board.id == Membership.board_id)
        .outerjoin(Parent, Parent.id == Board.parent_id)
        .where(same)
        .order_by(Person.id, Board.name)
        .limit(MOST_NAMESAKES * 10)
    )
    for key, known_as, board in rows:
        boards = found.setdefault(key, (known_as, []))[1]
        boards += [board] if board and board not in boards else []
    return [Namesake(key, known, ", ".join(boards)) for key, (known, boards) in list(found.items())[:MOST_NAMESAKES]]


@prepared
def read_members(board_id: int, key: str) -> Rows:
    return (
        select(Person.key, Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.board_id == board_id, Membership.superseded_at.is_(None), Person.key == key)
        .limit(1)
    )


def find_member(session: Session, board_id: int, key: str) -> tuple[str, str] | None:
    """Key and name of somebody who serves, served or will serve on a board."""
    row = read_members(session, board_id, key).one_or_none()
    return None if row is None else (row[0], row[1])


@prepared
def read_latest_trainings(board_id: int) -> Rows:
    return (
        select(Person.key, func.max(Training.completed_on))
        .join(Person, Person.id == Training.person_id)
        .where(Training.board_id == board_id, Training.superseded_at.is_(None))
        .group_by(Person.key)
    )


def find_latest_trainings(session: Session, board_id: int) -> dict[str, date]:
    """The day of the latest training of everybody who completed one, by the person's key."""
    return {row[0]: row[1] for row in read_latest_trainings(session, board_id)}


def find_description(session: Session, board_id: int, person: str, on: date) -> MemberDescription | None:
    """What is known of a member on a day, besides community status."""
    described = MemberDescription
    return session.scalar(
        select(described)
        .join(Person, Person.id == described.person_id)
        .where(
            described.board_id == board_id,
            Person.key == person,
            described.superseded_at.is_(None),
            or_(described.started_on.is_(None), described.started_on <= on),
            or_(described.ended_on.is_(None), described.ended_on >= on),
        )
        .order_by(described.started_on.desc())
        .limit(1)
    )


def find_ending(appointments: Sequence[AppointmentFact], today: date, within: timedelta) -> list[AppointmentFact]:
    """The appointments that end from today on, within a span, the first to end first."""

    def find_end(appointment: AppointmentFact) -> date:
        days = [day for day in (appointment.term_ends_on, appointment.ended_on) if day is not None]
        return min(days, default=date.max)

    ending = [appointment for appointment in appointments if today <= find_end(appointment) <= today + within]
    return sorted(ending, key=find_end)
