"""What everybody reads of public comment: on a meeting, and where complaints about a response go."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pyramid.response import Response

from governance.boards.queries import BoardReference
from governance.boards.resources import BoardRecord, PortalRecord
from governance.boards.views import make_board_crumbs
from governance.meetings.queries import make_meeting_address
from governance.meetings.resources import MeetingRecord
from governance.participation.models import CommentKind, CommentState
from governance.participation.queries import (
    CommentTold,
    HeldBackCount,
    count_comments,
    count_complaints,
    count_held_back,
    find_count,
    find_published,
    find_terms,
)
from governance.participation.resources import COMMENTS_PATH, COMPLAINTS_PATH
from governance.participation.telling import TermsTold, WordsTold, find_closing, tell_terms
from governance.participation.words import SHORT_KINDS, STATES
from governance.security import Permission
from governance.web.layout import Crumb
from governance.web.locale import _
from governance.web.pages import Page
from governance.web.parameters import PAGE, Paging, make_paging

COMMENTS_PER_PAGE = 50
COMMENTS = _("Public comments")
COMPLAINTS_HEADING = _("Complaints about a response")
A_DAY_SECONDS = 24 * 60 * 60
ROBOTS = b"User-agent: *\nDisallow: /api/\nDisallow: /comments/\nDisallow: /subscriptions/\n"
"""Search engines read pages, of which those of comments ask not to be listed; a twin could not ask that."""


@dataclass(frozen=True)
class CommentsPage:
    """The public comments on a meeting.

    closes_at: until when somebody can write; None where nobody can, as the meeting is over or called off. speakers: how
    many signed up to speak. held_back: how many comments nobody reads, by which rule, and why. waiting: how many the
    clerk has yet to read.
    """

    board: BoardReference
    meeting_title: str
    meeting_address: str
    zone: str
    closes_at: datetime | None
    is_open: bool
    terms: TermsTold
    comments: list[CommentTold]
    speakers: int
    waiting: int
    held_back: list[HeldBackCount]
    complaints: int
    withdrawn: int
    paging: Paging


@dataclass(frozen=True)
class ComplaintsPage:
    """Where complaints about a response go. counted: how many comments on meetings were complaints, of all years."""

    board: BoardReference
    where: WordsTold
    danger: WordsTold
    counted: int


def show_comments(context: MeetingRecord, request: Any) -> Page:
    board, meeting, db = context.board, context.meeting, request.db
    terms = tell_terms(find_terms(db, board.id), request.layout.translate, request.locale_name)
    counts = count_comments(db, meeting.id)
    published = find_count(counts, CommentKind.WRITTEN, CommentState.PUBLISHED)
    paging = make_paging(request, published, COMMENTS_PER_PAGE)
    closes_at = find_closing(meeting, terms.closes_hours)
    is_open = closes_at is not None and request.now < closes_at

    def count(state: CommentState) -> int:
        return sum(find_count(counts, kind, state) for kind in CommentKind)

    content = CommentsPage(
        board.reference, meeting.title, make_meeting_address(board.slug, meeting.key), meeting.zone, closes_at, is_open,
        terms, find_published(db, meeting.id, paging.per_page, paging.offset),
        find_count(counts, CommentKind.SPEAKING, CommentState.PUBLISHED), count(CommentState.WAITING),
        count_held_back(db, meeting.id), count(CommentState.COMPLAINT), count(CommentState.WITHDRAWN), paging,
    )  # fmt: skip
    title = _("Public comments on: ${title}", mapping={"title": meeting.title})
    return Page(content, title, make_comment_crumbs(context, Crumb(COMMENTS)), closes_at if is_open else None)


def make_comment_crumbs(context: Any, *more: Crumb) -> tuple[Crumb, ...]:
    """The way to a page about a meeting's comments."""
    board, meeting = context.board, context.meeting
    return make_board_crumbs(
        board, Crumb(_("Meetings"), f"{board.address}/meetings"),
        Crumb(meeting.title, make_meeting_address(board.slug, meeting.key)), *more,
    )  # fmt: skip


def show_complaints(context: BoardRecord, request: Any) -> Page:
    board = context.board
    terms = tell_terms(find_terms(request.db, board.id), request.layout.translate, request.locale_name)
    content = ComplaintsPage(board.reference, terms.complaints, terms.danger, count_complaints(request.db, board.id))
    return Page(content, COMPLAINTS_HEADING, make_board_crumbs(board, Crumb(COMPLAINTS_HEADING)))


def tell_robots(context: PortalRecord, request: Any) -> Response:
    answer = Response(ROBOTS, content_type="text/plain", charset="utf-8")
    answer.cache_control.public, answer.cache_control.max_age = True, A_DAY_SECONDS
    return answer


def includeme(config: Any) -> None:
    config.add_words(comment_states=STATES, comment_kinds=SHORT_KINDS)
    config.add_public_page(
        "participation.comments",
        COMMENTS_PATH,
        show_comments,
        template="participation/comments.jinja2",
        content=CommentsPage,
        factory=MeetingRecord,
        summary="The public comments on a meeting, and the rules by which they are read",
        parameters=(PAGE,),
    )
    config.add_public_page(
        "participation.complaints",
        COMPLAINTS_PATH,
        show_complaints,
        template="participation/complaints.jinja2",
        content=ComplaintsPage,
        factory=BoardRecord,
        summary="Where complaints about a response go, and how many came as comments",
    )
    config.add_route("participation.robots", "/robots.txt", factory=PortalRecord)
    config.add_view(
        tell_robots, route_name="participation.robots", request_method="GET", permission=Permission.PORTAL_READ
    )
