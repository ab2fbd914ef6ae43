"""A board with a law, members and a meeting that was noticed in time, for tests of what happens in it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.boards.models import Board, Membership, Person, Role, Seat
from governance.db import Database
from governance.db.retry import run_act
from governance.ledger.models import LedgerEntry
from governance.meetings.models import Attendance, AttendanceMode, Meeting
from governance.meetings.planning import Plan, PlannedItem
from governance.meetings.planning_actions import open_draft, post_agenda
from governance.meetings.session_actions import Happened, correct_event, enter, excuse
from governance.meetings.session_acts import SessionRefused
from governance.meetings.session_facts import MayAct, may_act
from governance.meetings.session_items import Step, enter_step, write_note
from governance.meetings.session_models import ItemStepKind
from governance.minutes.actions import assemble_standing, read_standing
from governance.minutes.contents import MinutesContent
from model_law.attendance import Happening
from tests.support.composition import FOUNDED, NOW, CompositionHouse

BEGINS = NOW
"""When the meeting is called for."""

POSTED = NOW - timedelta(days=14)
IN_PERSON, REMOTE = AttendanceMode.IN_PERSON, AttendanceMode.REMOTE
ITEMS = (
    PlannedItem("agenda0001", "report", "The month's calls"),
    PlannedItem("agenda0002", "action", "Approve the report", question="Shall the report go to the council?"),
    PlannedItem("agenda0003", "consent", "Minutes of February"),
    PlannedItem("agenda0004", "closed_session", "Conference with counsel", closed_ground="Gov. Code 54956.9"),
)
PLAN = Plan("Regular meeting", "regular", BEGINS.isoformat(), place="Town hall", items=ITEMS)


def after(minutes: int) -> datetime:
    """So many minutes after the hour for which the meeting is called."""
    return BEGINS + timedelta(minutes=minutes)


class SessionHouse(CompositionHouse):
    """A board of seven seats, of which members hold some, and its meeting."""

    def __init__(self, database: Database, keys: Path, *, community: int = 4, others: int = 3, **law: Any) -> None:
        super().__init__(database, keys)
        if self.vault.folder is not None and not list(Path(self.vault.folder).glob("*")):
            self.vault.make_key()
        self.adopt(**law)
        self.people = [
            *self.add_people(*(f"Community {number}" for number in range(community)), community=True),
            *self.add_people(*(f"Other {number}" for number in range(others))),
        ]
        self.sit_down()
        self.meeting = self.post()

    def sit_down(self) -> None:
        """Give everybody a seat, as if each had been appointed."""
        with self.database.writing.begin() as session:
            people = dict(session.execute(select(Person.key, Person.id)).all())
            seats = session.scalars(select(Seat.id).where(Seat.board_id == self.board).order_by(Seat.number)).all()
            session.add_all(
                Membership(
                    board_id=self.board, person_id=people[person], seat_id=seat, key=f"sits{number:06}",
                    role=Role.MEMBER, voting=True, started_on=FOUNDED, entered_at=POSTED,
                )
                for number, (person, seat) in enumerate(zip(self.people, seats, strict=False))
            )  # fmt: skip

    def post(self, plan: Plan = PLAN) -> str:
        def run(session: Session) -> str:
            draft = open_draft(session, POSTED, self.clerk, self.board, plan)
            post_agenda(session, POSTED, self.clerk, self.board, draft.key, 1)
            return session.get_one(Meeting, draft.meeting_id).key

        return run_act(self.database, run)

    def run(self, action: Callable[..., Any], *arguments: Any) -> Any:
        """An action in a transaction of its own; the number of the row that it made."""
        return run_act(self.database, lambda session: getattr(action(session, *arguments), "id", None))

    def happen(
        self, what: Happening, minutes: int, *, person: str | None = None, mode: AttendanceMode | None = None,
        answered: dict[str, AttendanceMode] | None = None, entered: int | None = None, request: str | None = None,
    ) -> int:  # fmt: skip
        """Something that happens so many minutes after the hour, and is entered then, or later; the event's number."""
        happened = Happened(what, after(minutes), person, mode, answered or {})
        now = after(minutes if entered is None else entered)
        number: int = self.run(
            lambda session: enter(session, self.vault, now, self.clerk, self.board, self.meeting, happened, request)
        )
        return number

    def arrive(self, person: str, minutes: int, mode: AttendanceMode = IN_PERSON, **more: Any) -> int:
        return self.happen(Happening.ARRIVE, minutes, person=person, mode=mode, **more)

    def leave(self, person: str, minutes: int, **more: Any) -> int:
        return self.happen(Happening.LEAVE, minutes, person=person, **more)

    def call(self, minutes: int = 0, here: int | None = None, **more: Any) -> int:
        """Call the meeting to order with so many of its members (all, if left out)."""
        answered = dict.fromkeys(self.people[:here], IN_PERSON)
        return self.happen(Happening.CALL_TO_ORDER, minutes, answered=answered, **more)

    def adjourn(self, minutes: int, **more: Any) -> int:
        return self.happen(Happening.ADJOURN, minutes, **more)

    def correct(self, event: int, right: Happened | None, entered: int, request: str | None = None) -> Any:
        now = after(entered)
        return self.run(
            lambda session: correct_event(
                session, now, self.clerk, self.board, self.meeting, event, right, request
            )
        )  # fmt: skip

    def excuse(self, person: str, minutes: int, *, excused: bool = True) -> Any:
        return self.run(
            lambda session: excuse(
                session, after(minutes), self.clerk, self.board, self.meeting, person, excused=excused
            )
        )  # fmt: skip

    def step(
        self, item: int, what: ItemStepKind, minutes: int, *, entered: int | None = None, request: str | None = None
    ) -> Any:
        now = after(minutes if entered is None else entered)
        step = Step(f"agenda{item:04}", what, after(minutes))
        return self.run(
            lambda session: enter_step(session, now, self.clerk, self.board, self.meeting, step, request)
        )  # fmt: skip

    def note(self, item: int, note: str, seen: int | None, action: str = "") -> Any:
        return self.run(
            lambda session: write_note(
                session, after(5), self.clerk, self.board, self.meeting, f"agenda{item:04}", note=note, action=action,
                seen=seen,
            )
        )  # fmt: skip

    def may_act(self, minutes: int) -> MayAct:
        with self.database.reading() as session:
            meeting = session.scalars(select(Meeting).where(Meeting.key == self.meeting)).one()
            return may_act(session, meeting, after(minutes))

    def find_attendance(self) -> dict[str, Attendance]:
        """The attendance that stands, by person."""
        with self.database.reading() as session:
            rows = session.execute(
                select(Person.key, Attendance)
                .join(Person, Person.id == Attendance.person_id)
                .where(Attendance.superseded_at.is_(None))
            )
            return dict(rows.all())

    def look_at_minutes(self, meeting: str | None = None) -> MinutesContent:
        """The minutes of a meeting as they would be approved now."""
        with self.database.reading() as session:
            board = session.scalars(select(Board).where(Board.id == self.board)).one()
            return assemble_standing(session, read_standing(session, board, meeting or self.meeting))

    def read(self, query: Any) -> Any:
        with self.database.reading() as session:
            return session.scalar(query)

    def count_entries(self) -> int:
        return int(self.read(select(func.count()).select_from(LedgerEntry)))

    def find_record_version(self) -> int:
        return int(self.read(select(Board.record_version).where(Board.id == self.board)))

    def expect(self, act: Callable[..., Any], *arguments: Any, **named: Any) -> SessionRefused:
        """Why an act is refused; it may leave nothing behind."""
        before = self.count_rows(), self.find_record_version()
        with pytest.raises(SessionRefused) as raised:
            act(*arguments, **named)
        assert (self.count_rows(), self.find_record_version()) == before
        return raised.value


def plan_with(**changes: Any) -> Plan:
    return replace(PLAN, **changes)
