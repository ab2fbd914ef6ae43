"""The rows behind a report: its draft, its versions, and what would go out of a draft."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.clock import find_day
from governance.documents.models import Document
from governance.documents.queries import find_documents_of_keys
from governance.oversight.acts import OversightRefusal, OversightRefused
from governance.oversight.content import make_content
from governance.oversight.drafts import Draft, read_draft
from governance.oversight.figures import read_figures
from governance.oversight.metrics import Dictionary
from governance.oversight.models import (
    Program,
    Report,
    ReportDraft,
    ReportFigures,
    ReportingSchedule,
    ReportVersion,
)
from governance.oversight.periods import Period, Schedule
from governance.oversight.populations import find_populations
from governance.oversight.releases import Prepared, prepare_release, unpack_release
from model_law.suppression_facts import Release, Threshold

THRESHOLD = Threshold()
"""What is hidden: 1 to 10 people, after the usual practice; zeros show."""


@dataclass(frozen=True)
class Candidate:
    """What would go out of a draft. content is empty where the engine refuses the release."""

    draft: Draft
    prepared: Prepared
    documents: Sequence[Document]
    content: dict[str, Any]

    def list_untold(self, dictionary: Dictionary) -> list[str]:
        """The counts because of which a release is refused: metric, breakdown, category, period. For staff alone."""
        names: dict[str, str] = {}
        for one in self.prepared.figures:
            for population in find_populations(one.metric, dictionary):
                if population is not None:
                    names.setdefault(population.name, one.metric.id)
        return [" · ".join((names.get(key[0], key[0]), *key[1:4])) for key in self.prepared.review.untold]


def lock_draft(session: Session, board_id: int, key: str, edit: int | None) -> tuple[ReportDraft, Report, Program]:
    """An open draft with its report and program, held until the transaction ends. edit: the one its writer saw last."""
    row = session.execute(
        select(ReportDraft, Report, Program)
        .join(Report, Report.id == ReportDraft.report_id)
        .join(Program, Program.id == Report.program_id)
        .where(Program.board_id == board_id, ReportDraft.key == key, ReportDraft.closed_at.is_(None))
        .with_for_update(of=ReportDraft)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise OversightRefused(OversightRefusal.UNKNOWN_DRAFT)
    draft, report, program = row
    if edit is not None and draft.edit != edit:
        raise OversightRefused(OversightRefusal.CHANGED_MEANWHILE)
    return draft, report, program


def find_newest_version(session: Session, report_id: int) -> ReportVersion | None:
    return session.scalar(
        select(ReportVersion).where(ReportVersion.report_id == report_id).order_by(ReportVersion.number.desc()).limit(1)
    )


def find_schedules(session: Session, program_id: int) -> list[Schedule]:
    rows = session.execute(
        select(ReportingSchedule.every_months, ReportingSchedule.due_days, ReportingSchedule.started_on)
        .where(ReportingSchedule.program_id == program_id, ReportingSchedule.superseded_at.is_(None))
        .order_by(ReportingSchedule.started_on)
    )
    return [Schedule(*row) for row in rows]


def find_releases(session: Session, report: Report) -> list[Release]:
    """What went out of the program on the same days or some of them, in the order in which it did."""
    packed = session.scalars(
        select(ReportFigures.released)
        .join(ReportVersion, ReportVersion.id == ReportFigures.report_version_id)
        .join(Report, Report.id == ReportVersion.report_id)
        .where(
            Report.program_id == report.program_id, Report.starts_on <= report.ends_on,
            Report.ends_on >= report.starts_on,
        )
        .order_by(ReportVersion.id)
    )  # fmt: skip
    return [unpack_release(one) for one in packed]


def find_documents(session: Session, board_id: int, keys: Sequence[str]) -> list[Document]:
    """The board's papers of these keys, in their order. Raises OversightRefused for one that is not there."""
    rows = session.scalars(select(Document).where(Document.board_id == board_id, Document.key.in_(sorted(set(keys)))))
    by_key = {document.key: document for document in rows}
    if any(key not in by_key for key in keys) or len(set(keys)) < len(keys):
        raise OversightRefused(OversightRefusal.UNKNOWN_DOCUMENT, "file")
    return [by_key[key] for key in keys]


def make_candidate(
    session: Session, now: datetime, program: Program, report: Report, draft: ReportDraft, dictionary: Dictionary
) -> Candidate:
    """What would go out of a draft now. Raises OversightRefused without figures, FigureRefused where they contradict."""
    written = read_draft(draft.content)
    figures = read_figures(written.figures, dictionary)
    if not written.source or not figures:
        raise OversightRefused(OversightRefusal.NO_FIGURES)
    documents = find_documents(session, program.board_id, written.documents)
    facts = find_documents_of_keys(session, program.board_id, list(written.documents))
    prepared = prepare_release(
        dictionary, Period(report.starts_on, report.ends_on), figures, THRESHOLD, find_releases(session, report)
    )
    newest = find_newest_version(session, report.id)
    content = (
        {}
        if prepared.outcome.refused
        else make_content(
            prepared, dictionary, THRESHOLD,
            number=newest.number + 1 if newest is not None else 1, as_of=find_day(now, program.zone),
            source=written.source, made=written.made, narrative=written.narrative,
            documents=[
                {"key": key, "title": facts[key].title, "version": facts[key].newest.number,
                 "sha256": facts[key].newest.digest}
                for key in written.documents
            ],
        )
    )  # fmt: skip
    return Candidate(written, prepared, documents, content)
