"""What somebody takes away of their own declarations, and what is public of them on each board."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.accounts.models import Account
from governance.boards.declaration_models import CommunityStanding, Declaration
from governance.boards.declaration_queries import read_content
from governance.boards.models import Board
from governance.security.vault import Vault

LEFT_OUT = {
    "declaration.confirmed_by": "who confirmed it is held on them; it was a clerk of the board",
    "declaration.declined_by": "who declined it is held on them; it was a clerk of the board",
    "declaration.data_key": "it names a key and says nothing of anybody",
    "declaration.sealed": "what it holds is given, opened",
}
"""Columns that hold something of somebody and are not given, and why. The file says so too."""


def gather_own_declarations(session: Session, vault: Vault, account_id: int) -> dict[str, Any]:
    """Every declaration that somebody made, opened, and each span in which it was public that they count.

    categories is None where what was declared was destroyed or its key is not here.
    """
    rows = session.execute(
        select(Declaration, Board.slug)
        .join(Board, Board.id == Declaration.board_id)
        .join(Account, Account.person_id == Declaration.person_id)
        .where(Account.id == account_id)
        .order_by(Declaration.id)
    )
    standing = session.execute(
        select(
            Board.slug, CommunityStanding.started_on, CommunityStanding.ended_on, CommunityStanding.entered_at,
            CommunityStanding.superseded_at,
        )
        .join(Board, Board.id == CommunityStanding.board_id)
        .join(Account, Account.person_id == CommunityStanding.person_id)
        .where(Account.id == account_id)
        .order_by(CommunityStanding.id)
    )  # fmt: skip
    return {
        "declarations": [tell_declaration(vault, declaration, slug) for declaration, slug in rows],
        "community_standing": [
            {
                "board_slug": slug,
                "started_on": first,
                "ended_on": last,
                "entered_at": entered,
                "superseded_at": superseded,
            }
            for slug, first, last, entered, superseded in standing
        ],
    }


def tell_declaration(vault: Vault, declaration: Declaration, board_slug: str) -> dict[str, Any]:
    content = read_content(vault, declaration)
    return {
        "key": declaration.key,
        "board_slug": board_slug,
        "categories": None if content is None else sorted(content.categories),
        "first_day": None if content is None else content.first_day,
        "confirmed_on": None if content is None else content.confirmed_on,
        "entered_at": declaration.entered_at,
        "confirmed_at": declaration.confirmed_at,
        "declined_at": declaration.declined_at,
        "withdrawn_at": declaration.withdrawn_at,
        "superseded_at": declaration.superseded_at,
        "destroyed_at": declaration.destroyed_at,
        "said_at": declaration.said_at,
        "unsaid_at": declaration.unsaid_at,
    }
