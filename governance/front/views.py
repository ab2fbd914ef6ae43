"""The pages that join rooms: the first page, the boards, one board, one person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from governance.boards.declaration_telling import find_public_words
from governance.boards.queries import (
    BoardReference,
    FormerName,
    Member,
    SeatCount,
    find_committees,
    find_earliest,
    find_former_names,
    find_recent_services,
    find_roster,
)
from governance.boards.resources import BOARD, BoardRecord, PortalRecord
from governance.boards.views import make_board_crumbs
from governance.clock import find_day, find_start_of_day
from governance.front.queries import (
    AttendanceCount,
    BoardSummary,
    ChangedMeeting,
    Terms,
    VoteOfPerson,
    count_attendance,
    count_boards,
    count_votes_of_person,
    find_changed_meetings,
    find_seats_and_lateness,
    find_terms,
    find_votes_of_person,
    list_boards,
)
from governance.front.resources import PERSON_PATH, PersonRecord
from governance.meetings.queries import MeetingSummary, find_latest_minutes, find_next_passing, find_upcoming
from governance.meetings.states import MeetingState, find_end
from governance.security import Permission
from governance.votes.queries import VoteSummary, find_votes
from governance.web.layout import Crumb
from governance.web.locale import _
from governance.web.pages import Page
from governance.web.parameters import PAGE, Paging, make_paging

UPCOMING_SHOWN = 4
LATELY_SHOWN = 5
A_QUARTER = 92


@dataclass(frozen=True)
class HomePage:
    """The first page: what this is, and the boards with a meeting to come."""

    boards: int
    coming: list[BoardSummary]


@dataclass(frozen=True)
class BoardsPage:
    boards: list[BoardSummary]
    paging: Paging


@dataclass(frozen=True)
class LateAnswers:
    """How many answers a board's programs owed within a year, how many came late or are late, how many are still owed."""

    owed: int
    late: int
    open: int


@dataclass(frozen=True)
class BoardPage:
    """One board: the next meeting first, the latest minutes, who serves, what changed lately.

    late_answers: where a program was late more than once within a year.
    """

    board: BoardReference
    purpose: str | None
    website: str | None
    next_meeting: MeetingSummary | None
    upcoming: list[MeetingSummary]
    latest_minutes: MeetingSummary | None
    members: list[Member]
    seats: SeatCount | None
    late_answers: LateAnswers | None
    votes: list[VoteSummary]
    comings_and_goings: list[Member]
    changed_meetings: list[ChangedMeeting]
    committees: list[BoardReference]
    former_names: list[FormerName]
    source_system: str | None
    source_address: str | None


@dataclass(frozen=True)
class OwnWord:
    """A board of which somebody calls themselves a community representative."""

    board: str
    address: str


@dataclass(frozen=True)
class PersonPage:
    """One person on the record: terms, attendance and votes. Nothing else is known here, and no reason is ever given.

    own_words: the boards of which the person says, of their own will, that they represent the community there.
    """

    name: str
    own_words: list[OwnWord]
    terms: list[Terms]
    attendance: list[AttendanceCount]
    votes: list[VoteOfPerson]
    paging: Paging


def show_home(context: PortalRecord, request: Any) -> Page:
    boards = list_boards(request.db, request.now, 100, 0)
    coming = sorted(
        (board for board in boards if board.next_meeting), key=lambda board: board.next_meeting.starts_at  # type: ignore[union-attr]
    )  # fmt: skip
    content = HomePage(count_boards(request.db), coming[:12])
    return Page(content, _("Community advisory boards"), (), find_next_end(boards))


def show_boards(context: PortalRecord, request: Any) -> Page:
    paging = make_paging(request, count_boards(request.db))
    boards = list_boards(request.db, request.now, paging.per_page, paging.offset)
    return Page(BoardsPage(boards, paging), _("Boards"), (Crumb(_("Boards")),), find_next_end(boards))


def find_next_end(boards: list[BoardSummary]) -> datetime | None:
    """The next moment at which one of the next meetings is past."""
    meetings = [board.next_meeting for board in boards if board.next_meeting]
    return min((find_end(m.starts_at, m.ends_at, m.time_stated) for m in meetings), default=None)


def show_board(context: BoardRecord, request: Any) -> Page:
    board, db, now = context.board, request.db, request.now
    today = find_day(now, board.zone)
    roster = find_roster(db, board, today)
    upcoming = find_upcoming(db, board, now, UPCOMING_SHOWN + 1)
    next_meeting = next((meeting for meeting in upcoming if meeting.state is MeetingState.UPCOMING), None)
    seats, lateness = find_seats_and_lateness(db, board.id, today)
    content = BoardPage(
        board.reference,
        board.purpose,
        board.website,
        next_meeting,
        [meeting for meeting in upcoming if meeting is not next_meeting],
        find_latest_minutes(db, board, now),
        roster.members,
        seats,
        LateAnswers(lateness.owed, lateness.late, lateness.open) if lateness.repeated else None,
        find_votes(db, board, LATELY_SHOWN, 0),
        find_recent_services(db, board.id, today, A_QUARTER, LATELY_SHOWN),
        find_changed_meetings(db, board, LATELY_SHOWN),
        [committee.reference for committee in find_committees(db, board.id)],
        find_former_names(db, board),
        board.source_system,
        board.source_address,
    )
    changes_on = lateness.changes_on
    changes_at = find_earliest(
        find_next_passing(db, board, now), roster.changes_at,
        find_start_of_day(changes_on, board.zone) if changes_on is not None else None,
    )  # fmt: skip
    return Page(content, board.name, make_board_crumbs(board), changes_at)


def show_person(context: PersonRecord, request: Any) -> Page:
    person, db = context.person, request.db
    paging = make_paging(request, count_votes_of_person(db, person.id))
    content = PersonPage(
        person.name,
        [OwnWord(name, f"/boards/{slug}") for slug, name in find_public_words(db, person.id)],
        find_terms(db, person.id),
        count_attendance(db, person.id),
        find_votes_of_person(db, person.id, paging.per_page, paging.offset),
        paging,
    )
    return Page(content, person.name, (Crumb(_("Boards"), "/boards"), Crumb(person.name)))


def includeme(config: Any) -> None:
    config.add_public_page(
        "front.home",
        "/",
        show_home,
        template="front/home.jinja2",
        content=HomePage,
        factory=PortalRecord,
        summary="The boards that meet next",
        permission=Permission.PORTAL_READ,
    )
    config.add_public_page(
        "front.boards",
        "/boards",
        show_boards,
        template="front/boards.jinja2",
        content=BoardsPage,
        factory=PortalRecord,
        summary="All boards, place by place",
        parameters=(PAGE,),
        permission=Permission.PORTAL_READ,
    )
    config.add_public_page(
        "front.board",
        f"/boards/{BOARD}",
        show_board,
        template="front/board.jinja2",
        content=BoardPage,
        factory=BoardRecord,
        summary="One board: next meeting, latest minutes, members, changes",
    )
    config.add_public_page(
        "front.person",
        PERSON_PATH,
        show_person,
        template="front/person.jinja2",
        content=PersonPage,
        factory=PersonRecord,
        summary="One person: terms, attendance, votes",
        parameters=(PAGE,),
    )
