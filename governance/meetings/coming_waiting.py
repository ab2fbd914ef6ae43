"""What waits for a member: meetings of which they have not said whether they come."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from governance.accounts.waiting import Waiting
from governance.clock import find_day
from governance.meetings.coming_queries import find_open_questions
from governance.meetings.planning_resources import MEMBERS
from governance.meetings.queries import make_meeting_address
from governance.security import Identity
from governance.web.locale import _

MOST_ASKED = 12


def find_questions_open(db: Session, identity: Identity, now: datetime) -> Iterable[Waiting]:
    """Meetings of somebody's own boards of which they have not said whether they come."""
    boards = identity.find_boards(*MEMBERS)
    if not boards or identity.person_id is None:
        return
    for asked in find_open_questions(db, boards, identity.person_id, now, MOST_ASKED):
        title = _("Say whether you come: ${title}", mapping={"title": asked.title})
        address = f"{make_meeting_address(asked.board_slug, asked.meeting)}/coming"
        yield Waiting(find_day(asked.starts_at, asked.zone), title, address, asked.board_name)
