"""The table of the targets that a board sets itself for its programs' metrics."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from governance.db.model import Corrigible, Model, RowId, closed_set


class Comparison(StrEnum):
    """How a figure is held against a target. NONE: from that day on there is no target any more."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    NONE = "none"


class MetricTarget(Model, Corrigible):
    """What a board wants a metric of a program to be, from a day on, by a motion that carried.

    The value is numerator / denominator: of a share 8 in 100, of a median so many seconds, of a count so many. It is the
    board's own and nobody else's; the source of a metric's definition has none. It holds until another one begins.
    """

    __tablename__ = "metric_target"
    __table_args__ = (
        Index(
            "uq_metric_target_current", "program_id", "metric", "started_on", unique=True,
            sqlite_where=text("superseded_at IS NULL"), postgresql_where=text("superseded_at IS NULL"),
        ),
        CheckConstraint("numerator >= 0 AND denominator >= 1", name="value"),
    )  # fmt: skip

    id: Mapped[RowId]
    key: Mapped[str] = mapped_column(String(16), unique=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id"))
    metric: Mapped[str] = mapped_column(String(64))
    comparison: Mapped[Comparison] = closed_set(Comparison)
    numerator: Mapped[int]
    denominator: Mapped[int]
    started_on: Mapped[date]
    words: Mapped[str]
    motion_id: Mapped[int] = mapped_column(ForeignKey("motion.id"))
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
