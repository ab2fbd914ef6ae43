"""The demo board's program: what its staff reported, what the board asked of it by a motion, and one answer.

It is told of the board once it is placed under its law, by the acts of the portal itself, at the moment of loading.
"""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.accounts.models import Account
from governance.boards.composition_acts import Document
from governance.boards.models import Board, Membership, Person
from governance.boards.queries import is_in_force
from governance.clock import find_day
from governance.exchange.demo import FOLDER, Data
from governance.exchange.demo_composition import CLERK, find_actor
from governance.exchange.demo_meetings import SYSTEM
from governance.ledger.entries import Office
from governance.meetings.models import AgendaItem, Meeting, MeetingStatus
from governance.oversight.budget_actions import enter_budget_date
from governance.oversight.figures import Figure, MetricFigures, Place, check_figure
from governance.oversight.inquiry_actions import Sending, ask_question, request_data, send_recommendation
from governance.oversight.metrics import load_dictionary
from governance.oversight.periods import add_months, name_month
from governance.oversight.program_actions import Rhythm, add_program
from governance.oversight.report_actions import fill_by_hand, open_draft, publish, write_narrative
from governance.oversight.response_actions import Answering, respond
from governance.oversight.target_actions import Wanted, set_target
from governance.oversight.target_models import Comparison
from governance.security.vault import Vault
from governance.votes.models import Motion
from governance.votes.past_vote_actions import PastVote, record_past_vote
from model_law.thresholds import Choice

STAFF, MEMBER = "staff@example.org", "member@example.org"
VOTED = timedelta(minutes=50)
"""How long after its meeting began the vote on the motion ended."""


def report_and_ask(session: Session, vault: Vault, now: datetime, folder: Path = FOLDER) -> None:
    """Let the demo's program report and the board ask, in the transaction that loaded them."""
    data = tomllib.loads((folder / "program.toml").read_text("utf-8"))["program"]
    board = session.scalars(select(Board).where(Board.source_system == SYSTEM, Board.parent_id.is_(None))).one()
    clerk, staff = find_actor(session, CLERK, Office.CLERK), find_actor(session, STAFF, Office.STAFF)
    program = report(session, now, data, board, clerk, staff)
    motion = carry_motion(session, vault, now, data["motion"], board, clerk)
    ask(session, now, data, board, program, motion, clerk, staff)


def report(session: Session, now: datetime, data: Data, board: Board, clerk: Actor, staff: Actor) -> str:
    """Add the program and publish its reports; its key."""
    this_month = find_day(now, board.zone).replace(day=1)
    first = min(add_months(this_month, one["month"]) for one in data["report"])
    program = add_program(
        session, now, clerk, board.id, name=data["name"], operator=data["operator"], zone=board.zone,
        rhythm=Rhythm(1, data["due_days"], first, data["basis"]),
    )  # fmt: skip
    metrics = {metric.id: metric for metric in load_dictionary().metrics}
    for one in sorted(data["report"], key=lambda one: one["month"]):
        month = add_months(this_month, one["month"])
        place = Place(name_month(month))
        figures = [
            MetricFigures(metrics[name], {place: check_figure(metrics[name], Figure(*numbers))})
            for name, numbers in one["figures"].items()
        ]
        draft = open_draft(session, now, staff, board.id, program.key, month)
        fill_by_hand(session, now, board.id, draft.key, 1, figures)
        write_narrative(session, now, board.id, draft.key, 2, one["narrative"])
        publish(session, now, staff, board.id, draft.key, 3)
    return program.key


def carry_motion(session: Session, vault: Vault, now: datetime, data: Data, board: Board, clerk: Actor) -> str:
    """Enter a vote of the last meeting that was taken on paper: everybody who has a vote was there and said aye."""
    meeting, item = session.execute(
        select(Meeting, AgendaItem.key)
        .join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
        .where(Meeting.board_id == board.id, Meeting.status == MeetingStatus.ADJOURNED, Meeting.starts_at < now)
        .order_by(Meeting.starts_at.desc(), AgendaItem.position.desc())
        .limit(1)
    ).one()
    ended = min(meeting.starts_at + VOTED, now)
    day = find_day(ended, board.zone)
    voting = session.scalars(
        select(Person.key)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.board_id == board.id, is_in_force(day), Membership.voting.is_(True))
        .order_by(Person.key)
        .distinct()
    ).all()
    past = PastVote(
        Document(data["document"], day), data["text"], item, ended - timedelta(minutes=2), ended,
        dict.fromkeys(voting, Choice.AYE), mover=voting[0], seconder=voting[1], present=voting,
    )  # fmt: skip
    held = record_past_vote(session, vault, now, clerk, board.id, meeting.key, past)
    return session.scalars(select(Motion.key).where(Motion.id == held.motion_id)).one()


def ask(
    session: Session, now: datetime, data: Data, board: Board, program: str, motion: str, clerk: Actor, staff: Actor
) -> None:
    """Send what the motion decided, ask a member's question, and answer it."""
    today = find_day(now, board.zone)

    def make_sending(one: Data) -> Sending:
        return Sending(program, one["title"], one["words"], one["metric"])

    common = (session, now, clerk, board.id)
    wanted, requested, asked = data["target"], data["data_request"], data["question"]
    send_recommendation(*common, motion, today, make_sending(data["recommendation"]))
    request_data(*common, motion, today, today + timedelta(days=requested["days"]), make_sending(requested))
    target = Wanted(program, wanted["metric"], Comparison.AT_MOST, wanted["value"], today, wanted["words"])
    set_target(*common, motion, target)
    enter_budget_date(*common, today + timedelta(days=data["budget"]["days"]), data["budget"]["title"])
    member = find_actor(session, MEMBER, Office.MEMBER)
    person = session.scalars(select(Account.person_id).where(Account.id == member.account_id)).one()
    due_on = today + timedelta(days=asked["days"])
    question = ask_question(session, now, member, board.id, person, due_on, make_sending(asked))
    respond(session, now, staff, board.id, question.key, Answering("answered", asked["answer"]), 0)
