"""What waits for a clerk: minutes that the law wants approved or published soon, or wanted long ago."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.accounts.models import Role
from governance.accounts.waiting import Waiting
from governance.boards.models import Board
from governance.clock import find_day
from governance.meetings.law_facts import LOOKING_BACK
from governance.meetings.notice_waiting import read_laws
from governance.meetings.queries import make_meeting_address
from governance.minutes.judging import find_last_day, judge_one
from governance.minutes.queries import find_minuted
from governance.security import Identity
from governance.web.locale import _
from model_law.findings import Finding

SOON = timedelta(days=14)
WHAT = {
    "minutes_approval": _("Minutes are to be approved: ${title}"),
    "minutes_inspection": _("Approved minutes are to be open to the public: ${title}"),
    "minutes_posting": _("Approved minutes are to be posted: ${title}"),
}


def find_minutes_due(db: Session, identity: Identity, now: datetime) -> Iterable[Waiting]:
    """Minutes with a day in the law that is near or past, of the boards on which somebody is clerk."""
    ids = sorted(identity.find_boards(Role.CLERK))
    if not ids:
        return
    for one in judge_boards(db, ids, now):
        for finding in one.findings:
            due = find_last_day(finding)
            if due is not None and due <= one.today + SOON:
                said = _(str(WHAT[finding.ruled_by.provision.check]), mapping={"title": one.title})
                address = f"{make_meeting_address(one.slug, one.key)}/minutes/draft"
                yield Waiting(due, said, address, one.board)


class JudgedMinutes(NamedTuple):
    """A meeting whose minutes are not published yet, and what the law says of them today."""

    slug: str
    board: str
    today: date
    key: str
    title: str
    findings: tuple[Finding, ...]


def judge_boards(session: Session, board_ids: list[int], now: datetime) -> list[JudgedMinutes]:
    """The meetings of some boards whose minutes are not published. Four queries for all."""
    boards = session.execute(
        select(Board.id, Board.slug, Board.name, Board.parent_id, Board.zone).where(Board.id.in_(board_ids))
    ).all()
    found = find_minuted(session, board_ids, now - LOOKING_BACK)
    laws = read_laws(session, {board.id: board.parent_id for board in boards})
    judged = []
    for board in boards:
        today, minuted = find_day(now, board.zone), found.get(board.id, [])
        of_board = [one.meeting for one in minuted]
        for title, meeting in minuted:
            if meeting.minutes is not None and meeting.minutes.posted_on is None:
                findings = judge_one(laws[board.id], meeting, of_board, today)
                judged.append(JudgedMinutes(board.slug, board.name, today, meeting.key, title, findings))
    return judged
