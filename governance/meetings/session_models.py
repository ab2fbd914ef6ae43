"""The tables of meetings as they are held here: what happened when, the certificate of the call to order, and what was
written of each item.

Who is present at a moment, and whether there is a quorum, is never stored: it follows from what happened.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from governance.db.model import Corrigible, Model, RowId, closed_set
from governance.meetings.models import AttendanceMode
from model_law.attendance import Happening


class ItemStepKind(StrEnum):
    """What is done with an item in the session. PULLED: it is taken out of the consent calendar, to be decided alone."""

    TAKEN_UP = "taken_up"
    FINISHED = "finished"
    POSTPONED = "postponed"
    PULLED = "pulled"


class SessionEvent(Model, Corrigible):
    """One thing that happened in a meeting at a moment: who came, who left, recess, adjournment.

    answered belongs to a roll call: the key of each person who answered -> how they are there. request is a name that the
    clerk's page gives an act, so that the same act sent again is known. What was entered wrongly is superseded.
    """

    __tablename__ = "session_event"
    __table_args__ = (
        Index(None, "meeting_id", "at"),
        Index(
            "uq_session_event_request", "meeting_id", "request", unique=True,
            sqlite_where=text("request IS NOT NULL"), postgresql_where=text("request IS NOT NULL"),
        ),
        CheckConstraint("what NOT IN ('arrive', 'leave') OR person_id IS NOT NULL", name="person_named"),
        CheckConstraint("what <> 'arrive' OR mode IS NOT NULL", name="arrival_with_mode"),
    )  # fmt: skip

    id: Mapped[RowId]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    at: Mapped[datetime]
    what: Mapped[Happening] = closed_set(Happening)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    mode: Mapped[AttendanceMode | None] = closed_set(AttendanceMode, nullable=True)
    answered: Mapped[Mapping[str, Any] | None] = mapped_column(JSON)
    request: Mapped[str | None] = mapped_column(String(40))
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class SessionCertificate(Model):
    """What stood when a meeting was called to order: roster, composition, quorum, who was there. Never computed again."""

    __tablename__ = "session_certificate"

    id: Mapped[RowId]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    at: Mapped[datetime]
    content: Mapped[Mapping[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64), comment="SHA-256 of the content, in hex")
    entered_at: Mapped[datetime]


class ItemStep(Model, Corrigible):
    """When an item was taken up, finished, postponed to another day, or pulled out of the consent calendar."""

    __tablename__ = "item_step"
    __table_args__ = (Index(None, "agenda_item_id"),)

    id: Mapped[RowId]
    agenda_item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    what: Mapped[ItemStepKind] = closed_set(ItemStepKind)
    at: Mapped[datetime]
    request: Mapped[str | None] = mapped_column(String(40))
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class ItemNote(Model, Corrigible):
    """What the clerk wrote of an item, for the minutes: the note, and what was done. Each save is another row.

    Not public before the minutes are.
    """

    __tablename__ = "item_note"
    __table_args__ = (
        Index(
            "uq_item_note_current", "agenda_item_id", unique=True,
            sqlite_where=text("superseded_at IS NULL"), postgresql_where=text("superseded_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[RowId]
    agenda_item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    note: Mapped[str | None]
    action: Mapped[str | None]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class OffAgenda(Model):
    """Why an item that was on no posted agenda could be taken up: the law's exception, and what was found."""

    __tablename__ = "off_agenda"

    id: Mapped[RowId]
    agenda_item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), unique=True)
    exception: Mapped[str] = mapped_column(comment="in the words of whoever keeps the record")
    found: Mapped[str]
    entered_at: Mapped[datetime]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
