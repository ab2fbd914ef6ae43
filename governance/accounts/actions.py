"""What changes accounts and roles: inviting, giving and ending roles, correcting what is held on somebody, closing.

Each act runs in the caller's transaction, writes one entry on the ledger of the board (or of the instance, for what
belongs to no board), and raises AccountActRefused before anything is changed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.accounts.checks import AccountActRefused, Refusal, check_name, read_mailbox
from governance.accounts.contacts import let_go_of_addresses
from governance.accounts.links import withdraw_links
from governance.accounts.models import Account, ContactAddress, Role, RoleAssignment
from governance.accounts.queries import BOARD, INSTANCE_ZONE, find_account_of_mailbox
from governance.accounts.roles import APART, GIVEN_BY_CLERKS, is_in_force
from governance.accounts.sessions import end_session, end_sessions
from governance.clock import find_day
from governance.db.keys import make_key
from governance.ledger.actions import append
from governance.ledger.entries import Office
from governance.ledger.seals import Row, read_row


class AccountAct(StrEnum):
    """What stands on the ledger of what happens in this room."""

    INVITED = "account.invited"
    CLOSED = "account.closed"
    ROLE_ASSIGNED = "role.assigned"
    ROLE_ENDED = "role.ended"
    SESSIONS_REVOKED = "session.revoked"
    FACTORS_RESET = "factor.reset"
    RECOVERY_CODES_ISSUED = "recovery.issued"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the public office, and the account; None is the operator at the command line."""

    office: Office
    account_id: int | None


OPERATOR = Actor(Office.OPERATOR, None)


def record_act(
    session: Session, now: datetime, actor: Actor, board_id: int | None, act: AccountAct, facts: dict[str, object],
    rows: Iterable[Row] = (),
) -> None:  # fmt: skip
    """Write an act of this room on the ledger, in its own transaction."""
    append(session, board_id, at=now, office=actor.office, kind=act, facts=facts, rows=rows)


def invite(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    name: str,
    address: str,
    role: Role,
    board_id: int | None,
    started_on: date | None = None,
    ended_on: date | None = None,
    language: str = "en",
    person_id: int | None = None,
) -> tuple[Account, RoleAssignment]:
    """Give somebody a role by the address of their mailbox, and an account where they have none yet.

    An account that is there keeps its name. started_on: today where the board sits, if left out. The caller sends the
    link that tells them of it.
    """
    mailbox = read_mailbox(address)
    account = find_account_of_mailbox(session, mailbox)
    is_new = account is None
    if account is None:
        account = open_account(session, now, name=name, address=address, language=language, person_id=person_id)
    assignment = add_role(session, now, actor, account, role, board_id, started_on, ended_on)
    end_sessions(session, now, account.id)
    act = AccountAct.INVITED if is_new else AccountAct.ROLE_ASSIGNED
    record_act(session, now, actor, board_id, act, tell(account, assignment), [read_row(assignment)])
    return account, assignment


def open_account(
    session: Session, now: datetime, *, name: str, address: str, language: str, person_id: int | None = None
) -> Account:
    """An account with its first address. Whoever opens it vouches for the address."""
    account = Account(
        key=make_key(), name=check_name(name), language=language, person_id=person_id, entered_at=now, closed_at=None
    )
    session.add(account)
    session.flush()
    session.add(
        ContactAddress(
            account_id=account.id, address=address.strip(), mailbox=read_mailbox(address), confirmed_at=now,
            entered_at=now,
        )
    )  # fmt: skip
    session.flush()
    return account


def assign_role(
    session: Session,
    now: datetime,
    actor: Actor,
    account_key: str,
    role: Role,
    board_id: int | None,
    *,
    started_on: date | None = None,
    ended_on: date | None = None,
) -> RoleAssignment:
    """Give an account a role. Whoever holds it signs in again, with what they may do now."""
    account = find_open_account(session, account_key)
    assignment = add_role(session, now, actor, account, role, board_id, started_on, ended_on)
    end_sessions(session, now, account.id)
    facts = tell(account, assignment)
    record_act(session, now, actor, board_id, AccountAct.ROLE_ASSIGNED, facts, [read_row(assignment)])
    return assignment


def add_role(
    session: Session, now: datetime, actor: Actor, account: Account, role: Role, board_id: int | None,
    started_on: date | None, ended_on: date | None,
) -> RoleAssignment:  # fmt: skip
    if actor.office is Office.CLERK and role not in GIVEN_BY_CLERKS:
        raise AccountActRefused(Refusal.NOT_YOURS_TO_GIVE, "role")
    zone = find_zone(session, board_id)
    started_on = started_on or find_day(now, zone)
    if ended_on is not None and ended_on < started_on:
        raise AccountActRefused(Refusal.LAST_DAY_BEFORE_FIRST, "ended_on")
    for held in find_assignments(session, account.id, board_id):
        if is_in_force(None, held.ended_on, held.withdrawn_at, now, zone):
            if held.role is role:
                raise AccountActRefused(Refusal.ROLE_HELD, "role")
            if {held.role, role} == APART:
                raise AccountActRefused(Refusal.ROLES_APART, "role")
    assignment = RoleAssignment(
        key=make_key(), account_id=account.id, role=role, board_id=board_id, started_on=started_on, ended_on=ended_on,
        assigned_by=actor.account_id, entered_at=now, withdrawn_at=None,
    )  # fmt: skip
    session.add(assignment)
    session.flush()
    return assignment


