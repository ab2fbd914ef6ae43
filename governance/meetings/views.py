"""Pages of the meetings room: a board's meetings, the coming ones first, then by year."""

from dataclasses import dataclass
from typing import Any

from governance.boards.queries import BoardReference
from governance.boards.resources import BOARD, BoardRecord
from governance.boards.views import make_board_crumbs
from governance.meetings.notice_waiting import find_notices_due
from governance.meetings.queries import (
    MeetingSummary,
    YearCount,
    count_by_year,
    find_meetings_of_year,
    find_next_passing,
    find_upcoming,
)
from governance.meetings.waiting import find_meetings_to_come
from governance.meetings.words import DOCUMENTS, ITEM_KINDS, KINDS, MODES, PAPERS, PRESENCES, STATES
from governance.web.layout import Crumb
from governance.web.locale import _
from governance.web.pages import Page
from governance.web.parameters import PAGE, YEAR, Paging, make_paging, read_whole_number

UPCOMING_SHOWN = 20


@dataclass(frozen=True)
class MeetingsPage:
    """A board's meetings: the coming ones (the soonest first), and those of one year (the latest first)."""

    board: BoardReference
    upcoming: list[MeetingSummary]
    years: list[YearCount]
    year: int | None
    meetings: list[MeetingSummary]
    paging: Paging


def show_meetings(context: BoardRecord, request: Any) -> Page:
    board = context.board
    years = count_by_year(request.db, board)
    asked = read_whole_number(request, YEAR)
    year = asked or choose_year(years, request.now.year)
    counts = {known.year: known.meetings for known in years}
    paging = make_paging(request, counts.get(year, 0) if year else 0)
    meetings = (
        find_meetings_of_year(request.db, board, year, request.now, paging.per_page, paging.offset) if year else []
    )
    content = MeetingsPage(
        board.reference,
        find_upcoming(request.db, board, request.now, UPCOMING_SHOWN) if asked is None else [],
        years,
        year,
        meetings,
        paging,
    )
    title = (
        _("Meetings of ${board} in ${year}", mapping={"board": board.name, "year": str(asked)})
        if asked
        else _("Meetings of ${board}", mapping={"board": board.name})
    )
    crumbs = make_board_crumbs(board, Crumb(_("Meetings")))
    return Page(content, title, crumbs, find_next_passing(request.db, board, request.now))


def choose_year(years: list[YearCount], this_year: int) -> int | None:
    """The year to open with: this one, else the latest before it, else the earliest there is."""
    known = [count.year for count in years]
    return next((year for year in known if year <= this_year), known[-1] if known else None)


def includeme(config: Any) -> None:
    config.add_waiting_source(find_meetings_to_come)
    config.add_waiting_source(find_notices_due)
    config.add_words(
        states=STATES,
        kinds=KINDS,
        papers=PAPERS,
        item_kinds=ITEM_KINDS,
        documents=DOCUMENTS,
        presences=PRESENCES,
        modes=MODES,
    )
    config.add_public_page(
        "meetings.list",
        f"/boards/{BOARD}/meetings",
        show_meetings,
        template="meetings/list.jinja2",
        content=MeetingsPage,
        factory=BoardRecord,
        summary="A board's meetings, coming and by year",
        parameters=(YEAR, PAGE),
    )
