"""What waits for a clerk: minutes that the law wants approved or published soon, or wanted long ago."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.accounts.models import Role
from governance.accounts.waiting import Waiting
from governance.boards.models import Board
from governance.clock import find_day
from governance.meetings.law_facts import LOOKING_BACK, STANDINGS
from governance.meetings.models import Meeting, MeetingKind
from governance.meetings.notice_waiting import read_laws
from governance.meetings.queries import make_meeting_address
from governance.minutes.judging import find_last_day, judge_one
from governance.minutes.queries import find_records
from governance.security import Identity
from governance.web.locale import _
from model_law import meetings as facts
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
    since = now - LOOKING_BACK
    boards = session.execute(
        select(Board.id, Board.slug, Board.name, Board.parent_id, Board.zone).where(Board.id.in_(board_ids))
    ).all()
    records = find_records(session, board_ids, since)
    found: defaultdict[int, list[tuple[str, facts.Meeting]]] = defaultdict(list)
    rows = session.execute(
        select(
            Meeting.id, Meeting.board_id, Meeting.key, Meeting.title, Meeting.starts_at, Meeting.zone, Meeting.kind,
            Meeting.status, Meeting.time_stated,
        )
        .where(Meeting.board_id.in_(board_ids), Meeting.starts_at >= since)
        .order_by(Meeting.starts_at, Meeting.id)
    )  # fmt: skip
    for meeting_id, board_id, key, title, starts_at, zone, kind, status, time_stated in rows:
        meeting = facts.Meeting(
            key=key, starts_at=starts_at, zone=zone, kind=None if kind is MeetingKind.UNSTATED else kind.value,
            standing=STANDINGS[status], time_stated=time_stated, minutes=records.get(meeting_id),
        )  # fmt: skip
        found[board_id].append((title, meeting))
    laws = read_laws(session, {board.id: board.parent_id for board in boards})
    judged = []
    for board in boards:
        today, of_board = find_day(now, board.zone), [meeting for _title, meeting in found[board.id]]
        for title, meeting in found[board.id]:
            if meeting.minutes is not None and meeting.minutes.posted_on is None:
                findings = judge_one(laws[board.id], meeting, of_board, today)
                judged.append(JudgedMinutes(board.slug, board.name, today, meeting.key, title, findings))
    return judged
