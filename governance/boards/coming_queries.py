"""What is about to change on several boards at once: terms that end, seats in which nobody sits."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.boards.models import Board, Membership, Person, Role, Seat
from governance.boards.queries import is_in_force, is_seat
from governance.clock import find_day
from governance.db.facts import Rows


@dataclass(frozen=True, slots=True)
class EndingTerm:
    """A service whose last day is near."""

    person: str
    board_slug: str
    board_name: str
    last_day: date


@dataclass(frozen=True, slots=True)
class VacantSeats:
    board_slug: str
    board_name: str
    count: int


def group_by_day(db: Session, board_ids: Iterable[int], now: datetime) -> dict[date, list[int]]:
    """The boards by what day it is there: boards of one portal rarely know more than two."""
    days: dict[date, list[int]] = defaultdict(list)
    for board_id, zone in db.execute(select(Board.id, Board.zone).where(Board.id.in_(list(board_ids)))):
        days[find_day(now, zone)].append(board_id)
    return days


def find_ending_terms(
    db: Session, board_ids: Iterable[int], now: datetime, within: timedelta, limit: int
) -> list[EndingTerm]:  # fmt: skip
    """The members' terms that end from today on, within a span, the first to end first."""
    found: list[EndingTerm] = []
    for today, ids in group_by_day(db, board_ids, now).items():
        # Of whoever holds over afterwards, the term ends all the same.
        last_day = func.coalesce(Membership.ended_on, Membership.term_ends_on)
        rows: Rows = (
            select(Person.name, Board.slug, Board.name, last_day)
            .join(Person, Person.id == Membership.person_id)
            .join(Board, Board.id == Membership.board_id)
            .where(
                Membership.board_id.in_(ids),
                is_in_force(today),
                last_day.between(today, today + within),
                Membership.role != Role.STAFF,
            )
            .order_by(last_day, Person.sort_name, Membership.id)
            .limit(limit)
        )
        found += [EndingTerm(*row) for row in db.execute(rows)]
    return sorted(found, key=lambda term: term.last_day)[:limit]


def count_vacancies(db: Session, board_ids: Iterable[int], now: datetime) -> list[VacantSeats]:
    """How many seats nobody sits in, for each of the boards that has such. No seat is told from another."""
    found: list[VacantSeats] = []
    for today, ids in group_by_day(db, board_ids, now).items():
        filled = select(Membership.seat_id).where(
            Membership.board_id.in_(ids), Membership.seat_id.is_not(None), is_in_force(today)
        )
        rows = db.execute(
            select(Board.slug, Board.name, func.count())
            .join(Seat, Seat.board_id == Board.id)
            .where(
                Board.id.in_(ids),
                Seat.id.not_in(filled),
                *is_seat(today),
            )
            .group_by(Board.slug, Board.name)
            .order_by(Board.name)
        )
        found += [VacantSeats(*row) for row in rows]
    return found
