"""A program of the demo's board with a report that is out and one that is being prepared."""

import io
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.boards.models import Board
from governance.db import Database
from governance.documents.actions import Bringer, Paper, add_document
from governance.documents.models import Document
from governance.ledger.entries import Office
from governance.oversight.figures import Figure, MetricFigures, Place
from governance.oversight.metrics import load_dictionary
from governance.oversight.models import Program, Report, ReportAttachment
from governance.oversight.program_actions import Rhythm, add_program
from governance.oversight.report_actions import (
    attach_document,
    fill_by_hand,
    keep_mapping,
    open_draft,
    publish,
    write_narrative,
)
from tests.conftest import NOW
from tests.oversight.reducing import MAPPING
from tests.support.accounts import BOARD
from tests.support.inquiries import add_inquiries, find_inquiry_places

STAFF = Actor(Office.STAFF, None)
TOTALS = {"police_backup_share": (1, 170), "complaints": (2, None), "injury_share": (7, 4321)}


def furnish_reports(database: Database) -> dict[str, str]:
    """What fills the places of a program and of its reports in addresses. What is there already stays."""
    with database.writing.begin() as session:
        return find_places(session) or add_reports(session)


def find_places(session: Session) -> dict[str, str]:
    found = session.execute(
        select(Program.key, Report.key, Document.key)
        .join(Report, Report.program_id == Program.id)
        .join(Document, Document.id == select(ReportAttachment.document_id).limit(1).scalar_subquery())
    ).first()
    if found is None:
        return {}
    return dict(zip(("program", "report", "attachment"), found, strict=True)) | find_inquiry_places(session)


def add_reports(session: Session) -> dict[str, str]:
    board = session.scalars(select(Board.id).where(Board.slug == BOARD)).one()
    program = add_program(
        session, NOW, STAFF, board, name="Crisis Response", operator="City of Brindle Harbor", zone="America/Detroit",
        rhythm=Rhythm(1, 30, date(2026, 7, 1), "Ordinance 12, section 4"),
    )  # fmt: skip
    draft = open_draft(session, NOW, STAFF, board, program.key, date(2026, 7, 1))
    newest = {metric.id: metric for metric in load_dictionary().metrics}
    figures = [MetricFigures(newest[name], {Place("2026-07"): Figure(*numbers)}) for name, numbers in TOTALS.items()]
    fill_by_hand(session, NOW, board, draft.key, 1, figures)
    write_narrative(session, NOW, board, draft.key, 2, "A *quiet* month.")
    content = b"The month in pictures"
    paper, _version = add_document(
        session, NOW, Bringer(Office.STAFF, None), board, title="The month in pictures",
        paper=Paper("month.txt", io.BytesIO(content), len(content)), largest=1 << 20,
    )  # fmt: skip
    attach_document(session, NOW, board, draft.key, 3, paper.key)
    version = publish(session, NOW, STAFF, board, draft.key, 4)
    report = session.get_one(Report, version.report_id)
    open_one = open_draft(session, NOW, STAFF, board, program.key, date(2026, 8, 1))
    fill_by_hand(session, NOW, board, open_one.key, 1, [
        MetricFigures(one.metric, {Place("2026-08"): figure}) for one in figures for figure in one.cells.values()
    ])  # fmt: skip
    keep_mapping(session, NOW, board, open_one.key, 2, MAPPING)
    return {
        "program": program.key, "report": report.key, "report_draft": open_one.key, "month": "2026-09",
        "attachment": paper.key, **add_inquiries(session, board, program.key),
    }  # fmt: skip
