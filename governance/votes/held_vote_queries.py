"""What pages read of a vote while it is held: the question, who may vote, who has answered, and how it stands.

What somebody said before they changed their mind is read by nobody: of each member only the last ballot is told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, func, not_, or_, select
from sqlalchemy.orm import Session, aliased

from governance.boards.composition_queries import END_OF_TIME
from governance.boards.models import Board, Person
from governance.boards.queries import BoardIdentity, select_boards
from governance.db.facts import RowKey, Rows
from governance.db.prepared import prepared
from governance.meetings.models import AgendaItem, Meeting
from governance.votes.closed_doors import is_told
from governance.votes.floor_models import CastBallot, HeldVote, HowCast, MotionVersion, Stage, VoteErratum, VoteFacts
from governance.votes.models import Motion
from governance.votes.vote_standing import Standing, find_standing
from model_law.thresholds import Choice
from model_law.vote_judgement import Result
from model_law.votes import Ballot, Refusal, account, present_at, voting_seats

Chair = aliased(Person, name="chair")
Asked = aliased(HeldVote, name="asked")


@dataclass(frozen=True, slots=True)
class HeldVoteDetail:
    """One vote that was opened or recorded here. chair: the key of who presides over it."""

    id: RowKey
    key: str
    meeting_id: RowKey
    meeting_key: str
    meeting_title: str
    motion: str
    question: str
    effect: str | None
    item: str | None
    opened_at: datetime
    closed_at: datetime | None
    result: Result | None
    running_tally: bool
    root: str | None
    chair: str | None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


@prepared
def read_held_vote(slug: str, key: str) -> Rows:
    return (
        select_boards()
        .add_columns(
            HeldVote.id, HeldVote.key, Meeting.id, Meeting.key, Meeting.title, Motion.key, Motion.text,
            MotionVersion.effect, AgendaItem.title, HeldVote.opened_at, HeldVote.closed_at, HeldVote.result,
            HeldVote.running_tally, HeldVote.root, Chair.key,
        )
        .join(Meeting, Meeting.board_id == Board.id)
        .join(HeldVote, HeldVote.meeting_id == Meeting.id)
        .join(Motion, Motion.id == HeldVote.motion_id)
        .outerjoin(
            MotionVersion, (MotionVersion.motion_id == Motion.id) & MotionVersion.superseded_at.is_(None)
        )
        .outerjoin(AgendaItem, AgendaItem.id == MotionVersion.agenda_item_id)
        .outerjoin(Chair, Chair.id == HeldVote.chair_id)
        .where(Board.slug == slug, HeldVote.key == key)
    )  # fmt: skip


def find_held_vote(db: Session, slug: str, key: str) -> tuple[BoardIdentity, HeldVoteDetail] | None:
    """A vote that is held here with its board, in one query."""
    row = read_held_vote(db, slug, key).one_or_none()
    if row is None:
        return None
    split = len(row) - len(HeldVoteDetail.__slots__)
    return BoardIdentity(*row[:split]), HeldVoteDetail(*row[split:])


@prepared
def read_closed_doors(meeting_id: int) -> Rows:
    return select(Meeting.id).where(Meeting.id == meeting_id, ~is_told(Meeting.id, END_OF_TIME))


def is_behind_closed_doors(db: Session, meeting_id: int) -> bool:
    """Whether a closed session lasts: nothing of what happens in it is told, whenever the vote was opened."""
    return read_closed_doors(db, meeting_id).first() is not None


@dataclass(frozen=True, slots=True)
class LastBallot:
    """What a member said last in a vote."""

    person: str
    choice: Choice
    at: datetime
    how: HowCast
    receipt: str


@prepared
def read_last_ballots(vote_id: int) -> Rows:
    return (
        select(Person.key, CastBallot.choice, CastBallot.at, CastBallot.how, CastBallot.receipt)
        .join(Person, Person.id == CastBallot.person_id)
        .where(CastBallot.held_vote_id == vote_id, is_last())
        .order_by(CastBallot.at, CastBallot.id)
    )


def is_last() -> Any:
    """That no later ballot of the same member is there, by its time and then by its number."""
    later = aliased(CastBallot)
    return not_(
        select(later.id)
        .where(
            later.held_vote_id == CastBallot.held_vote_id, later.person_id == CastBallot.person_id,
            or_(later.at > CastBallot.at, and_(later.at == CastBallot.at, later.id > CastBallot.id)),
        )
        .correlate(CastBallot)
        .exists()
    )  # fmt: skip


def find_last_ballots(db: Session, vote_id: int) -> dict[str, LastBallot]:
    """The last ballot of each member, by their key."""
    return {row[0]: LastBallot(*row) for row in read_last_ballots(db, vote_id)}


@dataclass(frozen=True, slots=True)
class RollMember:
    """A member with a vote as the roll calls them. reason: why they have no vote here and now; None: they have one.

    aloud: what they answered aloud, which everybody heard. answered: how their last ballot came, None where there is none.
    """

    key: str
    name: str
    reason: Refusal | None
    answered: HowCast | None
    aloud: Choice | None


@dataclass(frozen=True, slots=True)
class Roll:
    """Everybody with a vote, in the order in which they are called: by their seats, and whoever presides last."""

    members: tuple[RollMember, ...]

    @property
    def may_vote(self) -> list[RollMember]:
        return [member for member in self.members if member.reason is None]

    @property
    def silent(self) -> list[RollMember]:
        """Those who may vote and have not."""
        return [member for member in self.may_vote if member.answered is None]


def find_roll(db: Session, board: BoardIdentity, held: HeldVoteDetail, now: datetime) -> Roll:
    at = max(now, held.opened_at)
    standing = find_standing(db, held.key, board.version, board.zone, at)
    last = find_last_ballots(db, held.id)
    people = put_in_call_order(standing, held.chair)
    return Roll(tuple(make_member(standing, person, last.get(person), at) for person in people))


def find_refusals(
    db: Session, board: BoardIdentity, held: HeldVoteDetail, person: str, now: datetime
) -> dict[Choice, Refusal | None]:  # fmt: skip
    """Why each choice would not count if a member made it now; None for one that would."""
    at = max(now, held.opened_at)
    standing = find_standing(db, held.key, board.version, board.zone, at)
    return {choice: standing.refuse(person, choice, at) for choice in Choice}


def put_in_call_order(standing: Standing, chair: str | None) -> list[str]:
    seated = [seat.holder.person for seat in voting_seats(standing.facts.electorate) if seat.holder is not None]
    return sorted(dict.fromkeys(seated), key=lambda person: person == chair)


def make_member(standing: Standing, person: str, last: LastBallot | None, at: datetime) -> RollMember:
    answered = last.how if last is not None else None
    aloud = last.choice if last is not None and answered is HowCast.ROLL_CALL else None
    return RollMember(
        person, standing.sitting.names[person], standing.refuse(person, Choice.AYE, at), answered, aloud
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tally:
    """How an open vote stands. counts: how many members' last ballots say what; may_vote: how many are asked."""

    counts: dict[Choice, int]
    answered: int
    may_vote: int


