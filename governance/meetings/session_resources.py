"""A meeting as its clerk keeps the record of it while it is held. Nothing of it is granted to everybody."""

from typing import Any

from pyramid.authorization import Allow
from pyramid.httpexceptions import HTTPNotFound

from governance.accounts.models import Role
from governance.accounts.roles import ADMINISTRATOR, name_principal
from governance.boards.queries import BoardIdentity
from governance.boards.resources import BOARD, BoardRecord
from governance.meetings.queries import MeetingDetail, find_meeting, make_meeting_address
from governance.security import Permission
from governance.web.locale import _

SITTING = "{sitting:[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9a-z]{10}}"
"""The meeting's place in an address where only one that is held here makes sense."""

SESSION_PATH = f"/boards/{BOARD}/meetings/{SITTING}/session"
EVENT_PATH = SESSION_PATH + "/events/{event:[1-9][0-9]{0,15}}"
ITEM_PATH = SESSION_PATH + "/items/{agenda_item:[a-z0-9]{1,16}}"

CLERK_ONLY = _("Only this board's clerk, or an administrator of this portal, may keep the record of its meetings.")


class MeetingSession(BoardRecord):
    """One meeting of a board, for whoever keeps its record."""

    meeting: MeetingDetail

    def __init__(self, request: Any) -> None:
        super().__init__(request)
        self.request = request

    def load(self, request: Any) -> BoardIdentity:
        found = find_meeting(request.db, request.matchdict["board"], request.matchdict["sitting"])
        if found is None:
            raise HTTPNotFound
        board, self.meeting = found
        return board

    def __acl__(self) -> tuple[tuple[str, str, Any], ...]:
        clerk = name_principal(Role.CLERK, self.board.id)
        return ((Allow, clerk, Permission.MEETING_RUN), (Allow, ADMINISTRATOR, Permission.MEETING_RUN))

    @property
    def refusals(self) -> dict[Permission, Any]:
        """Why not; nothing at all where the board itself is not to be known of."""
        identity = self.request.identity
        is_known = self.board.published or (identity is not None and self.board.id in identity.find_boards())
        return {Permission.MEETING_RUN: CLERK_ONLY} if is_known else {}

    @property
    def meeting_address(self) -> str:
        return make_meeting_address(self.board.slug, self.meeting.key)

    @property
    def address(self) -> str:
        return f"{self.meeting_address}/session"

    @property
    def minutes_address(self) -> str:
        """Where the minutes of the meeting are written."""
        return f"{self.meeting_address}/minutes/draft"
