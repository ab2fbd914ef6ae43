"""What the pages that join rooms read: over every room's queries, in a fixed number of them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import String, exists, func, select, true
from sqlalchemy.orm import Session

from governance.boards.models import Board, BoardKind, Jurisdiction, Membership, Person, Role
from governance.boards.queries import (
    BoardIdentity,
    BoardReference,
    Parent,
    SeatCount,
    Service,
    is_in_force,
    is_published,
    make_seat_count,
    select_boards,
    select_seat_count,
)
from governance.db.facts import Rows
from governance.db.history import FormerState
from governance.db.prepared import prepared
from governance.meetings.models import Attendance, Meeting, Presence
from governance.meetings.queries import (
    SUMMARY,
    MeetingSummary,
    is_upcoming,
    look_back,
    make_meeting_address,
    summarize,
)
from governance.oversight.inquiry_queries import make_lateness, select_lateness
from governance.oversight.inquiry_standing import A_YEAR, Lateness
from governance.votes.models import Ballot, Choice, Motion, Vote
from governance.votes.queries import make_vote_address
from governance.web.page_cache import READ_PORTAL_VERSION


@dataclass(frozen=True, slots=True)
class BoardSummary:
    """A board as the list of boards shows it: how many serve today, how many meetings are on record, the next one."""

    board: BoardReference
    members: int
    meetings: int
    next_meeting: MeetingSummary | None


@dataclass(frozen=True, slots=True)
class Terms:
    """A person's services on one board, the latest first."""

    board: BoardReference
    services: tuple[Service, ...]


@dataclass(frozen=True, slots=True)
class AttendanceCount:
    """Over how many roll calls of one board a person was what. No reason is ever kept."""

    board: BoardReference
    counts: dict[Presence, int]


@dataclass(frozen=True, slots=True)
class VoteOfPerson:
    question: str
    address: str
    taken_at: datetime
    zone: str
    board_name: str
    choice: Choice


@dataclass(frozen=True, slots=True)
class PersonIdentity:
    """A person, and the version of all boards' record at which they were read."""

    id: int
    key: str
    name: str
    version: str


@dataclass(frozen=True, slots=True)
class ChangedMeeting:
    title: str
    address: str
    changed_at: datetime


def count_boards(db: Session) -> int:
    return db.scalar(
        select(func.count()).select_from(Board).outerjoin(Parent, Parent.id == Board.parent_id)
        .where(is_published(), Board.kind == BoardKind.BOARD)
    ) or 0  # fmt: skip


def list_boards(db: Session, now: datetime, limit: int, offset: int) -> list[BoardSummary]:
    """The published boards, place by place; committees stand on their board's page. Three queries."""
    boards = [
        BoardIdentity(*row)
        for row in db.execute(
            select_boards()
            .where(is_published(), Board.kind == BoardKind.BOARD)
            .order_by(Jurisdiction.name, Board.name)
            .limit(limit)
            .offset(offset)
        )
    ]
    ids = [board.id for board in boards]
    members = count_by_board(
        db,
        select(Membership.board_id, func.count(Membership.person_id.distinct()))
        .where(Membership.board_id.in_(ids), is_in_force(now.date()), Membership.role != Role.STAFF)
        .group_by(Membership.board_id),
    )
    meetings = count_by_board(
        db, select(Meeting.board_id, func.count()).where(Meeting.board_id.in_(ids)).group_by(Meeting.board_id)
    )
    coming = find_next_meetings(db, boards, now)
    return [
        BoardSummary(board.reference, members.get(board.id, 0), meetings.get(board.id, 0), coming.get(board.id))
        for board in boards
    ]


def count_by_board(db: Session, counts: Rows) -> dict[int, int]:
    return {row[0]: row[1] for row in db.execute(counts)}


def find_next_meetings(db: Session, boards: Sequence[BoardIdentity], now: datetime) -> dict[int, MeetingSummary]:
    """The next meeting of each board, in one query."""
    slugs = {board.id: board.slug for board in boards}
    place = func.row_number().over(partition_by=Meeting.board_id, order_by=(Meeting.starts_at, Meeting.id))
    coming = (
        select(Meeting.id, place.label("place"))
        .where(Meeting.board_id.in_(slugs), is_upcoming(*look_back(now)))
        .subquery("coming")
    )
    rows = db.execute(
        select(Meeting.board_id, *SUMMARY).join(coming, coming.c.id == Meeting.id).where(coming.c.place == 1)
    )
    return {board_id: summarize(row, slugs[board_id], now) for board_id, *row in rows}


@prepared
def read_seats_and_lateness(board_id: int, today: date, a_year_ago: date) -> Rows:
    seats = select_seat_count(board_id, today).subquery("seats")
    lateness = select_lateness(board_id, today, a_year_ago).subquery("lateness")
    return select(*seats.c, *lateness.c).select_from(seats.join(lateness, true()))


def find_seats_and_lateness(db: Session, board_id: int, today: date) -> tuple[SeatCount | None, Lateness]:
    """How many seats a board has, and how late its programs were with their answers. Two rows, asked for at once."""
    row = read_seats_and_lateness(db, board_id, today, today - A_YEAR).one()
    return make_seat_count(*row[:3]), make_lateness(*row[3:])


