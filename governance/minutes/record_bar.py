"""Approved minutes close the record that they were made from: it is corrected with them, in the open, or not at all.

While a correction of published minutes is written, with what was wrong with them, the record is open to it.
"""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.db.facts import Rows
from governance.db.prepared import prepared
from governance.minutes.models import MinutesDraft, MinutesVersion


@prepared
def read_newest(meeting_id: int) -> Rows:
    """The number of the newest version, and that of the version that is being written."""
    newest = select(func.max(MinutesVersion.number)).where(MinutesVersion.meeting_id == meeting_id)
    written = select(MinutesDraft.number).where(
        MinutesDraft.meeting_id == meeting_id, MinutesDraft.superseded_at.is_(None), MinutesDraft.reason != ""
    )
    return select(newest.scalar_subquery(), written.scalar_subquery())


def close_by_minutes(session: Session, meeting_id: int) -> bool:
    """Whether a meeting's minutes are approved, and nobody has begun to correct them."""
    newest, written = read_newest(session, meeting_id).one()
    return newest is not None and (written is None or written <= newest)
