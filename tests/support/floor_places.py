"""Meetings of the demo's board with motions before them, for places in paths and for forms: states that exclude each other
stand in meetings of their own."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.boards.models import Person
from governance.clock import find_day
from governance.db import Database
from governance.meetings.models import AgendaItem, AttendanceMode, Meeting
from governance.meetings.planning import Plan, PlannedItem
from governance.meetings.planning_actions import open_draft, post_agenda
from governance.meetings.planning_models import MeetingDraft
from governance.meetings.session_actions import Happened, enter
from governance.meetings.session_facts import gather_sitting
from governance.security.vault import Vault
from governance.votes.election_actions import begin_election
from governance.votes.floor_checks import Moved
from governance.votes.floor_models import Election, MotionVersion
from governance.votes.models import Motion
from governance.votes.motion_actions import move, second
from model_law.attendance import Happening
from model_law.motions import Kind, Status
from model_law.votes import voters
from tests.conftest import NOW
from tests.support.planning import find_board_id, find_clerk

BEGAN = NOW - timedelta(hours=9)
"""When the first of them was called to order; the others followed, and none is adjourned yet."""

TEXT = "Ask the program for its waiting times."


def make_floor(database: Database, vault: Vault) -> dict[str, str]:
    """A meeting with nothing pending, to which a motion can come back and in which an election began; one with a motion
    pending; and one with a motion that waits for a second."""
    with database.writing.begin() as session:
        clerk, board = find_clerk(session), find_board_id(session)
        floor, debating, seconding = (call_meeting(session, vault, clerk, board, number) for number in range(3))
        # The one whom a form offers first is to be able to second and to amend.
        pending = move_something(session, clerk, board, debating, mover=1)
        second(session, NOW, clerk, board, debating.key, pending, list_voters(session, board)[2])
        unseconded = move_something(session, clerk, board, seconding, mover=1)
        election = begin_election(session, NOW, clerk, board, floor.key, "f1000r0001", "Chair").key
        return {
            "floor": floor.key, "debating": debating.key, "moved": pending, "seconding": seconding.key,
            "unseconded": unseconded, "laid_aside": lay_aside(session, floor), "motion": pending, "election": election,
        }  # fmt: skip


def list_voters(session: Session, board: int) -> list[str]:
    """The keys of the members with a vote, by their names."""
    sitting = gather_sitting(session, board, find_day(BEGAN, "America/Chicago"))
    may_vote = voters(sitting.roster)
    return [person for person in sitting.serving if person in may_vote]


def call_meeting(session: Session, vault: Vault, clerk: Actor, board: int, number: int) -> Meeting:
    """A meeting that was called to order with everybody. Its items have the meeting's number in their keys."""
    items = tuple(
        PlannedItem(f"f1{number}00r{place:04}", kind, title)
        for place, (kind, title) in enumerate(
            [("action", "Waiting times"), ("consent", "Minutes of the last month")], 1
        )
    )
    posted, begins = BEGAN - timedelta(days=20), BEGAN + timedelta(hours=number)
    plan = Plan(
        f"Meeting in debate {number}", "regular", begins.isoformat(), (begins + timedelta(minutes=50)).isoformat(),
        place="Town hall", items=items,
    )  # fmt: skip
    draft = open_draft(session, posted, clerk, board, plan)
    post_agenda(session, posted, clerk, board, draft.key, 1)
    row = session.scalars(select(MeetingDraft).where(MeetingDraft.key == draft.key)).one()
    meeting = session.get_one(Meeting, row.meeting_id)
    answered = dict.fromkeys(list_voters(session, board), AttendanceMode.IN_PERSON)
    happened = Happened(Happening.CALL_TO_ORDER, begins, answered=answered)
    enter(session, vault, NOW, clerk, board, meeting.key, happened)
    return meeting


def move_something(session: Session, clerk: Actor, board: int, meeting: Meeting, mover: int = 0) -> str:
    item = session.scalars(
        select(AgendaItem.key).where(AgendaItem.meeting_id == meeting.id).order_by(AgendaItem.position)
    ).first()
    moved = Moved(list_voters(session, board)[mover], TEXT, "The board knows how long people wait.", item=item)
    return move(session, NOW, clerk, board, meeting.key, moved).key


def lay_aside(session: Session, meeting: Meeting) -> str:
    """A motion of this meeting that was postponed, as if the board had voted so."""
    person = session.scalars(select(Person.id).order_by(Person.id)).first()
    item = session.scalars(select(AgendaItem.id).where(AgendaItem.meeting_id == meeting.id)).first()
    motion = Motion(
        meeting_id=meeting.id, agenda_item_id=item, key="1a1das1de0", text=TEXT, mover_id=person, entered_at=NOW
    )
    session.add(motion)
    session.flush()
    session.add(
        MotionVersion(
            motion_id=motion.id, number=1, meeting_id=meeting.id, agenda_item_id=item, kind=Kind.MAIN,
            status=Status.POSTPONED, text=TEXT, entered_at=NOW,
        )
    )  # fmt: skip
    return motion.key


def add_election(session: Session) -> str:
    """An election of the demo's record, as far as a public page of one needs it."""
    board = find_board_id(session)
    item = session.scalars(
        select(AgendaItem).join(Meeting, Meeting.id == AgendaItem.meeting_id).where(Meeting.board_id == board)
    ).first()
    assert item is not None
    election = Election(key="e1ect10n00", meeting_id=item.meeting_id, agenda_item_id=item.id, office="Chair",
                        entered_at=NOW)  # fmt: skip
    session.add(election)
    return election.key
