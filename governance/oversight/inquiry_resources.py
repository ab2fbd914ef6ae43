"""What a board asks of its programs, as addresses stand for it: read by everybody, sent by its clerk, answered by staff."""

from functools import cached_property
from typing import Any

from pyramid.authorization import Allow
from pyramid.httpexceptions import HTTPNotFound

from governance.accounts.models import Role
from governance.accounts.roles import ADMINISTRATOR, name_principal
from governance.boards.resources import BOARD
from governance.clock import find_day
from governance.oversight.inquiry_models import InquiryKind
from governance.oversight.inquiry_queries import BudgetFact, InquiryFact, find_budget_dates, find_inquiry
from governance.oversight.resources import BoardOversight
from governance.security import Permission
from governance.web.locale import _

PLURALS = {
    InquiryKind.DATA_REQUEST: "data-requests",
    InquiryKind.RECOMMENDATION: "recommendations",
    InquiryKind.QUESTION: "questions",
}
LIST_PATHS = {kind: f"/boards/{BOARD}/{plural}" for kind, plural in PLURALS.items()}
INQUIRY_PATHS = {kind: f"{path}/{{{kind}:[a-z0-9]{{10}}}}" for kind, path in LIST_PATHS.items()}
TARGETS_PATH = f"/boards/{BOARD}/targets"
BUDGETS_PATH = f"/boards/{BOARD}/budget-dates"
BUDGET_PATH = BUDGETS_PATH + "/{budget_date:[a-z0-9]{10}}"
REVIEW_PATH = f"/boards/{BOARD}/review"

CLERK_SENDS = _("Only this board's clerk, or an administrator of this portal, may send what the board decided.")
MEMBERS_ASK = _("Only members of this board may ask a question here.")
STAFF_ANSWER = _("Only staff of the program may answer for it.")
REFUSALS = {
    Permission.INQUIRY_SEND: CLERK_SENDS,
    Permission.QUESTION_ASK: MEMBERS_ASK,
    Permission.RESPONSE_GIVE: STAFF_ANSWER,
}
MEMBERS = (Role.MEMBER, Role.CHAIR, Role.VICE_CHAIR)


class BoardInquiries(BoardOversight):
    """What one board asks of its programs."""

    def __acl__(self) -> tuple[tuple[str, str, Any], ...]:
        board = self.board.id
        return (
            *super().__acl__(),
            (Allow, name_principal(Role.CLERK, board), Permission.INQUIRY_SEND),
            (Allow, ADMINISTRATOR, Permission.INQUIRY_SEND),
            *((Allow, name_principal(role, board), Permission.QUESTION_ASK) for role in MEMBERS),
            (Allow, name_principal(Role.PROGRAM_STAFF, board), Permission.RESPONSE_GIVE),
        )

    @property
    def refusals(self) -> dict[Permission, Any]:
        known = super().refusals
        return known | REFUSALS if known else {}

    @property
    def today(self) -> Any:
        """The day where the board sits."""
        return find_day(self.request.now, self.board.zone)


class OneInquiry(BoardInquiries):
    """One thing that the board asked for, of the kind that the address names."""

    kind: InquiryKind

    @cached_property
    def inquiry(self) -> InquiryFact:
        found = find_inquiry(self.request.db, self.board.id, self.kind, self.request.matchdict[self.kind.value])
        if found is None:
            raise HTTPNotFound
        return found

    @property
    def address(self) -> str:
        return make_inquiry_address(self.board.slug, self.inquiry)


class OneDataRequest(OneInquiry):
    kind = InquiryKind.DATA_REQUEST


class OneRecommendation(OneInquiry):
    kind = InquiryKind.RECOMMENDATION


class OneQuestion(OneInquiry):
    kind = InquiryKind.QUESTION


ONE: dict[InquiryKind, type[OneInquiry]] = {one.kind: one for one in (OneDataRequest, OneRecommendation, OneQuestion)}


class OneBudgetDate(BoardInquiries):
    """One day on which a budget closes; one that was struck out is not here."""

    @cached_property
    def budget(self) -> BudgetFact:
        key = self.request.matchdict["budget_date"]
        found = next((one for one in find_budget_dates(self.request.db, self.board.id) if one.key == key), None)
        if found is None:
            raise HTTPNotFound
        return found


def make_inquiry_address(slug: str, inquiry: InquiryFact) -> str:
    return f"/boards/{slug}/{PLURALS[inquiry.kind]}/{inquiry.key}"
