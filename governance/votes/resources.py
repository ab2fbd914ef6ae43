"""What the addresses of the votes room stand for."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from pyramid.authorization import Allow
from pyramid.httpexceptions import HTTPNotFound

from governance.accounts.models import Role
from governance.accounts.roles import ADMINISTRATOR, name_principal
from governance.boards.queries import BoardIdentity
from governance.boards.resources import BOARD, BoardRecord
from governance.meetings.queries import find_meeting
from governance.meetings.session_resources import MeetingSession
from governance.security import Permission
from governance.votes import election_telling, motion_telling
from governance.votes.election_telling import ElectionTold, find_election
from governance.votes.motion_telling import MotionTold, find_motion, find_motion_of_board
from governance.votes.queries import VoteDetail, find_vote
from governance.web.locale import _

VOTE = "{vote:[0-9a-z]{10}}"
"""A vote's place in a path, below its board's."""

VOTE_PATH = f"/boards/{BOARD}/votes/{VOTE}"

MOTION_PATH = f"/boards/{BOARD}/motions/" + "{motion:[0-9a-z]{10}}"
"""Where the public reads a motion. It names no meeting: a motion that was laid aside comes back in another one."""

A_MEETING = ":[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9a-z]{10}}"
A_KEY = ":[0-9a-z]{10}}"
FLOOR_PATH = f"/boards/{BOARD}/meetings/{{floor{A_MEETING}/motions"
"""The motions of a meeting that is held here."""

FLOOR_MOTION_PATH = f"/boards/{BOARD}/meetings/{{debating{A_MEETING}/motions/{{moved{A_KEY}"
"""A motion where a meeting acts on it: that meeting is the one in the path, wherever the motion was moved first."""

UNSECONDED_PATH = f"/boards/{BOARD}/meetings/{{seconding{A_MEETING}/motions/{{unseconded{A_KEY}"
"""The same where only one makes sense that waits for somebody to second it."""

LAID_ASIDE_PATH = f"{FLOOR_PATH}/{{laid_aside{A_KEY}"
"""The same where only one makes sense that was laid aside."""

CONFLICTS_PATH = f"/boards/{BOARD}/meetings/{{floor{A_MEETING}/conflicts"
ELECTIONS_PATH = f"/boards/{BOARD}/meetings/{{floor{A_MEETING}/elections"
ROUND_PATH = f"{ELECTIONS_PATH}/{{election{A_KEY}"
ELECTION_PATH = f"/boards/{BOARD}/elections/{{election{A_KEY}"
"""Where the public reads an election."""

MEETING_PLACES = ("floor", "debating", "seconding")
MOTION_PLACES = ("moved", "unseconded", "laid_aside")
MEMBERS = (Role.MEMBER, Role.CHAIR, Role.VICE_CHAIR)
BEHIND_CLOSED_DOORS = _("This was moved in a closed session. It can be read here once the session is over.")
FLOOR_ONLY = _(
    "Motions are made by members of this board, each for themselves, and entered by its clerk for those who speak aloud."
)


def read_place(request: Any, names: Sequence[str]) -> str:
    """What stands in the one of these places that the address has."""
    return str(next(request.matchdict[name] for name in names if name in request.matchdict))


class VoteRecord(BoardRecord):
    """One vote of a board, as public as its board."""

    vote: VoteDetail
    stated: Sequence[Any]

    def load(self, request: Any) -> BoardIdentity:
        found = find_vote(request.db, request.matchdict["board"], request.matchdict["vote"])
        if found is None:
            raise HTTPNotFound
        board, self.vote, self.stated = found
        return board


class MotionRecord(BoardRecord):
    """One motion of a board, as public as its board."""

    motion: MotionTold

    def load(self, request: Any) -> BoardIdentity:
        found = find_motion(request.db, request.matchdict["board"], request.matchdict["motion"])
        if found is None:
            raise HTTPNotFound
        board, self.motion = found
        if motion_telling.is_behind_closed_doors(request.db, self.motion):
            raise HTTPNotFound(BEHIND_CLOSED_DOORS)
        return board


class ElectionRecord(BoardRecord):
    """The election of one officer of a board, as public as its board."""

    election: ElectionTold

    def load(self, request: Any) -> BoardIdentity:
        found = find_election(request.db, request.matchdict["board"], request.matchdict["election"])
        if found is None:
            raise HTTPNotFound
        board, self.election = found
        if election_telling.is_behind_closed_doors(request.db, self.election):
            raise HTTPNotFound(BEHIND_CLOSED_DOORS)
        return board


class MeetingFloor(MeetingSession):
    """The motions of one meeting that is held here, for its clerk and for the board's members."""

    def load(self, request: Any) -> BoardIdentity:
        found = find_meeting(request.db, request.matchdict["board"], read_place(request, MEETING_PLACES))
        if found is None:
            raise HTTPNotFound
        board, self.meeting = found
        return board

    def __acl__(self) -> tuple[tuple[str, str, Any], ...]:
        members = (name_principal(role, self.board.id) for role in MEMBERS)
        clerks = (name_principal(Role.CLERK, self.board.id), ADMINISTRATOR)
        return (
            *super().__acl__(),
            *((Allow, principal, Permission.MOTION_MAKE) for principal in (*clerks, *members)),
        )

    @property
    def refusals(self) -> dict[Permission, Any]:
        told = super().refusals
        return {**told, Permission.MOTION_MAKE: FLOOR_ONLY} if told else {}

    @property
    def address(self) -> str:
        return f"{self.meeting_address}/motions"

    @cached_property
    def keeps_record(self) -> bool:
        """Whether the one who asks enters what others say aloud: the clerk, or an administrator."""
        return bool(self.request.has_permission(Permission.MEETING_RUN, self))


class FloorMotion(MeetingFloor):
    """One motion of the board, on which the meeting in the address acts."""

    @cached_property
    def motion(self) -> MotionTold:
        found = find_motion_of_board(self.request.db, self.board, read_place(self.request, MOTION_PLACES))
        if found is None:
            raise HTTPNotFound
        return found

    @property
    def motion_address(self) -> str:
        return f"{self.address}/{self.motion.key}"
