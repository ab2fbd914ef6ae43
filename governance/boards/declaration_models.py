"""The tables of who counts as a community representative: sealed declarations, and what is public of them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from governance.db.model import Corrigible, Dated, Model, RowId


class Declaration(Model, Corrigible):
    """A member's own word that they are a community representative as the board's law defines it.

    sealed holds what was declared, under the person's own data key, which lies in a file outside the database and outside
    every backup; data_key names that file. Both are empty once the key was destroyed. said_at and unsaid_at: from when
    until when the member says it of themselves in public.
    """

    __tablename__ = "declaration"
    __table_args__ = (
        Index(None, "board_id", "person_id"),
        Index(
            "uq_declaration_current", "board_id", "person_id", unique=True,
            sqlite_where=text("superseded_at IS NULL"), postgresql_where=text("superseded_at IS NULL"),
        ),
        CheckConstraint("confirmed_at IS NULL OR declined_at IS NULL", name="confirmed_or_declined"),
        CheckConstraint("(sealed IS NULL) = (destroyed_at IS NOT NULL)", name="sealed_until_destroyed"),
    )  # fmt: skip

    id: Mapped[RowId]
    key: Mapped[str] = mapped_column(String(16), unique=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    data_key: Mapped[str | None] = mapped_column(String(32))
    sealed: Mapped[bytes | None]
    entered_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    declined_at: Mapped[datetime | None]
    declined_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    withdrawn_at: Mapped[datetime | None]
    destroyed_at: Mapped[datetime | None]
    said_at: Mapped[datetime | None]
    unsaid_at: Mapped[datetime | None]


class CommunityStanding(Model, Dated, Corrigible):
    """That somebody serves as a community representative, as a public quality of the office.

    There are rows only where the board's law lets the quality be public. It outlives the declaration, since it was public;
    why somebody counts is nowhere in it.
    """

    __tablename__ = "community_standing"
    __table_args__ = (Index(None, "board_id", "person_id"),)

    id: Mapped[RowId]
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
