"""A vote that the demo's board took here, with all that its page can show: a conflict, a ballot refused, a correction."""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.clock import find_day
from governance.db import Database
from governance.db.keys import make_key
from governance.meetings.models import Meeting
from governance.meetings.session_facts import gather_sitting
from governance.security.vault import Vault
from governance.votes.ballot_actions import record_roll_call
from governance.votes.erratum_actions import Correction, correct_vote
from governance.votes.floor_models import HeldVote
from governance.votes.motion_actions import declare_conflict, second
from governance.votes.voting_actions import close_vote, open_vote
from model_law.thresholds import Choice
from model_law.votes import voters
from tests.conftest import NOW
from tests.support.declarations import make_vault
from tests.support.floor_places import call_meeting, move_something
from tests.support.planning import find_board_id, find_clerk

TAKEN = "taken00001"
NUMBER = 6
"""Which of the meetings in debate it was taken in, so that it is in nobody else's way."""


def furnish_vote(database: Database) -> str:
    """The key of the vote. It is taken once in a database."""
    with database.writing.begin() as session, TemporaryDirectory() as folder:
        if session.scalar(select(HeldVote.id).where(HeldVote.key == TAKEN)) is None:
            vault = make_vault(Path(folder))
            meeting = call_voters(session, vault)
            take_vote(session, vault, meeting, NOW)
            correct(session, vault)
    return TAKEN


def call_voters(session: Session, vault: Vault) -> Meeting:
    """A meeting that was called to order with everybody."""
    return call_meeting(session, vault, find_clerk(session), find_board_id(session), NUMBER)


def take_vote(session: Session, vault: Vault, meeting: Meeting, now: datetime) -> None:
    """Vote in a meeting: one steps aside, one says nay, and all others aye."""
    clerk, board = find_clerk(session), find_board_id(session)
    motion = move_something(session, clerk, board, meeting)
    there = find_voters(session, board)
    item = f"f1{NUMBER}00r0001"
    declare_conflict(session, now, clerk, board, meeting.key, item, there[2], "employment", True)
    second(session, now, clerk, board, meeting.key, motion, there[1])
    open_vote(session, vault, now, clerk, board, meeting.key, motion, key=TAKEN)
    answers = [(there[0], Choice.NAY), *((person, Choice.AYE) for person in (there[1], *there[3:]))]
    record_roll_call(session, now, clerk, board, TAKEN, answers, make_key())
    close_vote(session, vault, now, clerk, board, TAKEN)


def find_voters(session: Session, board: int) -> list[str]:
    """Those who serve with a vote, by name."""
    sitting = gather_sitting(session, board, find_day(NOW, "America/Chicago"))
    return [person for person in sitting.serving if person in voters(sitting.roster)]


def correct(session: Session, vault: Vault) -> None:
    clerk, board = find_clerk(session), find_board_id(session)
    right = Correction("The clerk misheard an aye.", {find_voters(session, board)[0]: Choice.AYE})
    correct_vote(session, vault, NOW, clerk, board, TAKEN, right)
