"""The tables of the participation room."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from governance.db.model import Corrigible, Model, RowId, closed_set


class CommentKind(StrEnum):
    """WRITTEN: words for the board to read. SPEAKING: somebody signs up to speak in the meeting."""

    WRITTEN = "written"
    SPEAKING = "speaking"


class CommentState(StrEnum):
    """UNCONFIRMED waits for its writer, WAITING for the clerk. COMPLAINT is counted and shown to nobody."""

    UNCONFIRMED = "unconfirmed"
    WAITING = "waiting"
    PUBLISHED = "published"
    HELD_BACK = "held_back"
    COMPLAINT = "complaint"
    WITHDRAWN = "withdrawn"


class ParticipationTerms(Model, Corrigible):
    """What a board's clerk has set for public comment. An empty text is the portal's own default.

    rules: one in each line. closes_hours: how long before a meeting begins the time for comments is over.
    """

    __tablename__ = "participation_terms"
    __table_args__ = (
        Index(
            "uq_participation_terms_current", "board_id", unique=True,
            sqlite_where=text("superseded_at IS NULL"), postgresql_where=text("superseded_at IS NULL"),
        ),
        CheckConstraint("closes_hours BETWEEN 0 AND 336", name="closing_hours"),
    )  # fmt: skip

    id: Mapped[RowId]
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    rules_en: Mapped[str | None]
    rules_es: Mapped[str | None]
    danger_en: Mapped[str | None]
    danger_es: Mapped[str | None]
    complaints_en: Mapped[str | None]
    complaints_es: Mapped[str | None]
    closes_hours: Mapped[int]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class PublicComment(Model):
    """What somebody wrote to a board about a meeting, or that they want to speak in it.

    words: where something was taken out, it holds queries.TAKEN_OUT; empty once its writer has withdrawn it.
    receipt_hash and confirmation_hash: of the secrets by which its writer comes back to it; the writer's address is
    not kept. rule and reason: by which of the board's rules, in its words then, it was held back, and why.
    """

    __tablename__ = "public_comment"
    __table_args__ = (
        Index(None, "meeting_id", "state"),
        CheckConstraint(
            "state <> 'held_back' OR (rule IS NOT NULL AND reason IS NOT NULL)", name="held_back_by_a_rule"
        ),
    )

    id: Mapped[RowId]
    key: Mapped[str] = mapped_column(String(10), unique=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    agenda_item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    kind: Mapped[CommentKind] = closed_set(CommentKind)
    state: Mapped[CommentState] = closed_set(CommentState)
    name: Mapped[str | None]
    words: Mapped[str | None]
    receipt_hash: Mapped[str] = mapped_column(String(64), unique=True)
    confirmation_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    written_at: Mapped[datetime]
    rule: Mapped[str | None]
    reason: Mapped[str | None]
    taken_out: Mapped[int] = mapped_column(default=0, comment="how many passages were taken out")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    withdrawn_at: Mapped[datetime | None]
