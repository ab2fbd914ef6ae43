"""The tables of the meetings room."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from governance.db.model import Corrigible, Model, RowId, Sourced, closed_set


class MeetingKind(StrEnum):
    """UNSTATED: the source does not say, and it is not guessed."""

    REGULAR = "regular"
    SPECIAL = "special"
    EMERGENCY = "emergency"
    UNSTATED = "unstated"


class MeetingStatus(StrEnum):
    """What the record says of a meeting. Whether a scheduled one is upcoming or past is a matter of the clock."""

    SCHEDULED = "scheduled"
    NOTICED = "noticed"
    IN_SESSION = "in_session"
    ADJOURNED = "adjourned"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"
    NEVER_MET = "never_met"


class PaperStatus(StrEnum):
    """How far an agenda or minutes have come. UNSTATED: the source does not say."""

    DRAFT = "draft"
    FINAL = "final"
    NOT_VIEWABLE = "not_viewable"
    UNSTATED = "unstated"


class ItemKind(StrEnum):
    """What an item asks of the board; UNSTATED where a source does not say."""

    ACTION = "action"
    REPORT = "report"
    DISCUSSION = "discussion"
    CONSENT = "consent"
    PUBLIC_COMMENT = "public_comment"
    CLOSED_SESSION = "closed_session"
    ROLL_CALL = "roll_call"
    UNSTATED = "unstated"


class DocumentKind(StrEnum):
    AGENDA = "agenda"
    MINUTES = "minutes"
    ATTACHMENT = "attachment"


class Presence(StrEnum):
    """How a person attended. EXCUSED never says why. UNKNOWN: a value that no table maps, kept as it was recorded."""

    PRESENT = "present"
    LATE = "late"
    LEFT_EARLY = "left_early"
    ABSENT = "absent"
    EXCUSED = "excused"
    RECUSED = "recused"
    UNKNOWN = "unknown"


class AttendanceMode(StrEnum):
    IN_PERSON = "in_person"
    REMOTE = "remote"


class Meeting(Model, Sourced):
    """A meeting of a board. Its key holds the day first noticed and never changes, whatever the day becomes."""

    __tablename__ = "meeting"
    __table_args__ = (
        Index(None, "board_id", "starts_at"),
        Index("uq_meeting_source", "source_system", "source_identifier", unique=True),
        CheckConstraint("ends_at IS NULL OR starts_at <= ends_at", name="times_in_order"),
    )

    id: Mapped[RowId]
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    key: Mapped[str] = mapped_column(String(32), unique=True)
    title: Mapped[str]
    kind: Mapped[MeetingKind] = closed_set(MeetingKind, default=MeetingKind.UNSTATED)
    status: Mapped[MeetingStatus] = closed_set(MeetingStatus)
    status_recorded: Mapped[str | None] = mapped_column(comment="the source's own words for the status")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    time_stated: Mapped[bool] = mapped_column(default=True, comment="no: the source gives a day without a time")
    zone: Mapped[str] = mapped_column(String(64))
    place: Mapped[str | None]
    join_address: Mapped[str | None]
    join_phone: Mapped[str | None]
    recording_address: Mapped[str | None]
    accommodations: Mapped[str | None] = mapped_column(comment="whom to ask for what somebody needs to take part")
    languages: Mapped[str | None] = mapped_column(comment="the languages that are interpreted")
    emergency: Mapped[Mapping[str, Any] | None] = mapped_column(JSON, comment="the findings of an emergency")
    comment: Mapped[str | None]
    agenda_status: Mapped[PaperStatus] = closed_set(PaperStatus, called="agenda_status", default=PaperStatus.UNSTATED)
    minutes_status: Mapped[PaperStatus] = closed_set(PaperStatus, called="minutes_status", default=PaperStatus.UNSTATED)
    entered_at: Mapped[datetime]


class AgendaItem(Model, Sourced):
    """A matter before a meeting, in order. On the agenda, in the minutes, or both: each gives it a place of its own."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        Index(None, "meeting_id", "position"),
        Index("uq_agenda_item_source", "source_system", "source_identifier", unique=True),
    )

    id: Mapped[RowId]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    key: Mapped[str] = mapped_column(String(16), unique=True)
    position: Mapped[int] = mapped_column(comment="the order in which the page lists it, from 1")
    agenda_position: Mapped[int | None] = mapped_column(comment="empty: it was not on the agenda")
    minutes_position: Mapped[int | None] = mapped_column(comment="empty: it is not in the minutes")
    number: Mapped[str | None] = mapped_column(comment="as printed, such as A.1")
    kind: Mapped[ItemKind] = closed_set(ItemKind, default=ItemKind.UNSTATED)
    title: Mapped[str]
    note: Mapped[str | None]
    action: Mapped[str | None] = mapped_column(comment="what was done, in the record's words")
    action_text: Mapped[str | None]
    matter_file: Mapped[str | None] = mapped_column(comment="the file number of the matter, such as Int 1590-2019")
    matter_name: Mapped[str | None]
    matter_kind: Mapped[str | None]
    matter_status: Mapped[str | None]
    presenter: Mapped[str | None]
    minutes_planned: Mapped[int | None]
    question: Mapped[str | None] = mapped_column(comment="what the board is asked to decide")
    closed_ground: Mapped[str | None] = mapped_column(comment="the law's ground for a closed session")
    taken_off_at: Mapped[datetime | None] = mapped_column(comment="since when it is no longer on the posted agenda")
    entered_at: Mapped[datetime]


class MeetingDocument(Model, Sourced):
    """A paper of a meeting or of one of its items: at an address elsewhere, or kept here as a document."""

    __tablename__ = "meeting_document"
    __table_args__ = (Index(None, "meeting_id"), Index(None, "source_system", "source_identifier"))

    id: Mapped[RowId]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    agenda_item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    kind: Mapped[DocumentKind] = closed_set(DocumentKind)
    title: Mapped[str]
    address: Mapped[str]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    taken_off_at: Mapped[datetime | None]
    position: Mapped[int] = mapped_column(default=1)
    entered_at: Mapped[datetime]


class Attendance(Model, Sourced, Corrigible):
    """Whether one person was there, as one roll call of a meeting tells it (a meeting may hold several).

    recorded is the source's own word; it is left empty where that word speaks of a person's health or family.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        Index(None, "meeting_id"),
        Index(None, "person_id"),
        Index(None, "agenda_item_id"),
        Index(
            "uq_attendance_current", "meeting_id", "agenda_item_id", "person_id", unique=True,
            sqlite_where=text("superseded_at IS NULL"), postgresql_where=text("superseded_at IS NULL"),
        ),
        # NULLs are all different to a unique index, so roll calls of no item need one of their own.
        Index(
            "uq_attendance_current_meeting", "meeting_id", "person_id", unique=True,
            sqlite_where=text("superseded_at IS NULL AND agenda_item_id IS NULL"),
            postgresql_where=text("superseded_at IS NULL AND agenda_item_id IS NULL"),
        ),
        CheckConstraint("arrived_at IS NULL OR left_at IS NULL OR arrived_at <= left_at", name="times_in_order"),
    )  # fmt: skip

    id: Mapped[RowId]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    agenda_item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    presence: Mapped[Presence] = closed_set(Presence)
    mode: Mapped[AttendanceMode | None] = closed_set(AttendanceMode, nullable=True)
    recorded: Mapped[str | None]
    arrived_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    position: Mapped[int] = mapped_column(default=0)
