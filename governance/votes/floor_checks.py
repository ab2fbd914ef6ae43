"""What every act on the floor asks first: which meeting, whether the board may act, and who may."""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.boards.law_actions import lock_board
from governance.boards.models import Board
from governance.clock import find_day
from governance.meetings.models import ItemKind, Meeting
from governance.meetings.session_facts import ActionBar, MayAct, Sitting, gather_sitting, may_act
from governance.votes.floor_acts import VoteRefusal, VoteRefused, find_item, find_meeting
from governance.votes.floor_models import HeldVote, MotionVersion
from governance.votes.models import Motion
from governance.votes.motion_rows import Loaded
from governance.votes.vote_facts import find_calendar, find_key
from model_law.motions import Kind, MotionError
from model_law.votes import Refusal, voters

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Moved:
    """What is moved, by whom (a person's key). about: the key of the motion that it is about; item: the agenda item's key.

    A motion about another one that is before the same meeting stands under its item where no other is named. An amendment's
    text is the whole text as it would then read. consent: it decides what is left on the consent calendar, in one vote.
    """

    mover: str
    text: str
    effect: str = ""
    kind: Kind = Kind.MAIN
    about: str | None = None
    item: str | None = None
    consent: bool = False


def begin(session: Session, board_id: int, meeting_key: str) -> tuple[Board, Meeting]:
    board = lock_board(session, board_id)
    return board, find_meeting(session, board.id, meeting_key)


def ask(question: Callable[[], Answer]) -> Answer:
    """What the law of motions answers. Raises VoteRefused with its reason and the motion's key."""
    try:
        return question()
    except MotionError as problem:
        raise VoteRefused(VoteRefusal.MOTION, "motion", reason=problem.reason, about=problem.key) from None


def refuse_while_voting(session: Session, meeting: Meeting) -> None:
    """Nothing is done with motions while a vote is open."""
    if find_open_vote(session, meeting) is not None:
        raise VoteRefused(VoteRefusal.VOTE_OPEN)


def find_open_vote(session: Session, meeting: Meeting) -> HeldVote | None:
    return session.scalar(select(HeldVote).where(HeldVote.meeting_id == meeting.id, HeldVote.closed_at.is_(None)))


def refuse_out_of_session(session: Session, meeting: Meeting, now: datetime) -> MayAct:
    """Raises VoteRefused where the board cannot act at this moment; else who is there, and the quorum."""
    found = may_act(session, meeting, now)
    if found.bar is ActionBar.NO_QUORUM:
        raise VoteRefused(VoteRefusal.NO_QUORUM, reason=found.quorum.rule or "")
    if found.bar is not None:
        raise VoteRefused(VoteRefusal.NOT_IN_SESSION, reason=found.bar)
    return found


def check_members(
    session: Session, board: Board, now: datetime, present: Container[str], people: Iterable[str], field: str = "person"
) -> None:
    """Raises VoteRefused with MEMBER, and why, for whoever may not take part: no member, without a vote, not there."""
    sitting = gather_sitting(session, board.id, find_day(now, board.zone))
    if sitting.contradicts:
        raise VoteRefused(VoteRefusal.CONTRADICTION)
    for person in people:
        reason = refuse_member(sitting, person) or (None if person in present else Refusal.NOT_PRESENT)
        if reason is not None:
            raise VoteRefused(VoteRefusal.MEMBER, field, reason=reason, about=person)


def refuse_member(sitting: Sitting, person: str) -> Refusal | None:
    """Why somebody has no vote on a board that day, wherever they are."""
    if person not in sitting.serving:
        return Refusal.NOT_IN_OFFICE if person in sitting.names else Refusal.NOT_A_MEMBER
    return None if person in voters(sitting.roster) else Refusal.NO_VOTE


def find_item_id(session: Session, meeting: Meeting, moved: Moved, loaded: Loaded) -> int | None:
    """The item that a motion stands under: its own, or that of the motion of this meeting that it is about."""
    if moved.consent:
        calendar, _ids = find_calendar(session, meeting)
        if not calendar.together:
            raise VoteRefused(VoteRefusal.ITEM_MISSING, "item")
        return None
    if moved.item is not None:
        item = find_item(session, meeting, moved.item)
        if item.kind is ItemKind.CONSENT and item.key not in find_calendar(session, meeting)[0].pulled:
            raise VoteRefused(VoteRefusal.ITEM_ON_CALENDAR, "item")
        return item.id
    about = loaded.rows.get(moved.about or "")
    if about is not None and about.version is not None and about.version.meeting_id == meeting.id:
        return about.version.agenda_item_id
    if about is not None and about.motion.meeting_id == meeting.id:
        return about.motion.agenda_item_id
    raise VoteRefused(VoteRefusal.ITEM_MISSING, "item")


def find_moved(session: Session, key: str, meeting: Meeting, moved: Moved, text: str) -> Motion | None:
    """What was moved under a key; None where nothing was. Raises VoteRefused where that was something else."""
    motion = session.scalar(select(Motion).where(Motion.key == key))
    if motion is None:
        return None
    first = session.scalar(select(MotionVersion).where(MotionVersion.motion_id == motion.id, MotionVersion.number == 1))
    mover = find_key(session, motion.mover_id)
    same = first is not None and (first.meeting_id, first.kind, first.text, mover) == (
        meeting.id,
        moved.kind,
        text,
        moved.mover,
    )
    if not same:
        raise VoteRefused(VoteRefusal.REQUEST_USED, "key")
    return motion