@prepared
def read_changed_meetings(board_id: int, limit: int) -> Rows:
    changed = (
        select(FormerState.row_id, func.max(FormerState.superseded_at).label("at"))
        .where(FormerState.table_name == Meeting.__tablename__)
        .group_by(FormerState.row_id)
        .subquery()
    )
    return (
        select(Meeting.title, Meeting.key, changed.c.at)
        .join(changed, changed.c.row_id == Meeting.id)
        .where(Meeting.board_id == board_id)
        .order_by(changed.c.at.desc(), Meeting.id)
        .limit(limit)
    )


def find_changed_meetings(db: Session, board: BoardIdentity, limit: int) -> list[ChangedMeeting]:
    """The meetings whose entry on the record was corrected or added to last."""
    return [
        ChangedMeeting(title, make_meeting_address(board.slug, key), at)
        for title, key, at in read_changed_meetings(db, board.id, limit)
    ]


@prepared
def read_person(key: str) -> Rows:
    public = select(Board.id).outerjoin(Parent, Parent.id == Board.parent_id).where(is_published()).scalar_subquery()
    serves = exists().where(Membership.person_id == Person.id, Membership.board_id.in_(public))
    attends = exists().where(
        Attendance.person_id == Person.id, Meeting.id == Attendance.meeting_id, Meeting.board_id.in_(public)
    )
    votes = exists().where(
        Ballot.person_id == Person.id,
        Vote.id == Ballot.vote_id,
        Motion.id == Vote.motion_id,
        Meeting.id == Motion.meeting_id,
        Meeting.board_id.in_(public),
    )
    version = READ_PORTAL_VERSION.columns(version=String).scalar_subquery()
    return select(Person.id, Person.key, Person.name, version).where(Person.key == key, serves | attends | votes)


def find_person(db: Session, key: str) -> PersonIdentity | None:
    """A person who stands on the record of a published board; nobody else has a page."""
    row = read_person(db, key).one_or_none()
    return None if row is None else PersonIdentity(*row)


@prepared
def read_services_of_person(person_id: int) -> Rows:
    return (
        select_boards()
        .add_columns(
            Membership.role, Membership.title, Membership.voting, Membership.started_on, Membership.ended_on,
            Membership.end_reason,
        )
        .join(Membership, Membership.board_id == Board.id)
        .where(Membership.person_id == person_id, Membership.superseded_at.is_(None), is_published())
        .order_by(Board.name, Membership.started_on.desc(), Membership.id)
    )  # fmt: skip


def find_terms(db: Session, person_id: int) -> list[Terms]:
    """A person's services on published boards."""
    services: dict[BoardReference, list[Service]] = defaultdict(list)
    for row in read_services_of_person(db, person_id):
        services[BoardIdentity(*row[:-6]).reference].append(Service(*row[-6:]))
    return [Terms(board, tuple(served)) for board, served in services.items()]


@prepared
def read_attendance_counts(person_id: int) -> Rows:
    counted = (
        select(Meeting.board_id, Attendance.presence, func.count().label("calls"))
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .where(Attendance.person_id == person_id, Attendance.superseded_at.is_(None))
        .group_by(Meeting.board_id, Attendance.presence)
        .subquery()
    )
    return (
        select_boards()
        .add_columns(counted.c.presence, counted.c.calls)
        .join(counted, counted.c.board_id == Board.id)
        .where(is_published())
        .order_by(Board.name, Board.id)
    )


def count_attendance(db: Session, person_id: int) -> list[AttendanceCount]:
    """A person's attendance over all roll calls of each published board."""
    counts: dict[BoardReference, dict[Presence, int]] = defaultdict(dict)
    for *board, presence, calls in read_attendance_counts(db, person_id):
        counts[BoardIdentity(*board).reference][presence] = calls
    return [
        AttendanceCount(board, {presence: found[presence] for presence in Presence if presence in found})
        for board, found in counts.items()
    ]


@prepared
def read_number_of_ballots(person_id: int) -> Rows:
    return select(func.count()).select_from(select_ballots(person_id).subquery())


def count_votes_of_person(db: Session, person_id: int) -> int:
    return int(read_number_of_ballots(db, person_id).scalar_one())


def select_ballots(person_id: int) -> Rows:
    return (
        select(
            Motion.text, Board.slug, Vote.key, Meeting.starts_at, Board.zone, Board.name, Ballot.choice
        )
        .select_from(Ballot)
        .join(Vote, Vote.id == Ballot.vote_id)
        .join(Motion, Motion.id == Vote.motion_id)
        .join(Meeting, Meeting.id == Motion.meeting_id)
        .join(Board, Board.id == Meeting.board_id)
        .outerjoin(Parent, Parent.id == Board.parent_id)
        .where(Ballot.person_id == person_id, Ballot.superseded_at.is_(None), is_published())
    )  # fmt: skip


@prepared
def read_votes_of_person(person_id: int, limit: int, offset: int) -> Rows:
    return (
        select_ballots(person_id)
        .order_by(Meeting.starts_at.desc(), Motion.position.desc(), Vote.id.desc())
        .limit(limit)
        .offset(offset)
    )


def find_votes_of_person(db: Session, person_id: int, limit: int, offset: int) -> list[VoteOfPerson]:
    """How a person voted, the latest first."""
    return [
        VoteOfPerson(question, make_vote_address(slug, key), starts_at, zone, board, choice)
        for question, slug, key, starts_at, zone, board, choice in read_votes_of_person(db, person_id, limit, offset)
    ]
