"""What can be read of what a board put to its programs, and of what they answered. All of it is public."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from governance.boards.models import Board, Person
from governance.db.facts import RowKey, Rows
from governance.meetings.models import Meeting
from governance.oversight.inquiry_models import (
    Answer,
    BudgetDate,
    Inquiry,
    InquiryKind,
    ProgressState,
    RecommendationProgress,
    Response,
)
from governance.oversight.inquiry_standing import A_YEAR, Judged, Lateness, judge_inquiry
from governance.oversight.models import Program, Report, ReportVersion
from governance.oversight.periods import Period
from governance.votes.floor_models import HeldVote, MotionVersion
from governance.votes.models import Motion
from model_law.motions import Status

First = aliased(Response, name="first_response")
Now = aliased(Response, name="standing_response")
STANDS = or_(Inquiry.motion_id.is_(None), MotionVersion.status == Status.CARRIED)
"""Whether the board still wants it."""
ONE_DAY = timedelta(days=1)
MOST_BUDGETS = 60


@dataclass(frozen=True, slots=True)
class InquiryFact:
    """An inquiry with how it was answered. stands: whether the board still wants it; asked_by: key and name of a member.

    answered_on: the day of the first answer, which says whether it was late; answer: the one that stands.
    """

    id: RowKey
    key: str
    kind: InquiryKind
    title: str
    words: str
    program: str
    program_name: str
    metric: str | None
    report: str | None
    sent_on: date
    due_on: date
    rule: str | None
    entered_at: datetime
    motion: str | None
    motion_text: str | None
    stands: bool
    asked_by: str | None
    asked_by_name: str | None
    answered_on: date | None
    answer: Answer | None

    def judge(self, today: date) -> Judged:
        return judge_inquiry(self.due_on, self.answered_on, self.stands, today)


@dataclass(frozen=True, slots=True)
class ResponseFact:
    """One answer, with the report or the address to which it points. change: why it took the place of another one."""

    number: int
    answer: Answer
    words: str
    reasons: str | None
    report: str | None
    address: str | None
    answered_on: date
    by_letter: bool
    change: str | None
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class ProgressFact:
    number: int
    state: ProgressState
    words: str
    told_on: date


@dataclass(frozen=True, slots=True)
class BudgetFact:
    key: str
    closes_on: date
    title: str


def select_inquiries() -> Rows:
    return (
        select(
            Inquiry.id, Inquiry.key, Inquiry.kind, Inquiry.title, Inquiry.words, Program.key, Program.name,
            Inquiry.metric, Report.key, Inquiry.sent_on, Inquiry.due_on, Inquiry.rule, Inquiry.entered_at, Motion.key,
            Motion.text, STANDS, Person.key, Person.name, First.answered_on, Now.answer,
        )
        .join(Program, Program.id == Inquiry.program_id)
        .outerjoin(Report, Report.id == Inquiry.report_id)
        .outerjoin(Motion, Motion.id == Inquiry.motion_id)
        .outerjoin(
            MotionVersion, and_(MotionVersion.motion_id == Inquiry.motion_id, MotionVersion.superseded_at.is_(None))
        )
        .outerjoin(Person, Person.id == Inquiry.asked_by)
        .outerjoin(First, and_(First.inquiry_id == Inquiry.id, First.number == 1))
        .outerjoin(Now, and_(Now.inquiry_id == Inquiry.id, Now.superseded_at.is_(None)))
    )  # fmt: skip


def count_inquiries(session: Session, board_id: int, kind: InquiryKind) -> int:
    return session.scalar(select(func.count()).where(Inquiry.board_id == board_id, Inquiry.kind == kind)) or 0


def find_inquiries(session: Session, board_id: int, kind: InquiryKind, limit: int, offset: int) -> list[InquiryFact]:
    """What a board put to its programs of one kind, the latest first."""
    rows = session.execute(
        select_inquiries()
        .where(Inquiry.board_id == board_id, Inquiry.kind == kind)
        .order_by(Inquiry.sent_on.desc(), Inquiry.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [InquiryFact(*row) for row in rows]


def find_inquiry(session: Session, board_id: int, kind: InquiryKind, key: str) -> InquiryFact | None:
    row = session.execute(
        select_inquiries().where(Inquiry.board_id == board_id, Inquiry.kind == kind, Inquiry.key == key)
    ).one_or_none()
    return None if row is None else InquiryFact(*row)


@dataclass(frozen=True, slots=True)
class BoardOfIt:
    """The board that something is about."""

    id: int
    slug: str
    name: str
    zone: str

    @property
    def address(self) -> str:
        return f"/boards/{self.slug}"


def find_unanswered(
    session: Session, board_ids: Iterable[int], most: int, program_id: int | None = None
) -> list[tuple[BoardOfIt, InquiryFact]]:
    """What programs of some boards, or one of them, have not answered and still owe, each with its board, the earliest due
    first."""
    asked = Inquiry.board_id.in_(sorted(board_ids)) if program_id is None else Inquiry.program_id == program_id
    rows: Any = session.execute(
        select_inquiries()
        .join(Board, Board.id == Inquiry.board_id)
        .add_columns(Board.id, Board.slug, Board.name, Board.zone)
        .where(asked, First.id.is_(None), STANDS)
        .order_by(Inquiry.due_on, Inquiry.id)
        .limit(most)
    )
    return [(BoardOfIt(*row[-4:]), InquiryFact(*row[:-4])) for row in rows]


def count_unanswered(session: Session, board_ids: Iterable[int], kind: InquiryKind) -> dict[int, int]:
    """Of how many inquiries of a kind an answer is still owed, by board; a board of which none is has no part in it."""
    rows = session.execute(
        select(Inquiry.board_id, func.count())
        .outerjoin(
            MotionVersion, and_(MotionVersion.motion_id == Inquiry.motion_id, MotionVersion.superseded_at.is_(None))
        )
        .outerjoin(First, and_(First.inquiry_id == Inquiry.id, First.number == 1))
        .where(Inquiry.board_id.in_(sorted(board_ids)), Inquiry.kind == kind, First.id.is_(None), STANDS)
        .group_by(Inquiry.board_id)
    )
    return {row[0]: row[1] for row in rows}


def find_responses(session: Session, inquiry_id: int) -> list[ResponseFact]:
    """Every answer that was given, the newest first."""
    rows: Any = session.execute(
        select(
            Response.number, Response.answer, Response.words, Response.reasons, Report.key, Response.address,
            Response.answered_on, Response.by_letter, Response.change, Response.entered_at,
        )
        .outerjoin(Report, Report.id == Response.report_id)
        .where(Response.inquiry_id == inquiry_id)
        .order_by(Response.number.desc())
    )  # fmt: skip
    return [ResponseFact(*row) for row in rows]


def find_progress(session: Session, inquiry_id: int) -> list[ProgressFact]:
    """How far a recommendation has come, the latest word first."""
    progress = RecommendationProgress
    rows = session.execute(
        select(progress.number, progress.state, progress.words, progress.told_on)
        .where(progress.inquiry_id == inquiry_id)
        .order_by(progress.number.desc())
    )
    return [ProgressFact(*row) for row in rows]


def find_deciding_vote(session: Session, motion: str) -> tuple[str, str] | None:
    """The keys of the meeting and of the vote by which a motion carried last."""
    row = session.execute(
        select(Meeting.key, HeldVote.key)
        .join(Motion, Motion.id == HeldVote.motion_id)
        .join(Meeting, Meeting.id == HeldVote.meeting_id)
        .where(Motion.key == motion, HeldVote.closed_at.is_not(None))
        .order_by(HeldVote.closed_at.desc(), HeldVote.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def find_budget_dates(session: Session, board_id: int) -> list[BudgetFact]:
    """The days on which budgets close or closed, the earliest first; of very many the latest."""
    rows = session.execute(
        select(BudgetDate.key, BudgetDate.closes_on, BudgetDate.title)
        .where(BudgetDate.board_id == board_id, BudgetDate.superseded_at.is_(None))
        .order_by(BudgetDate.closes_on.desc())
        .limit(MOST_BUDGETS)
    ).all()[::-1]
    return [BudgetFact(*row) for row in rows]


def select_lateness(board_id: int, today: date, a_year_ago: date) -> Rows:
    """One row: how many answers fell due within a year, how many late, how many still owed, and two days for changes."""
    answered = First.id.is_not(None)
    is_wanted = or_(answered, STANDS)
    is_owed = and_(Inquiry.due_on < today, is_wanted)
    is_late = and_(is_owed, or_(~answered, First.answered_on > Inquiry.due_on))
    return (
        select(
            func.count().filter(is_owed).label("owed"),
            func.count().filter(is_late).label("late"),
            func.count().filter(is_late, ~answered).label("still_owed"),
            func.min(Inquiry.due_on).filter(is_owed).label("oldest"),
            func.min(Inquiry.due_on).filter(Inquiry.due_on >= today, is_wanted).label("nearest"),
        )
        .select_from(Inquiry)
        .outerjoin(
            MotionVersion, and_(MotionVersion.motion_id == Inquiry.motion_id, MotionVersion.superseded_at.is_(None))
        )
        .outerjoin(First, and_(First.inquiry_id == Inquiry.id, First.number == 1))
        .where(Inquiry.board_id == board_id, Inquiry.due_on >= a_year_ago)
    )  # fmt: skip


def make_lateness(owed: int, late: int, still: int, oldest: date | None, nearest: date | None) -> Lateness:
    """How late a board's programs were within a year. What is not due yet counts for nothing."""
    changes = [oldest + A_YEAR + ONE_DAY] if oldest is not None else []
    changes += [nearest + ONE_DAY] if nearest is not None else []
    return Lateness(owed, late, still, min(changes, default=None))


