"""Members of the demo's board who declare, and a clerk who confirms."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor, open_account
from governance.accounts.models import Account
from governance.accounts.queries import find_account_of_mailbox
from governance.boards.declaration_actions import confirm_declaration, declare
from governance.boards.models import Board, Membership, Person
from governance.db import Database
from governance.ledger.entries import Office
from governance.security.vault import Vault
from tests.conftest import NOW
from tests.support.accounts import BOARD, CLERK

FIRST = date(2026, 1, 2)
"""The first day of the law under which they do, where a test names no other."""


def make_vault(folder: Path) -> Vault:
    vault = Vault(folder / "vault-keys")
    if not vault.find_keys():
        vault.make_key()
    return vault


def find_board(session: Session) -> int:
    return session.scalars(select(Board.id).where(Board.slug == BOARD)).one()


def find_clerk(session: Session) -> Actor:
    account = find_account_of_mailbox(session, CLERK)
    assert account is not None
    return Actor(Office.CLERK, account.id)


def list_voting(session: Session, board_id: int) -> list[str]:
    """The keys of those who serve on a board with a vote for months to come, in the order in which they were entered."""
    later = (NOW + timedelta(days=60)).date()
    return list(
        session.scalars(
            select(Person.key)
            .join(Membership, Membership.person_id == Person.id)
            .where(
                Membership.board_id == board_id, Membership.voting.is_(True), Membership.started_on <= NOW.date(),
                or_(Membership.ended_on.is_(None), Membership.ended_on >= later),
            )
            .order_by(Membership.id)
        )
    )  # fmt: skip


def find_member(session: Session, person: str) -> Actor:
    """Somebody of the record as one who acts: by their account, or one that is opened for them."""
    person_id, name = session.execute(select(Person.id, Person.name).where(Person.key == person)).one()
    account = session.scalar(select(Account).where(Account.person_id == person_id, Account.closed_at.is_(None)))
    if account is None:
        address = f"{person}@example.org"
        account = open_account(session, NOW, name=name, address=address, language="en", person_id=person_id)
    return Actor(Office.MEMBER, account.id)


def declare_for(
    database: Database, vault: Vault, person: str, categories: Collection[str] = (), *, now: datetime = NOW,
    confirmed: bool = True,
) -> str:  # fmt: skip
    """Let somebody declare, and the clerk confirm it; the declaration's key."""
    with database.writing.begin() as session:
        board = find_board(session)
        key = declare(session, vault, now, find_member(session, person), board, categories=categories).key
        if confirmed:
            confirm_declaration(session, vault, now, find_clerk(session), board, key)
    return key
