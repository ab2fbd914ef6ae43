"""What can be read of accounts, roles and sessions: plain facts, in a fixed number of queries."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, ColumnElement, and_, column, exists, func, or_, select, table
from sqlalchemy.orm import Session

from governance.accounts.factor_models import AuthenticatorApp, Passkey
from governance.accounts.models import (
    SECOND_FACTORS,
    Account,
    ContactAddress,
    LinkPurpose,
    MadeBy,
    Role,
    RoleAssignment,
    SessionOfAccount,
    SignInLink,
)
from governance.accounts.roles import NEED_SECOND_FACTOR, is_in_force, name_principal
from governance.db.facts import Rows
from governance.db.prepared import prepared
from governance.security.identity import Identity

# A room above owns these tables; here they only say where a role belongs.
BOARD = table("board", column("id"), column("slug"), column("name"), column("zone"), column("is_demo", Boolean))
PERSON = table("person", column("id"), column("key"))

INSTANCE_ZONE = "UTC"
"""Where the days of a role begin that belongs to no board."""


@dataclass(frozen=True, slots=True)
class FoundSession:
    """A session by its token, alive or not, and the identity that it gives while it lives."""

    id: int
    account_id: int
    last_seen_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    closed_at: datetime | None
    identity: Identity


@dataclass(frozen=True, slots=True)
class HeldRole:
    """One assignment, as the pages show it. in_force: whether it grants anything today where the board sits."""

    key: str
    account: str
    name: str
    role: Role
    board_id: int | None
    board_slug: str | None
    board_name: str | None
    started_on: date | None
    ended_on: date | None
    withdrawn_at: datetime | None
    in_force: bool
    is_over: bool


@dataclass(frozen=True, slots=True)
class OwnSession:
    key: str
    made_by: MadeBy
    factors: tuple[str, ...]
    made_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """An account without its contact data."""

    id: int
    key: str
    name: str
    language: str
    person: str | None
    entered_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Contact:
    """An address and what became of it; confirmed_at is empty while the link to it has not been used."""

    address: str
    entered_at: datetime
    confirmed_at: datetime | None
    superseded_at: datetime | None


@dataclass(frozen=True, slots=True)
class FoundLink:
    """What a link is for, and whether it still works."""

    id: int
    purpose: LinkPurpose
    account_id: int
    name: str
    is_usable: bool


def has_passkey() -> ColumnElement[bool]:
    return exists().where(Passkey.account_id == Account.id, Passkey.removed_at.is_(None))


def has_app() -> ColumnElement[bool]:
    return exists().where(
        AuthenticatorApp.account_id == Account.id,
        AuthenticatorApp.removed_at.is_(None),
        AuthenticatorApp.confirmed_at.is_not(None),
    )


def has_only_demo() -> ColumnElement[bool]:
    """Whether there are boards, and none of them is a real one."""
    other = BOARD.alias("other_board")
    return and_(exists(select(other.c.id)), ~exists(select(other.c.id).where(other.c.is_demo.is_(False))))


@prepared
def read_session(token_hash: str) -> Rows:
    return (
        select(
            SessionOfAccount.id, SessionOfAccount.key, SessionOfAccount.factors, SessionOfAccount.last_seen_at,
            SessionOfAccount.expires_at, SessionOfAccount.revoked_at, Account.id, Account.key, Account.name,
            Account.person_id, Account.closed_at, RoleAssignment.role, RoleAssignment.board_id,
            RoleAssignment.started_on, RoleAssignment.ended_on, RoleAssignment.withdrawn_at, BOARD.c.zone,
            or_(has_passkey(), has_app()), has_only_demo(),
        )
        .join(Account, Account.id == SessionOfAccount.account_id)
        .outerjoin(
            RoleAssignment,
            and_(RoleAssignment.account_id == Account.id, RoleAssignment.superseded_at.is_(None)),
        )
        .outerjoin(BOARD, BOARD.c.id == RoleAssignment.board_id)
        .where(SessionOfAccount.token_hash == token_hash)
    )  # fmt: skip


def find_session(db: Session, token_hash: str, now: datetime) -> FoundSession | None:
    """The session of a token, with the roles in force at this moment. One query."""
    rows = list(read_session(db, token_hash))
    if not rows:
        return None
    session_id, session, factors, seen, expires, revoked, account_id, account, name, person_id, closed = rows[0][:11]
    has_factor, is_demo = rows[0][17:]
    roles = frozenset(
        (str(role), board_id)
        for role, board_id, started_on, ended_on, withdrawn_at, zone in (row[11:17] for row in rows)
        if role is not None and is_in_force(started_on, ended_on, withdrawn_at, now, zone or INSTANCE_ZONE)
    )
    lacks_factor = (
        # The demonstration lets everybody look around; whoever has set up a second factor there is asked for it.
        (has_factor or not is_demo)
        and any(role in NEED_SECOND_FACTOR for role, _board in roles)
        and SECOND_FACTORS.isdisjoint(factors)
    )
    if lacks_factor:
        roles = frozenset()
    principals = frozenset({f"account:{account}", *(name_principal(Role(role), board_id) for role, board_id in roles)})
    identity = Identity(
        account_id, account, name, person_id, session_id, session, frozenset(factors), roles, principals, lacks_factor
    )
    return FoundSession(session_id, account_id, seen, expires, revoked, closed, identity)


def find_recipient(db: Session, mailbox: str) -> tuple[Account, str] | None:
    """The open account that has a confirmed mailbox, and its address as it was given: mail goes there and nowhere else."""
    row = db.execute(
        select(Account, ContactAddress.address)
        .join(ContactAddress, ContactAddress.account_id == Account.id)
        .where(
            ContactAddress.mailbox == mailbox,
            ContactAddress.superseded_at.is_(None),
            ContactAddress.confirmed_at.is_not(None),
            Account.closed_at.is_(None),
        )
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def find_account_of_mailbox(db: Session, mailbox: str) -> Account | None:
    """The open account that has a confirmed mailbox."""
    found = find_recipient(db, mailbox)
    return None if found is None else found[0]


def find_account(db: Session, key: str) -> AccountFacts | None:
    row = db.execute(
        select(Account.id, Account.key, Account.name, Account.language, PERSON.c.key, Account.entered_at,
               Account.closed_at)
        .outerjoin(PERSON, PERSON.c.id == Account.person_id)
        .where(Account.key == key)
    ).one_or_none()  # fmt: skip
    return None if row is None else AccountFacts(*row)


def find_contacts(db: Session, account_id: int) -> list[Contact]:
    """Every address that is held of an account, the latest first."""
    rows = db.execute(
        select(ContactAddress.address, ContactAddress.entered_at, ContactAddress.confirmed_at,
               ContactAddress.superseded_at)
        .where(ContactAddress.account_id == account_id)
        .order_by(ContactAddress.id.desc())
    )  # fmt: skip
    return [Contact(*row) for row in rows]


def find_current_contact(db: Session, account_id: int) -> ContactAddress | None:
    """The address that mail to an account goes to."""
    return db.scalar(
        select(ContactAddress)
        .where(
            ContactAddress.account_id == account_id,
            ContactAddress.superseded_at.is_(None),
            ContactAddress.confirmed_at.is_not(None),
        )
        .order_by(ContactAddress.id.desc())
        .limit(1)
    )


def find_sessions(db: Session, account_id: int, now: datetime, idle_since: datetime) -> list[OwnSession]:
    """The sessions of an account that live, the one seen last first."""
    query: Rows = (
        select(SessionOfAccount.key, SessionOfAccount.made_by, SessionOfAccount.factors, SessionOfAccount.made_at,
               SessionOfAccount.last_seen_at, SessionOfAccount.expires_at, SessionOfAccount.revoked_at)
        .where(
            SessionOfAccount.account_id == account_id,
            SessionOfAccount.revoked_at.is_(None),
            SessionOfAccount.expires_at > now,
            SessionOfAccount.last_seen_at > idle_since,
        )
        .order_by(SessionOfAccount.last_seen_at.desc(), SessionOfAccount.id.desc())
    )  # fmt: skip
    return [OwnSession(key, made_by, tuple(factors), *rest) for key, made_by, factors, *rest in db.execute(query)]


def select_roles() -> Rows:
    return (
        select(
            RoleAssignment.key, Account.key, Account.name, RoleAssignment.role, RoleAssignment.board_id, BOARD.c.slug,
            BOARD.c.name, RoleAssignment.started_on, RoleAssignment.ended_on, RoleAssignment.withdrawn_at, BOARD.c.zone,
        )
        .join(Account, Account.id == RoleAssignment.account_id)
        .outerjoin(BOARD, BOARD.c.id == RoleAssignment.board_id)
        .where(RoleAssignment.superseded_at.is_(None))
    )  # fmt: skip


def make_held_role(row: Any, now: datetime) -> HeldRole:
    key, account, name, role, board_id, slug, board, started_on, ended_on, withdrawn_at, zone = row
    zone = zone or INSTANCE_ZONE
    in_force = is_in_force(started_on, ended_on, withdrawn_at, now, zone)
    # What has not begun will grant something on its first day; what is over never will.
    is_over = not in_force and not is_in_force(None, ended_on, withdrawn_at, now, zone)
    return HeldRole(
        key, account, name, role, board_id, slug, board, started_on, ended_on, withdrawn_at, in_force, is_over
    )


def find_roles_of_account(db: Session, account_id: int, now: datetime) -> list[HeldRole]:
    """Every role that an account has or had, board by board."""
    rows = db.execute(
        select_roles()
        .where(RoleAssignment.account_id == account_id)
        .order_by(BOARD.c.name, RoleAssignment.started_on.desc(), RoleAssignment.id.desc())
    )
    return [make_held_role(row, now) for row in rows]


def count_roles_on_board(db: Session, board_id: int) -> int:
    return db.scalar(
        select(func.count()).where(RoleAssignment.board_id == board_id, RoleAssignment.superseded_at.is_(None))
    ) or 0  # fmt: skip


def find_roles_on_board(db: Session, board_id: int, now: datetime, limit: int, offset: int) -> list[HeldRole]:
    """Who has or had a role on a board: what is not over first, then by name."""
    rows = db.execute(
        select_roles()
        .where(RoleAssignment.board_id == board_id)
        .order_by(
            RoleAssignment.withdrawn_at.is_not(None), RoleAssignment.ended_on.is_not(None), Account.name,
            RoleAssignment.id,
        )
        .limit(limit)
        .offset(offset)
    )  # fmt: skip
    return [make_held_role(row, now) for row in rows]


def find_role(db: Session, key: str, now: datetime) -> HeldRole | None:
    row = db.execute(select_roles().where(RoleAssignment.key == key)).one_or_none()
    return None if row is None else make_held_role(row, now)


def count_accounts(db: Session) -> int:
    return db.scalar(select(func.count()).select_from(Account)) or 0


def list_accounts(db: Session, limit: int, offset: int) -> list[AccountFacts]:
    """All accounts by name, open ones first."""
    rows = db.execute(
        select(Account.id, Account.key, Account.name, Account.language, PERSON.c.key, Account.entered_at,
               Account.closed_at)
        .outerjoin(PERSON, PERSON.c.id == Account.person_id)
        .order_by(Account.closed_at.is_not(None), Account.name, Account.id)
        .limit(limit)
        .offset(offset)
    )  # fmt: skip
    return [AccountFacts(*row) for row in rows]


def find_link(db: Session, token_hash: str, now: datetime) -> FoundLink | None:
    """A link that was sent, whether it still works or not."""
    row = db.execute(
        select(SignInLink.id, SignInLink.purpose, SignInLink.used_at, SignInLink.expires_at, Account.id, Account.name,
               Account.closed_at)
        .join(Account, Account.id == SignInLink.account_id)
        .where(SignInLink.token_hash == token_hash)
    ).one_or_none()  # fmt: skip
    if row is None:
        return None
    link_id, purpose, used_at, expires_at, account_id, name, closed_at = row
    return FoundLink(link_id, purpose, account_id, name, used_at is None and closed_at is None and now < expires_at)
