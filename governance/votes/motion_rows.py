"""Motions as the law sees them, read from their versions, and what an act made of them, written as new versions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.boards.models import Board, Person
from governance.clock import find_day
from governance.db.history import FormerState
from governance.db.model import Model
from governance.meetings.models import Meeting
from governance.votes.floor_acts import VoteRefusal, VoteRefused
from governance.votes.floor_models import HeldVote, MotionVersion
from governance.votes.models import Ballot, Choice, Motion, Outcome, Vote
from governance.votes.queries import count_ballots
from governance.votes.results import RULE
from governance.votes.tally import Threshold, recompute
from governance.votes.vote_facts import bind_profiles, find_key, gather_law
from model_law import motions as law
from model_law.motions import Floor, Kind, MotionRules, Status, read_motion_rules
from model_law.votes import find_profile_rule

OPEN = (Status.MOVED, Status.PENDING)


@dataclass(frozen=True, slots=True)
class Standing:
    """A motion's row and its version that stands; version is None for one that came from another system."""

    motion: Motion
    version: MotionVersion | None


@dataclass(frozen=True, slots=True)
class Loaded:
    """The floor of a meeting, and the rows behind it by the motion's key."""

    floor: Floor
    rows: dict[str, Standing]


def read_rules(session: Session, board: Board, meeting: Meeting) -> MotionRules:
    """What the board's law asks of motions; where several laws bind it, the first that says so."""
    profiles = bind_profiles(gather_law(session, board, find_day(meeting.starts_at, board.zone)))
    speaks = (profile for profile in profiles if find_profile_rule([profile], "second") is not None)
    profile = next(speaks, next(iter(profiles), None))
    return read_motion_rules(profile) if profile is not None else MotionRules()


def load_floor(session: Session, board: Board, meeting: Meeting, about: str | None = None) -> Loaded:
    """What is before the meeting, and the motion that an act is about with all that was moved about it.

    In the order in which they were moved here, which is that of their rows: a motion's position is of the meeting in which
    it was moved, and one that is reconsidered stays in that.
    """
    versions = select(MotionVersion, Motion).join(Motion, Motion.id == MotionVersion.motion_id)
    wanted: ColumnElement[bool] = (MotionVersion.meeting_id == meeting.id) & MotionVersion.status.in_(OPEN)
    named = find_motion(session, board, about) if about is not None else None
    if named is not None:
        wanted = or_(wanted, MotionVersion.motion_id == named.id, MotionVersion.about_id == named.id)
    found = session.execute(
        versions.where(wanted, MotionVersion.superseded_at.is_(None)).order_by(Motion.id)
        .execution_options(populate_existing=True)
    ).all()  # fmt: skip
    rows = {motion.key: Standing(motion, version) for version, motion in found}
    if named is not None and named.key not in rows:
        rows = {named.key: Standing(named, None), **rows}
    keys = {row.motion.id: key for key, row in rows.items()}
    about_ids = {row.version.about_id for row in rows.values() if row.version is not None and row.version.about_id}
    for motion in session.scalars(select(Motion).where(Motion.id.in_(about_ids - keys.keys()))):
        keys[motion.id] = motion.key
    motions = tuple(read_motion(session, row, keys, key == about) for key, row in rows.items())
    return Loaded(Floor(read_rules(session, board, meeting), motions), rows)


def find_motion(session: Session, board: Board, key: str) -> Motion | None:
    return session.scalar(
        select(Motion).join(Meeting, Meeting.id == Motion.meeting_id).where(
            Meeting.board_id == board.id, Motion.key == key
        )
    )  # fmt: skip


def read_motion(session: Session, row: Standing, keys: dict[int, str], is_named: bool) -> law.Motion:
    """A motion as the law sees it. Who prevailed is read for the one that is named alone: nothing else asks it."""
    motion, version = row.motion, row.version
    mover, seconder = find_key(session, motion.mover_id) or "", find_key(session, motion.seconder_id)
    if version is None:
        status, prevailing = read_old_outcome(session, motion)
        return law.Motion(
            motion.key, Kind.MAIN, mover, (motion.text,), status, seconder, prevailing=prevailing, votes=1
        )
    prevailing = None
    if is_named and version.status in (Status.CARRIED, Status.LOST):
        prevailing = find_prevailing(session, motion, carried=version.status is Status.CARRIED)
    return law.Motion(
        motion.key, version.kind, mover, (version.text,), version.status, seconder,
        about=None if version.about_id is None else keys[version.about_id], prevailing=prevailing,
        reconsidered=version.reconsidered,
    )  # fmt: skip


