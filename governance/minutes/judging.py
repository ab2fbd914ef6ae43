"""The clocks of minutes: what the law asks of their approval and publication, as it stands on a day."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy.orm import Session

from governance.boards.queries import BoardIdentity
from governance.clock import find_day
from governance.meetings.law_facts import (
    LOOKING_BACK,
    MeetingLaws,
    find_meeting_law,
    gather_proceedings,
    read_meeting_laws,
)
from governance.minutes.queries import find_minuted
from model_law import meetings as facts
from model_law.findings import Finding
from model_law.proceedings import judge_calendar, judge_minutes


def judge_meeting(session: Session, board: BoardIdentity, key: str, now: datetime) -> tuple[Finding, ...]:
    """What the law says today of a meeting's minutes; nothing where it has no clock for them."""
    today = find_day(now, board.zone)
    minuted = find_minuted(session, [board.id], now - LOOKING_BACK).get(board.id, [])
    found = [one.meeting for one in minuted]
    meeting = next((one for one in found if one.key == key), None)
    if meeting is None:
        return ()
    return judge_one(read_meeting_laws(session, board.id), meeting, found, today)


def judge_gap(session: Session, board: BoardIdentity, now: datetime) -> tuple[Finding, ...]:
    """What the law says today of how long the board has gone without meeting."""
    today = find_day(now, board.zone)
    law = find_meeting_law(session, board.id, today)
    if law is None:
        return ()
    proceedings = gather_proceedings(session, board.id, board.zone, now)
    return tuple(
        one for one in judge_calendar(law, proceedings, today) if one.ruled_by.provision.check == "meeting_gap"
    )


def judge_one(
    laws: MeetingLaws, meeting: facts.Meeting, of_board: Iterable[facts.Meeting], today: date
) -> tuple[Finding, ...]:
    law = laws.find(meeting.day)
    if law is None:
        return ()
    return judge_minutes(law, meeting, [one for one in of_board if one.starts_at > meeting.starts_at], today)


def find_last_day(finding: Finding) -> date | None:
    """The day by which the law still asks something, where it is known; None for what is done or cannot be told yet."""
    done = {"approved_on", "opened_on"} if finding.ruled_by.provision.check == "minutes_approval" else {"opened_on"}
    due = finding.arguments.get("due")
    return due if isinstance(due, date) and not done & finding.arguments.keys() else None