def count_tally(db: Session, board: BoardIdentity, held: HeldVoteDetail, now: datetime) -> Tally:
    """The last ballots counted as they would count now; whoever steps aside counts as recused."""
    at = max(now, held.opened_at)
    standing = find_standing(db, held.key, board.version, board.zone, at)
    said = [Ballot(one.person, one.choice, one.at) for one in find_last_ballots(db, held.id).values()]
    facts = replace(standing.facts, ballots=tuple(said))
    counted = account(facts, standing.recused).counted
    there = present_at(facts, at)
    asked = {person for person in put_in_call_order(standing, None) if there is None or person in there}
    counts = {choice: list(counted.values()).count(choice) for choice in Choice}
    return Tally(counts, len(counted), len(asked | counted.keys()))


def select_tally_version(of: Any) -> Rows:
    """What a page with the running tally depends on, as one text: the board's record, and how many ballots say what.

    Where nobody sees the tally, only how many answered stands in it, and behind closed doors not even that: a validator
    must not tell more than its page. Nor does it grow with each ballot: that somebody voted anew in the same way is
    nobody's to see.
    """
    counted = [
        func.coalesce(func.sum(case((and_(HeldVote.running_tally, CastBallot.choice == choice), 1), else_=0)), 0)
        for choice in Choice
    ]
    text: Any = func.coalesce(func.max(Board.record_version), 0).op("||")(".")
    for part in (func.count(CastBallot.id), *counted):
        text = text.op("||")(part).op("||")(".")
    # Asked by itself, it is answered once and not for each ballot.
    meeting_id = select(Asked.meeting_id).where(Asked.id == of).scalar_subquery()
    return (
        select(text)
        .select_from(HeldVote)
        .join(Meeting, Meeting.id == HeldVote.meeting_id)
        .join(Board, Board.id == Meeting.board_id)
        .outerjoin(
            CastBallot,
            and_(CastBallot.held_vote_id == HeldVote.id, is_last(), is_told(meeting_id, END_OF_TIME)),
        )
        .where(HeldVote.id == of)
    )


