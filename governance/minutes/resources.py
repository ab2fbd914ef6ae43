"""A meeting's minutes as the clerk keeps them. Nothing of it is granted to everybody."""

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

KEY = "[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9a-z]{10}"
DRAFT_PATH = f"/boards/{BOARD}/meetings/{{minuted:{KEY}}}/minutes"
"""Where minutes are written and approved: of a meeting that is over."""

PUBLISH_PATH = f"/boards/{BOARD}/meetings/{{approved:{KEY}}}/minutes/publish"
"""Where minutes are published that were approved."""

CLERK_ONLY = _("Only this board's clerk, or an administrator of this portal, may keep its minutes.")


class KeptMinutes(BoardRecord):
    """The minutes of one meeting, for whoever keeps them."""

    meeting: MeetingDetail

    def __init__(self, request: Any) -> None:
        super().__init__(request)
        self.request = request

    def load(self, request: Any) -> BoardIdentity:
        key = request.matchdict.get("minuted") or request.matchdict["approved"]
        found = find_meeting(request.db, request.matchdict["board"], key)
        if found is None:
            raise HTTPNotFound
        board, self.meeting = found
        return board

    def __acl__(self) -> tuple[tuple[str, str, Any], ...]:
        clerk = name_principal(Role.CLERK, self.board.id)
        return ((Allow, clerk, Permission.MINUTES_KEEP), (Allow, ADMINISTRATOR, Permission.MINUTES_KEEP))

    @property
    def refusals(self) -> dict[Permission, Any]:
        """Why not; nothing at all where the board itself is not to be known of."""
        identity = self.request.identity
        is_known = self.board.published or (identity is not None and self.board.id in identity.find_boards())
        return {Permission.MINUTES_KEEP: CLERK_ONLY} if is_known else {}

    @property
    def meeting_address(self) -> str:
        return make_meeting_address(self.board.slug, self.meeting.key)

    @property
    def address(self) -> str:
        return f"{self.meeting_address}/minutes"