def read_old_outcome(session: Session, motion: Motion) -> tuple[Status, frozenset[str] | None]:
    """How a motion that came from another system stands: as its last vote's ballots say, else as it is recorded."""
    row = session.execute(
        select(Vote.id, Vote.recorded_outcome, *RULE)
        .where(Vote.motion_id == motion.id)
        .order_by(Vote.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return Status.WITHDRAWN, None
    vote_id, recorded = row[:2]
    rule: Sequence[Any] = row[2:]
    counted = recompute(count_ballots(session, [vote_id])[vote_id], Threshold(*rule[:4])).outcome
    outcome = counted or recorded
    if outcome is None:
        return Status.WITHDRAWN, None
    carried = outcome is Outcome.CARRIED
    return Status.CARRIED if carried else Status.LOST, find_prevailing(session, motion, carried=carried)


def find_prevailing(session: Session, motion: Motion, *, carried: bool) -> frozenset[str] | None:
    """Who voted on the side that won the last vote on a motion; None where no names are on record."""
    last = select(func.max(Vote.id)).where(Vote.motion_id == motion.id).scalar_subquery()
    ballots = session.execute(
        select(Person.key, Ballot.choice)
        .join(Ballot, Ballot.person_id == Person.id)
        .where(Ballot.vote_id == last, Ballot.superseded_at.is_(None))
    ).all()
    side = Choice.AYE if carried else Choice.NAY
    return frozenset(person for person, choice in ballots if choice is side) if ballots else None


def save_floor(
    session: Session, now: datetime, actor: Actor, meeting: Meeting, loaded: Loaded, after: Floor,
    item_id: int | None = None,
) -> list[Model]:  # fmt: skip
    """Write a version of each motion that an act changed; the rows that were made or changed.

    item_id: the item under which a motion of an earlier meeting comes back.
    """
    rows: list[Model] = []
    before = {motion.key: motion for motion in loaded.floor.motions}
    for motion in after.motions:
        if before.get(motion.key) != motion:
            rows += write_version(session, now, actor, meeting, loaded.rows[motion.key], motion, item_id)
    return rows


def write_version(
    session: Session, now: datetime, actor: Actor, meeting: Meeting, row: Standing, motion: law.Motion,
    item_id: int | None,
) -> list[Model]:  # fmt: skip
    old, rows = row.version, list[Model]()
    if old is not None:
        old.superseded_at = now
        rows.append(old)
        session.flush()
    stays = old is not None and old.meeting_id == meeting.id
    version = MotionVersion(
        motion_id=row.motion.id, number=1 if old is None else old.number + 1, meeting_id=meeting.id,
        agenda_item_id=old.agenda_item_id if old is not None and stays else item_id, kind=motion.kind,
        status=motion.status, about_id=old.about_id if old is not None else None, text=motion.text,
        effect=old.effect if old is not None else None, consent=old.consent if old is not None else False,
        reconsidered=motion.reconsidered, entered_at=now, entered_by=actor.account_id,
        corrects_id=old.id if old is not None else None,
    )  # fmt: skip
    session.add(version)
    session.flush()
    rows.append(version)
    moves = not stays and motion.status in OPEN and row.motion.meeting_id != meeting.id and not was_voted(session, row)
    if motion.text != row.motion.text or moves:
        rows.append(keep_former(session, now, row.motion))
        row.motion.text = motion.text
        if moves:
            # Nothing was decided of it where it was moved first: it is decided here, and read here.
            row.motion.meeting_id, row.motion.agenda_item_id = meeting.id, item_id
        session.flush()
        rows.append(row.motion)
    return rows


def was_voted(session: Session, row: Standing) -> bool:
    return session.scalar(select(Vote.id).where(Vote.motion_id == row.motion.id).limit(1)) is not None


def keep_former(session: Session, now: datetime, row: Motion | Vote | HeldVote) -> FormerState:
    """Keep what a row held, with which its change begins."""
    table = row.__tablename__
    since = session.scalar(
        select(func.max(FormerState.superseded_at)).where(FormerState.table_name == table, FormerState.row_id == row.id)
    )
    held = {
        column.name: value if isinstance(value, str | int | bool) else value.isoformat()
        for column in row.__table__.columns
        if not column.name.startswith("source_") and (value := getattr(row, column.name)) is not None
    }
    state = FormerState(
        table_name=table, row_id=row.id, values=held, entered_at=since or row.entered_at, superseded_at=now
    )  # fmt: skip
    session.add(state)
    session.flush()
    return state


def require_version(session: Session, board: Board, key: str) -> tuple[Motion, MotionVersion]:
    """A motion that was moved here, and how it stands. Raises VoteRefused where there is none."""
    motion = find_motion(session, board, key)
    if motion is None:
        raise VoteRefused(VoteRefusal.MOTION, "motion", reason=law.Objection.NO_SUCH_MOTION)
    version = session.scalar(
        select(MotionVersion)
        .where(MotionVersion.motion_id == motion.id, MotionVersion.superseded_at.is_(None))
        .execution_options(populate_existing=True)
    )
    if version is None:
        raise VoteRefused(VoteRefusal.MOTION, "motion", reason=law.Objection.NO_SUCH_MOTION)
    return motion, version
