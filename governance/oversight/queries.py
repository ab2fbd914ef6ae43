"""What can be read of programs and of what they published. Drafts and raw counts are for draft_queries alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.clock import find_day
from governance.documents.models import Document
from governance.oversight.models import Program, Report, ReportAttachment, ReportingSchedule, ReportVersion
from governance.oversight.periods import Owed, Period, Schedule, judge_owed, list_expected


@dataclass(frozen=True, slots=True)
class ScheduleFact:
    """When a program reports, from a day on, and what says so."""

    every_months: int
    due_days: int
    started_on: date
    basis: str


@dataclass(frozen=True, slots=True)
class ProgramFact:
    """A program with its schedules, the earliest first."""

    id: int
    key: str
    name: str
    operator: str
    zone: str
    schedules: tuple[ScheduleFact, ...]

    def list_schedules(self) -> list[Schedule]:
        return [Schedule(one.every_months, one.due_days, one.started_on) for one in self.schedules]


@dataclass(frozen=True, slots=True)
class PublishedReport:
    """A report that is out: its newest version, and the moment of its first."""

    key: str
    period: Period
    due_on: date
    number: int
    first_at: datetime
    published_at: datetime
    headlines: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class VersionFact:
    """One version of a report without its content."""

    number: int
    published_at: datetime
    change: str | None
    digest: str


@dataclass(frozen=True, slots=True)
class ReportFact:
    """One version of a report in full, with the list of all of them, the newest first."""

    key: str
    program_key: str
    program_name: str
    program_operator: str
    zone: str
    period: Period
    due_on: date
    number: int
    content: Mapping[str, Any]
    digest: str
    change: str | None
    changes: Sequence[Mapping[str, Any]]
    published_at: datetime
    versions: tuple[VersionFact, ...]


def find_programs(session: Session, board_id: int) -> list[ProgramFact]:
    """The programs that a board oversees, in the order of their names."""
    rows = session.execute(
        select(
            Program.id, Program.key, Program.name, Program.operator, Program.zone, ReportingSchedule.every_months,
            ReportingSchedule.due_days, ReportingSchedule.started_on, ReportingSchedule.basis,
        )
        .join(ReportingSchedule, ReportingSchedule.program_id == Program.id)
        .where(Program.board_id == board_id, ReportingSchedule.superseded_at.is_(None))
        .order_by(Program.name, Program.id, ReportingSchedule.started_on)
    )  # fmt: skip
    programs: dict[int, ProgramFact] = {}
    for number, key, name, operator, zone, every_months, due_days, started_on, basis in rows:
        known = programs.get(number)
        schedule = ScheduleFact(every_months, due_days, started_on, basis)
        schedules = (*(known.schedules if known is not None else ()), schedule)
        programs[number] = ProgramFact(number, key, name, operator, zone, schedules)
    return list(programs.values())


def find_published(session: Session, program_id: int) -> list[PublishedReport]:
    """All reports of a program that are out, the latest period first, with the totals of their newest versions."""
    newest = (
        select(
            ReportVersion.report_id, func.max(ReportVersion.number).label("number"),
            func.min(ReportVersion.published_at).label("first_at"),
        )
        .join(Report, Report.id == ReportVersion.report_id)
        .where(Report.program_id == program_id)
        .group_by(ReportVersion.report_id)
        .subquery()
    )  # fmt: skip
    rows = session.execute(
        select(
            Report.key, Report.starts_on, Report.ends_on, Report.due_on, ReportVersion.number, newest.c.first_at,
            ReportVersion.published_at, ReportVersion.headlines,
        )
        .join(newest, newest.c.report_id == Report.id)
        .join(
            ReportVersion, (ReportVersion.report_id == Report.id) & (ReportVersion.number == newest.c.number)
        )
        .order_by(Report.starts_on.desc(), Report.ends_on.desc())
    )  # fmt: skip
    return [
        PublishedReport(key, Period(starts_on, ends_on), due_on, *rest)
        for key, starts_on, ends_on, due_on, *rest in rows
    ]


def find_owed(program: ProgramFact, published: Sequence[PublishedReport], now: datetime) -> list[Owed]:
    """How each report of a program stands, the latest period first. Days are counted where the program sits."""
    today = find_day(now, program.zone)
    days = {one.period: find_day(one.first_at, program.zone) for one in published}
    return judge_owed(list_expected(program.list_schedules(), today), days, today)[::-1]


def find_report(session: Session, board_id: int, key: str, number: int | None = None) -> ReportFact | None:
    """A version of a board's report, the newest where no number is asked for; None where there is none."""
    versions = [
        VersionFact(*row)
        for row in session.execute(
            select(ReportVersion.number, ReportVersion.published_at, ReportVersion.change, ReportVersion.digest)
            .join(Report, Report.id == ReportVersion.report_id)
            .join(Program, Program.id == Report.program_id)
            .where(Program.board_id == board_id, Report.key == key)
            .order_by(ReportVersion.number.desc())
        )
    ]
    wanted = number or (versions[0].number if versions else None)
    if wanted is None:
        return None
    row = session.execute(
        select(
            Report.key, Program.key, Program.name, Program.operator, Program.zone, Report.starts_on, Report.ends_on,
            Report.due_on, ReportVersion.number, ReportVersion.content, ReportVersion.digest, ReportVersion.change,
            ReportVersion.changes, ReportVersion.published_at,
        )
        .join(Report, Report.id == ReportVersion.report_id)
        .join(Program, Program.id == Report.program_id)
        .where(Program.board_id == board_id, Report.key == key, ReportVersion.number == wanted)
    ).one_or_none()  # fmt: skip
    if row is None:
        return None
    named, program, name, operator, zone, starts_on, ends_on, due_on, at, content, digest, change, changes, when = row
    return ReportFact(
        named, program, name, operator, zone, Period(starts_on, ends_on), due_on, at, content, digest, change, changes,
        when, tuple(versions),
    )  # fmt: skip


