"""What waits of the rules on who sits on a board: open breaches, for the clerk who may read all of them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from governance.accounts.models import Role
from governance.accounts.waiting import Waiting
from governance.boards.queries import find_boards_by_id
from governance.clock import find_day
from governance.front.act_telling import Reader
from governance.front.composition_gathering import gather_board
from governance.front.seat_queries import list_open_breaches
from governance.security import Identity
from governance.web.locale import _

MOST_BOARDS = 5
"""A board is judged anew for this, so that no more of them are than one clerk keeps."""


def find_open_breaches(registry: Any, db: Session, identity: Identity, now: datetime) -> Iterable[Waiting]:
    """The open breaches of the boards on which somebody is clerk, each due by the last day of its cure period."""
    boards = sorted(identity.find_boards(Role.CLERK))[:MOST_BOARDS]
    for board in find_boards_by_id(db, boards):
        today = find_day(now, board.zone)
        under = gather_board(db, registry.vault, board, today)
        for breach in list_open_breaches(under, today, "en", Reader.CLERK):
            title = _("A rule of the board's law is not met: ${rule}", mapping={"rule": breach.rule})
            yield Waiting(breach.cure_until, title, f"/boards/{board.slug}/seats#breaches", board.name)
