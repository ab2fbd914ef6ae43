"""What can be read of meetings that are prepared here: drafts, and what was posted. Drafts are for no public page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.boards.models import Board
from governance.db.facts import RowKey, Rows
from governance.db.prepared import prepared
from governance.documents.models import Document
from governance.meetings.models import Meeting, MeetingDocument
from governance.meetings.planning import Plan, read_plan, write_plan
from governance.meetings.planning_models import MeetingDraft, Notice
from governance.meetings.planning_rows import OPEN, find_newest_agenda, plan_recorded
from governance.meetings.queries import make_meeting_address

CLOCKS_SHOWN = 100
"""Meetings that a list of coming ones holds at most."""


@dataclass(frozen=True, slots=True)
class DraftFact:
    """A draft with what it plans; meeting is the key of the meeting that was posted from it, or None."""

    key: str
    edit: int
    plan: Plan
    changed_at: datetime
    meeting: str | None


@dataclass(frozen=True, slots=True)
class ComingMeeting:
    """A meeting that is yet to be held, as its clerk sees it. postings: how many notices of it are on record."""

    key: str
    title: str
    kind: str
    starts_at: datetime
    zone: str
    time_stated: bool
    address: str
    postings: int


def select_drafts(board_id: int) -> Rows:
    return (
        select(MeetingDraft.key, MeetingDraft.edit, MeetingDraft.content, MeetingDraft.changed_at, Meeting.key)
        .outerjoin(Meeting, Meeting.id == MeetingDraft.meeting_id)
        .where(MeetingDraft.board_id == board_id, MeetingDraft.abandoned_at.is_(None))
    )


def make_draft(row: Any) -> DraftFact:
    key, edit, content, changed_at, meeting = row
    return DraftFact(key, edit, read_plan(content), changed_at, meeting)


def find_drafts(session: Session, board_id: int, now: datetime) -> list[DraftFact]:
    """The drafts of meetings that were not posted yet, or whose meeting is still to come, by the meeting's time."""
    rows = session.execute(
        select_drafts(board_id)
        .where(MeetingDraft.meeting_id.is_(None) | (Meeting.status.in_(OPEN) & (Meeting.starts_at > now)))
        .order_by(MeetingDraft.id)
        .limit(CLOCKS_SHOWN)
    )
    return sorted(map(make_draft, rows), key=lambda draft: draft.plan.starts_at)


def find_draft(session: Session, board_id: int, key: str) -> DraftFact | None:
    row = session.execute(select_drafts(board_id).where(MeetingDraft.key == key)).one_or_none()
    return None if row is None else make_draft(row)


@prepared
def read_coming(board_id: int, now: datetime, limit: int) -> Rows:
    postings = select(func.count()).where(Notice.meeting_id == Meeting.id, Notice.superseded_at.is_(None))
    return (
        select(
            Meeting.key, Meeting.title, Meeting.kind, Meeting.starts_at, Meeting.zone, Meeting.time_stated, Board.slug,
            postings.scalar_subquery(),
        )
        .join(Board, Board.id == Meeting.board_id)
        .where(
            Meeting.board_id == board_id, Meeting.starts_at > now,
            (Meeting.status == OPEN[0]) | (Meeting.status == OPEN[1]),
        )
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(limit)
    )  # fmt: skip


def find_coming(session: Session, board_id: int, now: datetime) -> list[ComingMeeting]:
    """The meetings of a board that are still to be held, the soonest first."""
    return [
        ComingMeeting(key, title, kind, starts_at, zone, stated, make_meeting_address(slug, key), postings)
        for key, title, kind, starts_at, zone, stated, slug, postings in read_coming(
            session, board_id, now, CLOCKS_SHOWN
        )
    ]


def find_latest_meeting(session: Session, board_id: int) -> str | None:
    """The key of the board's latest meeting that has begun or is to come: the one whose agenda is copied."""
    return session.scalar(
        select(Meeting.key)
        .where(Meeting.board_id == board_id)
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
        .limit(1)
    )


def find_plan_of_meeting(session: Session, board_id: int, key: str) -> Plan | None:
    """A meeting as its newest agenda has it, or as the record has it where none was posted here."""
    meeting = session.scalar(select(Meeting).where(Meeting.board_id == board_id, Meeting.key == key))
    if meeting is None:
        return None
    newest = find_newest_agenda(session, meeting.id)
    return read_plan(newest.content if newest is not None else write_plan(plan_recorded(session, meeting)))


def find_titles(session: Session, board_id: int, keys: Iterable[str]) -> dict[str, str]:
    """The titles of some of a board's meetings, by their keys."""
    wanted = sorted(set(keys))
    rows = session.execute(
        select(Meeting.key, Meeting.title).where(Meeting.board_id == board_id, Meeting.key.in_(wanted))
    )
    return {key: title for key, title in rows}  # noqa: C416  # rows are no pairs to a type checker


def find_document_keys(session: Session, board_id: int, limit: int, offset: int) -> list[int]:
    """The row numbers of a board's papers, the newest first."""
    rows = select(Document.id).where(Document.board_id == board_id).order_by(Document.id.desc())
    return list(session.scalars(rows.limit(limit).offset(offset)))


def count_documents(session: Session, board_id: int) -> int:
    return int(session.scalar(select(func.count()).where(Document.board_id == board_id)) or 0)


def find_paper_of_meeting(session: Session, meeting_id: RowKey, key: str) -> int | None:
    """The row number of a paper that was ever on a posted agenda of a meeting, or shows a notice of it."""
    on_agenda = select(MeetingDocument.document_id).where(MeetingDocument.meeting_id == meeting_id)
    shown = select(Notice.document_id).where(Notice.meeting_id == meeting_id)
    return session.scalar(
        select(Document.id).where(Document.key == key, Document.id.in_(on_agenda) | Document.id.in_(shown))
    )
