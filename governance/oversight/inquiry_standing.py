"""How what a board has asked for stands on a day: pure functions over days, which know no table and no page."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

A_YEAR = timedelta(days=365)
REPEATED = 2
"""So many late answers within a year are told on the board's first page."""


class InquiryStanding(StrEnum):
    """DUE and LATE: no answer yet. NOT_OWED: the motion no longer stands, and nothing was answered."""

    DUE = "due"
    LATE = "late"
    ANSWERED = "answered"
    ANSWERED_LATE = "answered_late"
    NOT_OWED = "not_owed"


@dataclass(frozen=True, slots=True)
class Judged:
    """A standing, and how many whole days after the last one the answer came, or how many have gone by."""

    standing: InquiryStanding
    days_late: int


def judge_inquiry(due_on: date, answered_on: date | None, stands: bool, today: date) -> Judged:
    """How an inquiry stands. answered_on: the day of its first answer; stands: whether the board still wants it."""
    if answered_on is None and not stands:
        return Judged(InquiryStanding.NOT_OWED, 0)
    late = max(0, ((answered_on or today) - due_on).days)
    if answered_on is None:
        return Judged(InquiryStanding.LATE if late else InquiryStanding.DUE, late)
    return Judged(InquiryStanding.ANSWERED_LATE if late else InquiryStanding.ANSWERED, late)


@dataclass(frozen=True, slots=True)
class Lateness:
    """How many answers fell due within a year, how many of them came late or are late, and how many still are.

    changes_on: the first day on which time alone may change it.
    """

    owed: int
    late: int
    open: int
    changes_on: date | None

    @property
    def repeated(self) -> bool:
        return self.late >= REPEATED
