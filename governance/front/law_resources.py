"""A board's law, as addresses stand for it: the public page, and the forms by which it is recorded and confirmed."""

from typing import Any

from pyramid.authorization import Allow
from pyramid.httpexceptions import HTTPNotFound

from governance.accounts.models import Role
from governance.accounts.roles import ADMINISTRATOR, name_principal
from governance.boards.law_queries import AdoptionFact, find_adoption
from governance.boards.resources import BOARD, BoardRecord
from governance.security import Permission
from governance.web.locale import _
from model_law.provisions import Act, load_act

LAW_PATH = f"/boards/{BOARD}/law"
RECORD_PATH = LAW_PATH + "/record"
ENTER_PATH = RECORD_PATH + "/{act:[a-z][a-z0-9-]{0,79}}"
ADOPTION_PATH = LAW_PATH + "/{adoption:[a-z0-9]{10}}"
STRIKE_PATH = LAW_PATH + "/{standing:[a-z0-9]{10}}/strike"

CLERK_ONLY = _("Only this board's clerk, or an administrator of this portal, may record and confirm its law.")
GRANTED = (Permission.LAW_RECORD, Permission.LAW_CONFIRM)


class BoardLaw(BoardRecord):
    """The law of one board: for everybody to read, for its clerk and for administrators to record and confirm."""

    def __init__(self, request: Any) -> None:
        super().__init__(request)
        self.request = request

    def __acl__(self) -> tuple[tuple[str, str, Any], ...]:
        clerk = name_principal(Role.CLERK, self.board.id)
        return (*super().__acl__(), (Allow, clerk, GRANTED), (Allow, ADMINISTRATOR, GRANTED))

    @property
    def refusals(self) -> dict[Permission, Any]:
        """Why not; nothing at all where the board itself is not to be known of."""
        identity = self.request.identity
        is_known = self.board.published or (identity is not None and self.board.id in identity.find_boards())
        return dict.fromkeys(GRANTED, CLERK_ONLY) if is_known else {}


class LawOfAct(BoardLaw):
    """A law about to be recorded, under the act that the address names."""

    @property
    def act(self) -> Act:
        try:
            return load_act(self.request.matchdict["act"])
        except LookupError:
            raise HTTPNotFound from None


class OneAdoption(BoardLaw):
    """One adoption of the board that the address names; one of another board is not here."""

    place = "adoption"

    @property
    def adoption(self) -> AdoptionFact:
        adoption = find_adoption(self.request.db, self.board.id, self.request.matchdict[self.place])
        if adoption is None:
            raise HTTPNotFound
        return adoption


class StandingAdoption(OneAdoption):
    """The same, by the place in an address where only one that stands makes sense."""

    place = "standing"
