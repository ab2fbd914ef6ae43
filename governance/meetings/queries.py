"""What can be read of meetings, their agendas, documents and attendance, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from governance.boards.models import Board, Person
from governance.boards.queries import BoardIdentity, make_person_address, select_boards
from governance.clock import find_day, find_start_of_year
from governance.db.facts import MaybeRowKey, RowKey, Rows
from governance.db.prepared import prepared
from governance.meetings.models import (
    AgendaItem,
    Attendance,
    AttendanceMode,
    DocumentKind,
    ItemKind,
    Meeting,
    MeetingDocument,
    MeetingKind,
    MeetingStatus,
    PaperStatus,
    Presence,
)
from governance.meetings.states import A_DAY, A_MEETING, OPEN_STATUSES, MeetingState, judge_state


@dataclass(frozen=True, slots=True)
class MeetingSummary:
    """A meeting as lists show it. Moments are UTC; zone is where the board sits; address is a path of this portal."""

    title: str
    address: str
    kind: MeetingKind
    state: MeetingState
    starts_at: datetime
    ends_at: datetime | None
    time_stated: bool
    zone: str
    place: str | None
    join_address: str | None
    join_phone: str | None
    agenda_status: PaperStatus
    minutes_status: PaperStatus


@dataclass(frozen=True, slots=True)
class MeetingDetail:
    """One row of the meeting table, for those who ask more of it."""

    id: RowKey
    key: str
    title: str
    kind: MeetingKind
    status: MeetingStatus
    status_recorded: str | None
    starts_at: datetime
    ends_at: datetime | None
    time_stated: bool
    zone: str
    place: str | None
    join_address: str | None
    join_phone: str | None
    recording_address: str | None
    accommodations: str | None
    languages: str | None
    emergency: Mapping[str, Any] | None
    comment: str | None
    agenda_status: PaperStatus
    minutes_status: PaperStatus
    source_system: str | None
    source_address: str | None
    source_read_at: datetime | None

    def judge(self, now: datetime) -> MeetingState:
        return judge_state(self.status, self.starts_at, self.ends_at, self.time_stated, now)


@dataclass(frozen=True, slots=True)
class Document:
    """A paper at its address, which is outside this portal unless document_id says which paper of its own it is."""

    kind: DocumentKind
    title: str
    address: str
    document_id: MaybeRowKey = None


@dataclass(frozen=True, slots=True)
class Item:
    """One agenda item. Positions are its places on the agenda and in the minutes; None: it stands in one of them only."""

    id: RowKey
    key: str
    position: int
    agenda_position: int | None
    minutes_position: int | None
    number: str | None
    kind: ItemKind
    title: str
    note: str | None
    action: str | None
    action_text: str | None
    matter_file: str | None
    matter_name: str | None
    matter_kind: str | None
    matter_status: str | None
    presenter: str | None
    minutes_planned: int | None
    question: str | None
    closed_ground: str | None


@dataclass(frozen=True, slots=True)
class Attendee:
    """One person over all roll calls of a meeting: at how many of them with which presence, and how they came.

    presence is the only value where all roll calls agree; else None, and counts tell.
    """

    name: str
    address: str
    presence: Presence | None
    counts: dict[Presence, int]
    mode: AttendanceMode | None
    arrived_at: datetime | None
    left_at: datetime | None
    recorded: str | None


@dataclass(frozen=True, slots=True)
class YearCount:
    year: int
    meetings: int


SUMMARY = (
    Meeting.title, Meeting.key, Meeting.kind, Meeting.status, Meeting.starts_at, Meeting.ends_at, Meeting.time_stated,
    Meeting.zone, Meeting.place, Meeting.join_address, Meeting.join_phone, Meeting.agenda_status, Meeting.minutes_status,
)  # fmt: skip


def make_meeting_address(slug: str, key: str) -> str:
    return f"/boards/{slug}/meetings/{key}"


@prepared
def read_meeting(slug: str, key: str) -> Rows:
    columns = [getattr(Meeting, name) for name in MeetingDetail.__slots__]
    boards = select_boards().add_columns(*columns).join(Meeting, Meeting.board_id == Board.id)
    return boards.where(Board.slug == slug, Meeting.key == key)


def find_meeting(db: Session, slug: str, key: str) -> tuple[BoardIdentity, MeetingDetail] | None:
    """A meeting with its board, in one query."""
    row = read_meeting(db, slug, key).one_or_none()
    if row is None:
        return None
    split = len(row) - len(MeetingDetail.__slots__)
    return BoardIdentity(*row[:split]), MeetingDetail(*row[split:])


def summarize(row: Sequence[Any], slug: str, now: datetime) -> MeetingSummary:
    """A row of SUMMARY as a list shows it at a moment."""
    title, key, kind, status, starts_at, ends_at, time_stated, *rest = row
    state = judge_state(status, starts_at, ends_at, time_stated, now)
    return MeetingSummary(
        title, make_meeting_address(slug, str(key)), kind, state, starts_at, ends_at, time_stated, *rest
    )


def is_open() -> ColumnElement[bool]:
    """Meetings of which the record does not say whether they took place."""
    # Spelled out: a list in in_ is written into the statement anew each time.
    return or_(*(Meeting.status == status for status in OPEN_STATUSES))


def is_upcoming(now: datetime, a_meeting_ago: datetime, a_day_ago: datetime) -> ColumnElement[bool]:
    """Meetings that the record leaves open and whose time has not passed, as judge_state sees them."""
    without_end = Meeting.ends_at.is_(None)
    return and_(
        is_open(),
        or_(
            Meeting.ends_at > now,
            and_(without_end, Meeting.time_stated, Meeting.starts_at > a_meeting_ago),
            and_(without_end, ~Meeting.time_stated, Meeting.starts_at > a_day_ago),
        ),
    )


def look_back(now: datetime) -> tuple[datetime, datetime, datetime]:
    """The moments that is_upcoming compares with."""
    return now, now - A_MEETING, now - A_DAY


@prepared
def read_upcoming(board_id: int, limit: int, now: datetime, a_meeting_ago: datetime, a_day_ago: datetime) -> Rows:
    called_off = and_(~is_open(), Meeting.starts_at > now)
    return (
        select(*SUMMARY)
        .where(Meeting.board_id == board_id, is_upcoming(now, a_meeting_ago, a_day_ago) | called_off)
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(limit)
    )


def find_upcoming(db: Session, board: BoardIdentity, now: datetime, limit: int) -> list[MeetingSummary]:
    """The meetings to come, and those called off among them, the soonest first."""
    return [summarize(row, board.slug, now) for row in read_upcoming(db, board.id, limit, *look_back(now))]


def find_upcoming_of_boards(
    db: Session, board_ids: Iterable[int], now: datetime, limit: int
) -> list[tuple[str, MeetingSummary]]:
    """The meetings to come of several boards together, each with its board's name, the soonest first."""
    rows = db.execute(
        select(Board.slug, Board.name, *SUMMARY)
        .join(Board, Board.id == Meeting.board_id)
        .where(Meeting.board_id.in_(list(board_ids)), is_upcoming(*look_back(now)))
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(limit)
    )
    return [(name, summarize(row, slug, now)) for slug, name, *row in rows]


