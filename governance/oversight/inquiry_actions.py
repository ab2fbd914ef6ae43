"""What a board puts to its programs: data requests and recommendations by motions that carried, and questions of members.

Each act runs in the caller's transaction, writes one entry on the board's ledger, and raises OversightRefused before
anything is changed. What is entered is public at once.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.boards.actions import grow_versions
from governance.boards.law_actions import lock_board
from governance.boards.models import Board
from governance.clock import find_day
from governance.db.keys import make_key
from governance.oversight.acts import OversightAct, OversightRefusal, OversightRefused, enter_act
from governance.oversight.drafts import tidy_line
from governance.oversight.inquiry_law import find_rules
from governance.oversight.inquiry_models import Inquiry, InquiryKind, Response
from governance.oversight.inquiry_rows import (
    check_past_day,
    find_carried_day,
    require_metric,
    require_motion,
    require_report,
    tidy_words,
)
from governance.oversight.models import Program
from governance.oversight.program_actions import find_program_row
from model_law.answers import find_answer_due

LONGEST_WAIT = timedelta(days=366)
MOST_OPEN_QUESTIONS = 20
"""Of one member that wait for an answer: more than staff can answer, and less than floods a page."""

ACTS = {
    InquiryKind.DATA_REQUEST: OversightAct.DATA_REQUESTED,
    InquiryKind.RECOMMENDATION: OversightAct.RECOMMENDATION_SENT,
    InquiryKind.QUESTION: OversightAct.QUESTION_ASKED,
}


@dataclass(frozen=True, slots=True)
class Sending:
    """What is put to a program. program, metric and report are keys; the last two may be empty."""

    program: str
    title: str
    words: str
    metric: str = ""
    report: str = ""


def request_data(
    session: Session, now: datetime, actor: Actor, board_id: int, motion: str, sent_on: date, due_on: date,
    sending: Sending,
) -> Inquiry:  # fmt: skip
    """Send a data request that a motion of the board decided on. due_on: the day that the motion gives."""
    board, program, inquiry = begin(session, now, actor, board_id, InquiryKind.DATA_REQUEST, sending)
    carry(session, now, board, inquiry, motion, sent_on)
    inquiry.due_on = check_due(due_on, sent_on)
    return send(session, now, actor, board, program, inquiry, motion)


def send_recommendation(
    session: Session, now: datetime, actor: Actor, board_id: int, motion: str, sent_on: date, sending: Sending
) -> Inquiry:
    """Send a recommendation that a motion of the board decided on. Its answer is owed as the law of that day says."""
    board, program, inquiry = begin(session, now, actor, board_id, InquiryKind.RECOMMENDATION, sending)
    carry(session, now, board, inquiry, motion, sent_on)
    rule = find_rules(session, board.id, sent_on, ["written_answer"])["written_answer"]
    inquiry.due_on, inquiry.rule = find_answer_due(rule, sent_on), rule.provision.id
    return send(session, now, actor, board, program, inquiry, motion)


def ask_question(
    session: Session, now: datetime, actor: Actor, board_id: int, person_id: int | None, due_on: date, sending: Sending
) -> Inquiry:
    """Ask staff of a program about a metric or a report. person_id: the member who asks, whose name the public reads."""
    if person_id is None:
        raise OversightRefused(OversightRefusal.NO_PERSON)
    board, program, inquiry = begin(session, now, actor, board_id, InquiryKind.QUESTION, sending)
    inquiry.asked_by, inquiry.sent_on = person_id, find_day(now, board.zone)
    inquiry.due_on = check_due(due_on, inquiry.sent_on)
    answered = select(Response.id).where(Response.inquiry_id == Inquiry.id).exists()
    waiting = select(func.count()).where(Inquiry.asked_by == person_id, Inquiry.board_id == board.id, ~answered)
    if (session.scalar(waiting) or 0) >= MOST_OPEN_QUESTIONS:
        raise OversightRefused(OversightRefusal.TOO_MANY_OPEN)
    return send(session, now, actor, board, program, inquiry, None)


def begin(
    session: Session, now: datetime, actor: Actor, board_id: int, kind: InquiryKind, sending: Sending
) -> tuple[Board, Program, Inquiry]:
    """The board, held until the transaction ends, the program, and the inquiry as far as every kind has it."""
    title, words = tidy_line(sending.title, "title"), tidy_words(sending.words, "words")
    metric = require_metric(sending.metric)
    board = lock_board(session, board_id)
    program = find_program_row(session, board.id, sending.program)
    inquiry = Inquiry(
        key=make_key(), board_id=board.id, program_id=program.id, kind=kind, title=title, words=words, metric=metric,
        report_id=require_report(session, program, sending.report), entered_at=now, entered_by=actor.account_id,
    )  # fmt: skip
    return board, program, inquiry


def carry(session: Session, now: datetime, board: Board, inquiry: Inquiry, motion: str, sent_on: date) -> None:
    """Note by which motion an inquiry is sent, and when; not before the motion carried, nor on a day yet to come."""
    carried, inquiry.motion_id = require_motion(session, board, motion)
    inquiry.sent_on = check_past_day(sent_on, now, board, "sent_on")
    if sent_on < find_carried_day(carried, board):
        raise OversightRefused(OversightRefusal.SENT_TOO_EARLY, "sent_on")


def check_due(due_on: date, sent_on: date) -> date:
    if not sent_on < due_on <= sent_on + LONGEST_WAIT:
        raise OversightRefused(OversightRefusal.DUE_UNUSABLE, "due_on")
    return due_on


def send(
    session: Session, now: datetime, actor: Actor, board: Board, program: Program, inquiry: Inquiry, motion: str | None
) -> Inquiry:
    """Write an inquiry down. The same one twice is refused: a second click is not a second wish."""
    same = select(Inquiry.id).where(
        Inquiry.program_id == program.id, Inquiry.kind == inquiry.kind, Inquiry.title == inquiry.title,
        Inquiry.motion_id == inquiry.motion_id if motion else Inquiry.asked_by == inquiry.asked_by,
    )  # fmt: skip
    if session.scalar(same.limit(1)) is not None:
        raise OversightRefused(OversightRefusal.SENT_ALREADY, "title")
    session.add(inquiry)
    session.flush()
    said = {"program": program.key, "inquiry": inquiry.key, "sent": inquiry.sent_on, "due": inquiry.due_on}
    if motion:
        said["motion"] = motion
    enter_act(session, now, actor, board.id, ACTS[inquiry.kind], said, [inquiry])
    grow_versions(session, board)
    return inquiry
