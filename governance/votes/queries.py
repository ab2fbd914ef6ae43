"""What can be read of motions, votes and ballots, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, null, or_, select
from sqlalchemy.orm import Session, aliased

from governance.boards.models import Board, Person
from governance.boards.queries import BoardIdentity, make_person_address, select_boards
from governance.clock import find_day
from governance.db.facts import MaybeRowKey, Rows
from governance.db.prepared import prepared
from governance.meetings.models import AgendaItem, Meeting
from governance.meetings.queries import make_meeting_address
from governance.votes.closed_doors import is_told
from governance.votes.floor_models import HeldVote, MotionVersion
from governance.votes.models import Ballot, Choice, Motion, Vote
from governance.votes.results import HELD, RECORDED, RULE, Result, make_result
from model_law.motions import Kind, Status

Mover = aliased(Person, name="mover")
Seconder = aliased(Person, name="seconder")


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody named on the record; address is None where the record knows only the name."""

    name: str
    address: str | None


@dataclass(frozen=True, slots=True)
class VoteSummary:
    """A vote as lists show it. subject is the matter that it was about; None: the motion stands for itself."""

    address: str
    question: str
    subject: str | None
    taken_on: date
    meeting_address: str
    result: Result


@dataclass(frozen=True, slots=True)
class MotionOfItem:
    """A motion as its meeting's page shows it; votes is empty where none is on record.

    status is empty for one whose record came from another system.
    """

    address: str
    kind: Kind
    status: Status | None
    text: str
    mover: Named | None
    seconder: Named | None
    votes: tuple[VoteSummary, ...]


@dataclass(frozen=True, slots=True)
class BallotCast:
    name: str
    address: str
    choice: Choice
    recorded: str | None


@dataclass(frozen=True, slots=True)
class VoteDetail:
    """One vote with all that its page joins, but for the ballots.

    id is empty while the vote is open, held_id where it was not taken here.
    """

    id: MaybeRowKey
    held_id: MaybeRowKey
    key: str
    question: str
    taken_on: date
    mover: Named | None
    seconder: Named | None
    meeting_title: str
    meeting_address: str
    subject: str | None
    item_title: str | None
    item_anchor: str | None
    source_system: str | None
    source_address: str | None


SUBJECT = func.coalesce(func.nullif(AgendaItem.matter_name, ""), func.nullif(AgendaItem.title, ""))
"""What a motion on an agenda item was about: the matter's short name, else the item's title."""


def make_motion_address(slug: str, key: str) -> str:
    return f"/boards/{slug}/motions/{key}"


def make_vote_address(slug: str, key: str) -> str:
    return f"/boards/{slug}/votes/{key}"


def name_person(name: str | None, key: str | None, written: str | None) -> Named | None:
    """A person of the record, or the name as it was written where no person is known."""
    if name is not None and key is not None:
        return Named(name, make_person_address(key))
    return Named(written, None) if written else None


VOTE_IS_TOLD = or_(HeldVote.id.is_(None), is_told(HeldVote.meeting_id, HeldVote.opened_at))
"""A vote that was taken behind closed doors is told once the board is back from there."""

OF_ITS_PAGE = (
    Motion.text, Meeting.starts_at, Meeting.title, Meeting.key, SUBJECT, AgendaItem.title, AgendaItem.key, Mover.name,
    Mover.key, Motion.mover_name, Seconder.name, Seconder.key, Motion.seconder_name,
)  # fmt: skip
"""What the page of a vote reads of its motion, meeting and item, whether it is open or closed."""


def join_people(query: Rows) -> Rows:
    return (
        query.outerjoin(AgendaItem, AgendaItem.id == Motion.agenda_item_id)
        .outerjoin(Mover, Mover.id == Motion.mover_id)
        .outerjoin(Seconder, Seconder.id == Motion.seconder_id)
    )


@prepared
def read_vote(slug: str, key: str) -> Rows:
    return join_people(
        select_boards()
        .add_columns(
            Vote.id, HeldVote.id, Vote.taken_on, Vote.source_system, Vote.source_address, *OF_ITS_PAGE, *RECORDED,
            *RULE, *HELD,
        )
        .join(Vote, Vote.key == key)
        .join(Motion, Motion.id == Vote.motion_id)
        .outerjoin(HeldVote, HeldVote.vote_id == Vote.id)
        # A motion that was laid aside is voted on in another meeting than that in which it was moved.
        .join(
            Meeting,
            (Meeting.board_id == Board.id) & (Meeting.id == func.coalesce(HeldVote.meeting_id, Motion.meeting_id)),
        )
    ).where(Board.slug == slug, VOTE_IS_TOLD)  # fmt: skip


