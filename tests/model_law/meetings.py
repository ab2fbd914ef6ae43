"""Meetings and calendars for the tests of the law, written as a clerk would say them."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from model_law.days import DayCalendar
from model_law.findings import Finding
from model_law.meetings import Meeting, Posting, Proceedings
from model_law.profiles import settle
from model_law.provisions import load_act
from model_law.rules import Profile, Rule

CHICAGO = "America/Chicago"
LOS_ANGELES = "America/Los_Angeles"
SECOND = timedelta(seconds=1)


def when(text: str, zone: str = CHICAGO, fold: int = 0) -> datetime:
    """A moment as the clock shows it where the board sits, such as ``2025-09-18 18:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


def calendar(*closed: date, years: Iterable[int] = range(2015, 2035)) -> DayCalendar:
    return DayCalendar(frozenset(closed), frozenset(years))


def meeting(starts: str, zone: str = CHICAGO, **facts: Any) -> Meeting:
    facts.setdefault("key", starts)
    facts.setdefault("kind", "regular")
    return Meeting(starts_at=when(starts, zone), zone=zone, **facts)


def held(*days: str, **facts: Any) -> tuple[Meeting, ...]:
    return tuple(meeting(f"{day} 18:00", standing="held", **facts) for day in days)


def posted(moment: datetime, *channels: str) -> tuple[Posting, ...]:
    return tuple(Posting(channel, moment) for channel in channels or ("portal", "physical"))


def proceedings(*meetings: Meeting, zone: str = CHICAGO, **facts: Any) -> Proceedings:
    facts.setdefault("calendar", calendar())
    return Proceedings(zone, meetings, **facts)


def profile(act: str, on: date = date(2026, 1, 1), adopted: Iterable[str] = (), **settings: Any) -> Profile:
    """A profile; settings are written NOTE_01__hours=96."""
    local = {key.replace("__", ".").replace("_", "-", 1): value for key, value in settings.items()}
    return settle(load_act(act), on, local, frozenset(adopted))


def find_rule(of: Profile, rule_id: str) -> Rule:
    return next(rule for rule in of.rules if rule.provision.id == rule_id)


def pick(findings: Iterable[Finding], rule_id: str) -> Finding:
    """The only finding of a rule."""
    (finding,) = (finding for finding in findings if finding.rule == rule_id)
    return finding
