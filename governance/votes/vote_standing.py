"""Who may cast a ballot in an open vote at this moment, asked once for each version of the board's record.

Every act on a board grows its record's version, so what follows from the record holds as long as the version does: who sits,
who is there, who stepped aside. A ballot reads the version in the same transaction, so an act that comes between makes the
ballot try again. What was worked out is kept once the transaction that worked it out is committed, never before: a
version that was rolled back comes again with other contents.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from governance.boards.models import Board
from governance.clock import find_day
from governance.meetings.models import Meeting
from governance.meetings.session_facts import Sitting, gather_sitting
from governance.votes.floor_checks import refuse_member
from governance.votes.floor_models import HeldVote, MotionVersion
from governance.votes.vote_facts import (
    bind_profiles,
    find_declarations,
    find_items_decided,
    find_key,
    gather_attendance,
    gather_law,
)
from model_law.thresholds import Choice
from model_law.votes import Ballot, Refusal, VoteFacts, find_profile_rule, recusals_of, refuse_ballot

MOST_KEPT = 64


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether a ballot counts, as far as it is known while the vote is open."""

    facts: VoteFacts
    sitting: Sitting
    recused: frozenset[str]
    chair_votes: str

    def refuse(self, person: str, choice: Choice, at: datetime) -> Refusal | None:
        """Why a ballot would not count, None where it does."""
        reason = refuse_ballot(self.facts, Ballot(person, choice, at), self.recused, self.chair_votes)
        if reason is Refusal.NOT_A_MEMBER:
            return refuse_member(self.sitting, person)
        return reason


Place = tuple[str, int, date]
"""A vote's key, the version of its board's record, and the day, on which a term may end."""

KEPT: OrderedDict[Place, Standing] = OrderedDict()
LOCK = Lock()


def find_standing(session: Session, vote_key: str, version: int, zone: str, at: datetime) -> Standing:
    place = (vote_key, version, find_day(at, zone))
    with LOCK:
        known = KEPT.get(place)
        if known is not None:
            KEPT.move_to_end(place)
            return known
    waiting: dict[Place, Standing] = session.info.setdefault(WAITING, {})
    if place in waiting:
        return waiting[place]
    standing = gather_standing(session, vote_key, place[2])
    waiting[place] = standing
    return standing


WAITING = "standings to keep once it is committed"


@event.listens_for(Session, "after_commit")
def keep(session: Session) -> None:
    waiting = session.info.pop(WAITING, None)
    if waiting:
        with LOCK:
            KEPT.update(waiting)
            while len(KEPT) > MOST_KEPT:
                KEPT.popitem(last=False)


@event.listens_for(Session, "after_rollback")
def forget(session: Session) -> None:
    session.info.pop(WAITING, None)


def gather_standing(session: Session, vote_key: str, on: date) -> Standing:
    held, meeting, board, version = session.execute(
        select(HeldVote, Meeting, Board, MotionVersion)
        .join(Meeting, Meeting.id == HeldVote.meeting_id)
        .join(Board, Board.id == Meeting.board_id)
        .join(MotionVersion, MotionVersion.motion_id == HeldVote.motion_id)
        .where(HeldVote.key == vote_key, MotionVersion.superseded_at.is_(None))
    ).one()
    sitting = gather_sitting(session, board.id, on)
    profiles = bind_profiles(gather_law(session, board, find_day(held.opened_at, board.zone)))
    facts = VoteFacts(
        opened_at=held.opened_at,
        opened=sitting.roster,
        attendance=gather_attendance(session, meeting),
        chair=find_key(session, held.chair_id),
        declarations=find_declarations(session, find_items_decided(session, meeting, version).values()),
    )
    chair = find_profile_rule(profiles, "chair_votes")
    recusals, _effect = recusals_of(profiles, facts)
    return Standing(facts, sitting, recusals.recused, chair.values["chair"] if chair is not None else "always")
