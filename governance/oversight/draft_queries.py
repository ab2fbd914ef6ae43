"""What staff read of reports that are being prepared. Nothing of it is for a public page."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import literal_column, select, union_all
from sqlalchemy.orm import Session

from governance.oversight.drafts import Draft, read_draft
from governance.oversight.metrics import Dictionary
from governance.oversight.models import Program, Report, ReportDraft, ReportFigures, ReportVersion
from governance.oversight.periods import Period
from governance.oversight.report_rows import Candidate, make_candidate


@dataclass(frozen=True, slots=True)
class DraftFact:
    """A draft with its report."""

    key: str
    edit: int
    draft: Draft
    changed_at: datetime
    report: str
    period: Period
    due_on: date
    program_id: int
    program: str
    program_name: str
    zone: str


def find_draft(session: Session, board_id: int, key: str) -> DraftFact | None:
    """An open draft of a board; one that was published or given up is not there."""
    row = session.execute(
        select(
            ReportDraft.key, ReportDraft.edit, ReportDraft.content, ReportDraft.changed_at, Report.key,
            Report.starts_on, Report.ends_on, Report.due_on, Program.id, Program.key, Program.name, Program.zone,
        )
        .join(Report, Report.id == ReportDraft.report_id)
        .join(Program, Program.id == Report.program_id)
        .where(Program.board_id == board_id, ReportDraft.key == key, ReportDraft.closed_at.is_(None))
    ).one_or_none()  # fmt: skip
    if row is None:
        return None
    named, edit, content, changed_at, report, starts_on, ends_on, *rest = row
    return DraftFact(named, edit, read_draft(content), changed_at, report, Period(starts_on, ends_on), *rest)


def find_open_drafts(session: Session, board_id: int) -> dict[tuple[int, date], str]:
    """The open drafts of a board: program's row and first day of the period -> the draft's key."""
    rows = session.execute(
        select(Report.program_id, Report.starts_on, ReportDraft.key)
        .join(Report, Report.id == ReportDraft.report_id)
        .join(Program, Program.id == Report.program_id)
        .where(Program.board_id == board_id, ReportDraft.closed_at.is_(None))
    )
    return {(program, starts_on): key for program, starts_on, key in rows}


def preview_draft(session: Session, now: datetime, board_id: int, key: str, dictionary: Dictionary) -> Candidate:
    """What would go out of a draft now. Raises OversightRefused and FigureRefused as publishing does."""
    draft, report, program = session.execute(
        select(ReportDraft, Report, Program)
        .join(Report, Report.id == ReportDraft.report_id)
        .join(Program, Program.id == Report.program_id)
        .where(Program.board_id == board_id, ReportDraft.key == key, ReportDraft.closed_at.is_(None))
    ).one()
    return make_candidate(session, now, program, report, draft, dictionary)


@dataclass(frozen=True, slots=True)
class KeptMapping:
    """A mapping of a program's call file, as it stood with a report. content: TOML."""

    period: Period
    content: str

    @property
    def digest(self) -> str:
        """What tells it from the program's other ones, also when another report goes out in the meantime."""
        return hashlib.sha256(self.content.encode()).hexdigest()[:16]


def find_mappings(session: Session, program_id: int) -> list[KeptMapping]:
    """The different mappings of a program, the latest first: with drafts that are open, and with what is published."""
    drafted = ReportDraft.content["mapping"].as_string()
    published = ReportFigures.figures["mapping"].as_string()
    rows = session.execute(
        union_all(
            select(Report.starts_on, Report.ends_on, drafted, ReportDraft.changed_at)
            .join(Report, Report.id == ReportDraft.report_id)
            .where(Report.program_id == program_id, ReportDraft.closed_at.is_(None)),
            select(Report.starts_on, Report.ends_on, published, ReportVersion.published_at)
            .join(ReportVersion, ReportVersion.id == ReportFigures.report_version_id)
            .join(Report, Report.id == ReportVersion.report_id)
            .where(Report.program_id == program_id),
        ).order_by(literal_column("4").desc())
    )
    found: dict[str, KeptMapping] = {}
    for starts_on, ends_on, content, _changed_at in rows:
        if content:
            found.setdefault(content, KeptMapping(Period(starts_on, ends_on), content))
    return list(found.values())
