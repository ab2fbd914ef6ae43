"""Meetings that are being prepared, as addresses stand for them: for a board's clerk, and nothing of it for the public."""

from functools import cached_property
from typing import Any

from pyramid.authorization import Allow
from pyramid.httpexceptions import HTTPNotFound

from governance.accounts.models import Role
from governance.accounts.roles import ADMINISTRATOR, name_principal
from governance.boards.resources import BOARD, BoardRecord
from governance.documents.queries import DocumentFact, VersionFact, find_document
from governance.meetings.planning import PlannedItem
from governance.meetings.planning_editing import find_place
from governance.meetings.planning_queries import DraftFact, find_draft
from governance.meetings.queries import MeetingDetail, find_meeting
from governance.meetings.resources import MEETING_PATH
from governance.security import Permission
from governance.web.locale import _

MEETINGS_PATH = f"/boards/{BOARD}/meetings"
PREPARE_PATH = MEETINGS_PATH + "/prepare"
DRAFT_PATH = PREPARE_PATH + "/{draft:[a-z0-9]{10}}"
ITEM_PATH = DRAFT_PATH + "/items/{item:[a-z0-9]{10}}"
PAPERS_PATH = MEETINGS_PATH + "/papers"
PAPER_PATH = PAPERS_PATH + "/{document:[a-z0-9]{10}}"
VERSION_PATH = PAPER_PATH + "/versions/{version:[1-9][0-9]{0,3}}"
DAYS_PATH = MEETINGS_PATH + "/days"
NOTICES_PATH = MEETING_PATH + "/notices"
NOTICE_PATH = NOTICES_PATH + "/{notice:[1-9][0-9]{0,3}}"

PREPARING = (Permission.MEETING_PREPARE, Permission.MEETING_NOTICE)
CLERK_ONLY = _(
    "Only this board's clerk, or an administrator of this portal, may prepare its meetings and post their notices."
)
CALLED_OFF_BY = _("Only this board's clerk and whoever presides over it may cancel or postpone its meetings here.")
MEMBERS_ONLY = _("Only members of this board say whether they come, each for themselves.")
CLERK_ALONE = _("Only this board's clerk reads who comes to a meeting. An administrator of this portal does not.")
MEMBERS = (Role.MEMBER, Role.CHAIR, Role.VICE_CHAIR)
REFUSALS = {
    **dict.fromkeys(PREPARING, CLERK_ONLY),
    Permission.MEETING_CALL_OFF: CALLED_OFF_BY,
    Permission.MEETING_ANSWER_OWN: MEMBERS_ONLY,
    Permission.MEETING_READ_ANSWERS: CLERK_ALONE,
}


class BoardPlanning(BoardRecord):
    """What a board's clerk prepares, and what members tell the clerk. Nothing of it is granted to everybody."""

    def __init__(self, request: Any) -> None:
        super().__init__(request)
        self.request = request

    def __acl__(self) -> tuple[tuple[str, str, Any], ...]:
        board = self.board.id
        clerk = name_principal(Role.CLERK, board)
        return (
            (Allow, clerk, (*PREPARING, Permission.MEETING_CALL_OFF, Permission.MEETING_READ_ANSWERS)),
            (Allow, ADMINISTRATOR, PREPARING),
            (Allow, name_principal(Role.CHAIR, board), Permission.MEETING_CALL_OFF),
            *((Allow, name_principal(role, board), Permission.MEETING_ANSWER_OWN) for role in MEMBERS),
        )

    @property
    def refusals(self) -> dict[Permission, Any]:
        """Why not; nothing at all where the board itself is not to be known of."""
        identity = self.request.identity
        is_known = self.board.published or (identity is not None and self.board.id in identity.find_boards())
        return REFUSALS if is_known else {}


class OneDraft(BoardPlanning):
    """One draft of the board that the address names; one of another board is not here."""

    @cached_property
    def draft(self) -> DraftFact:
        draft = find_draft(self.request.db, self.board.id, self.request.matchdict["draft"])
        if draft is None:
            raise HTTPNotFound
        return draft

    @property
    def address(self) -> str:
        return f"{self.board.address}/meetings/prepare/{self.draft.key}"


class OneItem(OneDraft):
    """One item of a draft."""

    @cached_property
    def place(self) -> int:
        place = find_place(self.draft.plan, self.request.matchdict["item"])
        if place is None:
            raise HTTPNotFound
        return place

    @property
    def item(self) -> PlannedItem:
        return self.draft.plan.items[self.place - 1]


class OnePaper(BoardPlanning):
    """One paper of the board, whether the public can read it or not."""

    @cached_property
    def paper(self) -> DocumentFact:
        paper = find_document(self.request.db, self.board.id, self.request.matchdict["document"])
        if paper is None:
            raise HTTPNotFound
        return paper


class OneVersion(OnePaper):
    """One version of a paper."""

    @cached_property
    def version_fact(self) -> VersionFact:
        version = self.paper.find(int(self.request.matchdict["version"]))
        if version is None:
            raise HTTPNotFound
        return version


class OnePaperOfItem(OneItem):
    """One paper of an item of a draft."""

    @cached_property
    def paper(self) -> DocumentFact:
        key = self.request.matchdict["document"]
        paper = find_document(self.request.db, self.board.id, key) if key in self.item.documents else None
        if paper is None:
            raise HTTPNotFound
        return paper


class OneMeeting(BoardPlanning):
    """One meeting on the board's record, for those who keep it or are to come to it."""

    @cached_property
    def meeting(self) -> MeetingDetail:
        found = find_meeting(self.request.db, self.board.slug, self.request.matchdict["meeting"])
        if found is None:
            raise HTTPNotFound
        return found[1]

    @property
    def address(self) -> str:
        return f"{self.board.address}/meetings/{self.meeting.key}"
