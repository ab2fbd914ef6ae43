"""The calendar of a board's meetings, for programs that keep somebody's own."""

from typing import Any

from governance.boards.resources import BOARD, BoardRecord
from governance.meetings.calendar_queries import MeetingInCalendar, find_latest_meetings
from governance.meetings.models import MeetingStatus
from governance.meetings.queries import make_meeting_address
from governance.web.calendars import LONGEST_CALENDAR, MEDIA, Calendar, CalendarEvent, render_calendar
from governance.web.feeds import make_identifier
from governance.web.locale import _, is_web_address
from governance.web.pages import Page

CALLED_OFF = {
    MeetingStatus.CANCELLED: _("Cancelled: ${title}"),
    MeetingStatus.POSTPONED: _("Postponed: ${title}"),
    MeetingStatus.NEVER_MET: _("Not held: ${title}"),
}
"""A program that does not know of cancelled events shows the title all the same."""


def show_calendar(context: BoardRecord, request: Any) -> Page:
    board = context.board
    meetings = find_latest_meetings(request.db, board.id, LONGEST_CALENDAR)
    events = [make_event(meeting, board.slug, request) for meeting in meetings]
    title = _("Meetings: ${board}", mapping={"board": board.name})
    return Page(Calendar(request.layout.translate(title), f"{board.address}/meetings", events), title)


def make_event(meeting: MeetingInCalendar, slug: str, request: Any) -> CalendarEvent:
    translate = request.layout.translate
    called_off = CALLED_OFF.get(meeting.status)
    title = meeting.title
    if called_off is not None:
        title = translate(_(called_off, mapping={"title": title}))
    join = meeting.join_address if is_web_address(meeting.join_address) else None
    said = (
        (_("Join: ${what}"), join), (_("By phone: ${what}"), meeting.join_phone),
        (_("For accommodations ask: ${what}"), meeting.accommodations),
    )  # fmt: skip
    return CalendarEvent(
        make_identifier("meeting", meeting.key), title, meeting.starts_at, meeting.ends_at, meeting.time_stated,
        meeting.zone, called_off is None, meeting.place,
        [translate(_(words, mapping={"what": what})) for words, what in said if what],
        make_meeting_address(slug, meeting.key), meeting.changes, meeting.changed_at,
    )  # fmt: skip


def includeme(config: Any) -> None:
    config.add_public_page(
        "meetings.calendar",
        f"/boards/{BOARD}/calendar.ics",
        show_calendar,
        write=render_calendar,
        media=MEDIA,
        content=Calendar,
        factory=BoardRecord,
        summary="The meetings of a board as a calendar (iCalendar), the latest first",
    )
