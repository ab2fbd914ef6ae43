"""Calendars (iCalendar, RFC 5545): events for the calendar of somebody's phone, which asks for them again by itself.

A calendar passes the same gate as every page of the public record. Each event is one moment, so its times are written
in UTC: that is right over every change of clocks, and no zone's rules travel along that could be outdated. An event
whose hour nobody stated is a day.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

MEDIA = "text/calendar; charset=utf-8"

LONGEST_CALENDAR = 500
"""Events of a calendar, the latest; what is older stands on the pages."""

REFRESH = timedelta(hours=1)
"""How often a calendar program is asked to look again (RFC 7986, section 5.7)."""


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One event. identifier: for ever its own; address: a path of this portal, where to read more.

    sequence: how often its entry was changed, and changed_at when that was last; ends_at: None where nobody said.
    takes_place: it was not called off. lines: what to know besides, in the reader's language.
    """

    identifier: str
    title: str
    starts_at: datetime
    ends_at: datetime | None
    time_stated: bool
    zone: str
    takes_place: bool
    place: str | None
    lines: list[str]
    address: str
    sequence: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Calendar:
    """The events of a board, the latest first. page: the path of what it is about."""

    title: str
    page: str
    events: list[CalendarEvent]


def write_calendar(calendar: Calendar, language: str, base: str) -> bytes:
    """The calendar as RFC 5545 wants it. base: what stands before its paths; empty: it leads to no page."""
    import icalendar

    written = icalendar.Calendar()
    written.add("prodid", "-//governance//calendar of a board//EN")
    written.add("version", "2.0")
    title = make_line(calendar.title)
    written.add("name", title, parameters={"LANGUAGE": language})
    # What came before NAME, and is read by more programs.
    written.add("x-wr-calname", icalendar.vText(title))
    written.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    if base:
        written.add("url", base + calendar.page)
    for event in calendar.events:
        written.add_component(write_event(event, base))
    body: bytes = written.to_ical()
    return body


def write_event(event: CalendarEvent, base: str) -> Any:
    import icalendar

    written = icalendar.Event()
    written.add("uid", event.identifier)
    written.add("dtstamp", event.changed_at)
    written.add("last-modified", event.changed_at)
    written.add("sequence", event.sequence)
    written.add("status", "CONFIRMED" if event.takes_place else "CANCELLED")
    written.add("summary", make_line(event.title))
    if event.time_stated:
        written.add("dtstart", event.starts_at)
        if event.ends_at is not None and event.ends_at > event.starts_at:
            written.add("dtend", event.ends_at)
    else:
        written.add("dtstart", event.starts_at.astimezone(ZoneInfo(event.zone)).date())
    if event.place:
        written.add("location", make_line(event.place))
    lines = [make_line(line) for line in event.lines]
    if base:
        written.add("url", base + event.address)
        lines.append(base + event.address)
    if lines:
        written.add("description", "\n".join(lines))
    return written


def make_line(text: str) -> str:
    """A text as one line without control characters, which RFC 5545 (section 3.1) cannot hold."""
    line = " ".join(text.split())
    return "".join(letter for letter in line if unicodedata.category(letter) not in ("Cc", "Cs"))


def render_calendar(calendar: Calendar, request: Any) -> bytes:
    """A calendar's answer. Its addresses are those that the operator named; the host that was asked for is never taken."""
    address: str = request.registry.portal.address
    return write_calendar(calendar, request.locale_name, address and address + request.script_name)