def end_role(
    session: Session, now: datetime, actor: Actor, key: str, *, last_day: date | None = None
) -> RoleAssignment:  # fmt: skip
    """End a role: at once, or with a last day that is yet to come. The row that stood is kept, and the new one names it.

    Raises AccountActRefused where it is over already, or was never given.
    """
    held = session.scalar(
        select(RoleAssignment).where(RoleAssignment.key == key, RoleAssignment.superseded_at.is_(None))
    )
    if held is None:
        raise AccountActRefused(Refusal.ROLE_OVER)
    if actor.office is Office.CLERK and held.role not in GIVEN_BY_CLERKS:
        raise AccountActRefused(Refusal.NOT_YOURS_TO_END)
    zone = find_zone(session, held.board_id)
    today = find_day(now, zone)
    if not is_in_force(None, held.ended_on, held.withdrawn_at, now, zone):
        raise AccountActRefused(Refusal.ROLE_OVER)
    if last_day is not None and last_day < today:
        raise AccountActRefused(Refusal.LAST_DAY_PAST, "last_day")
    if last_day is not None and held.started_on is not None and last_day < held.started_on:
        raise AccountActRefused(Refusal.LAST_DAY_BEFORE_FIRST, "last_day")
    ended_on = last_day or max(today, held.started_on or today)
    ended = supersede(session, now, actor, held, ended_on, now if last_day is None else None)
    end_sessions(session, now, held.account_id)
    account = session.get_one(Account, held.account_id)
    facts = {**tell(account, ended), "at_once": last_day is None}
    record_act(
        session, now, actor, held.board_id, AccountAct.ROLE_ENDED, facts, [read_row(held), read_row(ended)]
    )  # fmt: skip
    return ended


def supersede(
    session: Session, now: datetime, actor: Actor, held: RoleAssignment, ended_on: date, withdrawn_at: datetime | None
) -> RoleAssignment:
    held.superseded_at = now
    session.flush()  # before its follower takes its key
    follower = RoleAssignment(
        key=held.key, account_id=held.account_id, role=held.role, board_id=held.board_id, started_on=held.started_on,
        ended_on=ended_on, withdrawn_at=withdrawn_at, assigned_by=actor.account_id, entered_at=now,
        corrects_id=held.id,
    )  # fmt: skip
    session.add(follower)
    session.flush()
    return follower


def close_account(session: Session, now: datetime, actor: Actor, account_key: str) -> Account:
    """Close an account: its roles end, its sessions and links work no more, its address is let go."""
    account = find_open_account(session, account_key)
    ended: dict[int | None, list[Row]] = {None: []}
    for held in find_assignments(session, account.id):
        zone = find_zone(session, held.board_id)
        if is_in_force(None, held.ended_on, held.withdrawn_at, now, zone):
            today = find_day(now, zone)
            follower = supersede(session, now, actor, held, max(today, held.started_on or today), now)
            ended.setdefault(held.board_id, []).extend([read_row(held), read_row(follower)])
    account.closed_at = now
    let_go_of_addresses(session, now, account.id)
    end_sessions(session, now, account.id)
    withdraw_links(session, now, account.id)
    for board_id, rows in sorted(ended.items(), key=lambda entry: entry[0] or 0):
        record_act(session, now, actor, board_id, AccountAct.CLOSED, {"account": account.key}, rows)
    return account


def revoke_sessions(
    session: Session, now: datetime, actor: Actor, account_key: str, session_key: str | None = None
) -> int:  # fmt: skip
    """End the sessions of somebody else, or one of them; how many that were. It stands on the instance's ledger."""
    account = find_open_account(session, account_key)
    if session_key is None:
        count = end_sessions(session, now, account.id)
    else:
        count = int(end_session(session, now, account.id, session_key))
    if count:
        facts: dict[str, object] = {"account": account.key, "sessions": count}
        record_act(session, now, actor, None, AccountAct.SESSIONS_REVOKED, facts)
    return count


def tell(account: Account, assignment: RoleAssignment) -> dict[str, object]:
    """What the ledger says of a role: opaque keys, a closed code, and days."""
    facts: dict[str, object] = {"account": account.key, "assignment": assignment.key, "role": assignment.role}
    days = {"first_day": assignment.started_on, "last_day": assignment.ended_on}
    return facts | {name: day for name, day in days.items() if day is not None}


def find_open_account(session: Session, key: str) -> Account:
    account = session.scalar(select(Account).where(Account.key == key))
    if account is None:
        raise AccountActRefused(Refusal.UNKNOWN_ACCOUNT)
    if account.closed_at is not None:
        raise AccountActRefused(Refusal.ACCOUNT_CLOSED)
    return account


def find_assignments(session: Session, account_id: int, *board_ids: int | None) -> list[RoleAssignment]:
    """The assignments of an account that stand, on one board (None: the instance's) or everywhere."""
    query = select(RoleAssignment).where(
        RoleAssignment.account_id == account_id, RoleAssignment.superseded_at.is_(None)
    )
    for board_id in board_ids:
        query = query.where(RoleAssignment.board_id.is_not_distinct_from(board_id))
    return list(session.scalars(query.order_by(RoleAssignment.id)))


def find_zone(session: Session, board_id: int | None) -> str:
    if board_id is None:
        return INSTANCE_ZONE
    return session.scalar(select(BOARD.c.zone).where(BOARD.c.id == board_id)) or INSTANCE_ZONE
