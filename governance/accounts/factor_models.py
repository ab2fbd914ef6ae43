"""The tables of second factors and recovery codes. What was taken away stays as a row without its secret."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from governance.accounts.models import HASH_LETTERS
from governance.db.model import Model, RowId, closed_set


class ChallengePurpose(StrEnum):
    ADD = "add"
    SIGN_IN = "sign_in"


class Passkey(Model):
    """A passkey of an account (WebAuthn credential). name: what its owner calls it.

    used_count: the authenticator's own count of uses, where it keeps one; a lower one tells of a copy.
    """

    __tablename__ = "passkey"
    __table_args__ = (Index(None, "account_id"),)

    id: Mapped[RowId]
    key: Mapped[str] = mapped_column(String(16), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    credential: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    used_count: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    transports: Mapped[list[str]] = mapped_column(JSON)
    name: Mapped[str] = mapped_column(String(60))
    added_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]


class PasskeyChallenge(Model):
    """What an authenticator is asked to sign: once, for a few minutes. account_id: whose passkey is to be added."""

    __tablename__ = "passkey_challenge"
    __table_args__ = (Index(None, "expires_at"), Index(None, "account_id"))

    id: Mapped[RowId]
    hash: Mapped[str] = mapped_column(String(HASH_LETTERS), unique=True)
    purpose: Mapped[ChallengePurpose] = closed_set(ChallengePurpose)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    expires_at: Mapped[datetime]


class AuthenticatorApp(Model):
    """An app that shows a new code every half minute (RFC 6238). It counts once a code of it was given.

    sealed: its secret, under the vault's key; empty once it is taken away. last_step: the half minute of the last code
    that was used: none is taken twice.
    """

    __tablename__ = "authenticator_app"
    __table_args__ = (
        Index(None, "account_id"),
        Index(
            "uq_authenticator_app_current", "account_id", unique=True,
            sqlite_where=text("removed_at IS NULL AND confirmed_at IS NOT NULL"),
            postgresql_where=text("removed_at IS NULL AND confirmed_at IS NOT NULL"),
        ),
    )  # fmt: skip

    id: Mapped[RowId]
    key: Mapped[str] = mapped_column(String(16), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    added_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    removed_at: Mapped[datetime | None]


class RecoveryCode(Model):
    """A printed code that signs in once. issued_by is empty where the operator did it from the command line."""

    __tablename__ = "recovery_code"
    __table_args__ = (Index(None, "account_id"),)

    id: Mapped[RowId]
    code_hash: Mapped[str] = mapped_column(String(HASH_LETTERS), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
