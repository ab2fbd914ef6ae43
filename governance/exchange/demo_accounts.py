"""The demo board's accounts: one for each role, to look around with."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from governance.accounts.actions import OPERATOR, invite
from governance.accounts.models import Role
from governance.boards.models import Board, Person


def add_accounts(
    session: Session, now: datetime, accounts: list[dict[str, Any]], board: Board, people: Mapping[str, Person]
) -> None:
    """Give each account of the data its role on the board, or on the instance. No mail leaves for it."""
    for entry in accounts:
        role = Role(entry["role"])
        invite(
            session, now, OPERATOR, name=entry["name"], address=entry["address"], role=role,
            board_id=None if role is Role.ADMINISTRATOR else board.id,
            person_id=people[entry["person"]].id if "person" in entry else None,
        )  # fmt: skip
