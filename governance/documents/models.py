"""The tables of papers: what was brought, its versions, and the bytes, in parts that one read can hold."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from governance.db.model import Model, RowId

WIDE = BigInteger().with_variant(Integer, "sqlite")


class DocumentContent(Model):
    """The bytes of a paper, known by their hash: the same bytes are kept once. destroyed_at: they are here no more."""

    __tablename__ = "document_content"
    __table_args__ = (CheckConstraint("size > 0", name="size"),)

    id: Mapped[RowId]
    digest: Mapped[str] = mapped_column(String(64), unique=True, comment="SHA-256, in hex")
    size: Mapped[int] = mapped_column(WIDE, comment="bytes")
    parts: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(120), comment="told from the content itself")
    entered_at: Mapped[datetime]
    destroyed_at: Mapped[datetime | None]


class DocumentPart(Model):
    """A part of the bytes, in order, from 0."""

    __tablename__ = "document_part"

    content_id: Mapped[int] = mapped_column(ForeignKey("document_content.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Document(Model):
    """A paper of a board, through all its versions. Its key never changes."""

    __tablename__ = "document"
    __table_args__ = (Index(None, "board_id"),)

    id: Mapped[RowId]
    key: Mapped[str] = mapped_column(String(16), unique=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    title: Mapped[str]
    entered_at: Mapped[datetime]


class DocumentVersion(Model):
    """A paper as it was from one replacement to the next. change: why it took the place of the one before, in words.

    withdrawn_at and withdrawn_because: its bytes may not be read any more, and why; its hash stays.
    """

    __tablename__ = "document_version"
    __table_args__ = (
        Index("uq_document_version_number", "document_id", "number", unique=True),
        Index(None, "content_id"),
        CheckConstraint("number = 1 OR change IS NOT NULL", name="change_said"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_because IS NULL)", name="withdrawal_explained"),
    )

    id: Mapped[RowId]
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    number: Mapped[int] = mapped_column(comment="from 1")
    content_id: Mapped[int] = mapped_column(ForeignKey("document_content.id"))
    name: Mapped[str] = mapped_column(comment="the file's name, as a reader's machine may keep it")
    change: Mapped[str | None]
    entered_at: Mapped[datetime]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_because: Mapped[str | None]
