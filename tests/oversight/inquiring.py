"""The demo's board with a program and motions of its own, and what it asks by them, for tests."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from webtest import TestApp

from governance.boards.models import Board
from governance.db.retry import run_act
from governance.ledger.models import LedgerEntry
from governance.oversight.acts import OversightRefused
from governance.oversight.inquiry_actions import Sending, ask_question, request_data, send_recommendation
from governance.oversight.inquiry_models import BudgetDate, Inquiry, RecommendationProgress, Response
from governance.oversight.response_actions import Answering, respond
from governance.oversight.target_models import MetricTarget
from governance.votes.floor_models import MotionVersion
from governance.votes.models import Motion
from model_law.motions import Status
from tests.conftest import NOW, make_application
from tests.oversight.making import Staff
from tests.support.accounts import BOARD, make_browser
from tests.support.inquiries import CLERK, MEMBER, STAFF, TODAY, carry_motion, find_member

HERE = f"/boards/{BOARD}"
DAY = timedelta(days=1)
TABLES = (Inquiry, Response, RecommendationProgress, BudgetDate, MetricTarget, LedgerEntry)
OTHER = "brindle-harbor-data-and-reporting"


class Asking:
    """The demo's board with a program and two motions: one that carried and one that was lost."""

    def __init__(self, staff: Staff) -> None:
        self.staff, self.database, self.board = staff, staff.database, staff.board
        self.program = staff.add_program()
        with self.database.writing.begin() as session:
            self.motion = carry_motion(session, self.board)
            self.lost = carry_motion(session, self.board, "Ask for nothing.", carried=False)
            self.member = find_member(session, self.board)

    def act(self, action: Any, actor: Any, *arguments: Any, now: datetime = NOW, board: int | None = None) -> str:
        def run(session: Session) -> str:
            done = action(session, now, actor, board or self.board, *arguments)
            return str(getattr(done, "key", None) or done.id)

        return run_act(self.database, run)

    def make_sending(self, title: str = "Night staff", **more: str) -> Sending:
        return Sending(**{"program": self.program, "title": title, "words": "A team at night.", **more})

    def request(self, title: str = "Calls at night", due_on: date = TODAY + 30 * DAY, sent_on: date = TODAY) -> str:
        return self.act(request_data, CLERK, self.motion, sent_on, due_on, self.make_sending(title))

    def recommend(self, title: str = "Night staff", sent_on: date = TODAY, **more: str) -> str:
        return self.act(send_recommendation, CLERK, self.motion, sent_on, self.make_sending(title, **more))

    def ask(self, title: str = "Why so few?") -> str:
        return self.act(ask_question, MEMBER, self.member, TODAY + 14 * DAY, self.make_sending(title))

    def answer(self, key: str, answer: str, seen: int = 0, now: datetime = NOW, **more: Any) -> str:
        return self.act(respond, STAFF, key, Answering(answer, "In words.", **more), seen, now=now)

    def refuse(self, action: Any, actor: Any, *arguments: Any, board: int | None = None) -> str:
        """Why an act is refused; it may leave nothing behind."""
        before = self.count_rows()
        with pytest.raises(OversightRefused) as raised:
            self.act(action, actor, *arguments, board=board)
        assert self.count_rows() == before
        return raised.value.refusal.value

    def count_rows(self) -> list[int]:
        with self.database.reading() as session:
            return [session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES]

    def rescind(self) -> None:
        with self.database.writing.begin() as session:
            motion = select(Motion.id).where(Motion.key == self.motion).scalar_subquery()
            session.execute(
                update(MotionVersion).where(MotionVersion.motion_id == motion).values(status=Status.RESCINDED)
            )
            session.execute(update(Board).where(Board.id == self.board).values(record_version=Board.record_version + 1))

    def read(self, path: str, browser: TestApp | None = None) -> Any:
        return (browser or make_browser(make_application(self.database))).get(f"/api/v1{HERE}/{path}").json
