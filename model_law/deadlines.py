"""Everything that the law will ask about a board's meetings, in order: what is due, when, and by which provision."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from model_law import meeting_rules, minutes_clock, notice
from model_law.days import CalendarError, as_utc, end_of_day, find_local_day, find_local_time
from model_law.history import ONE_DAY
from model_law.meetings import Meeting, MeetingKind, Proceedings, Standing
from model_law.rules import Profile, Rule


@dataclass(frozen=True, slots=True)
class Deadline:
    """One thing that is still to be done.

    ``due`` is the last second that is in time, in the board's zone; it has passed where ``missed`` is true. ``what`` is
    a message id of ``[deadlines]`` with its ``arguments``; ``meeting`` is the key of the meeting that it is about, or
    None. ``provisional`` is true where the moment hangs on meetings that are planned and not yet held.
    """

    due: datetime
    rule: Rule
    what: str
    meeting: str | None = None
    missed: bool = False
    provisional: bool = False
    arguments: Mapping[str, Any] = field(default_factory=dict)


def _foresee_notices(profile: Profile, proceedings: Proceedings, at: datetime) -> Iterator[Deadline]:
    for meeting in proceedings.meetings:
        if meeting.standing != Standing.PLANNED or meeting.starts_at <= at:
            continue
        posted = {posting.channel for posting in meeting.postings or () if posting.posted_at <= at}
        for rule in notice.find_notice_rules(profile, meeting):
            lacking = tuple(channel for channel in rule.values["channels"] if channel not in posted)
            if not lacking:
                continue
            try:
                due = notice.find_due(rule, meeting, proceedings.calendar)
            except CalendarError:
                begins = find_local_time(meeting.starts_at, meeting.zone)
                yield Deadline(begins, rule, "holidays_unknown", meeting.key)
                continue
            yield Deadline(due, rule, "notice", meeting.key, due < at, arguments={"not_recorded": lacking})
        if meeting.kind == MeetingKind.EMERGENCY and (missing := notice.list_missing_findings(profile, meeting)):
            for rule in profile.rules:
                if rule.provision.check == "emergency_findings":
                    begins = find_local_time(meeting.starts_at, meeting.zone)
                    yield Deadline(begins, rule, "emergency", meeting.key, arguments={"missing_findings": missing})


def _foresee_meetings(profile: Profile, proceedings: Proceedings, at: datetime) -> Iterator[Deadline]:
    zone, today = proceedings.zone, find_local_day(at, proceedings.zone)
    planned = sorted(
        (meeting for meeting in proceedings.meetings if meeting.standing == Standing.PLANNED and meeting.day >= today),
        key=lambda meeting: meeting.starts_at,
    )
    following = planned[0].key if planned else None
    for rule in profile.rules:
        match rule.provision.check:
            case "meeting_gap":
                last = meeting_rules.find_gap_end(proceedings, rule, today)
                if last is not None:
                    due = end_of_day(last, zone)
                    yield Deadline(
                        due, rule, "next_meeting", following, due < at, arguments={"days": rule.values["days"]}
                    )
            case "meetings_per_year":
                yield from _foresee_year(proceedings, rule, today)
            case "annual_schedule":
                for year in (today.year, today.year + 1):
                    given = None if proceedings.schedules is None else proceedings.schedules.get(year)
                    due = end_of_day(meeting_rules.find_schedule_end(rule, year), zone)
                    if given is None and proceedings.schedules is not None:
                        yield Deadline(due, rule, "schedule", missed=due < at, arguments={"year": str(year)})


def _foresee_year(proceedings: Proceedings, rule: Rule, today: date) -> Iterator[Deadline]:
    """How many meetings are still to be held this month, or this year."""
    monthly = rule.values["spacing"] == "each_month"
    within = [
        meeting.day
        for meeting in proceedings.meetings
        if meeting.standing == Standing.HELD
        and meeting.day.year == today.year
        and (not monthly or meeting.day.month == today.month)
    ]
    short = (1 if monthly else rule.values["count"]) - len(within)
    if short > 0:
        year, month = (today.year, today.month + 1) if monthly and today.month < 12 else (today.year + 1, 1)
        last = end_of_day(date(year, month, 1) - ONE_DAY, proceedings.zone)
        yield Deadline(last, rule, "meetings_left", arguments={"count": short})


def _foresee_minutes(profile: Profile, proceedings: Proceedings, at: datetime) -> Iterator[Deadline]:
    today = find_local_day(at, proceedings.zone)
    for meeting in proceedings.meetings:
        record = meeting.minutes
        if meeting.standing != Standing.HELD or record is None:
            continue
        for rule in profile.rules:
            due = _find_minutes_day(proceedings, rule, meeting, today)
            if due is not None:
                day, what, provisional = due
                last = end_of_day(day, meeting.zone)
                yield Deadline(last, rule, what, meeting.key, last < at, provisional)


def _find_minutes_day(
    proceedings: Proceedings, rule: Rule, meeting: Meeting, today: date
) -> tuple[date, str, bool] | None:
    """The last day for what a rule still asks of a meeting's minutes, what it asks, and whether the day may yet move."""
    record = meeting.minutes
    check = rule.provision.check
    if record is None:
        return None
    if check == "minutes_approval" and record.approved_on is None:
        time = minutes_clock.find_approval_time(rule, meeting, proceedings.meetings, today)
        day = time.due or time.expected
        return None if day is None else (day, "approval", time.due is None)
    done = record.available_on if check == "minutes_inspection" else record.posted_on
    if check in ("minutes_inspection", "minutes_posting") and record.approved_on is not None and done is None:
        what = "inspection" if check == "minutes_inspection" else "posting"
        return record.approved_on + ONE_DAY * rule.values["days"], what, False
    return None


def foresee_deadlines(profile: Profile, proceedings: Proceedings, at: datetime) -> list[Deadline]:
    """Everything still to be done about a board's meetings by its law, the earliest first; what was missed comes first.

    A notice whose meeting has begun can no longer be posted and is not asked any more: its finding tells of it.
    """
    at = as_utc(at)
    found = [
        *_foresee_notices(profile, proceedings, at),
        *_foresee_meetings(profile, proceedings, at),
        *_foresee_minutes(profile, proceedings, at),
    ]
    return sorted(
        found, key=lambda deadline: (as_utc(deadline.due), deadline.rule.provision.id, deadline.meeting or "")
    )
