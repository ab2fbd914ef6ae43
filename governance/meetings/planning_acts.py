"""What an act on a meeting that is prepared here says: on the ledger, and where it is refused."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.db.model import Model
from governance.ledger.actions import append
from governance.ledger.seals import read_row
from governance.meetings.models import Meeting
from model_law.findings import Finding, Verdict


class MeetingAct(StrEnum):
    """What stands on the ledger of meetings that are prepared here."""

    NOTICED = "meeting.noticed"
    AGENDA_CHANGED = "meeting.agenda_changed"
    NOTICE_ATTESTED = "meeting.notice_attested"
    NOTICE_CORRECTED = "meeting.notice_corrected"
    CANCELLED = "meeting.cancelled"
    POSTPONED = "meeting.postponed"
    SCHEDULE_GIVEN = "meeting.schedule_given"
    CLOSED_DAY_ENTERED = "meeting.closed_day_entered"
    CLOSED_DAY_STRUCK = "meeting.closed_day_struck"
    REGION_SET = "meeting.region_set"


class PlanningRefusal(StrEnum):
    """Why an act is refused; the pages say it in words."""

    UNKNOWN_DRAFT = "unknown_draft"
    UNKNOWN_MEETING = "unknown_meeting"
    UNKNOWN_DOCUMENT = "unknown_document"
    UNKNOWN_NOTICE = "unknown_notice"
    CHANGED_MEANWHILE = "changed_meanwhile"
    ITEM_ELSEWHERE = "item_elsewhere"
    ALREADY_BEGUN = "already_begun"
    ALREADY_CALLED_OFF = "already_called_off"
    AT_THE_SAME_TIME = "at_the_same_time"
    NOTHING_CHANGES = "nothing_changes"
    YET_TO_COME = "yet_to_come"
    PORTAL_ATTESTS_ITSELF = "portal_attests_itself"
    PLACE_MISSING = "place_missing"
    REASON_MISSING = "reason_missing"
    NOT_A_HOLIDAY = "not_a_holiday"
    UNKNOWN_REGION = "unknown_region"
    DAYS_MISSING = "days_missing"
    DAYS_UNUSABLE = "days_unusable"
    BREAKS_LAW = "breaks_law"


class PlanningRefused(Exception):
    """An act that is not done. findings: what the law says of it, where that is why."""

    def __init__(self, refusal: PlanningRefusal, field: str = "", findings: Sequence[Finding] = ()) -> None:
        super().__init__(": ".join(part for part in (refusal, field) if part))
        self.refusal, self.field, self.findings = refusal, field, tuple(findings)


def enter_act(
    session: Session, now: datetime, actor: Actor, act: MeetingAct, meeting: Meeting, said: Mapping[str, object],
    rows: Sequence[Model],
) -> None:  # fmt: skip
    append(
        session, meeting.board_id, at=now, office=actor.office, kind=act, facts={"meeting": meeting.key, **said},
        rows=map(read_row, rows),
    )  # fmt: skip


def refuse_breaches(findings: Sequence[Finding], field: str) -> None:
    breached = [finding for finding in findings if finding.verdict is Verdict.BREACHED]
    if breached:
        raise PlanningRefused(PlanningRefusal.BREAKS_LAW, field, breached)
