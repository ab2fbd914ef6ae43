"""What waits for a member: the meetings of their boards, in which they move, second, and say what conflicts they have."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from governance.accounts.waiting import Waiting
from governance.meetings.session_waiting import list_meetings_about
from governance.security import Identity
from governance.votes.resources import MEMBERS
from governance.web.locale import _


def find_floors(db: Session, identity: Identity, now: datetime) -> Iterable[Waiting]:
    """The meetings held now or within a day, of the boards whose member somebody is. One query."""
    for title, address, day, board in list_meetings_about(db, identity.find_boards(*MEMBERS), now):
        said = _("Motions, and conflicts of interest: ${title}", mapping={"title": title})
        yield Waiting(day, said, f"{address}/motions", board)
