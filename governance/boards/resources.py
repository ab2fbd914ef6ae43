"""What the addresses of the boards room stand for. Each loads its row once and answers who may read it."""

from typing import Any

from pyramid.authorization import Allow, Everyone
from pyramid.httpexceptions import HTTPNotFound

from governance.boards.queries import BoardIdentity, find_board
from governance.security import Permission
from governance.web.page_cache import PORTAL, READ_PORTAL_VERSION

BOARD = "{board:[a-z0-9][a-z0-9-]{0,79}}"
"""A board's place in a path."""

Acl = tuple[tuple[str, str, str], ...]


class PortalRecord:
    """All that the boards have published, together."""

    __acl__: Acl = ((Allow, Everyone, Permission.PORTAL_READ),)
    scope = PORTAL

    def __init__(self, request: Any) -> None:
        self.request = request

    @property
    def version(self) -> str:
        return str(self.request.db.scalar(READ_PORTAL_VERSION))


class BoardRecord:
    """One board's record. The public may read it once it is published, and not know of it before."""

    def __init__(self, request: Any) -> None:
        self.board = self.load(request)

    def load(self, request: Any) -> BoardIdentity:
        board = find_board(request.db, request.matchdict["board"])
        if board is None:
            raise HTTPNotFound
        return board

    def __acl__(self) -> Acl:
        return ((Allow, Everyone, Permission.RECORD_READ),) if self.board.published else ()

    @property
    def scope(self) -> int:
        return self.board.id

    @property
    def version(self) -> str:
        return str(self.board.version)
