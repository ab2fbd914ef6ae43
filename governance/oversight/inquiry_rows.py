"""The rows that acts on inquiries stand on: the motion, the program, the inquiry itself, and texts in one form."""

import unicodedata
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.boards.composition_acts import CompositionRefused, check_address
from governance.boards.models import Board
from governance.clock import find_day
from governance.oversight.acts import OversightRefusal, OversightRefused
from governance.oversight.inquiry_models import Inquiry, Response
from governance.oversight.metrics import load_dictionary
from governance.oversight.models import Program, Report, ReportVersion
from governance.votes.models import Motion
from governance.votes.motion_queries import CarriedMotion, find_carried_motion

LONGEST_WORDS = 10_000


def tidy_words(
    text: str, field: str, refusal: OversightRefusal = OversightRefusal.WORDS_MISSING, most: int = LONGEST_WORDS
) -> str:
    """A text with its lines. Raises OversightRefused where it is empty, too long, or cannot be shown."""
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip().split("\n")
    if any(not line.replace("\t", " ").isprintable() for line in lines):
        raise OversightRefused(OversightRefusal.TEXT_UNUSABLE, field)
    words = "\n".join(line.rstrip() for line in lines)
    if not words:
        raise OversightRefused(refusal, field)
    if len(words) > most:
        raise OversightRefused(OversightRefusal.TEXT_TOO_LONG, field)
    return words


def tidy_address(text: str, field: str) -> str | None:
    """The address of something on the web; None for an empty one. Raises OversightRefused."""
    try:
        return check_address(text, field)
    except CompositionRefused:
        raise OversightRefused(OversightRefusal.ADDRESS_UNUSABLE, field) from None


def require_motion(session: Session, board: Board, key: str) -> tuple[CarriedMotion, int]:
    """A motion that this board carried and that stands, with its row. Raises OversightRefused for any other."""
    carried = find_carried_motion(session, key)
    if carried is None or carried.board_id != board.id:
        raise OversightRefused(OversightRefusal.MOTION_NOT_CARRIED, "motion")
    return carried, session.scalars(select(Motion.id).where(Motion.key == key)).one()


def find_carried_day(carried: CarriedMotion, board: Board) -> date:
    """The day on which a motion carried, where the board sits."""
    assert carried.carried_at is not None, "a vote that carried is closed"  # noqa: S101  # held_vote.closed_with_result
    return find_day(carried.carried_at, board.zone)


def require_metric(metric: str) -> str | None:
    """The id of a metric of the dictionary; None where none is named. Raises OversightRefused."""
    if not metric:
        return None
    if load_dictionary().find_newest(metric) is None:
        raise OversightRefused(OversightRefusal.UNKNOWN_METRIC, "metric")
    return metric


def require_report(session: Session, program: Program, key: str) -> int | None:
    """The row of a report of the program that is out; None where none is named. Raises OversightRefused."""
    if not key:
        return None
    found = session.scalar(
        select(Report.id)
        .join(ReportVersion, ReportVersion.report_id == Report.id)
        .where(Report.program_id == program.id, Report.key == key)
        .limit(1)
    )
    if found is None:
        raise OversightRefused(OversightRefusal.UNKNOWN_REPORT, "report")
    return found


def lock_inquiry(session: Session, board: Board, key: str) -> Inquiry:
    """An inquiry of the board, held until the transaction ends. Raises OversightRefused."""
    found = session.scalar(
        select(Inquiry)
        .where(Inquiry.board_id == board.id, Inquiry.key == key)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise OversightRefused(OversightRefusal.UNKNOWN_INQUIRY)
    return found


def find_response(session: Session, inquiry: Inquiry) -> Response | None:
    """The response that stands."""
    return session.scalar(select(Response).where(Response.inquiry_id == inquiry.id, Response.superseded_at.is_(None)))


def check_past_day(day: date, now: datetime, board: Board, field: str) -> date:
    """A day up to today where the board sits. Raises OversightRefused."""
    if day > find_day(now, board.zone):
        raise OversightRefused(OversightRefusal.DAY_YET_TO_COME, field)
    return day
