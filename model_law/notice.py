"""NOTE-01 to NOTE-05: when the notice of a meeting was due, and whether it was posted by then, channel by channel.

What is recorded in one channel says nothing of another: a notice is met only where every channel that the rule asks
for is recorded in time. What an emergency changes is not known from any text here, so it is never a way around
lateness: without its findings the ordinary time counts, and with them the answer is "cannot tell".
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from model_law.days import (
    CalendarError,
    DayCalendar,
    as_utc,
    count_back_business_days,
    count_back_hours,
    count_back_open_hours,
    count_business_days_between,
    end_of_day,
    find_friday_noon,
    find_local_day,
    find_local_time,
    measure_open_time,
    start_of_day,
)
from model_law.findings import Finding
from model_law.meetings import EMERGENCY_FINDINGS, Channel, Meeting, MeetingKind, Standing
from model_law.rules import Profile, Rule

TIMES = frozenset({"notice_hours", "notice_business_days", "notice_reasonable"})
_CALLED_OFF = frozenset({Standing.CANCELLED, Standing.POSTPONED, Standing.NOT_HELD})
_MINUTE = timedelta(minutes=1)


class Sorting(NamedTuple):
    """The channels that a rule asks for, by what is recorded of each.

    ``doubtful``: posted on a closed day after the last business day, with all business days still in between.
    ``lacking`` is the portal itself, which knows that it posted nothing.
    """

    in_time: tuple[str, ...]
    doubtful: tuple[str, ...]
    late: tuple[str, ...]
    lacking: tuple[str, ...]
    not_recorded: tuple[str, ...]
    last: datetime | None


def find_notice_rules(profile: Profile, meeting: Meeting) -> tuple[Rule, ...]:
    """The rules of a profile that set a time for the notice of this kind of meeting.

    An emergency has the ordinary time of a special meeting. Where the kind is not known every rule applies, and says so.
    """
    kind = MeetingKind.SPECIAL if meeting.kind == MeetingKind.EMERGENCY else meeting.kind
    return tuple(
        rule
        for rule in profile.rules
        if rule.provision.check in TIMES and (kind is None or rule.values["kinds"] in ("every", kind))
    )


def find_due(rule: Rule, meeting: Meeting, calendar: DayCalendar) -> datetime:
    """The last second at which a notice is in time, in the board's zone.

    Where only the day of the meeting is known, hours are counted from its first moment, which is the strictest reading.
    Raises CalendarError where a holiday may be missing.
    """
    zone = meeting.zone
    if rule.provision.check == "notice_business_days":
        return end_of_day(count_back_business_days(meeting.day, rule.values["days"], calendar), zone)
    starts_at = meeting.starts_at if meeting.time_stated else start_of_day(meeting.day, zone)
    if rule.values.get("monday") == "friday_noon" and (noon := find_friday_noon(meeting.day, calendar, zone)):
        return noon
    if rule.values.get("closed_days") == "not_counted":
        return count_back_open_hours(starts_at, rule.values["hours"], calendar, zone)
    return count_back_hours(starts_at, rule.values["hours"], zone)


def _measure(rule: Rule, meeting: Meeting, since: datetime, calendar: DayCalendar) -> int:
    """How much notice a moment gives, in whole business days or in minutes, as the rule counts."""
    if rule.provision.check == "notice_business_days":
        return count_business_days_between(find_local_day(since, meeting.zone), meeting.day, calendar)
    if rule.values.get("closed_days") == "not_counted":
        return measure_open_time(since, meeting.starts_at, calendar, meeting.zone) // _MINUTE
    return (meeting.starts_at - as_utc(since)) // _MINUTE


def _numbers(
    rule: Rule, meeting: Meeting, due: datetime, last: datetime | None, calendar: DayCalendar
) -> tuple[int | None, int | None, int | None]:
    """What was given, what was asked, and the difference."""
    try:
        asked = rule.values["days"] if "days" in rule.values else _measure(rule, meeting, due, calendar)
        given = None if last is None else _measure(rule, meeting, last, calendar)
    except CalendarError:
        return None, None, None
    return given, asked, None if given is None else given - asked


def _sort(rule: Rule, meeting: Meeting, due: datetime, at: datetime, calendar: DayCalendar) -> Sorting:
    first: dict[str, datetime] = {}
    for posting in meeting.postings or ():
        if posting.posted_at <= at:
            first[posting.channel] = min(posting.posted_at, first.get(posting.channel, posting.posted_at))
    asked: tuple[str, ...] = rule.values["channels"]
    after = [channel for channel in asked if channel in first and first[channel] > due]
    doubtful = [
        channel
        for channel in after
        if rule.provision.check == "notice_business_days"
        and _measure(rule, meeting, first[channel], calendar) >= rule.values["days"]
    ]
    absent = [channel for channel in asked if channel not in first]
    return Sorting(
        in_time=tuple(channel for channel in asked if channel in first and channel not in after),
        doubtful=tuple(doubtful),
        late=tuple(channel for channel in after if channel not in doubtful),
        lacking=tuple(channel for channel in absent if channel == Channel.PORTAL and at > due),
        not_recorded=tuple(channel for channel in absent if channel != Channel.PORTAL or at <= due),
        last=max((first[channel] for channel in asked if channel in first), default=None),
    )


def list_missing_findings(profile: Profile, meeting: Meeting) -> tuple[str, ...]:
    """What an emergency must still record, in the rule's own order; empty where everything is recorded."""
    asked = next(
        (rule.values["items"] for rule in profile.rules if rule.provision.check == "emergency_findings"),
        EMERGENCY_FINDINGS,
    )
    found = meeting.emergency
    if found is None:
        return tuple(asked)
    known = found.recorded - {"known_at"} if found.known_at is None else found.recorded | {"known_at"}
    return tuple(item for item in asked if item not in known)


