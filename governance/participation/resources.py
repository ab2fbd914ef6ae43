"""Public comment as addresses stand for it: a meeting's for everybody, all of it for the board's clerk alone."""

from functools import cached_property
from typing import Any

from pyramid.authorization import Allow, Everyone
from pyramid.httpexceptions import HTTPNotFound

from governance.accounts.models import Role
from governance.accounts.roles import name_principal
from governance.accounts.tokens import hash_token
from governance.boards.resources import BOARD, BoardRecord
from governance.meetings.queries import MeetingDetail, find_meeting
from governance.meetings.resources import MEETING_PATH, MeetingRecord
from governance.participation.queries import (
    CommentToReview,
    OwnComment,
    find_comment,
    find_own_comment,
    is_awaiting_confirmation,
)
from governance.security import Permission
from governance.web.locale import _

COMMENTS_PATH = MEETING_PATH + "/comments"
REVIEW_PATH = COMMENTS_PATH + "/review"
COMMENT_PATH = REVIEW_PATH + "/{comment:[a-z0-9]{10}}"
COMPLAINTS_PATH = f"/boards/{BOARD}/complaints"
TERMS_PATH = f"/boards/{BOARD}/comment-rules"
RECEIPT_PATH = "/comments/{receipt:[A-Za-z0-9_-]{43}}"
CONFIRM_PATH = "/comments/confirm/{confirmation:[A-Za-z0-9_-]{43}}"

CLERK_ALONE = _(
    "Only this board's clerk reads comments before they are published. An administrator of this portal does not."
)
Acl = tuple[tuple[str, str, Any], ...]


class MeetingToCommentOn(MeetingRecord):
    """A meeting of a published board, to which everybody may write."""

    def __acl__(self) -> Acl:
        return ((Allow, Everyone, Permission.COMMENT_WRITE),) if self.board.published else ()


class OwnReceipt:
    """A comment, for whoever holds its secret; None where there is none, or no longer."""

    __acl__: Acl = ((Allow, Everyone, Permission.COMMENT_WRITE),)

    def __init__(self, request: Any) -> None:
        self.request = request
        self.token: str = request.matchdict["receipt"]

    @property
    def own(self) -> OwnComment | None:
        return find_own_comment(self.request.db, hash_token(self.token))


class Confirmation:
    """A comment that waits to be confirmed, for whoever has the mail about it."""

    __acl__: Acl = ((Allow, Everyone, Permission.COMMENT_WRITE),)

    def __init__(self, request: Any) -> None:
        self.request = request
        self.token: str = request.matchdict["confirmation"]

    @property
    def is_open(self) -> bool:
        return is_awaiting_confirmation(self.request.db, hash_token(self.token))


class ConfirmedPage:
    """What says that a comment is confirmed, and not which."""

    __acl__: Acl = ((Allow, Everyone, Permission.COMMENT_WRITE),)

    def __init__(self, request: Any) -> None:
        self.request = request


class CommentReview(BoardRecord):
    """What a board's clerk does with comments, and by which rules."""

    def __init__(self, request: Any) -> None:
        super().__init__(request)
        self.request = request

    def __acl__(self) -> Acl:
        return ((Allow, name_principal(Role.CLERK, self.board.id), Permission.COMMENT_MODERATE),)

    @property
    def refusals(self) -> dict[Permission, Any]:
        """Why not; nothing at all where the board itself is not to be known of."""
        identity = self.request.identity
        if not self.board.published and (identity is None or self.board.id not in identity.find_boards()):
            return {}
        return {Permission.COMMENT_MODERATE: CLERK_ALONE}


class MeetingReview(CommentReview):
    """The comments on one meeting of the board."""

    @cached_property
    def meeting(self) -> MeetingDetail:
        found = find_meeting(self.request.db, self.board.slug, self.request.matchdict["meeting"])
        if found is None:
            raise HTTPNotFound
        return found[1]

    @property
    def address(self) -> str:
        return f"{self.board.address}/meetings/{self.meeting.key}/comments/review"


class OneComment(MeetingReview):
    """One comment on the meeting that the address names."""

    @cached_property
    def comment(self) -> CommentToReview:
        comment = find_comment(self.request.db, self.meeting.id, self.request.matchdict["comment"])
        if comment is None:
            raise HTTPNotFound
        return comment
