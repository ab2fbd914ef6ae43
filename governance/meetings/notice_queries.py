"""What the public reads of how a meeting was noticed, of its posted agendas, and of why it was called off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.db.facts import RowKey, Rows
from governance.db.prepared import prepared
from governance.documents.models import Document
from governance.meetings.models import Meeting, MeetingStatus
from governance.meetings.planning import Plan, read_plan
from governance.meetings.planning_models import (
    AgendaVersion,
    DecidedBy,
    MeetingStatusChange,
    Notice,
    NoticeChannel,
)


@dataclass(frozen=True, slots=True)
class NoticeFact:
    """One notice of a meeting. number: its place among all that were ever entered, from 1; it never changes.

    version: which agenda this portal posted by it, None for a notice elsewhere. stands: nothing took its place.
    """

    id: RowKey
    number: int
    channel: NoticeChannel
    posted_at: datetime
    place: str | None
    document: str | None
    version: int | None
    digest: str | None
    entered_at: datetime
    stands: bool


@dataclass(frozen=True, slots=True)
class CalledOff:
    """That a meeting does not take place: cancelled, postponed or found not to have been held, by whom and why."""

    status: MeetingStatus
    decided_by: DecidedBy
    reason: str
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class PostedAgenda:
    """One version of an agenda as it was posted, with what differs from the one before, as data."""

    number: int
    plan: Plan
    digest: str
    changes: Sequence[Mapping[str, Any]]
    posted_at: datetime


@prepared
def read_notices_of(meeting_id: int) -> Rows:
    return (
        select(
            Notice.id, Notice.channel, Notice.posted_at, Notice.place, Document.key, AgendaVersion.number,
            AgendaVersion.digest, Notice.entered_at, Notice.superseded_at.is_(None),
        )
        .outerjoin(Document, Document.id == Notice.document_id)
        .outerjoin(AgendaVersion, AgendaVersion.id == Notice.agenda_version_id)
        .where(Notice.meeting_id == meeting_id)
        .order_by(Notice.id)
    )  # fmt: skip


def find_notices(session: Session, meeting_id: int) -> list[NoticeFact]:
    """Every notice of a meeting that was ever entered, in the order of entering."""
    rows = read_notices_of(session, meeting_id)
    return [NoticeFact(row[0], number, *row[1:]) for number, row in enumerate(rows, 1)]


@prepared
def read_called_off(meeting_id: int) -> Rows:
    change = MeetingStatusChange
    return (
        select(change.status, change.decided_by, change.reason, change.entered_at)
        .where(change.meeting_id == meeting_id)
        .order_by(change.id.desc())
        .limit(1)
    )


def find_called_off(session: Session, meeting_id: int) -> CalledOff | None:
    row = read_called_off(session, meeting_id).one_or_none()
    return None if row is None else CalledOff(*row)


@prepared
def read_agenda(meeting_id: int, number: int) -> Rows:
    version = AgendaVersion
    return select(version.number, version.content, version.digest, version.changes, version.posted_at).where(
        version.meeting_id == meeting_id, version.number == number
    )


def find_agenda(session: Session, meeting_id: int, number: int) -> PostedAgenda | None:
    row = read_agenda(session, meeting_id, number).one_or_none()
    if row is None:
        return None
    number, content, digest, changes, posted_at = row
    return PostedAgenda(number, read_plan(content), digest, changes, posted_at)


@prepared
def read_posted_of_draft(key: str) -> Rows:
    """The newest agenda of the meeting that a key names."""
    return (
        select(AgendaVersion.content)
        .join(Meeting, Meeting.id == AgendaVersion.meeting_id)
        .where(Meeting.key == key)
        .order_by(AgendaVersion.number.desc())
        .limit(1)
    )


def find_posted_plan(session: Session, meeting_key: str) -> Plan | None:
    """What is posted of a meeting now; None where nothing was posted here."""
    content = read_posted_of_draft(session, meeting_key).scalar_one_or_none()
    return None if content is None else read_plan(content)
