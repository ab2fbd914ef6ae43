"""What an act in a meeting that is held here says: on the ledger, and where it is refused."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.boards.actions import grow_versions
from governance.boards.models import Board
from governance.db.model import Model
from governance.ledger.actions import append
from governance.ledger.seals import read_row
from governance.meetings.models import Meeting
from model_law.findings import Finding


class SessionAct(StrEnum):
    """What stands on the ledger of meetings that are held here."""

    CALLED_TO_ORDER = "session.called_to_order"
    ROLL_CALLED = "session.roll_called"
    ARRIVED = "session.arrived"
    LEFT = "session.left"
    RECESSED = "session.recessed"
    RESUMED = "session.resumed"
    ADJOURNED = "session.adjourned"
    CORRECTED = "session.corrected"
    EXCUSED = "session.excused"
    ITEM_TAKEN_UP = "session.item_taken_up"
    ITEM_FINISHED = "session.item_finished"
    ITEM_POSTPONED = "session.item_postponed"
    ITEM_PULLED = "session.item_pulled"
    ITEM_ADDED = "session.item_added"
    STEP_TAKEN_BACK = "session.step_taken_back"


class SessionRefusal(StrEnum):
    """Why an act in a meeting is refused; the pages say it in words. Where the order of events is why, see Disorder."""

    UNKNOWN_MEETING = "unknown_meeting"
    UNKNOWN_PERSON = "unknown_person"
    UNKNOWN_ITEM = "unknown_item"
    UNKNOWN_EVENT = "unknown_event"
    UNKNOWN_STEP = "unknown_step"
    CALLED_OFF = "called_off"
    HELD_ELSEWHERE = "held_elsewhere"
    YET_TO_COME = "yet_to_come"
    BEFORE_ITS_DAY = "before_its_day"
    OUT_OF_ORDER = "out_of_order"
    REQUEST_USED = "request_used"
    CERTIFICATE_STANDS = "certificate_stands"
    NOTHING_CHANGES = "nothing_changes"
    CHANGED_MEANWHILE = "changed_meanwhile"
    WAS_THERE = "was_there"
    NOT_IN_SESSION = "not_in_session"
    ITEM_TAKEN_OFF = "item_taken_off"
    ITEM_UP_ALREADY = "item_up_already"
    ITEM_NOT_UP = "item_not_up"
    ITEM_DONE_ALREADY = "item_done_already"
    ITEM_NOT_CONSENT = "item_not_consent"
    CLOSED_SESSION_LASTS = "closed_session_lasts"
    STEP_OUTSIDE = "step_outside"
    TITLE_MISSING = "title_missing"
    GROUND_MISSING = "ground_missing"
    EXCEPTION_MISSING = "exception_missing"
    FOUND_MISSING = "found_missing"
    TEXT_UNUSABLE = "text_unusable"
    BREAKS_LAW = "breaks_law"
    MINUTES_APPROVED = "minutes_approved"


class SessionRefused(Exception):
    """An act that is not done.

    field: what it is about. reason: a Disorder or what else says more closely why. person: the name of whom it is about.
    findings: what the law says of it, where that is why.
    """

    def __init__(
        self, refusal: SessionRefusal, field: str = "", *, reason: str = "", person: str = "",
        findings: Sequence[Finding] = (),
    ) -> None:  # fmt: skip
        super().__init__(": ".join(part for part in (refusal, field, reason) if part))
        self.refusal, self.field, self.reason, self.person = refusal, field, reason, person
        self.findings = tuple(findings)


def enter_act(
    session: Session, now: datetime, actor: Actor, act: SessionAct, board: Board, meeting: Meeting,
    said: Mapping[str, object], rows: Sequence[Model],
) -> None:  # fmt: skip
    """Write the act's one entry, which names no person, and let every page that could show it know."""
    append(
        session, board.id, at=now, office=actor.office, kind=act, facts={"meeting": meeting.key, **said},
        rows=map(read_row, rows),
    )  # fmt: skip
    grow_versions(session, board)
