"""What a meeting is to somebody who reads about it now: the record's status, seen from a moment."""

from datetime import datetime, timedelta
from enum import StrEnum

from governance.meetings.models import MeetingStatus


class MeetingState(StrEnum):
    """NOT_RECORDED: its time has passed and the record does not say what happened."""

    UPCOMING = "upcoming"
    IN_SESSION = "in_session"
    HELD = "held"
    NOT_RECORDED = "not_recorded"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"
    NEVER_MET = "never_met"


SETTLED = {
    MeetingStatus.IN_SESSION: MeetingState.IN_SESSION,
    MeetingStatus.ADJOURNED: MeetingState.HELD,
    MeetingStatus.CANCELLED: MeetingState.CANCELLED,
    MeetingStatus.POSTPONED: MeetingState.POSTPONED,
    MeetingStatus.NEVER_MET: MeetingState.NEVER_MET,
}
OPEN_STATUSES = tuple(status for status in MeetingStatus if status not in SETTLED)

A_MEETING = timedelta(hours=4)
"""How long a meeting without a stated end is taken to be still coming or under way."""
A_DAY = timedelta(hours=24)


def find_end(starts_at: datetime, ends_at: datetime | None, time_stated: bool) -> datetime:
    """The moment from which a meeting that the record says nothing more of counts as past."""
    return ends_at or starts_at + (A_MEETING if time_stated else A_DAY)


def judge_state(
    status: MeetingStatus, starts_at: datetime, ends_at: datetime | None, time_stated: bool, now: datetime
) -> MeetingState:
    if status in SETTLED:
        return SETTLED[status]
    return MeetingState.UPCOMING if now < find_end(starts_at, ends_at, time_stated) else MeetingState.NOT_RECORDED
