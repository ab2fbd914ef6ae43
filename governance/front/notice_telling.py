"""How a meeting was noticed, told to the public channel by channel, and what that comes to by the board's law.

What this portal posted it knows; of every other place it says whether somebody recorded a notice there, and no more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from governance.boards.queries import BoardIdentity
from governance.clock import find_day
from governance.law.findings import FindingTold, tell_finding
from governance.meetings.law_facts import find_meeting_law, gather_calendar, make_meeting
from governance.meetings.notice_queries import NoticeFact
from governance.meetings.planning_models import NoticeChannel
from governance.meetings.queries import MeetingDetail
from model_law import meetings as facts
from model_law.findings import Finding
from model_law.proceedings import OWN_NOTICE_CHECKS, judge_notice
from model_law.rules import Profile

A_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class NoticeTold:
    """One notice that stands: where it was given, when, and a paper that shows it, by its address."""

    channel: NoticeChannel
    posted_at: datetime
    place: str | None
    document: str | None
    agenda: int | None


@dataclass(frozen=True)
class NoticeRuleTold:
    """One rule about a notice. Channels are sorted by what is recorded of each; due is None for a rule without a time."""

    finding: FindingTold
    due: datetime | None
    in_time: list[str]
    late: list[str]
    not_recorded: list[str]


def tell_notices(notices: Sequence[NoticeFact], meeting_address: str) -> list[NoticeTold]:
    return [
        NoticeTold(
            notice.channel, notice.posted_at, notice.place,
            f"{meeting_address}/documents/{notice.document}" if notice.document else None, notice.version,
        )
        for notice in notices
        if notice.stands
    ]  # fmt: skip


def judge_meeting(
    session: Session, board: BoardIdentity, meeting: MeetingDetail, notices: Sequence[NoticeFact], now: datetime
) -> tuple[Profile | None, tuple[Finding, ...]]:
    """What the law of the meeting's day says of its notice, by what is recorded now."""
    kept_here = meeting.source_system is None or bool(notices)
    postings = tuple(facts.Posting(notice.channel.value, notice.posted_at) for notice in notices if notice.stands)
    judged = make_meeting(meeting, postings if kept_here else None)
    law = find_meeting_law(session, board.id, judged.day)
    if law is None:
        return None, ()
    years = range(min(find_day(now, board.zone).year, judged.day.year) - 1, judged.day.year + 2)
    found = judge_notice(law, judged, gather_calendar(session, board.id, years), now)
    return law, tuple(finding for finding in found if finding.ruled_by.provision.check in OWN_NOTICE_CHECKS)


def tell_rules(findings: Sequence[Finding], language: str) -> list[NoticeRuleTold]:
    """The findings for a page that is kept: without what is left of the time, which no later reader would believe."""
    return [
        NoticeRuleTold(
            tell_finding(finding, language, borrowed=False, whole=finding.message != "notice.due"),
            finding.arguments.get("due") if isinstance(finding.arguments.get("due"), datetime) else None,
            *(list(finding.arguments.get(name, ())) for name in ("in_time", "late", "not_recorded")),
        )
        for finding in findings
    ]


def find_next_due(findings: Sequence[Finding], now: datetime) -> datetime | None:
    """The next moment at which time alone changes what is said of a notice: what is due is in time to its last second."""
    dues = [finding.arguments.get("due") for finding in findings]
    passed = [due + A_SECOND for due in dues if isinstance(due, datetime)]
    return min((moment for moment in passed if moment > now), default=None)