def find_latest_content(session: Session, board_id: int, key: str) -> Mapping[str, Any] | None:
    """The content of a report's newest version."""
    found: Mapping[str, Any] | None = session.scalar(
        select(ReportVersion.content)
        .join(Report, Report.id == ReportVersion.report_id)
        .join(Program, Program.id == Report.program_id)
        .where(Program.board_id == board_id, Report.key == key)
        .order_by(ReportVersion.number.desc())
        .limit(1)
    )
    return found


def find_contents(session: Session, board_id: int, keys: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """The contents of the newest versions of some reports of a board, by the report's key."""
    newest = (
        select(ReportVersion.report_id, func.max(ReportVersion.number).label("number"))
        .join(Report, Report.id == ReportVersion.report_id)
        .where(Report.key.in_(keys))
        .group_by(ReportVersion.report_id)
        .subquery()
    )
    rows = session.execute(
        select(Report.key, ReportVersion.content)
        .join(Report, Report.id == ReportVersion.report_id)
        .join(Program, Program.id == Report.program_id)
        .join(newest, (newest.c.report_id == ReportVersion.report_id) & (newest.c.number == ReportVersion.number))
        .where(Program.board_id == board_id)
    )
    return {row.key: row.content for row in rows}


def find_attached(session: Session, board_id: int, key: str, document: str) -> int | None:
    """The row number of a paper that went out with some version of a report, by its key."""
    return session.scalar(
        select(Document.id)
        .join(ReportAttachment, ReportAttachment.document_id == Document.id)
        .join(ReportVersion, ReportVersion.id == ReportAttachment.report_version_id)
        .join(Report, Report.id == ReportVersion.report_id)
        .join(Program, Program.id == Report.program_id)
        .where(Program.board_id == board_id, Report.key == key, Document.key == document)
        .limit(1)
    )
