"""What an act of the oversight room says: on the ledger, and where it is refused."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.db.model import Model
from governance.ledger.actions import append
from governance.ledger.seals import read_row


class OversightAct(StrEnum):
    """What stands on the ledger of programs and their reports."""

    PROGRAM_ADDED = "program.added"
    SCHEDULE_SET = "program.schedule_set"
    REPORT_PUBLISHED = "report.published"
    REPORT_CORRECTED = "report.corrected"


class OversightRefusal(StrEnum):
    """Why an act is refused; the pages say it in words."""

    NAME_UNUSABLE = "name_unusable"
    TEXT_UNUSABLE = "text_unusable"
    TEXT_TOO_LONG = "text_too_long"
    ZONE_UNKNOWN = "zone_unknown"
    PROGRAM_KNOWN = "program_known"
    UNKNOWN_PROGRAM = "unknown_program"
    BASIS_MISSING = "basis_missing"
    PERIOD_UNUSABLE = "period_unusable"
    DUE_DAYS_UNUSABLE = "due_days_unusable"
    SCHEDULE_KNOWN = "schedule_known"
    INSIDE_A_PERIOD = "inside_a_period"
    NOT_OWED = "not_owed"
    UNKNOWN_REPORT = "unknown_report"
    UNKNOWN_DRAFT = "unknown_draft"
    UNKNOWN_DOCUMENT = "unknown_document"
    CHANGED_MEANWHILE = "changed_meanwhile"
    NO_FIGURES = "no_figures"
    REASON_MISSING = "reason_missing"
    NOTHING_CHANGES = "nothing_changes"
    GIVES_AWAY = "gives_away"
    TOO_MANY_DOCUMENTS = "too_many_documents"


class OversightRefused(Exception):
    """An act that is not done. untold: counts that it would give away, in words for staff."""

    def __init__(self, refusal: OversightRefusal, field: str = "", untold: Sequence[str] = ()) -> None:
        super().__init__(": ".join(part for part in (refusal, field) if part))
        self.refusal, self.field, self.untold = refusal, field, tuple(untold)


def enter_act(
    session: Session,
    now: datetime,
    actor: Actor,
    board_id: int,
    act: OversightAct,
    said: Mapping[str, object],
    rows: Sequence[Model],
) -> None:
    append(session, board_id, at=now, office=actor.office, kind=act, facts=said, rows=map(read_row, rows))