def _judge_emergency(
    profile: Profile, rule: Rule, meeting: Meeting, due: datetime, facts: Mapping[str, Any]
) -> Finding:
    """A notice that missed the ordinary time, of a meeting that was called as an emergency."""
    missing = list_missing_findings(profile, meeting)
    if missing:
        return rule.judged(False, "notice.emergency_unfounded", {**facts, "missing_findings": missing})
    known_at = meeting.emergency.known_at if meeting.emergency else None
    if known_at is not None and known_at <= due:
        return rule.judged(
            False, "notice.emergency_foreseen", {**facts, "known_at": find_local_time(known_at, meeting.zone)}
        )
    return rule.judged(None, "notice.emergency", facts)


def judge_time(profile: Profile, rule: Rule, meeting: Meeting, calendar: DayCalendar, at: datetime) -> Finding:
    """Whether the notice of a meeting is in time by what is recorded at a moment.

    Numerator and denominator are the notice given and asked, in minutes or in whole business days; the margin is
    negative by how much is short.
    """
    if meeting.standing in _CALLED_OFF:
        return rule.judged(None, "notice.called_off", {})
    if meeting.kind is None and rule.values["kinds"] != "every":
        return rule.judged(None, "notice.kind_unknown", {})
    try:
        due = find_due(rule, meeting, calendar)
        sorting = _sort(rule, meeting, due, at, calendar)
    except CalendarError:
        return rule.judged(None, "notice.holidays_unknown", {"year": str(meeting.day.year)})
    if meeting.postings is None:
        return rule.judged(None, "notice.not_kept", {"due": due})
    return _judge_sorted(profile, rule, meeting, due, sorting, at, _numbers(rule, meeting, due, sorting.last, calendar))


def _judge_sorted(
    profile: Profile,
    rule: Rule,
    meeting: Meeting,
    due: datetime,
    sorting: Sorting,
    at: datetime,
    numbers: tuple[int | None, int | None, int | None],
) -> Finding:
    kept, failed = sorting.in_time + sorting.doubtful, sorting.late + sorting.lacking
    facts = {"due": due, "in_time": kept, "late": failed, "not_recorded": sorting.not_recorded}
    if sorting.last is not None:
        facts["posted"] = find_local_time(sorting.last, meeting.zone)
    if at <= due and sorting.not_recorded:
        left = (as_utc(due) - at) // _MINUTE
        hours, minutes = divmod(left, 60)
        return rule.judged(None, "notice.due", {**facts, "hours": hours, "minutes": minutes}, *numbers)
    if failed and not meeting.time_stated and rule.provision.check != "notice_business_days":
        return rule.judged(None, "notice.no_time", facts)
    # A figure of the portal's own does not bind, even in a law that was read.
    figure = rule.resting_on("hours") if "hours" in rule.values else rule
    if failed and meeting.kind == MeetingKind.EMERGENCY:
        return _judge_emergency(profile, figure, meeting, due, facts)
    if failed and kept:
        return figure.resting_on("channels").judged(False, "notice.part_late", facts, *numbers)
    if sorting.late:
        return figure.judged(False, "notice.late", facts, *numbers)
    if sorting.lacking:
        return figure.judged(False, "notice.none", facts, *numbers)
    if sorting.doubtful:
        return rule.judged(None, "notice.closed_day", facts, *numbers)
    if sorting.not_recorded:
        message = "notice.part" if kept else "notice.not_recorded"
        return rule.judged(None, message, facts, *numbers)
    return rule.judged(True, "notice.met", facts, *numbers)


def judge_emergency_findings(profile: Profile, rule: Rule, meeting: Meeting) -> Finding:
    """NOTE-05: whether an emergency meeting records what it must."""
    asked, missing = len(rule.values["items"]), list_missing_findings(profile, meeting)
    found = asked - len(missing)
    facts = {"missing_findings": missing, "found": found, "asked": asked}
    message = "emergency.short" if missing else "emergency.met"
    return rule.judged(not missing, message, facts, found, asked, -len(missing))


def judge_agenda(rule: Rule, meeting: Meeting) -> Finding:
    """NOTE-03: no vote was taken on a matter that was neither on the posted agenda nor excepted."""
    votes = meeting.off_agenda_votes
    if votes is None:
        return rule.judged(None, "agenda.unknown", {})
    message = "agenda.off" if votes else "agenda.met"
    return rule.judged(votes == 0, message, {"votes": votes}, votes, 0, -votes)
