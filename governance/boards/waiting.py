"""What waits, of the boards room, for those who keep a board's seats and law and for those who appoint to them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from governance.accounts.models import Role
from governance.accounts.roles import ADMINISTRATOR
from governance.accounts.waiting import Waiting
from governance.boards.coming_queries import count_vacancies, find_ending_terms
from governance.boards.law_queries import find_laws_waiting
from governance.security import Identity
from governance.web.locale import _

SOON = timedelta(days=92)
MOST = 20


def find_terms_and_vacancies(db: Session, identity: Identity, now: datetime) -> Iterable[Waiting]:
    """Terms that end within a quarter, and vacant seats, of the boards on which somebody is clerk or appoints."""
    keeps = identity.find_boards(Role.CLERK)
    appoints = identity.find_boards(Role.APPOINTING_AUTHORITY) - keeps
    for boards, page in ((keeps, "seats"), (appoints, "appointments")):
        if not boards:
            continue
        for term in find_ending_terms(db, boards, now, SOON, MOST):
            title = _("The term of ${name} ends", mapping={"name": term.person})
            yield Waiting(term.last_day, title, f"/boards/{term.board_slug}/{page}", term.board_name)
        for seats in count_vacancies(db, boards, now):
            title = _("Vacant seats: ${count}", mapping={"count": seats.count})
            yield Waiting(None, title, f"/boards/{seats.board_slug}/{page}#vacancies", seats.board_name)


def find_laws_to_confirm(db: Session, identity: Identity, now: datetime) -> Iterable[Waiting]:
    """Laws that somebody else entered for a board: for its clerks, and for administrators on every board."""
    boards = None if identity.may_act_as(ADMINISTRATOR) else sorted(identity.find_boards(Role.CLERK))
    if boards == []:
        return
    for law in find_laws_waiting(db, boards, identity.account_id, MOST):
        title = (
            _("The striking out of a law waits to be confirmed: ${title}", mapping={"title": law.title})
            if law.strikes
            else _("A law waits to be confirmed: ${title}", mapping={"title": law.title})
        )
        yield Waiting(None, title, f"/boards/{law.board_slug}/law/{law.key}/confirm", law.board_name)
