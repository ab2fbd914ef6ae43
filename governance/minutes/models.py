"""The tables of the minutes room: what the clerk writes, each approved text, and its prints.

A version's content is written once. Only its publication is added to it, once.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from governance.db.model import Corrigible, Model, RowId


class MinutesDraft(Model, Corrigible):
    """What the clerk adds to the record in words (Markdown). Each save is another row. Not public.

    number: of the version that it is for; from the second on, reason says what was wrong with the one before.
    """

    __tablename__ = "minutes_draft"
    __table_args__ = (
        Index(
            "uq_minutes_draft_current", "meeting_id", unique=True,
            sqlite_where=text("superseded_at IS NULL"), postgresql_where=text("superseded_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[RowId]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    number: Mapped[int]
    opening: Mapped[str]
    closing: Mapped[str]
    reason: Mapped[str]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class MinutesVersion(Model):
    """The minutes as the board approved them, by a motion of a later meeting. Public once they are published.

    number: from 1; each later one corrects the one before, and reason says what was wrong with that.
    """

    __tablename__ = "minutes_version"
    __table_args__ = (
        Index("uq_minutes_version_number", "meeting_id", "number", unique=True),
        CheckConstraint("number = 1 OR reason IS NOT NULL", name="correction_explained"),
    )

    id: Mapped[RowId]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    number: Mapped[int] = mapped_column(comment="from 1")
    content: Mapped[Mapping[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64), comment="SHA-256 of the content, in hex")
    reason: Mapped[str | None]
    motion_id: Mapped[int] = mapped_column(ForeignKey("motion.id"), comment="the motion that approved it")
    approved_on: Mapped[date] = mapped_column(comment="the day of the meeting that approved it")
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), comment="who entered the approval")
    entered_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class MinutesPrint(Model):
    """The PDF of a version in one language, made when it was published.

    input is what the renderer was given, as canonical JSON; log, head_size and head_root: the head of the board's ledger
    before the publication, which stands in the file.
    """

    __tablename__ = "minutes_print"
    __table_args__ = (Index("uq_minutes_print_language", "minutes_version_id", "language", unique=True),)

    id: Mapped[RowId]
    minutes_version_id: Mapped[int] = mapped_column(ForeignKey("minutes_version.id"))
    language: Mapped[str] = mapped_column(String(8))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    digest: Mapped[str] = mapped_column(String(64), comment="SHA-256 of the file, in hex")
    renderer: Mapped[str] = mapped_column(String(80), comment="what made the file, and its version")
    input: Mapped[str]
    input_digest: Mapped[str] = mapped_column(String(64), comment="SHA-256 of the input, in hex")
    log: Mapped[str] = mapped_column(String(16))
    head_size: Mapped[int]
    head_root: Mapped[str] = mapped_column(String(64))
    entered_at: Mapped[datetime]
