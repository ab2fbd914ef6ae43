"""What happens in a meeting now, for the public: one small page that mostly answers that nothing has changed."""

from typing import Any

from governance.boards.views import make_board_crumbs
from governance.clock import find_day, find_tomorrow
from governance.meetings.live_contents import LivePage
from governance.meetings.live_telling import tell_certificate, tell_session
from governance.meetings.queries import make_meeting_address
from governance.meetings.resources import MEETING_PATH, MeetingRecord
from governance.web.layout import Crumb
from governance.web.locale import _
from governance.web.pages import Page
from governance.web.parameters import Parameter, read_choice

PART = Parameter(
    "part", {"type": "string", "enum": ["session"]}, "As HTML only the part that changes, for pages that follow along"
)


def show_live(context: MeetingRecord, request: Any) -> Page:
    board, meeting, db = context.board, context.meeting, request.db
    read_choice(request, PART)
    address = make_meeting_address(board.slug, meeting.key)
    content = LivePage(
        board.reference,
        meeting.title,
        address,
        meeting.starts_at,
        board.zone,
        tell_session(db, meeting, board.id),
        tell_certificate(db, meeting.id, board.id, find_day(request.now, board.zone), request.locale_name),
    )
    title = _("Now in session: ${title}", mapping={"title": meeting.title})
    crumbs = make_board_crumbs(
        board, Crumb(_("Meetings"), f"{board.address}/meetings"), Crumb(meeting.title, address), Crumb(_("Now"))
    )
    # What of a certificate is public is for the law of the day.
    tomorrow = find_tomorrow(request.now, board.zone) if content.certificate is not None else None
    return Page(content, title, crumbs, tomorrow)


def includeme(config: Any) -> None:
    config.add_public_page(
        "meetings.live",
        f"{MEETING_PATH}/live",
        show_live,
        template="meetings/live.jinja2",
        content=LivePage,
        factory=MeetingRecord,
        summary="What happens in a meeting now: who is there, quorum, items",
        parameters=(PART,),
    )
