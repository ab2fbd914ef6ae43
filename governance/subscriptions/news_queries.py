"""What is new of a board: its public acts, as its ledger has them in order, with what they are about as it stands now.

An entry of the ledger names what it is about by a key. Names and times are read from what is published, so that what was
taken out there is told nowhere, and what is only prepared cannot be found.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.boards.queries import BoardIdentity
from governance.ledger.models import LedgerEntry
from governance.ledger.queries import Log
from governance.meetings.models import Meeting
from governance.meetings.planning_acts import MeetingAct
from governance.meetings.queries import make_meeting_address
from governance.minutes.actions import MinutesAct
from governance.oversight.acts import OversightAct
from governance.oversight.models import Program, Report
from governance.oversight.periods import Period
from governance.subscriptions.models import Topic

IMPORTED = "record.imported"
"""Records that come in together: their room lies above, so its act is named by its text."""

TOPICS: Mapping[str, Topic] = {
    MeetingAct.NOTICED: Topic.MEETINGS,
    MeetingAct.AGENDA_CHANGED: Topic.MEETINGS,
    MeetingAct.CANCELLED: Topic.MEETINGS,
    MeetingAct.POSTPONED: Topic.MEETINGS,
    IMPORTED: Topic.MEETINGS,
    MinutesAct.PUBLISHED: Topic.MINUTES,
    MinutesAct.CORRECTED: Topic.MINUTES,
    OversightAct.REPORT_PUBLISHED: Topic.REPORTS,
    OversightAct.REPORT_CORRECTED: Topic.REPORTS,
}
"""Kind of an entry -> what it is news of. Whatever else stands on the ledger is told to nobody from here."""


@dataclass(frozen=True, slots=True)
class News:
    """One public act. sequence: of its entry on the board's ledger; address: a path of this portal, where to read more.

    name: the meeting's title or the program's name. A meeting has starts_at, time_stated and zone, a report its period;
    meetings: how many came in together.
    """

    sequence: int
    at: datetime
    kind: str
    topic: Topic
    address: str
    name: str = ""
    starts_at: datetime | None = None
    time_stated: bool = True
    zone: str = "UTC"
    period: Period | None = None
    meetings: int = 0


def find_news(session: Session, board: BoardIdentity, log: Log | None, after: int, limit: int) -> list[News]:
    """The newest public acts of a board, the newest first, in three queries. after: only entries with higher numbers."""
    if log is None:
        return []
    entries = session.execute(
        select(LedgerEntry.sequence, LedgerEntry.at, LedgerEntry.kind, LedgerEntry.body)
        .where(LedgerEntry.log_id == log.id, LedgerEntry.kind.in_(tuple(TOPICS)), LedgerEntry.sequence > after)
        .order_by(LedgerEntry.sequence.desc())
        .limit(limit)
    ).all()
    facts = {entry.sequence: json.loads(entry.body)["facts"] for entry in entries}
    meetings = find_meetings(session, board.id, {said["meeting"] for said in facts.values() if "meeting" in said})
    reports = find_reports(session, board.id, {said["report"] for said in facts.values() if "report" in said})
    found = (
        make_news(board, entry.sequence, entry.at, entry.kind, facts[entry.sequence], meetings, reports)
        for entry in entries
    )
    return [one for one in found if one is not None]


def make_news(
    board: BoardIdentity, sequence: int, at: datetime, kind: str, said: Mapping[str, Any],
    meetings: Mapping[str, Any], reports: Mapping[str, Any],
) -> News | None:  # fmt: skip
    """None where there is nothing to read of it any more, or nothing of it is news."""
    head = (sequence, at, kind, TOPICS[kind])
    if kind == IMPORTED:
        count = said["rows"].get("meeting", 0)
        return News(*head, f"{board.address}/meetings", meetings=count) if count else None
    if "report" in said:
        report = reports.get(said["report"])
        if report is None:
            return None
        address = f"{board.address}/reports/{said['report']}?version={said['version']}"
        return News(*head, address, report.name, period=Period(report.starts_on, report.ends_on))
    meeting = meetings.get(said["meeting"])
    if meeting is None:
        return None
    address = make_meeting_address(board.slug, said["meeting"])
    if "agenda" in said:
        address += f"/agenda?version={said['agenda']}"
    elif "version" in said:
        address += f"/minutes?version={said['version']}"
    return News(*head, address, meeting.title, meeting.starts_at, meeting.time_stated, meeting.zone)


def find_meetings(session: Session, board_id: int, keys: Collection[str]) -> dict[str, Any]:
    rows = session.execute(
        select(Meeting.key, Meeting.title, Meeting.starts_at, Meeting.time_stated, Meeting.zone).where(
            Meeting.board_id == board_id, Meeting.key.in_(sorted(keys))
        )
    )
    return {row.key: row for row in rows}


def find_reports(session: Session, board_id: int, keys: Collection[str]) -> dict[str, Any]:
    rows = session.execute(
        select(Report.key, Program.name, Report.starts_on, Report.ends_on)
        .join(Program, Program.id == Report.program_id)
        .where(Program.board_id == board_id, Report.key.in_(sorted(keys)))
    )
    return {row.key: row for row in rows}
