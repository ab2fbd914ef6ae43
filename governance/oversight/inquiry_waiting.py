"""What waits because of what a board asked of its program: answers for staff, late ones and budgets for the clerk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from governance.accounts.models import Role
from governance.accounts.waiting import Waiting
from governance.clock import find_day
from governance.oversight.inquiry_law import find_rules
from governance.oversight.inquiry_models import InquiryKind
from governance.oversight.inquiry_queries import BoardOfIt, count_unanswered, find_budgets_to_come, find_unanswered
from governance.oversight.inquiry_resources import make_inquiry_address
from governance.security import Identity
from governance.web.locale import _

MOST = 40
MOST_BOARDS = 3
"""The law is looked up board by board, so that of no more of them than one clerk keeps."""
ONE_DAY = timedelta(days=1)
CHECK = "before_budget"

OWED = {
    InquiryKind.DATA_REQUEST: _("Data that the board asked for: ${title}"),
    InquiryKind.RECOMMENDATION: _("Answer to a recommendation: ${title}"),
    InquiryKind.QUESTION: _("Answer to a question: ${title}"),
}


def find_answers_owed(db: Session, identity: Identity, now: datetime) -> Iterable[Waiting]:
    """What somebody's program has not answered yet: all of it, for whoever reports; for the clerk what is late."""
    staffed, kept = identity.find_boards(Role.PROGRAM_STAFF), identity.find_boards(Role.CLERK)
    unanswered = find_unanswered(db, staffed | kept, MOST) if staffed | kept else []
    for board, inquiry in unanswered:
        said = {"title": inquiry.title}
        address = make_inquiry_address(board.slug, inquiry)
        if board.id in staffed:
            yield Waiting(inquiry.due_on, _(str(OWED[inquiry.kind]), mapping=said), f"{address}/answer", board.name)
        elif inquiry.due_on < find_day(now, board.zone):
            late = _("The program is late with its answer: ${title}", mapping=said)
            yield Waiting(inquiry.due_on, late, f"{address}/letter", board.name)


def find_budgets_near(db: Session, identity: Identity, now: datetime) -> Iterable[Waiting]:
    """Budgets that close soon while recommendations are not answered, for the clerk of a board."""
    kept = sorted(identity.find_boards(Role.CLERK))[:MOST_BOARDS]
    for warning in list_warnings(db, kept, now) if kept else ():
        said = {"title": warning.title, "count": warning.unanswered}
        title = _("The budget closes: ${title}. Recommendations without an answer: ${count}", mapping=said)
        yield Waiting(warning.closes_on, title, f"{warning.board.address}/recommendations", warning.board.name)


@dataclass(frozen=True, slots=True)
class BudgetWarning:
    """A budget that closes soon, and how many recommendations of its board are not answered."""

    board: BoardOfIt
    closes_on: date
    title: str
    unanswered: int


def list_warnings(db: Session, board_ids: Sequence[int], now: datetime) -> list[BudgetWarning]:
    """The budgets that close within the days of warning that the board's law gives, where something waits for an answer.

    One query where no budget is to close.
    """
    coming = [
        (board, budget)
        for board, budget in find_budgets_to_come(db, board_ids, now.date() - ONE_DAY)
        if budget.closes_on >= find_day(now, board.zone)
    ]
    if not coming:
        return []
    waiting = count_unanswered(db, board_ids, InquiryKind.RECOMMENDATION)
    days = {
        board.id: find_rules(db, board.id, find_day(now, board.zone), [CHECK])[CHECK].values["warn_days"]
        for board in {board.id: board for board, _budget in coming}.values()
        if board.id in waiting
    }
    return [
        BudgetWarning(board, budget.closes_on, budget.title, waiting[board.id])
        for board, budget in coming
        if board.id in days and budget.closes_on <= find_day(now, board.zone) + ONE_DAY * days[board.id]
    ]