@prepared
def read_latest_minutes(board_id: int, now: datetime) -> Rows:
    with_minutes = select(MeetingDocument.meeting_id).where(MeetingDocument.kind == DocumentKind.MINUTES)
    return (
        select(*SUMMARY)
        .where(
            Meeting.board_id == board_id,
            Meeting.starts_at <= now,
            (Meeting.minutes_status == PaperStatus.FINAL) | Meeting.id.in_(with_minutes),
        )
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
        .limit(1)
    )


def find_latest_minutes(db: Session, board: BoardIdentity, now: datetime) -> MeetingSummary | None:
    """The latest meeting whose minutes are final or can be opened."""
    row = read_latest_minutes(db, board.id, now).one_or_none()
    return None if row is None else summarize(row, board.slug, now)


@prepared
def read_span(board_id: int) -> Rows:
    return select(func.min(Meeting.starts_at), func.max(Meeting.starts_at)).where(Meeting.board_id == board_id)


@lru_cache(256)
def select_year_counts(years: range, zone: str) -> Rows:
    """The number of a board's meetings in each of the years, where it sits; the board is the parameter board_id."""
    return select(*(func.count().filter(is_in_year(*find_year(year, zone))) for year in years)).where(
        Meeting.board_id == bindparam("board_id")
    )


def is_in_year(begins: datetime, ends: datetime) -> ColumnElement[bool]:
    return and_(Meeting.starts_at >= begins, Meeting.starts_at < ends)


def find_year(year: int, zone: str) -> tuple[datetime, datetime]:
    """The moments at which a year begins and ends in a zone."""
    return find_start_of_year(year, zone), find_start_of_year(year + 1, zone)


def count_by_year(db: Session, board: BoardIdentity) -> list[YearCount]:
    """The years in which the board met or meant to, where it sits, the latest first."""
    first, last = read_span(db, board.id).one()
    if first is None or last is None:
        return []
    years = range(find_day(last, board.zone).year, find_day(first, board.zone).year - 1, -1)
    counts = db.execute(select_year_counts(years, board.zone), {"board_id": board.id}).one()
    return [YearCount(year, count) for year, count in zip(years, counts, strict=True) if count]