def find_budgets_to_come(session: Session, board_ids: Iterable[int], since: date) -> list[tuple[BoardOfIt, BudgetFact]]:
    """The days from one on, on which budgets of some boards close, the earliest first."""
    rows: Any = session.execute(
        select(
            Board.id, Board.slug, Board.name, Board.zone, BudgetDate.key, BudgetDate.closes_on, BudgetDate.title
        )
        .join(Board, Board.id == BudgetDate.board_id)
        .where(
            BudgetDate.board_id.in_(sorted(board_ids)), BudgetDate.closes_on >= since,
            BudgetDate.superseded_at.is_(None),
        )
        .order_by(BudgetDate.closes_on, BudgetDate.id)
        .limit(MOST_BUDGETS)
    )  # fmt: skip
    return [(BoardOfIt(*row[:4]), BudgetFact(*row[4:])) for row in rows]


@dataclass(frozen=True, slots=True)
class ReportReference:
    """A report that is out, of some program of a board."""

    key: str
    program_name: str
    period: Period


def find_report_choices(session: Session, board_id: int, most: int) -> list[ReportReference]:
    """The reports of a board's programs that are out, the latest period first."""
    published = select(ReportVersion.id).where(ReportVersion.report_id == Report.id).exists()
    rows = session.execute(
        select(Report.key, Program.name, Report.starts_on, Report.ends_on)
        .join(Program, Program.id == Report.program_id)
        .where(Program.board_id == board_id, published)
        .order_by(Report.ends_on.desc(), Program.name)
        .limit(most)
    )
    return [ReportReference(key, name, Period(starts_on, ends_on)) for key, name, starts_on, ends_on in rows]
