"""The roles of accounts on a board, as addresses stand for them."""

from typing import Any

from pyramid.authorization import Allow
from pyramid.httpexceptions import HTTPNotFound

from governance.accounts.models import Role
from governance.accounts.queries import HeldRole, find_role
from governance.accounts.roles import ADMINISTRATOR, name_principal
from governance.boards.resources import BOARD, BoardRecord
from governance.security import Permission
from governance.web.locale import _

ROLES_PATH = f"/boards/{BOARD}/roles"
ROLE_PATH = ROLES_PATH + "/{role:[a-z0-9]{1,16}}/end"
CODES_PATH = ROLES_PATH + "/{role:[a-z0-9]{1,16}}/codes"

CLERK_ONLY = _("Only this board's clerk, or an administrator of this portal, may see and change who holds which role.")
GRANTED = (Permission.ROLE_READ, Permission.ROLE_ASSIGN, Permission.ROLE_END, Permission.ACCOUNT_INVITE,
           Permission.RECOVERY_ISSUE)  # fmt: skip


class BoardRoles(BoardRecord):
    """Who holds which role in the portal on one board: for its clerk and for administrators."""

    def __init__(self, request: Any) -> None:
        super().__init__(request)
        self.request = request

    def __acl__(self) -> tuple[tuple[str, str, Any], ...]:
        clerk = name_principal(Role.CLERK, self.board.id)
        return ((Allow, clerk, GRANTED), (Allow, ADMINISTRATOR, GRANTED))

    @property
    def refusals(self) -> dict[Permission, Any]:
        """Why not; nothing at all where the board itself is not to be known of."""
        identity = self.request.identity
        is_known = self.board.published or (identity is not None and self.board.id in identity.find_boards())
        return dict.fromkeys(GRANTED, CLERK_ONLY) if is_known else {}


class OneRole(BoardRoles):
    """One role on the board that the address names; one of another board is not here."""

    @property
    def role(self) -> HeldRole:
        role = find_role(self.request.db, self.request.matchdict["role"], self.request.now)
        if role is None or role.board_id != self.board.id:
            raise HTTPNotFound
        return role