@prepared
def read_meetings_between(board_id: int, begins: datetime, ends: datetime, limit: int, offset: int) -> Rows:
    return (
        select(*SUMMARY)
        .where(Meeting.board_id == board_id, is_in_year(begins, ends))
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
        .limit(limit)
        .offset(offset)
    )


def find_meetings_of_year(
    db: Session, board: BoardIdentity, year: int, now: datetime, limit: int, offset: int
) -> list[MeetingSummary]:
    """A year's meetings, the latest first; cancelled ones among them."""
    rows = read_meetings_between(db, board.id, *find_year(year, board.zone), limit, offset)
    return [summarize(row, board.slug, now) for row in rows]


@prepared
def read_next_times(board_id: int, now: datetime, a_meeting_ago: datetime, a_day_ago: datetime) -> Rows:
    without_end = Meeting.ends_at.is_(None)
    return select(
        func.min(Meeting.starts_at).filter(Meeting.starts_at > now),
        func.min(Meeting.ends_at).filter(Meeting.ends_at > now),
        func.min(Meeting.starts_at).filter(without_end, Meeting.time_stated, Meeting.starts_at > a_meeting_ago),
        func.min(Meeting.starts_at).filter(without_end, ~Meeting.time_stated, Meeting.starts_at > a_day_ago),
    ).where(Meeting.board_id == board_id)


def find_next_passing(db: Session, board: BoardIdentity, now: datetime) -> datetime | None:
    """The next moment at which time alone changes what a list of the board's meetings says: one of them becomes past."""
    starts, ends, started, day_started = read_next_times(db, board.id, *look_back(now)).one()
    moments = (starts, ends, started and started + A_MEETING, day_started and day_started + A_DAY)
    return min((moment for moment in moments if moment is not None), default=None)


@prepared
def read_number_of_items(meeting_id: int) -> Rows:
    return select(func.count()).where(AgendaItem.meeting_id == meeting_id, AgendaItem.taken_off_at.is_(None))


def count_items(db: Session, meeting_id: int) -> int:
    return int(read_number_of_items(db, meeting_id).scalar_one())


@prepared
def read_items(meeting_id: int, limit: int, offset: int) -> Rows:
    return (
        select(*(getattr(AgendaItem, name) for name in Item.__slots__))
        .where(AgendaItem.meeting_id == meeting_id, AgendaItem.taken_off_at.is_(None))
        .order_by(AgendaItem.position, AgendaItem.id)
        .limit(limit)
        .offset(offset)
    )


def find_items(db: Session, meeting_id: int, limit: int, offset: int) -> list[Item]:
    return [Item(*row) for row in read_items(db, meeting_id, limit, offset)]


@prepared
def read_documents(meeting_id: int) -> Rows:
    return (
        select(
            MeetingDocument.agenda_item_id,
            MeetingDocument.kind,
            MeetingDocument.title,
            MeetingDocument.address,
            MeetingDocument.document_id,
        )
        .where(MeetingDocument.meeting_id == meeting_id, MeetingDocument.taken_off_at.is_(None))
        .order_by(MeetingDocument.position, MeetingDocument.id)
    )


def find_documents(db: Session, meeting_id: int) -> dict[int | None, list[Document]]:
    """The meeting's papers by agenda item; None holds those of the meeting itself."""
    documents: dict[int | None, list[Document]] = defaultdict(list)
    for item_id, *document in read_documents(db, meeting_id):
        documents[item_id].append(Document(*document))
    return documents


def find_attendance(db: Session, meeting_id: int) -> list[Attendee]:
    """Everybody whom a roll call of the meeting names, in the order of the first one."""
    people: dict[str, list[Sequence[Any]]] = defaultdict(list)
    for row in read_attendance(db, meeting_id):
        people[row.key].append(row)
    return [make_attendee(calls) for calls in people.values()]


@prepared
def read_attendance(meeting_id: int) -> Rows:
    return (
        select(
            Person.name, Person.key, Attendance.presence, Attendance.mode, Attendance.arrived_at, Attendance.left_at,
            Attendance.recorded,
        )
        .join(Person, Person.id == Attendance.person_id)
        .where(Attendance.meeting_id == meeting_id, Attendance.superseded_at.is_(None))
        .order_by(Attendance.position, Person.sort_name, Attendance.id)
    )  # fmt: skip


def make_attendee(calls: Sequence[Sequence[Any]]) -> Attendee:
    name, key, *_ = calls[0]
    counts: dict[Presence, int] = {}
    for call in calls:
        presence = Presence(str(call[2]))
        counts[presence] = counts.get(presence, 0) + 1
    only = next(iter(counts)) if len(counts) == 1 else None
    last = calls[-1]
    recorded = str(last[6]) if only is Presence.UNKNOWN and last[6] else None
    return Attendee(str(name), make_person_address(str(key)), only, counts, last[3], last[4], last[5], recorded)
