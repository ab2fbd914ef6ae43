"""The tables of what a board puts to its programs, of what they answer, and of the days on which budgets close.

Nothing here is overwritten: a response that corrects another is a row of its own, and each stands on the ledger. All of
it is public from the moment at which it is entered, so that no member writes what another one reads before everybody does.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from governance.db.model import Corrigible, Model, RowId, closed_set


class InquiryKind(StrEnum):
    """What the board asks for: data or a change, each by a motion that carried; or one member, for an explanation."""

    DATA_REQUEST = "data_request"
    RECOMMENDATION = "recommendation"
    QUESTION = "question"


class Answer(StrEnum):
    """What a program answers: to a data request, to a recommendation, to a question."""

    DELIVERED = "delivered"
    REFUSED = "refused"
    ACCEPTED = "accepted"
    ACCEPTED_IN_PART = "accepted_in_part"
    REJECTED = "rejected"
    ANSWERED = "answered"


class ProgressState(StrEnum):
    """How far a recommendation that was accepted has come."""

    UNDER_WAY = "under_way"
    DONE = "done"
    GIVEN_UP = "given_up"


ANSWERS: dict[InquiryKind, tuple[Answer, ...]] = {
    InquiryKind.DATA_REQUEST: (Answer.DELIVERED, Answer.REFUSED),
    InquiryKind.RECOMMENDATION: (Answer.ACCEPTED, Answer.ACCEPTED_IN_PART, Answer.REJECTED),
    InquiryKind.QUESTION: (Answer.ANSWERED,),
}
REASONED = (Answer.REFUSED, Answer.ACCEPTED_IN_PART, Answer.REJECTED)
"""Answers that say why, where they are written here. A letter may have come without reasons, and is entered as it is."""


class Inquiry(Model):
    """What a board puts to a program, with the day by the end of which an answer is owed. Its key never changes.

    motion_id: the motion that decided on it; a question has none, but who asked it. metric: the id of the one that it is
    about or aims at. sent_on: the day from which the days are counted, where the board sits. rule: the provision by which
    they are.
    """

    __tablename__ = "inquiry"
    __table_args__ = (
        Index(None, "board_id", "kind", "sent_on"),
        Index(None, "program_id"),
        Index(None, "motion_id"),
        CheckConstraint("(kind = 'question') = (motion_id IS NULL)", name="decided_by_motion"),
        CheckConstraint("(kind = 'question') = (asked_by IS NOT NULL)", name="question_of_member"),
        CheckConstraint("sent_on <= due_on", name="days_in_order"),
    )

    id: Mapped[RowId]
    key: Mapped[str] = mapped_column(String(16), unique=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id"))
    kind: Mapped[InquiryKind] = closed_set(InquiryKind)
    title: Mapped[str]
    words: Mapped[str]
    motion_id: Mapped[int | None] = mapped_column(ForeignKey("motion.id"))
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    metric: Mapped[str | None] = mapped_column(String(64))
    report_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"))
    sent_on: Mapped[date]
    due_on: Mapped[date]
    rule: Mapped[str | None] = mapped_column(String(12))
    entered_at: Mapped[datetime]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class Response(Model, Corrigible):
    """What a program answers in writing. number: from 1; one that takes another's place says in change why.

    answered_on: the day of this answer where the board sits. address: where on the web what was delivered lies, or the letter.
    """

    __tablename__ = "response"
    __table_args__ = (
        Index("uq_response_number", "inquiry_id", "number", unique=True),
        Index(
            "uq_response_current", "inquiry_id", unique=True,
            sqlite_where=text("superseded_at IS NULL"), postgresql_where=text("superseded_at IS NULL"),
        ),
        CheckConstraint(
            "by_letter OR answer NOT IN ('refused', 'accepted_in_part', 'rejected') OR reasons IS NOT NULL",
            name="reasons_given",
        ),
        CheckConstraint("number = 1 OR change IS NOT NULL", name="change_said"),
    )  # fmt: skip

    id: Mapped[RowId]
    inquiry_id: Mapped[int] = mapped_column(ForeignKey("inquiry.id"))
    number: Mapped[int] = mapped_column(comment="from 1")
    answer: Mapped[Answer] = closed_set(Answer)
    words: Mapped[str]
    reasons: Mapped[str | None]
    report_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"))
    address: Mapped[str | None]
    answered_on: Mapped[date]
    by_letter: Mapped[bool] = mapped_column(default=False, comment="it came elsewhere, and the clerk entered it here")
    change: Mapped[str | None]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class RecommendationProgress(Model):
    """How far a program says that it has come with a recommendation that it accepted, one row for each time it says so."""

    __tablename__ = "recommendation_progress"
    __table_args__ = (Index("uq_recommendation_progress_number", "inquiry_id", "number", unique=True),)

    id: Mapped[RowId]
    inquiry_id: Mapped[int] = mapped_column(ForeignKey("inquiry.id"))
    number: Mapped[int] = mapped_column(comment="from 1")
    state: Mapped[ProgressState] = closed_set(ProgressState)
    words: Mapped[str]
    told_on: Mapped[date]
    entered_at: Mapped[datetime]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class BudgetDate(Model, Corrigible):
    """The last day on which something can still come into a budget. One that was entered wrongly is struck out."""

    __tablename__ = "budget_date"
    __table_args__ = (
        Index(
            "uq_budget_date_current", "board_id", "closes_on", unique=True,
            sqlite_where=text("superseded_at IS NULL"), postgresql_where=text("superseded_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[RowId]
    key: Mapped[str] = mapped_column(String(16), unique=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    closes_on: Mapped[date]
    title: Mapped[str]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
