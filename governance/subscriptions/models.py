"""The table of the subscriptions room."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from governance.db.model import Model, RowId


class Topic(StrEnum):
    """What somebody may be told of a board."""

    MEETINGS = "meetings"
    MINUTES = "minutes"
    REPORTS = "reports"


class Subscription(Model):
    """That a mailbox is to be told what is new of a board. The row goes when the subscription ends.

    topics: of Topic. address and ending are sealed (see governance.security.vault): the mailbox, and the secret by
    which its owner ends the subscription; ending_hash and confirmation_hash find the row by such a secret. told_up_to:
    the number of the board's ledger entry up to which it was told, from its confirmation on.
    """

    __tablename__ = "subscription"
    __table_args__ = (
        Index(None, "board_id", "told_up_to"),
        CheckConstraint("(confirmed_at IS NULL) = (confirmation_hash IS NOT NULL)", name="confirmed_once"),
        CheckConstraint("(confirmed_at IS NULL) = (told_up_to IS NULL)", name="told_from_confirmation"),
    )

    id: Mapped[RowId]
    key: Mapped[str] = mapped_column(String(10), unique=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    topics: Mapped[list[str]] = mapped_column(JSON)
    language: Mapped[str] = mapped_column(String(2))
    address: Mapped[bytes] = mapped_column(LargeBinary)
    ending: Mapped[bytes] = mapped_column(LargeBinary)
    ending_hash: Mapped[str] = mapped_column(String(64), unique=True)
    confirmation_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    told_up_to: Mapped[int | None] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
