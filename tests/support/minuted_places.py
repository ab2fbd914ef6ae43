"""Meetings of the demo's board whose minutes are drafted, and approved, for places in paths and for forms."""

from sqlalchemy import select

from governance.db import Database
from governance.meetings.models import Meeting, MeetingStatus
from governance.minutes.actions import Words, approve, assemble_standing, find_standing, publish, write_draft
from governance.minutes.clerk_views import make_render
from governance.minutes.contents import compute_digest, write_content
from governance.minutes.queries import find_candidates
from tests.conftest import NOW
from tests.support.planning import find_board_id, find_clerk


def make_minutes(database: Database) -> dict[str, str]:
    """Three meetings that are over: of their minutes one has a draft, one an approved text, and one a published one."""
    with database.writing.begin() as session:
        clerk, board = find_clerk(session), find_board_id(session)
        held = session.scalars(
            select(Meeting)
            .where(Meeting.board_id == board, Meeting.status == MeetingStatus.ADJOURNED)
            .order_by(Meeting.starts_at)
            .limit(3)
        ).all()
        drafted, *others = held
        write_draft(session, NOW, clerk, board, drafted.key, Words("Words of the clerk"), None)
        for other in others:
            motion = find_candidates(session, board, other.starts_at)[0]
            content = write_content(assemble_standing(session, find_standing(session, board, other.key)))
            approve(session, NOW, clerk, board, other.key, motion.key, compute_digest(content))
        publish(session, NOW, clerk, board, others[1].key, make_render(("en", "es")))
        return {"minuted": drafted.key, "approved": others[0].key, "printed": others[1].key}
