"""Whether what is put to the vote was noticed in time: the meeting's notice, as far as it listed these items.

An item that came into a later version of the agenda was noticed when that version was posted, not when the meeting was.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.db.facts import Rows
from governance.db.prepared import prepared
from governance.meetings.law_facts import combine_bound, gather_calendar, make_meeting
from governance.meetings.models import Meeting
from governance.meetings.planning import read_plan
from governance.meetings.planning_models import AgendaVersion, Notice
from governance.meetings.session_facts import SessionLaw
from model_law.findings import Finding
from model_law.meetings import Posting
from model_law.proceedings import OWN_NOTICE_CHECKS, judge_notice


@prepared
def read_postings(meeting_id: int) -> Rows:
    return (
        select(Notice.channel, Notice.posted_at, Notice.entered_at, Notice.superseded_at)
        .where(Notice.meeting_id == meeting_id)
        .order_by(Notice.posted_at, Notice.id)
    )


@prepared
def read_versions(meeting_id: int) -> Rows:
    version = AgendaVersion
    return select(version.posted_at, version.content).where(version.meeting_id == meeting_id).order_by(version.number)


def judge_item_notice(
    session: Session, meeting: Meeting, law: SessionLaw, items: Collection[str], at: datetime,
    known_at: datetime | None = None,
) -> tuple[Finding, ...]:  # fmt: skip
    """What the law finds of the time of the notice that listed all of these items (their keys), judged at a moment.

    known_at: by what had been entered then. Empty where no adopted law speaks of notice.
    """
    found = combine_bound(law.composition, law.open_meetings)
    if found is None:
        return ()
    postings = find_postings(session, meeting, find_listed_since(session, meeting, items), known_at)
    judged = make_meeting(meeting, postings)
    calendar = gather_calendar(session, meeting.board_id, range(judged.day.year - 1, judged.day.year + 2))
    return tuple(
        finding
        for finding in judge_notice(found, judged, calendar, at)
        if finding.ruled_by.provision.check in OWN_NOTICE_CHECKS
    )


def find_listed_since(session: Session, meeting: Meeting, items: Iterable[str]) -> datetime | None:
    """From when on a posted agenda listed every one of these items; None where no version posted here lists one of them."""
    listed: dict[str, datetime] = {}
    for posted_at, content in read_versions(session, meeting.id):
        for item in read_plan(content).items:
            listed.setdefault(item.key, posted_at)
    moments = [listed.get(key) for key in items]
    known = [moment for moment in moments if moment is not None]
    return max(known) if known and len(known) == len(moments) else None


def find_postings(
    session: Session, meeting: Meeting, since: datetime | None, known_at: datetime | None
) -> tuple[Posting, ...] | None:
    """The notices that can have listed what was listed from a moment on; None where nobody kept notices here."""
    rows = read_postings(session, meeting.id).all()
    if not rows and meeting.source_system is not None:
        return None
    return tuple(
        Posting(channel.value, posted_at)
        for channel, posted_at, entered_at, superseded_at in rows
        if (known_at is None or entered_at <= known_at)
        and (superseded_at is None or (known_at is not None and superseded_at > known_at))
        and (since is None or posted_at >= since)
    )
