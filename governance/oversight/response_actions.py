"""What a program answers in writing, corrects in the open, and tells of what it accepted.

Each act runs in the caller's transaction, writes one entry on the board's ledger, and raises OversightRefused before
anything is changed.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.boards.actions import grow_versions
from governance.boards.law_actions import lock_board
from governance.clock import find_day
from governance.oversight.acts import OversightAct, OversightRefusal, OversightRefused, enter_act
from governance.oversight.drafts import tidy_line
from governance.oversight.inquiry_models import (
    ANSWERS,
    REASONED,
    Answer,
    InquiryKind,
    ProgressState,
    RecommendationProgress,
    Response,
)
from governance.oversight.inquiry_rows import (
    check_past_day,
    find_response,
    lock_inquiry,
    require_report,
    tidy_address,
    tidy_words,
)
from governance.oversight.models import Program

ACCEPTED = (Answer.ACCEPTED, Answer.ACCEPTED_IN_PART)
MOST_PROGRESS = 100


@dataclass(frozen=True, slots=True)
class Answering:
    """An answer as it is given. report: the key of a report that holds what was asked for; address: where it lies.

    answered_on: the day of a letter that came from elsewhere and that the clerk enters; None: today. change: why it takes
    the place of another one.
    """

    answer: str
    words: str
    reasons: str = ""
    report: str = ""
    address: str = ""
    answered_on: date | None = None
    change: str = ""


def respond(
    session: Session, now: datetime, actor: Actor, board_id: int, key: str, answering: Answering, seen: int
) -> Response:
    """Answer an inquiry, or put another answer in the place of the one that stands; the public reads both.

    seen: the number of the answer that its writer saw last, 0 for none, so that nobody overwrites what they did not see.
    An answer that corrects another is as late or as early as the first one was.
    """
    board = lock_board(session, board_id)
    inquiry = lock_inquiry(session, board, key)
    before = find_response(session, inquiry)
    if (before.number if before is not None else 0) != seen:
        raise OversightRefused(OversightRefusal.ANSWERED_MEANWHILE)
    if answering.answer not in ANSWERS[inquiry.kind]:
        raise OversightRefused(OversightRefusal.ANSWER_UNUSABLE, "response")
    answer = Answer(answering.answer)
    program = session.get_one(Program, inquiry.program_id)
    answered_on = check_past_day(answering.answered_on or find_day(now, board.zone), now, board, "answered_on")
    if answered_on < inquiry.sent_on:
        raise OversightRefused(OversightRefusal.ANSWERED_BEFORE_SENT, "answered_on")
    by_letter = answering.answered_on is not None
    reasons = answering.reasons if (answer in REASONED and not by_letter) or answering.reasons.strip() else None
    response = Response(
        inquiry_id=inquiry.id, number=seen + 1, answer=answer, words=tidy_words(answering.words, "words"),
        reasons=tidy_words(reasons, "reasons", OversightRefusal.REASONS_MISSING) if reasons is not None else None,
        report_id=require_report(session, program, answering.report),
        address=tidy_address(answering.address, "web_address"), answered_on=answered_on,
        by_letter=by_letter, entered_at=now, entered_by=actor.account_id,
    )  # fmt: skip
    if before is not None:
        response.change = tidy_line(answering.change, "change", OversightRefusal.REASON_MISSING)
        response.corrects_id, before.superseded_at = before.id, now
        session.flush()
    session.add(response)
    session.flush()
    act = OversightAct.RESPONSE_GIVEN if before is None else OversightAct.RESPONSE_CORRECTED
    said = {
        "program": program.key, "inquiry": inquiry.key, "answer": answer, "number": response.number,
        "answered": answered_on, "due": inquiry.due_on,
    }  # fmt: skip
    rows = [inquiry, response, *([before] if before is not None else [])]
    enter_act(session, now, actor, board.id, act, said, rows)
    grow_versions(session, board)
    return response


def tell_progress(
    session: Session, now: datetime, actor: Actor, board_id: int, key: str, state: ProgressState, words: str, seen: int
) -> RecommendationProgress:
    """Tell how far a recommendation that was accepted has come. seen: how often that was told, as its writer saw it."""
    words = tidy_words(words, "words")
    board = lock_board(session, board_id)
    inquiry = lock_inquiry(session, board, key)
    response = find_response(session, inquiry)
    if inquiry.kind is not InquiryKind.RECOMMENDATION or response is None or response.answer not in ACCEPTED:
        raise OversightRefused(OversightRefusal.NOT_ACCEPTED)
    told = session.scalar(
        select(func.count()).where(RecommendationProgress.inquiry_id == inquiry.id)
    )  # fmt: skip
    if (told or 0) != seen:
        raise OversightRefused(OversightRefusal.ANSWERED_MEANWHILE)
    if seen >= MOST_PROGRESS:
        raise OversightRefused(OversightRefusal.TOO_MANY_OPEN)
    progress = RecommendationProgress(
        inquiry_id=inquiry.id, number=seen + 1, state=state, words=words, told_on=find_day(now, board.zone),
        entered_at=now, entered_by=actor.account_id,
    )  # fmt: skip
    session.add(progress)
    session.flush()
    said = {"inquiry": inquiry.key, "state": state, "number": progress.number}
    enter_act(session, now, actor, board.id, OversightAct.PROGRESS_TOLD, said, [inquiry, progress])
    grow_versions(session, board)
    return progress