@prepared
def read_open_vote(slug: str, key: str) -> Rows:
    """A vote that is open: until it is closed it stands in no other table."""
    return join_people(
        select_boards()
        .add_columns(null(), HeldVote.id, null(), null(), null(), *OF_ITS_PAGE)
        .join(HeldVote, HeldVote.key == key)
        .join(Motion, Motion.id == HeldVote.motion_id)
        .join(Meeting, (Meeting.board_id == Board.id) & (Meeting.id == HeldVote.meeting_id))
    ).where(Board.slug == slug, HeldVote.closed_at.is_(None), VOTE_IS_TOLD)


def find_vote(db: Session, slug: str, key: str) -> tuple[BoardIdentity, VoteDetail, Sequence[Any]] | None:
    """A vote with its board, motion, meeting and item, and its columns RECORDED, RULE and HELD, in one query; in two, and
    without these columns, while it is open.
    """
    row = read_vote(db, slug, key).one_or_none() or read_open_vote(db, slug, key).one_or_none()
    if row is None:
        return None
    board, (vote_id, held_id, taken_on, system, source), rest = BoardIdentity(*row[:15]), row[15:20], row[20:]
    question, starts_at, title, meeting_key, subject, item_title, item_key, *people = rest[: len(OF_ITS_PAGE)]
    detail = VoteDetail(
        vote_id, held_id, key, question, taken_on or find_day(starts_at, board.zone), name_person(*people[:3]),
        name_person(*people[3:]), title, make_meeting_address(slug, meeting_key), subject, item_title,
        f"item-{item_key}" if item_key else None, system, source,
    )  # fmt: skip
    return board, detail, rest[len(OF_ITS_PAGE) :]


@prepared
def read_ballots(vote_id: int) -> Rows:
    return (
        select(Person.name, Person.key, Ballot.choice, Ballot.recorded)
        .join(Person, Person.id == Ballot.person_id)
        .where(Ballot.vote_id == vote_id, Ballot.superseded_at.is_(None))
        .order_by(Ballot.position, Person.sort_name, Ballot.id)
    )


def find_ballots(db: Session, vote_id: int) -> list[BallotCast]:
    """Each member's ballot that stands, in the order of the roll call."""
    return [
        BallotCast(name, make_person_address(key), choice, recorded if choice is Choice.UNKNOWN else None)
        for name, key, choice, recorded in read_ballots(db, vote_id)
    ]


def count_choices(ballots: Sequence[BallotCast]) -> dict[Choice, int]:
    counts: dict[Choice, int] = defaultdict(int)
    for ballot in ballots:
        counts[ballot.choice] += 1
    return counts


def select_votes() -> Rows:
    return (
        select(
            Vote.id, Vote.key, Motion.id, Motion.text, SUBJECT, Vote.taken_on, Meeting.starts_at, Meeting.key, *RECORDED,
            *RULE, *HELD,
        )
        .join(Motion, Motion.id == Vote.motion_id)
        .join(Meeting, Meeting.id == Motion.meeting_id)
        .outerjoin(HeldVote, HeldVote.vote_id == Vote.id)
        .outerjoin(AgendaItem, AgendaItem.id == Motion.agenda_item_id)
        .where(VOTE_IS_TOLD)
    )  # fmt: skip


@prepared
def read_ballot_counts(vote_ids: Sequence[int]) -> Rows:
    return (
        select(Ballot.vote_id, Ballot.choice, func.count())
        .where(Ballot.vote_id.in_(vote_ids), Ballot.superseded_at.is_(None))
        .group_by(Ballot.vote_id, Ballot.choice)
    )


def count_ballots(db: Session, vote_ids: Sequence[int]) -> dict[int, dict[Choice, int]]:
    """How many ballots of each choice stand, for each vote; one query for all of them."""
    counts: dict[int, dict[Choice, int]] = defaultdict(dict)
    if vote_ids:
        for vote_id, choice, count in read_ballot_counts(db, vote_ids):
            counts[vote_id][choice] = count
    return counts


def summarize_votes(db: Session, rows: Sequence[Sequence[Any]], slug: str, zone: str) -> list[tuple[int, VoteSummary]]:
    """Rows of select_votes as (motion, summary), with their ballots counted in one query."""
    counts = count_ballots(db, [row[0] for row in rows])
    summaries = []
    for vote_id, key, motion_id, text, subject, taken_on, starts_at, meeting_key, *rest in rows:
        summary = VoteSummary(
            make_vote_address(slug, str(key)), text, subject, taken_on or find_day(starts_at, zone),
            make_meeting_address(slug, meeting_key), make_result(counts.get(vote_id, {}), rest),
        )  # fmt: skip
        summaries.append((motion_id, summary))
    return summaries


