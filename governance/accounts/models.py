"""The tables of the accounts room. Tokens are kept as hashes alone; contact data stands apart, so that it can be purged."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from governance.db.model import Corrigible, Dated, Model, RowId, closed_set

HASH_LETTERS = 64


class Role(StrEnum):
    """What an account may act as on a board, for a time. An administrator keeps the whole instance and no board."""

    MEMBER = "member"
    CHAIR = "chair"
    VICE_CHAIR = "vice_chair"
    CLERK = "clerk"
    PROGRAM_STAFF = "program_staff"
    APPOINTING_AUTHORITY = "appointing_authority"
    ADMINISTRATOR = "administrator"


class LinkPurpose(StrEnum):
    SIGN_IN = "sign_in"
    INVITATION = "invitation"
    CONFIRM_ADDRESS = "confirm_address"


class MadeBy(StrEnum):
    """What a session was begun with."""

    LINK = "link"
    RECOVERY_CODE = "recovery_code"
    PASSKEY = "passkey"


class Factor(StrEnum):
    """What a session has proven. A recovery code alone is less than a link: no ballot is cast with it."""

    LINK = "link"
    RECOVERY_CODE = "recovery_code"
    PASSKEY = "passkey"
    TOTP = "totp"


SECOND_FACTORS = frozenset({Factor.PASSKEY, Factor.TOTP})
"""What shows more than that somebody reads a mailbox."""


class Account(Model):
    """Somebody who may sign in. person_id joins them to the public record where they stand on it.

    language: the one that mail to them is written in.
    """

    __tablename__ = "account"
    __table_args__ = (Index(None, "person_id"),)

    id: Mapped[RowId]
    key: Mapped[str] = mapped_column(String(16), unique=True)
    name: Mapped[str]
    language: Mapped[str] = mapped_column(String(2), default="en")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class ContactAddress(Model, Corrigible):
    """An e-mail address of an account, and nothing else about anybody. A new one takes its place once it is confirmed.

    mailbox: the address as addresses are compared. confirmed_at: when somebody showed that mail to it reaches them, or,
    for the first one, when whoever invited them gave it.
    """

    __tablename__ = "contact_address"
    __table_args__ = (
        Index(None, "account_id"),
        Index(
            "uq_contact_address_current", "mailbox", unique=True,
            sqlite_where=text("superseded_at IS NULL AND confirmed_at IS NOT NULL"),
            postgresql_where=text("superseded_at IS NULL AND confirmed_at IS NOT NULL"),
        ),
    )  # fmt: skip

    id: Mapped[RowId]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    address: Mapped[str]
    mailbox: Mapped[str]
    confirmed_at: Mapped[datetime | None]


class RoleAssignment(Model, Dated, Corrigible):
    """A role of an account on a board, from a first day to a last one where the board sits.

    withdrawn_at: from this moment on it grants nothing, whatever its last day. assigned_by is empty where the operator
    did it from the command line.
    """

    __tablename__ = "role_assignment"
    __table_args__ = (
        Index(None, "account_id"),
        Index(None, "board_id"),
        CheckConstraint("(role = 'administrator') = (board_id IS NULL)", name="board_of_role"),
        CheckConstraint("ended_on IS NULL OR started_on <= ended_on", name="dates_in_order"),
        Index(
            "uq_role_assignment_current", "key", unique=True,
            sqlite_where=text("superseded_at IS NULL"), postgresql_where=text("superseded_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[RowId]
    key: Mapped[str] = mapped_column(String(16), comment="the same through corrections")
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    role: Mapped[Role] = closed_set(Role)
    board_id: Mapped[int | None] = mapped_column(ForeignKey("board.id"))
    withdrawn_at: Mapped[datetime | None]
    assigned_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class SignInLink(Model):
    """A link that works once, for a short while.

    account_id is empty where an address was given that nobody has: the row is written so that both answers cost the
    same, and no token of it exists. contact_id: the address that a link confirms. return_to: a path of this portal.
    """

    __tablename__ = "sign_in_link"
    __table_args__ = (Index(None, "account_id"), Index(None, "contact_id"), Index(None, "expires_at"))

    id: Mapped[RowId]
    token_hash: Mapped[str] = mapped_column(String(HASH_LETTERS), unique=True)
    purpose: Mapped[LinkPurpose] = closed_set(LinkPurpose)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact_address.id"))
    return_to: Mapped[str | None]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SessionOfAccount(Model):
    """One browser in which an account is signed in.

    It ends when it was not seen for a while, at expires_at in any case, or when it is revoked. key names it on pages.
    factors: a list of Factor values.
    """

    __tablename__ = "account_session"
    __table_args__ = (Index(None, "account_id"), Index(None, "expires_at"))

    id: Mapped[RowId]
    key: Mapped[str] = mapped_column(String(16), unique=True)
    token_hash: Mapped[str] = mapped_column(String(HASH_LETTERS), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_by: Mapped[MadeBy] = closed_set(MadeBy)
    factors: Mapped[list[str]] = mapped_column(JSON)
    made_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class KeptForm(Model):
    """What somebody had written when their session was over, until they are signed in again.

    Only the browser that sent it holds the token, and the token is the key to what was written: the database cannot be
    read for it.
    """

    __tablename__ = "kept_form"
    __table_args__ = (Index(None, "account_id"), Index(None, "expires_at"))

    id: Mapped[RowId]
    token_hash: Mapped[str] = mapped_column(String(HASH_LETTERS), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    path: Mapped[str]
    form: Mapped[str] = mapped_column(String(80), comment="which form of the page")
    sealed: Mapped[bytes] = mapped_column(LargeBinary, comment="encrypted names and values")
    expires_at: Mapped[datetime]
