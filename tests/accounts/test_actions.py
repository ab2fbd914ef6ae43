"""Inviting, giving and ending roles, changing an address, closing: what holds afterwards, and what the ledger says."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.accounts.actions import (
    OPERATOR,
    Actor,
    assign_role,
    close_account,
    end_role,
    invite,
    revoke_sessions,
)
from governance.accounts.checks import AccountActRefused, Refusal
from governance.accounts.contacts import confirm_address, correct_own, propose_address
from governance.accounts.models import Account, ContactAddress, Role, RoleAssignment
from governance.accounts.queries import find_account_of_mailbox, find_roles_of_account
from governance.accounts.roles import is_in_force
from governance.boards.models import Board
from governance.db import Database
from governance.ledger.entries import Office
from governance.ledger.models import LedgerEntry, LedgerPrivateAct
from tests.conftest import NOW

CLERK = Actor(Office.CLERK, None)
TODAY = date(2026, 11, 24)
ADDRESS = "wren@example.net"


@pytest.fixture
def session(make_database: Callable[[str], Database]) -> Any:
    with make_database("demo").writing.begin() as session:
        yield session


@pytest.fixture
def board(session: Session) -> int:
    return session.scalars(select(Board.id).where(Board.parent_id.is_(None))).one()


def open_one(session: Session, board: int, role: Role = Role.MEMBER, **more: Any) -> tuple[Account, RoleAssignment]:
    return invite(session, NOW, OPERATOR, name="Wren Aldous", address=ADDRESS, role=role, board_id=board, **more)


def refuse(expected: Refusal, act: Callable[[], Any]) -> None:
    with pytest.raises(AccountActRefused) as refused:
        act()
    assert refused.value.refusal is expected


def read_entries(session: Session, kind: str) -> list[dict[str, Any]]:
    bodies = session.scalars(select(LedgerEntry.body).where(LedgerEntry.kind == kind).order_by(LedgerEntry.sequence))
    return [json.loads(body) for body in bodies]


def test_an_invitation_opens_an_account_with_its_role(session: Session, board: int) -> None:
    account, role = open_one(session, board)
    assert (role.started_on, role.ended_on, role.assigned_by) == (TODAY, None, None)
    assert find_account_of_mailbox(session, ADDRESS) is account
    entry = read_entries(session, "account.invited")[-1]
    assert entry["office"] == "operator"
    assert entry["facts"] == {
        "account": account.key, "assignment": role.key, "role": "member", "first_day": "2026-11-24",
    }  # fmt: skip
    assert entry["sealed"]["rows"] == 1


def test_the_ledger_holds_no_name_and_no_address(session: Session, board: int) -> None:
    account, role = open_one(session, board)
    end_role(session, NOW, OPERATOR, role.key)
    close_account(session, NOW, OPERATOR, account.key)
    bodies = " ".join(session.scalars(select(LedgerEntry.body)))
    assert not any(word in bodies for word in ("Wren", "Aldous", "example", "@"))


def test_an_invitation_to_a_known_address_gives_the_account_that_is_there_a_role(session: Session, board: int) -> None:
    account, _role = open_one(session, board)
    again, _other = invite(
        session, NOW, OPERATOR, name="Somebody Else", address="WREN@EXAMPLE.NET", role=Role.CHAIR, board_id=board
    )
    assert again is account
    assert account.name == "Wren Aldous"
    assert [role.role for role in find_roles_of_account(session, account.id, NOW)] == [Role.CHAIR, Role.MEMBER]
    assert len(read_entries(session, "role.assigned")) == 1


def test_a_role_is_not_given_twice(session: Session, board: int) -> None:
    account, role = open_one(session, board)
    refuse(Refusal.ROLE_HELD, lambda: assign_role(session, NOW, OPERATOR, account.key, Role.MEMBER, board))
    end_role(session, NOW, OPERATOR, role.key)
    assign_role(session, NOW, OPERATOR, account.key, Role.MEMBER, board)


@pytest.mark.parametrize(
    ("held", "wanted"), [(Role.CLERK, Role.APPOINTING_AUTHORITY), (Role.APPOINTING_AUTHORITY, Role.CLERK)]
)
def test_who_defines_seats_does_not_appoint_to_them(session: Session, board: int, held: Role, wanted: Role) -> None:
    account, role = open_one(session, board, held)
    refuse(Refusal.ROLES_APART, lambda: assign_role(session, NOW, OPERATOR, account.key, wanted, board))
    other = session.scalars(select(Board.id).where(Board.id != board)).first()
    assign_role(session, NOW, OPERATOR, account.key, wanted, other)
    end_role(session, NOW, OPERATOR, role.key)
    assign_role(session, NOW, OPERATOR, account.key, wanted, board)


@pytest.mark.parametrize("role", [Role.CLERK, Role.APPOINTING_AUTHORITY, Role.ADMINISTRATOR])
def test_a_clerk_gives_and_ends_no_role_that_is_above_or_beside_their_own(
    session: Session, board: int, role: Role
) -> None:
    place = None if role is Role.ADMINISTRATOR else board
    account, held = invite(
        session, NOW, OPERATOR, name="Wren Aldous", address=ADDRESS, role=Role.MEMBER, board_id=board
    )
    refuse(Refusal.NOT_YOURS_TO_GIVE, lambda: assign_role(session, NOW, CLERK, account.key, role, place))
    given = assign_role(session, NOW, OPERATOR, account.key, role, place)
    refuse(Refusal.NOT_YOURS_TO_END, lambda: end_role(session, NOW, CLERK, given.key))
    end_role(session, NOW, CLERK, held.key)


def test_a_role_that_is_ended_at_once_grants_nothing_from_that_moment(session: Session, board: int) -> None:
    account, role = open_one(session, board)
    later = NOW + timedelta(hours=1)
    ended = end_role(session, later, OPERATOR, role.key)
    assert (ended.key, ended.corrects_id, ended.ended_on, ended.withdrawn_at) == (role.key, role.id, TODAY, later)
    assert role.superseded_at == later
    zone = "America/Chicago"
    assert is_in_force(ended.started_on, ended.ended_on, ended.withdrawn_at, later - timedelta(seconds=1), zone)
    assert not is_in_force(ended.started_on, ended.ended_on, ended.withdrawn_at, later, zone)
    refuse(Refusal.ROLE_OVER, lambda: end_role(session, later, OPERATOR, role.key))
    [entry] = read_entries(session, "role.ended")
    assert entry["facts"]["at_once"] is True
    assert entry["sealed"]["rows"] == 2
    assert [held.is_over for held in find_roles_of_account(session, account.id, later)] == [True]


def test_a_role_ends_with_its_last_day(session: Session, board: int) -> None:
    account, role = open_one(session, board)
    refuse(Refusal.LAST_DAY_PAST, lambda: end_role(session, NOW, OPERATOR, role.key, last_day=date(2026, 11, 23)))
    end_role(session, NOW, OPERATOR, role.key, last_day=date(2026, 11, 30))
    [held] = find_roles_of_account(session, account.id, NOW)
    assert (held.in_force, held.is_over, held.ended_on) == (True, False, date(2026, 11, 30))


def test_a_role_that_has_not_begun_can_be_taken_back(session: Session, board: int) -> None:
    account, role = open_one(session, board, started_on=date(2027, 1, 1))
    assert not find_roles_of_account(session, account.id, NOW)[0].in_force
    end_role(session, NOW, OPERATOR, role.key)
    assert find_roles_of_account(session, account.id, NOW + timedelta(days=38))[0].is_over


def test_days_out_of_order_are_refused(session: Session, board: int) -> None:
    refuse(
        Refusal.LAST_DAY_BEFORE_FIRST,
        lambda: open_one(session, board, started_on=date(2027, 1, 2), ended_on=date(2027, 1, 1)),
    )
    _account, role = open_one(session, board, started_on=date(2027, 1, 2))
    refuse(Refusal.LAST_DAY_BEFORE_FIRST, lambda: end_role(session, NOW, OPERATOR, role.key, last_day=date(2027, 1, 1)))


@pytest.mark.parametrize(
    "address", ["", "wren", "wren@", "@example.net", "a b@example.net", "w@x\r\nBcc: y@z.org", "w@localhost"]
)
def test_an_address_that_no_mail_reaches_is_refused(session: Session, board: int, address: str) -> None:
    before = session.scalar(select(func.count()).select_from(Account))
    refuse(
        Refusal.ADDRESS_UNUSABLE,
        lambda: invite(session, NOW, OPERATOR, name="W", address=address, role=Role.MEMBER, board_id=board),
    )
    assert session.scalar(select(func.count()).select_from(Account)) == before


@pytest.mark.parametrize(
    ("name", "refusal"),
    [("  ", Refusal.NAME_MISSING), ("\u202e\x00", Refusal.NAME_MISSING), ("x" * 201, Refusal.NAME_TOO_LONG)],
)
def test_a_name_that_cannot_be_read_is_refused(session: Session, board: int, name: str, refusal: Refusal) -> None:
    account, _role = open_one(session, board)
    refuse(refusal, lambda: correct_own(session, account.id, name=name, language="en"))


def test_closing_ends_everything_and_is_said_on_every_board_s_ledger(session: Session, board: int) -> None:
    account, role = open_one(session, board)
    before = len(read_entries(session, "account.closed"))
    close_account(session, NOW, OPERATOR, account.key)
    assert account.closed_at == NOW
    assert find_account_of_mailbox(session, ADDRESS) is None
    [held] = find_roles_of_account(session, account.id, NOW)
    assert (held.key, held.is_over) == (role.key, True)
    assert len(read_entries(session, "account.closed")) == before + 2  # the board's and the instance's
    refuse(Refusal.ACCOUNT_CLOSED, lambda: close_account(session, NOW, OPERATOR, account.key))
    refuse(Refusal.ACCOUNT_CLOSED, lambda: assign_role(session, NOW, OPERATOR, account.key, Role.MEMBER, board))
    refuse(Refusal.ACCOUNT_CLOSED, lambda: revoke_sessions(session, NOW, OPERATOR, account.key))
    again, _role = open_one(session, board)
    assert again.id != account.id


def test_an_unknown_account_is_told(session: Session) -> None:
    refuse(Refusal.UNKNOWN_ACCOUNT, lambda: close_account(session, NOW, OPERATOR, "0000000000"))


# -- the address -----------------------------------------------------------------------------------------------


def propose(session: Session, account: Account, address: str) -> ContactAddress:
    proposed = propose_address(session, NOW, account.id, address)
    assert proposed is not None
    return proposed


def test_a_new_address_counts_once_it_is_confirmed(session: Session, board: int) -> None:
    account, _role = open_one(session, board)
    proposed = propose(session, account, "new@example.net")
    assert find_account_of_mailbox(session, "new@example.net") is None
    assert confirm_address(session, NOW, account.id, proposed.id) == ADDRESS
    assert find_account_of_mailbox(session, "new@example.net") is account
    assert find_account_of_mailbox(session, ADDRESS) is None
    assert session.scalar(select(func.count()).select_from(LedgerPrivateAct)) == 2


def test_only_the_latest_proposal_can_be_confirmed(session: Session, board: int) -> None:
    account, _role = open_one(session, board)
    first, second = propose(session, account, "one@example.net"), propose(session, account, "two@example.net")
    refuse(Refusal.ACCOUNT_CLOSED, lambda: confirm_address(session, NOW, account.id, first.id))
    confirm_address(session, NOW, account.id, second.id)


def test_an_address_of_somebody_else_is_neither_proposed_nor_confirmed(session: Session, board: int) -> None:
    account, _role = open_one(session, board)
    assert propose_address(session, NOW, account.id, "Clerk@example.org") is None
    waiting = propose(session, account, "taken@example.net")
    invite(session, NOW, OPERATOR, name="Other", address="taken@example.net", role=Role.MEMBER, board_id=board)
    refuse(Refusal.ADDRESS_TAKEN, lambda: confirm_address(session, NOW, account.id, waiting.id))


def test_an_address_stays_on_the_private_acts_of_one_board(session: Session, board: int) -> None:
    """A row is sealed on one log for ever, whatever roles come later."""
    other = session.scalars(select(Board.id).where(Board.id != board).order_by(Board.id.desc())).first()
    account, _role = open_one(session, other or 0)
    assign_role(session, NOW, OPERATOR, account.key, Role.MEMBER, board)
    confirm_address(session, NOW, account.id, propose(session, account, "new@example.net").id)
    close_account(session, NOW, OPERATOR, account.key)
    assert session.scalar(select(func.count(LedgerPrivateAct.log_id.distinct()))) == 1
