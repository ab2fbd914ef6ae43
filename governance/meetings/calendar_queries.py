"""What a calendar holds of a board's meetings, in one query."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.db.facts import Rows
from governance.db.history import FormerState
from governance.db.prepared import prepared
from governance.meetings.models import Meeting, MeetingStatus


@dataclass(frozen=True, slots=True)
class MeetingInCalendar:
    """A meeting with how often its entry was changed, and the moment of the last change or of its first entry."""

    key: str
    title: str
    status: MeetingStatus
    starts_at: datetime
    ends_at: datetime | None
    time_stated: bool
    zone: str
    place: str | None
    join_address: str | None
    join_phone: str | None
    accommodations: str | None
    changes: int
    changed_at: datetime


@prepared
def read_latest_meetings(board_id: int, limit: int) -> Rows:
    of_meeting = (FormerState.table_name == Meeting.__tablename__) & (FormerState.row_id == Meeting.id)
    changes = select(func.count()).where(of_meeting).correlate(Meeting).scalar_subquery()
    changed_at = select(func.max(FormerState.superseded_at)).where(of_meeting).correlate(Meeting).scalar_subquery()
    return (
        select(
            Meeting.key, Meeting.title, Meeting.status, Meeting.starts_at, Meeting.ends_at, Meeting.time_stated,
            Meeting.zone, Meeting.place, Meeting.join_address, Meeting.join_phone, Meeting.accommodations, changes,
            func.coalesce(changed_at, Meeting.entered_at),
        )
        .where(Meeting.board_id == board_id)
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
        .limit(limit)
    )  # fmt: skip


def find_latest_meetings(session: Session, board_id: int, limit: int) -> list[MeetingInCalendar]:
    """The latest meetings of a board, those to come first, cancelled ones among them; none that is only prepared."""
    return [MeetingInCalendar(*row) for row in read_latest_meetings(session, board_id, limit)]
