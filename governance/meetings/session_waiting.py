"""What waits for a clerk: meetings that are held now or within a day, and those that nobody has adjourned."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from governance.accounts.models import Role
from governance.accounts.waiting import Waiting
from governance.boards.models import Board
from governance.clock import find_day
from governance.meetings.models import Meeting, MeetingStatus
from governance.meetings.planning_rows import OPEN
from governance.meetings.queries import make_meeting_address
from governance.security import Identity
from governance.web.locale import _

A_DAY = timedelta(days=1)
MOST = 20


def find_meetings_to_run(db: Session, identity: Identity, now: datetime) -> Iterable[Waiting]:
    """The meetings whose record somebody is to keep, of the boards on which they are clerk. One query."""
    for title, address, day, board in list_meetings_about(db, identity.find_boards(Role.CLERK), now):
        yield Waiting(day, _("Keep the record of: ${title}", mapping={"title": title}), f"{address}/session", board)


def list_meetings_about(db: Session, boards: Iterable[int], now: datetime) -> Iterable[tuple[str, str, date, str]]:
    """The meetings of some boards that are held now or within a day: title, address, day, and the board's name. One query;
    none where there are no boards."""
    ids = sorted(boards)
    if not ids:
        return
    about_now = and_(Meeting.status.in_(OPEN), Meeting.starts_at.between(now - A_DAY, now + A_DAY))
    rows = db.execute(
        select(Meeting.title, Meeting.key, Meeting.starts_at, Meeting.zone, Board.slug, Board.name)
        .join(Board, Board.id == Meeting.board_id)
        .where(
            Meeting.board_id.in_(ids), Meeting.source_system.is_(None),
            or_(about_now, Meeting.status == MeetingStatus.IN_SESSION),
        )
        .order_by(Meeting.starts_at)
        .limit(MOST)
    )  # fmt: skip
    for title, key, starts_at, zone, slug, board in rows:
        yield title, make_meeting_address(slug, key), find_day(starts_at, zone), board
