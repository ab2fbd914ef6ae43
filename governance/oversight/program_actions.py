"""Programs of a board, and when they report.

Each act runs in the caller's transaction, writes one entry on the board's ledger, and raises OversightRefused before
anything is changed.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.boards.actions import grow_versions
from governance.boards.law_actions import lock_board
from governance.boards.models import Board
from governance.clock import is_zone
from governance.db.keys import make_key
from governance.oversight.acts import OversightAct, OversightRefusal, OversightRefused, enter_act
from governance.oversight.drafts import tidy_line
from governance.oversight.models import Program, ReportingSchedule
from governance.oversight.periods import PeriodUnusable, make_period

MOST_DUE_DAYS = 366


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often a program reports, from when on, how long after a period its report is due, and what says so."""

    every_months: int
    due_days: int
    started_on: date
    basis: str


def add_program(
    session: Session, now: datetime, actor: Actor, board_id: int, *, name: str, operator: str, zone: str, rhythm: Rhythm
) -> Program:
    """Add a program that the board oversees, with its first schedule. zone: an IANA name."""
    name, operator = tidy_line(name, "name"), tidy_line(operator, "operator")
    if not is_zone(zone):
        raise OversightRefused(OversightRefusal.ZONE_UNKNOWN, "zone")
    rhythm = check_rhythm(rhythm)
    board = lock_board(session, board_id)
    known = session.scalar(select(Program.id).where(Program.board_id == board.id, Program.name == name))
    if known is not None:
        raise OversightRefused(OversightRefusal.PROGRAM_KNOWN, "name")
    program = Program(
        key=make_key(), board_id=board.id, name=name, operator=operator, zone=zone, entered_at=now,
        entered_by=actor.account_id,
    )  # fmt: skip
    session.add(program)
    session.flush()
    schedule = make_schedule(now, actor, program, rhythm)
    session.add(schedule)
    session.flush()
    enter_program(session, now, actor, board, OversightAct.PROGRAM_ADDED, program, schedule)
    return program


def set_schedule(
    session: Session, now: datetime, actor: Actor, board_id: int, key: str, rhythm: Rhythm
) -> ReportingSchedule:
    """Let a program report otherwise from a day on. One that begins on the day of another takes its place."""
    rhythm = check_rhythm(rhythm)
    board = lock_board(session, board_id)
    program = find_program_row(session, board.id, key)
    schedules = session.scalars(
        select(ReportingSchedule)
        .where(ReportingSchedule.program_id == program.id, ReportingSchedule.superseded_at.is_(None))
        .order_by(ReportingSchedule.started_on)
    ).all()
    before = [one for one in schedules if one.started_on < rhythm.started_on]
    if before and (rhythm.started_on.month - 1) % before[-1].every_months:
        raise OversightRefused(OversightRefusal.INSIDE_A_PERIOD, "started_on")
    replaced = next((one for one in schedules if one.started_on == rhythm.started_on), None)
    if replaced is not None:
        said = (replaced.every_months, replaced.due_days, replaced.basis)
        if said == (rhythm.every_months, rhythm.due_days, rhythm.basis):
            raise OversightRefused(OversightRefusal.SCHEDULE_KNOWN)
        replaced.superseded_at = now
        session.flush()
    schedule = make_schedule(now, actor, program, rhythm)
    schedule.corrects_id = replaced.id if replaced is not None else None
    session.add(schedule)
    session.flush()
    enter_program(session, now, actor, board, OversightAct.SCHEDULE_SET, program, schedule, replaced)
    return schedule


def check_rhythm(rhythm: Rhythm) -> Rhythm:
    basis = tidy_line(rhythm.basis, "basis", OversightRefusal.BASIS_MISSING)
    try:
        make_period(rhythm.started_on, rhythm.every_months)
    except PeriodUnusable:
        raise OversightRefused(OversightRefusal.PERIOD_UNUSABLE, "started_on") from None
    if not 1 <= rhythm.due_days <= MOST_DUE_DAYS:
        raise OversightRefused(OversightRefusal.DUE_DAYS_UNUSABLE, "due_days")
    return Rhythm(rhythm.every_months, rhythm.due_days, rhythm.started_on, basis)


def make_schedule(now: datetime, actor: Actor, program: Program, rhythm: Rhythm) -> ReportingSchedule:
    return ReportingSchedule(
        program_id=program.id, every_months=rhythm.every_months, due_days=rhythm.due_days,
        started_on=rhythm.started_on, basis=rhythm.basis, entered_at=now, entered_by=actor.account_id,
    )  # fmt: skip


def enter_program(
    session: Session,
    now: datetime,
    actor: Actor,
    board: Board,
    act: OversightAct,
    program: Program,
    schedule: ReportingSchedule,
    replaced: ReportingSchedule | None = None,
) -> None:
    said = {
        "program": program.key, "every_months": schedule.every_months, "due_days": schedule.due_days,
        "from": schedule.started_on,
    }  # fmt: skip
    rows = [program, schedule, *([replaced] if replaced is not None else [])]
    enter_act(session, now, actor, board.id, act, said, rows)
    grow_versions(session, board)


def find_program_row(session: Session, board_id: int, key: str) -> Program:
    program = session.scalar(select(Program).where(Program.board_id == board_id, Program.key == key))
    if program is None:
        raise OversightRefused(OversightRefusal.UNKNOWN_PROGRAM)
    return program
