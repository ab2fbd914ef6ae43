"""Preparing a report and publishing it: drafts that nobody but staff reads, and versions that never change.

Each act runs in the caller's transaction and raises OversightRefused, FigureRefused or FileRefused before anything is
changed. Publishing writes one entry on the board's ledger. Every change of a draft names the edit that its writer saw.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.boards.actions import grow_versions
from governance.boards.law_actions import lock_board
from governance.clock import find_day
from governance.db.keys import make_key
from governance.oversight.acts import OversightAct, OversightRefusal, OversightRefused, enter_act
from governance.oversight.aggregates_reading import read_aggregates
from governance.oversight.content import compute_digest, find_changes, list_headlines
from governance.oversight.draft_queries import find_mappings
from governance.oversight.drafts import (
    MOST_DOCUMENTS,
    Draft,
    read_draft,
    tidy_line,
    tidy_mapping,
    tidy_narrative,
    write_draft,
)
from governance.oversight.figures import MetricFigures, check_totals, write_figures
from governance.oversight.metrics import Dictionary, load_dictionary
from governance.oversight.models import (
    Report,
    ReportAttachment,
    ReportDraft,
    ReportFigures,
    ReportSource,
    ReportVersion,
)
from governance.oversight.periods import Period, list_expected
from governance.oversight.program_actions import find_program_row
from governance.oversight.reduction.aggregates import write_json
from governance.oversight.report_rows import (
    Candidate,
    find_documents,
    find_newest_version,
    find_schedules,
    lock_draft,
    make_candidate,
)


def open_draft(
    session: Session, now: datetime, actor: Actor, board_id: int, program_key: str, starts_on: date
) -> ReportDraft:
    """Begin a report on a period that is owed, or go on with the draft that is there.

    Where a version is published the draft holds its figures, to be corrected.
    """
    board = lock_board(session, board_id)
    program = find_program_row(session, board.id, program_key)
    today = find_day(now, program.zone)
    expected = list_expected(find_schedules(session, program.id), today)
    owed = next((one for one in expected if one.period.starts_on == starts_on), None)
    if owed is None:
        raise OversightRefused(OversightRefusal.NOT_OWED, "starts_on")
    report = session.scalar(
        select(Report).where(
            Report.program_id == program.id, Report.starts_on == starts_on, Report.ends_on == owed.period.ends_on
        )
    )
    if report is None:
        report = Report(
            key=make_key(), program_id=program.id, starts_on=starts_on, ends_on=owed.period.ends_on,
            due_on=owed.due_on, entered_at=now,
        )  # fmt: skip
        session.add(report)
        session.flush()
    draft = session.scalar(
        select(ReportDraft).where(ReportDraft.report_id == report.id, ReportDraft.closed_at.is_(None))
    )
    if draft is not None:
        return draft
    draft = ReportDraft(
        key=make_key(), report_id=report.id, content=write_draft(begin(session, report)), edit=1, entered_at=now,
        entered_by=actor.account_id, changed_at=now,
    )  # fmt: skip
    session.add(draft)
    session.flush()
    return draft


def begin(session: Session, report: Report) -> Draft:
    """What a draft begins with: what it corrects, or nothing but the mapping that the program used last."""
    draft = take_up(session, report)
    mappings = [] if draft.mapping else find_mappings(session, report.program_id)
    return replace(draft, mapping=mappings[0].content) if mappings else draft


def take_up(session: Session, report: Report) -> Draft:
    """What the newest version of a report was made of; nothing where none is published."""
    newest = find_newest_version(session, report.id)
    if newest is None:
        return Draft()
    figures = session.scalars(select(ReportFigures).where(ReportFigures.report_version_id == newest.id)).one()
    return Draft(
        newest.source.value, figures.figures, newest.content["made"], newest.content["narrative"],
        tuple(document["key"] for document in newest.content["documents"]), figures.figures.get("mapping", ""),
    )  # fmt: skip


def fill_from_file(
    session: Session, now: datetime, board_id: int, key: str, edit: int, stream: BinaryIO
) -> ReportDraft:
    """Take the figures of a file of aggregates into a draft, in the place of those that it held."""
    draft, report, program = lock_draft(session, board_id, key, edit)
    found = read_aggregates(stream, load_dictionary(), program.zone, Period(report.starts_on, report.ends_on))
    return change(session, now, draft, source="file", figures=write_figures(found.figures), made=found.made)


def fill_from_calls(
    session: Session, now: datetime, board_id: int, key: str, edit: int, document: Mapping[str, Any]
) -> ReportDraft:
    """Take the aggregates that were made of a call file here, as fill_from_file takes those of another machine."""
    return fill_from_file(session, now, board_id, key, edit, io.BytesIO(write_json(document).encode()))


def keep_mapping(session: Session, now: datetime, board_id: int, key: str, edit: int, mapping: str) -> ReportDraft:
    """Keep the mapping of the program's call file, as TOML, with the draft and then with what is published of it."""
    mapping = tidy_mapping(mapping)
    draft, _report, _program = lock_draft(session, board_id, key, edit)
    return change(session, now, draft, mapping=mapping)


