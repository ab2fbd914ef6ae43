"""Meetings of the demo's board whose minutes are drafted, and approved, for places in paths and for forms."""

from sqlalchemy import select

from governance.db import Database
from governance.meetings.models import Meeting, MeetingStatus
from governance.minutes.actions import Words, approve, assemble_standing, find_standing, write_draft
from governance.minutes.contents import compute_digest, write_content
from governance.minutes.queries import find_candidates
from tests.conftest import NOW
from tests.support.planning import find_board_id, find_clerk


def make_minutes(database: Database) -> dict[str, str]:
    """Two meetings that were held before the last motion that carried: one with a draft, one whose minutes are approved."""
    with database.writing.begin() as session:
        clerk, board = find_clerk(session), find_board_id(session)
        held = session.scalars(
            select(Meeting)
            .where(Meeting.board_id == board, Meeting.status == MeetingStatus.ADJOURNED)
            .order_by(Meeting.starts_at)
            .limit(2)
        ).all()
        drafted, other = held
        write_draft(session, NOW, clerk, board, drafted.key, Words("Words of the clerk"), None)
        motion = find_candidates(session, board, other.starts_at)[0]
        content = write_content(assemble_standing(session, find_standing(session, board, other.key)))
        approve(session, NOW, clerk, board, other.key, motion.key, compute_digest(content))
        return {"minuted": drafted.key, "approved": other.key}
