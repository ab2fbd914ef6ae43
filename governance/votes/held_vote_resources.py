"""Votes as they are held, as addresses stand for them: for the public, for the clerk, and for the board's members."""

from typing import Any

from pyramid.authorization import Allow
from pyramid.httpexceptions import HTTPNotFound

from governance.accounts.models import Role
from governance.accounts.roles import ADMINISTRATOR, name_principal
from governance.boards.queries import BoardIdentity
from governance.boards.resources import BOARD, BoardRecord
from governance.meetings.queries import make_meeting_address
from governance.meetings.session_resources import CLERK_ONLY
from governance.security import Permission
from governance.votes.held_vote_queries import TALLY_VERSION, HeldVoteDetail, find_held_vote
from governance.votes.queries import make_vote_address
from governance.web.locale import _
from governance.web.page_cache import OwnVersion

HELD_PATH = f"/boards/{BOARD}/votes/" + "{held:[0-9a-z]{10}}"
"""A vote in an address where only one that was opened or recorded here makes sense."""

CLOSED_PATH = f"/boards/{BOARD}/votes/" + "{decided:[0-9a-z]{10}}"
"""The same where only one that was closed does."""

MEMBERS = (Role.MEMBER, Role.CHAIR, Role.VICE_CHAIR)
MEMBERS_ONLY = _(
    "Only members of this board cast ballots, each for themselves. The clerk enters what is answered aloud."
)


class HeldVoteRecord(BoardRecord):
    """One vote that is held here, as public as its board."""

    held: HeldVoteDetail

    def load(self, request: Any) -> BoardIdentity:
        places = request.matchdict
        found = find_held_vote(request.db, places["board"], places.get("held") or places["decided"])
        if found is None:
            raise HTTPNotFound
        board, self.held = found
        return board

    @property
    def vote_address(self) -> str:
        return make_vote_address(self.board.slug, self.held.key)

    @property
    def meeting_address(self) -> str:
        return make_meeting_address(self.board.slug, self.held.meeting_key)


class RunningVote(HeldVoteRecord):
    """The same where its page changes with each ballot."""

    def __init__(self, request: Any) -> None:
        super().__init__(request)
        self.request = request

    @property
    def scope(self) -> Any:
        return OwnVersion(TALLY_VERSION, self.held.id)

    @property
    def version(self) -> str:
        return str(self.scope.read(self.request.db.connection()))


class VotingRoom(HeldVoteRecord):
    """One vote for whoever keeps its record, and for those who vote in it. Nothing of it is granted to everybody."""

    def __init__(self, request: Any) -> None:
        super().__init__(request)
        self.request = request

    def __acl__(self) -> tuple[tuple[str, str, Any], ...]:
        board = self.board.id
        return (
            (Allow, name_principal(Role.CLERK, board), Permission.MEETING_RUN),
            (Allow, ADMINISTRATOR, Permission.MEETING_RUN),
            *((Allow, name_principal(role, board), Permission.BALLOT_CAST) for role in MEMBERS),
        )

    @property
    def refusals(self) -> dict[Permission, Any]:
        """Why not; nothing at all where the board itself is not to be known of."""
        identity = self.request.identity
        is_known = self.board.published or (identity is not None and self.board.id in identity.find_boards())
        return {Permission.MEETING_RUN: CLERK_ONLY, Permission.BALLOT_CAST: MEMBERS_ONLY} if is_known else {}