def fill_by_hand(
    session: Session, now: datetime, board_id: int, key: str, edit: int, figures: Sequence[MetricFigures]
) -> ReportDraft:
    """Take figures that were typed into a draft, in the place of those that it held."""
    draft, _report, _program = lock_draft(session, board_id, key, edit)
    check_totals(figures)
    return change(session, now, draft, source="hand", figures=write_figures(figures), made=None)


def write_narrative(session: Session, now: datetime, board_id: int, key: str, edit: int, narrative: str) -> ReportDraft:
    """Write what stands beside the figures, in Markdown."""
    narrative = tidy_narrative(narrative)
    draft, _report, _program = lock_draft(session, board_id, key, edit)
    return change(session, now, draft, narrative=narrative)


def attach_document(session: Session, now: datetime, board_id: int, key: str, edit: int, document: str) -> ReportDraft:
    """Let a paper of the board go out with the report."""
    draft, _report, _program = lock_draft(session, board_id, key, edit)
    documents = (*read_draft(draft.content).documents, document)
    if len(documents) > MOST_DOCUMENTS:
        raise OversightRefused(OversightRefusal.TOO_MANY_DOCUMENTS, "file")
    find_documents(session, board_id, documents)
    return change(session, now, draft, documents=documents)


def detach_document(session: Session, now: datetime, board_id: int, key: str, edit: int, document: str) -> ReportDraft:
    """Let a paper not go out with the next version. What was published keeps it."""
    draft, _report, _program = lock_draft(session, board_id, key, edit)
    documents = read_draft(draft.content).documents
    if document not in documents:
        raise OversightRefused(OversightRefusal.UNKNOWN_DOCUMENT)
    return change(session, now, draft, documents=tuple(one for one in documents if one != document))


def change(session: Session, now: datetime, draft: ReportDraft, **values: object) -> ReportDraft:
    draft.content = write_draft(replace(read_draft(draft.content), **values))  # type: ignore[arg-type]  # fields of Draft
    draft.edit, draft.changed_at = draft.edit + 1, now
    session.flush()
    return draft


def give_up(session: Session, now: datetime, board_id: int, key: str, edit: int) -> None:
    """Give a draft up; what was written in it is emptied. What was published stays as it is."""
    draft, _report, _program = lock_draft(session, board_id, key, edit)
    draft.content, draft.closed_at = {}, now
    session.flush()


def publish(
    session: Session, now: datetime, actor: Actor, board_id: int, key: str, edit: int, change: str = ""
) -> ReportVersion:
    """Publish a draft as the report's next version: from now on the public reads it.

    change: why it takes the place of the version before, where there is one. Refused with GIVES_AWAY where what is out
    already would give away a small number together with it.
    """
    board = lock_board(session, board_id)
    draft, report, program = lock_draft(session, board.id, key, edit)
    newest = find_newest_version(session, report.id)
    reason = tidy_line(change, "change", OversightRefusal.REASON_MISSING) if newest is not None else None
    dictionary = load_dictionary()
    candidate = make_candidate(session, now, program, report, draft, dictionary)
    refuse(candidate, newest, dictionary)
    content = candidate.content
    version = ReportVersion(
        report_id=report.id, number=content["number"], source=ReportSource(candidate.draft.source), content=content,
        headlines=list_headlines(content), digest=compute_digest(content), change=reason,
        changes=find_changes(newest.content, content) if newest is not None else [], published_at=now,
        published_by=actor.account_id,
    )  # fmt: skip
    session.add(version)
    session.flush()
    counted = {name: value for name, value in candidate.draft.figures.items() if name != "mapping"}
    mapping = {"mapping": candidate.draft.mapping} if candidate.draft.mapping else {}
    figures = ReportFigures(
        report_version_id=version.id, figures=counted | mapping, released=candidate.prepared.pack()
    )  # fmt: skip
    attachments = [
        ReportAttachment(report_version_id=version.id, document_id=document.id, position=position)
        for position, document in enumerate(candidate.documents, 1)
    ]
    session.add_all([figures, *attachments])
    draft.content, draft.closed_at = {}, now
    session.flush()
    act = OversightAct.REPORT_PUBLISHED if newest is None else OversightAct.REPORT_CORRECTED
    said = {
        "program": program.key, "report": report.key, "version": version.number, "sha256": version.digest,
        "from": report.starts_on, "to": report.ends_on, "due": report.due_on,
    }  # fmt: skip
    enter_act(session, now, actor, board.id, act, said, [report, version, figures, *attachments])
    grow_versions(session, board)
    return version


def refuse(candidate: Candidate, newest: ReportVersion | None, dictionary: Dictionary) -> None:
    if candidate.prepared.outcome.refused:
        raise OversightRefused(OversightRefusal.GIVES_AWAY, untold=candidate.list_untold(dictionary))
    if newest is not None:
        same = {**newest.content, "number": 0, "as_of": ""} == {**candidate.content, "number": 0, "as_of": ""}
        if same:
            raise OversightRefused(OversightRefusal.NOTHING_CHANGES)