@prepared
def read_number_of_votes(board_id: int) -> Rows:
    return (
        select(func.count())
        .select_from(Vote)
        .join(Motion, Motion.id == Vote.motion_id)
        .join(Meeting, Meeting.id == Motion.meeting_id)
        .outerjoin(HeldVote, HeldVote.vote_id == Vote.id)
        .where(Meeting.board_id == board_id, VOTE_IS_TOLD)
    )


def count_votes(db: Session, board_id: int) -> int:
    return int(read_number_of_votes(db, board_id).scalar_one())


@prepared
def read_votes(board_id: int, limit: int, offset: int) -> Rows:
    return (
        select_votes()
        .where(Meeting.board_id == board_id)
        .order_by(Meeting.starts_at.desc(), Motion.position.desc(), Vote.id.desc())
        .limit(limit)
        .offset(offset)
    )


def find_votes(db: Session, board: BoardIdentity, limit: int, offset: int) -> list[VoteSummary]:
    """A board's votes, the latest first."""
    rows = read_votes(db, board.id, limit, offset).all()
    return [summary for _, summary in summarize_votes(db, rows, board.slug, board.zone)]


@dataclass(frozen=True, slots=True)
class VoteInProgress:
    """A vote that is being taken now."""

    address: str
    question: str
    opened_at: datetime


@prepared
def read_open_votes(board_id: int) -> Rows:
    return (
        select(HeldVote.key, Motion.text, HeldVote.opened_at)
        .join(Motion, Motion.id == HeldVote.motion_id)
        .join(Meeting, Meeting.id == HeldVote.meeting_id)
        .where(Meeting.board_id == board_id, HeldVote.closed_at.is_(None), VOTE_IS_TOLD)
        .order_by(HeldVote.id)
    )


def find_open_votes(db: Session, board: BoardIdentity) -> list[VoteInProgress]:
    """The votes that a board takes now, in public."""
    return [
        VoteInProgress(make_vote_address(board.slug, key), question, opened_at)
        for key, question, opened_at in read_open_votes(db, board.id)
    ]


@prepared
def read_motions(meeting_id: int) -> Rows:
    return (
        select(
            Motion.id, Motion.agenda_item_id, Motion.key, MotionVersion.kind, MotionVersion.status, Motion.text,
            Mover.name, Mover.key, Motion.mover_name, Seconder.name, Seconder.key, Motion.seconder_name,
        )
        .outerjoin(MotionVersion, (MotionVersion.motion_id == Motion.id) & MotionVersion.superseded_at.is_(None))
        .outerjoin(Mover, Mover.id == Motion.mover_id)
        .outerjoin(Seconder, Seconder.id == Motion.seconder_id)
        .where(
            Motion.meeting_id == meeting_id,
            or_(MotionVersion.id.is_(None), is_told(MotionVersion.meeting_id, MotionVersion.entered_at)),
        )
        .order_by(Motion.position, Motion.id)
    )  # fmt: skip


@prepared
def read_votes_of_meeting(meeting_id: int) -> Rows:
    return select_votes().where(Motion.meeting_id == meeting_id).order_by(Vote.id)


def find_motions(db: Session, board: BoardIdentity, meeting_id: int) -> dict[int | None, list[MotionOfItem]]:
    """A meeting's motions by agenda item, each with its votes; None holds those of no item. Three queries.

    What was moved or changed in a closed session is not among them while that lasts.
    """
    motions = read_motions(db, meeting_id).all()
    votes: dict[int, list[VoteSummary]] = defaultdict(list)
    if motions:
        rows = read_votes_of_meeting(db, meeting_id).all()
        for motion_id, summary in summarize_votes(db, rows, board.slug, board.zone):
            votes[motion_id].append(summary)
    by_item: dict[int | None, list[MotionOfItem]] = defaultdict(list)
    for motion_id, item_id, key, kind, status, text, *people in motions:
        motion = MotionOfItem(
            make_motion_address(board.slug, key), kind or Kind.MAIN, status, text, name_person(*people[:3]),
            name_person(*people[3:]), tuple(votes[motion_id]),
        )  # fmt: skip
        by_item[item_id].append(motion)
    return by_item
