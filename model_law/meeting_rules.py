"""MEET-01 to MEET-03 and NOTE-04: how often a board meets, the days between, who calls one off, the year's schedule.

A meeting counts where it was held; one without a quorum is a meeting too, only it cannot act. A past meeting of which
nobody recorded what happened may have been held: a rule is broken only where it is broken even so.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from model_law.findings import Finding
from model_law.history import ONE_DAY
from model_law.meetings import Meeting, Proceedings, Standing
from model_law.rules import Rule

A_YEAR = timedelta(days=365)
"""How far back gaps and cancellations are looked for."""


def _held(meetings: Iterable[Meeting]) -> list[date]:
    return [meeting.day for meeting in meetings if meeting.standing == Standing.HELD]


def _perhaps_held(meetings: Iterable[Meeting], today: date) -> list[date]:
    return [meeting.day for meeting in meetings if meeting.standing == Standing.HELD or meeting.unrecorded(today)]


def _to_come(meetings: Iterable[Meeting], today: date) -> list[date]:
    return [meeting.day for meeting in meetings if meeting.standing == Standing.PLANNED and meeting.day >= today]


def list_years(proceedings: Proceedings, today: date) -> tuple[int, ...]:
    """The years that are judged: this one, and the last one where the record reaches into it."""
    known = proceedings.known_from
    return (today.year - 1, today.year) if known is not None and known.year < today.year else (today.year,)


def meetings_per_year(proceedings: Proceedings, rule: Rule, year: int, today: date) -> Finding:
    """MEET-01: as many meetings in a calendar year as the rule asks, and one in every month where it asks for that."""
    if rule.values["spacing"] == "each_month":
        return _each_month(proceedings, rule, year, today)
    asked = rule.values["count"]
    within = [meeting for meeting in proceedings.meetings if meeting.day.year == year]
    held, perhaps = len(_held(within)), len(_perhaps_held(within, today))
    planned = len(_to_come(within, today))
    facts = {"year": str(year), "held": held, "asked": asked, "unrecorded": perhaps - held, "planned": planned}
    numbers = (held, asked, held - asked)
    if held >= asked:
        return rule.judged(True, "year.met", facts, *numbers)
    known = proceedings.known_from
    if known is None or known > date(year, 1, 1):
        return rule.judged(None, "year.partial", facts, *numbers)
    if today <= date(year, 12, 31):
        behind = perhaps + planned < asked
        return rule.judged(None, "year.behind" if behind else "year.open", facts, *numbers)
    if perhaps >= asked:
        return rule.judged(None, "year.unrecorded", facts, *numbers)
    return rule.judged(False, "year.short", facts, *numbers)


def _each_month(proceedings: Proceedings, rule: Rule, year: int, today: date) -> Finding:
    """Only months that are over and wholly on record are judged."""
    known = proceedings.known_from
    held = {day.month for day in _held(proceedings.meetings) if day.year == year}
    perhaps = {day.month for day in _perhaps_held(proceedings.meetings, today) if day.year == year}
    over = [month for month in range(1, 13) if (year, month) < (today.year, today.month)]
    judged = [month for month in over if known is not None and known <= date(year, month, 1)]
    without = [month for month in judged if month not in perhaps]
    met, asked = len(held.intersection(judged)), len(judged)
    facts = {"year": str(year), "over": asked, "held": met, "without": len(without)}
    numbers = (met, asked, met - asked)
    if without:
        return rule.judged(False, "months.short", facts, *numbers)
    if not judged:
        return rule.judged(None, "months.none_over", facts, *numbers)
    if met < asked:
        return rule.judged(None, "months.unrecorded", facts, *numbers)
    return rule.judged(True, "months.met", facts, *numbers)


class Gap(NamedTuple):
    """Two meetings with none between them; ``running`` where the second has yet to come, and ``end`` is the day asked."""

    start: date
    end: date
    running: bool

    @property
    def days(self) -> int:
        return (self.end - self.start).days


def _list_gaps(days: Sequence[date], first: date | None, today: date) -> list[Gap]:
    """The stretches between meetings up to a day that ended within a year before it, or still run on it."""
    past = sorted({day for day in (*days, first) if day is not None and day <= today})
    if not past:
        return []
    ended = [Gap(start, end, False) for start, end in pairwise(past)]
    return [gap for gap in (*ended, Gap(past[-1], today, True)) if gap.end >= today - A_YEAR]


def meeting_gap(proceedings: Proceedings, rule: Rule, today: date) -> Finding:
    """MEET-02: no more days between two meetings than the rule allows, nor since the last one.

    From the day on which the record begins, the days until the first meeting count too.
    """
    limit, known = rule.values["days"], proceedings.known_from
    gaps = _list_gaps(_held(proceedings.meetings), known, today)
    if not gaps:
        return rule.judged(None, "gap.unknown", {})
    longest = max(gaps, key=lambda gap: (gap.days, gap.end))
    facts = {"from": longest.start, "to": longest.end, "days": longest.days, "limit": limit}
    numbers = (longest.days, limit, limit - longest.days)
    if known is None and (longest.days > limit or gaps[0].start > today - A_YEAR):
        return rule.judged(None, "gap.partial", facts, *numbers)
    if longest.days <= limit:
        return rule.judged(True, "gap.met", facts, *numbers)
    perhaps = _list_gaps(_perhaps_held(proceedings.meetings, today), known, today)
    if max(gap.days for gap in perhaps) <= limit:
        return rule.judged(None, "gap.unrecorded", facts, *numbers)
    return rule.judged(False, "gap.running" if longest.running else "gap.long", facts, *numbers)


def find_gap_end(proceedings: Proceedings, rule: Rule, today: date) -> date | None:
    """The last day on which the next meeting keeps the rule; None where no meeting is known to count from."""
    first = proceedings.known_from
    past = [day for day in _held(proceedings.meetings) if day <= today] + ([first] if first and first <= today else [])
    return max(past) + ONE_DAY * rule.values["days"] if past else None


def cancellation(meetings: Iterable[Meeting], rule: Rule) -> Finding:
    """MEET-03: every meeting that was called off was called off by whom the rule names, with a reason on record."""
    allowed = {"chair", "body"} if rule.values["by"] == "chair_or_body" else {rule.values["by"]}
    found = [meeting for meeting in meetings if meeting.standing in (Standing.CANCELLED, Standing.POSTPONED)]
    wrong = unknown = unexplained = 0
    for meeting in found:
        told = meeting.cancellation
        by, reason = (told.decided_by, told.reason_recorded) if told else (None, None)
        wrong += by is not None and by not in allowed
        unexplained += rule.values["reason"] and reason is False
        unknown += by is None or (rule.values["reason"] and reason is None)
    facts = {"found": len(found), "wrong": wrong, "unexplained": unexplained, "unknown": unknown}
    if wrong or unexplained:
        return rule.judged(False, "cancellation.wrong", facts, len(found), None, -(wrong + unexplained))
    if unknown:
        return rule.judged(None, "cancellation.unknown", facts, len(found))
    return rule.judged(True, "cancellation.met", facts, len(found))


def find_schedule_end(rule: Rule, year: int) -> date:
    """The last day on which the schedule of a year counts as given at its start."""
    days: int = rule.values["days"]
    return date(year, 1, 1) + ONE_DAY * (days - 1)


def annual_schedule(proceedings: Proceedings, rule: Rule, year: int, today: date) -> Finding:
    """NOTE-04: the schedule of regular meetings is given at the start of the year.

    The law says no more than that; up to which day is a figure of the portal's own, so it only warns.
    """
    last = find_schedule_end(rule, year)
    facts = {"year": str(year), "due": last}
    if proceedings.schedules is None or year not in proceedings.schedules:
        return rule.judged(None, "schedule.unknown", facts)
    given = proceedings.schedules[year]
    if given is not None and given <= last:
        return rule.judged(True, "schedule.met", {**facts, "given": given}, margin=(last - given).days)
    if given is None and today <= last:
        return rule.judged(None, "schedule.open", facts)
    own = rule.resting_on("days")
    if given is None:
        return own.judged(False, "schedule.none", facts)
    return own.judged(False, "schedule.late", {**facts, "given": given}, margin=(last - given).days)
