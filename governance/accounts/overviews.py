"""Whole views of accounts: for the operator, and for the demo's links."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.accounts.models import ContactAddress, Role, RoleAssignment
from governance.accounts.queries import BOARD, count_accounts, list_accounts, make_held_role, select_roles


def list_users(db: Session, now: datetime) -> list[dict[str, Any]]:
    """All accounts with their address and the roles that are not over, as plain JSON: for the operator alone."""
    rows = db.execute(
        select(ContactAddress.account_id, ContactAddress.address)
        .where(ContactAddress.superseded_at.is_(None), ContactAddress.confirmed_at.is_not(None))
        .order_by(ContactAddress.id)
    )
    addresses = {account_id: address for account_id, address in rows}  # noqa: C416  # rows are no pairs to dict()
    roles: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in db.execute(select_roles().order_by(RoleAssignment.id)):
        held = make_held_role(row, now)
        if not held.is_over:
            roles[held.account].append({"role": str(held.role), "board": held.board_slug, "in_force": held.in_force})
    return [
        {
            "account": account.key,
            "name": account.name,
            "email": addresses.get(account.id),
            "closed": account.closed_at is not None,
            "roles": roles[account.key],
        }
        for account in list_accounts(db, count_accounts(db), 0)
    ]


def find_accounts_at(db: Session, domain: str) -> dict[Role, int]:
    """One open account for each role that is held by somebody with an address at a domain."""
    rows = db.execute(
        select(RoleAssignment.role, func.min(RoleAssignment.account_id))
        .join(ContactAddress, ContactAddress.account_id == RoleAssignment.account_id)
        .where(
            RoleAssignment.superseded_at.is_(None),
            RoleAssignment.withdrawn_at.is_(None),
            ContactAddress.superseded_at.is_(None),
            ContactAddress.confirmed_at.is_not(None),
            ContactAddress.mailbox.endswith(f"@{domain}", autoescape=True),
        )
        .group_by(RoleAssignment.role)
    )
    return {role: account for role, account in rows if account is not None}


def has_only_demo_boards(db: Session) -> bool:
    """Whether there are boards, and none of them is a real one."""
    boards, demo = db.execute(select(func.count(), func.count().filter(BOARD.c.is_demo)).select_from(BOARD)).one()
    return bool(boards and boards == demo)
