"""The time for a notice, told to a clerk: when it is due, how much is left, and whether posting now would be in time.

The sentences are the law's own words for its findings. What is told of the portal's posting says nothing of other places.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from governance.boards.queries import BoardIdentity
from governance.clock import find_day
from governance.meetings.law_facts import (
    MeetingLaws,
    gather_calendar,
    gather_proceedings,
    read_emergency,
    read_meeting_laws,
)
from governance.meetings.planning import Plan
from governance.meetings.planning_queries import DraftFact
from model_law import meetings as facts
from model_law.days import CalendarError, DayCalendar
from model_law.findings import Finding, Verdict
from model_law.notice import find_due, find_notice_rules
from model_law.proceedings import judge_notice
from model_law.rules import Profile
from model_law.wording import word_finding

TONES = {Verdict.MET: "good", Verdict.BREACHED: "bad", Verdict.WARNED: "warn", Verdict.CANNOT_TELL: "info"}
IN_TIME: dict[Verdict | None, bool] = {Verdict.MET: True, Verdict.BREACHED: False, Verdict.WARNED: False}
"""What a verdict on a notice that is posted now says of its time; nothing where it cannot be told."""
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ClockTold:
    """One rule about the time of a notice, as it stands now.

    due is the last moment that is in time, None where it cannot be counted; days and hours are what is left of it, None
    where it has passed. now: whether a notice on this portal now would be in time; None: there was one already,
    or it cannot be told.
    """

    rule: str
    title: str
    text: str
    tone: str
    due: datetime | None
    days: int | None
    hours: int | None
    now: bool | None


@dataclass(frozen=True, slots=True)
class Clocks:
    """The clocks of all meetings that a board has yet to hold, by their keys, and what it takes to judge another."""

    laws: MeetingLaws
    calendar: DayCalendar
    zone: str
    at: datetime
    language: str
    of_meetings: Mapping[str, list[ClockTold]]
    has_law: bool

    def judge_plan(self, plan: Plan) -> list[ClockTold]:
        """The clocks of a meeting that is not posted yet."""
        return tell_clocks(self.laws, make_meeting(plan, self.zone), self.calendar, self.at, self.language)


def make_meeting(plan: Plan, zone: str) -> facts.Meeting:
    """A plan as the law judges it before anything is posted."""
    return facts.Meeting(
        key="", starts_at=plan.begins, zone=zone, kind=plan.kind, postings=(), emergency=read_emergency(plan.emergency)
    )


def gather_clocks(session: Session, board_id: int, zone: str, now: datetime, language: str) -> Clocks:
    """The clocks of a board's coming meetings, in a fixed number of queries."""
    laws = read_meeting_laws(session, board_id)
    proceedings = gather_proceedings(session, board_id, zone, now)
    coming = [
        meeting
        for meeting in proceedings.meetings
        if meeting.standing == facts.Standing.PLANNED and meeting.starts_at > now
    ]
    told = {meeting.key: tell_clocks(laws, meeting, proceedings.calendar, now, language) for meeting in coming}
    return Clocks(
        laws, proceedings.calendar, zone, now, language, told, laws.find(find_day(now, zone)) is not None
    )  # fmt: skip


def judge_draft(
    session: Session, board: BoardIdentity, draft: DraftFact, now: datetime, language: str
) -> list[ClockTold]:
    """The clocks of one draft whose meeting is not posted yet; none where it is."""
    if draft.meeting is not None:
        return []
    laws = read_meeting_laws(session, board.id)
    meeting = make_meeting(draft.plan, board.zone)
    years = range(find_day(now, board.zone).year - 1, meeting.day.year + 2)
    return tell_clocks(laws, meeting, gather_calendar(session, board.id, years), now, language)


def tell_clocks(
    laws: MeetingLaws, meeting: facts.Meeting, calendar: DayCalendar, now: datetime, language: str
) -> list[ClockTold]:
    """Each rule that sets a time for the notice of a meeting, under the law of the meeting's day."""
    law = laws.find(meeting.day)
    if law is None:
        return []
    timed = {rule.provision.id for rule in find_notice_rules(law, meeting)}
    return [
        tell_clock(law, finding, meeting, calendar, now, language)
        for finding in judge_notice(law, meeting, calendar, now)
        if finding.ruled_by.provision.id in timed
    ]


def tell_clock(
    law: Profile, finding: Finding, meeting: facts.Meeting, calendar: DayCalendar, now: datetime, language: str
) -> ClockTold:
    due = count_due(finding, meeting, calendar)
    left = (due - now) // MINUTE if due is not None and now <= due else None
    is_posted = any(posting.channel == facts.Channel.PORTAL for posting in meeting.postings or ())
    posting_now = None if is_posted else judge_posting_now(law, finding.rule, meeting, calendar, now)
    title = finding.ruled_by.provision.title
    return ClockTold(
        finding.ruled_by.provision.id, title.es if language == "es" else title.en, word_finding(finding, language),
        TONES[finding.verdict], due, None if left is None else left // 1440,
        None if left is None else left % 1440 // 60, IN_TIME.get(posting_now),
    )  # fmt: skip


def count_due(finding: Finding, meeting: facts.Meeting, calendar: DayCalendar) -> datetime | None:
    try:
        return find_due(finding.ruled_by, meeting, calendar)
    except CalendarError:
        return None


def judge_posting_now(
    law: Profile, rule: str, meeting: facts.Meeting, calendar: DayCalendar, now: datetime
) -> Verdict | None:
    """What a rule would say of a meeting's notice if it were posted at this moment, on this portal and everywhere else."""
    posted = tuple(facts.Posting(channel, now) for channel in facts.Channel)
    found = judge_notice(law, replace(meeting, postings=posted), calendar, now)
    return next((finding.verdict for finding in found if finding.rule == rule), None)
