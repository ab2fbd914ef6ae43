"""Votes of the demo's board, one open and one closed, for places in paths and for forms."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.db import Database
from governance.db.keys import make_key
from governance.meetings.models import Meeting
from governance.security.vault import Vault
from governance.votes.ballot_actions import record_roll_call
from governance.votes.floor_models import HeldVote, MotionVersion
from governance.votes.models import Motion
from governance.votes.motion_actions import second
from governance.votes.voting_actions import close_vote, open_vote
from model_law.motions import Kind, Status
from model_law.thresholds import Choice
from tests.conftest import NOW
from tests.support.floor_places import call_meeting, list_voters, move_something
from tests.support.planning import find_board_id, find_clerk

OPEN_KEY = "0pen000001"
FIRST_MEETING = 3
"""The number of the first of these meetings; those with lower ones hold what floor_places puts there."""


def make_held_votes(database: Database, vault: Vault) -> dict[str, str]:
    """A vote that is open, and one that was closed, each in a meeting of its own; and a choice for a ballot."""
    with database.writing.begin() as session:
        clerk, board = find_clerk(session), find_board_id(session)
        held, _meeting = open_something(session, vault, clerk, board, FIRST_MEETING)
        decided, _meeting = open_something(session, vault, clerk, board, FIRST_MEETING + 1)
        first, other, *_rest = list_voters(session, board)
        record_roll_call(session, NOW, clerk, board, decided, [(first, Choice.NAY), (other, Choice.AYE)], make_key())
        close_vote(session, vault, NOW, clerk, board, decided)
        return {"held": held, "decided": decided, "choice": "aye"}


def open_something(session: Session, vault: Vault, clerk: Actor, board: int, number: int) -> tuple[str, Meeting]:
    meeting = call_meeting(session, vault, clerk, board, number)
    motion = move_something(session, clerk, board, meeting)
    second(session, NOW, clerk, board, meeting.key, motion, list_voters(session, board)[1])
    return open_vote(session, vault, NOW, clerk, board, meeting.key, motion).key, meeting


def add_open_vote(session: Session, meeting_key: str) -> str:
    """An open vote as far as a public page of one needs it, put into the record without an act; once, however often."""
    if session.scalar(select(HeldVote.id).where(HeldVote.key == OPEN_KEY)) is None:
        meeting_id = session.scalars(select(Meeting.id).where(Meeting.key == meeting_key)).one()
        motion = Motion(meeting_id=meeting_id, key=OPEN_KEY, text="Ask for the waiting times.", entered_at=NOW)
        session.add(motion)
        session.flush()
        session.add_all(
            [
                MotionVersion(
                    motion_id=motion.id, number=1, meeting_id=meeting_id, kind=Kind.MAIN, status=Status.PENDING,
                    text=motion.text, entered_at=NOW,
                ),
                HeldVote(key=OPEN_KEY, meeting_id=meeting_id, motion_id=motion.id, opened_at=NOW, entered_at=NOW),
            ]
        )  # fmt: skip
    return OPEN_KEY
