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
    DATA_REQUESTED = "data_request.sent"
    RECOMMENDATION_SENT = "recommendation.sent"
    QUESTION_ASKED = "question.asked"
    RESPONSE_GIVEN = "response.given"
    RESPONSE_CORRECTED = "response.corrected"
    PROGRESS_TOLD = "recommendation.progress_told"
    TARGET_SET = "metric_target.set"
    BUDGET_DATE_ENTERED = "budget_date.entered"
    BUDGET_DATE_STRUCK = "budget_date.struck_out"


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
    MOTION_NOT_CARRIED = "motion_not_carried"
    WORDS_MISSING = "words_missing"
    SENT_TOO_EARLY = "sent_too_early"
    DAY_YET_TO_COME = "day_yet_to_come"
    DUE_UNUSABLE = "due_unusable"
    SENT_ALREADY = "sent_already"
    TOO_MANY_OPEN = "too_many_open"
    NO_PERSON = "no_person"
    UNKNOWN_METRIC = "unknown_metric"
    UNKNOWN_INQUIRY = "unknown_inquiry"
    ANSWER_UNUSABLE = "answer_unusable"
    REASONS_MISSING = "reasons_missing"
    ADDRESS_UNUSABLE = "address_unusable"
    ANSWERED_BEFORE_SENT = "answered_before_sent"
    ANSWERED_MEANWHILE = "answered_meanwhile"
    NOT_ACCEPTED = "not_accepted"
    VALUE_UNUSABLE = "value_unusable"
    DATE_KNOWN = "date_known"
    UNKNOWN_DATE = "unknown_date"
    TARGET_KNOWN = "target_known"
    NO_TARGET = "no_target"


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
