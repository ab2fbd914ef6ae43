"""Judge a board's meetings by its law: notices, the calendar of meetings, and the minutes.

A roster is judged by ``profiles.judge``, which goes on answering "cannot tell" to what it does not hold. Each function
here answers only the rules of its own facts. Settle the profile on the day of the meeting, or on the day judged: the
law in force then is the one that counts.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from model_law import meeting_rules, minutes_clock, notice
from model_law.days import DayCalendar, as_utc
from model_law.findings import Finding
from model_law.meetings import Meeting, MeetingKind, Proceedings, Standing
from model_law.rules import Profile, Rule

OWN_NOTICE_CHECKS = notice.TIMES | {"emergency_findings"}
"""What a meeting's own notice is judged by. Whether a matter was on the agenda is asked of what was voted on."""

NOTICE_CHECKS = OWN_NOTICE_CHECKS | {"agenda_only"}
CALENDAR_CHECKS = frozenset({"meetings_per_year", "meeting_gap", "cancellation", "annual_schedule"})
MINUTES_CHECKS = frozenset({"minutes_approval", "minutes_inspection", "minutes_posting"})
CHECKED = NOTICE_CHECKS | CALENDAR_CHECKS | MINUTES_CHECKS
"""Every check that is answered from a board's meetings."""


def _find_matter(rule: Rule) -> str:
    """What a rule settles: a law that sets a time for notice leaves no room for a default that counts it otherwise."""
    check = rule.provision.check
    return "notice" if check in notice.TIMES else "minutes" if check in MINUTES_CHECKS else check


def combine_laws(composition: Profile | None, open_meetings: Profile | None) -> Profile | None:
    """The rules about a board's meetings, where its own act and an open-meeting law are both in force.

    A default of the portal's own gives way to a rule on the same matter that a text gives or that the board adopted. An
    open-meeting law settles notice and minutes, also where it asks for none. None where the board has neither law.
    """
    laws = [law for law in (open_meetings, composition) if law is not None]
    if not laws:
        return None
    taken = {"notice", "minutes"} if open_meetings is not None else set()
    kept: list[Rule] = []
    for defaults in (False, True):
        for law in laws:
            found = [
                rule
                for rule in law.rules
                if rule.provision.check in CHECKED
                and (rule.provision.how_known == "own_default" and not rule.adopted) is defaults
                and not (defaults and _find_matter(rule) in taken)
            ]
            kept += found
            taken |= {_find_matter(rule) for rule in found}
    return replace(laws[0], rules=tuple(kept))


def judge_notice(profile: Profile, meeting: Meeting, calendar: DayCalendar, at: datetime) -> tuple[Finding, ...]:
    """Judge a meeting's notice, agenda and emergency by what is recorded at a moment, in the act's order."""
    at, timed = as_utc(at), notice.find_notice_rules(profile, meeting)
    findings = []
    for rule in profile.rules:
        if rule in timed:
            findings.append(notice.judge_time(profile, rule, meeting, calendar, at))
        elif rule.provision.check == "emergency_findings" and meeting.kind == MeetingKind.EMERGENCY:
            findings.append(notice.judge_emergency_findings(profile, rule, meeting))
        elif rule.provision.check == "agenda_only":
            findings.append(notice.judge_agenda(rule, meeting))
    return tuple(findings)


def judge_cancellation(profile: Profile, meeting: Meeting) -> tuple[Finding, ...]:
    """Judge one meeting that is called off, or is about to be: by whom, and whether with a reason."""
    return tuple(
        meeting_rules.cancellation((meeting,), rule) for rule in profile.rules if rule.provision.check == "cancellation"
    )


def judge_calendar(profile: Profile, proceedings: Proceedings, today: date) -> tuple[Finding, ...]:
    """Judge how often a board meets, up to a day: this calendar year, and the last one where the record reaches it.

    Gaps and cancellations are those of the 365 days before.
    """
    recent = [meeting for meeting in proceedings.meetings if meeting.day >= today - meeting_rules.A_YEAR]
    years = meeting_rules.list_years(proceedings, today)
    findings: list[Finding] = []
    for rule in profile.rules:
        match rule.provision.check:
            case "meetings_per_year":
                findings += (meeting_rules.meetings_per_year(proceedings, rule, year, today) for year in years)
            case "annual_schedule":
                findings += (meeting_rules.annual_schedule(proceedings, rule, year, today) for year in years)
            case "meeting_gap":
                findings.append(meeting_rules.meeting_gap(proceedings, rule, today))
            case "cancellation":
                findings.append(meeting_rules.cancellation(recent, rule))
    return tuple(findings)


def judge_minutes(
    profile: Profile, meeting: Meeting, later_meetings: Sequence[Meeting], today: date
) -> tuple[Finding, ...]:
    """Judge the minutes of a meeting that was held; nothing for another, and where the profile has no clock for them."""
    if meeting.standing != Standing.HELD:
        return ()
    findings = []
    record = meeting.minutes
    for rule in profile.rules:
        check = rule.provision.check
        if check not in MINUTES_CHECKS:
            continue
        if record is None:
            findings.append(rule.judged(None, "minutes.unknown", {}))
        elif check == "minutes_approval":
            findings.append(minutes_clock.minutes_approval(rule, meeting, later_meetings, record, today))
        elif check == "minutes_inspection":
            findings.append(minutes_clock.minutes_inspection(rule, record, today))
        else:
            findings.append(minutes_clock.minutes_posting(rule, record, today))
    return tuple(findings)
