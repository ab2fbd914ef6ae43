"""Declarations as addresses stand for them: one's own to a board, and all of a board for its clerk alone."""

from datetime import date
from functools import cached_property
from typing import Any

from pyramid.authorization import Allow
from pyramid.httpexceptions import HTTPNotFound

from governance.accounts.models import Role
from governance.accounts.roles import name_principal
from governance.boards.declaration_telling import DeclarationTold, find_declaration, find_own_declaration
from governance.boards.law_queries import AdoptionFact, find_profile
from governance.boards.resources import BOARD, BoardRecord
from governance.clock import find_day
from governance.security import Permission
from governance.web.locale import _
from model_law.rules import Profile

OWN_PATH = f"/boards/{BOARD}/declaration"
ALL_PATH = f"/boards/{BOARD}/declarations"
ONE_PATH = ALL_PATH + "/{declaration:[a-z0-9]{10}}"

MEMBERS_ONLY = _("Only members of this board declare, each for themselves.")
CLERK_ALONE = _("Only this board's clerk reads what members declared. An administrator of this portal does not.")
MEMBERS = (Role.MEMBER, Role.CHAIR, Role.VICE_CHAIR)


class BoardDeclarations(BoardRecord):
    """What is declared to one board. It is in no public page: nothing of it is granted to everybody."""

    def __init__(self, request: Any) -> None:
        super().__init__(request)
        self.request = request

    def __acl__(self) -> tuple[tuple[str, str, Any], ...]:
        members = (name_principal(role, self.board.id) for role in MEMBERS)
        return (
            *((Allow, member, Permission.DECLARATION_MAKE_OWN) for member in members),
            (Allow, name_principal(Role.CLERK, self.board.id), Permission.DECLARATION_DECIDE),
        )

    @property
    def refusals(self) -> dict[Permission, Any]:
        """Why not; nothing at all where the board itself is not to be known of."""
        identity = self.request.identity
        if not self.board.published and (identity is None or self.board.id not in identity.find_boards()):
            return {}
        return {Permission.DECLARATION_MAKE_OWN: MEMBERS_ONLY, Permission.DECLARATION_DECIDE: CLERK_ALONE}

    @cached_property
    def today(self) -> date:
        return find_day(self.request.now, self.board.zone)

    @cached_property
    def law(self) -> tuple[AdoptionFact, Profile] | None:
        """The law of today; None where none is recorded."""
        return find_profile(self.request.db, self.board.id, self.today)

    @property
    def profile(self) -> Profile | None:
        return None if self.law is None else self.law[1]

    @cached_property
    def own(self) -> DeclarationTold | None:
        """What the person who asks has declared to this board."""
        request, person_id = self.request, self.request.identity.person_id
        if person_id is None:
            return None
        vault = request.registry.vault
        return find_own_declaration(request.db, vault, self.board.id, person_id, self.profile, self.today)


class OneDeclaration(BoardDeclarations):
    """One declaration to the board that the address names; one to another board is not here."""

    @cached_property
    def declaration(self) -> DeclarationTold:
        request = self.request
        key, vault = request.matchdict["declaration"], request.registry.vault
        found = find_declaration(request.db, vault, self.board.id, key, self.profile, self.today)
        if found is None:
            raise HTTPNotFound
        return found