TALLY_VERSION = select_tally_version(bindparam("of"))


@prepared
def read_facts(vote_id: int, stage: str) -> Rows:
    return (
        select(VoteFacts.content)
        .where(VoteFacts.held_vote_id == vote_id, VoteFacts.stage == stage)
        .order_by(VoteFacts.id.desc())
        .limit(1)
    )


def find_opening_facts(db: Session, vote_id: int) -> dict[str, Any] | None:
    """What was frozen when the vote opened; None for one that was taken elsewhere."""
    found = read_facts(db, vote_id, Stage.OPENING).scalar()
    return None if found is None else dict(found)


@prepared
def read_newest_facts(vote_id: int, opening: str) -> Rows:
    return (
        select(VoteFacts.content)
        .where(VoteFacts.held_vote_id == vote_id, VoteFacts.stage != opening)
        .order_by(VoteFacts.id.desc())
        .limit(1)
    )


def find_closing_facts(db: Session, vote_id: int) -> dict[str, Any] | None:
    """What was frozen at the close, or at the last correction; None while the vote is open."""
    found = read_newest_facts(db, vote_id, Stage.OPENING).scalar()
    return None if found is None else dict(found)


@prepared
def read_errata(vote_id: int) -> Rows:
    return (
        select(VoteErratum.reason, VoteErratum.entered_at, VoteErratum.result_before, VoteErratum.result_after)
        .where(VoteErratum.held_vote_id == vote_id)
        .order_by(VoteErratum.id)
    )


def find_errata(db: Session, vote_id: int) -> list[tuple[str, datetime, Result, Result]]:
    """Every correction of a vote: why, when, and its outcome before and after."""
    return [tuple(row) for row in read_errata(db, vote_id)]


@dataclass(frozen=True, slots=True)
class OpenVote:
    """An open vote as other pages lead to it."""

    board_id: RowKey
    board_name: str
    slug: str
    zone: str
    key: str
    question: str
    opened_at: datetime


@prepared
def read_open_votes(board_ids: Sequence[int]) -> Rows:
    return (
        select(Board.id, Board.name, Board.slug, Board.zone, HeldVote.key, Motion.text, HeldVote.opened_at)
        .join(Meeting, Meeting.id == HeldVote.meeting_id)
        .join(Board, Board.id == Meeting.board_id)
        .join(Motion, Motion.id == HeldVote.motion_id)
        .where(HeldVote.closed_at.is_(None), Board.id.in_(board_ids))
        .order_by(HeldVote.opened_at.desc())
    )


def find_open_votes(db: Session, board_ids: Iterable[int]) -> list[OpenVote]:
    """The votes that are open now on some boards, the latest first. A meeting has one at most."""
    wanted = sorted(board_ids)
    return [OpenVote(*row) for row in read_open_votes(db, wanted)] if wanted else []


def find_person_key(db: Session, person_id: int) -> str | None:
    key: str | None = db.scalar(select(Person.key).where(Person.id == person_id))
    return key


@prepared
def read_names(keys: Sequence[str]) -> Rows:
    return select(Person.key, Person.name).where(Person.key.in_(keys))


def find_people_named(db: Session, keys: Sequence[str]) -> dict[str, str]:
    return dict(read_names(db, keys).all())
