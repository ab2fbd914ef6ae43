"""The days on which budgets close, as a board's clerk enters them: what is recommended after one comes too late for it."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.boards.actions import grow_versions
from governance.boards.law_actions import lock_board
from governance.db.keys import make_key
from governance.oversight.acts import OversightAct, OversightRefusal, OversightRefused, enter_act
from governance.oversight.drafts import tidy_line
from governance.oversight.inquiry_models import BudgetDate


def enter_budget_date(
    session: Session, now: datetime, actor: Actor, board_id: int, closes_on: date, title: str
) -> BudgetDate:
    """Enter the last day on which something can still come into a budget. title: of which one."""
    title = tidy_line(title, "title")
    board = lock_board(session, board_id)
    known = session.scalar(
        select(BudgetDate.id).where(
            BudgetDate.board_id == board.id, BudgetDate.closes_on == closes_on, BudgetDate.superseded_at.is_(None)
        )
    )
    if known is not None:
        raise OversightRefused(OversightRefusal.DATE_KNOWN, "closes_on")
    budget = BudgetDate(
        key=make_key(), board_id=board.id, closes_on=closes_on, title=title, entered_at=now, entered_by=actor.account_id
    )
    session.add(budget)
    session.flush()
    said = {"budget_date": budget.key, "closes": closes_on}
    enter_act(session, now, actor, board.id, OversightAct.BUDGET_DATE_ENTERED, said, [budget])
    grow_versions(session, board)
    return budget


def strike_budget_date(session: Session, now: datetime, actor: Actor, board_id: int, key: str) -> BudgetDate:
    """Strike out a day that was entered wrongly, or that has moved."""
    board = lock_board(session, board_id)
    budget = session.scalar(
        select(BudgetDate)
        .where(BudgetDate.board_id == board.id, BudgetDate.key == key, BudgetDate.superseded_at.is_(None))
        .execution_options(populate_existing=True)
    )
    if budget is None:
        raise OversightRefused(OversightRefusal.UNKNOWN_DATE)
    budget.superseded_at = now
    session.flush()
    said = {"budget_date": budget.key, "closes": budget.closes_on}
    enter_act(session, now, actor, board.id, OversightAct.BUDGET_DATE_STRUCK, said, [budget])
    grow_versions(session, board)
    return budget
