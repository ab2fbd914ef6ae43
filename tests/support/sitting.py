"""A meeting of the demo's board that is in session, for places in paths and for forms."""

from datetime import timedelta

from sqlalchemy import select

from governance.clock import find_day
from governance.db import Database
from governance.meetings.models import AttendanceMode, Meeting
from governance.meetings.planning import Plan, PlannedItem
from governance.meetings.planning_actions import open_draft, post_agenda
from governance.meetings.planning_models import MeetingDraft
from governance.meetings.session_actions import Happened, enter
from governance.meetings.session_facts import gather_sitting
from governance.meetings.session_items import Step, enter_step, write_note
from governance.meetings.session_models import ItemStepKind
from governance.security.vault import Vault
from model_law.attendance import Happening
from tests.conftest import NOW
from tests.support.planning import find_board_id, find_clerk

BEGAN = NOW - timedelta(minutes=30)
SITTING_ITEMS = (
    PlannedItem("s0tt0ng001", "report", "The quarter's calls"), PlannedItem("s0tt0ng002", "action", "Approve the budget"),
)  # fmt: skip
SITTING_PLAN = Plan("Meeting that is held now", "regular", BEGAN.isoformat(), place="Town hall", items=SITTING_ITEMS)


def begin_meeting(database: Database, vault: Vault) -> dict[str, str]:
    """A meeting that was called to order with one member, to which another came; and an item of it taken up."""
    posted = BEGAN - timedelta(days=20)
    with database.writing.begin() as session:
        clerk, board = find_clerk(session), find_board_id(session)
        draft = open_draft(session, posted, clerk, board, SITTING_PLAN)
        post_agenda(session, posted, clerk, board, draft.key, 1)
        row = session.scalars(select(MeetingDraft).where(MeetingDraft.key == draft.key)).one()
        meeting = session.get_one(Meeting, row.meeting_id)
        _away, first, second, *_rest = gather_sitting(session, board, find_day(BEGAN, meeting.zone)).serving
        call = Happened(Happening.CALL_TO_ORDER, BEGAN, answered={first: AttendanceMode.IN_PERSON})
        enter(session, vault, NOW, clerk, board, meeting.key, call)
        came = Happened(Happening.ARRIVE, BEGAN + timedelta(minutes=5), second, AttendanceMode.REMOTE)
        event = enter(session, vault, NOW, clerk, board, meeting.key, came)
        step = Step(SITTING_ITEMS[0].key, ItemStepKind.TAKEN_UP, BEGAN + timedelta(minutes=6))
        enter_step(session, NOW, clerk, board, meeting.key, step)
        write_note(
            session, NOW, clerk, board, meeting.key, SITTING_ITEMS[0].key, note="Ten calls.", action="", seen=None
        )
        return {"sitting": meeting.key, "event": str(event.id), "agenda_item": SITTING_ITEMS[1].key}
