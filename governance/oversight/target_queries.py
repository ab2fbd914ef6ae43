"""What can be read of a board's targets, and of corrections of reports, for its review."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.oversight.models import Report, ReportVersion
from governance.oversight.periods import Period
from governance.oversight.target_models import Comparison, MetricTarget
from governance.oversight.targets import Target
from governance.votes.models import Motion


@dataclass(frozen=True, slots=True)
class TargetFact:
    """A target with the motion that set it."""

    key: str
    metric: str
    comparison: Comparison
    value: Fraction
    started_on: date
    words: str
    motion: str
    motion_text: str

    @property
    def target(self) -> Target:
        return Target(self.metric, self.comparison, self.value, self.started_on)


@dataclass(frozen=True, slots=True)
class CorrectionFact:
    """A version of a report that took the place of another one, and why."""

    report: str
    period: Period
    number: int
    change: str
    published_at: datetime


def find_targets(session: Session, program_id: int) -> list[TargetFact]:
    """The targets of a program's metrics, the latest first."""
    rows: Any = session.execute(
        select(
            MetricTarget.key, MetricTarget.metric, MetricTarget.comparison, MetricTarget.numerator,
            MetricTarget.denominator, MetricTarget.started_on, MetricTarget.words, Motion.key, Motion.text,
        )
        .join(Motion, Motion.id == MetricTarget.motion_id)
        .where(MetricTarget.program_id == program_id, MetricTarget.superseded_at.is_(None))
        .order_by(MetricTarget.started_on.desc(), MetricTarget.id.desc())
    )  # fmt: skip
    return [
        TargetFact(key, metric, comparison, Fraction(numerator, denominator), *rest)
        for key, metric, comparison, numerator, denominator, *rest in rows
    ]


def find_corrections(session: Session, program_id: int, most: int) -> list[CorrectionFact]:
    """The corrections of a program's reports, the latest first."""
    rows: Any = session.execute(
        select(
            Report.key, Report.starts_on, Report.ends_on, ReportVersion.number, ReportVersion.change,
            ReportVersion.published_at,
        )
        .join(Report, Report.id == ReportVersion.report_id)
        .where(Report.program_id == program_id, ReportVersion.number > 1)
        .order_by(ReportVersion.published_at.desc(), ReportVersion.id.desc())
        .limit(most)
    )  # fmt: skip
    return [
        CorrectionFact(key, Period(starts_on, ends_on), number, change, at)
        for key, starts_on, ends_on, number, change, at in rows
    ]
