"""The tables of meetings that are prepared here: what is not noticed yet, what was posted, and what was decided of it.

All that a clerk writes before it is posted lies in one table, which no public page reads.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from governance.db.model import Corrigible, Model, RowId, closed_set
from governance.meetings.models import MeetingStatus


class NoticeChannel(StrEnum):
    """Where a notice goes. PHYSICAL is a place where it hangs, MEDIA the list of those who asked for notices."""

    PORTAL = "portal"
    PHYSICAL = "physical"
    MEDIA = "media"
    MAIL = "mail"


class DecidedBy(StrEnum):
    """Who called a meeting off, or put it off."""

    CHAIR = "chair"
    BODY = "body"
    STAFF = "staff"
    OTHER = "other"


class Coming(StrEnum):
    YES = "yes"
    NO = "no"
    REMOTE = "remote"
    UNSURE = "unsure"


class MeetingDraft(Model):
    """A meeting as its clerk prepares it: before its first notice, and between one posted agenda and the next.

    key names the draft; the meeting gets its own, which holds a day, by its first notice. content holds all that can be
    posted (see planning.Plan). edit counts the changes, so that nobody overwrites what somebody else has written since.
    """

    __tablename__ = "meeting_draft"
    __table_args__ = (Index(None, "board_id"),)

    id: Mapped[RowId]
    key: Mapped[str] = mapped_column(String(16), unique=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), unique=True)
    content: Mapped[Mapping[str, Any]] = mapped_column(JSON)
    edit: Mapped[int] = mapped_column(default=1)
    entered_at: Mapped[datetime]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime]
    abandoned_at: Mapped[datetime | None]


class AgendaVersion(Model):
    """A meeting's agenda as it was posted. Never changed: what comes after it is another version.

    changes: what differs from the version before, as data that the pages put in words.
    """

    __tablename__ = "agenda_version"
    __table_args__ = (Index("uq_agenda_version_number", "meeting_id", "number", unique=True),)

    id: Mapped[RowId]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    number: Mapped[int] = mapped_column(comment="from 1")
    content: Mapped[Mapping[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64), comment="SHA-256 of the content as it is posted, in hex")
    changes: Mapped[list[Mapping[str, Any]]] = mapped_column(JSON)
    posted_at: Mapped[datetime]
    posted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class Notice(Model, Corrigible):
    """That a meeting's agenda was posted in one channel at a moment: by this portal, or as somebody attests.

    document_id: a photograph of the notice where it hangs, say. A false attestation is superseded, never changed.
    """

    __tablename__ = "notice"
    __table_args__ = (
        Index(None, "meeting_id"),
        CheckConstraint("channel <> 'portal' OR agenda_version_id IS NOT NULL", name="portal_posts_a_version"),
    )

    id: Mapped[RowId]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    agenda_version_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_version.id"))
    channel: Mapped[NoticeChannel] = closed_set(NoticeChannel)
    posted_at: Mapped[datetime]
    place: Mapped[str | None]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class MeetingStatusChange(Model):
    """That a meeting was called off, put off, or found not to have been held: who decided it, when, and why."""

    __tablename__ = "meeting_status_change"
    __table_args__ = (Index(None, "meeting_id"),)

    id: Mapped[RowId]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    status: Mapped[MeetingStatus] = closed_set(MeetingStatus)
    decided_by: Mapped[DecidedBy] = closed_set(DecidedBy)
    reason: Mapped[str]
    follows_id: Mapped[int | None] = mapped_column(
        ForeignKey("meeting.id"), comment="the meeting that takes the place of one that was put off"
    )
    entered_at: Mapped[datetime]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class ClosedDay(Model, Corrigible):
    """A day on which a jurisdiction's offices are closed besides the holidays of its state, or open although it is one."""

    __tablename__ = "closed_day"
    __table_args__ = (Index(None, "jurisdiction_id", "day"),)

    id: Mapped[RowId]
    jurisdiction_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"))
    day: Mapped[date]
    name: Mapped[str]
    closed: Mapped[bool] = mapped_column(default=True)


class AnnualSchedule(Model, Corrigible):
    """That the schedule of a year's regular meetings was given to the public, and when."""

    __tablename__ = "annual_schedule"
    __table_args__ = (Index(None, "board_id", "year"),)

    id: Mapped[RowId]
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    year: Mapped[int]
    posted_at: Mapped[datetime]
    days: Mapped[list[str]] = mapped_column(JSON, comment="the days, as ISO text")
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class ComingAnswer(Model):
    """Whether a member will come, for the clerk alone. reason is sealed, and destroyed once there are minutes."""

    __tablename__ = "coming_answer"
    __table_args__ = (Index("uq_coming_answer_person", "meeting_id", "person_id", unique=True),)

    id: Mapped[RowId]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    coming: Mapped[Coming] = closed_set(Coming)
    reason: Mapped[bytes | None] = mapped_column(LargeBinary)
    answered_at: Mapped[datetime]
