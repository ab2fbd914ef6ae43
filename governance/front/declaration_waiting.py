"""What waits of declarations: for the clerk, those of others; for a member, one of theirs that is to be made anew."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from governance.accounts.models import Role
from governance.accounts.waiting import Waiting
from governance.boards.declaration_telling import count_waiting, find_boards_to_declare_anew
from governance.security import Identity
from governance.web.locale import _


def find_declarations_to_decide(db: Session, identity: Identity, now: datetime) -> Iterable[Waiting]:
    """Declarations that a clerk is to confirm or decline. They are counted, and not named."""
    boards = identity.find_boards(Role.CLERK)
    if not boards:
        return
    for board in count_waiting(db, boards, identity.person_id):
        title = _("Declarations that wait for you: ${count}", mapping={"count": board.count})
        yield Waiting(None, title, f"/boards/{board.board_slug}/declarations", board.board_name)


def find_own_declarations_to_renew(db: Session, identity: Identity, now: datetime) -> Iterable[Waiting]:
    """What somebody is to declare anew, and for a clerk how many members are. Until they have, nothing is held against
    the board."""
    for board in find_boards_to_declare_anew(db, now, identity.person_id, identity.find_boards(Role.CLERK)):
        if board.is_own:
            title = _("Your declaration to the board is to be made anew")
            yield Waiting(None, title, f"/boards/{board.board_slug}/declaration", board.board_name)
        if board.others:
            title = _("Declarations that members are to make anew: ${count}", mapping={"count": board.others})
            yield Waiting(None, title, f"/boards/{board.board_slug}/declarations", board.board_name)
