"""What the addresses of ledgers stand for: the log of a board, and the instance's own."""

from typing import Any

from pyramid.authorization import Allow, Everyone

from governance.boards.queries import BoardIdentity
from governance.boards.resources import Acl, BoardRecord
from governance.ledger.queries import Log, find_log
from governance.security import Permission
from governance.web.page_cache import LEDGERS, READ_LEDGER_VERSION


class BoardLedger(BoardRecord):
    """The log of one board, as public as the board itself. log is None where nothing was entered yet."""

    def __init__(self, request: Any) -> None:
        super().__init__(request)
        self.log: Log | None = find_log(request.db, self.board.id)
        self.address = f"{self.board.address}/ledger"
        self.request = request

    @property
    def scope(self) -> int:
        return LEDGERS - self.board.id

    @property
    def version(self) -> str:
        return read_ledger_version(self.request, self.board.id)


class InstanceLedger:
    """The log of this instance of the portal: what belongs to no board, and the keys that sign."""

    __acl__: Acl = ((Allow, Everyone, Permission.RECORD_READ),)
    scope = LEDGERS
    board: BoardIdentity | None = None
    address = "/ledger"

    def __init__(self, request: Any) -> None:
        self.request = request
        self.log: Log | None = find_log(request.db, None)

    @property
    def version(self) -> str:
        return read_ledger_version(self.request, 0)


def read_ledger_version(request: Any, board: int) -> str:
    return str(request.db.scalar(READ_LEDGER_VERSION, {"board": board}))
