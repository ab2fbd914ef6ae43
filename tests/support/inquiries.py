"""What the demo's board asked of its program, by a motion that is recorded here as carried; for places and for forms."""

import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.boards.composition_acts import Document
from governance.boards.models import Membership, Person
from governance.boards.queries import is_in_force
from governance.clock import find_day
from governance.ledger.entries import Office
from governance.meetings.models import AgendaItem, Meeting, MeetingStatus
from governance.oversight.budget_actions import enter_budget_date
from governance.oversight.inquiry_actions import Sending, ask_question, request_data, send_recommendation
from governance.oversight.inquiry_models import BudgetDate, Inquiry
from governance.oversight.response_actions import Answering, respond
from governance.oversight.target_actions import Wanted, set_target
from governance.oversight.target_models import Comparison
from governance.security.vault import Vault
from governance.votes.models import Motion
from governance.votes.past_vote_actions import PastVote, record_past_vote
from governance.votes.voting_actions import Asked, Declared
from model_law.thresholds import Choice
from tests.conftest import NOW

CLERK, STAFF, MEMBER = (Actor(office, None) for office in (Office.CLERK, Office.STAFF, Office.MEMBER))
MORE_THAN_HALF = Asked(threshold=Declared("1/2", True, "cast"))
TODAY = find_day(NOW, "America/Chicago")


def carry_motion(
    session: Session, board_id: int, text: str = "Ask for night staff.", at: datetime | None = None, *,
    carried: bool = True,
) -> str:  # fmt: skip
    """Enter a vote of the board that was taken on paper; the motion's key. at: when it ended."""
    meeting, item = session.execute(
        select(Meeting, AgendaItem.key)
        .join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
        .where(Meeting.board_id == board_id, Meeting.status == MeetingStatus.ADJOURNED)
        .order_by(Meeting.starts_at.desc(), AgendaItem.position)
        .limit(1)
    ).one()
    ended = at or meeting.starts_at + timedelta(minutes=50)
    people = session.scalars(
        select(Person.key)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.board_id == board_id, is_in_force(ended.date()), Membership.voting.is_not(False))
        .order_by(Person.key)
        .distinct()
    ).all()
    choice = Choice.AYE if carried else Choice.NAY
    past = PastVote(
        Document("Roll call sheet", ended.date()), text, item, ended - timedelta(minutes=5), ended,
        dict.fromkeys(people, choice), present=people, asked=MORE_THAN_HALF,
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        held = record_past_vote(session, Vault(Path(folder)), NOW, CLERK, board_id, meeting.key, past)
    return session.scalars(select(Motion.key).where(Motion.id == held.motion_id)).one()


def find_member(session: Session, board_id: int) -> int:
    """The row of somebody on the board."""
    return session.scalars(
        select(Membership.person_id).where(Membership.board_id == board_id).order_by(Membership.id).limit(1)
    ).one()


def find_inquiry_places(session: Session) -> dict[str, str]:
    rows = session.execute(select(Inquiry.kind, Inquiry.key).order_by(Inquiry.id.desc())).all()
    budget = session.scalar(select(BudgetDate.key).where(BudgetDate.superseded_at.is_(None)).limit(1))
    return {kind.value: key for kind, key in rows} | ({"budget_date": budget} if budget is not None else {})


def add_inquiries(session: Session, board_id: int, program: str) -> dict[str, str]:
    """One of each kind, a target and a day of a budget. The recommendation is accepted, the others wait for an answer."""
    motion = carry_motion(session, board_id)
    common = (session, NOW, CLERK, board_id)
    sending = Sending(program, "Night staff", "A team at night, every night.", "police_backup_share")
    request_data(*common, motion, TODAY, TODAY + timedelta(days=30), sending)
    recommended = send_recommendation(*common, motion, TODAY, sending)
    accepted = Answering("accepted", "Yes, from January on.")
    respond(session, NOW, STAFF, board_id, recommended.key, accepted, 0)
    asked = Sending(program, "Why so few?", "Why are there so few calls at night?")
    ask_question(session, NOW, MEMBER, board_id, find_member(session, board_id), TODAY + timedelta(days=14), asked)
    wanted = Wanted(program, "police_backup_share", Comparison.AT_MOST, "5", date(2026, 11, 30), "Fewer of them.")
    set_target(*common, motion, wanted)
    enter_budget_date(*common, date(2027, 2, 1), "City budget")
    return find_inquiry_places(session)
