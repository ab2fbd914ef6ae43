"""The days on which a board's place is closed, whose holidays it keeps, and the schedule of a year's regular meetings.

Notices are counted by these days, so each act that changes them writes one entry on the board's ledger. A day, and a
schedule, that was entered wrongly is superseded and stays.
"""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.boards.actions import grow_versions
from governance.boards.law_actions import lock_board
from governance.boards.models import Board, Jurisdiction
from governance.clock import find_day
from governance.db.history import FormerState
from governance.db.model import Model
from governance.ledger.actions import append
from governance.ledger.seals import read_row
from governance.meetings.holidays_calendar import FIRST_YEAR, LAST_YEAR, find_holidays, list_regions
from governance.meetings.planning import tidy_line
from governance.meetings.planning_acts import MeetingAct, PlanningRefusal, PlanningRefused
from governance.meetings.planning_models import AnnualSchedule, ClosedDay

MOST_DAYS = 60
"""Days that one year's schedule may name."""


def add_closed_day(
    session: Session, now: datetime, actor: Actor, board_id: int, day: date, name: str, closed: bool
) -> ClosedDay:
    """Enter that the offices of the board's place are closed on a day, or (closed is False) open on a holiday.

    It holds for every board of the place. Another entry for the same day takes the place of the one before.
    """
    name = tidy_line(name, "name")
    if not name:
        raise PlanningRefused(PlanningRefusal.REASON_MISSING, "name")
    board, place = lock_place(session, board_id)
    holidays = find_holidays(place.region, [day.year]) if FIRST_YEAR <= day.year <= LAST_YEAR else {}
    if not closed and day not in holidays:
        raise PlanningRefused(PlanningRefusal.NOT_A_HOLIDAY, "closed")
    before = find_closed_day(session, place.id, day)
    if before is not None and (before.closed, before.name) == (closed, name):
        raise PlanningRefused(PlanningRefusal.NOTHING_CHANGES, "day")
    entered = ClosedDay(
        jurisdiction_id=place.id, day=day, name=name, closed=closed, entered_at=now,
        corrects_id=before.id if before is not None else None,
    )  # fmt: skip
    rows: list[Model] = [entered]
    if before is not None:
        before.superseded_at = now
        rows.append(before)
    session.add(entered)
    session.flush()
    enter(session, now, actor, board, MeetingAct.CLOSED_DAY_ENTERED, {"on": day, "closed": closed}, rows)
    return entered


def strike_closed_day(session: Session, now: datetime, actor: Actor, board_id: int, day: date) -> None:
    """Take back what was entered of a day: it is again what the holidays of the region make of it."""
    board, place = lock_place(session, board_id)
    standing = find_closed_day(session, place.id, day)
    if standing is None:
        raise PlanningRefused(PlanningRefusal.NOTHING_CHANGES)
    standing.superseded_at = now
    session.flush()
    enter(session, now, actor, board, MeetingAct.CLOSED_DAY_STRUCK, {"on": day}, [standing])


def set_region(session: Session, now: datetime, actor: Actor, board_id: int, region: str | None) -> None:
    """Say whose public holidays the board's place keeps; None: those of the whole country alone."""
    if region is not None and region not in list_regions():
        raise PlanningRefused(PlanningRefusal.UNKNOWN_REGION, "region")
    board, place = lock_place(session, board_id)
    if place.region == region:
        raise PlanningRefused(PlanningRefusal.NOTHING_CHANGES, "region")
    former = FormerState(
        table_name="jurisdiction", row_id=place.id, values={"region": place.region}, entered_at=place.entered_at,
        superseded_at=now,
    )  # fmt: skip
    place.region = region
    session.add(former)
    session.flush()
    enter(session, now, actor, board, MeetingAct.REGION_SET, {}, [former, place])


def give_schedule(
    session: Session, now: datetime, actor: Actor, board_id: int, year: int, given_on: datetime, days: Sequence[date]
) -> AnnualSchedule:
    """Record that the schedule of a year's regular meetings was given to the public, when, and with which days."""
    board = lock_board(session, board_id)
    if given_on > now:
        raise PlanningRefused(PlanningRefusal.YET_TO_COME, "given_on")
    if not days:
        raise PlanningRefused(PlanningRefusal.DAYS_MISSING, "days")
    if len(days) > MOST_DAYS or any(day.year != year for day in days) or len(set(days)) < len(days):
        raise PlanningRefused(PlanningRefusal.DAYS_UNUSABLE, "days")
    before = session.scalar(
        select(AnnualSchedule).where(
            AnnualSchedule.board_id == board.id, AnnualSchedule.year == year, AnnualSchedule.superseded_at.is_(None)
        )
    )
    schedule = AnnualSchedule(
        board_id=board.id, year=year, posted_at=given_on, days=[day.isoformat() for day in sorted(days)], entered_at=now,
        entered_by=actor.account_id, corrects_id=before.id if before is not None else None,
    )  # fmt: skip
    rows: list[Model] = [schedule]
    if before is not None:
        if (before.posted_at, before.days) == (schedule.posted_at, schedule.days):
            raise PlanningRefused(PlanningRefusal.NOTHING_CHANGES)
        before.superseded_at = now
        rows.append(before)
    session.add(schedule)
    session.flush()
    said = {"year": year, "on": find_day(given_on, board.zone)}
    append(session, board.id, at=now, office=actor.office, kind=MeetingAct.SCHEDULE_GIVEN, facts=said,
           rows=map(read_row, rows))  # fmt: skip
    grow_versions(session, board)
    return schedule


def lock_place(session: Session, board_id: int) -> tuple[Board, Jurisdiction]:
    """The board and its place, held until the transaction ends."""
    board = lock_board(session, board_id)
    place = session.scalars(
        select(Jurisdiction)
        .where(Jurisdiction.id == board.jurisdiction_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    return board, place


def find_closed_day(session: Session, jurisdiction_id: int, day: date) -> ClosedDay | None:
    return session.scalar(
        select(ClosedDay).where(
            ClosedDay.jurisdiction_id == jurisdiction_id, ClosedDay.day == day, ClosedDay.superseded_at.is_(None)
        )
    )


def enter(
    session: Session, now: datetime, actor: Actor, board: Board, act: StrEnum, said: dict[str, object],
    rows: Sequence[Model],
) -> None:  # fmt: skip
    """Write the act on the board's ledger; the notices of every board of the place are counted anew."""
    append(session, board.id, at=now, office=actor.office, kind=act, facts=said, rows=map(read_row, rows))
    session.execute(
        update(Board)
        .where(Board.jurisdiction_id == board.jurisdiction_id)
        .values(record_version=Board.record_version + 1)
        .execution_options(synchronize_session="fetch")
    )
