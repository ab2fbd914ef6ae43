"""What waits, of the meetings room, for everybody who has a role on a board: the meetings to come."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from governance.accounts.waiting import Waiting
from governance.clock import find_day
from governance.meetings.queries import find_upcoming_of_boards
from governance.security import Identity
from governance.web.locale import _

MOST = 12


def find_meetings_to_come(db: Session, identity: Identity, now: datetime) -> Iterable[Waiting]:
    """The next meetings of somebody's boards."""
    boards = identity.find_boards()
    if not boards:
        return
    for board, meeting in find_upcoming_of_boards(db, boards, now, MOST):
        title = _("Meeting: ${title}", mapping={"title": meeting.title})
        yield Waiting(find_day(meeting.starts_at, meeting.zone), title, meeting.address, board)
