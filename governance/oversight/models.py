"""The tables of the oversight room: programs, when they report, what is drafted, and what was published.

All that staff write before it is published lies in report_draft, and the counts behind what was published in
report_figures. No public page reads either of them.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from governance.db.model import Corrigible, Model, RowId, closed_set


class ReportSource(StrEnum):
    """Where the figures of a report come from: typed by staff, or reduced from a call file."""

    HAND = "hand"
    FILE = "file"


class Program(Model):
    """A crisis response program that a board oversees. zone: the one in which its days, months and due days are counted."""

    __tablename__ = "program"
    __table_args__ = (Index(None, "board_id"),)

    id: Mapped[RowId]
    key: Mapped[str] = mapped_column(String(16), unique=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    name: Mapped[str]
    operator: Mapped[str]
    zone: Mapped[str]
    entered_at: Mapped[datetime]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class ReportingSchedule(Model, Corrigible):
    """How often a program reports, from a day on, and how many days after a period its report is due.

    basis: what says so, in words, such as the section of an ordinance.
    """

    __tablename__ = "reporting_schedule"
    __table_args__ = (
        Index(None, "program_id"),
        CheckConstraint("every_months IN (1, 3, 12)", name="every_months"),
        CheckConstraint("due_days BETWEEN 1 AND 366", name="due_days"),
        Index(
            "uq_reporting_schedule_current", "program_id", "started_on", unique=True,
            sqlite_where=text("superseded_at IS NULL"), postgresql_where=text("superseded_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[RowId]
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id"))
    every_months: Mapped[int]
    due_days: Mapped[int]
    started_on: Mapped[date] = mapped_column(comment="the first day of the first period")
    basis: Mapped[str]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class Report(Model):
    """A program's report on a period, from its first to its last day, through all its versions. Its key never changes."""

    __tablename__ = "report"
    __table_args__ = (
        Index("uq_report_period", "program_id", "starts_on", "ends_on", unique=True),
        CheckConstraint("starts_on < ends_on", name="days_in_order"),
    )

    id: Mapped[RowId]
    key: Mapped[str] = mapped_column(String(16), unique=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    due_on: Mapped[date]
    entered_at: Mapped[datetime]


class ReportDraft(Model):
    """A report as staff prepare it. content holds all that can be published (see drafts.Draft), with counts as they are.

    edit counts the changes, so that nobody overwrites what somebody else has written since.
    """

    __tablename__ = "report_draft"
    __table_args__ = (
        Index(
            "uq_report_draft_open", "report_id", unique=True,
            sqlite_where=text("closed_at IS NULL"), postgresql_where=text("closed_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[RowId]
    key: Mapped[str] = mapped_column(String(16), unique=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    content: Mapped[Mapping[str, Any]] = mapped_column(JSON)
    edit: Mapped[int] = mapped_column(default=1)
    entered_at: Mapped[datetime]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime]
    closed_at: Mapped[datetime | None] = mapped_column(comment="when it was published or given up; it is emptied then")


class ReportVersion(Model):
    """A report as it was published. Never changed: what corrects it is another version, with its reason.

    content: all that the public reads, after suppression. headlines: the totals in it, for pages over many periods.
    changes: what differs from the version before, as data that the pages put in words.
    """

    __tablename__ = "report_version"
    __table_args__ = (
        Index("uq_report_version_number", "report_id", "number", unique=True),
        CheckConstraint("number = 1 OR change IS NOT NULL", name="change_said"),
    )

    id: Mapped[RowId]
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    number: Mapped[int] = mapped_column(comment="from 1")
    source: Mapped[ReportSource] = closed_set(ReportSource)
    content: Mapped[Mapping[str, Any]] = mapped_column(JSON)
    headlines: Mapped[list[Mapping[str, Any]]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64), comment="SHA-256 of the content as it is published, in hex")
    change: Mapped[str | None]
    changes: Mapped[list[Mapping[str, Any]]] = mapped_column(JSON)
    published_at: Mapped[datetime]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class ReportFigures(Model):
    """The counts behind a published version, as they are, the mapping of the call file that they are of, and what went out
    of them: for the check of later ones.

    released: what a reader can add up of it, see releases.
    """

    __tablename__ = "report_figures"

    id: Mapped[RowId]
    report_version_id: Mapped[int] = mapped_column(ForeignKey("report_version.id"), unique=True)
    figures: Mapped[Mapping[str, Any]] = mapped_column(JSON)
    released: Mapped[bytes] = mapped_column(LargeBinary)


class ReportAttachment(Model):
    """A paper that was published with a version of a report, in order."""

    __tablename__ = "report_attachment"
    __table_args__ = (Index("uq_report_attachment_document", "report_version_id", "document_id", unique=True),)

    id: Mapped[RowId]
    report_version_id: Mapped[int] = mapped_column(ForeignKey("report_version.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    position: Mapped[int]
