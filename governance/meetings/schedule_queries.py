"""What was entered of closed days and of yearly schedules, as it stands."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.boards.models import Board, Jurisdiction
from governance.meetings.planning_models import AnnualSchedule, ClosedDay

MOST_DAYS = 500


@dataclass(frozen=True, slots=True)
class EnteredDay:
    """A day of a place on which offices are closed, or open although it is a holiday."""

    day: date
    name: str
    closed: bool


@dataclass(frozen=True, slots=True)
class GivenSchedule:
    """The schedule of one year, when it was given, and the days in it."""

    year: int
    posted_at: datetime
    days: tuple[date, ...]


def find_region(session: Session, board_id: int) -> str | None:
    """Whose public holidays the board's place keeps."""
    query = (
        select(Jurisdiction.region).join(Board, Board.jurisdiction_id == Jurisdiction.id).where(Board.id == board_id)
    )
    return session.scalars(query).one()


def find_entered_days(session: Session, board_id: int, since: date) -> list[EnteredDay]:
    """What was entered of days from one on, the earliest first."""
    rows = session.execute(
        select(ClosedDay.day, ClosedDay.name, ClosedDay.closed)
        .join(Board, Board.jurisdiction_id == ClosedDay.jurisdiction_id)
        .where(Board.id == board_id, ClosedDay.superseded_at.is_(None), ClosedDay.day >= since)
        .order_by(ClosedDay.day)
        .limit(MOST_DAYS)
    )
    return [EnteredDay(*row) for row in rows]


def find_schedules(session: Session, board_id: int) -> list[GivenSchedule]:
    """The schedules that stand, the latest year first."""
    rows = session.execute(
        select(AnnualSchedule.year, AnnualSchedule.posted_at, AnnualSchedule.days)
        .where(AnnualSchedule.board_id == board_id, AnnualSchedule.superseded_at.is_(None))
        .order_by(AnnualSchedule.year.desc())
    )
    return [GivenSchedule(year, posted_at, tuple(map(date.fromisoformat, days))) for year, posted_at, days in rows]
