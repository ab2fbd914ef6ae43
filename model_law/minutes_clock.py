"""MIN-01, MIN-02 and MIN-05: when minutes are approved, open to the public, and posted.

The time for approval may hang on regular meetings that have yet to be held. Where none follows it has not run out, and
the days without a meeting are another rule's. A backlog is no excuse (Illinois Attorney General, binding opinion 20-001,
of which a description was read), and a regular meeting that could not approve for want of a quorum counts as held.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from model_law.findings import Finding
from model_law.history import ONE_DAY
from model_law.meetings import Meeting, MeetingKind, MinutesRecord, Standing
from model_law.rules import Rule


class ApprovalTime(NamedTuple):
    """The last day for approval, and what it hangs on.

    ``due`` is None while too few regular meetings have followed; ``expected`` is then what the meetings planned make of
    it, and ``by_days`` the day that the days alone give.
    """

    due: date | None
    expected: date | None
    by_days: date


def _find_nth(days: Sequence[date], number: int) -> date | None:
    return sorted(days)[number - 1] if len(days) >= number else None


def find_approval_time(rule: Rule, meeting: Meeting, later_meetings: Sequence[Meeting], today: date) -> ApprovalTime:
    """The last day on which a meeting's minutes are approved in time, by the regular meetings held since."""
    values = rule.values
    by_days = meeting.day + ONE_DAY * values["days"]
    regular = [
        later for later in later_meetings if later.kind == MeetingKind.REGULAR and later.starts_at > meeting.starts_at
    ]
    held = [later.day for later in regular if later.standing == Standing.HELD]
    planned = [later.day for later in regular if later.standing == Standing.PLANNED and later.day >= today]
    nth, next_nth = _find_nth(held, values["meetings"]), _find_nth(held + planned, values["meetings"])
    if values["whichever"] == "later":
        return ApprovalTime(nth and max(nth, by_days), next_nth and max(next_nth, by_days), by_days)
    return ApprovalTime(min(nth or by_days, by_days), min(next_nth or by_days, by_days), by_days)


def _as_if_held(later_meetings: Sequence[Meeting], today: date) -> list[Meeting]:
    """The later meetings with the doubt resolved towards more regular meetings held."""
    return [
        replace(later, kind=later.kind or MeetingKind.REGULAR, standing=Standing.HELD)
        if later.unrecorded(today) or (later.kind is None and later.standing == Standing.HELD)
        else later
        for later in later_meetings
    ]


def minutes_approval(
    rule: Rule, meeting: Meeting, later_meetings: Sequence[Meeting], record: MinutesRecord, today: date
) -> Finding:
    """MIN-01: the minutes were approved, or can still be, in the time that the rule gives."""
    time = find_approval_time(rule, meeting, later_meetings, today)
    doubt = find_approval_time(rule, meeting, _as_if_held(later_meetings, today), today)
    until = record.approved_on or today
    facts: dict[str, Any] = {"held_on": meeting.day, "by_days": time.by_days, "meetings": rule.values["meetings"]}
    late = time.due is not None and until > time.due
    numbers: tuple[int | None, int | None, int | None] = (None, None, None)
    if time.due is not None:
        facts["due"] = time.due
        taken, given = (until - meeting.day).days, (time.due - meeting.day).days
        numbers = (taken, given, given - taken)
    if not late and doubt.due is not None and until > doubt.due:
        return rule.judged(None, "minutes.unrecorded", facts)
    if record.approved_on is not None:
        facts["approved_on"] = record.approved_on
        return rule.judged(not late, "minutes.late" if late else "minutes.met", facts, *numbers)
    if late:
        return rule.judged(False, "minutes.overdue", facts, *numbers)
    if time.due is not None:
        return rule.judged(None, "minutes.due", facts, *numbers)
    if time.expected is not None:
        return rule.judged(None, "minutes.expected", {**facts, "expected": time.expected})
    return rule.judged(None, "minutes.no_meeting_follows", facts)


def _judge_opening(rule: Rule, name: str, approved_on: date | None, opened_on: date | None, today: date) -> Finding:
    if approved_on is None:
        return rule.judged(None, f"{name}.not_approved", {})
    limit = rule.values["days"]
    due = approved_on + ONE_DAY * limit
    taken = ((opened_on or today) - approved_on).days
    facts = {"due": due, "approved_on": approved_on}
    numbers = (taken, limit, limit - taken)
    if opened_on is not None:
        holds = opened_on <= due
        message = f"{name}.met" if holds else f"{name}.late"
        return rule.judged(holds, message, {**facts, "opened_on": opened_on}, *numbers)
    if today > due:
        return rule.judged(False, f"{name}.overdue", facts, *numbers)
    return rule.judged(None, f"{name}.due", facts, *numbers)


def minutes_inspection(rule: Rule, record: MinutesRecord, today: date) -> Finding:
    """MIN-02: approved minutes are open to inspection within the days that the rule gives."""
    return _judge_opening(rule, "inspection", record.approved_on, record.available_on, today)


def minutes_posting(rule: Rule, record: MinutesRecord, today: date) -> Finding:
    """MIN-05: approved minutes are on the website within the days that the rule gives, and stay as long as it asks."""
    kept = rule.values["kept_days"]
    if record.posted_on is not None and record.removed_on is not None:
        stayed = (record.removed_on - record.posted_on).days
        if stayed < kept:
            facts = {"stayed": stayed, "kept": kept}
            return rule.judged(False, "posting.removed", facts, stayed, kept, stayed - kept)
    return _judge_opening(rule, "posting", record.approved_on, record.posted_on, today)
